/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tile.h"

#include "core/error.h"
#include "limit/counting_limit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <cblas.h>
#include <omp.h>

/* Model points per matrix product: fixed, so that a number never depends on how threads share a tile. */
enum { SLAB_MODELS = 16 };

const char *const point_status_names[POINT_STATUS_COUNT] = {"ok", "strahlung_out_of_range", "failed", "not_run"};

struct tile_engine {
    const struct grid *grid;
    const struct experiment *experiment;
    struct yield_plan plan;
    uint64_t column_block;  /* whose weights are held */
    uint64_t column_stride; /* columns allocated per row of `weights` */
    double *weights;        /* [row_count * column count of the block] */
    int thread_count;
    double *workspace; /* per thread: node_count scratch, then SLAB_MODELS rows of Omega */
    size_t workspace_stride;
};

static uint64_t largest_extent(const struct grid *grid, int first, int last) {
    uint64_t volume = 1;
    for (int axis = first; axis <= last; axis++) volume *= grid->tile_shape[axis];
    return volume;
}

epscan_status tile_init(struct tile *tile, const struct grid *grid) {
    const size_t models = largest_extent(grid, 0, MODEL_AXIS_COUNT - 1);
    const size_t points = models * largest_extent(grid, MODEL_AXIS_COUNT, AXIS_COUNT - 1);
    *tile = (struct tile){0};
    tile->n_annihilation = malloc(points * sizeof(double));
    tile->epsilon_up = malloc(points * sizeof(double));
    tile->status = malloc(models);
    if (tile->n_annihilation && tile->epsilon_up && tile->status) return EPSCAN_OK;
    tile_clear(tile);
    return error_no_memory("a tile");
}

void tile_clear(struct tile *tile) {
    free(tile->n_annihilation);
    free(tile->epsilon_up);
    free(tile->status);
    *tile = (struct tile){0};
}

uint64_t tile_failed_models(const struct tile *tile) {
    uint64_t failed = 0;
    for (uint64_t i = 0; i < tile->box.model_count; i++) failed += tile->status[i] == POINT_FAILED;
    return failed;
}

static struct selection_range range_of(const struct grid *grid) {
    const struct axis *threshold = &grid->axes[AXIS_THRESHOLD], *shift = &grid->axes[AXIS_SHIFT];
    return (struct selection_range){threshold->value[0], threshold->value[threshold->count - 1], shift->value[0],
                                    shift->value[shift->count - 1]};
}

epscan_status tile_engine_create(const struct grid *grid, const struct experiment *experiment, struct tile_engine **engine) {
    struct tile_engine *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the tile engine");
    made->grid = grid;
    made->experiment = experiment;
    made->column_block = UINT64_MAX;
    made->thread_count = omp_get_max_threads();
    openblas_set_num_threads(1); /* threads are ours: each multiplies its own slab */
    const struct selection_range range = range_of(grid);
    epscan_status status = yield_plan_init(&made->plan, &experiment->search, &range);
    if (!status) {
        const size_t rows = (size_t)made->plan.row_count;
        made->column_stride = largest_extent(grid, MODEL_AXIS_COUNT, AXIS_COUNT - 1);
        made->workspace_stride = (size_t)made->plan.mesh.node_count + SLAB_MODELS * rows;
        made->weights = malloc(rows * made->column_stride * sizeof(double));
        made->workspace = malloc((size_t)made->thread_count * made->workspace_stride * sizeof(double));
        if (!made->weights || !made->workspace) status = error_no_memory("the selection weights");
    }
    if (status)
        tile_engine_free(made);
    else
        *engine = made;
    return status;
}

void tile_engine_free(struct tile_engine *engine) {
    if (!engine) return;
    yield_plan_clear(&engine->plan);
    free(engine->weights);
    free(engine->workspace);
    free(engine);
}

epscan_status tile_engine_row_count(const struct grid *grid, const struct experiment *experiment, int *rows) {
    struct yield_plan plan;
    const struct selection_range range = range_of(grid);
    const epscan_status status = yield_plan_init(&plan, &experiment->search, &range);
    if (status) return status;
    *rows = plan.row_count;
    yield_plan_clear(&plan);
    return EPSCAN_OK;
}

