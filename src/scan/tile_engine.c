/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tile is cut into slabs of models, one thread each: the rows of the slab's models (moments of their spectral densities), for
 * each folded channel their product with the weights of the tile's columns, the channels that are taken at the resonance, then the
 * limits of each model. Where limits need the change of yields with the energy scale, columns stand three times: themselves, with
 * the threshold lowered, and raised. Weights are kept from tile to tile of one block of columns. Tiles of several experiments are
 * filled model by model (joint_tile.h).
 */
#include "scan/tile_engine.h"

#include "analysis/point_limit.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "scan/joint_tile.h"
#include "yield/selection_weights.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

/*
 * Model points that a thread takes at once, at most: their rows stay in its second-level cache. The selections of a grid with the
 * least and with the most signal.
 */
enum { SLAB_MODELS = 32, EXTREME_COLUMNS = 2, MOVED_VARIANTS = 3 };

/* The weights of a set of columns in all variants, by channel. */
struct column_weights {
    uint64_t columns; /* without variants; 0: none */
    struct selection_weights of[CHANNELS_MAX];
};

struct tile_engine {
    const struct grid *grid;
    const struct experiment *experiment;
    struct joint_limiter *joint; /* of several experiments; NULL: of one, by what follows */
    struct yield_plan plan;
    const struct limit_table *limits; /* borrowed; NULL: Eq. 7 */
    uint64_t variants;                /* of each column: 1, or MOVED_VARIANTS */
    uint64_t column_block;            /* whose weights are held */
    struct column_weights weights;
    struct column_weights extremes; /* of EXTREME_COLUMNS; empty when a tile has all columns */
    int thread_count;
    uint64_t limit_stride, single_limits; /* see tile_engine_sample */
    void (*idle)(void *);                 /* of the evaluation; NULL: none */
    void *idle_data;
    double *workspace; /* per thread, see slab_workspace */
    size_t workspace_stride;
};

/* By how much thresholds are moved for the limits' sake; 0: not. */
static double energy_scale_GeV(const struct tile_engine *engine) {
    return engine->variants > 1 ? engine->experiment->statistics.energy_scale_GeV : 0.0;
}

static struct selection_range range_of(const struct tile_engine *engine) {
    const struct axis *threshold = &engine->grid->axes[EPSCAN_AXIS_THRESHOLD], *shift = &engine->grid->axes[EPSCAN_AXIS_SHIFT];
    const double moved = energy_scale_GeV(engine);
    return (struct selection_range){threshold->value[0] - moved, threshold->value[threshold->count - 1] + moved, shift->value[0],
                                    shift->value[shift->count - 1]};
}

static void column_weights_clear(struct column_weights *weights) {
    for (size_t c = 0; c < CHANNELS_MAX; c++) selection_weights_clear(&weights->of[c]);
    weights->columns = 0;
}

/* The weights of columns in all variants: themselves, then thresholds lowered, then raised. `columns` has room for all. */
static epscan_status weigh_variants(const struct tile_engine *engine, uint64_t count, epscan_selection *columns,
                                    struct column_weights *weights) {
    epscan_status status = EPSCAN_OK;
    for (uint64_t j = count; j < engine->variants * count; j++) {
        columns[j] = columns[j % count];
        columns[j].threshold_GeV += j < 2 * count ? -energy_scale_GeV(engine) : energy_scale_GeV(engine);
    }
    column_weights_clear(weights);
    for (size_t c = 0; c < CHANNELS_MAX && !status; c++)
        if (engine->plan.part[c].response)
            status = selection_weights_init(&weights->of[c], &engine->plan.part[c], columns, engine->variants * count);
    weights->columns = count;
    return status;
}

/*
 * A model has one status, and tiles of other columns must find the same: where a tile has not all columns, by Eq. 7 alone
 * (scan/grid.h), it is that of the lowest threshold with the highest shift, whose limit is the weakest, and of the highest with the
 * lowest. Nothing fails in a column between them: Eq. 7 has a limit for any finite events.
 */
