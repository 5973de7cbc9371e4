/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points are numbered in C order. Tiles fill from the fastest axis: all columns if they fit, then models, with even shares of what
 * does not, so that no tile is much smaller than the others.
 */
#include "scan/grid.h"

#include "core/error.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

static uint64_t blocks_along(const struct grid *grid, int axis) {
    return (grid->axes[axis].count + grid->tile_shape[axis] - 1) / grid->tile_shape[axis];
}

/* The largest even share of an axis that fits in `room`: 1000 points in a room of 640 become two blocks of 500. */
static uint64_t even_share(uint64_t count, uint64_t room) {
    const uint64_t blocks = (count + room - 1) / room;
    return (count + blocks - 1) / blocks;
}

/* Fill `room` from the fastest of the axes [first, last]. */
static uint64_t shape_axes(struct grid *grid, int first, int last, uint64_t room) {
    uint64_t volume = 1;
    for (int axis = last; axis >= first; axis--) {
        grid->tile_shape[axis] = even_share(grid->axes[axis].count, room / volume ? room / volume : 1);
        volume *= grid->tile_shape[axis];
    }
    return volume;
}

bool grid_is_of_tables(const struct grid *grid) {
    return grid->axes[EPSCAN_AXIS_TABLE].is_dimension;
}

epscan_status grid_require_masses(const struct grid *grid, const char *path, const char *what) {
    if (!grid_is_of_tables(grid)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: is a grid of tables, which have no mass; allowed with %s: a grid of models", path,
                     what);
}

epscan_axis grid_line_axis(const struct grid *grid) {
    return grid_is_of_tables(grid) ? EPSCAN_AXIS_TABLE : EPSCAN_AXIS_MASS;
}

size_t grid_numbers_per_point(const struct grid *grid) {
    size_t numbers = !grid->form.without_limits;
    for (size_t c = 0; c < channel_count(); c++) numbers += grid->has_channel[c] && !grid->form.without_events[c];
    return numbers;
}

bool grid_forms_agree(const struct grid_form *a, const struct grid_form *b) {
    bool same = a->is_factored == b->is_factored && a->is_single == b->is_single && a->significant_bits == b->significant_bits &&
                a->without_limits == b->without_limits;
    for (size_t c = 0; c < CHANNELS_MAX; c++) same &= a->without_events[c] == b->without_events[c];
    return same;
}

double grid_form_error(const struct grid_form *form) {
    const double single = form->is_single ? 0.5 * FLT_EPSILON : 0.0;
    return single + (form->significant_bits ? ldexp(0.5, -form->significant_bits) : 0.0);
}

int grid_form_bits(int digits) {
    return (int)ceil(digits * log2(10.0));
}

enum { LAYOUT_COUNTING, LAYOUT_CLS, LAYOUT_BAYES };
const struct tile_layout tile_layouts[TILE_LAYOUTS] = {
    [LAYOUT_COUNTING] = {TILE_POINTS, TILE_MAX_COLUMNS},
    [LAYOUT_CLS] = {TILE_POINTS_CLS, TILE_MAX_LIMIT_COLUMNS},
    [LAYOUT_BAYES] = {TILE_POINTS_BAYES, TILE_MAX_LIMIT_COLUMNS},
    {TILE_POINTS_CLS, TILE_MAX_COLUMNS},
    {TILE_POINTS_BAYES, TILE_POINTS_BAYES},
};

const struct tile_layout *grid_tile_layout(epscan_limit_method method) {
    switch (method) {
    case EPSCAN_LIMIT_COUNTING: return &tile_layouts[LAYOUT_COUNTING];
    case EPSCAN_LIMIT_BAYES: return &tile_layouts[LAYOUT_BAYES];
    default: return &tile_layouts[LAYOUT_CLS];
    }
}

/* Points of a tile of a grid of so many: 2^16 tiles, within the limits. */
static uint64_t tile_room(uint64_t points, uint64_t least) {
    const uint64_t even = points >> 16;
    return even < least ? least : smaller(even, TILE_MAX_POINTS / TILE_POINTS * least);
}

/* Models of a tile: as many as fit; where the moments of models are most of the work, with few columns, no more than 1024. */
static uint64_t model_room(uint64_t room, uint64_t tile_columns, uint64_t points) {
    const uint64_t fitting = room / tile_columns;
    return points == TILE_POINTS ? smaller(fitting, room / 128) : fitting;
}

