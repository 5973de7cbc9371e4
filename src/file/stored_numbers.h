/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files store of numbers: rounded, in single precision, or not at all where others tell them (scan/grid.h, grid_form). */
#ifndef EPSCAN_FILE_STORED_NUMBERS_H
#define EPSCAN_FILE_STORED_NUMBERS_H

#include "scan/grid.h"
#include "yield/column_factors.h"

#include <stddef.h>

/* stored[count], floats or doubles, of numbers rounded to the form's bits; NaN and infinities stay what they are. Pure. */
void stored_from_doubles(const struct grid_form *form, size_t count, const double *numbers, void *stored);

/* The way back. Pure. */
void doubles_from_stored(const struct grid_form *form, size_t count, const void *stored, double *numbers);

/*
 * The numbers of a model that factored grids keep (yield/column_factors.h), from format 8 on: little-endian numbers of seven bytes
 * with a sign, the exponent of single precision and KEPT_BITS of the mantissa. Rounded to the nearest; beyond 3e38 infinite, below
 * 1e-38 zero; NaN stay NaN.
 */
enum { KEPT_BYTES = 7, KEPT_EXPONENT_BITS = 8, KEPT_EXPONENT_BIAS = 127 };

/* stored[count * KEPT_BYTES] of numbers[count]. Pure. */
void kept_from_doubles(size_t count, const double *numbers, void *stored);

/* The way back; `numbers` may begin where `stored` does. Pure. */
void doubles_from_kept(size_t count, const void *stored, double *numbers);

/*
 * epsilon_up[model * columns + column] by Eq. 7 of the events of all channels, likewise, NULL where the grid has none; NaN are not
 * known and left out. NaN of models that failed or were not run, by status[model]. Pure.
 */
void limits_of_events(size_t models, size_t columns, const double *const events[CHANNELS_MAX], const unsigned char *status,
                      double *epsilon_up);

#endif
