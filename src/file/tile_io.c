/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tile is a box of every variable, in the grid's form. Data go first, then the checksum of what is stored in the ledger: a tile
 * without it was not written.
 */
#include "file/tile_io.h"

#include "file/factors_file.h"
#include "file/hdf5_read.h"
#include "file/stored_numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL /* compiled for this processor */
#include <xxhash.h>

/*
 * n_strahlung of formats 1 and 2 is over the masses alone, known before the scan: no part of tiles or of their checksums. It is
 * read once, and tiles get it as if it had always been over all axes.
 */
void tile_datasets_init(struct tile_datasets *sets) {
    *sets = (struct tile_datasets){.ledger = -1, .complete = -1, .status_ledger = -1};
    for (int id = 0; id < VARIABLE_COUNT; id++) sets->variables[id] = -1;
}

/* Numbers of a model of a variable where it is factored; else 0. */
static size_t kept_of(const struct tile_datasets *sets, enum grid_variable_id id) {
    return id < CHANNELS_MAX ? sets->factors.kept[id] : 0;
}

/* The whole grid as one tile. */
static struct tile_box whole_box(const struct grid *grid) {
    struct tile_box box = {.start = {0}};
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) box.extent[axis] = grid->axes[axis].count;
    return box;
}

/* The type of what the file has of a variable, for the caller to close. */
static hid_t make_stored_type(const struct tile_datasets *sets, enum grid_variable_id id) {
    struct grid grid = *sets->grid;
    grid.form.keeps_doubles = sets->keeps_doubles;
    return grid_variable_make_type(&grid, id);
}

static hid_t open_variable(hid_t file, const struct tile_datasets *sets, enum grid_variable_id id) {
    const struct grid *grid = sets->grid;
    const size_t kept = kept_of(sets, id);
    const struct tile_box whole = whole_box(grid), first = {.start = {0}};
    struct tile_box tile = first;
    hsize_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT], chunk[EPSCAN_AXIS_COUNT];
    char path[64];
    memcpy(tile.extent, grid->tile_shape, sizeof tile.extent);
    const int rank = grid_tile_place(grid, id, kept, &whole, start, extent);
    grid_tile_place(grid, id, kept, &tile, start, chunk);
    if (kept) extent[0] = sets->factors.blocks;
    grid_variable_path(grid, id, path);
    const hid_t type = make_stored_type(sets, id);
    const hid_t set = type < 0 ? -1 : hdf5_open_dataset(file, path, type, rank, extent, id == VARIABLE_STATUS ? NULL : chunk);
    if (type >= 0) H5Tclose(type);
    return set;
}

/* Events over the masses alone. */
static herr_t read_over_mass(hid_t file, const struct grid *grid, size_t channel, double **events) {
    const struct grid_variable variable = grid_variable((enum grid_variable_id)channel);
    const size_t masses = grid->axes[EPSCAN_AXIS_MASS].count;
    size_t count = 0;
    *events = hdf5_get_doubles(file, variable.name, masses, &count);
    return *events && count == masses ? 0 : -1;
}

static herr_t open_variables(hid_t file, const struct grid *grid, struct tile_datasets *sets) {
    const size_t strahlung = channel_of_name("strahlung");
    int format;
    herr_t status = grid_format_of(file, &format);
    sets->keeps_doubles = status >= 0 && format < GRID_FORMAT_OF_SHORT_FACTORS;
    if (status >= 0 && grid->form.is_factored) status = factors_file_get(file, grid, &sets->factors);
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT && status >= 0; id++) {
        if (!grid_has_variable(grid, id)) continue;
        if (id == strahlung && format < GRID_FORMAT_OF_ALL_CHANNELS)
            status = read_over_mass(file, grid, id, &sets->over_mass[id]);
        else if ((sets->variables[id] = open_variable(file, sets, id)) < 0)
            status = -1;
    }
    return status;
}

static uint64_t most_models(const struct grid *grid) {
    uint64_t models = 1;
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) models *= grid->tile_shape[axis];
    return models;
}

