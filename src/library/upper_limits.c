/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of one model for programs: options checked against what the experiment observed, then analysis/model_limit.h. */
#include "core/error.h"
#include "limit/counting_limit.h"
#include "library/call_guard.h"
#include "library/opened_experiment.h"
#include "library/opened_limit.h"
#include "library/ranges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

epscan_limit_options opened_limit_own_options(const struct experiment *experiment) {
    const struct limit_options own = limit_options_of(experiment);
    return (epscan_limit_options){.method = own.method,
                                  .selection = own.selection,
                                  .confidence_level = own.toys.confidence_level,
                                  .toys = own.toys.toys,
                                  .seed = own.toys.seed};
}

epscan_limit_options epscan_limit_options_of(const epscan_experiment *experiment) {
    return opened_limit_own_options(experiment->experiment);
}

static epscan_status check_counting(const struct experiment *e, const epscan_limit_options *options) {
    double observed = 0.0;
    for (int i = 0; i < e->data_set_count; i++) observed += e->data_sets[i].observed;
    if (observed == 0.0 && options->confidence_level == 0.9) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "method: counting, for no event observed and confidence_level 0.9, is not allowed with %g "
                     "observed at %g; allowed: cls, cls-asymptotic, cls-toys, bayes",
                     observed, options->confidence_level);
}

static epscan_status check_options(const struct experiment *e, const epscan_limit_options *options, bool has_selection) {
    static const struct interval level = {0.5, 1.0, false, true, ""};
    static const struct interval toys = {CLS_TOYS_LEAST, CLS_TOYS_MOST, false, false, ""};
    if ((int)options->method < 0 || options->method >= EPSCAN_LIMIT_METHODS)
        return error_set(EPSCAN_BAD_INPUT, "method: %d is not allowed; allowed: 0 to %d", (int)options->method,
                         EPSCAN_LIMIT_METHODS - 1);
    epscan_status status = has_selection ? check_selection(&options->selection, e->beam_energy_GeV) : EPSCAN_OK;
    if (!status) status = check_number("confidence_level", options->confidence_level, &level);
    if (!status && options->method == EPSCAN_LIMIT_CLS_TOYS) status = check_number("toys", (double)options->toys, &toys);
    if (!status && options->method == EPSCAN_LIMIT_COUNTING) status = check_counting(e, options);
    return status;
}

void opened_limit_nothing(epscan_limit *limit) {
    *limit = (epscan_limit){.annihilation_events = NAN,
                            .strahlung_events = NAN,
                            .events_up = NAN,
                            .epsilon_up = NAN,
                            .epsilon_error = NAN,
                            .y_up = NAN,
                            .status = EPSCAN_POINT_FAILED};
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) limit->epsilon_expected[i] = NAN;
}

static void take_over(const epscan_dark_photon *model, const struct model_limit *found, epscan_limit *limit) {
    *limit = (epscan_limit){.annihilation_events = found->channel_events[channel_of_name("annihilation")],
                            .strahlung_events = found->channel_events[channel_of_name("strahlung")],
                            .events_up = found->events.events,
                            .epsilon_up = found->epsilon_up,
                            .epsilon_error = found->epsilon_error,
                            .y_up = epscan_dark_photon_y(model, found->epsilon_up),
                            .status = found->status};
    memcpy(limit->epsilon_expected, found->epsilon_expected, sizeof limit->epsilon_expected);
}

epscan_status opened_limit_options(const struct experiment *experiment, const epscan_limit_options *options, bool has_selection,
                                   struct limit_options *inner) {
    const epscan_status status = check_options(experiment, options, has_selection);
    *inner = limit_options_of(experiment);
    if (status) return status;
    inner->method = options->method;
    inner->selection = options->selection;
    inner->toys.confidence_level = options->confidence_level;
    inner->toys.toys = (size_t)options->toys;
    inner->toys.seed = options->seed;
    return EPSCAN_OK;
}

epscan_status opened_limit_find(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                                const struct limit_options *options, epscan_limit *limit) {
    struct model_limit found;
    opened_limit_nothing(limit);
    const epscan_status status = model_limit_find(prepared, model, options, &found);
    if (!status) take_over(model, &found, limit);
    return status;
}

epscan_status epscan_limit_find(const epscan_experiment *experiment, const epscan_dark_photon *model,
                                const epscan_limit_options *options, epscan_limit *limit) {
    struct limit_options inner;
    struct call_guard guard;
    opened_limit_nothing(limit);
    call_guard_enter(&guard);
    epscan_status status = check_model_of(experiment->prepared->search.coupling, model);
    if (!status) status = opened_limit_options(experiment->experiment, options, true, &inner);
    if (!status) status = opened_limit_find(experiment->prepared, model, &inner, limit);
    call_guard_leave(&guard);
    return status;
}

epscan_status epscan_limit_find_combined(const epscan_experiment *const *experiments, size_t count, const epscan_dark_photon *model,
                                         const epscan_limit_options *options, epscan_limit *limit) {
    struct limit_options inner;
    struct call_guard guard;
    opened_limit_nothing(limit);
    call_guard_enter(&guard);
    const struct prepared_experiment **others = calloc(count + 1, sizeof *others);
    epscan_status status = others ? check_model(model) : error_no_memory("the experiments");
    if (!status && count == 0) status = error_set(EPSCAN_BAD_INPUT, "count: 0 is not allowed; allowed: 1 or more");
    for (size_t i = 0; i < count && !status; i++) status = check_model_of(experiments[i]->prepared->search.coupling, model);
    for (size_t i = 0; i < count && !status; i++)
        status = opened_limit_options(experiments[i]->experiment, options, i == 0, &inner);
    for (size_t i = 1; i < count && !status; i++)
        if (!mediation_equals(&experiments[i]->experiment->mediation, &experiments[0]->experiment->mediation))
            status = error_set(EPSCAN_BAD_INPUT, "experiments: of different mediators are not allowed; allowed: one for all");
    for (size_t i = 1; i < count && !status; i++) others[i - 1] = experiments[i]->prepared;
    if (!status) status = opened_limit_options(experiments[0]->experiment, options, true, &inner);
    if (!status) {
        inner.others = others;
        inner.other_count = count - 1;
        status = opened_limit_find(experiments[0]->prepared, model, &inner, limit);
    }
    free(others);
    call_guard_leave(&guard);
    return status;
}

double epscan_limit_of_nothing_seen(double annihilation_events, double strahlung_events) {
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    const double epsilon = counting_epsilon_up(annihilation_events, strahlung_events);
    call_guard_leave_thread(&guard);
    return epsilon;
}