static epscan_status weigh_extremes(struct tile_engine *engine) {
    const struct grid *grid = engine->grid;
    const struct axis *threshold = &grid->axes[EPSCAN_AXIS_THRESHOLD], *shift = &grid->axes[EPSCAN_AXIS_SHIFT];
    epscan_selection columns[MOVED_VARIANTS * EXTREME_COLUMNS] = {
        {threshold->value[0], shift->value[shift->count - 1]},
        {threshold->value[threshold->count - 1], shift->value[0]},
    };
    if (grid_tile_column_block(grid, grid->tile_count - 1) == 0) return EPSCAN_OK;
    return weigh_variants(engine, EXTREME_COLUMNS, columns, &engine->extremes);
}

/* The plan and the weights of a single experiment. */
static epscan_status plan_one(struct tile_engine *engine, const struct prepared_experiment *prepared) {
    const struct selection_range range = range_of(engine);
    const epscan_status status = yield_plan_init_lent(&engine->plan, &prepared->search, &prepared->responses, &range);
    return status ? status : weigh_extremes(engine);
}

epscan_status tile_engine_create(const struct grid *grid, const struct prepared_experiment *prepared,
                                 const struct limit_table *limits, struct tile_engine **engine) {
    const struct experiment *experiment = prepared->experiment;
    struct tile_engine *made = calloc(1, sizeof *made);
    epscan_status status = made ? EPSCAN_OK : error_no_memory("the tile engine");
    if (status) return status;
    made->grid = grid;
    made->experiment = experiment;
    made->column_block = UINT64_MAX;
    made->thread_count = omp_get_max_threads();
    made->limit_stride = 1;
    made->limits = limits;
    if (!limits && !experiment->next && experiment->statistics.method != EPSCAN_LIMIT_COUNTING)
        status = error_set(EPSCAN_FAILED, "the tile engine: limits by %s without their table",
                           epscan_limit_method_name(experiment->statistics.method));
    made->variants = made->limits && limit_table_needs_energy_scale(made->limits) ? MOVED_VARIANTS : 1;
    if (!status) status = prepared->next ? joint_limiter_create(prepared, &made->joint) : plan_one(made, prepared);
    if (status)
        tile_engine_free(made);
    else
        *engine = made;
    return status;
}

void tile_engine_free(struct tile_engine *engine) {
    if (!engine) return;
    joint_limiter_free(engine->joint);
    yield_plan_clear(&engine->plan);
    column_weights_clear(&engine->weights);
    column_weights_clear(&engine->extremes);
    free(engine->workspace);
    free(engine);
}

enum { WORKSPACE_PARTS = 6 };

/* A slab's models, numerators of a family, rows, the factored weights' intermediate, events of one channel in all variants of
 * columns, of extremes. */
struct slab_workspace {
    epscan_dark_photon *models;
    double *numerators, *rows, *projected, *events, *extremes;
};

static size_t largest_rank_stride(const struct column_weights *weights) {
    size_t largest = 0;
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (weights->of[c].largest_rank_stride > largest) largest = weights->of[c].largest_rank_stride;
    return largest;
}

/* Doubles of the workspace's parts, in their order. */
static void part_sizes(const struct tile_engine *engine, size_t size[WORKSPACE_PARTS]) {
    size[0] = engine->plan.scratch_size;
    size[1] = SLAB_MODELS * engine->plan.row_length;
    size[2] = SLAB_MODELS * (largest_rank_stride(&engine->weights) + largest_rank_stride(&engine->extremes));
    size[3] = SLAB_MODELS * sizeof(epscan_dark_photon) / sizeof(double);
    size[4] = engine->variants > 1 ? CHANNELS_MAX * SLAB_MODELS * engine->variants * engine->weights.columns : 0;
    size[5] = CHANNELS_MAX * SLAB_MODELS * engine->variants * engine->extremes.columns;
}

static struct slab_workspace slab_workspace(const struct tile_engine *engine) {
    double *part[WORKSPACE_PARTS], *next = engine->workspace + (size_t)omp_get_thread_num() * engine->workspace_stride;
    size_t size[WORKSPACE_PARTS];
    part_sizes(engine, size);
    for (int i = 0; i < WORKSPACE_PARTS; i++) {
        part[i] = next;
        next += size[i];
    }
    return (struct slab_workspace){(epscan_dark_photon *)part[3], part[0], part[1], part[2], part[4], part[5]};
}

