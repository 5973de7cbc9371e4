/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slab of a tile's models: their rows (moments of their spectral densities), for each folded channel the product with the weights
 * of the tile's columns, the channels that are taken at the resonance, then the limits of each model. With the mediator's widths in
 * Gamma events are those at the reference mixing, and the limits are roots: for each model the rows at a few mixings, of which all
 * columns' roots follow (analysis/width_roots.c).
 */
#include "scan/tile_slab.h"

#include "analysis/point_limit.h"
#include "core/aligned_room.h"
#include "core/stop_signal.h"
#include "limit/point_status.h"
#include "model/dark_current.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

enum { WORKSPACE_PARTS = 9 };

/*
 * A slab's models and what is signal of them, numerators of a family, rows, those of the second signals, the factored weights'
 * intermediate, events of one channel in all variants of columns, of extremes, and of channels that are not folded, which are
 * those of all columns: fixed[channel * SLAB_MODELS + model], NaN where they are not known.
 */
struct slab_workspace {
    epscan_dark_photon *models, *signals;
    double *numerators, *rows, *more_rows, *projected, *events, *extremes, *fixed;
};

static bool adds_widths(const struct tile_engine *engine) {
    return engine->experiment->mediation.visible_widths;
}

/* Doubles of the workspace's parts, in their order. */
static void part_sizes(const struct tile_engine *engine, size_t size[WORKSPACE_PARTS]) {
    size[0] = engine->plan.scratch_size;
    size[1] = SLAB_MODELS * engine->plan.row_length;
    size[2] = SLAB_MODELS * (column_weights_scratch(&engine->weights) + column_weights_scratch(&engine->extremes));
    size[3] = SLAB_MODELS * sizeof(epscan_dark_photon) / sizeof(double);
    size[4] =
        engine->variants > 1 || adds_widths(engine) ? CHANNELS_MAX * SLAB_MODELS * engine->variants * engine->weights.columns : 0;
    size[5] = CHANNELS_MAX * SLAB_MODELS * engine->variants * engine->extremes.columns;
    size[6] = adds_widths(engine) ? SIGNALS_MOST * size[3] : 0;
    size[7] = adds_widths(engine) ? size[1] : 0;
    size[8] = CHANNELS_MAX * SLAB_MODELS;
}

static struct slab_workspace slab_workspace(const struct tile_engine *engine) {
    double *part[WORKSPACE_PARTS], *next = engine->workspace + (size_t)omp_get_thread_num() * engine->workspace_stride;
    size_t size[WORKSPACE_PARTS];
    part_sizes(engine, size);
    for (int i = 0; i < WORKSPACE_PARTS; i++) {
        part[i] = next;
        next += whole_cache_lines(size[i]);
    }
    return (struct slab_workspace){.models = (epscan_dark_photon *)part[3],
                                   .signals = (epscan_dark_photon *)part[6],
                                   .numerators = part[0],
                                   .rows = part[1],
                                   .more_rows = part[7],
                                   .projected = part[2],
                                   .events = part[4],
                                   .extremes = part[5],
                                   .fixed = part[8]};
}

size_t tile_slab_room(const struct tile_engine *engine) {
    size_t size[WORKSPACE_PARTS], room = 0;
    part_sizes(engine, size);
    for (int i = 0; i < WORKSPACE_PARTS; i++) room += whole_cache_lines(size[i]);
    return room;
}

void tile_engine_let_idle(const struct tile_engine *engine) {
    if (engine->idle && omp_get_thread_num() == 0) engine->idle(engine->idle_data);
}

bool tile_engine_leaves_out(void *data) {
    struct tile_engine *engine = data;
    uint64_t number;
#pragma omp atomic capture
    number = engine->single_limits++;
    tile_engine_let_idle(engine);
    return engine->limit_stride == 0 || number % engine->limit_stride != 0;
}

static void fill(double *values, uint64_t count, double value) {
    for (uint64_t i = 0; i < count; i++) values[i] = value;
}

/* The events of a slab's models: those of channel c and model i are at of[c] + i * stride. */
struct slab_events {
    uint64_t columns, stride;
    double *of[CHANNELS_MAX]; /* NULL: no such channel */
};

