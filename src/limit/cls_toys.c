/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ln CLs (Read, J. Phys. G 28, 2693 (2002)) of the data and of the five bands against ln nu, from counted toys at tested signals.
 * The tested signals are added where they help: widened until a curve crosses ln(1 - CL), halved until its bracket is narrow, then
 * four more within, through which a parabola is fitted by least squares. Curves that jump, of few possible outcomes, are halved
 * down to their jump. nu in signal events.
 */
#include "limit/cls_toys.h"

#include "core/error.h"
#include "limit/cls_curves.h"
#include "limit/profile_ratio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_SIGNALS = 6,
    NARROWINGS = 14,
    WIDENINGS = 8,
    SPAN_SIGNALS = 4, /* more, within the last bracket of a curve */
    JUMP_HALVINGS = 5
};

/* A bracket is narrow enough when CLs at its ends is within this factor of the level. */
static const double narrow_factor = 2.5;

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
    const int at = cls_curves_add(curves, log_signal);
    w->test.tested_signal = exp(log_signal);
    w->test.key = (uint64_t)at * CLS_TOYS_MOST;
    memcpy(w->with, w->observed.theta, sizeof w->with);
    const struct likelihood_fit with = likelihood_fit_at(w->observed.workspace, &w->observed.data, w->test.tested_signal, w->with);
    const double q_observed = profile_ratio_at(&w->observed, w->test.tested_signal);
    epscan_status status = EPSCAN_OK;
    for (enum toy_hypothesis h = 0; h < TOY_HYPOTHESES && !status; h++)
        status = w->setup->runner.run(&w->test, h, w->setup->toys, w->q[h], w->setup->runner.data);
    if (!status) cls_curves_count(curves, at, w->q, w->setup->toys, q_observed);
    curves->fit_failed = curves->fit_failed || !with.converged || isnan(q_observed);
    return status;
}

/* A signal in the middle of a bracket. */
static epscan_status halve(struct toy_work *w, const int bracket[2]) {
    return test_signal(w, 0.5 * (cls_curves_log_signal(&w->curves, bracket[0]) + cls_curves_log_signal(&w->curves, bracket[1])));
}

/* Widen the tested signals until a curve falls through the level among them. */
static epscan_status widen(struct toy_work *w, int curve, double level) {
    struct cls_curves *curves = &w->curves;
    epscan_status status = EPSCAN_OK;
    int bracket[2];
    for (int i = 0; i < WIDENINGS && !status && !cls_curves_bracket(curves, curve, level, bracket); i++) {
        const double lowest = cls_curves_log_signal(curves, 0), highest = cls_curves_log_signal(curves, curves->count - 1);
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
static epscan_status narrow(struct toy_work *w, int curve, double level, struct cls_span *span, bool *crosses) {
    struct cls_curves *curves = &w->curves;
    epscan_status status = EPSCAN_OK;
    int bracket[2];
    *crosses = cls_curves_bracket(curves, curve, level, bracket);
    for (int i = 0; i < NARROWINGS && !status && *crosses && !is_narrow(curves, curve, level, bracket); i++) {
        status = halve(w, bracket);
        *crosses = cls_curves_bracket(curves, curve, level, bracket);
    }
    if (status || !*crosses) return status;
    *span = (struct cls_span){cls_curves_log_signal(curves, bracket[0]), cls_curves_log_signal(curves, bracket[1])};
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
    for (int i = 0; i < JUMP_HALVINGS && !status && cls_curves_bracket(curves, curve, level, bracket); i++)
        status = halve(w, bracket);
    if (status || !cls_curves_bracket(curves, curve, level, bracket)) return status;
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
    struct cls_span span;
    bool crosses = false;
    epscan_status status = widen(w, curve, level);
    if (!status) status = narrow(w, curve, level, &span, &crosses);
    if (status || (crosses && cls_curves_limit(&w->curves, &span, curve, level, signal, error))) return status;
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
    if (!status) status = find_curve(w, CLS_OBSERVED, &limit->events, &limit->events_error);
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
