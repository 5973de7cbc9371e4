/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block of C lives in vector registers while the inner index runs: BLOCK_ROWS x BLOCK_VECTORS accumulators, of the 32
 * registers of AVX-512 or the 16 of AVX2. Per inner step it loads BLOCK_VECTORS vectors of B and multiplies each with
 * BLOCK_ROWS broadcast elements of A, which keeps the multipliers busy from the first-level cache.
 *
 * This file is compiled with contraction to fused multiply-adds: half the instructions, and less rounding.
 */
#include "core/matrix_product.h"

#include <string.h>

#if defined(__AVX512F__)
enum { LANES = 8, BLOCK_ROWS = 8, BLOCK_VECTORS = 3 };
#else
enum { LANES = 4, BLOCK_ROWS = 4, BLOCK_VECTORS = 2 };
#endif

typedef double vector __attribute__((vector_size(LANES * sizeof(double)), aligned(8), may_alias));
typedef long long vector_mask __attribute__((vector_size(LANES * sizeof(long long)), aligned(8), may_alias));

size_t matrix_padded_columns(size_t columns) {
    return (columns + MATRIX_COLUMN_UNIT - 1) / MATRIX_COLUMN_UNIT * MATRIX_COLUMN_UNIT;
}

static inline vector broadcast(double x) {
    return x - (vector){0};
}

static inline vector above_zero(vector x) {
    return (vector)((vector_mask)x & (x > (vector){0}));
}

/* Sums stay in registers where nothing points to them: what is stored in part is handed on by value. */
static void store_part(double *to, size_t width, vector first, vector second, vector third) {
    const vector all[3] = {first, second, third};
    memcpy(to, all, width * sizeof *to);
}

/* One block; `rows` and `vectors` are constants at each call, and the loops unroll. */
static inline __attribute__((always_inline)) void block(const struct matrix_product *p, size_t row, size_t column,
                                                        const size_t rows, const size_t vectors) {
    const double *a = p->a + row * p->a_stride, *b = p->b + column;
    vector sum[BLOCK_ROWS][BLOCK_VECTORS];
#pragma GCC unroll 8
    for (size_t i = 0; i < rows; i++) {
        const vector first = broadcast(p->start ? p->start[(row + i) * p->start_stride] : 0.0);
#pragma GCC unroll 3
        for (size_t v = 0; v < vectors; v++) sum[i][v] = first;
    }
    for (size_t k = 0; k < p->inner; k++) {
        const vector *line = (const vector *)(b + k * p->b_stride);
#pragma GCC unroll 8
        for (size_t i = 0; i < rows; i++) {
            const vector factor = broadcast(a[i * p->a_stride + k]);
#pragma GCC unroll 3
            for (size_t v = 0; v < vectors; v++) sum[i][v] += factor * line[v];
        }
    }
    if (p->not_negative)
#pragma GCC unroll 8
        for (size_t i = 0; i < rows; i++)
#pragma GCC unroll 3
            for (size_t v = 0; v < vectors; v++) sum[i][v] = above_zero(sum[i][v]);
    const size_t width = p->columns - column;
#pragma GCC unroll 8
    for (size_t i = 0; i < rows; i++) {
        double *to = p->c + (row + i) * p->c_stride + column;
        if (width >= vectors * LANES)
#pragma GCC unroll 3
            for (size_t v = 0; v < vectors; v++) ((vector *)to)[v] = sum[i][v];
        else
            store_part(to, width, sum[i][0], sum[i][vectors > 1], sum[i][vectors - 1]);
    }
}

static inline __attribute__((always_inline)) void strip(const struct matrix_product *p, size_t column, const size_t vectors) {
    size_t row = 0;
    for (; row + BLOCK_ROWS <= p->rows; row += BLOCK_ROWS) block(p, row, column, BLOCK_ROWS, vectors);
    for (; row + BLOCK_ROWS / 2 <= p->rows; row += BLOCK_ROWS / 2) block(p, row, column, BLOCK_ROWS / 2, vectors);
    for (; row + 2 <= p->rows; row += 2) block(p, row, column, 2, vectors);
    for (; row < p->rows; row++) block(p, row, column, 1, vectors);
}

void matrix_product(const struct matrix_product *product) {
    size_t column = 0;
    for (; column + BLOCK_VECTORS * LANES <= product->columns; column += BLOCK_VECTORS * LANES)
        strip(product, column, BLOCK_VECTORS);
    for (; column + 2 * LANES <= matrix_padded_columns(product->columns); column += 2 * LANES) strip(product, column, 2);
    if (column < product->columns) strip(product, column, 1);
}
