/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two datasets a channel; what blocks of columns lack of the largest is zero. */
#include "file/factors_file.h"

#include "file/grid_schema.h"
#include "file/hdf5_helpers.h"
#include "file/hdf5_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Columns of the largest block. */
static uint64_t most_columns(const struct grid *grid) {
    uint64_t columns = 1;
    for (int axis = MODEL_AXIS_COUNT; axis < EPSCAN_AXIS_COUNT; axis++) columns *= grid->tile_shape[axis];
    return columns;
}

/* The datasets of a channel: 64-bit columns over (block, kept), and double weights over (block, kept, column). */
enum factor_array { ARRAY_COLUMN, ARRAY_WEIGHT };

static const struct {
    const char *name, *long_name;
    int rank;
} array_of[] = {
    [ARRAY_COLUMN] = {"column", "number of a kept column in its block, ecal_threshold slower than energy_scale_shift", 2},
    [ARRAY_WEIGHT] = {"weight", "the events of a column are the sum of the kept columns' times these", 3},
};

static void path_of(size_t channel, enum factor_array array, char path[64]) {
    snprintf(path, 64, GRID_FACTORS "/%s_%s", grid_variable((enum grid_variable_id)channel).name, array_of[array].name);
}

static hid_t file_type_of(enum factor_array array) {
    return array == ARRAY_COLUMN ? H5T_STD_U64LE : H5T_IEEE_F64LE;
}

static hid_t type_of(enum factor_array array) {
    return array == ARRAY_COLUMN ? H5T_NATIVE_UINT64 : H5T_NATIVE_DOUBLE;
}

/* One channel's factors as arrays: column[blocks * kept], weight[blocks * kept * most_columns]. */
struct factor_arrays {
    uint64_t *column;
    double *weight;
};

static herr_t arrays_make(struct factor_arrays *arrays, uint64_t blocks, size_t kept, uint64_t columns) {
    arrays->column = calloc(blocks * kept, sizeof *arrays->column);
    arrays->weight = calloc(blocks * kept * columns, sizeof *arrays->weight);
    return arrays->column && arrays->weight ? 0 : -1;
}

static void arrays_free(struct factor_arrays *arrays) {
    free(arrays->column);
    free(arrays->weight);
}

static herr_t put_array(hid_t file, size_t channel, enum factor_array array, const hsize_t *extent, const void *values) {
    char path[64];
    path_of(channel, array, path);
    const hid_t space = H5Screate_simple(array_of[array].rank, extent, NULL), properties = hdf5_ordered(H5P_DATASET_CREATE);
    H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY);
    const hid_t set = H5Dcreate2(file, path, file_type_of(array), space, H5P_DEFAULT, properties, H5P_DEFAULT);
    herr_t status = set < 0 ? -1 : H5Dwrite(set, type_of(array), H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    if (status >= 0) status = hdf5_put_text(set, "long_name", array_of[array].long_name);
    if (set >= 0 && H5Dclose(set) < 0) status = -1;
    H5Pclose(properties);
    H5Sclose(space);
    return status;
}

static herr_t put_channel(hid_t file, const struct grid *grid, const struct grid_factors *factors, size_t channel) {
    const hsize_t kept = factors->kept[channel], columns = most_columns(grid), extent[] = {factors->blocks, kept, columns};
    struct factor_arrays arrays;
    herr_t status = arrays_make(&arrays, factors->blocks, kept, columns);
    for (uint64_t b = 0; b < factors->blocks && status >= 0; b++) {
        const struct column_factors *of = &factors->of[channel][b];
        for (size_t k = 0; k < kept; k++) {
            arrays.column[b * kept + k] = of->column[k];
            for (size_t j = 0; j < of->column_count; j++)
                arrays.weight[(b * kept + k) * columns + j] = of->weight[k * of->stride + j];
        }
    }
    if (status >= 0) status = put_array(file, channel, ARRAY_COLUMN, extent, arrays.column);
    if (status >= 0) status = put_array(file, channel, ARRAY_WEIGHT, extent, arrays.weight);
    arrays_free(&arrays);
    return status;
}

