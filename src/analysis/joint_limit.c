/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For each experiment a plan of yields (yield/yield_plan.h) and the weights of its own selection, and of its threshold lowered and
 * raised where the limits move it: a model's events are then one row of moments and a short product for each channel, as in tiles
 * of one experiment. The likelihoods are joined model by model (model_limit.h). With the mediator's widths in Gamma limits are
 * roots (root_limit.h), of all experiments' events at each mixing.
 */
#include "analysis/joint_limit.h"

#include "analysis/root_limit.h"
#include "core/error.h"
#include "model/dark_current.h"
#include "yield/selection_weights.h"
#include "yield/yield_plan.h"

#include <math.h>
#include <stdlib.h>

/* The threshold itself, lowered, raised. */
enum { MOVED_VARIANTS = 3 };

struct weighed_search {
    const struct prepared_experiment *prepared;
    size_t variants; /* 1, or MOVED_VARIANTS */
    struct yield_plan plan;
    struct selection_weights weights[CHANNELS_MAX]; /* of channels that are folded */
};

struct joint_limiter {
    size_t count, scratch_size;
    struct weighed_search search[EXPERIMENTS_MAX_JOINT]; /* of the first, its next, ... */
};

static void weighed_search_clear(struct weighed_search *search) {
    for (size_t c = 0; c < CHANNELS_MAX; c++) selection_weights_clear(&search->weights[c]);
    yield_plan_clear(&search->plan);
}

static epscan_status weighed_search_init(const struct prepared_experiment *e, epscan_limit_method method,
                                         struct weighed_search *search) {
    const double own = e->experiment->ecal_threshold_GeV, moved = statistics_moved_GeV(&e->experiment->statistics, method);
    const struct selection_range range = {own - moved, own + moved, 0.0, 0.0};
    const epscan_selection columns[MOVED_VARIANTS] = {{own, 0.0}, {own - moved, 0.0}, {own + moved, 0.0}};
    search->prepared = e;
    search->variants = moved > 0.0 ? MOVED_VARIANTS : 1;
    epscan_status status = yield_plan_init_lent(&search->plan, &e->search, &e->responses, &range);
    for (size_t c = 0; c < channel_count() && !status; c++)
        if (search->plan.part[c].response)
            status = selection_weights_init(&search->weights[c], &search->plan.part[c], columns, search->variants);
    if (status) weighed_search_clear(search);
    return status;
}

/* A family's numerators, a row and that of a second signal, and what a product goes through. */
static size_t scratch_of(const struct weighed_search *search) {
    size_t rank = 0;
    for (size_t c = 0; c < channel_count(); c++)
        if (search->weights[c].largest_rank_stride > rank) rank = search->weights[c].largest_rank_stride;
    return search->plan.scratch_size + 2 * search->plan.row_length + rank;
}

epscan_status joint_limiter_create(const struct prepared_experiment *first, struct joint_limiter **limiter) {
    struct joint_limiter *made = calloc(1, sizeof *made);
    epscan_status status = made ? EPSCAN_OK : error_no_memory("the plans of several experiments");
    for (const struct prepared_experiment *e = first; e && !status; e = e->next) {
        struct weighed_search *search = &made->search[made->count];
        status = weighed_search_init(e, first->experiment->statistics.method, search);
        if (status) break;
        made->count++;
        if (scratch_of(search) > made->scratch_size) made->scratch_size = scratch_of(search);
    }
    if (status)
        joint_limiter_free(made);
    else
        *limiter = made;
    return status;
}

void joint_limiter_free(struct joint_limiter *limiter) {
    if (!limiter) return;
    for (size_t i = 0; i < limiter->count; i++) weighed_search_clear(&limiter->search[i]);
    free(limiter);
}

size_t joint_limiter_scratch(const struct joint_limiter *limiter) {
    return limiter->scratch_size;
}

/* What is signal of a model at a mixing, and what of it channels have at the resonance. */
struct signals {
    epscan_dark_photon of[SIGNALS_MOST];
    size_t count;
    double share;
};

static struct signals signals_of(const struct weighed_search *search, const epscan_dark_photon *model, double epsilon) {
    struct signals signals = {.share = 0.0};
    signals.count = mediation_signals(&search->prepared->experiment->mediation, model, epsilon, signals.of);
    for (size_t i = 0; i < signals.count; i++) signals.share += dark_photon_signal_share(&signals.of[i]);
    return signals;
}

