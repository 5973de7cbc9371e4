/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Format choices, each for crash safety: chunks are allocated early and never filtered while a scan runs, so
 * writing a tile changes no metadata, and the seal holds; the format is that of HDF5 1.8 (superblock 2), because superblock 3
 * carries a "being written" flag that a killed job would leave behind.
 */
#include "output/grid_create.h"

#include "epscan/dark_photon.h"
#include "file/factors_file.h"
#include "file/grid_schema.h"
#include "file/grid_seal.h"
#include "file/hdf5_helpers.h"
#include "output/grid_bytes.h"
#include "output/netcdf_variable.h"
#include "output/output_file.h"
#include "scan/tile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5_hl.h>

/*
 * A share with at most so much of a variable is NaN before it is computed; larger ones would be written twice for it. Their holes
 * read as 0, which no limit is.
 */
#define LARGEST_FILLED_BYTES ((uint64_t)1 << 30)

const struct output_kind grid_output = {.noun = "grid",
                                        .when_existing = "another output, --resume to continue it, or --force to replace it",
                                        .start = OUTPUT_START_HDF5,
                                        .hdf5_attribute = GRID_SHARD_COUNT};

epscan_status grid_file_check_output(const char *path, const struct grid *grid, const struct shard *shard,
                                     enum existing_output existing) {
    return output_file_check(path, &grid_output, existing, grid_file_bytes(grid, NULL, shard));
}

static hid_t create_scale(hid_t file, epscan_axis id, const struct axis *axis) {
    const char *labels[AXIS_MAX_TABLES];
    char text[NUMBER_TEXT_SIZE];
    const bool named = axis_is_of_names(id);
    for (size_t i = 0; named && i < axis->count; i++) labels[i] = axis_value_text(id, axis, axis->value[i], text);
    return hdf5_create_scale(file, axis_descriptions[id].dimension, axis->value, named ? labels : NULL, axis->count);
}

static herr_t put_scales(hid_t file, const struct grid *grid, hid_t scales[EPSCAN_AXIS_COUNT]) {
    herr_t status = 0;
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT && status >= 0; id++) {
        const struct axis_description *description = &axis_descriptions[id];
        if (!grid->axes[id].is_dimension) continue;
        scales[id] = create_scale(file, id, &grid->axes[id]);
        if (scales[id] < 0) return -1;
        status = hdf5_put_text(scales[id], "long_name", description->long_name);
        if (status >= 0 && description->unit[0]) status = hdf5_put_text(scales[id], "units", description->unit);
    }
    return status;
}

static herr_t put_norms(hid_t file, const struct axis *tables, hid_t scale) {
    double norms[AXIS_MAX_TABLES];
    for (size_t i = 0; i < tables->count; i++) norms[i] = tables->table[i].norm;
    return netcdf_close(netcdf_variable(file, GRID_NORMS, norms, 1, &scale, false), "int rho ds of the table, 1 of one narrow A'",
                        "1");
}

/* Whether a variable's tiles are what others than epscan read: factored ones take the ledger to be read, and are holes before. */
static bool is_for_others(const struct grid *grid, enum grid_variable_id id) {
    return !grid->form.is_factored || id >= CHANNELS_MAX;
}

bool grid_file_has_holes(const struct grid *grid, const struct shard *shard) {
    uint64_t first, end;
    bool has_holes = false;
    shard_tiles(shard, grid->tile_count, &first, &end);
    for (enum grid_variable_id id = 0; id < VARIABLE_STATUS; id++)
        if (grid_has_variable(grid, id) && is_for_others(grid, id))
            has_holes |= (end - first) * grid_chunk_bytes(grid, NULL, id) > LARGEST_FILLED_BYTES;
    return has_holes;
}

/* Whether the share's chunks are written at once, as NaN. */
static bool is_filled(const struct grid_header *header, enum grid_variable_id id, enum grid_storage storage) {
    return storage == STORAGE_FOR_SCAN && is_for_others(header->grid, id) && !grid_file_has_holes(header->grid, &header->shard);
}

