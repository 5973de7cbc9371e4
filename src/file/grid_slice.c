/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions on each axis, kept by value or by range, and which points of a tile are among them. */
#include "file/grid_slice.h"

#include "core/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The ends of a range may be this far from an axis' value by the rounding of their decimals. */
static const double end_slack = 1e-12;

epscan_status grid_slice_init(const struct grid *grid, struct grid_slice *slice) {
    *slice = (struct grid_slice){0};
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        slice->index[axis] = malloc(grid->axes[axis].count * sizeof *slice->index[axis]);
        if (!slice->index[axis]) return error_no_memory("a slice of the grid");
        slice->count[axis] = grid->axes[axis].count;
        for (uint64_t i = 0; i < slice->count[axis]; i++) slice->index[axis][i] = i;
    }
    return EPSCAN_OK;
}

void grid_slice_clear(struct grid_slice *slice) {
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) free(slice->index[axis]);
    *slice = (struct grid_slice){0};
}

/* "nearest 0.1 and 0.2": the neighbours of a value that an increasing axis lacks. */
static void neighbours_text(const struct axis *axis, double value, char *text, size_t size) {
    size_t above = 0;
    while (above < axis->count && axis->value[above] < value) above++;
    if (above == 0 || above == axis->count)
        snprintf(text, size, ", nearest %.9g", axis->value[above ? above - 1 : 0]);
    else
        snprintf(text, size, ", nearest %.9g and %.9g", axis->value[above - 1], axis->value[above]);
}

static epscan_status refuse(const struct grid *grid, epscan_axis id, double value, const char *what) {
    char range[96], neighbours[64] = "";
    axis_range_text(id, &grid->axes[id], range, sizeof range);
    if (!axis_is_of_names(id)) neighbours_text(&grid->axes[id], value, neighbours, sizeof neighbours);
    return error_set(EPSCAN_BAD_INPUT, "%s: %s; allowed: %s%s", epscan_axis_name(id), what, range, neighbours);
}

/* Keep the indices marked in chosen[count of the axis' values]. */
static void keep(struct grid_slice *slice, epscan_axis axis, const bool *chosen) {
    uint64_t kept = 0;
    for (uint64_t i = 0; i < slice->count[axis]; i++)
        if (chosen[slice->index[axis][i]]) slice->index[axis][kept++] = slice->index[axis][i];
    slice->count[axis] = kept;
}

epscan_status grid_slice_keep_values(struct grid_slice *slice, const struct grid *grid, epscan_axis axis, const double *values,
                                     size_t count) {
    bool *chosen = calloc(grid->axes[axis].count, sizeof *chosen);
    epscan_status status = chosen ? EPSCAN_OK : error_no_memory("a slice of the grid");
    for (size_t i = 0; i < count && !status; i++) {
        char what[64];
        uint64_t at;
        if (axis_find(&grid->axes[axis], values[i], &at)) {
            chosen[at] = true;
            continue;
        }
        if (axis == EPSCAN_AXIS_SPIN)
            snprintf(what, sizeof what, "the grid has no %s", epscan_spin_name((epscan_spin)values[i]));
        else
            snprintf(what, sizeof what, "%.9g is none of the grid's values", values[i]);
        status = refuse(grid, axis, values[i], what);
    }
    if (!status) keep(slice, axis, chosen);
    free(chosen);
    return status;
}

epscan_status grid_slice_keep_range(struct grid_slice *slice, const struct grid *grid, epscan_axis axis, double low, double high) {
    const double *value = grid->axes[axis].value;
    char what[96];
    uint64_t kept = 0;
    for (uint64_t i = 0; i < slice->count[axis]; i++) {
        const double at = value[slice->index[axis][i]], slack = end_slack * fabs(at);
        if (at >= low - slack && at <= high + slack) slice->index[axis][kept++] = slice->index[axis][i];
    }
    slice->count[axis] = kept;
    if (kept) return EPSCAN_OK;
    snprintf(what, sizeof what, "none of the grid's values is from %.9g to %.9g", low, high);
    return refuse(grid, axis, low, what);
}

uint64_t grid_slice_points(const struct grid_slice *slice) {
    uint64_t points = 1;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) points *= slice->count[axis];
    return points;
}

/* How many of increasing index[count] are below `end`. */
static uint64_t count_below(const uint64_t *index, uint64_t count, uint64_t end) {
    uint64_t low = 0;
    while (low < count) {
        const uint64_t middle = low + (count - low) / 2;
        if (index[middle] < end)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

bool grid_slice_within(const struct grid_slice *slice, const struct tile_box *box, uint64_t first[EPSCAN_AXIS_COUNT],
                       uint64_t count[EPSCAN_AXIS_COUNT]) {
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        first[axis] = count_below(slice->index[axis], slice->count[axis], box->start[axis]);
        count[axis] = count_below(slice->index[axis], slice->count[axis], box->start[axis] + box->extent[axis]) - first[axis];
        if (count[axis] == 0) return false;
    }
    return true;
}

bool grid_slice_next(const uint64_t count[EPSCAN_AXIS_COUNT], epscan_axis slowest, epscan_axis fastest,
                     uint64_t at[EPSCAN_AXIS_COUNT]) {
    for (int axis = (int)fastest; axis >= (int)slowest; axis--) {
        if (++at[axis] < count[axis]) return true;
        at[axis] = 0;
    }
    return false;
}
