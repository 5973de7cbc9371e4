/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Upper limits on the expected signal of a likelihood at a confidence level. A limit is a number of events nu, all bins and
 * channels together at nominal efficiency. All functions are thread-safe.
 */
#ifndef EPSCAN_LIMIT_UPPER_LIMIT_H
#define EPSCAN_LIMIT_UPPER_LIMIT_H

#include "epscan/limit.h"
#include "epscan/status.h"
#include "limit/likelihood.h"

#include <stdint.h>

struct upper_limit {
    double events;                       /* NaN when not converged */
    double expected[EPSCAN_LIMIT_BANDS]; /* NaN for methods without */
    double events_error;                 /* statistical, of toys; 0 otherwise */
    bool converged;
};

/* EPSCAN_BAD_INPUT when something was observed. */
epscan_status limit_counting(const struct likelihood *likelihood, double confidence_level, struct upper_limit *limit);

/* EPSCAN_FAILED without memory only: a fit or a root that fails is limit->converged == false. */
epscan_status limit_cls_asymptotic(const struct likelihood *likelihood, double confidence_level, struct upper_limit *limit);

/* EPSCAN_BAD_INPUT: more than 100 events observed and expected, or 40 independent uncertainties. cls_hybrid.c. */
epscan_status limit_cls(const struct likelihood *likelihood, double confidence_level, struct upper_limit *limit);

/* Nuisances by quasi-random importance sampling about their maximum: relative error 1e-3, 1e-2 for uncertainties of
 * 1000 %. At most 40 nuisances. */
epscan_status limit_bayes(const struct likelihood *likelihood, double confidence_level, struct upper_limit *limit);

/* Of limits by a method themselves. */
double limit_relative_error(epscan_limit_method method);

/* By any of these methods; not EPSCAN_LIMIT_CLS_TOYS (cls_toys.h). */
epscan_status limit_without_toys(epscan_limit_method method, const struct likelihood *likelihood, double confidence_level,
                                 struct upper_limit *limit);

#endif
