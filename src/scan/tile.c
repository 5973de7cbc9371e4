/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tile.h"

#include "core/aligned_room.h"
#include "core/error.h"

#include <stdbool.h>
#include <stdlib.h>

static uint64_t largest_extent(const struct grid *grid, int first, int last) {
    uint64_t volume = 1;
    for (int axis = first; axis <= last; axis++) volume *= grid->tile_shape[axis];
    return volume;
}

/* Room for so many numbers of each model, by channel, and limits of `columns`. */
static epscan_status make_room(struct tile *tile, const struct grid *grid, const size_t kept[CHANNELS_MAX], size_t columns) {
    const size_t models = largest_extent(grid, 0, MODEL_AXIS_COUNT - 1);
    size_t start[CHANNELS_MAX], whole = whole_cache_lines(models * columns);
    for (size_t c = 0; c < channel_count(); c++) {
        start[c] = whole;
        if (grid->has_channel[c]) whole += whole_cache_lines(models * kept[c]);
    }
    tile->room = aligned_room(whole);
    tile->status = malloc(models);
    if (!tile->room || !tile->status) {
        tile_clear(tile);
        return error_no_memory("a tile");
    }
    tile->epsilon_up = columns ? tile->room : NULL;
    for (size_t c = 0; c < channel_count(); c++)
        if (grid->has_channel[c]) tile->events[c] = tile->room + start[c];
    return EPSCAN_OK;
}

epscan_status tile_init(struct tile *tile, const struct grid *grid) {
    const size_t columns = largest_extent(grid, MODEL_AXIS_COUNT, EPSCAN_AXIS_COUNT - 1);
    size_t all[CHANNELS_MAX];
    for (size_t c = 0; c < CHANNELS_MAX; c++) all[c] = columns;
    *tile = (struct tile){0};
    return make_room(tile, grid, all, columns);
}

epscan_status tile_init_kept(struct tile *tile, const struct grid *grid, const size_t kept[CHANNELS_MAX]) {
    *tile = (struct tile){.is_kept = true};
    return make_room(tile, grid, kept, 0);
}

void tile_clear(struct tile *tile) {
    free(tile->room);
    free(tile->status);
    *tile = (struct tile){0};
}

uint64_t tile_failed_models(const struct tile *tile) {
    uint64_t failed = 0;
    for (uint64_t i = 0; i < tile->box.model_count; i++) failed += tile->status[i] == EPSCAN_POINT_FAILED;
    return failed;
}
