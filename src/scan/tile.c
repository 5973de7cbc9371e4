/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tile.h"

#include "analysis/limit_table.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "limit/counting_limit.h"
#include "limit/point_status.h"
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
enum { SLAB_MODELS = 32, EXTREME_COLUMNS = 2 };

struct tile_engine {
    const struct grid *grid;
    const struct experiment *experiment;
    struct yield_plan plan;
    struct limit_table *limits;     /* NULL: Eq. 7 */
    size_t annihilation, strahlung; /* the channels */
    uint64_t variants;              /* of each column: itself, and where limits need it, the threshold lowered and raised */
    uint64_t column_block;          /* whose weights are held */
    struct selection_weights weights;
    struct selection_weights extremes; /* of EXTREME_COLUMNS, in all variants; empty when a tile has all columns */
    int thread_count;
    uint64_t limit_stride, single_limits; /* see tile_engine_sample */
    void (*idle)(void *);                 /* of the evaluation; NULL: none */
    void *idle_data;
    double *workspace; /* per thread, see slab_workspace */
    size_t workspace_stride;
};

static uint64_t largest_extent(const struct grid *grid, int first, int last) {
    uint64_t volume = 1;
    for (int axis = first; axis <= last; axis++) volume *= grid->tile_shape[axis];
    return volume;
}

epscan_status tile_init(struct tile *tile, const struct grid *grid) {
    const size_t models = largest_extent(grid, 0, MODEL_AXIS_COUNT - 1);
    const size_t points = models * largest_extent(grid, MODEL_AXIS_COUNT, EPSCAN_AXIS_COUNT - 1);
    *tile = (struct tile){0};
    tile->epsilon_up = malloc(points * sizeof(double));
    tile->status = malloc(models);
    bool whole = tile->epsilon_up && tile->status;
    for (size_t c = 0; c < channel_count(); c++) {
        if (!grid->has_channel[c]) continue;
        tile->events[c] = malloc(points * sizeof(double));
        whole = whole && tile->events[c];
    }
    if (whole) return EPSCAN_OK;
    tile_clear(tile);
    return error_no_memory("a tile");
}

void tile_clear(struct tile *tile) {
    for (size_t c = 0; c < channel_count(); c++) free(tile->events[c]);
    free(tile->epsilon_up);
    free(tile->status);
    *tile = (struct tile){0};
}

uint64_t tile_failed_models(const struct tile *tile) {
    uint64_t failed = 0;
    for (uint64_t i = 0; i < tile->box.model_count; i++) failed += tile->status[i] == EPSCAN_POINT_FAILED;
    return failed;
}

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

/* The weights of columns in all variants: themselves, then thresholds lowered, then raised. `columns` has room for all. */
static epscan_status weigh_variants(const struct tile_engine *engine, uint64_t count, epscan_selection *columns,
                                    struct selection_weights *weights) {
    for (uint64_t j = count; j < engine->variants * count; j++) {
        columns[j] = columns[j % count];
        columns[j].threshold_GeV += j < 2 * count ? -energy_scale_GeV(engine) : energy_scale_GeV(engine);
    }
    return selection_weights_init(weights, &engine->plan, columns, engine->variants * count);
}

/*
 * A model has one status, and tiles of other columns must find the same: where a tile has not all columns it is that of the lowest
 * threshold with the highest shift, whose limit is the weakest, and of the highest with the lowest.
 */
static epscan_status weigh_extremes(struct tile_engine *engine) {
    const struct grid *grid = engine->grid;
    const struct axis *threshold = &grid->axes[EPSCAN_AXIS_THRESHOLD], *shift = &grid->axes[EPSCAN_AXIS_SHIFT];
    epscan_selection columns[3 * EXTREME_COLUMNS] = {
        {threshold->value[0], shift->value[shift->count - 1]},
        {threshold->value[threshold->count - 1], shift->value[0]},
    };
    if (grid_tile_column_block(grid, grid->tile_count - 1) == 0) return EPSCAN_OK;
    return weigh_variants(engine, EXTREME_COLUMNS, columns, &engine->extremes);
}

epscan_status tile_engine_create(const struct grid *grid, const struct experiment *experiment, struct tile_engine **engine) {
    struct tile_engine *made = calloc(1, sizeof *made);
    epscan_status status = made ? EPSCAN_OK : error_no_memory("the tile engine");
    if (status) return status;
    made->grid = grid;
    made->experiment = experiment;
    made->annihilation = channel_of_name("annihilation");
    made->strahlung = channel_of_name("strahlung");
    made->column_block = UINT64_MAX;
    made->thread_count = omp_get_max_threads();
    made->limit_stride = 1;
    if (experiment->statistics.method != EPSCAN_LIMIT_COUNTING) status = limit_table_create(experiment, &made->limits);
    made->variants = made->limits && limit_table_needs_energy_scale(made->limits) ? 3 : 1;
    if (!status) {
        const struct selection_range range = range_of(made);
        status = yield_plan_init(&made->plan, &experiment->search, &range);
    }
    if (!status) status = weigh_extremes(made);
    if (status)
        tile_engine_free(made);
    else
        *engine = made;
    return status;
}