/* Events of the channels that are not folded; `share`: the part of Gamma that is signal. Models of one mass stand together. */
static void take_fixed(const struct tile_engine *engine, const struct slab_workspace *space, const epscan_dark_photon *models,
                       const double *share, uint64_t count) {
    const struct yield_plan *plan = &engine->plan;
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        double *fixed = space->fixed + c * SLAB_MODELS, whole = 0.0;
        if (!plan->responses->of[c].exists || plan->part[c].response) continue;
        for (uint64_t i = 0; i < count; i++) {
            if (i == 0 || models[i].mass_GeV != models[i - 1].mass_GeV || models[i].table != models[i - 1].table)
                whole = yield_plan_events_at_resonance(plan, c, &models[i]);
            fixed[i] = share[i] * whole;
        }
    }
}

/* All that is signal of `count` models with Gamma as it is at each one's epsilon: the rows of the first and the second kind added.
 */
static void take_signals(const struct tile_engine *engine, const struct slab_workspace *space, const epscan_dark_photon *models,
                         const double *epsilon, uint64_t count, double *share) {
    const struct yield_plan *plan = &engine->plan;
    epscan_dark_photon *first = space->signals, *second = space->signals + SLAB_MODELS;
    for (uint64_t i = 0; i < count; i++) {
        epscan_dark_photon signal[SIGNALS_MOST];
        const size_t signals = mediation_signals(&engine->experiment->mediation, &models[i], epsilon[i], signal);
        first[i] = signal[0];
        second[i] = signals > 1 ? signal[1] : (epscan_dark_photon){.mass_GeV = models[i].mass_GeV, .other_width_GeV = 1.0};
        share[i] = dark_photon_signal_share(&first[i]) + (signals > 1 ? dark_photon_signal_share(&second[i]) : 0.0);
    }
    yield_plan_model_rows(plan, first, count, space->numerators, space->rows);
    yield_plan_model_rows(plan, second, count, space->numerators, space->more_rows);
    for (size_t j = 0; j < count * plan->row_length; j++) space->rows[j] += space->more_rows[j];
}

/* The rows of a slab's models, and what else follows from them whatever the columns. */
static void take_rows(const struct tile_engine *engine, const struct slab_workspace *space, const epscan_dark_photon *models,
                      const double *epsilon, uint64_t count) {
    double share[SLAB_MODELS];
    if (adds_widths(engine))
        take_signals(engine, space, models, epsilon, count, share);
    else {
        yield_plan_model_rows(&engine->plan, models, count, space->numerators, space->rows);
        for (uint64_t i = 0; i < count; i++) share[i] = dark_photon_signal_share(&models[i]);
    }
    take_fixed(engine, space, models, share, count);
}

/* Whether the row of model i is finite: what stands in it behind the moments of a channel sums them all. */
static bool row_is_finite(const struct tile_engine *engine, const struct slab_workspace *space, uint64_t i) {
    const struct yield_plan *plan = &engine->plan;
    bool finite = true;
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (plan->part[c].response)
            finite = finite && isfinite(*yield_plan_events_above(&plan->part[c], space->rows + i * plan->row_length, 0));
    return finite;
}

/* The folded channels' events of a slab's models for a set of columns, in all variants. */
static void slab_yields(const struct tile_engine *engine, const struct column_weights *weights, const struct slab_workspace *space,
                        uint64_t models, const struct slab_events *events) {
    const struct yield_plan *plan = &engine->plan;
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (events->of[c] && plan->part[c].response)
            selection_weights_events(&weights->of[c], &plan->part[c], models, space->rows, plan->row_length, space->projected,
                                     events->of[c], events->stride);
}

