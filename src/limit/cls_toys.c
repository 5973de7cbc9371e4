/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ln CLs (Read, J. Phys. G 28, 2693 (2002)) of the data and of the five bands against ln nu, from counted toys at tested signals.
 * The tested signals are added where they help: widened until a curve crosses ln(1 - CL), halved until its bracket is narrow, then
 * four more within, through which a parabola is fitted by least squares. Curves that jump, of few possible outcomes, are halved
 * down to their jump. nu in signal events.
 */
#include "limit/cls_toys.h"

#include "core/error.h"
#include "limit/profile_ratio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

enum {
    FIRST_SIGNALS = 6,
    MOST_SIGNALS = 240,
    NARROWINGS = 14,
    WIDENINGS = 8,
    SPAN_SIGNALS = 4, /* more, within the last bracket of a curve */
    JUMP_HALVINGS = 5,
    LEAST_COUNT = 10,
    CURVES = EPSCAN_LIMIT_BANDS + 1,
    OBSERVED = EPSCAN_LIMIT_BANDS
};

/* A bracket is narrow enough when CLs at its ends is within this factor of the level. */
static const double narrow_factor = 2.5;

/* CLs of the data and of the bands at each tested signal, as logarithms with statistical errors, and the signals in their order. */
struct cls_curves {
    int count, order[MOST_SIGNALS];
    double log_signal[MOST_SIGNALS];
    double log_cls[CURVES][MOST_SIGNALS], error[CURVES][MOST_SIGNALS];
    bool is_known[CURVES][MOST_SIGNALS]; /* enough toys of both hypotheses lie beyond */
    size_t failed, all;
    bool fit_failed; /* of the data */
};

/* ln nu at both ends. */
struct bracket {
    double low, high;
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

/*
 * ln of the ratio of two counted probabilities and its error. NaN where the background's is not known to a third: too few toys.
 * Half a toy stands for none with signal, which is far below any level then.
 */
static void put_cls(struct cls_curves *curves, int curve, int at, const size_t count[TOY_HYPOTHESES],
                    const size_t of[TOY_HYPOTHESES]) {
    double share[TOY_HYPOTHESES], variance = 0.0;
    for (int h = 0; h < TOY_HYPOTHESES; h++) {
        const double n = (double)of[h], k = fmax((double)count[h], 0.5);
        share[h] = k / n;
        variance += (1.0 - fmin(share[h], 1.0)) / k + 1e-4 / n;
    }
    curves->log_cls[curve][at] = count[TOY_BACKGROUND] < LEAST_COUNT ? NAN : log(share[TOY_SIGNAL] / share[TOY_BACKGROUND]);
    curves->error[curve][at] = sqrt(variance);
    curves->is_known[curve][at] = count[TOY_BACKGROUND] >= LEAST_COUNT && count[TOY_SIGNAL] >= LEAST_COUNT;
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
            const double above = gsl_cdf_ugaussian_P(curve - EPSCAN_LIMIT_BANDS / 2);
            const size_t rank = (size_t)(above * (double)of[TOY_BACKGROUND] + 0.5);
            least = q[TOY_BACKGROUND][of[TOY_BACKGROUND] - (rank > 0 ? rank : 1)];
        }
        for (int h = 0; h < TOY_HYPOTHESES; h++) count[h] = as_large_as(q[h], of[h], least);
        put_cls(curves, curve, at, count, of);
    }
}

/* Least squares of y = c0 + c1 z + c2 z^2, weights 1/error^2, and the inverse of the normal matrix. False where it is singular. */
static bool parabola(const double *z, const double *y, const double *error, int count, double c[3], double inverse[3][3]) {
    double m[3][7] = {{0.0}}; /* the matrix, the right-hand side, and the unit matrix that becomes the inverse */
    for (int i = 0; i < count; i++) {
        const double w = 1.0 / (error[i] * error[i]), power[3] = {1.0, z[i], z[i] * z[i]};
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) m[j][k] += w * power[j] * power[k];
            m[j][3] += w * power[j] * y[i];
        }
    }
    for (int j = 0; j < 3; j++) m[j][4 + j] = 1.0;
    for (int j = 0; j < 3; j++) { /* positive definite: no pivoting */
        if (!(m[j][j] > 0.0)) return false;
        for (int k = 6; k >= j; k--) m[j][k] /= m[j][j];
        for (int i = 0; i < 3; i++)
            for (int k = 6; k >= j && i != j; k--) m[i][k] -= m[i][j] * m[j][k];
    }
    for (int j = 0; j < 3; j++) {
        c[j] = m[j][3];
        for (int k = 0; k < 3; k++) inverse[j][k] = m[j][4 + k];
    }
    return true;
}

