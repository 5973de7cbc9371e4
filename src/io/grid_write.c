/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/grid_write.h"

#include "core/error.h"
#include "io/grid_schema.h"
#include "io/hdf5_helpers.h"

#include <stdlib.h>
#include <string.h>

#define XXH_STATIC_LINKING_ONLY /* a hash state on the stack */
#include <xxhash.h>

struct grid_writer {
    char *path;
    const struct grid *grid;
    hid_t file, ledger;
    hid_t variables[VARIABLE_COUNT];
};

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

epscan_status grid_writer_open(MPI_Comm communicator, const char *path, const struct grid *grid, struct grid_writer **writer) {
    struct grid_writer *made = calloc(1, sizeof *made);
    if (!made || !(made->path = strdup(path))) {
        free(made);
        return error_no_memory("the grid writer");
    }
    made->grid = grid;
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_mpio(access, communicator, MPI_INFO_NULL);
    made->file = H5Fopen(path, H5F_ACC_RDWR, access);
    H5Pclose(access);
    int bad = made->file < 0;
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT && !bad; id++)
        bad = (made->variables[id] = H5Dopen2(made->file, grid_variables[id].name, H5P_DEFAULT)) < 0;
    if (!bad) bad = (made->ledger = H5Dopen2(made->file, GRID_LEDGER, H5P_DEFAULT)) < 0;
    if (!bad) {
        *writer = made;
        return EPSCAN_OK;
    }
    const epscan_status status = hdf5_fail(path, "cannot be opened for writing");
    if (made->file >= 0) H5Fclose(made->file);
    free(made->path);
    free(made);
    return status;
}

/* Write one box of a dataset from contiguous memory. */
static herr_t put_box(hid_t set, int rank, const hsize_t *start, const hsize_t *extent, hid_t type, const void *data) {
    const hid_t space = H5Dget_space(set), memory = H5Screate_simple(rank, extent, NULL);
    herr_t status = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL);
    if (status >= 0) status = H5Dwrite(set, type, memory, space, H5P_DEFAULT, data);
    H5Sclose(memory);
    H5Sclose(space);
    return status;
}

epscan_status grid_writer_put_tile(struct grid_writer *writer, const struct tile *tile) {
    hsize_t start[AXIS_COUNT], extent[AXIS_COUNT];
    for (int axis = 0; axis < AXIS_COUNT; axis++) {
        start[axis] = tile->box.start[axis];
        extent[axis] = tile->box.extent[axis];
    }
    const hsize_t at = tile->id, one = 1;
    const uint64_t checksum = tile_checksum(tile);
    const hid_t *set = writer->variables;
    if (put_box(set[VARIABLE_N_ANNIHILATION], AXIS_COUNT, start, extent, H5T_NATIVE_DOUBLE, tile->n_annihilation) < 0 ||
        put_box(set[VARIABLE_EPSILON_UP], AXIS_COUNT, start, extent, H5T_NATIVE_DOUBLE, tile->epsilon_up) < 0 ||
        put_box(set[VARIABLE_STATUS], MODEL_AXIS_COUNT, start, extent, H5T_NATIVE_UCHAR, tile->status) < 0 ||
        put_box(writer->ledger, 1, &at, &one, H5T_NATIVE_UINT64, &checksum) < 0)
        return hdf5_fail(writer->path, "a tile cannot be written");
    return EPSCAN_OK;
}

epscan_status grid_writer_close(struct grid_writer *writer) {
    herr_t bad = 0;
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT; id++) bad |= H5Dclose(writer->variables[id]) < 0;
    bad |= H5Dclose(writer->ledger) < 0;
    bad |= H5Fclose(writer->file) < 0;
    const epscan_status status = bad ? hdf5_fail(writer->path, "cannot be closed") : EPSCAN_OK;
    free(writer->path);
    free(writer);
    return status;
}

/* Number of tiles the ledger has no checksum for, read in pieces; negative on failure. */
static int64_t count_missing(hid_t ledger) {
    enum { PIECE = 65536 };
    static uint64_t sums[PIECE];
    const hid_t space = H5Dget_space(ledger);
    const hssize_t tiles = H5Sget_simple_extent_npoints(space);
    int64_t missing = 0;
    for (hsize_t at = 0; at < (hsize_t)tiles && missing >= 0; at += PIECE) {
        const hsize_t count = (hsize_t)tiles - at < PIECE ? (hsize_t)tiles - at : PIECE;
        const hid_t memory = H5Screate_simple(1, &count, NULL);
        H5Sselect_hyperslab(space, H5S_SELECT_SET, &at, NULL, &count, NULL);
        if (H5Dread(ledger, H5T_NATIVE_UINT64, memory, space, H5P_DEFAULT, sums) < 0) missing = -1;
        for (hsize_t i = 0; i < count && missing >= 0; i++) missing += sums[i] == 0;
        H5Sclose(memory);
    }
    H5Sclose(space);
    return missing;
}

epscan_status grid_file_mark_complete(const char *path) {
    const unsigned char yes = 1;
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    if (file < 0) return hdf5_fail(path, "cannot be opened");
    const hid_t ledger = H5Dopen2(file, GRID_LEDGER, H5P_DEFAULT), complete = H5Dopen2(file, GRID_COMPLETE, H5P_DEFAULT);
    const int64_t missing = ledger < 0 ? -1 : count_missing(ledger);
    epscan_status status = EPSCAN_OK;
    if (missing > 0)
        status = error_set(EPSCAN_INCOMPLETE, "%s: %lld tiles are missing", path, (long long)missing);
    else if (missing < 0 || complete < 0 || H5Dwrite(complete, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, &yes) < 0)
        status = hdf5_fail(path, "cannot be completed");
    H5Dclose(complete);
    H5Dclose(ledger);
    if (H5Fclose(file) < 0 && !status) status = hdf5_fail(path, "cannot be closed");
    return status;
}
