/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles of several experiments together: each model's events are sums over them, and its limit is found by itself. */
#ifndef EPSCAN_SCAN_JOINT_TILE_H
#define EPSCAN_SCAN_JOINT_TILE_H

#include "analysis/joint_limit.h"
#include "scan/tile.h"

/* Asked before each limit, on any thread: whether it is left out, NaN then. */
struct joint_tile_watch {
    bool (*is_left_out)(void *data);
    void *data;
};

/* Fill a tile whose box is set, which has one column, on all OpenMP threads. EPSCAN_STOPPED when the process is to stop. */
epscan_status joint_tile_fill(const struct joint_limiter *limiter, const struct grid *grid, const struct joint_tile_watch *watch,
                              struct tile *tile);

#endif