/* Room for what is stored of a tile where that is not its doubles. */
static herr_t make_room(struct tile_datasets *sets) {
    const struct grid_form *form = &sets->grid->form;
    uint64_t points = 1;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) points *= sets->grid->tile_shape[axis];
    for (enum grid_variable_id id = 0; id < VARIABLE_STATUS; id++) {
        const size_t kept = kept_of(sets, id);
        if (sets->variables[id] < 0 || (!form->is_single && !form->significant_bits && !kept)) continue;
        sets->stored[id] = malloc((kept ? most_models(sets->grid) * kept : points) * sizeof(double));
        if (!sets->stored[id]) return -1;
    }
    return 0;
}

herr_t tile_datasets_open(hid_t file, const struct grid *grid, struct tile_datasets *sets) {
    hsize_t tiles = grid->tile_count;
    tile_datasets_init(sets);
    sets->grid = grid;
    herr_t status = open_variables(file, grid, sets);
    if (status >= 0) status = make_room(sets);
    sets->ledger = hdf5_open_dataset(file, GRID_LEDGER, H5T_STD_U64LE, 1, &tiles, NULL);
    sets->complete = hdf5_open_dataset(file, GRID_COMPLETE, H5T_STD_U8LE, 0, NULL, NULL);
    if (sets->ledger < 0 || sets->complete < 0) status = -1;
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
    for (int id = 0; id < VARIABLE_COUNT; id++) bad |= close_set(&sets->variables[id]) < 0;
    for (int c = 0; c < CHANNELS_MAX; c++) {
        free(sets->over_mass[c]);
        sets->over_mass[c] = NULL;
    }
    grid_factors_clear(&sets->factors);
    for (int id = 0; id < VARIABLE_COUNT; id++) {
        free(sets->stored[id]);
        sets->stored[id] = NULL;
    }
    bad |= close_set(&sets->ledger) < 0;
    bad |= close_set(&sets->status_ledger) < 0;
    bad |= close_set(&sets->complete) < 0;
    return bad ? -1 : 0;
}

/* Where a tile has what a variable holds; NULL: nowhere. */
static void *tile_part(const struct tile *tile, enum grid_variable_id id) {
    switch (id) {
    case VARIABLE_EPSILON_UP: return tile->epsilon_up;
    case VARIABLE_STATUS: return tile->status;
    default: return tile->events[id];
    }
}

/* What the file has of a variable of a tile, and its bytes. */
static void *stored_part(const struct tile_datasets *sets, const struct tile *tile, enum grid_variable_id id) {
    return sets->stored[id] ? sets->stored[id] : tile_part(tile, id);
}

static size_t stored_bytes(const struct tile_datasets *sets, const struct tile *tile, enum grid_variable_id id) {
    const size_t models = tile->box.model_count;
    if (id == VARIABLE_STATUS) return models;
    if (kept_of(sets, id)) return models * kept_of(sets, id) * (sets->keeps_doubles ? sizeof(double) : KEPT_BYTES);
    return models * tile->box.column_count * (sets->grid->form.is_single ? sizeof(float) : sizeof(double));
}

/* Never 0, which the ledger has for what was not written. */
static uint64_t tile_checksum(const struct tile_datasets *sets, const struct tile *tile) {
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset_withSeed(&state, tile->id);
    for (enum grid_variable_id id = 0; id <= VARIABLE_STATUS; id++)
        if (sets->variables[id] >= 0) XXH3_64bits_update(&state, stored_part(sets, tile, id), stored_bytes(sets, tile, id));
    const uint64_t sum = XXH3_64bits_digest(&state);
    return sum ? sum : 1;
}

/* Likewise of the statuses alone. */
static uint64_t tile_status_checksum(const struct tile *tile) {
    const uint64_t sum = XXH3_64bits_withSeed(tile->status, tile->box.model_count, tile->id);
    return sum ? sum : 1;
}

/* Part of a dataset: start and extent along each of its axes. */
struct box {
    int rank;
    const hsize_t *start, *extent;
};

/* Move one box of a dataset from (write) or to contiguous memory. */
static herr_t move_box(hid_t set, struct box box, hid_t type, void *data, bool write) {
    const hid_t space = H5Dget_space(set), memory = H5Screate_simple(box.rank, box.extent, NULL);
    herr_t status = H5Sselect_hyperslab(space, H5S_SELECT_SET, box.start, NULL, box.extent, NULL);
    if (status >= 0)
        status =
            write ? H5Dwrite(set, type, memory, space, H5P_DEFAULT, data) : H5Dread(set, type, memory, space, H5P_DEFAULT, data);
    H5Sclose(memory);
    H5Sclose(space);
    return status;
}

