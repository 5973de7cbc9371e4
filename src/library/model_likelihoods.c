/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood for programs: numbers looked at, calls guarded, epsilon turned into the signal nu that limit/likelihood.h has, and
 * its -ln L into log L. d log L/d epsilon = - d(-ln L)/d nu times 2 nu/epsilon.
 */
#include "analysis/model_likelihood.h"
#include "core/error.h"
#include "epscan/likelihood.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/opened_experiment.h"
#include "library/opened_plan.h"
#include "library/ranges.h"
#include "limit/likelihood_terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct epscan_likelihood {
    struct model_likelihood model;
    double observed[LIKELIHOOD_MAX_BINS];
};

static const double no_measurement[LIKELIHOOD_MAX_NUISANCES]; /* constraints are about zero */
static const struct interval allowed_epsilon = {0.0, 1.0, false, false, ""};

static struct likelihood_data data_of(const struct epscan_likelihood *l) {
    return (struct likelihood_data){l->observed, no_measurement};
}

static size_t nuisances_of(const struct epscan_likelihood *l) {
    return (size_t)l->model.likelihood.nuisances;
}

/* Yields and likelihood; scratch of the plan. The caller clears l->model. */
static epscan_status make_likelihood(const epscan_experiment *experiment, const epscan_yield_plan *plan, double *scratch,
                                     const epscan_dark_photon *model, const epscan_selection *selection,
                                     struct epscan_likelihood *l) {
    struct limit_options options = limit_options_of(experiment->experiment);
    options.selection = *selection;
    options.plan = plan ? &plan->plan : NULL;
    options.scratch = scratch;
    const epscan_status status = model_likelihood_init(experiment->prepared, model, &options, &l->model);
    for (int i = 0; i < l->model.likelihood.bins; i++) l->observed[i] = l->model.likelihood.bin[i].observed;
    return status;
}

static epscan_status check_arguments(const epscan_experiment *experiment, const epscan_yield_plan *plan,
                                     const epscan_dark_photon *model, const epscan_selection *selection) {
    epscan_status status = check_model_of(experiment->prepared->search.coupling, model);
    if (!status) status = check_selection(selection, experiment->experiment->beam_energy_GeV);
    return status || !plan ? status : check_within_plan(plan, selection, epscan_experiment_energy_scale_GeV(experiment));
}

static epscan_status create(const epscan_experiment *experiment, const epscan_yield_plan *plan, const epscan_dark_photon *model,
                            const epscan_selection *selection, epscan_likelihood **likelihood) {
    epscan_status status = check_arguments(experiment, plan, model, selection);
    if (status) return status;
    struct epscan_likelihood *l = calloc(1, sizeof *l);
    double *scratch = plan ? malloc(opened_plan_scratch(plan) * sizeof *scratch) : NULL;
    status = l && (scratch || !plan) ? make_likelihood(experiment, plan, scratch, model, selection, l)
                                     : error_no_memory("the likelihood");
    free(scratch);
    if (status)
        epscan_likelihood_free(l);
    else
        *likelihood = l;
    return status;
}

epscan_status epscan_likelihood_create(const epscan_experiment *experiment, const epscan_yield_plan *plan,
                                       const epscan_dark_photon *model, const epscan_selection *selection,
                                       epscan_likelihood **likelihood) {
    struct call_guard guard;
    *likelihood = NULL;
    call_guard_enter(&guard);
    const epscan_status status = create(experiment, plan, model, selection, likelihood);
    call_guard_leave(&guard);
    return status;
}

void epscan_likelihood_free(epscan_likelihood *likelihood) {
    if (!likelihood) return;
    model_likelihood_clear(&likelihood->model);
    free(likelihood);
}

double epscan_likelihood_factor(const epscan_likelihood *l, size_t nuisance, size_t bin, size_t source) {
    const struct likelihood *inner = &l->model.likelihood;
    if (nuisance >= nuisances_of(l) || bin >= (size_t)inner->bins || source >= (size_t)inner->sources) return NAN;
    return exp(inner->nuisance[nuisance].log_kappa[bin][source]);
}

static const double *theta_or_zeros(const double *theta) {
    return theta ? theta : no_measurement;
}

epscan_status epscan_likelihood_expected(const epscan_likelihood *l, double epsilon, const double *theta, double *events) {
    const struct likelihood *inner = &l->model.likelihood;
    const size_t sources = (size_t)inner->sources;
    struct call_guard guard;
    double part[LIKELIHOOD_MAX_SOURCES];
    call_guard_enter_thread(&guard);
    const epscan_status status = check_number("epsilon", epsilon, &allowed_epsilon);
    for (int i = 0; i < inner->bins && !status; i++) {
        likelihood_parts(inner, i, model_likelihood_signal(&l->model, epsilon), theta_or_zeros(theta), part);
        memcpy(events + (size_t)i * sources, part, sources * sizeof *part);
    }
    if (status) many_nothing((size_t)inner->bins * sources, events);
    call_guard_leave_thread(&guard);
    return status;
}

double epscan_likelihood_constraint(const epscan_likelihood *l, const double *theta) {
    double sum = 0.0;
    for (size_t k = 0; k < nuisances_of(l) && theta; k++) sum -= 0.5 * theta[k] * theta[k];
    return sum;
}

