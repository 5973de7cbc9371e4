/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns are cut into groups of neighbouring thresholds, as their weights are (selection_weights.h). Of a group, R[node][j] at the
 * nodes of the mesh where its selections differ from all or nothing, with one row of ones for all that every one of them accepts,
 * is a matrix of small numerical rank: some of its own columns times coefficients (core/interpolative.h). What holds for every row
 * holds for the events of any model, which are sums of rows with the moments of its spectral density.
 *
 * Kept are so few columns that every element agrees within 5e-11 of itself plus 3e-14 events of a narrow resonance at its node,
 * half of what is promised of stored grids. Where the elements of a row are too far apart for that, next to the rounding of the
 * largest, the group is halved.
 */
#include "yield/column_factors.h"

#include "core/error.h"
#include "core/interpolative.h"
#include "core/matrix_product.h"
#include "yield/selection_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double relative_error = 5e-11, absolute_error = 3e-14;

/* Thresholds of a group lie within this many widths of the resolution. */
static const double group_widths = 12.0;

/* Residual columns against the longest, from coarse on until the factors agree; the last is at rounding. */
static const double tolerances[] = {1e-12, 5e-14, 3e-15};

/* What products of eight columns may read beyond the last row. */
enum { ROOM_BEHIND = 4 * MATRIX_COLUMN_UNIT };

epscan_status column_factors_make_room(struct column_factors *factors, size_t column_count, size_t count) {
    const size_t stride = matrix_padded_columns(column_count);
    *factors = (struct column_factors){.column_count = column_count, .count = count, .stride = stride};
    factors->column = calloc(count, sizeof *factors->column);
    factors->weight = calloc(count * stride + ROOM_BEHIND, sizeof *factors->weight);
    if (factors->column && factors->weight) return EPSCAN_OK;
    column_factors_clear(factors);
    return error_no_memory("the factors of columns");
}

void column_factors_clear(struct column_factors *factors) {
    free(factors->column);
    free(factors->weight);
    *factors = (struct column_factors){0};
}

/* R of a group of columns, and factors of it. */
struct group_matrix {
    size_t rows, columns, stride; /* doubles between rows */
    double *element, *scaled, *product, *coefficient, *kept;
    size_t rank, *pivot;
};

static void group_matrix_clear(struct group_matrix *m) {
    free(m->element), free(m->scaled), free(m->product), free(m->coefficient), free(m->kept), free(m->pivot);
}

static epscan_status group_matrix_init(struct group_matrix *m, const struct channel_plan *part, const epscan_selection *columns,
                                       size_t count) {
    const struct selection_range range = selection_range_of(columns, count);
    const struct mesh_window window = response_mesh_window(&part->mesh, part->response, &range);
    const size_t first = (size_t)window.first_cut * MESH_PANEL_NODES;
    const size_t nodes = (size_t)window.first_open * MESH_PANEL_NODES - first;
    *m = (struct group_matrix){.rows = nodes + 1, .columns = count, .stride = matrix_padded_columns(count)};
    m->element = calloc(m->rows * m->stride, sizeof(double));
    m->scaled = malloc(m->rows * m->stride * sizeof(double));
    m->product = malloc(m->rows * m->stride * sizeof(double));
    m->coefficient = malloc(m->stride * m->stride * sizeof(double));
    m->kept = malloc(m->rows * m->stride * sizeof(double));
    m->pivot = malloc(m->stride * sizeof *m->pivot);
    if (!m->element || !m->scaled || !m->product || !m->coefficient || !m->kept || !m->pivot)
        return error_no_memory("the factors of columns");
    for (size_t j = 0; j < count; j++) {
        struct selection_fold fold;
        selection_fold_init(&fold, part->response, &columns[j]);
        for (size_t i = 0; i < nodes; i++) m->element[i * m->stride + j] = yield_plan_weight(part, first + i, &fold);
        m->element[nodes * m->stride + j] = 1.0;
    }
    return EPSCAN_OK;
}

/* Rows against what may be off in them. */
static void scale_rows(const struct group_matrix *m) {
    const double unresolved = absolute_error / (3.0 * relative_error);
    memcpy(m->scaled, m->element, m->rows * m->stride * sizeof *m->scaled);
    for (size_t i = 0; i < m->rows; i++) {
        double largest = 0.0, *row = m->scaled + i * m->stride;
        for (size_t j = 0; j < m->columns; j++) largest = fmax(largest, row[j]);
        for (size_t j = 0; j < m->columns; j++) row[j] /= largest + unresolved;
    }
}

/* Whether the columns at the pivots times their coefficients are all columns. */
static bool factors_agree(const struct group_matrix *m) {
    const size_t kept_stride = matrix_padded_columns(m->rank);
    bool agree = true;
    for (size_t i = 0; i < m->rows; i++)
        for (size_t k = 0; k < m->rank; k++) m->kept[i * kept_stride + k] = m->element[i * m->stride + m->pivot[k]];
    matrix_product(&(struct matrix_product){.rows = m->rows,
                                            .inner = m->rank,
                                            .columns = m->columns,
                                            .a = m->kept,
                                            .a_stride = kept_stride,
                                            .b = m->coefficient,
                                            .b_stride = m->stride,
                                            .c = m->product,
                                            .c_stride = m->stride});
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->columns; j++) {
            const double element = m->element[i * m->stride + j];
            agree &= fabs(m->product[i * m->stride + j] - element) <= relative_error * element + absolute_error;
        }
    return agree;
}

