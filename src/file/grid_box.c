/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Boxes of a proven file's variables. Every tile that a box reaches into is compared with the ledger once; what lies in tiles that
 * were not written is blanked.
 */
#include "core/error.h"
#include "file/hdf5_helpers.h"
#include "file/opened_reader.h"
#include "file/stored_numbers.h"

#include <math.h>
#include <stdlib.h>

epscan_status grid_reader_begin_looks(const struct grid_reader *reader) {
    struct tile_looks *looks = reader->looks;
    if (looks->found) return EPSCAN_OK;
    const epscan_status status = tile_init(&looks->tile, &reader->grid);
    if (status) return status;
    looks->found = calloc(reader->grid.tile_count, 1);
    return looks->found ? EPSCAN_OK : error_no_memory("the grid reader");
}

epscan_status grid_reader_look(const struct grid_reader *reader, uint64_t id, enum tile_state *state) {
    struct tile_looks *looks = reader->looks;
    const epscan_status status = grid_reader_begin_looks(reader);
    if (status) return status;
    if (!looks->found[id]) looks->found[id] = (unsigned char)(1 + tile_look(&reader->sets, id, &looks->tile));
    *state = looks->found[id] - 1;
    if (*state != TILE_DAMAGED) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: tile %llu is damaged", reader->path, (unsigned long long)id);
}

/* What of a box lies in a tile that was not written: no number, whatever the file holds there. */
static void blank(enum grid_variable_id id, const struct tile_box *tile, const uint64_t *start, const uint64_t *extent,
                  double *values) {
    const double nothing = id == VARIABLE_STATUS ? (double)EPSCAN_POINT_NOT_RUN : NAN;
    const int rank = grid_variable(id).axes;
    uint64_t at[EPSCAN_AXIS_COUNT] = {0};
    for (uint64_t i = 0;; i++) {
        bool inside = true;
        for (int axis = 0; axis < rank; axis++) {
            const uint64_t place = start[axis] + at[axis];
            inside &= place >= tile->start[axis] && place < tile->start[axis] + tile->extent[axis];
        }
        if (inside) values[i] = nothing;
        int axis = rank - 1;
        while (axis >= 0 && ++at[axis] == extent[axis]) at[axis--] = 0;
        if (axis < 0) return;
    }
}

/* Of all tiles that a box reaches into. */
static epscan_status look_at_tiles(const struct grid_reader *reader, enum grid_variable_id variable,
                                   const uint64_t start[EPSCAN_AXIS_COUNT], const uint64_t extent[EPSCAN_AXIS_COUNT],
                                   double *values) {
    const uint64_t *shape = reader->grid.tile_shape;
    uint64_t block[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) block[axis] = start[axis] / shape[axis];
    for (int axis = 0; axis >= 0;) {
        enum tile_state state;
        const uint64_t id = grid_tile_at(&reader->grid, block);
        const epscan_status status = grid_reader_look(reader, id, &state);
        if (status) return status;
        if (state == TILE_MISSING) {
            const struct tile_box box = grid_tile_box(&reader->grid, id);
            blank(variable, &box, start, extent, values);
        }
        for (axis = EPSCAN_AXIS_COUNT - 1; axis >= 0; axis--) {
            if (++block[axis] <= (start[axis] + extent[axis] - 1) / shape[axis]) break;
            block[axis] = start[axis] / shape[axis];
        }
    }
    return EPSCAN_OK;
}

static herr_t read_box(const struct grid_reader *reader, enum grid_variable_id variable, const uint64_t *start,
                       const uint64_t *extent, double *values) {
    const hid_t set = reader->sets.variables[variable];
    hsize_t first[EPSCAN_AXIS_COUNT], count[EPSCAN_AXIS_COUNT];
    const int rank = grid_variable_box(&reader->grid, variable, start, first);
    grid_variable_box(&reader->grid, variable, extent, count);
    const hid_t space = H5Dget_space(set), memory = H5Screate_simple(rank, count, NULL);
    herr_t status = H5Sselect_hyperslab(space, H5S_SELECT_SET, first, NULL, count, NULL);
    if (status >= 0) status = H5Dread(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values);
    H5Sclose(memory);
    H5Sclose(space);
    return status;
}

