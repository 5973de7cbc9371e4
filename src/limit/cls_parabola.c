/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A limit from the last bracket of a curve: ln CLs = c0 + c1 z + c2 z^2, z = ln nu from the bracket's middle, by least squares with
 * weights 1/error^2 (normal equations, Cholesky factors of GSL), solved for the level. The error of nu is that of the parabola
 * there, from the inverse of the normal matrix, over its slope. A chi^2 of more than six a signal is no fit: the curve jumps.
 */
#include "limit/cls_curves.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_linalg.h>
#include <gsl/gsl_poly.h>

/* Signals of a span, from its middle, with ln CLs and its error. */
struct points {
    int count;
    double z[CLS_MOST_SIGNALS], y[CLS_MOST_SIGNALS], error[CLS_MOST_SIGNALS];
};

struct parabola {
    double c[3], covariance[3][3];
};

static void collect(const struct cls_curves *curves, const struct cls_span *span, int curve, double middle, struct points *points) {
    points->count = 0;
    for (int i = 0; i < curves->count; i++) {
        const double log_signal = curves->log_signal[i];
        if (log_signal < span->low - 1e-12 || log_signal > span->high + 1e-12 || !curves->is_known[curve][i]) continue;
        points->z[points->count] = log_signal - middle;
        points->y[points->count] = curves->log_cls[curve][i];
        points->error[points->count++] = curves->error[curve][i];
    }
}

/* The normal equations: their matrix, symmetric, and right-hand side. */
static void add_normal(const struct points *points, double matrix[3][3], double right[3]) {
    for (int i = 0; i < points->count; i++) {
        const double z = points->z[i], w = 1.0 / (points->error[i] * points->error[i]), power[3] = {1.0, z, z * z};
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) matrix[j][k] += w * power[j] * power[k];
            right[j] += w * power[j] * points->y[i];
        }
    }
}

/* False where fewer than three signals differ. */
static bool fit(const struct points *points, struct parabola *parabola) {
    double right[3] = {0.0};
    memset(parabola, 0, sizeof *parabola);
    add_normal(points, parabola->covariance, right);
    gsl_matrix_view matrix = gsl_matrix_view_array(&parabola->covariance[0][0], 3, 3);
    gsl_vector_view of_right = gsl_vector_view_array(right, 3), solution = gsl_vector_view_array(parabola->c, 3);
    return !gsl_linalg_cholesky_decomp1(&matrix.matrix) &&
           !gsl_linalg_cholesky_solve(&matrix.matrix, &of_right.vector, &solution.vector) &&
           !gsl_linalg_cholesky_invert(&matrix.matrix);
}

static double value_at(const double c[3], double z) {
    return c[0] + z * (c[1] + z * c[2]);
}

/* Where the parabola falls through the level between two z, the one root there; NaN where it does not. */
static double fall_through(const double c[3], double level, double low, double high) {
    double root[2];
    if (!(value_at(c, low) > level && value_at(c, high) < level)) return NAN;
    const int roots = gsl_poly_solve_quadratic(c[2], c[1], c[0] - level, &root[0], &root[1]);
    if (roots < 1) return NAN; /* rounding */
    return roots == 2 && c[2] > 0.0 ? root[0] : root[roots - 1];
}

static double chi_squared(const struct points *points, const double c[3]) {
    double sum = 0.0;
    for (int i = 0; i < points->count; i++) {
        const double off = (points->y[i] - value_at(c, points->z[i])) / points->error[i];
        sum += off * off;
    }
    return sum;
}

static double variance_at(const struct parabola *parabola, double z) {
    const double power[3] = {1.0, z, z * z};
    double sum = 0.0;
    for (int j = 0; j < 3; j++)
        for (int k = 0; k < 3; k++) sum += power[j] * parabola->covariance[j][k] * power[k];
    return sum;
}

bool cls_curves_limit(const struct cls_curves *curves, const struct cls_span *span, int curve, double level, double *signal,
                      double *error) {
    struct points points;
    struct parabola p;
    const double middle = 0.5 * (span->low + span->high);
    collect(curves, span, curve, middle, &points);
    if (points.count < 4 || !fit(&points, &p)) return false;
    const double at = fall_through(p.c, level, span->low - middle, span->high - middle);
    if (isnan(at)) return false;
    *signal = exp(at + middle);
    *error = *signal * sqrt(variance_at(&p, at)) / fabs(p.c[1] + 2.0 * p.c[2] * at);
    return chi_squared(&points, p.c) < 6.0 * points.count; /* far out: no parabola */
}
