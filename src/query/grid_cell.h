/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cell of a grid around a point: its corners, and interpolation between them, linear in every axis. Pure and thread-safe. */
#ifndef EPSCAN_QUERY_GRID_CELL_H
#define EPSCAN_QUERY_GRID_CELL_H

#include "epscan/point.h"
#include "scan/grid.h"

enum { CELL_MOST_CORNERS = 1 << (EPSCAN_AXIS_COUNT - 1) }; /* two on every axis but the spin's */

/* Corners along an axis: `extent` values from `start`, one where the point has an axis' value, else two. */
struct grid_cell {
    uint64_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT];
    double upper_share[EPSCAN_AXIS_COUNT]; /* of the second corner, 0..1 */
    size_t corner_count;
};

/* False when the point is outside; *outside is the first axis that it is outside of. The ends of an axis, to 1e-12, are inside. */
bool grid_cell_around(const struct grid *grid, const epscan_dark_photon *model, const epscan_selection *selection,
                      struct grid_cell *cell, epscan_axis *outside);

/* Corner `index` (C order). */
void grid_cell_corner(const struct grid *grid, const struct grid_cell *cell, size_t index, epscan_dark_photon *model,
                      epscan_selection *selection);

/* values[corner_count] at the point; *spread is the largest less the smallest. */
double grid_cell_interpolate(const struct grid_cell *cell, const double *values, double *spread);

#endif
