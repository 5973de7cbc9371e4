/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood of one model in one experiment, as a function of the mixing epsilon and of nuisance parameters theta.
 *
 * Bins are data sets, sources the channels (channel.h) and, last, background. Bin i expects
 *     lambda_i = sum_c n_ic (epsilon/EPSCAN_REFERENCE_EPSILON)^2 prod_k kappa_ick^theta_k + b_i prod_k kappa_ibk^theta_k
 * events, kappa = 1 + relative uncertainty, that of the energy scale channel by channel; and
 *     log L = - sum_i [lambda_i - n_i + n_i ln(n_i/lambda_i)] - 1/2 sum_k theta_k^2,
 * which is zero for a perfect fit: terms of the data alone are left out. theta NULL stands for zeros.
 *
 * Immutable once made: all functions are thread-safe.
 */
#ifndef EPSCAN_LIKELIHOOD_H
#define EPSCAN_LIKELIHOOD_H

#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/point.h"
#include "epscan/yield.h"

EPSCAN_BEGIN

typedef struct epscan_likelihood epscan_likelihood;

/*
 * Yields without a mesh for `plan` NULL, some milliseconds; else by a plan of this experiment, which must hold the selection with
 * its threshold moved by epscan_experiment_energy_scale_GeV either way. The experiment is borrowed for its life; the caller frees
 * *likelihood. EPSCAN_BAD_INPUT: a number outside its range.
 */
epscan_status epscan_likelihood_create(const epscan_experiment *experiment, const epscan_yield_plan *plan,
                                       const epscan_dark_photon *model, const epscan_selection *selection,
                                       epscan_likelihood **likelihood);
void epscan_likelihood_free(epscan_likelihood *likelihood); /* NULL is fine */

/* What every likelihood of an experiment has: how many, and borrowed names, NULL beyond. Names of nuisances: name_size bytes. */
size_t epscan_experiment_bins(const epscan_experiment *experiment);
const char *epscan_experiment_bin_name(const epscan_experiment *experiment, size_t bin);
double epscan_experiment_bin_observed(const epscan_experiment *experiment, size_t bin); /* NaN beyond */
size_t epscan_experiment_sources(const epscan_experiment *experiment);
const char *epscan_experiment_source_name(const epscan_experiment *experiment, size_t source);
size_t epscan_experiment_nuisances(const epscan_experiment *experiment);

/* "background", or "background, 2017" of one that each data set has for itself. false beyond. */
bool epscan_experiment_nuisance_name(const epscan_experiment *experiment, size_t nuisance, char *name, size_t name_size);

/* kappa; 1 where a nuisance has no part, NaN beyond. */
double epscan_likelihood_factor(const epscan_likelihood *likelihood, size_t nuisance, size_t bin, size_t source);

/* events[bins * sources], the sources of a bin together. epsilon >= 0. */
epscan_status epscan_likelihood_expected(const epscan_likelihood *likelihood, double epsilon, const double *theta, double *events);

/* The constraints alone: - 1/2 sum_k theta_k^2. Pure. */
double epscan_likelihood_constraint(const epscan_likelihood *likelihood, const double *theta);

/* log L at theta, -infinity where the data cannot be. gradient[1 + nuisances], by epsilon and then theta; may be NULL. */
epscan_status epscan_likelihood_log(const epscan_likelihood *likelihood, double epsilon, const double *theta,
                                    double *log_likelihood, double *gradient);

/* The largest log L at this epsilon, and the theta[nuisances] where it is; may be NULL. EPSCAN_FAILED: the fit. */
epscan_status epscan_likelihood_profile(const epscan_likelihood *likelihood, double epsilon, double *log_likelihood, double *theta);

/* The largest log L of all: at *epsilon >= 0 and theta[nuisances], which may be NULL. EPSCAN_FAILED: the fit. */
epscan_status epscan_likelihood_best(const epscan_likelihood *likelihood, double *epsilon, double *log_likelihood, double *theta);

/*
 * log L of arrays, as many.h has them: theta[count * nuisances], or NULL: profiled. Element i is epscan_likelihood_create and then
 * _log or _profile.
 */
epscan_status epscan_log_likelihood_many(const epscan_experiment *experiment, const epscan_yield_plan *plan, size_t count,
                                         const epscan_dark_photon *models, const epscan_selection *selections,
                                         const double *epsilon, const double *theta, int threads, double *log_likelihood);

EPSCAN_END

#endif
