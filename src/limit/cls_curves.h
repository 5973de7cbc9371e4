/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CLs of the data and of the expected bands against the signal, from counted toys. Internal to the limit layer: see cls_toys.c. */
#ifndef EPSCAN_LIMIT_CLS_CURVES_H
#define EPSCAN_LIMIT_CLS_CURVES_H

#include "limit/cls_toys.h"

#include <stdbool.h>

enum { CLS_MOST_SIGNALS = 240, CLS_CURVES = EPSCAN_LIMIT_BANDS + 1, CLS_OBSERVED = EPSCAN_LIMIT_BANDS };

/* CLs of the data and of the bands at each tested signal, as logarithms with statistical errors, and the signals in their order. */
struct cls_curves {
    int count, order[CLS_MOST_SIGNALS];
    double log_signal[CLS_MOST_SIGNALS];
    double log_cls[CLS_CURVES][CLS_MOST_SIGNALS], error[CLS_CURVES][CLS_MOST_SIGNALS];
    bool is_known[CLS_CURVES][CLS_MOST_SIGNALS]; /* enough toys of both hypotheses lie beyond */
    size_t failed, all;
    bool fit_failed; /* of the data */
};

/* ln nu at both ends. */
struct cls_span {
    double low, high;
};

/* A signal more, ln nu, in its order; returns its place. Its CLs are to be counted. */
int cls_curves_add(struct cls_curves *curves, double log_signal);

/* Count the q[toys] of both hypotheses at signal `at`; they are sorted. `observed` is q of the data. */
void cls_curves_count(struct cls_curves *curves, int at, double *const q[TOY_HYPOTHESES], size_t toys, double observed);

/*
 * The neighbouring signals, by their order, between which a curve falls through the level of ln CLs: the last one above it, and the
 * next.
 */
bool cls_curves_bracket(const struct cls_curves *curves, int curve, double level, int bracket[2]);

/* ln nu of a signal, by its order. */
double cls_curves_log_signal(const struct cls_curves *curves, int place);

/*
 * nu where the parabola through a curve's signals of the span falls through the level, and its error; false when it does not, or is
 * no fit at all. cls_parabola.c.
 */
bool cls_curves_limit(const struct cls_curves *curves, const struct cls_span *span, int curve, double level, double *signal,
                      double *error);

#endif