/* Whether all weights are finite. */
static bool fill_weights(struct tile_engine *engine, const struct tile_box *box) {
    const long columns = (long)box->column_count, rows = engine->plan.row_count;
    double sum = 0.0; /* of what cannot be negative */
#pragma omp parallel for schedule(static)
    for (long column = 0; column < columns; column++) {
        double threshold, shift;
        grid_box_column(engine->grid, box, (uint64_t)column, &threshold, &shift);
        yield_plan_weight_column(&engine->plan, threshold, shift, engine->weights + column, (size_t)columns);
    }
    for (long i = 0; i < rows * columns; i++) sum += engine->weights[i];
    return isfinite(sum);
}

/*
 * Limits of one model from its yields; a model whose row is not finite has failed, whatever the columns: NaN throughout. A
 * yield may come out below zero by rounding (product integration has weights of both signs, 1e-13 events at most): zero then.
 */
static enum point_status finish_model(const struct experiment *experiment, double mass_GeV, bool failed, uint64_t columns,
                                      double *events, double *epsilon_up) {
    const double published = experiment_strahlung_events(experiment, mass_GeV);
    const double strahlung = isnan(published) ? 0.0 : published;
    for (uint64_t i = 0; i < columns; i++) {
        events[i] = failed ? NAN : events[i] > 0.0 ? events[i] : 0.0;
        epsilon_up[i] = counting_epsilon_up(events[i], strahlung);
    }
    if (failed) return POINT_FAILED;
    return isnan(published) ? POINT_STRAHLUNG_OUT_OF_RANGE : POINT_OK;
}

static bool all_finite(const double *values, int count) {
    double sum = 0.0;
    for (int i = 0; i < count; i++) sum += fabs(values[i]);
    return isfinite(sum);
}

/* SLAB_MODELS model points (fewer at a tile's end), from `first`. */
static void evaluate_slab(const struct tile_engine *engine, uint64_t first, struct tile *tile) {
    const struct tile_box *box = &tile->box;
    const uint64_t columns = box->column_count, left = box->model_count - first;
    const int models = left < SLAB_MODELS ? (int)left : SLAB_MODELS, rows = engine->plan.row_count;
    double *scratch = engine->workspace + (size_t)omp_get_thread_num() * engine->workspace_stride;
    double *omega = scratch + engine->plan.mesh.node_count;
    double *events = tile->n_annihilation + first * columns;
    for (int i = 0; i < models; i++) {
        const epscan_dark_photon model = grid_box_model(engine->grid, box, first + (uint64_t)i);
        yield_plan_model_row(&engine->plan, &model, scratch, omega + (size_t)i * (size_t)rows);
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, models, (int)columns, rows, 1.0, omega, rows, engine->weights,
                (int)columns, 0.0, events, (int)columns);
    for (int i = 0; i < models; i++) {
        const uint64_t at = first + (uint64_t)i;
        const bool failed = !all_finite(omega + (size_t)i * (size_t)rows, rows);
        tile->status[at] =
            (unsigned char)finish_model(engine->experiment, grid_box_model(engine->grid, box, at).mass_GeV, failed, columns,
                                        tile->n_annihilation + at * columns, tile->epsilon_up + at * columns);
    }
}

epscan_status tile_evaluate(struct tile_engine *engine, uint64_t id, struct tile *tile, void (*idle)(void *), void *idle_data) {
    tile->id = id;
    tile->box = grid_tile_box(engine->grid, id);
    const uint64_t block = grid_tile_column_block(engine->grid, id);
    if (block != engine->column_block && !fill_weights(engine, &tile->box))
        return error_set(EPSCAN_FAILED, "a selection weight is not finite: the track length of the experiment is not usable");
    engine->column_block = block;
    const long slabs = (long)((tile->box.model_count + SLAB_MODELS - 1) / SLAB_MODELS);
#pragma omp parallel for schedule(dynamic) num_threads(engine->thread_count)
    for (long slab = 0; slab < slabs; slab++) {
        evaluate_slab(engine, (uint64_t)slab * SLAB_MODELS, tile);
        if (idle && omp_get_thread_num() == 0) idle(idle_data);
    }
    return EPSCAN_OK;
}