/* Tiles as chunks. What is not allocated reads as NaN. */
static void store_in_chunks(hid_t properties, const struct grid_header *header, enum grid_variable_id id,
                            enum grid_storage storage) {
    const double nothing = NAN;
    struct tile_box tile = {.start = {0}};
    hsize_t start[EPSCAN_AXIS_COUNT], chunk[EPSCAN_AXIS_COUNT];
    memcpy(tile.extent, header->grid->tile_shape, sizeof tile.extent);
    const int rank = grid_tile_place(header->grid, id, grid_kept_of(header->grid, header->factors, id), &tile, start, chunk);
    H5Pset_chunk(properties, rank, chunk);
    H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &nothing);
    if (storage == STORAGE_COMPRESSED || is_filled(header, id, storage)) {
        H5Pset_alloc_time(properties, H5D_ALLOC_TIME_INCR);
        H5Pset_fill_time(properties, H5D_FILL_TIME_ALLOC); /* the far side of chunks cut by an edge, too */
    } else {
        H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER);
    }
    if (storage == STORAGE_COMPRESSED) {
        H5Pset_shuffle(properties);
        H5Pset_deflate(properties, 4);
        H5Pset_fletcher32(properties);
    }
}

/* Storage of a variable: in chunks for those over all axes, contiguous otherwise. */
static hid_t variable_storage(const struct grid_header *header, enum grid_variable_id id, enum grid_storage storage) {
    static const unsigned char not_run = EPSCAN_POINT_NOT_RUN;
    const hid_t properties = hdf5_ordered(H5P_DATASET_CREATE);
    H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY);
    if (id != VARIABLE_STATUS) {
        store_in_chunks(properties, header, id, storage);
    } else {
        H5Pset_fill_value(properties, H5T_NATIVE_UCHAR, &not_run);
        H5Pset_fill_time(properties, H5D_FILL_TIME_ALLOC);
    }
    return properties;
}

/*
 * NaN for every point of the share, one tile at least: of a dataset without chunks, HDF5 would allocate all when ranks open it. The
 * tiles of other shares are not allocated.
 */
static herr_t put_nothing(hid_t set, const struct grid_header *header, enum grid_variable_id id) {
    const bool is_single = header->grid->form.is_single;
    const uint64_t bytes = grid_chunk_bytes(header->grid, NULL, id), tiles = header->grid->tile_count;
    const uint64_t points = bytes / (is_single ? sizeof(float) : sizeof(double));
    uint64_t first, end;
    shard_tiles(&header->shard, tiles, &first, &end);
    if (first == tiles) first--;
    if (end == first) end++;
    double *nothing = malloc(bytes);
    float *nothing_single = (float *)nothing;
    herr_t status = nothing ? 0 : -1;
    for (uint64_t i = 0; nothing && i < points; i++)
        if (is_single)
            nothing_single[i] = NAN;
        else
            nothing[i] = NAN;
    for (uint64_t tile = first; tile < end && status >= 0; tile++) {
        const struct tile_box box = grid_tile_box(header->grid, tile);
        hsize_t start[EPSCAN_AXIS_COUNT];
        grid_variable_box(header->grid, VARIABLE_EPSILON_UP, box.start, start);
        status = H5Dwrite_chunk(set, H5P_DEFAULT, 0, start, bytes, nothing);
    }
    free(nothing);
    return status;
}

/* What readers that know of fill values (netCDF, xarray) show as missing: NaN, and limits of 0 where holes may be left. */
static double missing_value(const struct grid_header *header, enum grid_variable_id id, enum grid_storage storage) {
    const bool has_holes = storage == STORAGE_FOR_SCAN && !is_filled(header, id, storage);
    return id == VARIABLE_EPSILON_UP && has_holes ? 0.0 : NAN;
}

