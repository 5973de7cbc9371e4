/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files store of numbers: rounded, in single precision, or not at all where others tell them (scan/grid.h, grid_form). */
#ifndef EPSCAN_FILE_STORED_NUMBERS_H
#define EPSCAN_FILE_STORED_NUMBERS_H

#include "scan/grid.h"

#include <stddef.h>

/* stored[count], floats or doubles, of numbers rounded to the form's bits; NaN and infinities stay what they are. Pure. */
void stored_from_doubles(const struct grid_form *form, size_t count, const double *numbers, void *stored);

/* The way back. Pure. */
void doubles_from_stored(const struct grid_form *form, size_t count, const void *stored, double *numbers);

/*
 * epsilon_up[model * columns + column] by Eq. 7 of the events of all channels, likewise, NULL where the grid has none; NaN are not
 * known and left out. NaN of models that failed or were not run, by status[model]. Pure.
 */
void limits_of_events(size_t models, size_t columns, const double *const events[CHANNELS_MAX], const unsigned char *status,
                      double *epsilon_up);

#endif
