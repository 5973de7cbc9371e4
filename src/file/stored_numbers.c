/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rounding is netCDF's BitRound: to the nearest number of so many bits of the mantissa, those after it zero, which deflate packs to
 * nothing (R. Kouznetsov, Geosci. Model Dev. 14 (2021) 377). Half a unit more and the rest cut off: the carry goes into the
 * exponent by itself.
 */
#include "file/stored_numbers.h"

#include "epscan/point.h"
#include "limit/counting_limit.h"

#include <endian.h>
#include <float.h>
#include <math.h>
#include <string.h>

static double round_to_bits(double number, int bits) {
    uint64_t pattern;
    const int cut = DBL_MANT_DIG - 1 - bits;
    if (!isfinite(number)) return number;
    memcpy(&pattern, &number, sizeof pattern);
    pattern = (pattern + (UINT64_C(1) << (cut - 1))) >> cut << cut;
    memcpy(&number, &pattern, sizeof number);
    return number;
}

void stored_from_doubles(const struct grid_form *form, size_t count, const double *numbers, void *stored) {
    float *single = stored;
    double *whole = stored;
    for (size_t i = 0; i < count; i++) {
        const double number = form->significant_bits ? round_to_bits(numbers[i], form->significant_bits) : numbers[i];
        if (form->is_single)
            single[i] = (float)number;
        else
            whole[i] = number;
    }
}

void doubles_from_stored(const struct grid_form *form, size_t count, const void *stored, double *numbers) {
    const float *single = stored;
    if (!form->is_single)
        memcpy(numbers, stored, count * sizeof *numbers);
    else
        for (size_t i = 0; i < count; i++) numbers[i] = single[i];
}

/* Where a double has its exponent, and how many of its bits below are not kept. */
enum { MANTISSA_BITS = DBL_MANT_DIG - 1, BITS_CUT = MANTISSA_BITS - KEPT_BITS, LARGEST_EXPONENT = 2 * KEPT_EXPONENT_BIAS + 1 };
enum { BIAS_BEYOND = DBL_MAX_EXP - 1 - KEPT_EXPONENT_BIAS };

_Static_assert(1 + KEPT_EXPONENT_BITS + KEPT_BITS == 8 * KEPT_BYTES, "sign, exponent and mantissa fill the bytes");

/* The pattern of a number, in the lowest bytes. */
static uint64_t kept_pattern(double number) {
    const uint64_t sign = (uint64_t)(signbit(number) != 0) << (8 * KEPT_BYTES - 1);
    const uint64_t infinite = (uint64_t)LARGEST_EXPONENT << KEPT_BITS;
    uint64_t pattern;
    if (isnan(number)) return sign | infinite | UINT64_C(1) << (KEPT_BITS - 1);
    number = round_to_bits(fabs(number), KEPT_BITS);
    memcpy(&pattern, &number, sizeof pattern);
    const int exponent = (int)(pattern >> MANTISSA_BITS) - BIAS_BEYOND;
    if (exponent <= 0) return sign;
    if (exponent >= LARGEST_EXPONENT) return sign | infinite;
    return sign | ((pattern >> BITS_CUT) - ((uint64_t)BIAS_BEYOND << KEPT_BITS));
}

void kept_from_doubles(size_t count, const double *numbers, void *stored) {
    unsigned char *bytes = stored;
    for (size_t i = 0; i < count; i++) {
        const uint64_t pattern = htole64(kept_pattern(numbers[i]));
        memcpy(bytes + i * KEPT_BYTES, &pattern, KEPT_BYTES);
    }
}

/* The number of a pattern; below the smallest exponent numbers are of equal steps. */
static double number_of_kept(uint64_t pattern) {
    const uint64_t mantissa = pattern & ((UINT64_C(1) << KEPT_BITS) - 1), sign = pattern >> (8 * KEPT_BYTES - 1) << 63;
    const int exponent = (int)(pattern >> KEPT_BITS) & LARGEST_EXPONENT;
    double number = exponent == 0 ? ldexp((double)mantissa, 1 - KEPT_EXPONENT_BIAS - KEPT_BITS) : mantissa ? NAN : INFINITY;
    uint64_t whole = ((uint64_t)(exponent + BIAS_BEYOND) << MANTISSA_BITS) | mantissa << BITS_CUT;
    if (exponent == 0 || exponent == LARGEST_EXPONENT) memcpy(&whole, &number, sizeof whole);
    whole |= sign;
    memcpy(&number, &whole, sizeof number);
    return number;
}

void doubles_from_kept(size_t count, const void *stored, double *numbers) {
    const unsigned char *bytes = stored;
    for (size_t i = count; i-- > 0;) { /* the last first: what is read is not written before */
        uint64_t pattern = 0;
        memcpy(&pattern, bytes + i * KEPT_BYTES, KEPT_BYTES);
        numbers[i] = number_of_kept(le64toh(pattern));
    }
}

void limits_of_events(size_t models, size_t columns, const double *const events[CHANNELS_MAX], const unsigned char *status,
                      double *epsilon_up) {
    for (size_t i = 0; i < models * columns; i++) {
        double total = 0.0;
        for (size_t c = 0; c < CHANNELS_MAX; c++)
            if (events[c] && !isnan(events[c][i])) total += events[c][i];
        epsilon_up[i] = epscan_point_is_computed(status[i / columns]) ? counting_epsilon_up(total, 0.0) : NAN;
    }
}