/* The weights of the tile's block of columns in all variants, and room to work with them. */
static epscan_status take_column_block(struct tile_engine *engine, const struct tile_box *box) {
    epscan_selection *columns = malloc(engine->variants * box->column_count * sizeof *columns);
    if (!columns) return error_no_memory("the selection weights");
    for (uint64_t j = 0; j < box->column_count; j++)
        grid_box_column(engine->grid, box, j, &columns[j].threshold_GeV, &columns[j].energy_scale_shift);
    free(engine->workspace);
    engine->workspace = NULL;
    const epscan_status status = weigh_variants(engine, box->column_count, columns, &engine->weights);
    free(columns);
    if (status) return status;
    size_t size[WORKSPACE_PARTS];
    part_sizes(engine, size);
    engine->workspace_stride = 0;
    for (int i = 0; i < WORKSPACE_PARTS; i++) engine->workspace_stride += size[i];
    engine->workspace = malloc((size_t)engine->thread_count * engine->workspace_stride * sizeof(double));
    return engine->workspace ? EPSCAN_OK : error_no_memory("the tile engine");
}

void tile_engine_sample(struct tile_engine *engine, uint64_t stride) {
    engine->limit_stride = stride;
}

uint64_t tile_engine_single_limits(const struct tile_engine *engine) {
    return engine->single_limits;
}

static void let_idle(const struct tile_engine *engine) {
    if (engine->idle && omp_get_thread_num() == 0) engine->idle(engine->idle_data);
}

/* Count a limit that the table does not hold; whether it is left out of a sample. */
static bool is_left_out(void *data) {
    struct tile_engine *engine = data;
    uint64_t number;
#pragma omp atomic capture
    number = engine->single_limits++;
    let_idle(engine);
    return engine->limit_stride == 0 || number % engine->limit_stride != 0;
}

static bool all_finite(const double *values, size_t count) {
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < count; i++) sum += fabs(values[i]);
    return isfinite(sum);
}

/* A yield may come out below zero by rounding (product integration has weights of both signs, 1e-13 events at most): zero then. */
static void clamp(double *events, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) events[i] = events[i] > 0.0 ? events[i] : 0.0;
}

static void fill(double *values, uint64_t count, double value) {
    for (uint64_t i = 0; i < count; i++) values[i] = value;
}

/* The events of a slab's models: those of channel c and model i are at of[c] + i * stride. */
struct slab_events {
    uint64_t columns, stride;
    double *of[CHANNELS_MAX]; /* NULL: no such channel */
};

/* All channels' events of a slab's models for a set of columns, in all variants. */
static void slab_yields(const struct tile_engine *engine, const struct column_weights *weights, const struct slab_workspace *space,
                        uint64_t models, const struct slab_events *events) {
    const struct yield_plan *plan = &engine->plan;
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        if (!events->of[c]) continue;
        if (plan->part[c].response) {
            selection_weights_events(&weights->of[c], &plan->part[c], models, space->rows, plan->row_length, space->projected,
                                     events->of[c], events->stride);
            continue;
        }
        for (uint64_t i = 0; i < models; i++)
            fill(events->of[c] + i * events->stride, engine->variants * events->columns,
                 response_events_at_resonance(&plan->responses->of[c], space->models[i].mass_GeV));
    }
}

