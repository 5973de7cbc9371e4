/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * R[node][j] at the nodes of the mesh where the selections of a block differ from all or nothing, with one row of ones for all that
 * every one of them accepts, is a matrix of small numerical rank: some of its own columns times coefficients
 * (core/interpolative.h). What holds for every row holds for the events of any model, which are sums of rows with the moments of
 * its spectral density. As thresholds act through a Gaussian, some 2.2 columns for each width of the resolution are needed, and a
 * few more for the ends, however many there are.
 *
 * Kept are so few columns that every element agrees within 6e-11 of itself plus 6e-14 events of a narrow resonance at its node,
 * with the rounding of what is stored: three fifths of what is promised of stored grids, whose plain ones are not exact either.
 * Where rounding is too large for that, as steps of many events lie next to columns of few, the block is halved.
 */
#include "yield/column_factors.h"

#include "core/error.h"
#include "core/interpolative.h"
#include "core/matrix_product.h"
#include "yield/selection_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double relative_error = 6e-11, absolute_error = 6e-14;

/* Pivots against the first, from coarse on until the factors agree; the last is at rounding. */
static const double tolerances[] = {1e-13, 1e-14, 3e-15, 1e-15, 4e-16};

/*
 * Columns are divided by these powers of their lengths before pivots are looked for: small ones are to be as good as large ones,
 * though not to the same number of digits. The first mostly takes fewer, the second does where few events lie next to very many.
 */
static const double scale_powers[] = {0.5, 1.0};

/* Columns that are kept of a group at most: more are not worth it. Rows that are compared at once. */
enum { MOST_KEPT = 400, ROWS_AT_ONCE = 64 };

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

/* R of a block of columns. */
struct block_matrix {
    size_t rows, stride; /* doubles between rows */
    double *element;     /* [rows * stride] */
};

static epscan_status block_matrix_init(struct block_matrix *block, const struct channel_plan *part, const epscan_selection *columns,
                                       size_t count) {
    const struct selection_range range = selection_range_of(columns, count);
    const struct mesh_window window = response_mesh_window(&part->mesh, part->response, &range);
    const size_t first = (size_t)window.first_cut * MESH_PANEL_NODES;
    const size_t nodes = (size_t)window.first_open * MESH_PANEL_NODES - first;
    *block = (struct block_matrix){.rows = nodes + 1, .stride = matrix_padded_columns(count)};
    block->element = calloc(block->rows * block->stride, sizeof *block->element);
    if (!block->element) return error_no_memory("the factors of columns");
#pragma omp parallel for schedule(dynamic)
    for (size_t j = 0; j < count; j++) {
        struct selection_fold fold;
        selection_fold_init(&fold, part->response, &columns[j]);
        for (size_t i = 0; i < nodes; i++) block->element[i * block->stride + j] = yield_plan_weight(part, first + i, &fold);
        block->element[nodes * block->stride + j] = 1.0;
    }
    return EPSCAN_OK;
}

/* Some neighbouring columns of it, and factors of them. */
struct group_matrix {
    size_t rows, columns, stride; /* doubles between rows of all but `element` */
    const double *element;        /* of the block, from the group's first column on */
    size_t element_stride;
    size_t most, rank, *pivot;   /* [most] */
    double *triangle;            /* [most * stride] */
    double *coefficient, *sizes; /* of the rank that is tried, and their absolute values: likewise */
    double *kept;                /* [ROWS_AT_ONCE * stride] */
    double *product, *spread;    /* likewise: kept columns with coefficients and with sizes */
};

static void group_matrix_clear(struct group_matrix *m) {
    free(m->triangle), free(m->coefficient), free(m->sizes), free(m->pivot);
    free(m->kept), free(m->product), free(m->spread);
}

static epscan_status group_matrix_init(struct group_matrix *m, const struct block_matrix *block, size_t first, size_t count) {
    const size_t stride = matrix_padded_columns(count), most = count - 1 < MOST_KEPT ? count - 1 : MOST_KEPT;
    *m = (struct group_matrix){.rows = block->rows,
                               .columns = count,
                               .stride = stride,
                               .element = block->element + first,
                               .element_stride = block->stride,
                               .most = count > 2 ? most : count};
    m->triangle = malloc(m->most * stride * sizeof(double));
    m->coefficient = calloc(m->most * stride + ROOM_BEHIND, sizeof(double));
    m->sizes = calloc(m->most * stride + ROOM_BEHIND, sizeof(double));
    m->kept = malloc(ROWS_AT_ONCE * stride * sizeof(double));
    m->product = malloc(ROWS_AT_ONCE * stride * sizeof(double));
    m->spread = malloc(ROWS_AT_ONCE * stride * sizeof(double));
    m->pivot = malloc(m->most * sizeof *m->pivot);
    if (m->triangle && m->coefficient && m->sizes && m->kept && m->product && m->spread && m->pivot) return EPSCAN_OK;
    return error_no_memory("the factors of columns");
}

/* Of each column, its length to the power -`power`. */
static void column_scales(const struct group_matrix *m, double power, double *scale) {
    for (size_t j = 0; j < m->columns; j++) {
        double square = 0.0;
        for (size_t i = 0; i < m->rows; i++)
            square += m->element[i * m->element_stride + j] * m->element[i * m->element_stride + j];
        scale[j] = pow(square, -0.5 * power); /* of ones, too: above zero */
    }
}

