/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits of a model whose Gamma has its mediator's widths, so that N does not go with epsilon^2: the epsilon that is the limit at
 * its own Gamma (limit/epsilon_root.h), each expected limit a root of its own.
 */
#include "analysis/root_limit.h"

#include "core/error.h"
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

epscan_status model_limit_find(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                               const struct limit_options *options, struct model_limit *limit) {
    const struct mediation *mediation = &prepared->experiment->mediation;
    if (!model || options->projected || !mediation->visible_widths) return model_limit_at(prepared, model, options, limit);
    if (options->method == EPSCAN_LIMIT_CLS_TOYS)
        return error_set(EPSCAN_BAD_INPUT,
                         "limits by cls-toys with visible widths are not allowed, as each has an error of its own; "
                         "allowed: counting, cls, cls-asymptotic, bayes");
    struct held_model own = {prepared, model, *options};
    const struct held_limit held = {model_limit_held, &own, mediation, false};
    return root_limit_find(&held, model, limit);
}
