/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood of a counting search in bins, and its fits.
 *
 * Bin i expects
 *     lambda_i(nu, theta) = nu sum_c share_ic prod_k kappa_ick^theta_k + background_i prod_k kappa_ibk^theta_k
 * events: nu is the signal expected in all bins together, share_ic the part of it in bin i and channel c at theta = 0
 * (all shares add up to 1; channels are any number, background the last of the sources), and kappa = 1 + relative uncertainty,
 * log-normal as in the "lnN" of LHC statistics (Cowan, Cranmer, Gross, Vitells, Eur. Phys. J. C 71, 1554 (2011)). Each theta_k is
 * constrained by a unit normal about a measured a_k, zero in data: -ln L = sum_i [lambda_i - n_i + n_i ln(n_i/lambda_i)] + 1/2
 * sum_k (theta_k - a_k)^2, up to a constant, so that a perfect fit has zero.
 *
 * A model is immutable once made; all functions are thread-safe for distinct workspaces.
 */
#ifndef EPSCAN_LIMIT_LIKELIHOOD_H
#define EPSCAN_LIMIT_LIKELIHOOD_H

#include "epscan/status.h"

#include <stdbool.h>

enum { LIKELIHOOD_MAX_BINS = 64, LIKELIHOOD_MAX_NUISANCES = 256, LIKELIHOOD_MAX_SOURCES = 9 };

struct likelihood_bin {
    double observed;                         /* n_i >= 0 */
    double expected[LIKELIHOOD_MAX_SOURCES]; /* shares of the channels; last of the sources, background events; >= 0 */
};

/* One nuisance parameter: ln kappa for each bin and source, 0 where it has no part. */
struct nuisance {
    const char *shared_name; /* borrowed: one parameter with those of other experiments that have this name; NULL: its own */
    double log_kappa[LIKELIHOOD_MAX_BINS][LIKELIHOOD_MAX_SOURCES];
};

struct likelihood {
    int bins, nuisances;
    int sources; /* channels, in the caller's order, then background: 1 to LIKELIHOOD_MAX_SOURCES */
    struct likelihood_bin bin[LIKELIHOOD_MAX_BINS];
    struct nuisance *nuisance; /* [nuisances], owned */
};

/* Free what it owns. */
void likelihood_clear(struct likelihood *likelihood);

/*
 * One likelihood of two searches with the same sources: their bins side by side, nu the signal of both, of which they expect as
 * many events as given, not both zero, and nuisances of one shared name one parameter. EPSCAN_BAD_INPUT: too many bins or
 * nuisances.
 */
epscan_status likelihood_join(struct likelihood *likelihood, double events, const struct likelihood *other, double other_events);

/* What was counted, real or not: observed[bins] and the measured a[nuisances]. Borrowed. */
struct likelihood_data {
    const double *observed, *measured;
};

struct likelihood_fit {
    double signal;   /* nu >= 0 */
    double value;    /* -ln L, +infinity where the data cannot be */
    double gradient; /* largest |d(-ln L)/d parameter| of the free ones, ln nu and theta, over 1 + events */
    bool converged;
};

struct likelihood_workspace;

/* The caller frees it. NULL without memory. */
struct likelihood_workspace *likelihood_workspace_create(const struct likelihood *likelihood);
void likelihood_workspace_free(struct likelihood_workspace *workspace);

/* lambda[bins] at nu and theta[nuisances]. Pure. */
void likelihood_expected(const struct likelihood *likelihood, double signal, const double *theta, double *lambda);

/* -ln L and, unless NULL, its gradient [1 + nuisances]: by nu, then by theta. Pure. */
double likelihood_value(const struct likelihood *likelihood, const struct likelihood_data *data, double signal, const double *theta,
                        double *gradient);

/* The least -ln L over theta at fixed nu >= 0. theta[nuisances]: where it is; on entry, a guess. */
struct likelihood_fit likelihood_fit_at(struct likelihood_workspace *workspace, const struct likelihood_data *data, double signal,
                                        double *theta);

/* The least -ln L over nu >= 0 and theta; theta as above. */
struct likelihood_fit likelihood_fit_best(struct likelihood_workspace *workspace, const struct likelihood_data *data,
                                          double *theta);

/*
 * The Cholesky factor [nuisances * nuisances] of the Hessian by theta, row-major, lower triangle. Returns ln of its determinant;
 * NaN when it has none.
 */
double likelihood_cholesky(struct likelihood_workspace *workspace, const struct likelihood_data *data, double signal,
                           const double *theta, double *factor);

#endif