/* Pivots of the scaled columns, and the triangle of the columns themselves. */
static epscan_status decompose(struct group_matrix *m, double power) {
    double *scaled = calloc((m->rows + 1) * m->stride, sizeof *scaled), *scale = scaled + m->rows * m->stride;
    if (!scaled) return error_no_memory("the factors of columns");
    column_scales(m, power, scale);
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->columns; j++) scaled[i * m->stride + j] = m->element[i * m->element_stride + j] * scale[j];
    const double finest = tolerances[sizeof tolerances / sizeof tolerances[0] - 1];
    const struct strided_matrix matrix = {m->rows, m->columns, m->stride, scaled};
    const epscan_status status = interpolative_pivots(&matrix, finest, m->most, &m->rank, m->pivot, m->triangle);
    for (size_t k = 0; k < m->rank && !status; k++)
        for (size_t j = 0; j < m->columns; j++) m->triangle[k * m->stride + j] /= scale[j];
    free(scaled);
    return status;
}

/* Whether some rows of the columns at the pivots times their coefficients, rounded as they are stored, are those of all columns. */
static bool rows_agree(const struct group_matrix *m, size_t rank, size_t first, size_t rows) {
    const double rounding = ldexp(0.5, -KEPT_BITS), *element = m->element + first * m->element_stride;
    bool agree = true;
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < rank; k++) m->kept[i * m->stride + k] = element[i * m->element_stride + m->pivot[k]];
    struct matrix_product product = {.rows = rows,
                                     .inner = rank,
                                     .columns = m->columns,
                                     .a = m->kept,
                                     .a_stride = m->stride,
                                     .b = m->coefficient,
                                     .b_stride = m->stride,
                                     .c = m->product,
                                     .c_stride = m->stride};
    matrix_product(&product);
    product.b = m->sizes;
    product.c = m->spread;
    matrix_product(&product);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < m->columns; j++) {
            const size_t at = i * m->stride + j;
            const double right = element[i * m->element_stride + j];
            agree &= fabs(m->product[at] - right) + rounding * m->spread[at] <= relative_error * right + absolute_error;
        }
    return agree;
}

/* Whether the first `rank` pivots are enough; their coefficients. */
static bool rank_agrees(const struct group_matrix *m, size_t rank) {
    bool agree = true;
    memcpy(m->coefficient, m->triangle, rank * m->stride * sizeof *m->coefficient);
    interpolative_coefficients(m->columns, m->stride, rank, m->pivot, m->coefficient);
    for (size_t k = 0; k < rank; k++)
        for (size_t j = 0; j < m->columns; j++) m->sizes[k * m->stride + j] = fabs(m->coefficient[k * m->stride + j]);
    for (size_t i = 0; i < m->rows && agree; i += ROWS_AT_ONCE)
        agree = rows_agree(m, rank, i, m->rows - i < ROWS_AT_ONCE ? m->rows - i : ROWS_AT_ONCE);
    return agree;
}

/* Pivots that stand out against the first by a tolerance. */
static size_t rank_at(const struct group_matrix *m, double tolerance) {
    size_t rank = 0;
    const double least = tolerance * fabs(m->triangle[m->pivot[0]]);
    while (rank < m->rank && fabs(m->triangle[rank * m->stride + m->pivot[rank]]) > least) rank++;
    return rank;
}

/* Every column is kept. */
static void keep_all(struct group_matrix *m) {
    m->rank = m->columns;
    for (size_t k = 0; k < m->columns; k++) {
        m->pivot[k] = k;
        m->coefficient[k * m->stride + k] = 1.0;
    }
}

/* The smallest rank between one that does not agree and one that does. */
static size_t smallest_rank(const struct group_matrix *m, size_t bad, size_t good) {
    while (good - bad > 1) {
        const size_t middle = bad + (good - bad) / 2;
        if (rank_agrees(m, middle))
            good = middle;
        else
            bad = middle;
    }
    return good;
}

/* Pivots by scaled columns, and as few of them as agree; *agree false: none do. */
static epscan_status factor_scaled(struct group_matrix *m, double power, bool *agree) {
    const epscan_status status = decompose(m, power);
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < sizeof tolerances / sizeof tolerances[0] && !status && !*agree; i++) {
        bad = good;
        good = rank_at(m, tolerances[i]);
        *agree = good > bad && rank_agrees(m, good);
    }
    if (!*agree) return status;
    m->rank = smallest_rank(m, bad, good);
    *agree = rank_agrees(m, m->rank);
    return EPSCAN_OK;
}

/* Of one or two columns all are kept. */
static epscan_status factor(struct group_matrix *m, bool *agree) {
    epscan_status status = EPSCAN_OK;
    *agree = m->columns <= 2;
    if (*agree) keep_all(m);
    for (size_t i = 0; i < sizeof scale_powers / sizeof scale_powers[0] && !status && !*agree; i++)
        status = factor_scaled(m, scale_powers[i], agree);
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
static epscan_status append_group(struct column_factors *factors, const struct block_matrix *block, size_t first, size_t count) {
    struct group_matrix m;
    bool agree = false;
    epscan_status status = group_matrix_init(&m, block, first, count);
    if (!status) status = factor(&m, &agree);
    if (!status && agree) append(factors, &m, first);
    group_matrix_clear(&m);
    if (status || agree) return status;
    status = append_group(factors, block, first, count / 2);
    return status ? status : append_group(factors, block, first + count / 2, count - count / 2);
}

static epscan_status append_columns(struct column_factors *factors, const struct channel_plan *part,
                                    const epscan_selection *columns) {
    struct block_matrix block;
    epscan_status status = block_matrix_init(&block, part, columns, factors->column_count);
    if (!status) status = append_group(factors, &block, 0, factors->column_count);
    free(block.element);
    return status;
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
    if (part)
        status = append_columns(factors, part, columns);
    else
        append_constant(factors);
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
