/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits of a model whose Gamma has its mediator's widths, so that N does not go with epsilon^2: the epsilon that is the limit at
 * its own Gamma (limit/epsilon_root.h), each expected limit a root of its own. By pseudo-experiments, which have an error, the
 * number of events is what is found first.
 */
#include "analysis/root_limit.h"

#include "limit/epsilon_root.h"
#include "limit/point_status.h"

#include <math.h>

/* One of a limit's mixings as a function of the widths' own. */
struct root_search {
    const struct held_limit *held;
    int band; /* expected, or -1: observed */
    epscan_status status;
};

static double mixing_of(const struct model_limit *limit, int band) {
    if (limit->status == EPSCAN_POINT_FAILED) return NAN;
    return band < 0 ? limit->epsilon_up : limit->status == EPSCAN_POINT_NO_SIGNAL ? INFINITY : limit->epsilon_expected[band];
}

static double mixing_with_widths_at(double epsilon, void *data) {
    struct root_search *search = data;
    struct model_limit limit;
    if (!search->status) search->status = search->held->with_widths_at(search->held->data, epsilon, &limit);
    return search->status ? NAN : mixing_of(&limit, search->band);
}

static enum epsilon_root root_of(struct root_search *search, const epscan_dark_photon *model, const struct model_limit *neglected,
                                 double *epsilon) {
    const struct epsilon_limit limit = {mixing_with_widths_at, search};
    return epsilon_root_find(&limit, mixing_of(neglected, search->band), mediation_most_epsilon(search->held->mediation, model),
                             epsilon);
}

epscan_status root_limit_find(const struct held_limit *held, const epscan_dark_photon *model, struct model_limit *limit) {
    struct root_search search = {held, -1, EPSCAN_OK};
    struct model_limit neglected, at_root;
    double epsilon_up;
    epscan_status status = held->with_widths_at(held->data, 0.0, &neglected);
    if (!status) status = held->with_widths_at(held->data, EPSCAN_REFERENCE_EPSILON, limit);
    if (status) return status;
    const enum epsilon_root root = root_of(&search, model, &neglected, &epsilon_up);
    for (search.band = 0; search.band < EPSCAN_LIMIT_BANDS && !search.status; search.band++) {
        double *expected = &limit->epsilon_expected[search.band];
        if (held->observed_alone)
            *expected = NAN;
        else if (!isnan(neglected.epsilon_expected[search.band]))
            root_of(&search, model, &neglected, expected);
    }
    limit->epsilon_up = epsilon_up;
    limit->status = point_status_of_roots(limit->is_partly_unknown, 1, &root);
    if (!search.status && isfinite(epsilon_up)) search.status = held->with_widths_at(held->data, epsilon_up, &at_root);
    limit->events = !search.status && isfinite(epsilon_up) ? at_root.events : neglected.events;
    return search.status;
}

/* What limits without a mesh are asked for, with Gamma held. */
struct held_model {
    const struct prepared_experiment *prepared;
    const epscan_dark_photon *model;
    struct limit_options options;
};

static epscan_status model_limit_held(void *data, double epsilon, struct model_limit *limit) {
    struct held_model *own = data;
    own->options.widths_at = epsilon;
    return model_limit_at(own->prepared, own->model, &own->options, limit);
}

/*
 * Pseudo-experiments limit the number of signal events, and know of epsilon only what it makes of the channels' shares and of their
 * change with the energy scale: hardly anything. So they are thrown at one mixing, the asymptotic limit, and epsilon is where the
 * events are as many; again there, until it no longer moves by what could matter beside their own error.
 */
static const double same_mixing = 0.02; /* of ln epsilon: shares change by less, and events_up by a small part of that */
enum { MOST_THROWS = 3 };

/* The root of events[], by which `own` is left counted. */
static epscan_status root_of_events(const struct held_limit *held, struct held_model *own, const struct upper_limit *events,
                                    struct model_limit *limit) {
    own->options.counted = events;
    const epscan_status status = root_limit_find(held, own->model, limit);
    own->options.counted = NULL;
    return status;
}

/* epsilon_up and its error, from toys at `mixing`. */
static epscan_status limit_by_toys_at(const struct held_limit *held, struct held_model *own, double mixing,
                                      struct model_limit *limit) {
    struct model_limit thrown, raised;
    epscan_status status = model_limit_held(own, mixing, &thrown);
    const struct upper_limit *found = &thrown.events;
    if (!status) status = root_of_events(held, own, found, limit);
    if (status || !(found->events_error > 0.0)) return status;
    struct upper_limit more = *found;
    more.events += found->events_error;
    status = root_of_events(held, own, &more, &raised);
    limit->epsilon_error = isfinite(raised.epsilon_up) ? raised.epsilon_up - limit->epsilon_up : NAN;
    return status;
}

static epscan_status limit_by_toys(struct held_model *own, const struct mediation *mediation, struct model_limit *limit) {
    const struct held_limit held = {model_limit_held, own, mediation, false};
    own->options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    epscan_status status = root_limit_find(&held, own->model, limit);
    own->options.method = EPSCAN_LIMIT_CLS_TOYS;
    double moved = INFINITY;
    for (int i = 0; i < MOST_THROWS && !status && isfinite(limit->epsilon_up) && fabs(moved) > same_mixing; i++) {
        const double mixing = limit->epsilon_up;
        status = limit_by_toys_at(&held, own, mixing, limit);
        moved = log(limit->epsilon_up / mixing);
    }
    return status;
}

epscan_status model_limit_find(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                               const struct limit_options *options, struct model_limit *limit) {
    const struct mediation *mediation = &prepared->experiment->mediation;
    if (!model || options->projected || !mediation->visible_widths) return model_limit_at(prepared, model, options, limit);
    struct held_model own = {prepared, model, *options};
    if (options->method == EPSCAN_LIMIT_CLS_TOYS) return limit_by_toys(&own, mediation, limit);
    const struct held_limit held = {model_limit_held, &own, mediation, false};
    return root_limit_find(&held, model, limit);
}
