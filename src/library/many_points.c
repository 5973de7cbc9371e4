/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Yields, limits, grid points and track lengths over arrays. Numbers are looked at first, all of them; then many_run does what the
 * single calls do. A plan's scratch is allocated once for each thread.
 */
#include "analysis/mediated_events.h"
#include "analysis/model_limit.h"
#include "core/error.h"
#include "epscan/many.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/opened_experiment.h"
#include "library/opened_grid.h"
#include "library/opened_limit.h"
#include "library/opened_plan.h"
#include "library/ranges.h"

#include <math.h>

/* Arrays that are evaluated; selections NULL: none to look at. */
struct points {
    const epscan_experiment *experiment;
    const epscan_yield_plan *plan; /* NULL: quadrature */
    const epscan_dark_photon *models;
    const epscan_selection *selections;
    double moved_GeV; /* of thresholds, which the plan must hold too */
};

static epscan_status check_point(const struct points *points, size_t i) {
    epscan_status status = check_model_of(points->experiment->prepared->search.coupling, &points->models[i]);
    if (status || !points->selections) return status;
    status = check_selection(&points->selections[i], points->experiment->experiment->beam_energy_GeV);
    return status || !points->plan ? status : check_within_plan(points->plan, &points->selections[i], points->moved_GeV);
}

static epscan_status check_points(const struct points *points, size_t count, int threads) {
    epscan_status status = many_check_threads(threads);
    for (size_t i = 0; i < count && !status; i++)
        if ((status = check_point(points, i))) status = many_failed_at(i, status);
    return status;
}

static size_t scratch_of(const epscan_yield_plan *plan) {
    return plan ? opened_plan_scratch(plan) : 0;
}

struct many_yields {
    struct points points;
    double *events;
};

static epscan_status one_yield(const void *data, size_t i, double *scratch) {
    const struct many_yields *many = data;
    const struct points *p = &many->points;
    double *events = many->events + i * channel_count();
    const struct yield_means means = {p->experiment->prepared, p->plan ? &p->plan->plan : NULL, scratch};
    return mediated_events(&means, &p->models[i], EPSCAN_REFERENCE_EPSILON, &p->selections[i], events);
}

epscan_status epscan_yield_many(const epscan_experiment *experiment, const epscan_yield_plan *plan, size_t count,
                                const epscan_dark_photon *models, const epscan_selection *selections, int threads, double *events) {
    const struct many_yields yields = {{experiment, plan, models, selections, 0.0}, events};
    const struct many many = {count, threads, scratch_of(plan), &yields, one_yield};
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = check_points(&yields.points, count, threads);
    if (!status) status = many_run(&many);
    if (status) many_nothing(count * channel_count(), events);
    call_guard_leave(&guard);
    return status;
}

struct many_limits {
    struct points points;
    const struct limit_options *options;
    epscan_limit *limits;
};

static epscan_status one_limit(const void *data, size_t i, double *scratch) {
    const struct many_limits *many = data;
    struct limit_options options = *many->options;
    options.scratch = scratch;
    if (many->points.selections) options.selection = many->points.selections[i];
    return opened_limit_find(many->points.experiment->prepared, &many->points.models[i], &options, &many->limits[i]);
}

epscan_status epscan_limit_find_many(const epscan_experiment *experiment, const epscan_yield_plan *plan, size_t count,
                                     const epscan_dark_photon *models, const epscan_selection *selections,
                                     const epscan_limit_options *options, int threads, epscan_limit *limits) {
    const bool moves = options->method != EPSCAN_LIMIT_COUNTING;
    struct limit_options inner;
    const struct many_limits all = {
        {experiment, plan, models, selections, moves ? epscan_experiment_energy_scale_GeV(experiment) : 0.0}, &inner, limits};
    const struct many many = {count, threads, scratch_of(plan), &all, one_limit};
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = opened_limit_options(experiment->experiment, options, !selections, &inner);
    inner.plan = plan ? &plan->plan : NULL;
    if (!status && !selections && plan) status = check_within_plan(plan, &options->selection, all.points.moved_GeV);
    if (!status) status = check_points(&all.points, count, threads);
    if (!status) status = many_run(&many);
    for (size_t i = 0; i < count && status; i++) opened_limit_nothing(&limits[i]);
    call_guard_leave(&guard);
    return status;
}

struct many_grid_points {
    const epscan_grid *grid;
    const epscan_dark_photon *models;
    const epscan_selection *selections;
    epscan_grid_point *points;
};

static epscan_status one_grid_point(const void *data, size_t i, double *scratch) {
    const struct many_grid_points *many = data;
    many->points[i] = grid_query_at(many->grid->query, &many->models[i], &many->selections[i], scratch);
    return EPSCAN_OK;
}

epscan_status epscan_grid_at_many(const epscan_grid *grid, size_t count, const epscan_dark_photon *models,
                                  const epscan_selection *selections, int threads, epscan_grid_point *points) {
    const struct many_grid_points all = {grid, models, selections, points};
    const struct many many = {count, threads, grid_query_scratch(grid->query), &all, one_grid_point};
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = many_check_threads(threads);
    if (!status) status = many_run(&many);
    for (size_t i = 0; i < count && status; i++) points[i] = grid_query_nothing(EPSCAN_POINT_FAILED, EPSCAN_AXIS_SPIN);
    call_guard_leave(&guard);
    return status;
}

/* T(E) where it is known. */
static void fill_track_lengths(const epscan_experiment *experiment, size_t count, const double *energy_GeV,
                               double (*read)(const struct track_length *, double), double *output) {
    const struct experiment *e = experiment->experiment;
    for (size_t i = 0; i < count && output; i++) {
        const bool known = energy_GeV[i] >= e->minimum_energy_GeV && energy_GeV[i] < e->beam_energy_GeV;
        output[i] = known ? read(experiment->prepared->track_length, energy_GeV[i]) : NAN;
    }
}

epscan_status epscan_track_length_many(const epscan_experiment *experiment, size_t count, const double *energy_GeV,
                                       double *secondary_X0_per_GeV, double *primary_X0_per_GeV) {
    struct call_guard guard;
    call_guard_enter(&guard);
    fill_track_lengths(experiment, count, energy_GeV, track_length_secondary_X0_per_GeV, secondary_X0_per_GeV);
    fill_track_lengths(experiment, count, energy_GeV, track_length_primary_X0_per_GeV, primary_X0_per_GeV);
    call_guard_leave(&guard);
    return EPSCAN_OK;
}
