/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The events of a block of columns (selections) from those of a few of them, for any model:
 *     N[model][j] = sum_k N[model][column[k]] weight[k][j],
 * with weights of the block alone. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_COLUMN_FACTORS_H
#define EPSCAN_YIELD_COLUMN_FACTORS_H

#include "yield/yield_plan.h"

/* Of the mantissa of N[model][column[k]], so many bits have to be stored at least (file/stored_numbers.h). */
enum { KEPT_BITS = 47 };

struct column_factors {
    size_t column_count, count, stride; /* columns of the block; of them those that are kept; doubles between rows of weights */
    size_t *column;                     /* [count]: which are kept */
    double *weight;                     /* [count * stride], zeros beyond the last column; a kept column's own are 1 and 0 */
};

/*
 * Of one channel of a plan, of columns within its range; `part` NULL: a channel whose events do not depend on the column. Free with
 * column_factors_clear.
 */
epscan_status column_factors_init(struct column_factors *factors, const struct channel_plan *part, const epscan_selection *columns,
                                  size_t column_count);

/* Room for factors that come from elsewhere: zeros. */
epscan_status column_factors_make_room(struct column_factors *factors, size_t column_count, size_t count);
void column_factors_clear(struct column_factors *factors);

/*
 * events[model * events_stride + j - first], first <= j < first + columns, of kept[model * kept_stride + k]; what is below zero by
 * rounding is zero, all of a model whose first kept number is NaN is NaN. Pure.
 */
void column_factors_expand(const struct column_factors *factors, size_t models, const double *kept, size_t kept_stride,
                           size_t first, size_t columns, double *events, size_t events_stride);

/* kept[model * kept_stride + k] of the events of all columns, [model * column_count + j]. Pure. */
void column_factors_pick(const struct column_factors *factors, size_t models, const double *events, double *kept,
                         size_t kept_stride);

#endif
