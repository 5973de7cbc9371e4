/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where descents start, and which minimum is kept. An excess or a lack can be explained by more than one nuisance parameter, and
 * -ln L then has more than one minimum; no single start finds the least of them. The starts, for a given nu and theta:
 *
 *   1. that point itself;
 *   2. the measured theta, if an uncertainty is so large (kappa above 2) that minima lie far apart;
 *   3. where a bin is off by three sigma, theta that make one of its sources as large as what was observed, for each source.
 *
 * With nu free these are tried from nu = 0 at the bound and from the excess of events; with large uncertainties, where nu and
 * nuisances compete, from much smaller and larger signals too. The least converged minimum is kept, the first of equal ones.
 */
#include "limit/likelihood_newton.h"

#include <math.h>
#include <string.h>

static const double off_sigmas = 3.0;
static const double vanishing = 1e-6;   /* signal events */
static const double least_excess = 0.3; /* events: a start of nu must not be zero */

/* The best of the minima found so far, at x[n]. */
struct minimum {
    struct likelihood_fit fit;
    double *x;
};

static void keep_better(size_t n, struct likelihood_fit fit, const double *x, struct minimum *best) {
    if (best->fit.converged && !(fit.converged && fit.value < best->fit.value)) return;
    best->fit = fit;
    memcpy(best->x, x, n * sizeof *x);
}

static void set_point(const struct likelihood_workspace *w, double *point, double signal, const double *theta) {
    point[0] = signal;
    memcpy(point + 1, theta, (w->n - 1) * sizeof *theta);
}

/* Whether a kappa is above 2. */
static bool has_large_uncertainty(const struct likelihood *l) {
    for (int k = 0; k < l->nuisances; k++)
        for (int i = 0; i < l->bins; i++)
            for (int c = 0; c < l->sources; c++)
                if (fabs(l->nuisance[k].log_kappa[i][c]) > M_LN2) return true;
    return false;
}

/* The bin that is most significantly off at the start; -1 if none is by three sigma. */
static int worst_bin(const struct likelihood_workspace *w, const struct likelihood_data *data) {
    double largest = off_sigmas * off_sigmas;
    int bin = -1;
    for (int i = 0; i < w->likelihood->bins; i++) {
        double part[LIKELIHOOD_MAX_SOURCES];
        const double lambda = likelihood_parts(w->likelihood, i, w->start[0], w->start + 1, part),
                     excess = data->observed[i] - lambda;
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
    likelihood_parts(l, bin, w->start[0], w->start + 1, part);
    for (int k = 0; k < l->nuisances; k++) squares += l->nuisance[k].log_kappa[bin][source] * l->nuisance[k].log_kappa[bin][source];
    if (!(part[source] > 0.0 && squares > 0.0)) return false;
    const double rise = log(fmax(data->observed[bin], 0.5) / part[source]) / squares;
    memcpy(w->x, w->start, w->n * sizeof *w->x);
    for (int k = 0; k < l->nuisances; k++) w->x[1 + k] += rise * l->nuisance[k].log_kappa[bin][source];
    return true;
}

static void descend(struct likelihood_workspace *w, const struct likelihood_data *data, enum first_free first,
                    struct minimum *best) {
    keep_better(w->n, likelihood_descend(w, data, first), w->x, best);
}

/* The best of the descents about w->start, at w->local. */
static struct minimum fit_about_start(struct likelihood_workspace *w, const struct likelihood_data *data, enum first_free first) {
    struct minimum best = {.fit = {.converged = false}, .x = w->local};
    set_point(w, w->x, w->start[0], w->start + 1);
    descend(w, data, first, &best);
    if (has_large_uncertainty(w->likelihood)) {
        set_point(w, w->x, w->start[0], data->measured);
        descend(w, data, first, &best);
    }
    const int bin = worst_bin(w, data);
    for (int source = 0; bin >= 0 && source < w->likelihood->sources; source++)
        if (start_from_bin(w, data, bin, source)) descend(w, data, first, &best);
    return best;
}

struct likelihood_fit likelihood_fit_at(struct likelihood_workspace *w, const struct likelihood_data *data, double signal,
                                        double *theta) {
    set_point(w, w->start, signal, theta);
    const struct likelihood_fit fit = fit_about_start(w, data, FREE_NUISANCES).fit;
    memcpy(theta, w->local + 1, (w->n - 1) * sizeof *theta);
    return fit;
}

/* The best nu > 0 from one start; where it vanishes, the least value is at the bound. */
static void try_signal(struct likelihood_workspace *w, const struct likelihood_data *data, double signal, const double *theta,
                       struct minimum *best) {
    set_point(w, w->start, signal, theta);
    struct minimum found = fit_about_start(w, data, FREE_SIGNAL);
    if (found.fit.signal < vanishing) {
        set_point(w, w->start, 0.0, found.x + 1);
        found = fit_about_start(w, data, FREE_NUISANCES);
    }
    keep_better(w->n, found.fit, found.x, best);
}

/* Whether more signal only makes -ln L rise from its minimum without any, and no other minimum can be far. */
static bool is_least_without_signal(const struct likelihood_workspace *w, const struct likelihood_data *data,
                                    const struct minimum *without) {
    if (!without->fit.converged || has_large_uncertainty(w->likelihood)) return false;
    likelihood_value(w->likelihood, data, 0.0, without->x + 1, w->gradient);
    return w->gradient[0] >= 0.0;
}

static double excess_of(const struct likelihood *l, const struct likelihood_data *data) {
    double excess = 0.0;
    for (int i = 0; i < l->bins; i++) excess += data->observed[i] - l->bin[i].expected[likelihood_background(l)];
    return fmax(excess, least_excess);
}

struct likelihood_fit likelihood_fit_best(struct likelihood_workspace *w, const struct likelihood_data *data, double *theta) {
    struct minimum best = {.fit = {.converged = false}, .x = w->chosen};
    keep_better(w->n, likelihood_fit_at(w, data, 0.0, theta), w->local, &best);
    if (is_least_without_signal(w, data, &best)) return best.fit;
    if (!best.fit.converged) memcpy(theta, data->measured, (w->n - 1) * sizeof *theta);
    const double excess = excess_of(w->likelihood, data);
    try_signal(w, data, excess, theta, &best);
    for (double scale = 0.01; scale < 1e5 && has_large_uncertainty(w->likelihood); scale *= 20.0) {
        try_signal(w, data, scale * excess, theta, &best);
        try_signal(w, data, scale * excess, data->measured, &best);
    }
    memcpy(theta, w->chosen + 1, (w->n - 1) * sizeof *theta);
    return best.fit;
}
