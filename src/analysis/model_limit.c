/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/model_limit.h"

#include "limit/point_status.h"
#include "yield/energy_scale.h"
#include "yield/signal_yield.h"

#include <math.h>

struct limit_options limit_options_of(const struct experiment *e) {
    return (struct limit_options){
        .method = e->statistics.method,
        .selection = {e->ecal_threshold_GeV, 0.0},
        .toys = {e->statistics.confidence_level, TOYS_FITTED, CLS_TOYS_DEFAULT, 1, toy_runner_threads()},
    };
}

static epscan_status find_yields(const struct experiment *e, const epscan_dark_photon *model, const struct limit_options *options,
                                 struct model_limit *limit) {
    limit->strahlung_events = experiment_strahlung_events(e, model->mass_GeV);
    if (options->method != EPSCAN_LIMIT_COUNTING && statistics_need_energy_scale(&e->statistics)) {
        struct energy_scale_change change;
        const epscan_status status =
            energy_scale_change(&e->search, model, &options->selection, e->statistics.energy_scale_GeV, &change);
        if (status) return status;
        limit->annihilation_events = change.events;
        limit->energy_scale_change = change.events > 0.0 ? energy_scale_mean_change(&change) : 0.0;
        return EPSCAN_OK;
    }
    struct signal_yield yield;
    const epscan_status status =
        signal_yield_adaptive(&e->search, model, options->selection.threshold_GeV, options->selection.energy_scale_shift, &yield);
    if (!status) limit->annihilation_events = yield.events;
    return status;
}

static epscan_status find_events(const struct likelihood *l, const struct limit_options *options, struct upper_limit *limit) {
    if (options->method == EPSCAN_LIMIT_CLS_TOYS) return limit_cls_toys(l, &options->toys, limit);
    return limit_without_toys(options->method, l, options->toys.confidence_level, limit);
}

static double epsilon_of(double events_up, double events) {
    return EPSCAN_REFERENCE_EPSILON * sqrt(events_up / events);
}

epscan_status model_limit_find(const struct experiment *e, const epscan_dark_photon *model, const struct limit_options *options,
                               struct model_limit *limit) {
    struct likelihood likelihood;
    *limit = (struct model_limit){.epsilon_up = INFINITY};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->epsilon_expected[i] = limit->events.expected[i] = NAN;
    limit->events.events = NAN; /* no fit without a signal */
    epscan_status status = find_yields(e, model, options, limit);
    if (status) return status;
    const double strahlung = isnan(limit->strahlung_events) ? 0.0 : limit->strahlung_events;
    const double events = limit->annihilation_events + strahlung;
    limit->status = EPSCAN_POINT_NO_SIGNAL;
    if (events == 0.0) return EPSCAN_OK;
    const double parts[] = {limit->annihilation_events, strahlung}, changes[] = {limit->energy_scale_change, 0.0};
    status = experiment_likelihood(e, parts, 2, changes, &likelihood);
    if (status) return status;
    status = find_events(&likelihood, options, &limit->events);
    likelihood_clear(&likelihood);
    if (status) return status;
    limit->epsilon_up = epsilon_of(limit->events.events, events);
    limit->epsilon_error = 0.5 * limit->epsilon_up * limit->events.events_error / limit->events.events;
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->epsilon_expected[i] = epsilon_of(limit->events.expected[i], events);
    limit->status = limit->events.converged
                        ? point_status_of(model, limit->strahlung_events, 1, &limit->annihilation_events, &limit->epsilon_up)
                        : EPSCAN_POINT_FAILED;
    return EPSCAN_OK;
}