void tile_engine_free(struct tile_engine *engine) {
    if (!engine) return;
    yield_plan_clear(&engine->plan);
    limit_table_free(engine->limits);
    selection_weights_clear(&engine->weights);
    selection_weights_clear(&engine->extremes);
    free(engine->workspace);
    free(engine);
}

enum { WORKSPACE_PARTS = 6 };

/* A slab's models, numerators of a family, rows, the factored weights' intermediate, events of all variants of columns, of
 * extremes. */
struct slab_workspace {
    epscan_dark_photon *models;
    double *numerators, *rows, *projected, *events, *extremes;
};

/* Doubles of the workspace's parts, in their order. */
static void part_sizes(const struct tile_engine *engine, uint64_t columns, size_t size[WORKSPACE_PARTS]) {
    size[0] = (size_t)engine->plan.mesh.node_count;
    size[1] = SLAB_MODELS * engine->plan.row_length;
    size[2] = SLAB_MODELS * (engine->weights.largest_rank_stride + engine->extremes.largest_rank_stride);
    size[3] = SLAB_MODELS * sizeof(epscan_dark_photon) / sizeof(double);
    size[4] = engine->variants > 1 ? SLAB_MODELS * engine->variants * columns : 0;
    size[5] = SLAB_MODELS * engine->extremes.column_count;
}

static struct slab_workspace slab_workspace(const struct tile_engine *engine, uint64_t columns) {
    double *part[WORKSPACE_PARTS], *next = engine->workspace + (size_t)omp_get_thread_num() * engine->workspace_stride;
    size_t size[WORKSPACE_PARTS];
    part_sizes(engine, columns, size);
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
    selection_weights_clear(&engine->weights);
    free(engine->workspace);
    engine->workspace = NULL;
    const epscan_status status = weigh_variants(engine, box->column_count, columns, &engine->weights);
    free(columns);
    if (status) return status;
    size_t size[WORKSPACE_PARTS];
    part_sizes(engine, box->column_count, size);
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

/* Count a limit that the table does not hold; whether it is left out of a sample. */
static bool is_left_out(struct tile_engine *engine) {
    uint64_t number;
#pragma omp atomic capture
    number = engine->single_limits++;
    if (engine->idle && omp_get_thread_num() == 0) engine->idle(engine->idle_data);
    return engine->limit_stride == 0 || number % engine->limit_stride != 0;
}

/* One point's limit from the table. `events` and `moved`, those at the threshold lowered and raised: zero or more. */
static double epsilon_up_of(struct tile_engine *engine, double events, double strahlung, const double moved[2]) {
    double change = 0.0;
    if (!(events + strahlung > 0.0)) return INFINITY;
    if (moved && events > 0.0) change = 0.5 * (fabs(moved[0] / events - 1.0) + fabs(moved[1] / events - 1.0));
    if (!limit_table_holds(engine->limits, change) && is_left_out(engine)) return NAN;
    return EPSCAN_REFERENCE_EPSILON *
           sqrt(limit_table_events(engine->limits, events / (events + strahlung), change) / (events + strahlung));
}

/* All columns of a model; NaN where a limit is not found. `moved`: the other two variants of `events`, or NULL. */
static void find_limits(struct tile_engine *engine, double strahlung, uint64_t columns, const double *events, const double *moved,
                        double *epsilon_up) {
    if (!engine->limits) {
        counting_epsilon_up_of_each(columns, events, strahlung, epsilon_up);
        return;
    }
    for (uint64_t i = 0; i < columns; i++) {
        const double pair[2] = {moved ? fmax(moved[i], 0.0) : 0.0, moved ? fmax(moved[columns + i], 0.0) : 0.0};
        epsilon_up[i] = epsilon_up_of(engine, events[i], strahlung, moved ? pair : NULL);
    }
}

/*
 * Limits of one model from its yields. A model whose row is not finite has failed, whatever the columns: NaN throughout; one
 * without a limit in some columns has failed too, with NaN there. A yield may come out below zero by rounding (product integration
 * has weights of both signs, 1e-13 events at most): zero then.
 */
static epscan_point_status finish_model(struct tile_engine *engine, const epscan_dark_photon *model, bool failed, uint64_t columns,
                                        double *events, const double *moved, double *epsilon_up) {
    const double published = experiment_strahlung_events(engine->experiment, model->mass_GeV);
    if (failed) {
        for (uint64_t i = 0; i < columns; i++) events[i] = epsilon_up[i] = NAN;
        return EPSCAN_POINT_FAILED;
    }
    for (uint64_t i = 0; i < columns; i++) events[i] = events[i] > 0.0 ? events[i] : 0.0;
    find_limits(engine, isnan(published) ? 0.0 : published, columns, events, moved, epsilon_up);
    return point_status_of(model, published, columns, events, epsilon_up);
}

/* What the extreme selections make of a model that has not failed. */
static epscan_point_status extreme_status(struct tile_engine *engine, const epscan_dark_photon *model, double *events) {
    double epsilon_up[EXTREME_COLUMNS];
    return finish_model(engine, model, false, EXTREME_COLUMNS, events, engine->variants > 1 ? events + EXTREME_COLUMNS : NULL,
                        epsilon_up);
}

static bool all_finite(const double *values, size_t count) {
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < count; i++) sum += fabs(values[i]);
    return isfinite(sum);
}

