/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Track-length tables as files, in the form that `epscan tracklength` prints and `shower: {model: table}` reads. */
#ifndef EPSCAN_OUTPUT_TRACK_LENGTH_TABLE_H
#define EPSCAN_OUTPUT_TRACK_LENGTH_TABLE_H

#include "shower/montecarlo/simulated_track_length.h"

#include <stdbool.h>

/*
 * Refuse (EPSCAN_BAD_INPUT) a table that exists unless `replace`, or that is something else, and a folder that is missing or
 * not writable. Changes nothing.
 */
epscan_status track_length_table_check_output(const char *path, bool replace);

/* Write a whole file, with `comment` (lines that begin with '#', or "") on top, beside its name, and move it there. */
epscan_status track_length_table_write(const char *path, const struct track_length_rows *rows, const char *comment, bool replace);

#endif
