/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fits are damped Newton steps in (ln nu, theta) with the gradient and Hessian in closed form. The constraint terms bring a unit
 * matrix, so that the Hessian is positive definite but for an excess of events, n > lambda, far from the minimum: there the
 * offending terms are left out (Gauss-Newton), and a step is halved until it descends.
 *
 * An excess or a lack can be explained by more than one nuisance parameter and -ln L then has more than one minimum. Fits therefore
 * start from the guess, with large uncertainties from the measured values, and, where a bin has an excess of three sigma, from
 * theta that make its sources as large as the excess.
 */
#include "limit/likelihood.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 200, MOST_HALVINGS = 60, VECTORS = 8 };

static const double largest_step = 3.0;     /* of a theta */
static const double converged_below = 1e-7; /* of the gradient over its terms */
static const double off_sigmas = 3.0;
static const double vanishing = 1e-6; /* signal events */
static const double rounding = 1e-15; /* of -ln L: near the minimum, steps change it by less */

/* Vectors and matrices of (nu, theta): n = 1 + nuisances. */
struct likelihood_workspace {
    const struct likelihood *likelihood;
    size_t n;
    double *memory; /* owner of all below */
    double *x, *gradient, *step, *trial, *derivative, *start, *best, *chosen;
    bool is_uncertain;        /* a kappa is above 2 */
    double *hessian, *factor; /* [n * n], lower triangles, row-major */
};

void likelihood_clear(struct likelihood *l) {
    free(l->nuisance);
    *l = (struct likelihood){0};
}

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
    double **const vectors[VECTORS] = {&w->x, &w->gradient, &w->step, &w->trial, &w->derivative, &w->start, &w->best, &w->chosen};
    for (size_t i = 0; i < VECTORS; i++) *vectors[i] = w->memory + i * n;
    w->hessian = w->memory + VECTORS * n;
    w->factor = w->hessian + n * n;
    for (int k = 0; k < likelihood->nuisances; k++)
        for (int i = 0; i < likelihood->bins; i++)
            for (int c = 0; c < likelihood->sources; c++) w->is_uncertain |= fabs(likelihood->nuisance[k].log_kappa[i][c]) > M_LN2;
    return w;
}

void likelihood_workspace_free(struct likelihood_workspace *w) {
    if (!w) return;
    free(w->memory);
    free(w);
}

/* Background is the last of the sources. */
static int background_of(const struct likelihood *l) {
    return l->sources - 1;
}

/* prod_k kappa^theta of one bin and source. */
static double scale_of(const struct likelihood *l, int bin, int source, const double *theta) {
    double log_scale = 0.0;
    for (int k = 0; k < l->nuisances; k++) log_scale += l->nuisance[k].log_kappa[bin][source] * theta[k];
    return exp(log_scale);
}

/* Expected events of each source of a bin. Returns lambda, their sum. */
static double sources_of(const struct likelihood *l, int bin, double signal, const double *theta,
                         double part[LIKELIHOOD_MAX_SOURCES]) {
    double lambda = 0.0;
    for (int source = 0; source < l->sources; source++) {
        const double nominal = (source == background_of(l) ? 1.0 : signal) * l->bin[bin].expected[source];
        part[source] = nominal > 0.0 ? nominal * scale_of(l, bin, source, theta) : 0.0;
        lambda += part[source];
    }
    return lambda;
}

void likelihood_expected(const struct likelihood *l, double signal, const double *theta, double *lambda) {
    for (int i = 0; i < l->bins; i++) {
        double part[LIKELIHOOD_MAX_SOURCES];
        lambda[i] = sources_of(l, i, signal, theta, part);
    }
}

/* lambda - n + n ln(n/lambda) without cancellation where lambda is near n. */
static double poisson_distance(double n, double lambda) {
    if (!(n > 0.0)) return lambda;
    if (!(lambda > 0.0)) return INFINITY;
    const double x = (lambda - n) / n;
    if (fabs(x) < 1e-2) { /* n [x - ln(1+x)] */
        double sum = 0.0, power = x;
        for (int j = 2; j <= 9; j++) {
            power *= -x;
            sum -= power / j;
        }
        return n * sum;
    }
    return lambda - n + n * log(n / lambda);
}

