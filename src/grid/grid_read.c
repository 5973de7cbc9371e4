/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid/grid_read.h"

#include "core/error.h"
#include "core/file_kind.h"
#include "core/text_file.h"
#include "grid/hdf5_helpers.h"
#include "grid/tile_io.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct grid_reader {
    char *path;
    hid_t file;
    struct grid grid;
    struct grid_header header;
    struct tile_datasets sets;
    bool complete;
    struct tile_looks *looks;
};

/* What was found of the tiles that were looked at; made with the first. */
struct tile_looks {
    unsigned char *found; /* [tile_count] */
    struct tile tile;     /* to look at them */
};

enum { TILE_NOT_LOOKED_AT, TILE_SOUND, TILE_DAMAGED };

static epscan_status not_a_grid(const char *path, const char *missing) {
    return error_set(EPSCAN_BAD_INPUT, "%s: not an epscan grid: no usable \"%s\"", path, missing);
}

/*
 * The labels once more, from an attribute: strings of variable length, as the dimension `spin` has them for its readers, cannot
 * be read safely from a damaged file.
 */
static epscan_status read_spins(struct grid_reader *reader, struct axis *axis) {
    char labels[64], *rest = labels;
    hdf5_get_text(reader->file, GRID_SPINS, labels, sizeof labels);
    axis->value = malloc(EPSCAN_SPIN_COUNT * sizeof *axis->value);
    if (!axis->value) return error_no_memory("an axis");
    for (const char *label; (label = strsep(&rest, " ")) && axis->count < EPSCAN_SPIN_COUNT; axis->count++) {
        epscan_spin spin;
        if (!epscan_spin_of_name(label, &spin)) return not_a_grid(reader->path, GRID_SPINS);
        axis->value[axis->count] = spin;
    }
    return axis->count ? EPSCAN_OK : not_a_grid(reader->path, GRID_SPINS);
}

static epscan_status read_numbers(struct grid_reader *reader, const char *name, struct axis *axis) {
    const hid_t set = H5Dopen2(reader->file, name, H5P_DEFAULT);
    if (set < 0) return not_a_grid(reader->path, name);
    const hid_t space = H5Dget_space(set);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    H5Sclose(space);
    epscan_status status = EPSCAN_OK;
    axis->count = count > 0 && count <= AXIS_MAX_POINTS ? (size_t)count : 0;
    axis->value = axis->count ? malloc(axis->count * sizeof *axis->value) : NULL;
    if (!axis->value || H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis->value) < 0)
        status = not_a_grid(reader->path, name);
    H5Dclose(set);
    return status;
}

static bool read_tile_shape(const struct grid_reader *reader, uint64_t shape[EPSCAN_AXIS_COUNT]) {
    const hid_t attribute = H5Aopen_by_name(reader->file, GRID_LEDGER, GRID_LEDGER_SHAPE, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0) return false;
    const hid_t space = H5Aget_space(attribute);
    const bool fits = H5Sget_simple_extent_npoints(space) == EPSCAN_AXIS_COUNT && H5Aread(attribute, H5T_NATIVE_UINT64, shape) >= 0;
    H5Sclose(space);
    H5Aclose(attribute);
    return fits;
}

/* The tiles must be cut in one of the ways in which this version of epscan cuts them: the ledger is numbered so. */
static epscan_status read_tiles(struct grid_reader *reader) {
    static const uint64_t points[] = {TILE_POINTS, TILE_POINTS_CLS, TILE_POINTS_BAYES};
    uint64_t shape[EPSCAN_AXIS_COUNT] = {0};
    if (!read_tile_shape(reader, shape)) return not_a_grid(reader->path, GRID_LEDGER_SHAPE);
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        const epscan_status status = grid_lay_tiles(&reader->grid, points[i]);
        if (status || memcmp(shape, reader->grid.tile_shape, sizeof shape) == 0) return status;
    }
    return error_set(EPSCAN_BAD_INPUT, "%s: its tiles are cut otherwise than by this version of epscan", reader->path);
}

static epscan_status read_axes(struct grid_reader *reader) {
    epscan_status status = read_spins(reader, &reader->grid.axes[EPSCAN_AXIS_SPIN]);
    for (int axis = EPSCAN_AXIS_SPIN + 1; axis < EPSCAN_AXIS_COUNT && !status; axis++)
        status = read_numbers(reader, axis_descriptions[axis].dimension, &reader->grid.axes[axis]);
    return status ? status : read_tiles(reader);
}

static epscan_status read_completion(struct grid_reader *reader) {
    unsigned char value = 0;
    const hid_t set = H5Dopen2(reader->file, GRID_COMPLETE, H5P_DEFAULT);
    const herr_t got = set < 0 ? -1 : H5Dread(set, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value);
    if (set >= 0) H5Dclose(set);
    reader->complete = value == 1;
    return got < 0 ? not_a_grid(reader->path, GRID_COMPLETE) : EPSCAN_OK;
}

