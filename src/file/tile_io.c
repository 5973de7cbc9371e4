/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file/tile_io.h"

#include "file/hdf5_read.h"

#define XXH_INLINE_ALL /* compiled for this processor */
#include <xxhash.h>

static hid_t open_variable(hid_t file, const struct grid *grid, const struct grid_variable *variable) {
    const bool in_chunks = variable->rank == EPSCAN_AXIS_COUNT;
    const hid_t type = variable == &grid_variables[VARIABLE_STATUS] ? H5T_STD_U8LE : H5T_IEEE_F64LE;
    hsize_t extent[EPSCAN_AXIS_COUNT], chunk[EPSCAN_AXIS_COUNT];
    for (int i = 0; i < variable->rank; i++) {
        extent[i] = grid->axes[variable->axes[i]].count;
        chunk[i] = grid->tile_shape[variable->axes[i]];
    }
    return hdf5_open_dataset(file, variable->name, type, variable->rank, extent, in_chunks ? chunk : NULL);
}

herr_t tile_datasets_open(hid_t file, const struct grid *grid, struct tile_datasets *sets) {
    hsize_t tiles = grid->tile_count;
    herr_t status = 0;
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT; id++) {
        sets->variables[id] = open_variable(file, grid, &grid_variables[id]);
        if (sets->variables[id] < 0) status = -1;
    }
    sets->ledger = hdf5_open_dataset(file, GRID_LEDGER, H5T_STD_U64LE, 1, &tiles, NULL);
    sets->complete = hdf5_open_dataset(file, GRID_COMPLETE, H5T_STD_U8LE, 0, NULL, NULL);
    if (sets->ledger < 0 || sets->complete < 0) status = -1;
    sets->status_ledger = -1;
    if (status >= 0 && H5Lexists(file, GRID_STATUS_LEDGER, H5P_DEFAULT) != 0) {
        sets->status_ledger = hdf5_open_dataset(file, GRID_STATUS_LEDGER, H5T_STD_U64LE, 1, &tiles, NULL);
        if (sets->status_ledger < 0) status = -1;
    }
    if (status < 0) tile_datasets_close(sets);
    return status;
}

static herr_t close_set(hid_t *set) {
    const herr_t status = *set >= 0 ? H5Dclose(*set) : 0;
    *set = -1;
    return status;
}

herr_t tile_datasets_close(struct tile_datasets *sets) {
    int bad = 0;
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT; id++) bad |= close_set(&sets->variables[id]) < 0;
    bad |= close_set(&sets->ledger) < 0;
    bad |= close_set(&sets->status_ledger) < 0;
    bad |= close_set(&sets->complete) < 0;
    return bad ? -1 : 0;
}

uint64_t tile_checksum(const struct tile *tile) {
    const size_t points = tile->box.model_count * tile->box.column_count;
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset_withSeed(&state, tile->id);
    XXH3_64bits_update(&state, tile->n_annihilation, points * sizeof(double));
    XXH3_64bits_update(&state, tile->epsilon_up, points * sizeof(double));
    XXH3_64bits_update(&state, tile->status, tile->box.model_count);
    const uint64_t sum = XXH3_64bits_digest(&state);
    return sum ? sum : 1;
}

uint64_t tile_status_checksum(const struct tile *tile) {
    const uint64_t sum = XXH3_64bits_withSeed(tile->status, tile->box.model_count, tile->id);
    return sum ? sum : 1;
}

/* Move one box of a dataset from (write) or to contiguous memory. */
static herr_t move_box(hid_t set, int rank, const hsize_t *start, const hsize_t *extent, hid_t type, void *data, bool write) {
    const hid_t space = H5Dget_space(set), memory = H5Screate_simple(rank, extent, NULL);
    herr_t status = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL);
    if (status >= 0)
        status =
            write ? H5Dwrite(set, type, memory, space, H5P_DEFAULT, data) : H5Dread(set, type, memory, space, H5P_DEFAULT, data);
    H5Sclose(memory);
    H5Sclose(space);
    return status;
}

static herr_t move_data(const struct tile_datasets *sets, const struct tile *tile, bool write) {
    hsize_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        start[axis] = tile->box.start[axis];
        extent[axis] = tile->box.extent[axis];
    }
    const hid_t *set = sets->variables;
    if (move_box(set[VARIABLE_N_ANNIHILATION], EPSCAN_AXIS_COUNT, start, extent, H5T_NATIVE_DOUBLE, tile->n_annihilation, write) <
            0 ||
        move_box(set[VARIABLE_EPSILON_UP], EPSCAN_AXIS_COUNT, start, extent, H5T_NATIVE_DOUBLE, tile->epsilon_up, write) < 0)
        return -1;
    return move_box(set[VARIABLE_STATUS], MODEL_AXIS_COUNT, start, extent, H5T_NATIVE_UCHAR, tile->status, write);
}

herr_t tile_put(const struct tile_datasets *sets, const struct tile *tile) {
    const hsize_t at = tile->id, one = 1;
    uint64_t checksum = tile_checksum(tile), of_status = tile_status_checksum(tile);
    if (move_data(sets, tile, true) < 0) return -1;
    if (sets->status_ledger >= 0 && move_box(sets->status_ledger, 1, &at, &one, H5T_NATIVE_UINT64, &of_status, true) < 0) return -1;
    return move_box(sets->ledger, 1, &at, &one, H5T_NATIVE_UINT64, &checksum, true);
}

herr_t tile_get(const struct tile_datasets *sets, const struct grid *grid, uint64_t id, struct tile *tile, uint64_t *recorded) {
    if (ledger_get(sets, id, 1, recorded) < 0) return -1;
    if (*recorded == 0) return 0;
    tile->id = id;
    tile->box = grid_tile_box(grid, id);
    return move_data(sets, tile, false);
}

static bool has_status_checksum(const struct tile_datasets *sets, const struct tile *tile) {
    const hsize_t at = tile->id, one = 1;
    uint64_t recorded;
    return move_box(sets->status_ledger, 1, &at, &one, H5T_NATIVE_UINT64, &recorded, false) >= 0 &&
           recorded == tile_status_checksum(tile);
}

bool tile_is_sound(const struct tile_datasets *sets, const struct tile *tile, uint64_t recorded) {
    if (!recorded || tile_checksum(tile) != recorded) return false;
    return sets->status_ledger < 0 || has_status_checksum(sets, tile);
}

bool tile_get_status(const struct tile_datasets *sets, const struct grid *grid, uint64_t id, struct tile *tile) {
    hsize_t start[MODEL_AXIS_COUNT], extent[MODEL_AXIS_COUNT];
    if (sets->status_ledger < 0) return false;
    tile->id = id;
    tile->box = grid_tile_box(grid, id);
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) {
        start[axis] = tile->box.start[axis];
        extent[axis] = tile->box.extent[axis];
    }
    return move_box(sets->variables[VARIABLE_STATUS], MODEL_AXIS_COUNT, start, extent, H5T_NATIVE_UCHAR, tile->status, false) >=
               0 &&
           has_status_checksum(sets, tile);
}

herr_t ledger_get(const struct tile_datasets *sets, uint64_t first, uint64_t count, uint64_t *checksums) {
    const hsize_t at = first, extent = count;
    return move_box(sets->ledger, 1, &at, &extent, H5T_NATIVE_UINT64, checksums, false);
}

herr_t completion_put(const struct tile_datasets *sets, unsigned char value) {
    return H5Dwrite(sets->complete, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value);
}