/* CF's flag_values and flag_meanings, of all statuses but that of points outside. */
static herr_t put_flags(hid_t set) {
    unsigned char values[EPSCAN_POINT_STATUSES];
    char meanings[128] = "";
    hsize_t count = 0;
    for (int i = 0; i < EPSCAN_POINT_STATUSES; i++) {
        if (i == EPSCAN_POINT_OUTSIDE) continue;
        snprintf(meanings + strlen(meanings), sizeof meanings - strlen(meanings), "%s%s", count ? " " : "",
                 epscan_point_status_name((epscan_point_status)i));
        values[count++] = (unsigned char)i;
    }
    const hid_t space = H5Screate_simple(1, &count, NULL);
    const hid_t attribute = H5Acreate2(set, "flag_values", H5T_STD_U8LE, space, H5P_DEFAULT, H5P_DEFAULT);
    herr_t status = attribute < 0 ? -1 : H5Awrite(attribute, H5T_NATIVE_UCHAR, values);
    H5Aclose(attribute);
    H5Sclose(space);
    return status < 0 ? status : hdf5_put_text(set, "flag_meanings", meanings);
}

/* The confidence level of limits, and of Eq. 7 the events that stand for it. */
static herr_t put_limit_level(hid_t set, const struct grid_header *header) {
    const herr_t status = hdf5_put_double(set, "confidence_level", header->confidence_level);
    if (status < 0 || header->limit_method != EPSCAN_LIMIT_COUNTING) return status;
    return hdf5_put_double(set, "N_up", -log1p(-header->confidence_level));
}

/* What a variable says of itself, and the number that its kind has beside. */
static herr_t put_attributes(hid_t set, const struct grid_header *header, enum grid_variable_id id, enum grid_storage storage) {
    const struct grid_variable variable = grid_variable(id);
    herr_t status = hdf5_put_text(set, "long_name", variable.long_name);
    if (status >= 0) status = hdf5_put_text(set, "units", "1");
    if (status >= 0) status = hdf5_put_text(set, "comment", variable.comment);
    if (status >= 0 && variable.formula) status = hdf5_put_text(set, "formula", variable.formula);
    if (status < 0 || id == VARIABLE_STATUS) return status < 0 ? status : put_flags(set);
    status = hdf5_put_double(set, "reference_epsilon", EPSCAN_REFERENCE_EPSILON);
    if (status >= 0 && id == VARIABLE_EPSILON_UP) status = put_limit_level(set, header);
    if (status >= 0 && header->grid->form.significant_bits)
        status = hdf5_put_integer(set, GRID_ROUNDING, header->grid->form.significant_bits);
    const double missing = missing_value(header, id, storage);
    if (status < 0) return status;
    return header->grid->form.is_single ? hdf5_put_single(set, "_FillValue", (float)missing)
                                        : hdf5_put_double(set, "_FillValue", missing);
}

/* The extents of a variable, and the scales of its dimensions; of factored events those of blocks and kept numbers first and last.
 */
static int lay_dimensions(hid_t file, const struct grid_header *header, enum grid_variable_id id,
                          const hid_t scales[EPSCAN_AXIS_COUNT], hsize_t extent[EPSCAN_AXIS_COUNT],
                          hid_t scale[EPSCAN_AXIS_COUNT]) {
    const struct grid *grid = header->grid;
    const size_t kept = grid_kept_of(grid, header->factors, id);
    char name[64];
    int rank = 0;
    if (kept) {
        extent[rank] = header->factors->blocks;
        scale[rank++] = H5Dopen2(file, GRID_FACTORS "/column_block", H5P_DEFAULT);
    }
    for (int axis = 0; axis < (kept ? MODEL_AXIS_COUNT : grid_variable(id).axes); axis++) {
        if (!grid->axes[axis].is_dimension) continue;
        extent[rank] = grid->axes[axis].count;
        scale[rank++] = scales[axis];
    }
    if (kept) {
        const hid_t group = H5Gopen2(file, GRID_FACTORS, H5P_DEFAULT);
        snprintf(name, sizeof name, "%s_kept", grid_variable(id).name);
        extent[rank] = kept;
        scale[rank++] = group < 0 ? -1 : hdf5_create_dimension(group, name, kept);
        if (group >= 0) H5Gclose(group);
    }
    return rank;
}

