/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The yields of all channels without a mesh (yield/model_events.c, table_events.c), by a plan's, or a response's; where an
 * uncertainty needs it their change when the threshold moves, the likelihood of all data sets, and the limit on signal events by
 * the method asked for, which as N goes with epsilon^2 is one on epsilon.
 */
#include "analysis/model_limit.h"

#include "analysis/mediated_events.h"
#include "analysis/point_limit.h"
#include "core/error.h"
#include "limit/point_status.h"

#include <math.h>

struct limit_options limit_options_of(const struct experiment *e) {
    return (struct limit_options){
        .method = e->statistics.method,
        .selection = {e->ecal_threshold_GeV, 0.0},
        .widths_at = EPSCAN_REFERENCE_EPSILON,
        .toys = {e->statistics.confidence_level, TOYS_FITTED, CLS_TOYS_DEFAULT, 1, toy_runner_threads()},
    };
}

/* events[channel_count()] of one selection, the way that is chosen. */
static epscan_status events_of(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                               const struct limit_options *options, const epscan_selection *selection, double *events) {
    const struct yield_means means = {prepared,          options->plan,   options->scratch,
                                      options->response, options->tables, options->projected};
    return mediated_events(&means, model, options->widths_at, selection, events);
}

/* The mean of both magnitudes of the relative change. */
void model_limit_set_change(struct model_limit *yields, size_t channel, double lowered, double raised) {
    const double own = yields->channel_events[channel];
    if (own > 0.0) yields->energy_scale_change[channel] = 0.5 * (fabs(lowered / own - 1.0) + fabs(raised / own - 1.0));
}

/* The change of each channel's events when the threshold moves, either way. */
static epscan_status find_changes(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                                  const struct limit_options *options, struct model_limit *limit) {
    const epscan_selection *selection = &options->selection;
    const double moved_GeV = prepared->experiment->statistics.energy_scale_GeV;
    double moved[2][CHANNELS_MAX];
    for (int side = 0; side < 2; side++) {
        const epscan_selection at = {selection->threshold_GeV + (side ? moved_GeV : -moved_GeV), selection->energy_scale_shift};
        if (!(at.threshold_GeV > 0.0 && at.threshold_GeV <= prepared->experiment->beam_energy_GeV))
            return error_set(EPSCAN_BAD_INPUT, "a shift of %g GeV moves the threshold of %g GeV out of range; allowed: 0 to %g GeV",
                             moved_GeV, selection->threshold_GeV, prepared->experiment->beam_energy_GeV);
        const epscan_status status = events_of(prepared, model, options, &at, moved[side]);
        if (status) return status;
    }
    for (size_t c = 0; c < channel_count(); c++) model_limit_set_change(limit, c, moved[0][c], moved[1][c]);
    return EPSCAN_OK;
}

struct model_limit model_limit_nothing(void) {
    struct model_limit limit = {.epsilon_up = INFINITY, .events.events = NAN, .status = EPSCAN_POINT_NO_SIGNAL};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit.epsilon_expected[i] = limit.events.expected[i] = NAN;
    return limit;
}

epscan_status model_yields_find(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                                const struct limit_options *options, struct model_limit *limit) {
    *limit = model_limit_nothing();
    const epscan_status status = events_of(prepared, model, options, &options->selection, limit->channel_events);
    if (status || statistics_moved_GeV(&prepared->experiment->statistics, options->method) == 0.0) return status;
    return find_changes(prepared, model, options, limit);
}

/* Of the channels that are known, of which some has events. */
static epscan_status model_likelihood_of(const struct experiment *e, const struct model_limit *limit,
                                         struct likelihood *likelihood) {
    double known[CHANNELS_MAX];
    for (size_t c = 0; c < channel_count(); c++) known[c] = isnan(limit->channel_events[c]) ? 0.0 : limit->channel_events[c];
    return experiment_likelihood(e, known, (int)channel_count(), limit->energy_scale_change, likelihood);
}

static bool any_unknown(const struct model_limit *limit) {
    bool any = false;
    for (size_t c = 0; c < channel_count(); c++) any |= isnan(limit->channel_events[c]);
    return any;
}

static epscan_status find_events(const struct likelihood *l, const struct limit_options *options, struct upper_limit *limit) {
    if (options->counted) {
        *limit = *options->counted;
        return EPSCAN_OK;
    }
    if (options->method == EPSCAN_LIMIT_CLS_TOYS) return limit_cls_toys(l, &options->toys, limit);
    return limit_without_toys(options->method, l, options->toys.confidence_level, limit);
}

