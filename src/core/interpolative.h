/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interpolative decomposition: a matrix of small numerical rank as some of its own columns times coefficients,
 *     A[i][j] = sum_k A[i][pivot[k]] F[k][j],
 * by Gram-Schmidt with column pivoting (Cheng, Gimbutas, Martinsson, Rokhlin, SIAM J. Sci. Comput. 26, 1389 (2005)).
 */
#ifndef EPSCAN_CORE_INTERPOLATIVE_H
#define EPSCAN_CORE_INTERPOLATIVE_H

#include "epscan/status.h"

#include <stddef.h>

/* value[i * stride + j], i < rows, j < columns <= stride. */
struct strided_matrix {
    size_t rows, columns, stride;
    double *value; /* borrowed */
};

/*
 * The matrix is overwritten. Stops when every column left is shorter than
 * `tolerance` times the longest, or at `largest_rank`: *rank says where, and the caller checks the error that matters.
 * pivot[largest_rank]; coefficient[k * stride + j], k < *rank, elements beyond `columns` zero: [largest_rank * stride].
 * Pure; fails only for want of memory.
 */
epscan_status interpolative_decomposition(const struct strided_matrix *matrix, double tolerance, size_t largest_rank, size_t *rank,
                                          size_t *pivot, double *coefficient);

/*
 * Its two steps, for whom a smaller rank may do: the pivots with the rows of the triangle, triangle[k * stride + j], and what the
 * first `rank` of them, any number, become as coefficients, in place.
 */
epscan_status interpolative_pivots(const struct strided_matrix *matrix, double tolerance, size_t largest_rank, size_t *rank,
                                   size_t *pivot, double *triangle);
void interpolative_coefficients(size_t columns, size_t stride, size_t rank, const size_t *pivot, double *triangle);

#endif
