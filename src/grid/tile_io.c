/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid/tile_io.h"

#define XXH_INLINE_ALL /* compiled for this processor */
#include <xxhash.h>

herr_t tile_datasets_open(hid_t file, struct tile_datasets *sets) {
    herr_t status = 0;
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT; id++) {
        sets->variables[id] = H5Dopen2(file, grid_variables[id].name, H5P_DEFAULT);
        if (sets->variables[id] < 0) status = -1;
    }
    sets->ledger = H5Dopen2(file, GRID_LEDGER, H5P_DEFAULT);
    sets->complete = H5Dopen2(file, GRID_COMPLETE, H5P_DEFAULT);
    if (sets->ledger < 0 || sets->complete < 0) status = -1;
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
        move_box(set[VARIABLE_EPSILON_UP], EPSCAN_AXIS_COUNT, start, extent, H5T_NATIVE_DOUBLE, tile->epsilon_up, write) < 0 ||
        move_box(set[VARIABLE_STATUS], MODEL_AXIS_COUNT, start, extent, H5T_NATIVE_UCHAR, tile->status, write) < 0)
        return -1;
    return 0;
}

herr_t tile_put(const struct tile_datasets *sets, const struct tile *tile) {
    const hsize_t at = tile->id, one = 1;
    uint64_t checksum = tile_checksum(tile);
    if (move_data(sets, tile, true) < 0) return -1;
    return move_box(sets->ledger, 1, &at, &one, H5T_NATIVE_UINT64, &checksum, true);
}

herr_t tile_get(const struct tile_datasets *sets, const struct grid *grid, uint64_t id, struct tile *tile, uint64_t *recorded) {
    if (ledger_get(sets, id, 1, recorded) < 0) return -1;
    if (*recorded == 0) return 0;
    tile->id = id;
    tile->box = grid_tile_box(grid, id);
    return move_data(sets, tile, false);
}

herr_t ledger_get(const struct tile_datasets *sets, uint64_t first, uint64_t count, uint64_t *checksums) {
    const hsize_t at = first, extent = count;
    return move_box(sets->ledger, 1, &at, &extent, H5T_NATIVE_UINT64, checksums, false);
}

herr_t completion_put(const struct tile_datasets *sets, unsigned char value) {
    return H5Dwrite(sets->complete, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value);
}
