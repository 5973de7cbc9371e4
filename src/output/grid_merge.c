/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two passes. The first reads headers and ledgers only: who belongs together, whose tile is whose. The second copies tile by
 * tile, checking each against its ledger; one shard is open at a time.
 */
#include "output/grid_merge.h"

#include "core/error.h"
#include "core/stop_signal.h"
#include "file/grid_read.h"
#include "file/grid_seal.h"
#include "file/hdf5_helpers.h"
#include "file/tile_io.h"
#include "output/grid_bytes.h"

#include <stdlib.h>

struct merge {
    const struct merge_task *task; /* borrowed */
    struct grid_reader *first;     /* stays open: its header is the merged file's */
    int *owner;                    /* [tile_count]: which file holds a tile, -1 for none */
    struct grid grid;              /* the first's, borrowed, in the form that is written */
};

static epscan_status check_share(const struct merge *m, int file, const struct shard *shard, const uint64_t *ledger) {
    const uint64_t tiles = grid_reader_grid(m->first)->tile_count;
    uint64_t first, end;
    shard_tiles(shard, tiles, &first, &end);
    for (uint64_t tile = 0; tile < tiles; tile++) {
        const bool inside = tile >= first && tile < end;
        if (inside && !ledger[tile])
            return error_set(EPSCAN_BAD_INPUT, "%s: incomplete: tile %llu is missing; continue its scan with --resume",
                             m->task->shard_paths[file], (unsigned long long)tile);
        if (!inside && ledger[tile])
            return error_set(EPSCAN_BAD_INPUT, "%s: holds tile %llu, which is not of its share", m->task->shard_paths[file],
                             (unsigned long long)tile);
        if (inside && m->owner[tile] >= 0)
            return error_set(EPSCAN_BAD_INPUT, "%s: tile %llu is in %s too; each share is allowed once", m->task->shard_paths[file],
                             (unsigned long long)tile, m->task->shard_paths[m->owner[tile]]);
        if (inside) m->owner[tile] = file;
    }
    return EPSCAN_OK;
}

/* Header and ledger of one file against the first. */
static epscan_status survey_file(const struct merge *m, int file) {
    struct grid_reader *reader = NULL;
    epscan_status status = grid_reader_open(m->task->shard_paths[file], &reader);
    if (status) return status;
    const struct grid_header *header = grid_reader_header(reader), *expected = grid_reader_header(m->first);
    if (file && header->shard.count != expected->shard.count)
        status = error_set(EPSCAN_BAD_INPUT, "%s: a share of %llu; the others are of %llu", m->task->shard_paths[file],
                           (unsigned long long)header->shard.count, (unsigned long long)expected->shard.count);
    if (!status) status = grid_header_check(m->task->shard_paths[file], header, expected);
    uint64_t *ledger = status ? NULL : grid_reader_ledger(reader);
    if (!status && !ledger) status = error_set(EPSCAN_BAD_INPUT, "%s: damaged: no usable ledger", m->task->shard_paths[file]);
    if (!status) status = check_share(m, file, &header->shard, ledger);
    free(ledger);
    grid_reader_close(reader);
    return status;
}

/* What is asked of numbers that the shards have. */
static epscan_status check_form(const struct merge *m) {
    const bool is_factored = grid_reader_grid(m->first)->form.is_factored;
    if (m->task->expand && !is_factored)
        return error_set(EPSCAN_BAD_INPUT, "%s: is not factored; allowed: a factored grid", m->task->shard_paths[0]);
    if (!m->task->expand && is_factored && m->task->significant_bits)
        return error_set(EPSCAN_BAD_INPUT, "%s: factors are not rounded; allowed: epscan expand --significant-digits",
                         m->task->shard_paths[0]);
    return EPSCAN_OK;
}

static epscan_status survey(struct merge *m) {
    epscan_status status = grid_reader_open(m->task->shard_paths[0], &m->first);
    if (!status) status = check_form(m);
    if (status) return status;
    const uint64_t tiles = grid_reader_grid(m->first)->tile_count;
    m->owner = malloc(tiles * sizeof *m->owner);
    if (!m->owner) return error_no_memory("the merge");
    for (uint64_t tile = 0; tile < tiles; tile++) m->owner[tile] = -1;
    for (int file = 0; file < m->task->shard_count && !status; file++) status = survey_file(m, file);
    if (status) return status;
    const struct shard *shard = &grid_reader_header(m->first)->shard;
    for (uint64_t index = 0; index < shard->count; index++) {
        uint64_t first, end;
        shard_tiles(&(struct shard){index, shard->count}, tiles, &first, &end);
        if (first < end && m->owner[first] < 0)
            return error_set(EPSCAN_BAD_INPUT, "shard %llu/%llu is missing", (unsigned long long)index,
                             (unsigned long long)shard->count);
    }
    return EPSCAN_OK;
}

