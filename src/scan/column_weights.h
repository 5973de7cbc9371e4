/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weights of a set of columns, by channel: themselves, and where limits move thresholds, these lowered and raised. */
#ifndef EPSCAN_SCAN_COLUMN_WEIGHTS_H
#define EPSCAN_SCAN_COLUMN_WEIGHTS_H

#include "scan/grid_factors.h"
#include "yield/selection_weights.h"

#include <stdint.h>

enum { MOVED_VARIANTS = 3 };

struct column_weights {
    uint64_t columns; /* without variants; 0: none */
    struct selection_weights of[CHANNELS_MAX];
};

/*
 * `variants` of `count` columns each, 1 or MOVED_VARIANTS: thresholds as they are, lowered by moved_GeV, raised by it. `columns`
 * has room for all. What there was is cleared first; free with column_weights_clear.
 */
epscan_status column_weights_set(struct column_weights *weights, const struct yield_plan *plan, uint64_t variants, double moved_GeV,
                                 uint64_t count, epscan_selection *columns);

/* Of the columns that factors keep of a block, for each channel its own: `columns` is 0 then. */
epscan_status column_weights_set_kept(struct column_weights *weights, const struct yield_plan *plan, const struct grid *grid,
                                      const struct grid_factors *factors, uint64_t block);
void column_weights_clear(struct column_weights *weights);

/* The most doubles that a model's product with them needs beside. */
size_t column_weights_scratch(const struct column_weights *weights);

#endif