/* Every column is kept. */
static void keep_all(struct group_matrix *m) {
    m->rank = m->columns;
    memset(m->coefficient, 0, m->stride * m->stride * sizeof *m->coefficient);
    for (size_t k = 0; k < m->columns; k++) {
        m->pivot[k] = k;
        m->coefficient[k * m->stride + k] = 1.0;
    }
}

/* Factor with as few columns as agree; *agree false: none do. */
static epscan_status factor(struct group_matrix *m, bool *agree) {
    epscan_status status = EPSCAN_OK;
    *agree = false;
    for (size_t i = 0; i < sizeof tolerances / sizeof tolerances[0] && !status && !*agree && m->columns > 2; i++) {
        scale_rows(m);
        status = interpolative_decomposition(m->rows, m->columns, m->stride, m->scaled, tolerances[i], m->columns - 1, &m->rank,
                                             m->pivot, m->coefficient);
        *agree = !status && m->rank > 0 && factors_agree(m);
    }
    if (!status && m->columns <= 2) {
        keep_all(m);
        *agree = true;
    }
    return status;
}

/* The kept columns of a group in their order: the number of the one that comes next after `before`. */
static size_t next_pivot(const struct group_matrix *m, size_t from) {
    size_t next = m->rank;
    for (size_t k = 0; k < m->rank; k++)
        if (m->pivot[k] >= from && (next == m->rank || m->pivot[k] < m->pivot[next])) next = k;
    return next;
}

/* A group's factors behind those before it; a kept column is itself, exactly. */
static void append(struct column_factors *factors, const struct group_matrix *m, size_t first_column) {
    for (size_t k = next_pivot(m, 0); k < m->rank; k = next_pivot(m, m->pivot[k] + 1)) {
        double *row = factors->weight + factors->count * factors->stride + first_column;
        memcpy(row, m->coefficient + k * m->stride, m->columns * sizeof *row);
        for (size_t l = 0; l < m->rank; l++) row[m->pivot[l]] = l == k;
        factors->column[factors->count++] = first_column + m->pivot[k];
    }
}

/* Factors of columns [first, first + count), halved until they agree. */
static epscan_status append_group(struct column_factors *factors, const struct channel_plan *part, const epscan_selection *columns,
                                  size_t first, size_t count) {
    struct group_matrix m;
    bool agree = false;
    epscan_status status = group_matrix_init(&m, part, columns + first, count);
    if (!status) status = factor(&m, &agree);
    if (!status && agree) append(factors, &m, first);
    group_matrix_clear(&m);
    if (status || agree) return status;
    status = append_group(factors, part, columns, first, count / 2);
    return status ? status : append_group(factors, part, columns, first + count / 2, count - count / 2);
}

/* One number is that of all columns. */
static void append_constant(struct column_factors *factors) {
    factors->column[factors->count++] = 0;
    for (size_t j = 0; j < factors->column_count; j++) factors->weight[j] = 1.0;
}

epscan_status column_factors_init(struct column_factors *factors, const struct channel_plan *part, const epscan_selection *columns,
                                  size_t column_count) {
    epscan_status status = column_factors_make_room(factors, column_count, column_count);
    if (status) return status;
    factors->count = 0;
    if (!part) append_constant(factors);
    for (size_t at = 0; part && at < column_count && !status;) {
        const size_t count = selection_group_length(part->response->search, group_widths, columns + at, column_count - at);
        status = append_group(factors, part, columns, at, count);
        at += count;
    }
    if (status) column_factors_clear(factors);
    return status;
}

/* The kept numbers from *low on and below *high are those that a column is of. */
static void find_support(const struct column_factors *factors, size_t column, size_t *low, size_t *high) {
    *low = *high = 0;
    for (size_t k = 0; k < factors->count; k++) {
        if (factors->weight[k * factors->stride + column] == 0.0) continue;
        if (*high == 0) *low = k;
        *high = k + 1;
    }
}

/* How many columns from `first` on, below `end`, are of kept numbers of the same group. */
static size_t run_length(const struct column_factors *factors, size_t first, size_t end, size_t *low, size_t *high) {
    size_t length = 1, other_low, other_high;
    find_support(factors, first, low, high);
    for (; first + length < end; length++) {
        find_support(factors, first + length, &other_low, &other_high);
        if (other_low >= *high || other_high <= *low) break;
        *low = other_low < *low ? other_low : *low;
        *high = other_high > *high ? other_high : *high;
    }
    return length;
}

void column_factors_expand(const struct column_factors *factors, size_t models, const double *kept, size_t kept_stride,
                           size_t first, size_t columns, double *events, size_t events_stride) {
    for (size_t at = first, low, high; at < first + columns;) {
        const size_t count = run_length(factors, at, first + columns, &low, &high);
        matrix_product(&(struct matrix_product){.rows = models,
                                                .inner = high - low,
                                                .columns = count,
                                                .a = kept + low,
                                                .a_stride = kept_stride,
                                                .b = factors->weight + low * factors->stride + at,
                                                .b_stride = factors->stride,
                                                .c = events + (at - first),
                                                .c_stride = events_stride});
        at += count;
    }
    for (size_t m = 0; m < models; m++) {
        double *own = events + m * events_stride;
        const bool unknown = isnan(kept[m * kept_stride]);
        for (size_t j = 0; j < columns; j++) own[j] = unknown ? NAN : own[j] > 0.0 ? own[j] : 0.0;
    }
}

void column_factors_pick(const struct column_factors *factors, size_t models, const double *events, double *kept,
                         size_t kept_stride) {
    for (size_t m = 0; m < models; m++)
        for (size_t k = 0; k < factors->count; k++)
            kept[m * kept_stride + k] = events[m * factors->column_count + factors->column[k]];
}
