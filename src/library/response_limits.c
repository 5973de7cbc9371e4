/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of models from a response, with the statistics of the experiment that it is of: nothing is solved. */
#include "library/call_guard.h"
#include "library/many.h"
#include "library/opened_limit.h"
#include "library/opened_response.h"
#include "library/ranges.h"

epscan_limit_options epscan_response_limit_options(const epscan_response *response) {
    return opened_limit_own_options(response->file.experiment);
}

struct many_limits {
    const struct prepared_experiment *source;
    const struct limit_options *options;
    const epscan_dark_photon *models;
    const epscan_selection *selections; /* NULL: that of the options */
    epscan_limit *limits;
};

static epscan_status one_limit(const void *data, size_t i, double *scratch) {
    const struct many_limits *many = data;
    struct limit_options options = *many->options;
    (void)scratch;
    if (many->selections) options.selection = many->selections[i];
    return opened_limit_find(many->source, &many->models[i], &options, &many->limits[i]);
}

static epscan_status check_models(const epscan_response *response, size_t count, const epscan_dark_photon *models) {
    const enum coupling coupling = response->file.experiment->mediation.mediator->coupling;
    epscan_status status = EPSCAN_OK;
    for (size_t i = 0; i < count && !status; i++)
        if ((status = check_model_of(coupling, &models[i]))) status = many_failed_at(i, status);
    return status;
}

epscan_status epscan_response_limit_many(const epscan_response *response, size_t count, const epscan_dark_photon *models,
                                         const epscan_selection *selections, const epscan_limit_options *options, int threads,
                                         epscan_limit *limits) {
    const struct prepared_experiment source = {.experiment = response->file.experiment};
    struct limit_options inner;
    const struct many_limits all = {&source, &inner, models, selections, limits};
    const struct many many = {.count = count, .threads = threads, .data = &all, .one = one_limit};
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = many_check_threads(threads);
    if (!status) status = opened_limit_options(source.experiment, options, !selections, &inner);
    inner.response = &response->file.table;
    if (!status) status = check_models(response, count, models);
    if (!status) status = many_run(&many);
    for (size_t i = 0; i < count && status; i++) opened_limit_nothing(&limits[i]);
    call_guard_leave(&guard);
    return status;
}

epscan_status epscan_response_limit(const epscan_response *response, const epscan_dark_photon *model,
                                    const epscan_limit_options *options, epscan_limit *limit) {
    const struct prepared_experiment source = {.experiment = response->file.experiment};
    struct limit_options inner;
    struct call_guard guard;
    opened_limit_nothing(limit);
    call_guard_enter(&guard);
    epscan_status status = check_model_of(source.experiment->mediation.mediator->coupling, model);
    if (!status) status = opened_limit_options(source.experiment, options, true, &inner);
    inner.response = &response->file.table;
    if (!status) status = opened_limit_find(&source, model, &inner, limit);
    call_guard_leave(&guard);
    return status;
}
