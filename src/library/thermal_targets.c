/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thermal targets for programs: what chi is, and its mass, from the dark photon's model; then relic/relic_density.h. */
#include "core/error.h"
#include "epscan/many.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/ranges.h"
#include "relic/relic_density.h"

#include <math.h>

static struct relic_model relic_of(const struct mediator *mediator, const epscan_dark_photon *model) {
    return (struct relic_model){.kind = model->spin,
                                .mass_GeV = model->mass_ratio * model->mass_GeV,
                                .mass_ratio = model->mass_ratio,
                                .alpha_D = model->alpha_D,
                                .splitting = model->splitting,
                                .mediator = mediator};
}

static epscan_status check_relic(const struct mediator *mediator, const epscan_dark_photon *model) {
    static const struct interval mass = {RELIC_LOWEST_MASS_GeV, RELIC_HIGHEST_MASS_GeV, false, false, "GeV"};
    static const struct interval ratio = {RELIC_LOWEST_RATIO, RELIC_HIGHEST_RATIO, false, false, ""};
    static const struct interval alpha = {RELIC_LOWEST_ALPHA_D, RELIC_HIGHEST_ALPHA_D, false, false, ""};
    epscan_status status = check_model_of(mediator->coupling, model);
    if (!status) status = check_number("mass_ratio", model->mass_ratio, &ratio);
    if (!status) status = check_number("alpha_D", model->alpha_D, &alpha);
    return status ? status : check_number("mass_ratio * mass_GeV", model->mass_ratio * model->mass_GeV, &mass);
}

static epscan_status find_target(const struct mediator *mediator, const epscan_dark_photon *model, epscan_relic *target) {
    struct relic_point point;
    *target = (epscan_relic){NAN, NAN, NAN, NAN};
    epscan_status status = check_relic(mediator, model);
    if (status) return status;
    const struct relic_model relic = relic_of(mediator, model);
    status = relic_thermal_target(&relic, &point);
    if (!status)
        *target = (epscan_relic){point.epsilon, epscan_dark_photon_y(model, point.epsilon), point.omega_h2, point.x_freeze_out};
    return status;
}

epscan_status epscan_relic_target(const epscan_dark_photon *model, epscan_relic *target) {
    return epscan_relic_target_for(NULL, model, target);
}

epscan_status epscan_relic_target_for(const char *mediator, const epscan_dark_photon *model, epscan_relic *target) {
    const struct mediator *row;
    struct call_guard guard;
    call_guard_enter(&guard);
    *target = (epscan_relic){NAN, NAN, NAN, NAN};
    epscan_status status = check_mediator(mediator, &row);
    if (!status) status = find_target(row, model, target);
    call_guard_leave(&guard);
    return status;
}

struct many_targets {
    const struct mediator *mediator;
    const epscan_dark_photon *models;
    epscan_relic *targets;
    epscan_status *status; /* NULL: not asked for */
};

/* A target that is not there is an answer. */
static epscan_status one_target(const void *data, size_t i, double *scratch) {
    const struct many_targets *many = data;
    (void)scratch;
    const epscan_status status = find_target(many->mediator, &many->models[i], &many->targets[i]);
    if (many->status) many->status[i] = status;
    return status == EPSCAN_BAD_INPUT ? status : EPSCAN_OK;
}

epscan_status epscan_relic_target_many(size_t count, const epscan_dark_photon *models, int threads, epscan_relic *targets,
                                       epscan_status *status) {
    return epscan_relic_target_many_for(NULL, count, models, threads, targets, status);
}

epscan_status epscan_relic_target_many_for(const char *mediator, size_t count, const epscan_dark_photon *models, int threads,
                                           epscan_relic *targets, epscan_status *status) {
    struct many_targets targets_of = {NULL, models, targets, status};
    const struct many many = {count, threads, 0, &targets_of, one_target};
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status result = many_check_threads(threads);
    if (!result) result = check_mediator(mediator, &targets_of.mediator);
    for (size_t i = 0; i < count && !result; i++)
        if ((result = check_relic(targets_of.mediator, &models[i]))) result = many_failed_at(i, result);
    if (!result) result = many_run(&many);
    if (result) many_nothing(4 * count, (double *)targets);
    call_guard_leave(&guard);
    return result;
}