/* The group of factored events, with the dimension of blocks. */
static herr_t put_group(hid_t file, uint64_t blocks) {
    const hid_t properties = hdf5_ordered(H5P_GROUP_CREATE);
    const hid_t group = H5Gcreate2(file, GRID_FACTORS, H5P_DEFAULT, properties, H5P_DEFAULT);
    const hid_t scale = group < 0 ? -1 : hdf5_create_dimension(group, "column_block", blocks);
    H5Pclose(properties);
    if (scale >= 0) H5Dclose(scale);
    if (group >= 0) H5Gclose(group);
    return scale < 0 ? -1 : 0;
}

herr_t factors_file_put(hid_t file, const struct grid *grid, const struct grid_factors *factors) {
    herr_t status = put_group(file, factors->blocks);
    for (size_t c = 0; c < channel_count() && status >= 0; c++)
        if (grid->has_channel[c]) status = put_channel(file, grid, factors, c);
    return status;
}

static herr_t get_array(hid_t file, size_t channel, enum factor_array array, hsize_t *extent, void *values) {
    char path[64];
    path_of(channel, array, path);
    const hid_t set = hdf5_open_dataset(file, path, file_type_of(array), array_of[array].rank, extent, NULL);
    if (set < 0) return -1;
    const herr_t status = values ? H5Dread(set, type_of(array), H5S_ALL, H5S_ALL, H5P_DEFAULT, values) : 0;
    H5Dclose(set);
    return status;
}

/* How many columns of a channel are kept: some, not more than there are. */
static herr_t get_kept(hid_t file, const struct grid *grid, size_t channel, size_t *kept) {
    hsize_t extent[] = {0, 0};
    if (get_array(file, channel, ARRAY_COLUMN, extent, NULL) < 0 || extent[1] > most_columns(grid)) return -1;
    *kept = extent[1];
    return 0;
}

/* One block's part of arrays, when it may be. */
static herr_t take_block(const struct factor_arrays *arrays, uint64_t block, uint64_t columns, struct column_factors *of) {
    for (size_t k = 0; k < of->count; k++) {
        const uint64_t column = arrays->column[block * of->count + k];
        if (column >= of->column_count) return -1;
        of->column[k] = column;
        for (size_t j = 0; j < of->column_count; j++) {
            const double weight = arrays->weight[(block * of->count + k) * columns + j];
            if (!isfinite(weight)) return -1;
            of->weight[k * of->stride + j] = weight;
        }
    }
    return 0;
}

static herr_t get_channel(hid_t file, const struct grid *grid, struct grid_factors *factors, size_t channel) {
    const hsize_t kept = factors->kept[channel], columns = most_columns(grid);
    hsize_t extent[] = {factors->blocks, kept, columns};
    struct factor_arrays arrays;
    herr_t status = arrays_make(&arrays, factors->blocks, kept, columns);
    if (status >= 0) status = get_array(file, channel, ARRAY_COLUMN, extent, arrays.column);
    if (status >= 0) status = get_array(file, channel, ARRAY_WEIGHT, extent, arrays.weight);
    for (uint64_t b = 0; b < factors->blocks && status >= 0; b++)
        status = take_block(&arrays, b, columns, &factors->of[channel][b]);
    arrays_free(&arrays);
    return status;
}

herr_t factors_file_get(hid_t file, const struct grid *grid, struct grid_factors *factors) {
    size_t kept[CHANNELS_MAX] = {0};
    herr_t status = 0;
    for (size_t c = 0; c < channel_count() && status >= 0; c++)
        if (grid->has_channel[c]) status = get_kept(file, grid, c, &kept[c]);
    if (status < 0 || grid_factors_make_room(factors, grid, kept)) return -1;
    for (size_t c = 0; c < channel_count() && status >= 0; c++)
        if (grid->has_channel[c]) status = get_channel(file, grid, factors, c);
    if (status < 0) grid_factors_clear(factors);
    return status;
}