double likelihood_value(const struct likelihood *l, const struct likelihood_data *data, double signal, const double *theta,
                        double *gradient) {
    double value = 0.0;
    if (gradient) gradient[0] = 0.0;
    for (int k = 0; k < l->nuisances; k++) {
        const double pull = theta[k] - data->measured[k];
        value += 0.5 * pull * pull;
        if (gradient) gradient[1 + k] = pull;
    }
    for (int i = 0; i < l->bins; i++) {
        double part[LIKELIHOOD_MAX_SOURCES];
        const double lambda = sources_of(l, i, signal, theta, part);
        value += poisson_distance(data->observed[i], lambda);
        if (!gradient) continue;
        const double slope = data->observed[i] > 0.0 ? 1.0 - data->observed[i] / lambda : 1.0;
        for (int c = 0; c < background_of(l); c++) gradient[0] += slope * l->bin[i].expected[c] * scale_of(l, i, c, theta);
        for (int k = 0; k < l->nuisances; k++)
            for (int c = 0; c < l->sources; c++) gradient[1 + k] += slope * l->nuisance[k].log_kappa[i][c] * part[c];
    }
    return value;
}

/* d ln(part of a source) / d parameter j: of ln nu, or of theta_(j-1). */
static double log_slope(const struct likelihood *l, int bin, int source, size_t j) {
    if (j == 0) return source == background_of(l) ? 0.0 : 1.0;
    return l->nuisance[j - 1].log_kappa[bin][source];
}

/* One bin's part of the Hessian, by ln nu and theta. */
static void add_bin_hessian(struct likelihood_workspace *w, const struct likelihood_data *data, int bin, double signal,
                            const double *theta, bool gauss_newton) {
    const struct likelihood *l = w->likelihood;
    double part[LIKELIHOOD_MAX_SOURCES], *d = w->derivative;
    const double lambda = sources_of(l, bin, signal, theta, part), n = data->observed[bin];
    const double curvature = n > 0.0 ? n / (lambda * lambda) : 0.0, full_slope = n > 0.0 ? 1.0 - n / lambda : 1.0;
    const double slope = gauss_newton ? fmax(full_slope, 0.0) : full_slope;
    for (size_t j = 0; j < w->n; j++) {
        d[j] = 0.0;
        for (int c = 0; c < l->sources; c++) d[j] += log_slope(l, bin, c, j) * part[c];
    }
    for (size_t j = 0; j < w->n; j++)
        for (size_t k = 0; k <= j; k++) {
            double second = 0.0;
            for (int c = 0; c < l->sources; c++) second += log_slope(l, bin, c, j) * log_slope(l, bin, c, k) * part[c];
            w->hessian[j * w->n + k] += curvature * d[j] * d[k] + slope * second;
        }
}

static void fill_hessian(struct likelihood_workspace *w, const struct likelihood_data *data, double signal, const double *theta,
                         bool gauss_newton) {
    memset(w->hessian, 0, w->n * w->n * sizeof *w->hessian);
    for (size_t k = 1; k < w->n; k++) w->hessian[k * w->n + k] = 1.0;
    for (int i = 0; i < w->likelihood->bins; i++) add_bin_hessian(w, data, i, signal, theta, gauss_newton);
}

