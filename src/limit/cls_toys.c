/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit/cls_toys.h"

#include "core/error.h"
#include "limit/profile_ratio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

enum { TESTED_SIGNALS = 24, FITTED_SIGNALS = 6, CURVES = LIMIT_BANDS + 1, OBSERVED = LIMIT_BANDS };

/* CLs of the data and of the bands at each tested signal, as logarithms with statistical errors. */
struct cls_curves {
    double log_signal[TESTED_SIGNALS];
    double log_cls[CURVES][TESTED_SIGNALS], error[CURVES][TESTED_SIGNALS];
    size_t failed, all;
};

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sort; values that are not numbers go to the end. Returns how many are numbers. */
static size_t sort_numbers(double *q, size_t count) {
    size_t numbers = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(q[i])) q[numbers++] = q[i];
    for (size_t i = numbers; i < count; i++) q[i] = NAN;
    qsort(q, numbers, sizeof *q, ascending);
    return numbers;
}

/* How many of sorted q[] are as large as `least`, or so near below that rounding decides. */
static size_t as_large_as(const double *q, size_t count, double least) {
    const double bound = least - 1e-9 * (1.0 + least);
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (q[middle] < bound)
            low = middle + 1;
        else
            high = middle;
    }
    return count - low;
}

/* ln of the ratio of two counted probabilities and its error; half a toy stands for none. */
static void put_cls(struct cls_curves *curves, int curve, int at, const size_t count[TOY_HYPOTHESES],
                    const size_t of[TOY_HYPOTHESES]) {
    double share[TOY_HYPOTHESES], variance = 0.0;
    for (int h = 0; h < TOY_HYPOTHESES; h++) {
        const double n = (double)of[h], k = fmax((double)count[h], 0.5);
        share[h] = k / n;
        variance += (1.0 - fmin(share[h], 1.0)) / k + 1e-4 / n;
    }
    curves->log_cls[curve][at] = log(share[TOY_SIGNAL] / share[TOY_BACKGROUND]);
    curves->error[curve][at] = sqrt(variance);
}

static void fill_curves(struct cls_curves *curves, int at, double *const q[TOY_HYPOTHESES], size_t toys, double observed) {
    size_t of[TOY_HYPOTHESES], count[TOY_HYPOTHESES];
    for (int h = 0; h < TOY_HYPOTHESES; h++) {
        of[h] = sort_numbers(q[h], toys);
        curves->failed += toys - of[h];
        curves->all += toys;
    }
    if (of[TOY_BACKGROUND] == 0 || of[TOY_SIGNAL] == 0) of[TOY_BACKGROUND] = of[TOY_SIGNAL] = 1; /* counted as failed */
    for (int curve = 0; curve < CURVES; curve++) {
        double least = observed;
        if (curve != OBSERVED) { /* upward fluctuations of the background make q~ small */
            const double above = gsl_cdf_ugaussian_P(curve - LIMIT_BANDS / 2);
            const size_t rank = (size_t)(above * (double)of[TOY_BACKGROUND] + 0.5);
            least = q[TOY_BACKGROUND][of[TOY_BACKGROUND] - (rank > 0 ? rank : 1)];
        }
        for (int h = 0; h < TOY_HYPOTHESES; h++) count[h] = as_large_as(q[h], of[h], least);
        put_cls(curves, curve, at, count, of);
    }
}

/* Least squares of ln CLs = c0 + c1 z + c2 z^2, z = ln(nu/nu_middle), weights 1/error^2: solve the normal equations. */
static bool parabola(const double *z, const double *y, const double *error, int count, double c[3]) {
    double m[3][4] = {{0.0}};
    for (int i = 0; i < count; i++) {
        const double w = 1.0 / (error[i] * error[i]), power[3] = {1.0, z[i], z[i] * z[i]};
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) m[j][k] += w * power[j] * power[k];
            m[j][3] += w * power[j] * y[i];
        }
    }
    for (int j = 0; j < 3; j++) /* positive definite: no pivoting */
        for (int i = j + 1; i < 3; i++) {
            if (!(m[j][j] > 0.0)) return false;
            const double factor = m[i][j] / m[j][j];
            for (int k = j; k < 4; k++) m[i][k] -= factor * m[j][k];
        }
    for (int j = 2; j >= 0; j--) {
        double sum = m[j][3];
        for (int k = j + 1; k < 3; k++) sum -= m[j][k] * c[k];
        c[j] = sum / m[j][j];
    }
    return isfinite(c[0]) && isfinite(c[1]) && isfinite(c[2]);
}

/* Where a curve falls through the level; its statistical error. False when it does not do so among the tested signals. */
static bool find_limit(const struct cls_curves *curves, int curve, double log_level, double *signal, double *error) {
    const double *y = curves->log_cls[curve];
    int above = TESTED_SIGNALS - 1;
    while (above >= 0 && !(y[above] > log_level)) above--; /* the last signal that is not excluded */
    if (above < 0 || above == TESTED_SIGNALS - 1) return false;
    int first = above + 1 - FITTED_SIGNALS / 2;
    if (first < 0) first = 0;
    if (first > TESTED_SIGNALS - FITTED_SIGNALS) first = TESTED_SIGNALS - FITTED_SIGNALS;
    double z[FITTED_SIGNALS], c[3], low = curves->log_signal[first], high = curves->log_signal[first + FITTED_SIGNALS - 1];
    for (int i = 0; i < FITTED_SIGNALS; i++) z[i] = curves->log_signal[first + i] - low;
    if (!parabola(z, y + first, curves->error[curve] + first, FITTED_SIGNALS, c)) return false;
    const double origin = low;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high), at = middle - origin;
        if (c[0] + at * (c[1] + at * c[2]) > log_level)
            low = middle;
        else
            high = middle;
    }
    const double slope = c[1] + 2.0 * c[2] * (low - origin);
    *signal = exp(low);
    *error = *signal * curves->error[curve][above] / (sqrt(0.5 * FITTED_SIGNALS) * fabs(slope));
    return slope < 0.0;
}