static double epsilon_of(double events_up, double events) {
    return EPSCAN_REFERENCE_EPSILON * sqrt(events_up / events);
}

/* Of one experiment's events, shares that add up to 1 even where it expects none. */
static epscan_status likelihood_of_one(const struct experiment *e, const struct model_limit *yields,
                                       struct likelihood *likelihood) {
    struct model_limit any = *yields;
    if (point_total_events(any.channel_events) == 0.0) any.channel_events[0] = 1.0;
    return model_likelihood_of(e, &any, likelihood);
}

/* What is not known adds nothing; nothing known at all stays so. */
static void add_known(double *sum, double events) {
    if (!isnan(events)) *sum = (isnan(*sum) ? 0.0 : *sum) + events;
}

epscan_status model_limit_start(const struct experiment *e, const struct model_limit *yields, struct model_limit *limit,
                                struct likelihood *likelihood) {
    *limit = *yields;
    limit->is_partly_unknown = any_unknown(yields);
    return likelihood_of_one(e, yields, likelihood);
}

epscan_status model_limit_add(const struct experiment *e, const struct model_limit *yields, struct model_limit *limit,
                              struct likelihood *likelihood) {
    struct likelihood more;
    epscan_status status = likelihood_of_one(e, yields, &more);
    if (status) return status;
    const double before = point_total_events(limit->channel_events), events = point_total_events(yields->channel_events);
    if (before + events > 0.0) status = likelihood_join(likelihood, before, &more, events);
    likelihood_clear(&more);
    for (size_t c = 0; c < channel_count(); c++) add_known(&limit->channel_events[c], yields->channel_events[c]);
    limit->is_partly_unknown = limit->is_partly_unknown || any_unknown(yields);
    return status;
}

epscan_status model_limit_finish(const struct experiment *experiment, const epscan_dark_photon *model,
                                 const struct limit_options *options, struct model_limit *limit, struct likelihood *likelihood) {
    const double events = point_total_events(limit->channel_events);
    const epscan_status status = events > 0.0 ? find_events(likelihood, options, &limit->events) : EPSCAN_OK;
    likelihood_clear(likelihood);
    if (status || events == 0.0) return status;
    limit->epsilon_up = epsilon_of(limit->events.events, events);
    limit->epsilon_error = 0.5 * limit->epsilon_up * limit->events.events_error / limit->events.events;
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->epsilon_expected[i] = epsilon_of(limit->events.expected[i], events);
    limit->status = limit->events.converged ? point_status_of(model, &experiment->mediation, limit->is_partly_unknown,
                                                              limit_range_of(1, &limit->epsilon_up))
                                            : EPSCAN_POINT_FAILED;
    return EPSCAN_OK;
}

/* One more experiment, at its own threshold and without a mesh. */
static epscan_status add_experiment(const struct prepared_experiment *other, const epscan_dark_photon *model,
                                    const struct limit_options *options, struct model_limit *limit, struct likelihood *likelihood) {
    struct limit_options own = *options;
    struct model_limit yields;
    own.selection = (epscan_selection){other->experiment->ecal_threshold_GeV, 0.0};
    own.plan = NULL;
    own.response = NULL;
    const epscan_status status = model_yields_find(other, model, &own, &yields);
    return status ? status : model_limit_add(other->experiment, &yields, limit, likelihood);
}

epscan_status model_limit_join(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                               const struct limit_options *options, struct model_limit *limit, struct likelihood *likelihood) {
    struct model_limit yields;
    epscan_status status = model_yields_find(prepared, model, options, &yields);
    if (!status) status = model_limit_start(prepared->experiment, &yields, limit, likelihood);
    if (status) return status;
    for (const struct prepared_experiment *next = prepared->next; next && !status; next = next->next)
        status = add_experiment(next, model, options, limit, likelihood);
    for (size_t i = 0; i < options->other_count && !status; i++)
        status = add_experiment(options->others[i], model, options, limit, likelihood);
    if (status) likelihood_clear(likelihood);
    return status;
}

epscan_status model_limit_at(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                             const struct limit_options *options, struct model_limit *limit) {
    struct likelihood likelihood;
    const epscan_status status = model_limit_join(prepared, model, options, limit, &likelihood);
    return status ? status : model_limit_finish(prepared->experiment, model, options, limit, &likelihood);
}
