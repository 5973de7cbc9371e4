/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Models of the tile go to threads one by one, since limits take from microseconds to a tenth of a second. What is left out of a
 * sample, for estimates of time, is NaN.
 */
#include "scan/joint_tile.h"

#include "core/error.h"
#include "core/stop_signal.h"
#include "limit/point_status.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void put_model(const struct model_limit *limit, struct tile *tile, uint64_t i) {
    for (size_t c = 0; c < channel_count(); c++)
        if (tile->events[c]) tile->events[c][i] = limit->channel_events[c];
    tile->epsilon_up[i] = limit->epsilon_up;
    tile->status[i] = (unsigned char)limit->status;
}

static epscan_status fill_model(const struct joint_limiter *limiter, const struct grid *grid, double *scratch, struct tile *tile,
                                uint64_t i) {
    const epscan_dark_photon model = grid_box_model(grid, &tile->box, i);
    struct model_limit limit;
    epscan_status status = scratch ? stop_status() : error_no_memory("a tile");
    if (!status) status = joint_limit_find(limiter, &model, scratch, &limit);
    if (!status) put_model(&limit, tile, i);
    return status;
}

static void leave_out(struct tile *tile, uint64_t i) {
    for (size_t c = 0; c < channel_count(); c++)
        if (tile->events[c]) tile->events[c][i] = NAN;
    tile->epsilon_up[i] = NAN;
    tile->status[i] = EPSCAN_POINT_OK;
}

/* Messages belong to threads: the first failure's is handed on. */
epscan_status joint_tile_fill(const struct joint_limiter *limiter, const struct grid *grid, const struct joint_tile_watch *watch,
                              struct tile *tile) {
    epscan_status status = EPSCAN_OK;
    char reason[512] = "";
#pragma omp parallel
    {
        double *scratch = malloc(joint_limiter_scratch(limiter) * sizeof *scratch);
#pragma omp for schedule(dynamic)
        for (uint64_t i = 0; i < tile->box.model_count; i++) {
            if (watch->is_left_out(watch->data)) {
                leave_out(tile, i);
                continue;
            }
            const epscan_status now = fill_model(limiter, grid, scratch, tile, i);
            if (!now) continue;
#pragma omp critical(joint_tile)
            {
                status = now;
                snprintf(reason, sizeof reason, "%s", epscan_error_message());
            }
        }
        free(scratch);
    }
    return status ? error_set(status, "%s", reason) : EPSCAN_OK;
}
