/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening goes from the outside in: the kind of file, the seal over all structures, axes, header, proof, datasets of the right type
 * and extent; only then are numbers read. Tiles come with their checksums compared.
 */
#include "file/grid_read.h"

#include "core/error.h"
#include "core/file_kind.h"
#include "core/text_file.h"
#include "file/grid_proof.h"
#include "file/grid_seal.h"
#include "file/hdf5_helpers.h"
#include "file/hdf5_read.h"
#include "file/opened_reader.h"
#include "file/response_file.h"
#include "file/stored_form.h"

#include <stdlib.h>
#include <string.h>

static epscan_status not_a_grid(const char *path, const char *missing) {
    return error_set(EPSCAN_BAD_INPUT, "%s: not an epscan grid: no usable \"%s\"", path, missing);
}

/*
 * The labels once more, from an attribute: strings of variable length, as the dimension `spin` has them for its readers, cannot
 * be read safely from a damaged file.
 */
static epscan_status read_spins(struct grid_reader *reader, struct axis *axis) {
    char labels[64], *rest = labels;
    if (hdf5_get_text(reader->file, GRID_SPINS, labels, sizeof labels) < 0) return not_a_grid(reader->path, GRID_SPINS);
    axis->value = malloc(EPSCAN_SPIN_COUNT * sizeof *axis->value);
    if (!axis->value) return error_no_memory("an axis");
    for (const char *label; (label = strsep(&rest, " ")) && axis->count < EPSCAN_SPIN_COUNT; axis->count++) {
        epscan_spin spin;
        if (!epscan_spin_of_name(label, &spin)) return not_a_grid(reader->path, GRID_SPINS);
        axis->value[axis->count] = spin;
    }
    return axis->count ? EPSCAN_OK : not_a_grid(reader->path, GRID_SPINS);
}

static bool read_tile_shape(const struct grid_reader *reader, uint64_t shape[EPSCAN_AXIS_COUNT]) {
    hsize_t tiles = 0;
    const hid_t ledger = hdf5_open_dataset(reader->file, GRID_LEDGER, H5T_STD_U64LE, 1, &tiles, NULL);
    if (ledger < 0) return false;
    uint64_t dimensions[EPSCAN_AXIS_COUNT];
    size_t rank = 0;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) rank += reader->grid.axes[axis].is_dimension;
    const herr_t got = hdf5_get_wide_integers(ledger, GRID_LEDGER_SHAPE, dimensions, rank);
    H5Dclose(ledger);
    for (int axis = EPSCAN_AXIS_COUNT - 1; axis >= 0 && got >= 0; axis--)
        shape[axis] = reader->grid.axes[axis].is_dimension ? dimensions[--rank] : 1;
    return got >= 0;
}

/* The tiles must be cut in one of the ways in which epscan cuts them: the ledger is numbered so. */
static epscan_status read_tiles(struct grid_reader *reader) {
    uint64_t shape[EPSCAN_AXIS_COUNT] = {0};
    if (!read_tile_shape(reader, shape)) return not_a_grid(reader->path, GRID_LEDGER_SHAPE);
    for (size_t i = 0; i < TILE_LAYOUTS; i++) {
        const epscan_status status = grid_lay_tiles(&reader->grid, &tile_layouts[i]);
        if (status || memcmp(shape, reader->grid.tile_shape, sizeof shape) == 0) return status;
    }
    return error_set(EPSCAN_BAD_INPUT, "%s: its tiles are cut otherwise than by this version of epscan", reader->path);
}

/* How many tables there are, by their norms; which they are says the header. */
static epscan_status read_tables(struct grid_reader *reader, struct axis *axis) {
    axis->value = hdf5_get_doubles(reader->file, GRID_NORMS, AXIS_MAX_TABLES, &axis->count);
    for (size_t i = 0; axis->value && i < axis->count; i++) axis->value[i] = (double)(i + 1);
    return axis->value && axis->count ? EPSCAN_OK : not_a_grid(reader->path, GRID_NORMS);
}