/* The limits of model i of a slab, whose row is finite. */
static epscan_point_status find_limits(struct tile_engine *engine, const struct slab_workspace *space,
                                       const epscan_dark_photon *model, const struct slab_events *slab, uint64_t i,
                                       double *epsilon_up) {
    const struct point_limiter limiter = {&engine->experiment->mediation, engine->limits, tile_engine_leaves_out, engine};
    const uint64_t columns = slab->columns;
    struct point_events point = {.columns = columns};
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        if (!slab->of[c]) continue;
        double *own = slab->of[c] + i * slab->stride;
        const bool folded = engine->plan.part[c].response != NULL;
        const double fixed = folded ? NAN : space->fixed[c * SLAB_MODELS + i];
        point.unknown[c] = folded ? !yield_plan_knows(&engine->plan, c, model) : isnan(fixed);
        if (point.unknown[c] || !folded) fill(own, engine->variants * columns, fixed);
        point.nominal[c] = own;
        point.constant[c] = !folded;
        if (engine->variants == 1) continue;
        point.lowered[c] = own + columns;
        point.raised[c] = own + 2 * columns;
    }
    return point_limits(&limiter, model, &point, epsilon_up);
}

/* Where the slab's events go: into the tile itself, or when there are variants, beside it. */
static struct slab_events events_in(const struct tile_engine *engine, uint64_t first, const struct tile *tile, double *beside,
                                    uint64_t columns) {
    struct slab_events events = {columns, engine->variants * columns, {0}};
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        if (!tile->events[c]) continue;
        events.of[c] = beside ? beside + c * SLAB_MODELS * events.stride : tile->events[c] + first * columns;
    }
    return events;
}

/* A model whose row is not finite has failed, whatever the columns. */
static void fail_model(const struct tile_engine *engine, struct tile *tile, uint64_t model) {
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        const uint64_t columns = engine->factors ? engine->factors->kept[c] : tile->box.column_count;
        if (tile->events[c]) fill(tile->events[c] + model * columns, columns, NAN);
    }
    if (tile->epsilon_up) fill(tile->epsilon_up + model * tile->box.column_count, tile->box.column_count, NAN);
    tile->status[model] = EPSCAN_POINT_FAILED;
}

static void take_nominal(const struct slab_events *events, uint64_t i, struct tile *tile, uint64_t model) {
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (tile->events[c])
            memcpy(tile->events[c] + model * events->columns, events->of[c] + i * events->stride, events->columns * sizeof(double));
}

/* One model's limits with the widths at mixings. */
struct root_task {
    struct tile_engine *engine;
    const struct slab_workspace *space;
    const struct column_weights *weights;
    const epscan_dark_photon *model;
    struct slab_events events;
};

static void limits_with_widths_at(void *data, size_t count, const double *epsilon, double *limits) {
    const struct root_task *task = data;
    epscan_dark_photon same[ROOT_NODES_MOST] = {{0}};
    for (size_t i = 0; i < count; i++) same[i] = *task->model;
    take_rows(task->engine, task->space, same, epsilon, count);
    slab_yields(task->engine, task->weights, task->space, count, &task->events);
    for (size_t i = 0; i < count; i++)
        find_limits(task->engine, task->space, task->model, &task->events, i, limits + i * task->events.columns);
}

/* All columns' roots in epsilon_up, and the model's status. */
static epscan_point_status find_roots(struct root_task *task, bool unknown, double *epsilon_up) {
    const size_t columns = task->events.columns;
    const struct width_limits limits = {columns, limits_with_widths_at, task};
    enum epsilon_root *root = malloc(columns * sizeof *root);
    epscan_point_status status = EPSCAN_POINT_FAILED;
    if (root &&
        !width_roots_find(&task->engine->rules, &limits, &task->engine->experiment->mediation, task->model, epsilon_up, root))
        status = point_status_of_roots(unknown, columns, root);
    else
#pragma omp atomic write
        task->engine->out_of_memory = true;
    free(root);
    return status;
}

/* What a slab's limits are with the mediator's widths, once its events at the reference mixing are in the tile. */
static void root_slab(struct tile_engine *engine, const struct slab_workspace *space, uint64_t first, uint64_t models,
                      const struct tile *tile) {
    const uint64_t columns = tile->box.column_count;
    double epsilon_up[EXTREME_COLUMNS];
    for (uint64_t i = 0; i < models; i++) {
        unsigned char *status = &tile->status[first + i];
        const bool unknown = *status == EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE;
        struct root_task task = {engine, space, &engine->weights, &space->models[i],
                                 events_in(engine, 0, tile, space->events, columns)};
        if (*status == EPSCAN_POINT_FAILED) continue;
        *status = (unsigned char)find_roots(&task, unknown, tile->epsilon_up + (first + i) * columns);
        if (!engine->extremes.columns) continue;
        task.weights = &engine->extremes;
        task.events = events_in(engine, 0, tile, space->extremes, engine->extremes.columns);
        *status = (unsigned char)find_roots(&task, unknown, epsilon_up);
    }
}

