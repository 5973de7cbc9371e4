/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grids that are stored factored: of each model the events at a few kept columns, and once for all models the weights that make
 * those of all columns of them (yield/column_factors.h), for each channel and block of columns.
 */
#ifndef EPSCAN_SCAN_GRID_FACTORS_H
#define EPSCAN_SCAN_GRID_FACTORS_H

#include "scan/grid.h"
#include "yield/column_factors.h"

struct grid_factors {
    uint64_t blocks;                         /* of columns, as tiles have them; 0: nothing is factored */
    size_t kept[CHANNELS_MAX];               /* numbers of a model in a tile; 0: the grid has no such channel */
    struct column_factors *of[CHANNELS_MAX]; /* [blocks], all of so many kept columns, some with weights of zero */
};

/* Of a grid by its plan. Free with grid_factors_clear. */
epscan_status grid_factors_init(struct grid_factors *factors, const struct grid *grid, const struct yield_plan *plan);

/* Room for those of a file: kept[channel] is given. */
epscan_status grid_factors_make_room(struct grid_factors *factors, const struct grid *grid, const size_t kept[CHANNELS_MAX]);
void grid_factors_clear(struct grid_factors *factors);

/* The box of any tile of a block of columns, whose columns are the block's. */
struct tile_box grid_factors_block(const struct grid *grid, uint64_t block);

#endif