static bool is_dimension(const struct grid_reader *reader, epscan_axis id, int format) {
    const bool exists = H5Lexists(reader->file, axis_descriptions[id].dimension, H5P_DEFAULT) > 0;
    const bool of_tables = format >= GRID_FORMAT_OF_TABLES &&
                           H5Lexists(reader->file, axis_descriptions[EPSCAN_AXIS_TABLE].dimension, H5P_DEFAULT) > 0;
    switch (axis_descriptions[id].need) {
    case AXIS_POINT: return true;
    case AXIS_REQUIRED: return !of_tables;
    case AXIS_OPTIONAL: return format >= GRID_FORMAT_OF_OPTIONAL_AXES && !of_tables && exists;
    default: return of_tables;
    }
}

/* Axes that are no dimension of the file have one value, 0. */
static epscan_status read_axis(struct grid_reader *reader, epscan_axis id, int format) {
    struct axis *axis = &reader->grid.axes[id];
    axis->is_dimension = is_dimension(reader, id, format);
    if (!axis->is_dimension) return axis_of_value(0.0, axis);
    if (id == EPSCAN_AXIS_SPIN) return read_spins(reader, axis);
    if (id == EPSCAN_AXIS_TABLE) return read_tables(reader, axis);
    axis->value = hdf5_get_doubles(reader->file, axis_descriptions[id].dimension, AXIS_MAX_POINTS, &axis->count);
    return axis->value ? EPSCAN_OK : not_a_grid(reader->path, axis_descriptions[id].dimension);
}

static epscan_status read_axes(struct grid_reader *reader) {
    int format;
    if (grid_format_of(reader->file, &format) < 0) return not_a_grid(reader->path, GRID_FORMAT);
    epscan_status status = EPSCAN_OK;
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT && !status; id++) status = read_axis(reader, id, format);
    return status ? status : read_tiles(reader);
}

/* The channels whose events the file has, or leaves out. Up to format 2 these are two, whatever the experiment has. */
static epscan_status read_channels(struct grid_reader *reader) {
    bool *has_channel = reader->grid.has_channel;
    int format;
    if (grid_format_of(reader->file, &format) < 0) return not_a_grid(reader->path, GRID_FORMAT);
    if (format < GRID_FORMAT_OF_ALL_CHANNELS) {
        has_channel[channel_of_name("annihilation")] = has_channel[channel_of_name("strahlung")] = true;
        return EPSCAN_OK;
    }
    for (size_t c = 0; c < channel_count(); c++) {
        char path[64];
        grid_variable_path(&reader->grid, (enum grid_variable_id)c, path);
        const htri_t has = H5Lexists(reader->file, path, H5P_DEFAULT);
        if (has < 0) return not_a_grid(reader->path, path);
        has_channel[c] = has > 0 || reader->grid.form.without_events[c];
    }
    return EPSCAN_OK;
}

