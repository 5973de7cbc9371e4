/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points of a grid as CSV: the numbers that the file stores, and y, to the last bit. */
#ifndef EPSCAN_REPORT_EXPORT_CSV_H
#define EPSCAN_REPORT_EXPORT_CSV_H

#include "file/grid_read.h"
#include "file/grid_slice.h"

/*
 * Write a slice of a complete grid, the file `path`, to `output`: lines that begin with # say where it comes from, then a line of
 * names, then a row a point, in C order of the axes (blocks of 2048 selections one after another). Each tile that is needed is
 * read once and checked against its checksum; memory does not grow with the grid. EPSCAN_BAD_INPUT: an output that exists (unless
 * `replace`, and it is such a CSV file) or a damaged tile; nothing is left behind. `tick` is called with each tile's points.
 */
epscan_status export_csv(const struct grid_reader *reader, const char *path, const struct grid_slice *slice, const char *output,
                         bool replace, void (*tick)(void *, uint64_t points), void *tick_data);

#endif
