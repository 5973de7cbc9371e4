/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tile: the results of one box of a grid. */
#ifndef EPSCAN_SCAN_TILE_H
#define EPSCAN_SCAN_TILE_H

#include "epscan/point.h"
#include "epscan/status.h"
#include "response/channel.h"
#include "scan/grid.h"

/*
 * Results of one tile, in C order of its box: of each channel events[channel][model * column_count + column] at
 * EPSCAN_REFERENCE_EPSILON, epsilon_up likewise, status[model]. A failed model's numbers are NaN, or those epsilon_up that have no
 * limit.
 */
struct tile {
    bool is_kept; /* events of kept columns alone (scan/grid_factors.h), [model * kept + number], and no epsilon_up */
    uint64_t id;
    struct tile_box box;
    double *room;                 /* of the two that follow */
    double *events[CHANNELS_MAX]; /* NULL: of channels that the experiment has not */
    double *epsilon_up;
    unsigned char *status;
};

epscan_status tile_init(struct tile *tile, const struct grid *grid);

/* For kept columns alone. */
epscan_status tile_init_kept(struct tile *tile, const struct grid *grid, const size_t kept[CHANNELS_MAX]);
void tile_clear(struct tile *tile);

/* Models of a tile whose status is EPSCAN_POINT_FAILED. */
uint64_t tile_failed_models(const struct tile *tile);

#endif
