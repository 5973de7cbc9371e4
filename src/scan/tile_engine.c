/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tile is cut into slabs of models, one thread each (tile_slab.c). Where limits need the change of yields with the energy scale,
 * columns stand three times: themselves, with the threshold lowered, and raised. Weights are kept from tile to tile of one block of
 * columns.
 */
#include "scan/tile_engine.h"

#include "core/aligned_room.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "scan/tile_slab.h"
#include "scan/joint_tile.h"

#include <stdlib.h>

#include <omp.h>

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

/* The weights of columns in all variants; `columns` has room for these. */
static epscan_status weigh_variants(const struct tile_engine *engine, uint64_t count, epscan_selection *columns,
                                    struct column_weights *weights) {
    return column_weights_set(weights, &engine->plan, engine->variants, energy_scale_GeV(engine), count, columns);
}

/*
 * A model has one status, and tiles of other columns must find the same: where a tile has not all columns, or keeps a few, by Eq. 7
 * alone (scan/grid.h), it is that of the lowest threshold with the highest shift, whose limit is the weakest, and of the highest
 * with the lowest. Nothing fails in a column between them: Eq. 7 has a limit for any finite events.
 */
static epscan_status weigh_extremes(struct tile_engine *engine) {
    const struct grid *grid = engine->grid;
    const struct axis *threshold = &grid->axes[EPSCAN_AXIS_THRESHOLD], *shift = &grid->axes[EPSCAN_AXIS_SHIFT];
    epscan_selection columns[MOVED_VARIANTS * EXTREME_COLUMNS] = {
        {threshold->value[0], shift->value[shift->count - 1]},
        {threshold->value[threshold->count - 1], shift->value[0]},
    };
    if (!engine->factors && grid_tile_column_block(grid, grid->tile_count - 1) == 0) return EPSCAN_OK;
    return weigh_variants(engine, EXTREME_COLUMNS, columns, &engine->extremes);
}

/* The plan and the weights of a single experiment. */
static epscan_status plan_one(struct tile_engine *engine, const struct prepared_experiment *prepared) {
    const struct selection_range range = range_of(engine);
    const struct axis *tables = &engine->grid->axes[EPSCAN_AXIS_TABLE];
    epscan_status status = yield_plan_init_lent(&engine->plan, &prepared->search, &prepared->responses, &range);
    if (!status) status = yield_plan_add_tables(&engine->plan, tables->table, tables->count);
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
    root_rules_init(&made->rules);
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

/* The weights of all columns of a box in all variants. */
static epscan_status weigh_box(struct tile_engine *engine, const struct tile_box *box) {
    epscan_selection *columns = malloc(engine->variants * box->column_count * sizeof *columns);
    if (!columns) return error_no_memory("the selection weights");
    for (uint64_t j = 0; j < box->column_count; j++)
        grid_box_column(engine->grid, box, j, &columns[j].threshold_GeV, &columns[j].energy_scale_shift);
    const epscan_status status = weigh_variants(engine, box->column_count, columns, &engine->weights);
    free(columns);
    return status;
}

/* The weights of the tile's block of columns, and room to work with them. */
static epscan_status take_column_block(struct tile_engine *engine, const struct tile_box *box, uint64_t block) {
    free(engine->workspace);
    engine->workspace = NULL;
    const epscan_status status =
        engine->factors ? column_weights_set_kept(&engine->weights, &engine->plan, engine->grid, engine->factors, block)
                        : weigh_box(engine, box);
    if (status) return status;
    engine->workspace_stride = tile_slab_room(engine);
    engine->workspace = aligned_room((size_t)engine->thread_count * engine->workspace_stride);
    return engine->workspace ? EPSCAN_OK : error_no_memory("the tile engine");
}

epscan_status tile_engine_factors(const struct tile_engine *engine, struct grid_factors *factors) {
    return grid_factors_init(factors, engine->grid, &engine->plan);
}

epscan_status tile_engine_keep(struct tile_engine *engine, const struct grid_factors *factors) {
    engine->factors = factors;
    engine->column_block = UINT64_MAX;
    return engine->extremes.columns ? EPSCAN_OK : weigh_extremes(engine);
}

void tile_engine_sample(struct tile_engine *engine, uint64_t stride) {
    engine->limit_stride = stride;
}

uint64_t tile_engine_single_limits(const struct tile_engine *engine) {
    return engine->single_limits;
}

/* The smallest multiple of the threads' count that leaves slabs of SLAB_MODELS or fewer: all threads end together. */
static uint64_t slab_count(const struct tile_engine *engine, uint64_t models) {
    const uint64_t threads = (uint64_t)engine->thread_count, needed = (models + SLAB_MODELS - 1) / SLAB_MODELS;
    return (needed + threads - 1) / threads * threads;
}

/* Of several experiments: limits by Eq. 7 take no time, and are never left out of a sample. */
static bool joint_is_left_out(void *data) {
    const struct tile_engine *engine = data;
    if (engine->experiment->statistics.method != EPSCAN_LIMIT_COUNTING) return tile_engine_leaves_out(data);
    tile_engine_let_idle(engine);
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
        const epscan_status status = take_column_block(engine, &tile->box, block);
        if (status) return status;
    }
    engine->column_block = block;
    const uint64_t models = tile->box.model_count, slabs = slab_count(engine, models);
    const int now = omp_get_max_threads(), threads = now < engine->thread_count ? now : engine->thread_count;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (uint64_t slab = 0; slab < slabs; slab++) {
        if (!stop_is_due()) tile_slab_evaluate(engine, slab * models / slabs, (slab + 1) * models / slabs, tile);
        tile_engine_let_idle(engine);
    }
    if (engine->out_of_memory) return error_no_memory("roots in epsilon");
    return stop_is_due() ? stop_status() : EPSCAN_OK;
}