static void fill(double *values, uint64_t count, double value) {
    for (uint64_t i = 0; i < count; i++) values[i] = value;
}

/* Models [first, end) of a tile, SLAB_MODELS at most. */
static void evaluate_slab(struct tile_engine *engine, uint64_t first, uint64_t end, struct tile *tile) {
    const uint64_t columns = tile->box.column_count, models = end - first, width = engine->variants * columns;
    const struct slab_workspace space = slab_workspace(engine, columns);
    const struct yield_plan *plan = &engine->plan;
    double *annihilation = tile->events[engine->annihilation];
    double *events = engine->variants > 1 ? space.events : annihilation + first * columns;
    for (uint64_t i = 0; i < models; i++) space.models[i] = grid_box_model(engine->grid, &tile->box, first + i);
    yield_plan_model_rows(plan, space.models, models, space.numerators, space.rows);
    selection_weights_events(&engine->weights, plan, models, space.rows, plan->row_length, space.projected, events, width);
    if (engine->extremes.column_count)
        selection_weights_events(&engine->extremes, plan, models, space.rows, plan->row_length, space.projected, space.extremes,
                                 engine->extremes.column_count);
    for (uint64_t i = 0; i < models; i++) {
        const bool failed = !all_finite(space.rows + i * plan->row_length, plan->row_size);
        double *own = annihilation + (first + i) * columns;
        if (engine->variants > 1) memcpy(own, events + i * width, columns * sizeof *own);
        tile->status[first + i] = (unsigned char)finish_model(engine, &space.models[i], failed, columns, own,
                                                              engine->variants > 1 ? events + i * width + columns : NULL,
                                                              tile->epsilon_up + (first + i) * columns);
        if (engine->extremes.column_count && !failed)
            tile->status[first + i] =
                (unsigned char)extreme_status(engine, &space.models[i], space.extremes + i * engine->extremes.column_count);
        if (tile->events[engine->strahlung])
            fill(tile->events[engine->strahlung] + (first + i) * columns, columns,
                 failed ? NAN : experiment_strahlung_events(engine->experiment, space.models[i].mass_GeV));
    }
}

/* The smallest multiple of the threads' count that leaves slabs of SLAB_MODELS or fewer: all threads end together. */
static uint64_t slab_count(const struct tile_engine *engine, uint64_t models) {
    const uint64_t threads = (uint64_t)engine->thread_count, needed = (models + SLAB_MODELS - 1) / SLAB_MODELS;
    return (needed + threads - 1) / threads * threads;
}

epscan_status tile_evaluate(struct tile_engine *engine, uint64_t id, struct tile *tile, void (*idle)(void *), void *idle_data) {
    tile->id = id;
    tile->box = grid_tile_box(engine->grid, id);
    const uint64_t block = grid_tile_column_block(engine->grid, id);
    if (block != engine->column_block) {
        engine->column_block = UINT64_MAX;
        const epscan_status status = take_column_block(engine, &tile->box);
        if (status) return status;
    }
    engine->column_block = block;
    engine->single_limits = 0;
    engine->idle = idle;
    engine->idle_data = idle_data;
    const uint64_t models = tile->box.model_count, slabs = slab_count(engine, models);
    const int now = omp_get_max_threads(), threads = now < engine->thread_count ? now : engine->thread_count;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (uint64_t slab = 0; slab < slabs; slab++) {
        if (!stop_is_due()) evaluate_slab(engine, slab * models / slabs, (slab + 1) * models / slabs, tile);
        if (idle && omp_get_thread_num() == 0) idle(idle_data);
    }
    return stop_is_due() ? stop_status() : EPSCAN_OK;
}