/* Kept numbers of so many models at most are expanded at once. */
enum { MODELS_AT_ONCE = 4096 };

/* The columns of a block that a box has, of models whose kept numbers are given; `columns` of the box for each model. */
static void expand_columns(const struct column_factors *factors, const struct tile_box *block, const struct tile_box *box,
                           const double *kept, size_t kept_stride, double *events) {
    const int threshold = EPSCAN_AXIS_THRESHOLD, shift = EPSCAN_AXIS_SHIFT;
    uint64_t from[EPSCAN_AXIS_COUNT], to[EPSCAN_AXIS_COUNT];
    for (int axis = threshold; axis <= shift; axis++) {
        const uint64_t end = box->start[axis] + box->extent[axis], block_end = block->start[axis] + block->extent[axis];
        from[axis] = box->start[axis] > block->start[axis] ? box->start[axis] : block->start[axis];
        to[axis] = end < block_end ? end : block_end;
        if (from[axis] >= to[axis]) return;
    }
    const size_t in_row = to[shift] - from[shift];
    const bool whole_rows = in_row == block->extent[shift] && in_row == box->extent[shift];
    const size_t rows = to[threshold] - from[threshold];
    for (size_t row = 0; row < (whole_rows ? 1 : rows); row++) {
        const size_t in_block =
            (from[threshold] + row - block->start[threshold]) * block->extent[shift] + from[shift] - block->start[shift];
        const size_t in_box =
            (from[threshold] + row - box->start[threshold]) * box->extent[shift] + from[shift] - box->start[shift];
        column_factors_expand(factors, box->model_count, kept, kept_stride, in_block, whole_rows ? rows * in_row : in_row,
                              events + in_box, box->column_count);
    }
}

/* A box of few models, all its columns. */
static epscan_status expand_models(const struct grid_reader *reader, size_t channel, const struct tile_box *box, double *kept,
                                   double *events) {
    const struct grid_factors *factors = &reader->sets.factors;
    for (uint64_t b = 0; b < factors->blocks; b++) {
        const struct tile_box block = grid_factors_block(&reader->grid, b);
        struct tile_box models = *box;
        for (int axis = MODEL_AXIS_COUNT; axis < EPSCAN_AXIS_COUNT; axis++) models.start[axis] = block.start[axis];
        if (kept_get(&reader->sets, channel, &models, kept) < 0) return hdf5_fail(reader->path, "cannot be read");
        expand_columns(&factors->of[channel][b], &block, box, kept, factors->kept[channel], events);
    }
    return EPSCAN_OK;
}

/* Cut a box along its slowest axis of more than one value, until it is of few models. Events of its parts follow each other. */
static epscan_status expand_box(const struct grid_reader *reader, size_t channel, const struct tile_box *box, double *kept,
                                double *events) {
    int axis = 0;
    if (box->model_count <= MODELS_AT_ONCE) return expand_models(reader, channel, box, kept, events);
    while (box->extent[axis] == 1) axis++;
    const uint64_t halves[] = {box->extent[axis] / 2, box->extent[axis] - box->extent[axis] / 2};
    struct tile_box part = *box;
    epscan_status status = EPSCAN_OK;
    for (int half = 0; half < 2 && !status; half++) {
        part.extent[axis] = halves[half];
        part.model_count = box->model_count / box->extent[axis] * halves[half];
        status = expand_box(reader, channel, &part, kept, events);
        events += part.model_count * part.column_count;
        part.start[axis] += halves[half];
    }
    return status;
}

