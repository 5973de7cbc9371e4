/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Upper limits on the expected signal of a likelihood at a confidence level. A limit is a number of events nu, all bins and
 * channels together at nominal efficiency. All functions are thread-safe.
 */
#ifndef EPSCAN_LIMIT_UPPER_LIMIT_H
#define EPSCAN_LIMIT_UPPER_LIMIT_H

#include "epscan/status.h"
#include "limit/likelihood.h"

#include <stdint.h>

/*
 * LIMIT_COUNTING        N_up = -ln(1 - CL): nothing seen, nuisances ignored (Eq. 7)
 * LIMIT_CLS_ASYMPTOTIC  CLs of the profile likelihood ratio q~_mu, its distributions by the formulas of Cowan et al. (2011)
 * LIMIT_CLS_TOYS        the same by pseudo-experiments
 * LIMIT_BAYES           posterior flat in the signal, nuisances integrated over their normal distributions
 */
enum limit_method { LIMIT_COUNTING, LIMIT_CLS_ASYMPTOTIC, LIMIT_CLS_TOYS, LIMIT_BAYES, LIMIT_METHODS };

/* "counting", "cls-asymptotic", "cls-toys", "bayes". */
const char *limit_method_name(enum limit_method method);

enum { LIMIT_BANDS = 5 }; /* expected limits at -2, -1, 0, 1, 2 sigma of the background's fluctuations */

struct upper_limit {
    double events;                /* NaN when not converged */
    double expected[LIMIT_BANDS]; /* NaN for methods without */
    double events_error;          /* statistical, of toys; 0 otherwise */
    bool converged;
};

/* EPSCAN_BAD_INPUT when something was observed. */
epscan_status limit_counting(const struct likelihood *likelihood, double confidence_level, struct upper_limit *limit);

/* EPSCAN_FAILED without memory only: a fit or a root that fails is limit->converged == false. */
epscan_status limit_cls_asymptotic(const struct likelihood *likelihood, double confidence_level, struct upper_limit *limit);

/* Nuisances by quasi-random importance sampling about their maximum: relative error 1e-3, 1e-2 for uncertainties of
 * 1000 %. At most 40 nuisances. */
epscan_status limit_bayes(const struct likelihood *likelihood, double confidence_level, struct upper_limit *limit);

/* By any of these methods; not LIMIT_CLS_TOYS (cls_toys.h). */
epscan_status limit_without_toys(enum limit_method method, const struct likelihood *likelihood, double confidence_level,
                                 struct upper_limit *limit);

#endif
