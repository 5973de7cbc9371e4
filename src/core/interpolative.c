/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns of a matrix as combinations of a few of them: QR with column pivoting by modified Gram-Schmidt, each time by the longest
 * residual column, until none is longer than the tolerance; then the triangle solved for all columns.
 */
#include "core/interpolative.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct decomposition {
    size_t rows, columns, stride;
    double *residual; /* [rows * stride], orthogonal to the basis */
    double *basis;    /* [largest_rank * rows] */
    double *squares;  /* [stride]: squared length of each residual column */
    double *triangle; /* [largest_rank * stride] */
};

static void measure_columns(const struct decomposition *d) {
    memset(d->squares, 0, d->stride * sizeof *d->squares);
    for (size_t i = 0; i < d->rows; i++) {
        const double *line = d->residual + i * d->stride;
        for (size_t j = 0; j < d->columns; j++) d->squares[j] += line[j] * line[j];
    }
}

static size_t longest_column(const struct decomposition *d) {
    size_t longest = 0;
    for (size_t j = 1; j < d->columns; j++)
        if (d->squares[j] > d->squares[longest]) longest = j;
    return longest;
}

/* basis[k] = the residual column, orthogonal to the basis once more (rounding), of length 1. */
static void add_direction(const struct decomposition *d, size_t k, size_t column) {
    double *q = d->basis + k * d->rows, square = 0.0;
    for (size_t i = 0; i < d->rows; i++) q[i] = d->residual[i * d->stride + column];
    for (size_t before = 0; before < k; before++) {
        const double *p = d->basis + before * d->rows;
        double overlap = 0.0;
        for (size_t i = 0; i < d->rows; i++) overlap += p[i] * q[i];
        for (size_t i = 0; i < d->rows; i++) q[i] -= overlap * p[i];
    }
    for (size_t i = 0; i < d->rows; i++) square += q[i] * q[i];
    for (size_t i = 0; i < d->rows; i++) q[i] /= sqrt(square);
}

/*
 * Take the direction out of every residual column; what is taken is the triangular factor's row k. Of the column that gave it
 * nothing is left: what rounding leaves could be the longest of all later on, and no column is a pivot twice.
 */
static void project_out(const struct decomposition *d, size_t k, size_t column) {
    const double *q = d->basis + k * d->rows;
    double *taken = d->triangle + k * d->stride;
    memset(taken, 0, d->stride * sizeof *taken);
    for (size_t i = 0; i < d->rows; i++) {
        const double *line = d->residual + i * d->stride;
        for (size_t j = 0; j < d->columns; j++) taken[j] += q[i] * line[j];
    }
    memset(d->squares, 0, d->stride * sizeof *d->squares);
    for (size_t i = 0; i < d->rows; i++) {
        double *line = d->residual + i * d->stride;
        for (size_t j = 0; j < d->columns; j++) {
            line[j] -= q[i] * taken[j];
            d->squares[j] += line[j] * line[j];
        }
        line[column] = 0.0;
    }
    d->squares[column] = 0.0;
}

epscan_status interpolative_pivots(const struct strided_matrix *matrix, double tolerance, size_t largest_rank, size_t *rank,
                                   size_t *pivot, double *triangle) {
    struct decomposition d = {matrix->rows, matrix->columns, matrix->stride, .residual = matrix->value, .triangle = triangle};
    d.basis = malloc((largest_rank * d.rows + d.stride) * sizeof *d.basis);
    if (!d.basis) return error_no_memory("a matrix decomposition");
    d.squares = d.basis + largest_rank * d.rows;
    measure_columns(&d);
    const double limit = tolerance * tolerance * d.squares[longest_column(&d)];
    size_t k = 0;
    for (; k < largest_rank; k++) {
        pivot[k] = longest_column(&d);
        if (!(d.squares[pivot[k]] > limit)) break;
        add_direction(&d, k, pivot[k]);
        project_out(&d, k, pivot[k]);
    }
    *rank = k;
    free(d.basis);
    return EPSCAN_OK;
}

/* From the last row: F[k] = (R[k] - sum_{l > k} R[k][pivot l] F[l]) / R[k][pivot k]. */
void interpolative_coefficients(size_t columns, size_t stride, size_t rank, const size_t *pivot, double *triangle) {
    for (size_t k = rank; k-- > 0;) {
        double *row = triangle + k * stride;
        const double diagonal = row[pivot[k]];
        for (size_t l = k + 1; l < rank; l++) {
            const double factor = row[pivot[l]], *other = triangle + l * stride;
            for (size_t j = 0; j < columns; j++) row[j] -= factor * other[j];
        }
        for (size_t j = 0; j < columns; j++) row[j] /= diagonal;
        for (size_t l = 0; l < rank; l++) row[pivot[l]] = k == l;
    }
}

epscan_status interpolative_decomposition(const struct strided_matrix *matrix, double tolerance, size_t largest_rank, size_t *rank,
                                          size_t *pivot, double *coefficient) {
    const epscan_status status = interpolative_pivots(matrix, tolerance, largest_rank, rank, pivot, coefficient);
    if (!status) interpolative_coefficients(matrix->columns, matrix->stride, *rank, pivot, coefficient);
    return status;
}