/* Events of a box of a factored grid. */
static epscan_status expand_events(const struct grid_reader *reader, size_t channel, const uint64_t *start, const uint64_t *extent,
                                   double *events) {
    struct tile_box box = {.model_count = 1, .column_count = 1};
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        box.start[axis] = start[axis];
        box.extent[axis] = extent[axis];
        *(axis < MODEL_AXIS_COUNT ? &box.model_count : &box.column_count) *= extent[axis];
    }
    const uint64_t models = box.model_count < MODELS_AT_ONCE ? box.model_count : MODELS_AT_ONCE;
    double *kept = malloc(models * reader->sets.factors.kept[channel] * sizeof *kept);
    const epscan_status status = kept ? expand_box(reader, channel, &box, kept, events) : error_no_memory("a box of the grid");
    free(kept);
    return status;
}

/* Events of a box, wherever the file has them. */
static epscan_status read_events(const struct grid_reader *reader, size_t channel, const uint64_t *start, const uint64_t *extent,
                                 double *events) {
    if (reader->sets.variables[channel] < 0)
        events_not_in_tiles(&reader->sets, channel, start, extent, events);
    else if (reader->grid.form.is_factored)
        return expand_events(reader, channel, start, extent, events);
    else if (read_box(reader, (enum grid_variable_id)channel, start, extent, events) < 0)
        return hdf5_fail(reader->path, "cannot be read");
    return EPSCAN_OK;
}

/* Statuses of the models of a box. */
static epscan_status read_statuses(const struct grid_reader *reader, const uint64_t *start, const uint64_t *extent, size_t models,
                                   unsigned char *status) {
    double *values = malloc(models * sizeof *values);
    if (!values) return error_no_memory("a box of the grid");
    const herr_t got = read_box(reader, VARIABLE_STATUS, start, extent, values);
    for (size_t i = 0; i < models && got >= 0; i++) status[i] = (unsigned char)values[i];
    free(values);
    return got < 0 ? hdf5_fail(reader->path, "cannot be read") : EPSCAN_OK;
}

/* epsilon_up of a box of a file that leaves it out. */
static epscan_status find_limits(const struct grid_reader *reader, const uint64_t *start, const uint64_t *extent, double *values) {
    double *events[CHANNELS_MAX] = {NULL};
    size_t models = 1, columns = 1;
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) models *= extent[axis];
    for (int axis = MODEL_AXIS_COUNT; axis < EPSCAN_AXIS_COUNT; axis++) columns *= extent[axis];
    unsigned char *of_models = malloc(models);
    epscan_status status =
        of_models ? read_statuses(reader, start, extent, models, of_models) : error_no_memory("a box of the grid");
    for (size_t c = 0; c < channel_count() && !status; c++) {
        if (!reader->grid.has_channel[c]) continue;
        events[c] = malloc(models * columns * sizeof *events[c]);
        status = events[c] ? read_events(reader, c, start, extent, events[c]) : error_no_memory("a box of the grid");
    }
    if (!status) limits_of_events(models, columns, (const double *const *)events, of_models, values);
    for (size_t c = 0; c < channel_count(); c++) free(events[c]);
    free(of_models);
    return status;
}

epscan_status grid_reader_box(const struct grid_reader *reader, enum grid_variable_id variable,
                              const uint64_t start[EPSCAN_AXIS_COUNT], const uint64_t extent[EPSCAN_AXIS_COUNT], double *values) {
    epscan_status status = EPSCAN_OK;
    if (variable < CHANNELS_MAX)
        status = read_events(reader, variable, start, extent, values);
    else if (reader->sets.variables[variable] < 0)
        status = find_limits(reader, start, extent, values);
    else if (read_box(reader, variable, start, extent, values) < 0)
        status = hdf5_fail(reader->path, "cannot be read");
    return status ? status : look_at_tiles(reader, variable, start, extent, values);
}

epscan_status grid_reader_line(const struct grid_reader *reader, enum grid_variable_id variable,
                               const uint64_t index[EPSCAN_AXIS_COUNT], double *values) {
    const struct grid *grid = grid_reader_grid(reader);
    const epscan_axis line = grid_line_axis(grid);
    uint64_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT];
    for (epscan_axis axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        start[axis] = axis == line ? 0 : index[axis];
        extent[axis] = axis == line ? grid->axes[line].count : 1;
    }
    return grid_reader_box(reader, variable, start, extent, values);
}
