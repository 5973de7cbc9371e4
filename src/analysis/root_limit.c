/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits of a model whose Gamma has its mediator's widths, so that N does not go with epsilon^2: the epsilon that is the limit at
 * its own Gamma (limit/epsilon_root.h), each expected limit a root of its own.
 */
#include "analysis/model_limit.h"

#include "core/error.h"
#include "limit/epsilon_root.h"
#include "limit/point_status.h"

#include <math.h>

/* With Gamma as it is at `epsilon`. */
static epscan_status limit_at(const struct prepared_experiment *prepared, const epscan_dark_photon *model, double epsilon,
                              const struct limit_options *options, struct model_limit *limit) {
    struct limit_options held = *options;
    held.widths_at = epsilon;
    return model_limit_at(prepared, model, &held, limit);
}

/* One of a limit's mixings as a function of the widths' own. */
struct root_search {
    const struct prepared_experiment *prepared;
    const epscan_dark_photon *model;
    const struct limit_options *options;
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
    if (!search->status) search->status = limit_at(search->prepared, search->model, epsilon, search->options, &limit);
    return search->status ? NAN : mixing_of(&limit, search->band);
}

static enum epsilon_root root_of(struct root_search *search, const struct model_limit *neglected, double *epsilon) {
    const struct epsilon_limit limit = {mixing_with_widths_at, search};
    const double most = mediation_most_epsilon(&search->prepared->experiment->mediation, search->model);
    return epsilon_root_find(&limit, mixing_of(neglected, search->band), most, epsilon);
}

/* All mixings of a limit as roots; events are those at EPSCAN_REFERENCE_EPSILON, events_up those at epsilon_up. */
static epscan_status limit_with_widths(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                                       const struct limit_options *options, struct model_limit *limit) {
    struct root_search search = {prepared, model, options, -1, EPSCAN_OK};
    struct model_limit neglected, at_root;
    double epsilon_up;
    epscan_status status = limit_at(prepared, model, 0.0, options, &neglected);
    if (!status) status = limit_at(prepared, model, EPSCAN_REFERENCE_EPSILON, options, limit);
    if (status) return status;
    const enum epsilon_root root = root_of(&search, &neglected, &epsilon_up);
    for (search.band = 0; search.band < EPSCAN_LIMIT_BANDS && !search.status; search.band++)
        if (!isnan(neglected.epsilon_expected[search.band])) root_of(&search, &neglected, &limit->epsilon_expected[search.band]);
    limit->epsilon_up = epsilon_up;
    limit->status = point_status_of_roots(limit->is_partly_unknown, 1, &root);
    if (!search.status && isfinite(epsilon_up)) search.status = limit_at(prepared, model, epsilon_up, options, &at_root);
    limit->events = !search.status && isfinite(epsilon_up) ? at_root.events : neglected.events;
    return search.status;
}

epscan_status model_limit_find(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                               const struct limit_options *options, struct model_limit *limit) {
    if (!model || options->projected || !prepared->experiment->mediation.visible_widths)
        return model_limit_at(prepared, model, options, limit);
    if (options->method == EPSCAN_LIMIT_CLS_TOYS)
        return error_set(EPSCAN_BAD_INPUT,
                         "limits by cls-toys with visible widths are not allowed, as each has an error of its own; "
                         "allowed: counting, cls, cls-asymptotic, bayes");
    return limit_with_widths(prepared, model, options, limit);
}