/* Cholesky factor of the block of the parameters first .. n - 1. False if it is not positive definite. */
static bool factorise(struct likelihood_workspace *w, size_t first) {
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

/* step = -H^-1 gradient of the free parameters. False where no Hessian helps. */
static bool newton_step(struct likelihood_workspace *w, const struct likelihood_data *data, size_t first) {
    const size_t n = w->n;
    fill_hessian(w, data, w->x[0], w->x + 1, false);
    if (!factorise(w, first)) {
        fill_hessian(w, data, w->x[0], w->x + 1, true);
        w->hessian[0] += 1e-3;
        if (!factorise(w, first)) return false;
    }
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
    return true;
}

/* The largest share of the step that keeps the changes of theta and ln nu small. */
static double allowed_share(const struct likelihood_workspace *w, size_t first) {
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
static double relative_gradient(const struct likelihood_workspace *w, const struct likelihood_data *data, size_t first) {
    double largest = 0.0, events = 1.0;
    for (int i = 0; i < w->likelihood->bins; i++) events += data->observed[i];
    for (size_t j = first; j < w->n; j++) largest = fmax(largest, fabs(w->gradient[j]) / events);
    return largest;
}

/* One step, shortened until it descends, into w->trial. Returns -ln L there, +infinity if there is no such step. */
static double descending_step(struct likelihood_workspace *w, const struct likelihood_data *data, double value, size_t first) {
    double share = allowed_share(w, first);
    for (int halving = 0; halving < MOST_HALVINGS; halving++, share *= 0.5) {
        memcpy(w->trial, w->x, w->n * sizeof *w->x);
        if (first == 0) w->trial[0] *= exp(share * w->step[0]);
        for (size_t j = 1; j < w->n; j++) w->trial[j] += share * w->step[j];
        const double next = likelihood_value(w->likelihood, data, w->trial[0], w->trial + 1, NULL);
        if (next <= value + rounding * (1.0 + value)) return next;
    }
    return INFINITY;
}

/* Descend from w->x = (nu, theta) to a minimum, left there; `first` is 0 when nu is free, 1 when it is fixed. */
static struct likelihood_fit descend(struct likelihood_workspace *w, const struct likelihood_data *data, size_t first) {
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

/* The bin that is most significantly off at the start; -1 if none is by three sigma. */
static int worst_bin(const struct likelihood_workspace *w, const struct likelihood_data *data) {
    double largest = off_sigmas * off_sigmas;
    int bin = -1;
    for (int i = 0; i < w->likelihood->bins; i++) {
        double part[LIKELIHOOD_MAX_SOURCES];
        const double lambda = sources_of(w->likelihood, i, w->start[0], w->start + 1, part), excess = data->observed[i] - lambda;
        if (excess * excess > largest * fmax(lambda, 1.0)) {
            largest = excess * excess / fmax(lambda, 1.0);
            bin = i;
        }
    }
    return bin;
}

/* w->x = the start with one source of the bin as large as what was observed. False where no theta does that. */
static bool start_from_bin(struct likelihood_workspace *w, const struct likelihood_data *data, int bin, int source) {
    const struct likelihood *l = w->likelihood;
    double part[LIKELIHOOD_MAX_SOURCES], squares = 0.0;
    sources_of(l, bin, w->start[0], w->start + 1, part);
    for (int k = 0; k < l->nuisances; k++) squares += l->nuisance[k].log_kappa[bin][source] * l->nuisance[k].log_kappa[bin][source];
    if (!(part[source] > 0.0 && squares > 0.0)) return false;
    const double rise = log(fmax(data->observed[bin], 0.5) / part[source]) / squares;
    memcpy(w->x, w->start, w->n * sizeof *w->x);
    for (int k = 0; k < l->nuisances; k++) w->x[1 + k] += rise * l->nuisance[k].log_kappa[bin][source];
    return true;
}

static void keep_better(struct likelihood_workspace *w, struct likelihood_fit other, struct likelihood_fit *best) {
    if (best->converged && !(other.converged && other.value < best->value)) return;
    *best = other;
    memcpy(w->best, w->x, w->n * sizeof *w->x);
}

/* The best of the descents from w->start; leaves the minimum in w->best. */
static struct likelihood_fit fit_from_start(struct likelihood_workspace *w, const struct likelihood_data *data, size_t first) {
    memcpy(w->x, w->start, w->n * sizeof *w->x);
    struct likelihood_fit best = descend(w, data, first);
    memcpy(w->best, w->x, w->n * sizeof *w->x);
    if (w->is_uncertain) {
        memcpy(w->x, w->start, w->n * sizeof *w->x);
        memcpy(w->x + 1, data->measured, (w->n - 1) * sizeof *w->x);
        keep_better(w, descend(w, data, first), &best);
    }
    const int bin = worst_bin(w, data);
    for (int source = 0; bin >= 0 && source < w->likelihood->sources; source++) {
        if (!start_from_bin(w, data, bin, source)) continue;
        keep_better(w, descend(w, data, first), &best);
    }
    return best;
}

struct likelihood_fit likelihood_fit_at(struct likelihood_workspace *w, const struct likelihood_data *data, double signal,
                                        double *theta) {
    w->start[0] = signal;
    memcpy(w->start + 1, theta, (w->n - 1) * sizeof *theta);
    const struct likelihood_fit fit = fit_from_start(w, data, 1);
    memcpy(theta, w->best + 1, (w->n - 1) * sizeof *theta);
    return fit;
}

/* The best nu > 0 from one start, kept in w->chosen if it is better than `best`. */
static void try_signal(struct likelihood_workspace *w, const struct likelihood_data *data, double signal, const double *theta,
                       struct likelihood_fit *best) {
    w->start[0] = signal;
    memcpy(w->start + 1, theta, (w->n - 1) * sizeof *theta);
    struct likelihood_fit fit = fit_from_start(w, data, 0);
    if (fit.signal < vanishing) { /* the least value is at the bound */
        memcpy(w->start, w->best, w->n * sizeof *w->best);
        w->start[0] = 0.0;
        fit = fit_from_start(w, data, 1);
    }
    if (best->converged && !(fit.converged && fit.value < best->value)) return;
    *best = fit;
    memcpy(w->chosen, w->best, w->n * sizeof *w->best);
}

/*
 * From the excess of events; and where uncertainties are so large that nu and nuisances compete, from much smaller and larger
 * signals too.
 */
struct likelihood_fit likelihood_fit_best(struct likelihood_workspace *w, const struct likelihood_data *data, double *theta) {
    const struct likelihood *l = w->likelihood;
    double excess = 0.0;
    struct likelihood_fit best = likelihood_fit_at(w, data, 0.0, theta);
    memcpy(w->chosen, w->best, w->n * sizeof *w->best);
    if (best.converged) {
        likelihood_value(w->likelihood, data, 0.0, theta, w->gradient);
        if (w->gradient[0] >= 0.0 && !w->is_uncertain) return best;
    } else {
        memcpy(theta, data->measured, (w->n - 1) * sizeof *theta);
    }
    for (int i = 0; i < l->bins; i++) excess += data->observed[i] - l->bin[i].expected[background_of(l)];
    excess = fmax(excess, 0.3);
    try_signal(w, data, excess, theta, &best);
    for (double scale = 0.01; scale < 1e5 && w->is_uncertain; scale *= 20.0) {
        try_signal(w, data, scale * excess, theta, &best);
        try_signal(w, data, scale * excess, data->measured, &best);
    }
    memcpy(theta, w->chosen + 1, (w->n - 1) * sizeof *theta);
    return best;
}

double likelihood_cholesky(struct likelihood_workspace *w, const struct likelihood_data *data, double signal, const double *theta,
                           double *factor) {
    const size_t n = w->n, m = n - 1;
    double log_determinant = 0.0;
    fill_hessian(w, data, signal, theta, false);
    if (!factorise(w, 1)) {
        fill_hessian(w, data, signal, theta, true);
        if (!factorise(w, 1)) return NAN;
    }
    for (size_t j = 0; j < m; j++) {
        for (size_t k = 0; k <= j; k++) factor[j * m + k] = w->factor[(j + 1) * n + k + 1];
        log_determinant += 2.0 * log(factor[j * m + j]);
    }
    return log_determinant;
}