/* Every variable is there with the extents that the axes give. */
static epscan_status check_variables(const struct grid_reader *reader) {
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT; id++) {
        const struct grid_variable *variable = &grid_variables[id];
        const hid_t set = H5Dopen2(reader->file, variable->name, H5P_DEFAULT);
        if (set < 0) return not_a_grid(reader->path, variable->name);
        const hid_t space = H5Dget_space(set);
        hsize_t extent[H5S_MAX_RANK];
        bool fits = H5Sget_simple_extent_ndims(space) == variable->rank && H5Sget_simple_extent_dims(space, extent, NULL) >= 0;
        for (int i = 0; i < variable->rank && fits; i++) fits = extent[i] == reader->grid.axes[variable->axes[i]].count;
        H5Sclose(space);
        H5Dclose(set);
        if (!fits) return not_a_grid(reader->path, variable->name);
    }
    return EPSCAN_OK;
}

/* Of a text that is something else it says what. */
static epscan_status not_hdf5(const char *path) {
    struct text_file text = {0};
    epscan_status status = text_file_read(path, &text);
    if (!status) status = file_kind_check(path, text.text, text.size, FILE_KIND_HDF5);
    text_file_clear(&text);
    return status && strstr(epscan_error_message(), "allowed: an HDF5 file")
               ? status
               : error_set(EPSCAN_BAD_INPUT, "%s: not an HDF5 file, or damaged", path);
}

epscan_status grid_reader_open(const char *path, struct grid_reader **reader) {
    if (access(path, R_OK) != 0) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno));
    struct grid_reader *made = calloc(1, sizeof *made);
    if (!made || !(made->path = strdup(path)) || !(made->looks = calloc(1, sizeof *made->looks))) {
        if (made) free(made->path);
        free(made);
        return error_no_memory("the grid reader");
    }
    const hid_t properties = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fclose_degree(properties, H5F_CLOSE_STRONG); /* a damaged file can leave objects open */
    H5Pset_file_locking(properties, false, true);       /* a reader needs no lock, and must not fail for one */
    made->file = H5Fopen(path, H5F_ACC_RDONLY, properties);
    H5Pclose(properties);
    epscan_status status = made->file < 0 ? not_hdf5(path) : EPSCAN_OK;
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT; id++) made->sets.variables[id] = -1;
    made->sets.ledger = made->sets.complete = -1;
    if (!status) status = read_axes(made);
    if (!status) status = check_variables(made);
    if (!status) status = read_completion(made);
    if (!status) status = grid_header_of_file(path, made->file, &made->grid, &made->header);
    if (!status && tile_datasets_open(made->file, &made->sets) < 0) status = not_a_grid(path, GRID_LEDGER);
    if (status)
        grid_reader_close(made);
    else
        *reader = made;
    return status;
}

void grid_reader_close(struct grid_reader *reader) {
    if (!reader) return;
    tile_datasets_close(&reader->sets);
    if (reader->file >= 0) H5Fclose(reader->file);
    grid_header_clear(&reader->header);
    tile_clear(&reader->looks->tile);
    free(reader->looks->found);
    free(reader->looks);
    grid_clear(&reader->grid);
    free(reader->path);
    free(reader);
}

const struct grid *grid_reader_grid(const struct grid_reader *reader) {
    return &reader->grid;
}

bool grid_reader_complete(const struct grid_reader *reader) {
    return reader->complete;
}

epscan_status grid_reader_require_complete(const struct grid_reader *reader) {
    if (reader->complete) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: incomplete; `epscan info` tells what is missing", reader->path);
}

void grid_reader_attribute(const struct grid_reader *reader, const char *name, char *text, size_t size) {
    hdf5_get_text(reader->file, name, text, size);
}

/* A whole dataset of `expected` elements; the caller frees *data, NULL on failure. */
static epscan_status read_whole(const struct grid_reader *reader, hid_t set, hid_t type, size_t size, uint64_t expected,
                                void **data) {
    const hid_t space = H5Dget_space(set);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    epscan_status status = EPSCAN_OK;
    H5Sclose(space);
    *data = NULL;
    if (count < 0 || (uint64_t)count != expected) return not_a_grid(reader->path, GRID_LEDGER);
    *data = malloc(expected * size);
    if (!*data)
        status = error_no_memory("the grid reader");
    else if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, *data) < 0)
        status = hdf5_fail(reader->path, "cannot be read");
    if (!status) return EPSCAN_OK;
    free(*data);
    *data = NULL;
    return status;
}