/* Copy the tiles that one file owns. */
static epscan_status copy_file(const struct merge *m, int file, const struct tile_datasets *target, struct tile *tile) {
    struct grid_reader *reader = NULL;
    epscan_status status = grid_reader_open(m->task->shard_paths[file], &reader);
    if (status) return status;
    const uint64_t tiles = grid_reader_grid(m->first)->tile_count;
    for (uint64_t id = 0; id < tiles && !status; id++) {
        if (m->owner[id] != file || (status = stop_status())) continue;
        if (!grid_reader_get_tile(reader, id, tile))
            status = error_set(EPSCAN_BAD_INPUT, "%s: tile %llu is damaged; mend it with epscan scan --resume",
                               m->task->shard_paths[file], (unsigned long long)id);
        else if (tile_put(target, tile) < 0)
            status = hdf5_fail(m->task->output, "a tile cannot be written");
        else if (m->task->tick)
            m->task->tick(m->task->tick_data, tile->box.model_count * tile->box.column_count);
    }
    grid_reader_close(reader);
    return status;
}

/* The mark of completion, what the seal needs of a file that is not sealed yet, and the end. */
static epscan_status complete(hid_t file, const struct grid *grid, const char *output, bool is_unsealed,
                              struct tile_datasets *target) {
    const struct shard all = {0, 1};
    if (completion_put(target, 1) < 0) return hdf5_fail(output, "cannot be completed");
    if (is_unsealed && grid_seal_note(file, grid, target, &all) < 0) return hdf5_fail(output, "cannot be sealed");
    if (tile_datasets_close(target) < 0 || H5Fflush(file, H5F_SCOPE_GLOBAL) < 0 || H5Fclose(file) < 0)
        return hdf5_fail(output, "cannot be written");
    return EPSCAN_OK;
}

/* A file that cannot be written is left to the end of the process (hdf5_helpers.h). */
static epscan_status copy_all(const struct merge *m, const char *path) {
    const char *output = m->task->output;
    struct tile_datasets target;
    struct tile tile;
    const bool is_unsealed = m->task->storage == STORAGE_COMPRESSED;
    epscan_status status = tile_init(&tile, grid_reader_grid(m->first));
    if (status) return status;
    const hid_t file = hdf5_open_for_writing(path, grid_file_index_bytes(&m->grid));
    const struct grid *grid = &m->grid;
    if (file < 0 || tile_datasets_open(file, grid, &target) < 0) status = hdf5_fail(output, "cannot be written");
    for (int i = 0; i < m->task->shard_count && !status; i++) status = copy_file(m, i, &target, &tile);
    if (!status) status = complete(file, grid, output, is_unsealed, &target);
    if (!status && is_unsealed) status = grid_seal_set(path);
    tile_clear(&tile);
    return status;
}

static epscan_status write_merged(struct merge *m) {
    const char *path = m->task->output;
    const enum existing_output existing = m->task->replace ? EXISTING_REPLACED : EXISTING_REFUSED;
    struct grid_header header = *grid_reader_header(m->first);
    struct output_kind kind = grid_output;
    struct output_file output;
    kind.when_existing = "another output, or --force to replace it";
    header.shard = (struct shard){0, 1};
    m->grid = *header.grid;
    if (m->task->expand) {
        if (m->grid.form.is_factored) m->grid.form = (struct grid_form){0};
    } else {
        header.factors = grid_reader_factors(m->first);
    }
    if (m->task->significant_bits) m->grid.form.significant_bits = m->task->significant_bits;
    header.grid = &m->grid;
    epscan_status status = output_file_check(path, &kind, existing, grid_file_bytes(&m->grid, NULL, &header.shard));
    if (!status) status = output_file_begin(path, &kind, existing, NULL, &output);
    if (status) return status;
    status = grid_file_lay_out(output.temporary, path, &header, m->task->provenance, m->task->storage);
    if (!status) status = copy_all(m, output.temporary);
    return output_file_end(&output, status);
}

epscan_status grid_merge(const struct merge_task *task) {
    struct merge m = {.task = task};
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < task->shard_count && !status; i++)
        status = output_file_check_apart(task->output, "shard", task->shard_paths[i]);
    if (!status) status = survey(&m);
    if (!status) status = write_merged(&m);
    free(m.owner);
    grid_reader_close(m.first);
    return status;
}

uint64_t grid_file_points(const char *path) {
    struct grid_reader *reader = NULL;
    if (grid_reader_open(path, &reader)) return 0;
    const uint64_t points = grid_reader_grid(reader)->point_count;
    grid_reader_close(reader);
    return points;
}