/* Model i's events of the kept columns of a channel that is not folded, or not known of it. */
static void finish_kept(const struct tile_engine *engine, const struct slab_workspace *space, uint64_t i, size_t channel,
                        double *kept) {
    const struct yield_plan *plan = &engine->plan;
    const struct column_factors *factors = &engine->factors->of[channel][engine->column_block];
    if (!plan->part[channel].response)
        fill(kept, factors->count, space->fixed[channel * SLAB_MODELS + i]);
    else if (!yield_plan_knows(plan, channel, &space->models[i]))
        fill(kept, factors->count, NAN);
    for (size_t k = 1; k < factors->count; k++) /* the last over again, to the last bit */
        if (factors->column[k] == factors->column[k - 1]) kept[k] = kept[k - 1];
}

/* Of a tile of kept columns; statuses are those of the extreme selections. */
static void evaluate_kept(struct tile_engine *engine, uint64_t first, uint64_t models, const struct slab_workspace *space,
                          struct tile *tile) {
    const struct yield_plan *plan = &engine->plan;
    const struct slab_events extremes = events_in(engine, 0, tile, space->extremes, engine->extremes.columns);
    slab_yields(engine, &engine->extremes, space, models, &extremes);
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        const size_t kept = engine->factors->kept[c];
        double *own = tile->events[c] ? tile->events[c] + first * kept : NULL;
        if (own && plan->part[c].response)
            selection_weights_events(&engine->weights.of[c], &plan->part[c], models, space->rows, plan->row_length,
                                     space->projected, own, kept);
        for (uint64_t i = 0; own && i < models; i++) finish_kept(engine, space, i, c, own + i * kept);
    }
    for (uint64_t i = 0; i < models; i++) {
        double epsilon_up[EXTREME_COLUMNS];
        if (row_is_finite(engine, space, i))
            tile->status[first + i] = (unsigned char)find_limits(engine, space, &space->models[i], &extremes, i, epsilon_up);
        else
            fail_model(engine, tile, first + i);
    }
}

void tile_slab_evaluate(struct tile_engine *engine, uint64_t first, uint64_t end, struct tile *tile) {
    const uint64_t columns = tile->box.column_count, models = end - first;
    const struct slab_workspace space = slab_workspace(engine);
    const bool moved = engine->variants > 1, has_extremes = engine->extremes.columns > 0;
    const struct slab_events events = events_in(engine, first, tile, moved ? space.events : NULL, columns);
    const struct slab_events extremes = events_in(engine, 0, tile, space.extremes, engine->extremes.columns);
    double epsilon[SLAB_MODELS];
    fill(epsilon, models, EPSCAN_REFERENCE_EPSILON);
    for (uint64_t i = 0; i < models; i++) space.models[i] = grid_box_model(engine->grid, &tile->box, first + i);
    take_rows(engine, &space, space.models, epsilon, models);
    if (engine->factors) {
        evaluate_kept(engine, first, models, &space, tile);
        return;
    }
    slab_yields(engine, &engine->weights, &space, models, &events);
    if (has_extremes) slab_yields(engine, &engine->extremes, &space, models, &extremes);
    for (uint64_t i = 0; i < models; i++) {
        const uint64_t model = first + i;
        double epsilon_up[EXTREME_COLUMNS];
        if (!row_is_finite(engine, &space, i)) {
            fail_model(engine, tile, model);
            continue;
        }
        epscan_point_status status = find_limits(engine, &space, &space.models[i], &events, i, tile->epsilon_up + model * columns);
        if (moved) take_nominal(&events, i, tile, model);
        if (has_extremes) status = find_limits(engine, &space, &space.models[i], &extremes, i, epsilon_up);
        tile->status[model] = (unsigned char)status;
    }
    if (adds_widths(engine)) root_slab(engine, &space, first, models, tile);
}