/* The mark counts when the ledger has every tile. */
static epscan_status read_completion(struct grid_reader *reader) {
    unsigned char value = 0;
    if (H5Dread(reader->sets.complete, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) < 0)
        return not_a_grid(reader->path, GRID_COMPLETE);
    uint64_t *ledger = grid_reader_ledger(reader);
    if (!ledger) return not_a_grid(reader->path, GRID_LEDGER);
    reader->complete = value == 1;
    for (uint64_t tile = 0; tile < reader->grid.tile_count; tile++) reader->complete &= ledger[tile] != 0;
    free(ledger);
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

/* A sealed file says so once more: of a grid whose seal is not found, only those of format 1 have none. */
static epscan_status check_format(const struct grid_reader *reader, bool sealed) {
    int version;
    if (H5Aexists(reader->file, RESPONSE_FORMAT) > 0)
        return error_set(EPSCAN_BAD_INPUT, "%s: is a response; allowed: a grid", reader->path);
    if (grid_format_of(reader->file, &version) < 0) return not_a_grid(reader->path, GRID_FORMAT);
    if (version > GRID_FORMAT_NEWEST)
        return error_set(EPSCAN_BAD_INPUT, "%s: a grid of format %d; allowed: 1 to %d, or a newer epscan", reader->path, version,
                         GRID_FORMAT_NEWEST);
    return sealed == (version >= 2) ? EPSCAN_OK : error_set(EPSCAN_BAD_INPUT, "%s: damaged: no usable seal", reader->path);
}

/* All that must hold before a number comes out, but for the tiles, which are compared when they are read. */
static epscan_status prove(struct grid_reader *reader, bool sealed) {
    epscan_status status = check_format(reader, sealed);
    if (!status) status = read_axes(reader);
    if (!status) status = stored_form_get(reader->path, reader->file, &reader->grid.form);
    if (!status) status = read_channels(reader);
    if (!status) status = grid_header_of_file(reader->path, reader->file, &reader->grid, &reader->header);
    if (!status) status = grid_proof_check(reader->path, &reader->header, &reader->grid.axes[EPSCAN_AXIS_TABLE]);
    if (!status && tile_datasets_open(reader->file, &reader->grid, &reader->sets) < 0)
        status =
            error_set(EPSCAN_BAD_INPUT, "%s: damaged: its variables or ledgers are not those of a grid of its axes", reader->path);
    return status ? status : read_completion(reader);
}

epscan_status grid_reader_open(const char *path, struct grid_reader **reader) {
    bool sealed;
    epscan_status status = grid_seal_check(path, &sealed);
    if (status) return status;
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
    status = made->file < 0 ? not_hdf5(path) : EPSCAN_OK;
    tile_datasets_init(&made->sets);
    if (!status) status = prove(made, sealed);
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

epscan_status grid_reader_attribute(const struct grid_reader *reader, const char *name, char *text, size_t size) {
    if (hdf5_get_text(reader->file, name, text, size) >= 0 || H5Aexists(reader->file, name) == 0) return EPSCAN_OK;
    return error_set(EPSCAN_FAILED, "%s: attribute %s cannot be read", reader->path, name);
}

const struct grid_factors *grid_reader_factors(const struct grid_reader *reader) {
    return reader->grid.form.is_factored ? &reader->sets.factors : NULL;
}

const struct grid_header *grid_reader_header(const struct grid_reader *reader) {
    return &reader->header;
}

uint64_t *grid_reader_ledger(const struct grid_reader *reader) {
    const uint64_t tiles = reader->grid.tile_count;
    uint64_t *ledger = malloc(tiles * sizeof *ledger);
    if (ledger && ledger_get(&reader->sets, 0, tiles, ledger) >= 0) return ledger;
    free(ledger);
    return NULL;
}

bool grid_reader_get_tile(const struct grid_reader *reader, uint64_t id, struct tile *tile) {
    return tile_get(&reader->sets, id, tile) == TILE_SOUND;
}

/* Add the statuses of some models, of any tile that has them; those of models of which no tile was written are not_run. */
static epscan_status count_models(const struct grid_reader *reader, const uint64_t *ledger, uint64_t first, uint64_t step,
                                  uint64_t *counts) {
    const struct grid *grid = &reader->grid;
    struct tile *tile = &reader->looks->tile;
    enum tile_state state;
    uint64_t id = first;
    while (id < grid->tile_count && !ledger[id]) id += step;
    if (id >= grid->tile_count) {
        counts[EPSCAN_POINT_NOT_RUN] += grid_tile_box(grid, first).model_count;
        return EPSCAN_OK;
    }
    if (reader->sets.status_ledger < 0) { /* the whole tile proves them */
        const epscan_status status = grid_reader_look(reader, id, &state);
        if (status) return status;
    } else if (!tile_get_status(&reader->sets, id, tile)) {
        return error_set(EPSCAN_BAD_INPUT, "%s: tile %llu is damaged", reader->path, (unsigned long long)id);
    }
    for (uint64_t i = 0; i < tile->box.model_count; i++)
        counts[tile->status[i] < EPSCAN_POINT_STATUSES ? tile->status[i] : EPSCAN_POINT_FAILED]++;
    return EPSCAN_OK;
}

epscan_status grid_reader_count_status(const struct grid_reader *reader, uint64_t *counts) {
    const struct grid *grid = &reader->grid;
    const uint64_t model_blocks = grid->tile_count / (grid_tile_column_block(grid, grid->tile_count - 1) + 1);
    uint64_t *ledger = grid_reader_ledger(reader);
    epscan_status status = ledger ? grid_reader_begin_looks(reader) : hdf5_fail(reader->path, "cannot be read");
    for (int i = 0; i < EPSCAN_POINT_STATUSES; i++) counts[i] = 0;
    for (uint64_t block = 0; block < model_blocks && !status; block++)
        status = count_models(reader, ledger, block, model_blocks, counts);
    free(ledger);
    return status;
}
