/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rounding is netCDF's BitRound: to the nearest number of so many bits of the mantissa, those after it zero, which deflate packs to
 * nothing (R. Kouznetsov, Geosci. Model Dev. 14 (2021) 377). Half a unit more and the rest cut off: the carry goes into the
 * exponent by itself.
 */
#include "file/stored_numbers.h"

#include "epscan/point.h"
#include "limit/counting_limit.h"

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

void limits_of_events(size_t models, size_t columns, const double *const events[CHANNELS_MAX], const unsigned char *status,
                      double *epsilon_up) {
    for (size_t i = 0; i < models * columns; i++) {
        double total = 0.0;
        for (size_t c = 0; c < CHANNELS_MAX; c++)
            if (events[c] && !isnan(events[c][i])) total += events[c][i];
        epsilon_up[i] = epscan_point_is_computed(status[i / columns]) ? counting_epsilon_up(total, 0.0) : NAN;
    }
}