/* The type of what is stored in memory, likewise to be closed; short kept numbers are as in the file. */
static hid_t make_memory_type(const struct tile_datasets *sets, enum grid_variable_id id) {
    if (id == VARIABLE_STATUS) return H5Tcopy(H5T_NATIVE_UCHAR);
    if (kept_of(sets, id) && !sets->keeps_doubles) return make_stored_type(sets, id);
    return H5Tcopy(sets->grid->form.is_single ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE);
}

/* Move what is stored of one variable of a box. */
static herr_t move_stored(const struct tile_datasets *sets, const struct tile_box *tile, enum grid_variable_id id, void *stored,
                          bool write) {
    hsize_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT];
    const int rank = grid_tile_place(sets->grid, id, kept_of(sets, id), tile, start, extent);
    const hid_t type = make_memory_type(sets, id);
    const herr_t status = type < 0 ? -1 : move_box(sets->variables[id], (struct box){rank, start, extent}, type, stored, write);
    if (type >= 0) H5Tclose(type);
    return status;
}

/* The same of a tile. */
static herr_t move_variable(const struct tile_datasets *sets, const struct tile *tile, enum grid_variable_id id, bool write) {
    return move_stored(sets, &tile->box, id, stored_part(sets, tile, id), write);
}

static herr_t move_data(const struct tile_datasets *sets, const struct tile *tile, bool write) {
    herr_t status = 0;
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT && status >= 0; id++)
        if (sets->variables[id] >= 0) status = move_variable(sets, tile, id, write);
    return status;
}

void events_not_in_tiles(const struct tile_datasets *sets, size_t channel, const uint64_t start[EPSCAN_AXIS_COUNT],
                         const uint64_t extent[EPSCAN_AXIS_COUNT], double *events) {
    const double *over_mass = sets->over_mass[channel], other = sets->grid->form.without_events[channel] ? NAN : 0.0;
    uint64_t faster = 1, points; /* from one mass to the next; in the box */
    for (int axis = EPSCAN_AXIS_MASS + 1; axis < EPSCAN_AXIS_COUNT; axis++) faster *= extent[axis];
    points = faster;
    for (int axis = 0; axis <= EPSCAN_AXIS_MASS; axis++) points *= extent[axis];
    for (uint64_t i = 0; i < points; i++)
        events[i] = over_mass ? over_mass[start[EPSCAN_AXIS_MASS] + i / faster % extent[EPSCAN_AXIS_MASS]] : other;
}

/* The factors of the block of columns of a box. */
static const struct column_factors *factors_of(const struct tile_datasets *sets, size_t channel, const struct tile_box *box) {
    hsize_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT];
    grid_tile_place(sets->grid, (enum grid_variable_id)channel, 1, box, start, extent);
    return &sets->factors.of[channel][start[0]];
}

/* What is stored of a tile's variable, from its doubles. */
static void store(const struct tile_datasets *sets, const struct tile *tile, enum grid_variable_id id) {
    const size_t models = tile->box.model_count, kept = kept_of(sets, id);
    const double *numbers = tile_part(tile, id);
    double *picked = sets->stored[id];
    if (!kept) {
        stored_from_doubles(&sets->grid->form, models * tile->box.column_count, numbers, sets->stored[id]);
        return;
    }
    if (!tile->is_kept) {
        column_factors_pick(factors_of(sets, id, &tile->box), models, numbers, picked, kept);
        numbers = picked;
    }
    if (!sets->keeps_doubles)
        kept_from_doubles(models * kept, numbers, sets->stored[id]);
    else if (numbers != picked)
        memcpy(picked, numbers, models * kept * sizeof *numbers);
}

/* And back; what is stored of kept numbers is doubles then. */
static void unstore(const struct tile_datasets *sets, const struct tile *tile, enum grid_variable_id id) {
    const size_t models = tile->box.model_count, columns = tile->box.column_count, kept = kept_of(sets, id);
    if (kept && !sets->keeps_doubles) doubles_from_kept(models * kept, sets->stored[id], sets->stored[id]);
    if (kept)
        column_factors_expand(factors_of(sets, id, &tile->box), models, sets->stored[id], kept, 0, columns, tile_part(tile, id),
                              columns);
    else
        doubles_from_stored(&sets->grid->form, models * columns, sets->stored[id], tile_part(tile, id));
}

