/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table says what an axis is called, in which unit, and which member of a model or a selection it sets. Values come from lists,
 * ranges or single numbers of a job file; nodes of linear ranges are the decimal numbers that a person would type.
 */
#include "scan/axis.h"

#include "text/number_text.h"
#include "core/error.h"
#include "epscan/dark_photon.h"
#include "model/dark_current.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMBER(member) offsetof(struct scan_point, member)

#define ENTRY(id, key, dimension, unit, long_name, member, low, high, open_low, open_high, need, option, letter, ...)              \
    [id] = {key, dimension, unit, long_name, MEMBER(member), {low, high, open_low, open_high, ""}, AXIS_##need, option, letter}

const struct axis_description axis_descriptions[EPSCAN_AXIS_COUNT] = {AXIS_ROWS(ENTRY, )};

void axis_set(epscan_axis id, double value, struct scan_point *point) {
    char *member = (char *)point + axis_descriptions[id].member;
    if (id == EPSCAN_AXIS_SPIN)
        *(epscan_spin *)member = (epscan_spin)value;
    else if (id == EPSCAN_AXIS_TABLE)
        *(int *)member = (int)value;
    else
        *(double *)member = value;
}

double axis_get(epscan_axis id, const struct scan_point *point) {
    const char *member = (const char *)point + axis_descriptions[id].member;
    if (id == EPSCAN_AXIS_SPIN) return *(const epscan_spin *)member;
    return id == EPSCAN_AXIS_TABLE ? *(const int *)member : *(const double *)member;
}

/* As texts have it behind a number. */
static const char *text_unit(epscan_axis id) {
    const char *unit = axis_descriptions[id].unit;
    return strcmp(unit, "1") ? unit : "";
}

struct interval axis_interval(epscan_axis id, double beam_energy_GeV) {
    struct interval allowed = axis_descriptions[id].allowed;
    allowed.unit = text_unit(id);
    if (isinf(allowed.high)) allowed.high = beam_energy_GeV;
    return allowed;
}

void axis_clear(struct axis *axis) {
    for (size_t i = 0; axis->table && i < axis->count; i++) density_table_clear(&axis->table[i]);
    free(axis->table);
    free(axis->value);
    *axis = (struct axis){0};
}

static epscan_status allocate(struct axis *axis, size_t count) {
    axis->count = count;
    axis->value = malloc(count * sizeof *axis->value);
    return axis->value ? EPSCAN_OK : error_no_memory("an axis");
}

epscan_status axis_of_value(double value, struct axis *axis) {
    const epscan_status status = allocate(axis, 1);
    if (!status) axis->value[0] = value;
    return status;
}

static epscan_status list_length(const struct yaml_value *value, size_t most, size_t *count) {
    const int length = yaml_list_length(value);
    if (length < 1 || (size_t)length > most) return yaml_fail(value, "has %d values; allowed: 1 to %zu", length, most);
    *count = (size_t)length;
    return EPSCAN_OK;
}

static epscan_status spins_from_list(const struct yaml_value *value, struct axis *axis) {
    const char *names[EPSCAN_SPIN_COUNT + 1] = {NULL};
    size_t count = 0;
    for (int spin = 0; spin < EPSCAN_SPIN_COUNT; spin++) names[spin] = epscan_spin_name((epscan_spin)spin);
    epscan_status status = list_length(value, EPSCAN_SPIN_COUNT, &count);
    if (!status) status = allocate(axis, count);
    for (size_t i = 0; i < count && !status; i++) {
        const struct yaml_value item = yaml_list_item(value, (int)i);
        int spin;
        status = yaml_choice(&item, names, &spin);
        if (!status) axis->value[i] = spin;
    }
    return status ? status : yaml_check_unique(value, NULL);
}

static epscan_status numbers_from_list(const struct yaml_value *value, const struct interval *allowed, struct axis *axis) {
    size_t count = 0;
    epscan_status status = list_length(value, AXIS_MAX_POINTS, &count);
    if (!status) status = allocate(axis, count);
    for (size_t i = 0; i < count && !status; i++) {
        const struct yaml_value item = yaml_list_item(value, (int)i);
        status = yaml_number(&item, allowed, &axis->value[i]);
        if (!status && i && !(axis->value[i] > axis->value[i - 1]))
            status = yaml_fail(&item, "%g does not follow %g; the list must increase strictly", axis->value[i], axis->value[i - 1]);
    }
    return status;
}

static epscan_status numbers_from_range(const struct yaml_value *value, const struct interval *allowed, struct axis *axis) {
    static const char *const keys[] = {"from", "to", "points", "spacing", NULL}, *const spacings[] = {"linear", "log", NULL};
    double from = 0.0, to = 0.0;
    long points = 0;
    int logarithmic = 0;
    epscan_status status = yaml_check_keys(value, keys);
    if (!status) status = yaml_require_number(value, "from", allowed, &from);
    if (!status) status = yaml_require_number(value, "to", allowed, &to);
    if (!status) status = yaml_require_integer(value, "points", 1, AXIS_MAX_POINTS, &points);
    if (!status) status = yaml_require_choice(value, "spacing", spacings, &logarithmic);
    if (status) return status;
    if (points == 1 ? from != to : !(from < to))
        return yaml_fail(value, "from %g to %g in %ld points; allowed: from < to, or from = to with one point", from, to, points);
    if (logarithmic && !(from > 0.0)) return yaml_fail(value, "from %g with spacing log; allowed: from > 0", from);
    status = allocate(axis, (size_t)points);
    if (status) return status;
    for (size_t i = 0; i < axis->count; i++)
        axis->value[i] = (logarithmic ? logarithmic_node : linear_node)(from, to, i, axis->count - 1);
    for (size_t i = 1; i < axis->count; i++)
        if (!(axis->value[i] > axis->value[i - 1]))
            return yaml_fail(value, "%ld points from %g to %g are closer than doubles can tell", points, from, to);
    return EPSCAN_OK;
}

static epscan_status single_number(const struct yaml_value *value, const struct interval *allowed, struct axis *axis) {
    double number;
    const epscan_status status = yaml_number(value, allowed, &number);
    return status ? status : axis_of_value(number, axis);
}

epscan_status axis_from_yaml(epscan_axis id, const struct yaml_value *value, double beam_energy_GeV, struct axis *axis) {
    if (id == EPSCAN_AXIS_SPIN) {
        if (!yaml_is_list(value)) return yaml_fail(value, "must be a list; allowed values: %s", DARK_CURRENT_NAMES);
        return spins_from_list(value, axis);
    }
    const struct interval allowed = axis_interval(id, beam_energy_GeV);
    if (yaml_is_list(value)) return numbers_from_list(value, &allowed, axis);
    if (yaml_is_mapping(value)) return numbers_from_range(value, &allowed, axis);
    return single_number(value, &allowed, axis);
}

bool axis_equals(const struct axis *a, const struct axis *b) {
    if (a->count != b->count) return false;
    const double scale = fmax(fabs(a->value[0]), fabs(a->value[a->count - 1]));
    for (size_t i = 0; i < a->count; i++)
        if (!(fabs(a->value[i] - b->value[i]) <= 4.0 * DBL_EPSILON * scale)) return false;
    return true;
}

bool axis_find(const struct axis *axis, double value, uint64_t *index) {
    *index = 0;
    for (size_t i = 1; i < axis->count; i++)
        if (fabs(axis->value[i] - value) < fabs(axis->value[*index] - value)) *index = i;
    return fabs(axis->value[*index] - value) <= (value == 0.0 ? 1e-9 : 1e-6 * fabs(value));
}

bool axis_is_of_names(epscan_axis id) {
    return id == EPSCAN_AXIS_SPIN || id == EPSCAN_AXIS_TABLE;
}

const char *axis_value_text(epscan_axis id, const struct axis *axis, double value, char text[NUMBER_TEXT_SIZE]) {
    if (id == EPSCAN_AXIS_SPIN) return epscan_spin_name((epscan_spin)value);
    if (id != EPSCAN_AXIS_TABLE) return number_to_text(value, text);
    return axis && axis->table && value >= 1.0 && value <= (double)axis->count ? axis->table[(size_t)value - 1].file.path : "none";
}

bool axis_find_table(const struct axis *axis, const char *name, int *table) {
    for (*table = 1; axis->table && (size_t)*table <= axis->count; ++*table)
        if (strcmp(axis->table[*table - 1].file.path, name) == 0) return true;
    return false;
}

void axis_range_text(epscan_axis id, const struct axis *axis, char *text, size_t size) {
    const double first = axis->value[0], last = axis->value[axis->count - 1];
    const char *unit = text_unit(id);
    if (!axis_is_of_names(id)) {
        snprintf(text, size, "%.15g to %.15g%s%s", first, last, unit[0] ? " " : "", unit);
        return;
    }
    text[0] = '\0';
    for (size_t i = 0; i < axis->count; i++) {
        char number[NUMBER_TEXT_SIZE];
        const size_t length = strlen(text);
        snprintf(text + length, size - length, "%s%s", i ? ", " : "", axis_value_text(id, axis, axis->value[i], number));
    }
}

const char *epscan_axis_name(epscan_axis axis) {
    return (unsigned)axis < EPSCAN_AXIS_COUNT ? axis_descriptions[axis].dimension : "unknown";
}

const char *epscan_axis_unit(epscan_axis axis) {
    return (unsigned)axis < EPSCAN_AXIS_COUNT ? axis_descriptions[axis].unit : "1";
}
