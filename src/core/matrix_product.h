/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * C = start + A . B for tall A and few columns of B: a tile's products are too skinny for a library's packing to pay.
 * Every element is one sum in the order of the inner index, so it depends on nothing but its own row and column: however
 * the work is cut up, the bits are the same. Pure and thread-safe.
 */
#ifndef EPSCAN_CORE_MATRIX_PRODUCT_H
#define EPSCAN_CORE_MATRIX_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

/* The columns of B are stored in rows of a multiple of this many, the last ones zero. */
enum { MATRIX_COLUMN_UNIT = 8 };

/* `columns` rounded up to whole units. */
size_t matrix_padded_columns(size_t columns);

/*
 * c[i * c_stride + j] = start[i * start_stride] + sum_k a[i * a_stride + k] b[k * b_stride + j]
 * for i < rows, k < inner, j < columns; with `not_negative`, zero unless that is above zero. `start` may be NULL for zero.
 * b_stride >= matrix_padded_columns(columns); c is written in `columns` only.
 */
struct matrix_product {
    size_t rows, inner, columns;
    const double *a;
    size_t a_stride;
    const double *b;
    size_t b_stride;
    const double *start;
    size_t start_stride;
    double *c;
    size_t c_stride;
    bool not_negative;
};

void matrix_product(const struct matrix_product *product);

#endif
