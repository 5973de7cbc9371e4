/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as people write them: decimals and fractions of two, no nan, inf or hexadecimals; integers also as 1e6, where they are
 * exact. They are written with the fewest digits, from 15 to 17, that are read back the same, and nodes of axes as the decimals
 * that their rounding hides.
 */
#include "text/number_text.h"

#include "text/yaml_reader.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parse one decimal number; `end` is left behind it. */
static bool decimal_from_text(const char *text, const char **end, double *number) {
    if (strspn(text, "+-.0123456789") == 0) return false; /* no spaces, nan or inf */
    char *stop;
    *number = strtod(text, &stop);
    if (stop == text || memchr(text, 'x', (size_t)(stop - text)) || memchr(text, 'X', (size_t)(stop - text))) return false;
    *end = stop;
    return isfinite(*number);
}

bool number_from_text(const char *text, double *number) {
    const char *end;
    double value, divisor;
    if (!decimal_from_text(text, &end, &value)) return false;
    if (*end == '/') {
        if (!decimal_from_text(end + 1, &end, &divisor) || divisor == 0.0) return false;
        value /= divisor;
    }
    if (*end != '\0' || !isfinite(value)) return false;
    *number = value;
    return true;
}

bool integer_from_text(const char *text, long lowest, long highest, long *number) {
    const char *digits = text + (text[0] == '-' || text[0] == '+');
    long whole = 0;
    double value;
    if (digits[0] && strspn(digits, "0123456789") == strlen(digits)) {
        errno = 0;
        whole = strtol(text, NULL, 10);
        if (errno) return false;
    } else {
        if (!number_from_text(text, &value) || value != floor(value) || !(fabs(value) < 0x1p53)) return false;
        whole = (long)value;
    }
    if (whole < lowest || whole > highest) return false;
    *number = whole;
    return true;
}

const char *number_to_text(double number, char text[NUMBER_TEXT_SIZE]) {
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, NUMBER_TEXT_SIZE, "%.*g", digits, number);
        if (strtod(text, NULL) == number) break;
    }
    return text;
}

double decimal_near(double number, double scale) {
    char text[64];
    const double largest = fmax(fabs(number), fabs(scale));
    if (!(largest > 0.0)) return number;
    snprintf(text, sizeof text, "%.*f", (int)fmax(0.0, 11.0 - floor(log10(largest))), number);
    const double decimal = strtod(text, NULL);
    return fabs(decimal - number) <= 4.0 * DBL_EPSILON * largest ? decimal : number;
}

double linear_node(double from, double to, size_t index, size_t last) {
    if (index == 0 || index == last) return index ? to : from;
    return decimal_near(from + (to - from) * (double)index / (double)last, fmax(fabs(from), fabs(to)));
}

double logarithmic_node(double from, double to, size_t index, size_t last) {
    if (index == 0 || index == last) return index ? to : from;
    return decimal_near(from * pow(to / from, (double)index / (double)last), from);
}

bool interval_holds(const struct interval *interval, double number) {
    const bool above = interval->low_open ? number > interval->low : number >= interval->low;
    const bool below = interval->high_open ? number < interval->high : number <= interval->high;
    return above && below;
}

/* A unit, one that is taken for it, and how much of the right one that is. Numbers without a unit up to 1 are shares. */
static const struct unit_slip {
    const char *unit, *taken;
    double size;
} unit_slips[] = {{"GeV", "MeV", 1e-3}, {"cm", "mm", 0.1}, {"g/cm3", "kg/m3", 1e-3}, {"", "percent", 1e-2}};

const char *unit_slip_text(const struct interval *interval, double number, char text[UNIT_SLIP_SIZE]) {
    const bool may_be_share = interval->unit[0] || interval->high <= 1.0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof unit_slips / sizeof *unit_slips; i++) {
        const struct unit_slip *slip = &unit_slips[i];
        const double meant = slip->size * number;
        if (strcmp(slip->unit, interval->unit) != 0 || !may_be_share || !interval_holds(interval, meant)) continue;
        snprintf(text, UNIT_SLIP_SIZE, "; in %s? that is %.6g%s%s", slip->taken, meant, slip->unit[0] ? " " : "", slip->unit);
    }
    return text;
}

const char *interval_text(const struct interval *interval, const char *name, char *text, int size) {
    const char *space = interval->unit[0] ? " " : "", *last = strrchr(name, '.');
    const char *start = last ? last + 1 : name;
    char key[64]; /* of "axes.mA_GeV[3]": "mA_GeV" */
    snprintf(key, sizeof key, "%.*s", (int)strcspn(start, "["), start);
    if (isinf(interval->high))
        snprintf(text, (size_t)size, "%s %s %g%s%s", key, interval->low_open ? ">" : ">=", interval->low, space, interval->unit);
    else
        snprintf(text, (size_t)size, "%g %s %s %s %g%s%s", interval->low, interval->low_open ? "<" : "<=", key,
                 interval->high_open ? "<" : "<=", interval->high, space, interval->unit);
    return text;
}