/* Events of one channel at all variants of the threshold. */
static void channel_events(const struct weighed_search *search, size_t c, const struct signals *signals, const double *row,
                           double *room, double events[MOVED_VARIANTS]) {
    const struct yield_plan *plan = &search->plan;
    const struct response *response = &plan->responses->of[c];
    const double mass_GeV = signals->of[0].mass_GeV;
    if (plan->part[c].response)
        selection_weights_events(&search->weights[c], &plan->part[c], 1, row, plan->row_length, room, events, search->variants);
    for (size_t i = 0; i < search->variants; i++) {
        if (!response_knows_mass(response, mass_GeV))
            events[i] = NAN;
        else if (plan->part[c].response)
            events[i] = events[i] > 0.0 ? events[i] : 0.0; /* rounding may leave -1e-13 */
        else
            events[i] = response_events_at_resonance(response, mass_GeV) * signals->share;
    }
}

/* The row of all that is signal; more: room for another. */
static void take_row(const struct yield_plan *plan, const struct signals *signals, double *scratch, double *row, double *more) {
    yield_plan_model_rows(plan, &signals->of[0], 1, scratch, row);
    for (size_t i = 1; i < signals->count; i++) {
        yield_plan_model_rows(plan, &signals->of[i], 1, scratch, more);
        for (size_t j = 0; j < plan->row_length; j++) row[j] += more[j];
    }
}

/* What model_yields_find finds without a mesh, with Gamma as it is at a mixing. */
static void find_yields(const struct weighed_search *search, const epscan_dark_photon *model, double epsilon, double *scratch,
                        struct model_limit *yields) {
    const struct signals signals = signals_of(search, model, epsilon);
    double *row = scratch + search->plan.scratch_size, *more = row + search->plan.row_length,
           *room = more + search->plan.row_length, events[MOVED_VARIANTS];
    *yields = model_limit_nothing();
    take_row(&search->plan, &signals, scratch, row, more);
    for (size_t c = 0; c < channel_count(); c++) {
        channel_events(search, c, &signals, row, room, events);
        yields->channel_events[c] = events[0];
        if (search->variants > 1) model_limit_set_change(yields, c, events[1], events[2]);
    }
}

/* With Gamma held as it is at a mixing. */
static epscan_status limit_held(const struct joint_limiter *limiter, const epscan_dark_photon *model, double epsilon,
                                double *scratch, struct model_limit *limit) {
    const struct experiment *first = limiter->search[0].prepared->experiment;
    const struct limit_options options = limit_options_of(first);
    struct likelihood likelihood;
    struct model_limit yields;
    find_yields(&limiter->search[0], model, epsilon, scratch, &yields);
    epscan_status status = model_limit_start(first, &yields, limit, &likelihood);
    if (status) return status;
    for (size_t i = 1; i < limiter->count && !status; i++) {
        find_yields(&limiter->search[i], model, epsilon, scratch, &yields);
        status = model_limit_add(limiter->search[i].prepared->experiment, &yields, limit, &likelihood);
    }
    if (!status) return model_limit_finish(first, model, &options, limit, &likelihood);
    likelihood_clear(&likelihood);
    return status;
}

/* A model whose limit is asked for at mixings. */
struct held_joint {
    const struct joint_limiter *limiter;
    const epscan_dark_photon *model;
    double *scratch;
};

static epscan_status joint_limit_held(void *data, double epsilon, struct model_limit *limit) {
    const struct held_joint *own = data;
    return limit_held(own->limiter, own->model, epsilon, own->scratch, limit);
}

epscan_status joint_limit_find(const struct joint_limiter *limiter, const epscan_dark_photon *model, double *scratch,
                               struct model_limit *limit) {
    const struct mediation *mediation = &limiter->search[0].prepared->experiment->mediation;
    struct held_joint own = {limiter, model, scratch};
    const struct held_limit held = {joint_limit_held, &own, mediation, true};
    if (!mediation->visible_widths) return joint_limit_held(&own, EPSCAN_REFERENCE_EPSILON, limit);
    return root_limit_find(&held, model, limit);
}