/* The scales that lay_dimensions has opened. */
static void close_own_scales(const struct grid_header *header, enum grid_variable_id id, int rank, const hid_t *scale) {
    if (!grid_kept_of(header->grid, header->factors, id)) return;
    if (scale[0] >= 0) H5Dclose(scale[0]);
    if (scale[rank - 1] >= 0) H5Dclose(scale[rank - 1]);
}

static hid_t create_variable(hid_t file, const struct grid_header *header, enum grid_variable_id id, enum grid_storage storage,
                             const hid_t scales[EPSCAN_AXIS_COUNT]) {
    hsize_t extent[EPSCAN_AXIS_COUNT];
    hid_t scale[EPSCAN_AXIS_COUNT];
    char path[64];
    const int rank = lay_dimensions(file, header, id, scales, extent, scale);
    const hid_t space = H5Screate_simple(rank, extent, NULL), properties = variable_storage(header, id, storage);
    grid_variable_path(header->grid, id, path);
    const hid_t type = grid_variable_make_type(header->grid, id);
    const hid_t set = type < 0 ? -1 : H5Dcreate2(file, path, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    if (type >= 0) H5Tclose(type);
    herr_t status = set < 0 ? -1 : 0;
    for (int dimension = 0; dimension < rank && status >= 0; dimension++)
        status = H5DSattach_scale(set, scale[dimension], (unsigned)dimension);
    close_own_scales(header, id, rank, scale);
    if (status >= 0) status = put_attributes(set, header, id, storage);
    if (status >= 0 && id != VARIABLE_STATUS && is_filled(header, id, storage)) status = put_nothing(set, header, id);
    H5Pclose(properties);
    H5Sclose(space);
    if (status >= 0) return set;
    if (set >= 0) H5Dclose(set);
    return -1;
}

static herr_t put_variables(hid_t file, const struct grid_header *header, enum grid_storage storage) {
    hid_t scales[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) scales[axis] = -1;
    herr_t status = put_scales(file, header->grid, scales);
    if (status >= 0 && grid_is_of_tables(header->grid))
        status = put_norms(file, &header->grid->axes[EPSCAN_AXIS_TABLE], scales[EPSCAN_AXIS_TABLE]);
    if (status >= 0 && header->grid->form.is_factored) status = factors_file_put(file, header->grid, header->factors);
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT && status >= 0; id++) {
        if (!grid_has_variable(header->grid, id)) continue;
        const hid_t set = create_variable(file, header, id, storage, scales);
        if (set < 0 || H5Dclose(set) < 0) status = -1;
    }
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++)
        if (scales[axis] >= 0) H5Dclose(scales[axis]);
    return status;
}

/* A ledger starts as zeros on disk: no tile is there. */
static hid_t create_ledger(hid_t file, const char *name, const char *long_name, hsize_t tiles, hid_t tile_scale) {
    const hid_t space = H5Screate_simple(1, &tiles, NULL), properties = hdf5_ordered(H5P_DATASET_CREATE);
    const uint64_t zero = 0;
    H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY);
    H5Pset_fill_value(properties, H5T_NATIVE_UINT64, &zero);
    H5Pset_fill_time(properties, H5D_FILL_TIME_ALLOC);
    const hid_t set = H5Dcreate2(file, name, H5T_STD_U64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    H5Pclose(properties);
    H5Sclose(space);
    if (set < 0 || (hdf5_put_text(set, "long_name", long_name) >= 0 && H5DSattach_scale(set, tile_scale, 0) >= 0)) return set;
    H5Dclose(set);
    return -1;
}