epscan_status grid_lay_tiles(struct grid *grid, const struct tile_layout *layout) {
    uint64_t models = 1, columns = 1, points, bytes;
    int overflow = 0;
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) overflow |= __builtin_mul_overflow(models, grid->axes[axis].count, &models);
    for (int axis = MODEL_AXIS_COUNT; axis < EPSCAN_AXIS_COUNT; axis++)
        overflow |= __builtin_mul_overflow(columns, grid->axes[axis].count, &columns);
    overflow |= __builtin_mul_overflow(models, columns, &points);
    overflow |= __builtin_mul_overflow(points, (CHANNELS_MAX + 1) * sizeof(double), &bytes);
    if (overflow || bytes >> 63) return error_set(EPSCAN_BAD_INPUT, "the axes make more points than a file can hold (2^56)");
    grid->model_count = models;
    grid->column_count = columns;
    grid->point_count = points;
    const uint64_t tile_columns = shape_axes(grid, MODEL_AXIS_COUNT, EPSCAN_AXIS_COUNT - 1, layout->columns);
    shape_axes(grid, 0, MODEL_AXIS_COUNT - 1, model_room(tile_room(points, layout->points), tile_columns, layout->points));
    grid->tile_count = 1;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) grid->tile_count *= blocks_along(grid, axis);
    return EPSCAN_OK;
}

void grid_clear(struct grid *grid) {
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) axis_clear(&grid->axes[axis]);
    *grid = (struct grid){0};
}

/* Peel the block numbers of the axes [first, last], fastest last, off `index`. */
static uint64_t place_box(const struct grid *grid, int first, int last, uint64_t index, struct tile_box *box) {
    for (int axis = last; axis >= first; axis--) {
        const uint64_t blocks = blocks_along(grid, axis), block = index % blocks;
        index /= blocks;
        box->start[axis] = block * grid->tile_shape[axis];
        box->extent[axis] = smaller(grid->tile_shape[axis], grid->axes[axis].count - box->start[axis]);
    }
    return index;
}

struct tile_box grid_tile_box(const struct grid *grid, uint64_t tile) {
    struct tile_box box = {.model_count = 1, .column_count = 1};
    const uint64_t column_block = place_box(grid, 0, MODEL_AXIS_COUNT - 1, tile, &box);
    place_box(grid, MODEL_AXIS_COUNT, EPSCAN_AXIS_COUNT - 1, column_block, &box);
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) box.model_count *= box.extent[axis];
    for (int axis = MODEL_AXIS_COUNT; axis < EPSCAN_AXIS_COUNT; axis++) box.column_count *= box.extent[axis];
    return box;
}

/* Append the block numbers of the axes [first, last], fastest last, to `index`. */
static uint64_t number_blocks(const struct grid *grid, int first, int last, uint64_t index, const uint64_t *block) {
    for (int axis = first; axis <= last; axis++) index = index * blocks_along(grid, axis) + block[axis];
    return index;
}

uint64_t grid_tile_at(const struct grid *grid, const uint64_t block[EPSCAN_AXIS_COUNT]) {
    const uint64_t columns = number_blocks(grid, MODEL_AXIS_COUNT, EPSCAN_AXIS_COUNT - 1, 0, block);
    return number_blocks(grid, 0, MODEL_AXIS_COUNT - 1, columns, block);
}

uint64_t grid_tile_column_block(const struct grid *grid, uint64_t tile) {
    uint64_t model_blocks = 1;
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) model_blocks *= blocks_along(grid, axis);
    return tile / model_blocks;
}

/* Set the members that the axes [first, last] are over to point `index` of the box, in C order. */
static void set_members(const struct grid *grid, const struct tile_box *box, int first, int last, uint64_t index,
                        struct scan_point *point) {
    for (int axis = last; axis >= first; axis--) {
        axis_set((epscan_axis)axis, grid->axes[axis].value[box->start[axis] + index % box->extent[axis]], point);
        index /= box->extent[axis];
    }
}

epscan_dark_photon grid_box_model(const struct grid *grid, const struct tile_box *box, uint64_t index) {
    struct scan_point point = {0};
    set_members(grid, box, 0, MODEL_AXIS_COUNT - 1, index, &point);
    return point.model;
}

void grid_box_column(const struct grid *grid, const struct tile_box *box, uint64_t index, double *threshold_GeV, double *shift) {
    struct scan_point point = {0};
    set_members(grid, box, MODEL_AXIS_COUNT, EPSCAN_AXIS_COUNT - 1, index, &point);
    *threshold_GeV = point.selection.threshold_GeV;
    *shift = point.selection.energy_scale_shift;
}