const struct grid_header *grid_reader_header(const struct grid_reader *reader) {
    return &reader->header;
}

uint64_t *grid_reader_ledger(const struct grid_reader *reader) {
    void *data;
    return read_whole(reader, reader->sets.ledger, H5T_NATIVE_UINT64, 8, reader->grid.tile_count, &data) ? NULL : data;
}

bool grid_reader_get_tile(const struct grid_reader *reader, uint64_t id, struct tile *tile) {
    uint64_t recorded = 0;
    return tile_get(&reader->sets, &reader->grid, id, tile, &recorded) >= 0 && recorded && tile_checksum(tile) == recorded;
}

epscan_status grid_reader_count_status(const struct grid_reader *reader, uint64_t *counts) {
    void *data;
    const epscan_status status =
        read_whole(reader, reader->sets.variables[VARIABLE_STATUS], H5T_NATIVE_UCHAR, 1, reader->grid.model_count, &data);
    for (int i = 0; i < EPSCAN_POINT_STATUSES; i++) counts[i] = 0;
    for (uint64_t i = 0; i < reader->grid.model_count && !status; i++) {
        const unsigned char value = ((unsigned char *)data)[i];
        counts[value < EPSCAN_POINT_STATUSES ? value : EPSCAN_POINT_FAILED]++;
    }
    free(data);
    return status;
}

static epscan_status look_at_tile(const struct grid_reader *reader, uint64_t id) {
    struct tile_looks *looks = reader->looks;
    if (!looks->found) {
        const epscan_status status = tile_init(&looks->tile, &reader->grid);
        if (status) return status;
        looks->found = calloc(reader->grid.tile_count, 1);
        if (!looks->found) return error_no_memory("the grid reader");
    }
    if (looks->found[id] == TILE_NOT_LOOKED_AT) {
        uint64_t recorded = 0;
        const herr_t got = tile_get(&reader->sets, &reader->grid, id, &looks->tile, &recorded);
        const bool sound = got >= 0 && (!recorded || tile_checksum(&looks->tile) == recorded);
        looks->found[id] = sound ? TILE_SOUND : TILE_DAMAGED;
    }
    if (looks->found[id] == TILE_SOUND) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: tile %llu is damaged", reader->path, (unsigned long long)id);
}

/* Of all tiles that a box reaches into. */
static epscan_status look_at_tiles(const struct grid_reader *reader, const uint64_t start[EPSCAN_AXIS_COUNT],
                                   const uint64_t extent[EPSCAN_AXIS_COUNT]) {
    const uint64_t *shape = reader->grid.tile_shape;
    uint64_t block[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) block[axis] = start[axis] / shape[axis];
    for (int axis = 0; axis >= 0;) {
        const epscan_status status = look_at_tile(reader, grid_tile_at(&reader->grid, block));
        if (status) return status;
        for (axis = EPSCAN_AXIS_COUNT - 1; axis >= 0; axis--) {
            if (++block[axis] <= (start[axis] + extent[axis] - 1) / shape[axis]) break;
            block[axis] = start[axis] / shape[axis];
        }
    }
    return EPSCAN_OK;
}

epscan_status grid_reader_box(const struct grid_reader *reader, enum grid_variable_id variable,
                              const uint64_t start[EPSCAN_AXIS_COUNT], const uint64_t extent[EPSCAN_AXIS_COUNT], double *values) {
    const struct grid_variable *described = &grid_variables[variable];
    const epscan_status sound = look_at_tiles(reader, start, extent);
    if (sound) return sound;
    hsize_t first[EPSCAN_AXIS_COUNT], count[EPSCAN_AXIS_COUNT];
    for (int i = 0; i < described->rank; i++) {
        first[i] = start[described->axes[i]];
        count[i] = extent[described->axes[i]];
    }
    const hid_t set = reader->sets.variables[variable];
    const hid_t space = H5Dget_space(set), memory = H5Screate_simple(described->rank, count, NULL);
    herr_t status = H5Sselect_hyperslab(space, H5S_SELECT_SET, first, NULL, count, NULL);
    if (status >= 0) status = H5Dread(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values);
    H5Sclose(memory);
    H5Sclose(space);
    return status < 0 ? hdf5_fail(reader->path, "cannot be read") : EPSCAN_OK;
}

epscan_status grid_reader_mass_line(const struct grid_reader *reader, enum grid_variable_id variable,
                                    const uint64_t index[EPSCAN_AXIS_COUNT], double *values) {
    uint64_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        start[axis] = axis == EPSCAN_AXIS_MASS ? 0 : index[axis];
        extent[axis] = axis == EPSCAN_AXIS_MASS ? reader->grid.axes[EPSCAN_AXIS_MASS].count : 1;
    }
    return grid_reader_box(reader, variable, start, extent, values);
}
