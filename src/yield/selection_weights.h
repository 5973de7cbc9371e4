/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The weights W[node][column] of one channel's response for a block of columns (selections), and their products with models'
 * moments.
 *
 * Columns are cut into groups of neighbouring thresholds. A group needs only the nodes where its selections differ from all
 * or nothing, and its columns, smooth through the resolution, have a small numerical rank: where that saves work,
 * W = B F with B some 40 of its own columns, kept only if every element agrees with W (see selection_weights.c).
 * What a column gets depends on the block alone. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_SELECTION_WEIGHTS_H
#define EPSCAN_YIELD_SELECTION_WEIGHTS_H

#include "epscan/point.h"
#include "yield/yield_plan.h"

struct weight_group {
    size_t first_column, column_count, column_stride;
    struct mesh_window window;
    size_t rank;        /* 0: not factored */
    size_t rank_stride; /* of `basis` */
    double *basis;      /* B [nodes of the window * rank_stride]; none when not factored */
    double *weights;    /* F [rank * column_stride], or W [nodes of the window * column_stride] */
};

struct selection_weights {
    size_t column_count, group_count;
    size_t largest_rank_stride;
    struct weight_group *groups;
};

/* What columns span. */
struct selection_range selection_range_of(const epscan_selection *columns, size_t count);

/* How many columns from `columns` on have thresholds within so many widths of the resolution from the first. */
size_t selection_group_length(const struct search *search, double widths, const epscan_selection *columns, size_t count);

/*
 * All columns within the plan's range. EPSCAN_FAILED when a weight is not finite. Free with
 * selection_weights_clear.
 */
epscan_status selection_weights_init(struct selection_weights *weights, const struct channel_plan *part,
                                     const epscan_selection *columns, size_t column_count);
void selection_weights_clear(struct selection_weights *weights);

/*
 * events[m * events_stride + column] = the channel's at EPSCAN_REFERENCE_EPSILON of `models` rows of yield_plan_model_rows; zero
 * where rounding would leave less (product integration has weights of both signs, 1e-13 events at most). `scratch` holds models *
 * largest_rank_stride doubles. Pure.
 */
void selection_weights_events(const struct selection_weights *weights, const struct channel_plan *part, size_t models,
                              const double *rows, size_t row_stride, double *scratch, double *events, size_t events_stride);

#endif
