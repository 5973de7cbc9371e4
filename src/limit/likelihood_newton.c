/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The minimum of -ln L that lies downhill of a point, by damped Newton steps in (ln nu, theta) with gradient and Hessian in closed
 * form. A Hessian that is not positive definite is replaced by its Gauss-Newton form (likelihood.c). A step changes no theta, nor
 * ln nu, by more than three, and is halved until it descends; rounding of -ln L counts as a descent, so that the last steps are
 * taken where only the gradient still tells. Converged is what the gradient over the events that cancel in it says.
 */
#include "limit/likelihood_newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 200, MOST_HALVINGS = 60, VECTORS = 7 };

static const double largest_step = 3.0;     /* of a theta */
static const double converged_below = 1e-7; /* of the gradient over its terms */
static const double rounding = 1e-15;       /* of -ln L: near the minimum, steps change it by less */

struct likelihood_workspace *likelihood_workspace_create(const struct likelihood *likelihood) {
    struct likelihood_workspace *w = calloc(1, sizeof *w);
    const size_t n = 1 + (size_t)likelihood->nuisances;
    if (!w) return NULL;
    w->likelihood = likelihood;
    w->n = n;
    w->memory = calloc((VECTORS + 2 * n) * n, sizeof *w->memory);
    if (!w->memory) {
        free(w);
        return NULL;
    }
    double **const vectors[VECTORS] = {&w->x, &w->gradient, &w->step, &w->trial, &w->start, &w->local, &w->chosen};
    for (size_t i = 0; i < VECTORS; i++) *vectors[i] = w->memory + i * n;
    w->hessian = w->memory + VECTORS * n;
    w->factor = w->hessian + n * n;
    return w;
}

void likelihood_workspace_free(struct likelihood_workspace *w) {
    if (!w) return;
    free(w->memory);
    free(w);
}

static void fill_hessian(struct likelihood_workspace *w, const struct likelihood_data *data, double signal, const double *theta,
                         enum likelihood_hessian kind) {
    likelihood_fill_hessian(w->likelihood, data, signal, theta, kind, w->hessian);
}

/* Cholesky factor of the block of the parameters first .. n - 1. False if it is not positive definite. */
static bool factorise(struct likelihood_workspace *w, enum first_free first) {
    const size_t n = w->n;
    for (size_t j = first; j < n; j++)
        for (size_t k = first; k <= j; k++) {
            double sum = w->hessian[j * n + k];
            for (size_t i = first; i < k; i++) sum -= w->factor[j * n + i] * w->factor[k * n + i];
            if (j == k && !(sum > 1e-14 * w->hessian[j * n + j] && isfinite(sum))) return false;
            w->factor[j * n + k] = j == k ? sqrt(sum) : sum / w->factor[k * n + k];
        }
    return true;
}

/* step = -H^-1 gradient of the free parameters, by the factor. */
static void substitute(struct likelihood_workspace *w, enum first_free first) {
    const size_t n = w->n;
    for (size_t j = first; j < n; j++) {
        double sum = -w->gradient[j];
        for (size_t i = first; i < j; i++) sum -= w->factor[j * n + i] * w->step[i];
        w->step[j] = sum / w->factor[j * n + j];
    }
    for (size_t j = n; j-- > first;) {
        double sum = w->step[j];
        for (size_t i = j + 1; i < n; i++) sum -= w->factor[i * n + j] * w->step[i];
        w->step[j] = sum / w->factor[j * n + j];
    }
}

/* The Newton step from w->x. False where no Hessian helps. */
static bool newton_step(struct likelihood_workspace *w, const struct likelihood_data *data, enum first_free first) {
    fill_hessian(w, data, w->x[0], w->x + 1, HESSIAN_FULL);
    if (!factorise(w, first)) {
        fill_hessian(w, data, w->x[0], w->x + 1, HESSIAN_GAUSS_NEWTON);
        w->hessian[0] += 1e-3;
        if (!factorise(w, first)) return false;
    }
    substitute(w, first);
    return true;
}

/* The largest share of the step that keeps the changes of theta and ln nu small. */
static double allowed_share(const struct likelihood_workspace *w, enum first_free first) {
    double share = 1.0;
    for (size_t j = first; j < w->n; j++)
        if (fabs(w->step[j]) * share > largest_step) share = largest_step / fabs(w->step[j]);
    return share;
}

/* -ln L at w->x, and its gradient by ln nu and theta. */
static double value_and_gradient(struct likelihood_workspace *w, const struct likelihood_data *data) {
    const double value = likelihood_value(w->likelihood, data, w->x[0], w->x + 1, w->gradient);
    w->gradient[0] *= w->x[0];
    return value;
}

/* The gradient of the free parameters over the events that cancel in it. */
static double relative_gradient(const struct likelihood_workspace *w, const struct likelihood_data *data, enum first_free first) {
    double largest = 0.0, events = 1.0;
    for (int i = 0; i < w->likelihood->bins; i++) events += data->observed[i];
    for (size_t j = first; j < w->n; j++) largest = fmax(largest, fabs(w->gradient[j]) / events);
    return largest;
}

/* One step, shortened until it descends, into w->trial. Returns -ln L there, +infinity if there is no such step. */
static double descending_step(struct likelihood_workspace *w, const struct likelihood_data *data, double value,
                              enum first_free first) {
    double share = allowed_share(w, first);
    for (int halving = 0; halving < MOST_HALVINGS; halving++, share *= 0.5) {
        memcpy(w->trial, w->x, w->n * sizeof *w->x);
        if (first == FREE_SIGNAL) w->trial[0] *= exp(share * w->step[0]);
        for (size_t j = 1; j < w->n; j++) w->trial[j] += share * w->step[j];
        const double next = likelihood_value(w->likelihood, data, w->trial[0], w->trial + 1, NULL);
        if (next <= value + rounding * (1.0 + value)) return next;
    }
    return INFINITY;
}

struct likelihood_fit likelihood_descend(struct likelihood_workspace *w, const struct likelihood_data *data,
                                         enum first_free first) {
    double value = value_and_gradient(w, data), gradient = relative_gradient(w, data, first);
    for (int step = 0; step < MOST_STEPS && isfinite(value) && gradient > 1e-14; step++) {
        if (!newton_step(w, data, first)) break;
        const double next = descending_step(w, data, value, first);
        if (!isfinite(next)) break;
        const bool settled = value - next <= rounding * (1.0 + value) && gradient < converged_below;
        memcpy(w->x, w->trial, w->n * sizeof *w->x);
        value = value_and_gradient(w, data);
        gradient = relative_gradient(w, data, first);
        if (settled) break;
    }
    return (struct likelihood_fit){w->x[0], value, gradient, isfinite(value) && gradient < converged_below};
}

double likelihood_cholesky(struct likelihood_workspace *w, const struct likelihood_data *data, double signal, const double *theta,
                           double *factor) {
    const size_t n = w->n, m = n - 1;
    double log_determinant = 0.0;
    fill_hessian(w, data, signal, theta, HESSIAN_FULL);
    if (!factorise(w, FREE_NUISANCES)) {
        fill_hessian(w, data, signal, theta, HESSIAN_GAUSS_NEWTON);
        if (!factorise(w, FREE_NUISANCES)) return NAN;
    }
    for (size_t j = 0; j < m; j++) {
        for (size_t k = 0; k <= j; k++) factor[j * m + k] = w->factor[(j + 1) * n + k + 1];
        log_determinant += 2.0 * log(factor[j * m + j]);
    }
    return log_determinant;
}