static herr_t put_tile_shape(hid_t ledger, const struct grid *grid) {
    hsize_t shape[EPSCAN_AXIS_COUNT];
    const hsize_t rank = (hsize_t)grid_variable_box(grid, VARIABLE_EPSILON_UP, grid->tile_shape, shape);
    const hid_t space = H5Screate_simple(1, &rank, NULL);
    const hid_t attribute = H5Acreate2(ledger, GRID_LEDGER_SHAPE, H5T_STD_U64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    const herr_t status = attribute < 0 ? -1 : H5Awrite(attribute, H5T_NATIVE_HSIZE, shape);
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
    return status;
}

static herr_t put_ledgers(hid_t file, const struct grid *grid) {
    const hid_t group = H5Gopen2(file, "ledger", H5P_DEFAULT);
    const hid_t scale = group < 0 ? -1 : hdf5_create_dimension(group, "tile", grid->tile_count);
    const hid_t tiles = create_ledger(
        file, GRID_LEDGER, "XXH3-64 checksum of a tile, seeded with its number; 0 before it is written", grid->tile_count, scale);
    const hid_t statuses = create_ledger(file, GRID_STATUS_LEDGER, "the same of a tile's statuses alone", grid->tile_count, scale);
    const herr_t status = scale < 0 || tiles < 0 || statuses < 0 ? -1 : put_tile_shape(tiles, grid);
    if (statuses >= 0) H5Dclose(statuses);
    if (tiles >= 0) H5Dclose(tiles);
    if (scale >= 0) H5Dclose(scale);
    if (group >= 0) H5Gclose(group);
    return status;
}

static herr_t put_completion(hid_t file) {
    const hid_t space = H5Screate(H5S_SCALAR), properties = hdf5_ordered(H5P_DATASET_CREATE);
    const unsigned char no = 0;
    H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY);
    const hid_t set = H5Dcreate2(file, GRID_COMPLETE, H5T_STD_U8LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    herr_t status = set < 0 ? -1 : H5Dwrite(set, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, &no);
    if (status >= 0) status = hdf5_put_text(set, "long_name", "1 when every tile was written");
    if (status >= 0) status = hdf5_put_text(set, "units", "1");
    H5Dclose(set);
    H5Pclose(properties);
    H5Sclose(space);
    return status;
}

/* A new file whose seal stands first, and whose indices do not stand between the chunks: these are then one piece. */
static hid_t begin_file(const char *path, const struct grid *grid, enum grid_storage storage) {
    const hid_t file = hdf5_create_file(path);
    if (file < 0 || grid_seal_reserve(file) < 0 || H5Fclose(file) < 0) return -1;
    return hdf5_open_for_writing(path, storage == STORAGE_FOR_SCAN ? grid_file_index_bytes(grid) : 0);
}

static herr_t note_seal(hid_t file, const struct grid_header *header) {
    struct tile_datasets sets;
    if (tile_datasets_open(file, header->grid, &sets) < 0) return -1;
    const herr_t noted = grid_seal_note(file, header->grid, &sets, &header->shard), closed = tile_datasets_close(&sets);
    return noted < 0 ? noted : closed;
}

epscan_status grid_file_lay_out(const char *path, const char *final_path, const struct grid_header *header,
                                const struct provenance *provenance, enum grid_storage storage) {
    const bool is_last = storage == STORAGE_FOR_SCAN; /* of what changes structures: tiles are still to be written, in place */
    const hid_t file = begin_file(path, header->grid, storage);
    if (file < 0 || provenance_put(file, provenance) < 0 || put_variables(file, header, storage) < 0 || put_completion(file) < 0 ||
        put_ledgers(file, header->grid) < 0 || grid_header_put(file, header) < 0 || (is_last && note_seal(file, header) < 0) ||
        H5Fflush(file, H5F_SCOPE_GLOBAL) < 0 || H5Fclose(file) < 0)
        return hdf5_fail(final_path, "cannot be created");
    return is_last ? grid_seal_set(path) : EPSCAN_OK;
}

epscan_status grid_file_create(const char *path, const struct grid_header *header, const struct provenance *provenance,
                               bool replace, struct file_lock *lock) {
    const enum existing_output existing = replace ? EXISTING_REPLACED : EXISTING_REFUSED;
    struct output_file output;
    epscan_status status =
        output_file_check(path, &grid_output, existing, grid_file_bytes(header->grid, header->factors, &header->shard));
    if (!status) status = output_file_begin(path, &grid_output, existing, lock, &output);
    if (status) return status;
    return output_file_end(&output, grid_file_lay_out(output.temporary, path, header, provenance, STORAGE_FOR_SCAN));
}
