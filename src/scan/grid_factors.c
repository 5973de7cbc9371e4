/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Factors of each channel for each block of columns; a block that needs fewer kept columns than another has some without weight. */
#include "scan/grid_factors.h"

#include "core/error.h"

#include <stdlib.h>
#include <string.h>

static uint64_t block_count(const struct grid *grid) {
    return grid_tile_column_block(grid, grid->tile_count - 1) + 1;
}

struct tile_box grid_factors_block(const struct grid *grid, uint64_t block) {
    return grid_tile_box(grid, block * (grid->tile_count / block_count(grid)));
}

static epscan_status make_lists(struct grid_factors *factors, const struct grid *grid) {
    *factors = (struct grid_factors){.blocks = block_count(grid)};
    for (size_t c = 0; c < channel_count(); c++) {
        if (!grid->has_channel[c]) continue;
        factors->of[c] = calloc(factors->blocks, sizeof *factors->of[c]);
        if (!factors->of[c]) return error_no_memory("the factors of a grid");
    }
    return EPSCAN_OK;
}

void grid_factors_clear(struct grid_factors *factors) {
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        for (uint64_t b = 0; factors->of[c] && b < factors->blocks; b++) column_factors_clear(&factors->of[c][b]);
        free(factors->of[c]);
    }
    *factors = (struct grid_factors){0};
}

/* All channels of one block of columns. */
static epscan_status factor_block(struct grid_factors *factors, const struct grid *grid, const struct yield_plan *plan,
                                  uint64_t block) {
    const struct tile_box box = grid_factors_block(grid, block);
    epscan_selection *columns = malloc(box.column_count * sizeof *columns);
    epscan_status status = columns ? EPSCAN_OK : error_no_memory("the factors of a grid");
    for (uint64_t j = 0; j < box.column_count && !status; j++)
        grid_box_column(grid, &box, j, &columns[j].threshold_GeV, &columns[j].energy_scale_shift);
    for (size_t c = 0; c < channel_count() && !status; c++) {
        const struct channel_plan *part = plan->part[c].response ? &plan->part[c] : NULL;
        if (!factors->of[c]) continue;
        status = column_factors_init(&factors->of[c][block], part, columns, box.column_count);
        if (!status && factors->of[c][block].count > factors->kept[c]) factors->kept[c] = factors->of[c][block].count;
    }
    free(columns);
    return status;
}

/* As many kept columns as the block that needs most: its last one over again, without weight. */
static epscan_status even_out(struct column_factors *factors, size_t count) {
    struct column_factors wider;
    if (factors->count == count) return EPSCAN_OK;
    const epscan_status status = column_factors_make_room(&wider, factors->column_count, count);
    if (status) return status;
    memcpy(wider.column, factors->column, factors->count * sizeof *wider.column);
    for (size_t k = factors->count; k < count; k++) wider.column[k] = factors->column[factors->count - 1];
    memcpy(wider.weight, factors->weight, factors->count * factors->stride * sizeof *wider.weight);
    column_factors_clear(factors);
    *factors = wider;
    return EPSCAN_OK;
}

epscan_status grid_factors_init(struct grid_factors *factors, const struct grid *grid, const struct yield_plan *plan) {
    epscan_status status = make_lists(factors, grid);
    for (uint64_t b = 0; b < factors->blocks && !status; b++) status = factor_block(factors, grid, plan, b);
    for (size_t c = 0; c < channel_count() && !status; c++)
        for (uint64_t b = 0; factors->of[c] && b < factors->blocks && !status; b++)
            status = even_out(&factors->of[c][b], factors->kept[c]);
    if (status) grid_factors_clear(factors);
    return status;
}

epscan_status grid_factors_make_room(struct grid_factors *factors, const struct grid *grid, const size_t kept[CHANNELS_MAX]) {
    epscan_status status = make_lists(factors, grid);
    memcpy(factors->kept, kept, sizeof factors->kept);
    for (size_t c = 0; c < channel_count() && !status; c++)
        for (uint64_t b = 0; factors->of[c] && b < factors->blocks && !status; b++)
            status = column_factors_make_room(&factors->of[c][b], grid_factors_block(grid, b).column_count, kept[c]);
    if (status) grid_factors_clear(factors);
    return status;
}
