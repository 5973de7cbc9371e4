/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Variables are over the axes that are dimensions of the file: an axis that the job does not give and that need not be one is none,
 * so that such a file is what it was before there was the axis. Boxes of tiles, which always have all axes, lose it here.
 */
#include "file/grid_schema.h"

#include "file/hdf5_read.h"
#include "file/stored_numbers.h"

#include <limits.h>
#include <stdio.h>

static struct grid_variable events_of(const struct channel *channel) {
    struct grid_variable variable = {.comment = channel->comment,
                                     .formula =
                                         "N = reference_epsilon^2 int ds rho(s) R(s), rho of the model, R of "
                                         "the experiment with its exposure (Eq. 5); N(epsilon) = N (epsilon / reference_epsilon)^2",
                                     .axes = EPSCAN_AXIS_COUNT};
    snprintf(variable.name, sizeof variable.name, "n_%s", channel->name);
    snprintf(variable.long_name, sizeof variable.long_name, "expected events from %s at epsilon = %g", channel->long_name,
             EPSCAN_REFERENCE_EPSILON);
    return variable;
}

struct grid_variable grid_variable(enum grid_variable_id id) {
    static const struct grid_variable epsilon_up = {"epsilon_up", "upper limit on the kinetic mixing epsilon",
                                                    "at 90 % C.L. by Eq. 7 of PRD 104 L091701, or as the attributes limit_method "
                                                    "and confidence_level say; +inf where nothing is "
                                                    "excluded",
                                                    "epsilon_up = reference_epsilon sqrt(N_up / sum over channels of n_*); "
                                                    "counting: N_up = -ln(1 - confidence_level); other limit_methods: N_up of each "
                                                    "point by its likelihood",
                                                    EPSCAN_AXIS_COUNT};
    static const struct grid_variable status = {
        "status", "status of the model point",
        "strahlung_out_of_range: the limit rests on annihilation alone; visible_width: at epsilon_up the neglected decays to "
        "charged "
        "leptons have more than 1 % of the width; no_signal: nothing is expected, nothing excluded",
        NULL, MODEL_AXIS_COUNT};
    switch (id) {
    case VARIABLE_EPSILON_UP: return epsilon_up;
    case VARIABLE_STATUS: return status;
    default: return events_of(channel_at(id));
    }
}

bool grid_has_variable(const struct grid *grid, enum grid_variable_id id) {
    switch (id) {
    case VARIABLE_STATUS: return true;
    case VARIABLE_EPSILON_UP: return !grid->form.without_limits;
    default: return grid->has_channel[id] && !grid->form.without_events[id];
    }
}

int grid_variable_box(const struct grid *grid, enum grid_variable_id id, const uint64_t over_axes[EPSCAN_AXIS_COUNT],
                      hsize_t over_dimensions[EPSCAN_AXIS_COUNT]) {
    const int axes = id == VARIABLE_STATUS ? MODEL_AXIS_COUNT : EPSCAN_AXIS_COUNT;
    int rank = 0;
    for (int axis = 0; axis < axes; axis++)
        if (grid->axes[axis].is_dimension) over_dimensions[rank++] = over_axes[axis];
    return rank;
}

int grid_variable_extent(const struct grid *grid, enum grid_variable_id id, hsize_t extent[EPSCAN_AXIS_COUNT]) {
    uint64_t counts[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) counts[axis] = grid->axes[axis].count;
    return grid_variable_box(grid, id, counts, extent);
}

int grid_tile_place(const struct grid *grid, enum grid_variable_id id, size_t kept, const struct tile_box *box,
                    hsize_t start[EPSCAN_AXIS_COUNT], hsize_t extent[EPSCAN_AXIS_COUNT]) {
    uint64_t block[EPSCAN_AXIS_COUNT];
    int rank = 1;
    if (kept == 0) {
        grid_variable_box(grid, id, box->start, start);
        return grid_variable_box(grid, id, box->extent, extent);
    }
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) block[axis] = box->start[axis] / grid->tile_shape[axis];
    start[0] = grid_tile_column_block(grid, grid_tile_at(grid, block));
    extent[0] = 1;
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) {
        if (!grid->axes[axis].is_dimension) continue;
        start[rank] = box->start[axis];
        extent[rank++] = box->extent[axis];
    }
    start[rank] = 0;
    extent[rank++] = kept;
    return rank;
}

void grid_variable_path(const struct grid *grid, enum grid_variable_id id, char path[64]) {
    snprintf(path, 64, "%s%s", grid->form.is_factored && id < CHANNELS_MAX ? GRID_FACTORS "/" : "", grid_variable(id).name);
}

/* Sign, exponent and mantissa as stored_numbers.h has them, which HDF5 reads as any other number. */
static hid_t make_kept_type(void) {
    const hid_t type = H5Tcopy(H5T_IEEE_F64LE);
    const size_t bits = CHAR_BIT * KEPT_BYTES;
    if (type < 0 || H5Tset_fields(type, bits - 1, KEPT_BITS, KEPT_EXPONENT_BITS, 0, KEPT_BITS) < 0 ||
        H5Tset_precision(type, bits) < 0 || H5Tset_size(type, KEPT_BYTES) < 0 || H5Tset_ebias(type, KEPT_EXPONENT_BIAS) < 0) {
        if (type >= 0) H5Tclose(type);
        return -1;
    }
    return type;
}

static bool is_of_kept_numbers(const struct grid *grid, enum grid_variable_id id) {
    return grid->form.is_factored && !grid->form.keeps_doubles && id < CHANNELS_MAX;
}

size_t grid_number_bytes(const struct grid *grid, enum grid_variable_id id) {
    if (is_of_kept_numbers(grid, id)) return KEPT_BYTES;
    return grid->form.is_single ? sizeof(float) : sizeof(double);
}

hid_t grid_variable_make_type(const struct grid *grid, enum grid_variable_id id) {
    if (id == VARIABLE_STATUS) return H5Tcopy(H5T_STD_U8LE);
    if (is_of_kept_numbers(grid, id)) return make_kept_type();
    return H5Tcopy(grid->form.is_single ? H5T_IEEE_F32LE : H5T_IEEE_F64LE);
}

static bool lacks_variables(const struct grid *grid) {
    bool lacks = grid->form.without_limits;
    for (size_t c = 0; c < CHANNELS_MAX; c++) lacks |= grid->form.without_events[c];
    return lacks;
}

int grid_format(const struct grid *grid) {
    bool optional = false;
    if (grid->form.is_factored) return grid->form.keeps_doubles ? GRID_FORMAT_OF_FACTORS : GRID_FORMAT_OF_SHORT_FACTORS;
    if (grid_is_of_tables(grid)) return GRID_FORMAT_OF_TABLES;
    if (grid->form.is_single || lacks_variables(grid)) return GRID_FORMAT_OF_FORMS;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++)
        optional |= axis_descriptions[axis].need == AXIS_OPTIONAL && grid->axes[axis].is_dimension;
    return optional ? GRID_FORMAT_OF_OPTIONAL_AXES : GRID_FORMAT_OF_ALL_CHANNELS;
}

herr_t grid_format_of(hid_t file, int *format) {
    *format = 1;
    return H5Aexists(file, GRID_FORMAT) == 0 ? 0 : hdf5_get_integer(file, GRID_FORMAT, format);
}