/* The limits of model i of a slab, whose row is finite. */
static epscan_point_status find_limits(struct tile_engine *engine, const epscan_dark_photon *model, const struct slab_events *slab,
                                       uint64_t i, double *epsilon_up) {
    const struct point_limiter limiter = {&engine->experiment->mediation, engine->limits, is_left_out, engine};
    const uint64_t columns = slab->columns;
    struct point_events point = {.columns = columns};
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        if (!slab->of[c]) continue;
        double *own = slab->of[c] + i * slab->stride;
        const bool folded = engine->plan.part[c].response != NULL;
        point.unknown[c] = !response_knows_mass(&engine->plan.responses->of[c], model->mass_GeV);
        if (point.unknown[c])
            fill(own, engine->variants * columns, NAN);
        else if (folded)
            clamp(own, engine->variants * columns);
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
static void fail_model(struct tile *tile, uint64_t model) {
    const uint64_t columns = tile->box.column_count;
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (tile->events[c]) fill(tile->events[c] + model * columns, columns, NAN);
    fill(tile->epsilon_up + model * columns, columns, NAN);
    tile->status[model] = EPSCAN_POINT_FAILED;
}

static void take_nominal(const struct slab_events *events, uint64_t i, struct tile *tile, uint64_t model) {
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (tile->events[c])
            memcpy(tile->events[c] + model * events->columns, events->of[c] + i * events->stride, events->columns * sizeof(double));
}

/* Models [first, end) of a tile, SLAB_MODELS at most. */
static void evaluate_slab(struct tile_engine *engine, uint64_t first, uint64_t end, struct tile *tile) {
    const uint64_t columns = tile->box.column_count, models = end - first;
    const struct slab_workspace space = slab_workspace(engine);
    const struct yield_plan *plan = &engine->plan;
    const bool moved = engine->variants > 1, has_extremes = engine->extremes.columns > 0;
    const struct slab_events events = events_in(engine, first, tile, moved ? space.events : NULL, columns);
    const struct slab_events extremes = events_in(engine, 0, tile, space.extremes, engine->extremes.columns);
    for (uint64_t i = 0; i < models; i++) space.models[i] = grid_box_model(engine->grid, &tile->box, first + i);
    yield_plan_model_rows(plan, space.models, models, space.numerators, space.rows);
    slab_yields(engine, &engine->weights, &space, models, &events);
    if (has_extremes) slab_yields(engine, &engine->extremes, &space, models, &extremes);
    for (uint64_t i = 0; i < models; i++) {
        const uint64_t model = first + i;
        double epsilon_up[EXTREME_COLUMNS];
        if (!all_finite(space.rows + i * plan->row_length, plan->row_size)) {
            fail_model(tile, model);
            continue;
        }
        epscan_point_status status = find_limits(engine, &space.models[i], &events, i, tile->epsilon_up + model * columns);
        if (moved) take_nominal(&events, i, tile, model);
        if (has_extremes) status = find_limits(engine, &space.models[i], &extremes, i, epsilon_up);
        tile->status[model] = (unsigned char)status;
    }
}

/* The smallest multiple of the threads' count that leaves slabs of SLAB_MODELS or fewer: all threads end together. */
static uint64_t slab_count(const struct tile_engine *engine, uint64_t models) {
    const uint64_t threads = (uint64_t)engine->thread_count, needed = (models + SLAB_MODELS - 1) / SLAB_MODELS;
    return (needed + threads - 1) / threads * threads;
}

/* Of several experiments: limits by Eq. 7 take no time, and are never left out of a sample. */
static bool joint_is_left_out(void *data) {
    const struct tile_engine *engine = data;
    if (engine->experiment->statistics.method != EPSCAN_LIMIT_COUNTING) return is_left_out(data);
    let_idle(engine);
    return false;
}

epscan_status tile_evaluate(struct tile_engine *engine, uint64_t id, struct tile *tile, void (*idle)(void *), void *idle_data) {
    const struct joint_tile_watch watch = {joint_is_left_out, engine};
    tile->id = id;
    tile->box = grid_tile_box(engine->grid, id);
    engine->single_limits = 0;
    engine->idle = idle;
    engine->idle_data = idle_data;
    if (engine->joint) return joint_tile_fill(engine->joint, engine->grid, &watch, tile);
    const uint64_t block = grid_tile_column_block(engine->grid, id);
    if (block != engine->column_block) {
        engine->column_block = UINT64_MAX;
        const epscan_status status = take_column_block(engine, &tile->box);
        if (status) return status;
    }
    engine->column_block = block;
    const uint64_t models = tile->box.model_count, slabs = slab_count(engine, models);
    const int now = omp_get_max_threads(), threads = now < engine->thread_count ? now : engine->thread_count;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (uint64_t slab = 0; slab < slabs; slab++) {
        if (!stop_is_due()) evaluate_slab(engine, slab * models / slabs, (slab + 1) * models / slabs, tile);
        let_idle(engine);
    }
    return stop_is_due() ? stop_status() : EPSCAN_OK;
}