herr_t kept_get(const struct tile_datasets *sets, size_t channel, const struct tile_box *box, double *kept) {
    const herr_t status = move_stored(sets, box, (enum grid_variable_id)channel, kept, false);
    if (status >= 0 && !sets->keeps_doubles) doubles_from_kept(box->model_count * sets->factors.kept[channel], kept, kept);
    return status;
}

herr_t tile_put(const struct tile_datasets *sets, const struct tile *tile) {
    const hsize_t at = tile->id, one = 1;
    for (enum grid_variable_id id = 0; id < VARIABLE_STATUS; id++)
        if (sets->stored[id]) store(sets, tile, id);
    uint64_t checksum = tile_checksum(sets, tile), of_status = tile_status_checksum(tile);
    if (move_data(sets, tile, true) < 0) return -1;
    if (sets->status_ledger >= 0 &&
        move_box(sets->status_ledger, (struct box){1, &at, &one}, H5T_NATIVE_UINT64, &of_status, true) < 0)
        return -1;
    return move_box(sets->ledger, (struct box){1, &at, &one}, H5T_NATIVE_UINT64, &checksum, true);
}

size_t tile_stored_bytes(const struct tile_datasets *sets, const struct tile *tile) {
    size_t bytes = 0;
    for (enum grid_variable_id id = 0; id <= VARIABLE_STATUS; id++)
        if (sets->variables[id] >= 0) bytes += stored_bytes(sets, tile, id);
    return bytes;
}

static bool has_status_checksum(const struct tile_datasets *sets, const struct tile *tile) {
    const hsize_t at = tile->id, one = 1;
    uint64_t recorded;
    return move_box(sets->status_ledger, (struct box){1, &at, &one}, H5T_NATIVE_UINT64, &recorded, false) >= 0 &&
           recorded == tile_status_checksum(tile);
}

enum tile_state tile_look(const struct tile_datasets *sets, uint64_t id, struct tile *tile) {
    uint64_t recorded;
    if (ledger_get(sets, id, 1, &recorded) < 0) return TILE_DAMAGED; /* unreadable */
    if (!recorded) return TILE_MISSING;
    tile->id = id;
    tile->box = grid_tile_box(sets->grid, id);
    if (move_data(sets, tile, false) < 0 || tile_checksum(sets, tile) != recorded) return TILE_DAMAGED;
    return sets->status_ledger < 0 || has_status_checksum(sets, tile) ? TILE_SOUND : TILE_DAMAGED;
}

enum tile_state tile_get(const struct tile_datasets *sets, uint64_t id, struct tile *tile) {
    const enum tile_state state = tile_look(sets, id, tile);
    if (state != TILE_SOUND) return state;
    const size_t models = tile->box.model_count, columns = tile->box.column_count;
    for (enum grid_variable_id of = 0; of < VARIABLE_STATUS; of++) {
        if (sets->stored[of])
            unstore(sets, tile, of);
        else if (sets->variables[of] < 0 && of < CHANNELS_MAX && tile->events[of])
            events_not_in_tiles(sets, of, tile->box.start, tile->box.extent, tile->events[of]);
    }
    if (sets->variables[VARIABLE_EPSILON_UP] < 0)
        limits_of_events(models, columns, (const double *const *)tile->events, tile->status, tile->epsilon_up);
    return state;
}

bool tile_get_status(const struct tile_datasets *sets, uint64_t id, struct tile *tile) {
    if (sets->status_ledger < 0) return false;
    tile->id = id;
    tile->box = grid_tile_box(sets->grid, id);
    return move_variable(sets, tile, VARIABLE_STATUS, false) >= 0 && has_status_checksum(sets, tile);
}

herr_t ledger_get(const struct tile_datasets *sets, uint64_t first, uint64_t count, uint64_t *checksums) {
    const hsize_t at = first, extent = count;
    return move_box(sets->ledger, (struct box){1, &at, &extent}, H5T_NATIVE_UINT64, checksums, false);
}

herr_t completion_put(const struct tile_datasets *sets, unsigned char value) {
    return H5Dwrite(sets->complete, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value);
}