/* Where the parabola falls through the level between two z; NaN where it does not. */
static double fall_through(const double c[3], double level, double low, double high) {
    const double ends[2] = {c[0] + low * (c[1] + low * c[2]) - level, c[0] + high * (c[1] + high * c[2]) - level};
    if (!(ends[0] > 0.0 && ends[1] < 0.0)) return NAN;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        if (c[0] + middle * (c[1] + middle * c[2]) > level)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The neighbouring signals between which a curve falls through the level: the last one above it, and the next. */
static bool find_bracket(const struct cls_curves *curves, int curve, double level, int bracket[2]) {
    const double *y = curves->log_cls[curve];
    int above = curves->count - 1;
    while (above >= 0 && !(y[curves->order[above]] > level)) above--;
    bracket[0] = above;
    bracket[1] = above + 1;
    return above >= 0 && above < curves->count - 1 && y[curves->order[above + 1]] <= level;
}

/* The limit by a parabola through the signals of a curve's last bracket; false when that does not cross, or is no fit at all. */
static bool find_limit(const struct cls_curves *curves, const struct bracket *span, int curve, double level, double *signal,
                       double *error) {
    double z[MOST_SIGNALS], y[MOST_SIGNALS], e[MOST_SIGNALS], c[3], inverse[3][3], chi2 = 0.0, variance = 0.0;
    const double middle = 0.5 * (span->low + span->high);
    int count = 0;
    for (int i = 0; i < curves->count; i++) {
        const double log_signal = curves->log_signal[i], value = curves->log_cls[curve][i];
        if (log_signal < span->low - 1e-12 || log_signal > span->high + 1e-12 || !curves->is_known[curve][i]) continue;
        z[count] = log_signal - middle;
        y[count] = value;
        e[count++] = curves->error[curve][i];
    }
    if (count < 4 || !parabola(z, y, e, count, c, inverse)) return false;
    const double at = fall_through(c, level, span->low - middle, span->high - middle), power[3] = {1.0, at, at * at};
    if (isnan(at)) return false;
    for (int i = 0; i < count; i++) {
        const double off = (y[i] - c[0] - z[i] * (c[1] + z[i] * c[2])) / e[i];
        chi2 += off * off;
    }
    for (int j = 0; j < 3; j++)
        for (int k = 0; k < 3; k++) variance += power[j] * inverse[j][k] * power[k];
    *signal = exp(at + middle);
    *error = *signal * sqrt(variance) / fabs(c[1] + 2.0 * c[2] * at);
    return chi2 < 6.0 * count; /* far out: no parabola */
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

/* Toys of both hypotheses at one more tested signal. */
static epscan_status test_signal(struct toy_work *w, double log_signal) {
    struct cls_curves *curves = &w->curves;
    const int at = curves->count++;
    int place = at;
    curves->log_signal[at] = log_signal;
    for (; place > 0 && curves->log_signal[curves->order[place - 1]] > log_signal; place--)
        curves->order[place] = curves->order[place - 1];
    curves->order[place] = at;
    w->test.tested_signal = exp(log_signal);
    w->test.key = (uint64_t)at * CLS_TOYS_MOST;
    memcpy(w->with, w->observed.theta, sizeof w->with);
    const struct likelihood_fit with = likelihood_fit_at(w->observed.workspace, &w->observed.data, w->test.tested_signal, w->with);
    const double q_observed = profile_ratio_at(&w->observed, w->test.tested_signal);
    epscan_status status = EPSCAN_OK;
    for (enum toy_hypothesis h = 0; h < TOY_HYPOTHESES && !status; h++)
        status = w->setup->runner.run(&w->test, h, w->setup->toys, w->q[h], w->setup->runner.data);
    if (!status) fill_curves(curves, at, w->q, w->setup->toys, q_observed);
    curves->fit_failed = curves->fit_failed || !with.converged || isnan(q_observed);
    return status;
}

/* Widen the tested signals until a curve falls through the level among them. */
static epscan_status widen(struct toy_work *w, int curve, double level) {
    struct cls_curves *curves = &w->curves;
    epscan_status status = EPSCAN_OK;
    int bracket[2];
    for (int i = 0; i < WIDENINGS && !status && !find_bracket(curves, curve, level, bracket); i++) {
        const double lowest = curves->log_signal[curves->order[0]], highest = curves->log_signal[curves->order[curves->count - 1]];
        status = test_signal(w, bracket[0] < 0 ? lowest - M_LN2 : highest + M_LN2);
    }
    return status;
}

static bool is_narrow(const struct cls_curves *curves, int curve, double level, const int bracket[2]) {
    const double above = curves->log_cls[curve][curves->order[bracket[0]]],
                 below = curves->log_cls[curve][curves->order[bracket[1]]];
    return above - level < log(narrow_factor) && level - below < log(narrow_factor);
}

/* Halve the bracket of a curve until it is narrow, then test signals within. False where the curve does not cross the level. */
static epscan_status narrow(struct toy_work *w, int curve, double level, struct bracket *span, bool *crosses) {
    struct cls_curves *curves = &w->curves;
    epscan_status status = EPSCAN_OK;
    int bracket[2];
    *crosses = find_bracket(curves, curve, level, bracket);
    for (int i = 0; i < NARROWINGS && !status && *crosses && !is_narrow(curves, curve, level, bracket); i++) {
        status =
            test_signal(w, 0.5 * (curves->log_signal[curves->order[bracket[0]]] + curves->log_signal[curves->order[bracket[1]]]));
        *crosses = find_bracket(curves, curve, level, bracket);
    }
    if (status || !*crosses) return status;
    *span = (struct bracket){curves->log_signal[curves->order[bracket[0]]], curves->log_signal[curves->order[bracket[1]]]};
    const double step = (span->high - span->low) / (SPAN_SIGNALS + 1);
    for (int i = 1; i <= SPAN_SIGNALS && !status; i++) status = test_signal(w, span->low + i * step);
    return status;
}

/* A curve that jumps, as those of few possible outcomes do: its limit is at the jump, halved down to. */
static epscan_status find_jump(struct toy_work *w, int curve, double level, double *signal, double *error) {
    struct cls_curves *curves = &w->curves;
    epscan_status status = EPSCAN_OK;
    int bracket[2];
    *signal = *error = NAN;
    for (int i = 0; i < JUMP_HALVINGS && !status && find_bracket(curves, curve, level, bracket); i++)
        status =
            test_signal(w, 0.5 * (curves->log_signal[curves->order[bracket[0]]] + curves->log_signal[curves->order[bracket[1]]]));
    if (status || !find_bracket(curves, curve, level, bracket)) return status;
    const int above = curves->order[bracket[0]], below = curves->order[bracket[1]];
    if (!curves->is_known[curve][above] || !curves->is_known[curve][below]) return EPSCAN_OK;
    *signal = exp(0.5 * (curves->log_signal[above] + curves->log_signal[below]));
    *error = *signal *
             (0.5 * (curves->log_signal[below] - curves->log_signal[above]) + curves->error[curve][above] / sqrt(JUMP_HALVINGS));
    return EPSCAN_OK;
}

/* One curve's limit; NaN where toys do not show it. */
static epscan_status find_curve(struct toy_work *w, int curve, double *signal, double *error) {
    const double level = log1p(-w->setup->confidence_level);
    struct bracket span;
    bool crosses = false;
    epscan_status status = widen(w, curve, level);
    if (!status) status = narrow(w, curve, level, &span, &crosses);
    if (status || (crosses && find_limit(&w->curves, &span, curve, level, signal, error))) return status;
    return find_jump(w, curve, level, signal, error);
}

static epscan_status run_all(const struct likelihood *l, struct likelihood_workspace *workspace, const struct upper_limit *guess,
                             struct toy_work *w, struct upper_limit *limit) {
    for (int i = 0; i < l->bins; i++) w->observed_events[i] = l->bin[i].observed;
    const struct likelihood_data data = {w->observed_events, w->measured};
    double low = guess->events, high = guess->events, ignored;
    if (!isfinite(likelihood_fit_at(workspace, &data, 0.0, w->without).value)) memset(w->without, 0, sizeof w->without);
    profile_ratio_start(&w->observed, l, workspace, data);
    w->test =
        (struct toy_test){.likelihood = l, .ensemble = w->setup->ensemble, .theta = {w->without, w->with}, .seed = w->setup->seed};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) {
        low = fmin(low, guess->expected[i]);
        high = fmax(high, guess->expected[i]);
    }
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < FIRST_SIGNALS && !status; i++)
        status = test_signal(w, log(0.7 * low) + log(2.0 * high / low) * i / (FIRST_SIGNALS - 1));
    if (!status) status = find_curve(w, OBSERVED, &limit->events, &limit->events_error);
    for (int i = 0; i < EPSCAN_LIMIT_BANDS && !status; i++) status = find_curve(w, i, &limit->expected[i], &ignored);
    limit->converged = !status && isfinite(limit->events) && !w->curves.fit_failed && w->curves.failed * 1000 <= w->curves.all;
    return status;
}

epscan_status limit_cls_toys(const struct likelihood *l, const struct toy_setup *setup, struct upper_limit *limit) {
    struct upper_limit asymptotic;
    epscan_status status = limit_cls_asymptotic(l, setup->confidence_level, &asymptotic);
    *limit = (struct upper_limit){.events = NAN};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->expected[i] = NAN;
    struct likelihood_workspace *workspace = status ? NULL : likelihood_workspace_create(l);
    struct toy_work *work = status ? NULL : calloc(1, sizeof *work);
    double *memory = status ? NULL : malloc(2 * setup->toys * sizeof *memory);
    if (!status && (!workspace || !work || !memory)) status = error_no_memory("pseudo-experiments");
    if (!status && asymptotic.converged) {
        work->setup = setup;
        work->q[TOY_BACKGROUND] = memory;
        work->q[TOY_SIGNAL] = memory + setup->toys;
        status = run_all(l, workspace, &asymptotic, work, limit);
        if (!limit->converged) limit->events = limit->events_error = NAN;
    }
    free(memory);
    free(work);
    likelihood_workspace_free(workspace);
    return status;
}
