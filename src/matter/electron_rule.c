/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gauss rule to the weight k(q), by its points of the panels: Stieltjes' recurrence for the polynomials that are orthogonal on
 * these points, in x = ln q mapped to [-1, 1], then nodes and weights as eigenvalues and first components of the Jacobi matrix
 * (Golub and Welsch, Math. Comp. 23, 221 (1969)). Stable while the rule is much smaller than the points, which are some thousand.
 */
#include "matter/electron_kernel.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_eigen.h>

enum { MOST = ELECTRON_RULE_MAX_NODES };

/* Diagonal a and off-diagonal b of the Jacobi matrix; p and before are scratch, [points] each. The sum of the weights. */
static double jacobi_matrix(const double *x, const double *weight, size_t points, int count, double *p, double *before, double *a,
                            double *b) {
    double norm_before = 1.0, total = 0.0;
    for (size_t j = 0; j < points; j++) p[j] = 1.0, before[j] = 0.0;
    for (int k = 0; k < count; k++) {
        double norm = 0.0, first = 0.0;
        for (size_t j = 0; j < points; j++) {
            norm += weight[j] * p[j] * p[j];
            first += weight[j] * x[j] * p[j] * p[j];
        }
        if (k == 0) total = norm;
        if (!(norm > 0.0)) return 0.0;
        const double ratio = k == 0 ? 0.0 : norm / norm_before;
        a[k] = first / norm;
        b[k] = sqrt(ratio);
        for (size_t j = 0; j < points; j++) {
            const double next = (x[j] - a[k]) * p[j] - ratio * before[j];
            before[j] = p[j];
            p[j] = next;
        }
        norm_before = norm;
    }
    return total;
}

/* Nodes on [-1, 1] and weights of sum 1, ascending. */
static epscan_status golub_welsch(const double *a, const double *b, int count, double *node, double *weight) {
    const size_t n = (size_t)count;
    double matrix[MOST * MOST] = {0.0}, vectors[MOST * MOST];
    gsl_matrix_view m = gsl_matrix_view_array(matrix, n, n), v = gsl_matrix_view_array(vectors, n, n);
    gsl_vector_view values = gsl_vector_view_array(node, n);
    gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc(n);
    if (!workspace) return error_no_memory("a quadrature rule");
    for (size_t i = 0; i < n; i++) {
        gsl_matrix_set(&m.matrix, i, i, a[i]);
        if (i > 0) gsl_matrix_set(&m.matrix, i, i - 1, b[i]); /* the lower triangle is what is read */
    }
    const int failed = gsl_eigen_symmv(&m.matrix, &values.vector, &v.matrix, workspace);
    gsl_eigen_symmv_free(workspace);
    if (failed) return error_set(EPSCAN_FAILED, "no Gauss rule of %d nodes for the electrons' motion", count);
    gsl_eigen_symmv_sort(&values.vector, &v.matrix, GSL_EIGEN_SORT_VAL_ASC);
    for (size_t i = 0; i < n; i++) weight[i] = gsl_matrix_get(&v.matrix, 0, i) * gsl_matrix_get(&v.matrix, 0, i);
    return EPSCAN_OK;
}

epscan_status electron_kernel_rule(const struct electron_kernel *kernel, double low_GeV, double high_GeV, int count, double *q_GeV,
                                   double *weight) {
    const size_t most = electron_kernel_most_points(kernel);
    const double middle = 0.5 * log(low_GeV * high_GeV), half = 0.5 * log(high_GeV / low_GeV);
    double a[MOST], b[MOST];
    double *scratch = malloc(4 * most * sizeof *scratch), *x = scratch, *w = scratch + most;
    if (!scratch) return error_no_memory("a quadrature rule");
    const size_t points = electron_kernel_points(kernel, low_GeV, high_GeV, x, w);
    for (size_t j = 0; j < points; j++) x[j] = (log(x[j]) - middle) / half;
    const double total = jacobi_matrix(x, w, points, count, scratch + 2 * most, scratch + 3 * most, a, b);
    free(scratch);
    for (int i = 0; i < count; i++) q_GeV[i] = exp(middle), weight[i] = 0.0;
    if (!(total > 0.0)) return EPSCAN_OK;
    const epscan_status status = golub_welsch(a, b, count, q_GeV, weight);
    for (int i = 0; i < count; i++) {
        q_GeV[i] = exp(middle + half * q_GeV[i]);
        weight[i] *= total;
    }
    return status;
}
