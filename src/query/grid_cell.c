/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The box of neighbouring grid points around a point, and multilinear interpolation of numbers at its corners, with their
 * spread over them.
 */
#include "query/grid_cell.h"

#include <math.h>

/* A coordinate may be this far from an axis' value by the rounding of its decimals. */
static const double axis_slack = 1e-12;

static bool is_at(double value, double coordinate) {
    return fabs(value - coordinate) <= axis_slack * fabs(value);
}

/* The last of an increasing axis' values that is not above `coordinate`, or the first. */
static size_t find_lower(const struct axis *axis, double coordinate) {
    size_t lower = 0, upper = axis->count;
    while (upper - lower > 1) {
        const size_t middle = lower + (upper - lower) / 2;
        if (axis->value[middle] <= coordinate)
            lower = middle;
        else
            upper = middle;
    }
    return lower;
}

static bool locate(const struct axis *axis, double coordinate, uint64_t *start, uint64_t *extent, double *upper_share) {
    const size_t lower = find_lower(axis, coordinate);
    *start = lower;
    *extent = 1;
    *upper_share = 0.0;
    if (is_at(axis->value[lower], coordinate)) return true;
    if (lower + 1 == axis->count || axis->value[lower] > coordinate || isnan(coordinate)) return false;
    if (is_at(axis->value[lower + 1], coordinate)) {
        *start = lower + 1;
        return true;
    }
    *extent = 2;
    *upper_share = (coordinate - axis->value[lower]) / (axis->value[lower + 1] - axis->value[lower]);
    return true;
}

/* Spins are labels, in the order that the job gives them. */
static bool locate_spin(const struct axis *axis, epscan_spin spin, struct grid_cell *cell) {
    for (size_t i = 0; i < axis->count; i++) {
        if ((epscan_spin)axis->value[i] != spin) continue;
        cell->start[EPSCAN_AXIS_SPIN] = i;
        cell->extent[EPSCAN_AXIS_SPIN] = 1;
        cell->upper_share[EPSCAN_AXIS_SPIN] = 0.0;
        return true;
    }
    return false;
}

bool grid_cell_around(const struct grid *grid, const epscan_dark_photon *model, const epscan_selection *selection,
                      struct grid_cell *cell, epscan_axis *outside) {
    const struct scan_point point = {*model, *selection};
    *outside = EPSCAN_AXIS_SPIN;
    cell->corner_count = 1;
    if (!locate_spin(&grid->axes[EPSCAN_AXIS_SPIN], model->spin, cell)) return false;
    for (epscan_axis id = EPSCAN_AXIS_MASS; id < EPSCAN_AXIS_COUNT; id++) {
        *outside = id;
        if (!locate(&grid->axes[id], axis_get(id, &point), &cell->start[id], &cell->extent[id], &cell->upper_share[id]))
            return false;
        cell->corner_count *= cell->extent[id];
    }
    return true;
}

/* Which of an axis' corners each of the cell's corners is. */
static void corner_offsets(const struct grid_cell *cell, size_t index, uint64_t offset[EPSCAN_AXIS_COUNT]) {
    for (int id = EPSCAN_AXIS_COUNT - 1; id >= 0; id--) {
        offset[id] = index % cell->extent[id];
        index /= cell->extent[id];
    }
}

void grid_cell_corner(const struct grid *grid, const struct grid_cell *cell, size_t index, epscan_dark_photon *model,
                      epscan_selection *selection) {
    uint64_t offset[EPSCAN_AXIS_COUNT];
    struct scan_point point = {0};
    corner_offsets(cell, index, offset);
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) axis_set(id, grid->axes[id].value[cell->start[id] + offset[id]], &point);
    *model = point.model;
    *selection = point.selection;
}

double grid_cell_interpolate(const struct grid_cell *cell, const double *values, double *spread) {
    double sum = 0.0, least = values[0], most = values[0];
    for (size_t corner = 0; corner < cell->corner_count; corner++) {
        uint64_t offset[EPSCAN_AXIS_COUNT];
        double share = 1.0;
        corner_offsets(cell, corner, offset);
        for (int id = 0; id < EPSCAN_AXIS_COUNT; id++)
            if (cell->extent[id] == 2) share *= offset[id] ? cell->upper_share[id] : 1.0 - cell->upper_share[id];
        sum += share * values[corner];
        if (!(values[corner] >= least)) least = values[corner];
        if (!(values[corner] <= most)) most = values[corner];
    }
    *spread = most - least;
    return sum;
}
