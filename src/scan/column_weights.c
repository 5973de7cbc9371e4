/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where limits need the change of yields with the energy scale, columns stand three times, one after the other. */
#include "scan/column_weights.h"

#include "core/error.h"

#include <stdlib.h>

void column_weights_clear(struct column_weights *weights) {
    for (size_t c = 0; c < CHANNELS_MAX; c++) selection_weights_clear(&weights->of[c]);
    weights->columns = 0;
}

epscan_status column_weights_set(struct column_weights *weights, const struct yield_plan *plan, uint64_t variants, double moved_GeV,
                                 uint64_t count, epscan_selection *columns) {
    epscan_status status = EPSCAN_OK;
    for (uint64_t j = count; j < variants * count; j++) {
        columns[j] = columns[j % count];
        columns[j].threshold_GeV += j < 2 * count ? -moved_GeV : moved_GeV;
    }
    column_weights_clear(weights);
    for (size_t c = 0; c < CHANNELS_MAX && !status; c++)
        if (plan->part[c].response) status = selection_weights_init(&weights->of[c], &plan->part[c], columns, variants * count);
    weights->columns = count;
    return status;
}

epscan_status column_weights_set_kept(struct column_weights *weights, const struct yield_plan *plan, const struct grid *grid,
                                      const struct grid_factors *factors, uint64_t block) {
    const struct tile_box box = grid_factors_block(grid, block);
    epscan_status status = EPSCAN_OK;
    column_weights_clear(weights);
    for (size_t c = 0; c < CHANNELS_MAX && !status; c++) {
        const size_t kept = factors->kept[c];
        if (!plan->part[c].response) continue;
        epscan_selection *columns = malloc(kept * sizeof *columns);
        if (!columns) return error_no_memory("the selection weights");
        for (size_t k = 0; k < kept; k++)
            grid_box_column(grid, &box, factors->of[c][block].column[k], &columns[k].threshold_GeV, &columns[k].energy_scale_shift);
        status = selection_weights_init(&weights->of[c], &plan->part[c], columns, kept);
        free(columns);
    }
    return status;
}

size_t column_weights_scratch(const struct column_weights *weights) {
    size_t largest = 0;
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (weights->of[c].largest_rank_stride > largest) largest = weights->of[c].largest_rank_stride;
    return largest;
}