/* Signals from half of the lowest to twice the highest of the asymptotic limits, in equal ratios. */
static void place_signals(const struct upper_limit *asymptotic, struct cls_curves *curves) {
    double low = asymptotic->events, high = asymptotic->events;
    for (int i = 0; i < LIMIT_BANDS; i++) {
        low = fmin(low, asymptotic->expected[i]);
        high = fmax(high, asymptotic->expected[i]);
    }
    low = log(0.5 * low);
    high = log(2.0 * high);
    for (int i = 0; i < TESTED_SIGNALS; i++) curves->log_signal[i] = low + (high - low) * i / (TESTED_SIGNALS - 1);
}

/* The data, their fits, and room for toys. */
struct toy_work {
    const struct toy_setup *setup;
    struct toy_test test;
    struct profile_ratio observed;
    double observed_events[LIKELIHOOD_MAX_BINS], measured[LIKELIHOOD_MAX_NUISANCES];
    double without[LIKELIHOOD_MAX_NUISANCES], with[LIKELIHOOD_MAX_NUISANCES];
    double *q[TOY_HYPOTHESES]; /* [toys] borrowed */
    struct cls_curves curves;
};

/* Toys of both hypotheses at one tested signal. */
static epscan_status test_signal(struct toy_work *w, int at) {
    w->test.tested_signal = exp(w->curves.log_signal[at]);
    w->test.key = (uint64_t)at * CLS_TOYS_MOST;
    memcpy(w->with, w->observed.theta, sizeof w->with);
    likelihood_fit_at(w->observed.workspace, &w->observed.data, w->test.tested_signal, w->with);
    const double q_observed = profile_ratio_at(&w->observed, w->test.tested_signal);
    epscan_status status = EPSCAN_OK;
    for (enum toy_hypothesis h = 0; h < TOY_HYPOTHESES && !status; h++)
        status = w->setup->runner.run(&w->test, h, w->setup->toys, w->q[h], w->setup->runner.data);
    if (!status) fill_curves(&w->curves, at, w->q, w->setup->toys, q_observed);
    return status;
}

static epscan_status run_all(const struct likelihood *l, struct likelihood_workspace *workspace, struct toy_work *w) {
    for (int i = 0; i < l->bins; i++) w->observed_events[i] = l->bin[i].observed;
    const struct likelihood_data data = {w->observed_events, w->measured};
    if (!isfinite(likelihood_fit_at(workspace, &data, 0.0, w->without).value)) memset(w->without, 0, sizeof w->without);
    profile_ratio_start(&w->observed, l, workspace, data);
    w->test =
        (struct toy_test){.likelihood = l, .ensemble = w->setup->ensemble, .theta = {w->without, w->with}, .seed = w->setup->seed};
    epscan_status status = EPSCAN_OK;
    for (int at = 0; at < TESTED_SIGNALS && !status; at++) status = test_signal(w, at);
    return status;
}

static void read_limits(const struct toy_work *w, struct upper_limit *limit) {
    const double level = log1p(-w->setup->confidence_level);
    double ignored;
    if (w->curves.failed * 1000 > w->curves.all) return;
    limit->converged = find_limit(&w->curves, OBSERVED, level, &limit->events, &limit->events_error);
    for (int i = 0; i < LIMIT_BANDS; i++)
        if (!find_limit(&w->curves, i, level, &limit->expected[i], &ignored)) limit->expected[i] = NAN;
}

epscan_status limit_cls_toys(const struct likelihood *l, const struct toy_setup *setup, struct upper_limit *limit) {
    struct upper_limit asymptotic;
    epscan_status status = limit_cls_asymptotic(l, setup->confidence_level, &asymptotic);
    *limit = (struct upper_limit){.events = NAN};
    for (int i = 0; i < LIMIT_BANDS; i++) limit->expected[i] = NAN;
    if (status || !asymptotic.converged) return status;
    struct likelihood_workspace *workspace = likelihood_workspace_create(l);
    struct toy_work *work = calloc(1, sizeof *work);
    double *memory = malloc(2 * setup->toys * sizeof *memory);
    if (!workspace || !work || !memory) status = error_no_memory("pseudo-experiments");
    if (!status) {
        work->setup = setup;
        work->q[TOY_BACKGROUND] = memory;
        work->q[TOY_SIGNAL] = memory + setup->toys;
        place_signals(&asymptotic, &work->curves);
        status = run_all(l, workspace, work);
    }
    if (!status) read_limits(work, limit);
    free(memory);
    free(work);
    likelihood_workspace_free(workspace);
    return status;
}