static double log_at(const struct epscan_likelihood *l, double epsilon, const double *theta, double *gradient) {
    const double signal = model_likelihood_signal(&l->model, epsilon);
    const struct likelihood_data data = data_of(l);
    const double value = likelihood_value(&l->model.likelihood, &data, signal, theta_or_zeros(theta), gradient);
    if (!gradient) return -value;
    gradient[0] *= 2.0 * l->model.events * epsilon / (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);
    for (size_t k = 0; k <= nuisances_of(l); k++) gradient[k] = -gradient[k];
    return -value;
}

epscan_status epscan_likelihood_log(const epscan_likelihood *l, double epsilon, const double *theta, double *log_likelihood,
                                    double *gradient) {
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    const epscan_status status = check_number("epsilon", epsilon, &allowed_epsilon);
    *log_likelihood = status ? NAN : log_at(l, epsilon, theta, gradient);
    if (status && gradient) many_nothing(nuisances_of(l) + 1, gradient);
    call_guard_leave_thread(&guard);
    return status;
}

/* Whether the fit is at fixed epsilon, or finds it. */
enum fit { FIT_AT, FIT_BEST };

/* -infinity, without a fit, where the data cannot be. */
static epscan_status fit(const struct epscan_likelihood *l, enum fit kind, double *epsilon, double *log_likelihood, double *theta) {
    double own[LIKELIHOOD_MAX_NUISANCES] = {0};
    const struct likelihood_data data = data_of(l);
    struct likelihood_workspace *workspace = likelihood_workspace_create(&l->model.likelihood);
    if (!workspace) return error_no_memory("a fit");
    const bool free_signal = kind == FIT_BEST && l->model.events > 0.0;
    const double signal = kind == FIT_BEST ? 0.0 : model_likelihood_signal(&l->model, *epsilon);
    const struct likelihood_fit found =
        free_signal ? likelihood_fit_best(workspace, &data, own) : likelihood_fit_at(workspace, &data, signal, own);
    likelihood_workspace_free(workspace);
    *log_likelihood = -found.value;
    if (theta) memcpy(theta, own, nuisances_of(l) * sizeof *theta);
    if (kind == FIT_BEST) *epsilon = free_signal ? EPSCAN_REFERENCE_EPSILON * sqrt(found.signal / l->model.events) : 0.0;
    return found.converged || isinf(found.value) ? EPSCAN_OK
                                                 : error_set(EPSCAN_FAILED, "the fit of nuisance parameters does not converge");
}

static void no_fit(const struct epscan_likelihood *l, double *log_likelihood, double *theta) {
    *log_likelihood = NAN;
    if (theta) many_nothing(nuisances_of(l), theta);
}

epscan_status epscan_likelihood_profile(const epscan_likelihood *l, double epsilon, double *log_likelihood, double *theta) {
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    epscan_status status = check_number("epsilon", epsilon, &allowed_epsilon);
    if (!status) status = fit(l, FIT_AT, &epsilon, log_likelihood, theta);
    if (status) no_fit(l, log_likelihood, theta);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_likelihood_best(const epscan_likelihood *l, double *epsilon, double *log_likelihood, double *theta) {
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    const epscan_status status = fit(l, FIT_BEST, epsilon, log_likelihood, theta);
    if (status) {
        no_fit(l, log_likelihood, theta);
        *epsilon = NAN;
    }
    call_guard_leave_thread(&guard);
    return status;
}

struct many_likelihoods {
    const epscan_experiment *experiment;
    const epscan_yield_plan *plan;
    const epscan_dark_photon *models;
    const epscan_selection *selections;
    const double *epsilon, *theta;
    double *log_likelihood;
};

static epscan_status one_likelihood(const void *data, size_t i, double *scratch) {
    const struct many_likelihoods *many = data;
    struct epscan_likelihood l = {0};
    double epsilon = many->epsilon[i];
    epscan_status status = make_likelihood(many->experiment, many->plan, scratch, &many->models[i], &many->selections[i], &l);
    if (!status && many->theta)
        many->log_likelihood[i] = log_at(&l, epsilon, many->theta + i * nuisances_of(&l), NULL);
    else if (!status)
        status = fit(&l, FIT_AT, &epsilon, &many->log_likelihood[i], NULL);
    model_likelihood_clear(&l.model);
    return status;
}

static epscan_status check_many(const struct many_likelihoods *many, size_t count, int threads) {
    epscan_status status = many_check_threads(threads);
    for (size_t i = 0; i < count && !status; i++) {
        status = check_arguments(many->experiment, many->plan, &many->models[i], &many->selections[i]);
        if (!status) status = check_number("epsilon", many->epsilon[i], &allowed_epsilon);
        if (status) status = many_failed_at(i, status);
    }
    return status;
}

epscan_status epscan_log_likelihood_many(const epscan_experiment *experiment, const epscan_yield_plan *plan, size_t count,
                                         const epscan_dark_photon *models, const epscan_selection *selections,
                                         const double *epsilon, const double *theta, int threads, double *log_likelihood) {
    const struct many_likelihoods all = {experiment, plan, models, selections, epsilon, theta, log_likelihood};
    const struct many many = {count, threads, plan ? opened_plan_scratch(plan) : 0, &all, one_likelihood};
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = check_many(&all, count, threads);
    if (!status) status = many_run(&many);
    if (status) many_nothing(count, log_likelihood);
    call_guard_leave(&guard);
    return status;
}
