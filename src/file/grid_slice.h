/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some of a grid's points: of each axis, some of its values. */
#ifndef EPSCAN_FILE_GRID_SLICE_H
#define EPSCAN_FILE_GRID_SLICE_H

#include "scan/grid.h"

struct grid_slice {
    uint64_t count[EPSCAN_AXIS_COUNT];
    uint64_t *index[EPSCAN_AXIS_COUNT]; /* [count], increasing, owned: positions on the grid's axes */
};

/* All points. Free with grid_slice_clear, whatever the status. */
epscan_status grid_slice_init(const struct grid *grid, struct grid_slice *slice);
void grid_slice_clear(struct grid_slice *slice);

/* Of what a slice has of an axis, keep only values[count]; EPSCAN_BAD_INPUT names the axis for one that the grid lacks. */
epscan_status grid_slice_keep_values(struct grid_slice *slice, const struct grid *grid, epscan_axis axis, const double *values,
                                     size_t count);

/* The same for values from `low` to `high`, both included; EPSCAN_BAD_INPUT when there are none. */
epscan_status grid_slice_keep_range(struct grid_slice *slice, const struct grid *grid, epscan_axis axis, double low, double high);

uint64_t grid_slice_points(const struct grid_slice *slice);

/* What of a slice is in a box: count[axis] of its indices from first[axis]. False when there is nothing. */
bool grid_slice_within(const struct grid_slice *slice, const struct tile_box *box, uint64_t first[EPSCAN_AXIS_COUNT],
                       uint64_t count[EPSCAN_AXIS_COUNT]);

/*
 * Move at[] on through the axes from `slowest` to `fastest`, each from 0 to count[axis] - 1, in C order; false, with zeros, after
 * the last. Pure.
 */
bool grid_slice_next(const uint64_t count[EPSCAN_AXIS_COUNT], epscan_axis slowest, epscan_axis fastest,
                     uint64_t at[EPSCAN_AXIS_COUNT]);

#endif
