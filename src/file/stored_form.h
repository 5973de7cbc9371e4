/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a grid's numbers (scan/grid.h), as a file says it. */
#ifndef EPSCAN_FILE_STORED_FORM_H
#define EPSCAN_FILE_STORED_FORM_H

#include "scan/grid.h"

#include <hdf5.h>

/* Attributes of the root of a new file; none of a form of doubles. Negative on failure. */
herr_t stored_form_put(hid_t file, const struct grid *grid);

/* As an open file has it; EPSCAN_BAD_INPUT when it cannot be. `path` is for messages. */
epscan_status stored_form_get(const char *path, hid_t file, struct grid_form *form);

/* "single precision, 20 bits of the mantissa, without epsilon_up"; "" of doubles. */
void stored_form_text(const struct grid *grid, char *text, size_t size);

#endif
