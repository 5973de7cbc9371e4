/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Upper limits on the kinetic mixing of one model, from an experiment's data sets, uncertainties and strahlung limit. */
#ifndef EPSCAN_LIMIT_H
#define EPSCAN_LIMIT_H

#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/point.h"

#include <stddef.h>
#include <stdint.h>

EPSCAN_BEGIN

/*
 * EPSCAN_LIMIT_COUNTING        N_up = -ln(1 - CL): nothing seen, uncertainties ignored (Eq. 7)
 * EPSCAN_LIMIT_CLS_ASYMPTOTIC  CLs of the profile likelihood ratio q~_mu by the formulas of Cowan et al. (2011)
 * EPSCAN_LIMIT_CLS_TOYS        the same by pseudo-experiments
 * EPSCAN_LIMIT_BAYES           posterior flat in the signal, uncertainties integrated over their normal distributions
 * EPSCAN_LIMIT_CLS             CLs by exact sums over outcomes, uncertainties integrated over their normal distributions: for up to
 *                              100 events observed and expected together
 */
typedef enum {
    EPSCAN_LIMIT_COUNTING,
    EPSCAN_LIMIT_CLS_ASYMPTOTIC,
    EPSCAN_LIMIT_CLS_TOYS,
    EPSCAN_LIMIT_BAYES,
    EPSCAN_LIMIT_CLS,
} epscan_limit_method;
#define EPSCAN_LIMIT_METHODS 5

/* "counting", "cls-asymptotic", "cls-toys", "bayes", "cls". Thread-safe. */
const char *epscan_limit_method_name(epscan_limit_method method);

/* Expected limits are at -2, -1, 0, 1, 2 sigma of the background's fluctuations. */
#define EPSCAN_LIMIT_BANDS 5

typedef struct {
    epscan_limit_method method;
    epscan_selection selection;
    double confidence_level; /* 0..1 */
    uint64_t toys, seed;     /* of EPSCAN_LIMIT_CLS_TOYS: 1000 to 1e7 for each hypothesis and tested signal */
} epscan_limit_options;

/* The experiment's own method, threshold and confidence level; an unshifted scale; 10,000 toys, seed 1. */
epscan_limit_options epscan_limit_options_of(const epscan_experiment *experiment);

typedef struct {
    double annihilation_events, strahlung_events; /* at EPSCAN_REFERENCE_EPSILON; strahlung NaN where its published limit ends */
    double events_up;                             /* the limit as a number of signal events */
    double epsilon_up;                            /* +infinity where nothing is expected at all */
    double epsilon_error;                         /* statistical, of toys; else 0 */
    double epsilon_expected[EPSCAN_LIMIT_BANDS];  /* NaN for methods without */
    double y_up;                                  /* alpha_D epsilon_up^2 r^4, Eq. 2 */
    epscan_point_status status;                   /* a limit that is not found is a status, not an error */
} epscan_limit;

/* EPSCAN_BAD_INPUT: a number outside its range, or counting where something was observed. Thread-safe. */
epscan_status epscan_limit_find(const epscan_experiment *experiment, const epscan_dark_photon *model,
                                const epscan_limit_options *options, epscan_limit *limit);

/*
 * The same of count >= 1 experiments together: one signal, their data sets side by side, uncertainties of one name one parameter
 * where the files of both say `shared: true`. options->selection is that of experiments[0]; the others have their own threshold and
 * an unshifted scale. Events are of all.
 */
epscan_status epscan_limit_find_combined(const epscan_experiment *const *experiments, size_t count, const epscan_dark_photon *model,
                                         const epscan_limit_options *options, epscan_limit *limit);

/* Eq. 7 alone, at 90 % C.L.: yields >= 0 at EPSCAN_REFERENCE_EPSILON; +infinity when both vanish. Pure and thread-safe. */
double epscan_limit_of_nothing_seen(double annihilation_events, double strahlung_events);

EPSCAN_END

#endif
