/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evaluating tiles: moments of each model point, one matrix product with the selection weights for each channel, limits.
 * What a tile holds depends on the grid and the tile alone, not on threads, ranks or the tiles before.
 */
#ifndef EPSCAN_SCAN_TILE_ENGINE_H
#define EPSCAN_SCAN_TILE_ENGINE_H

#include "analysis/limit_table.h"
#include "experiment/prepared_experiment.h"
#include "scan/grid_factors.h"
#include "scan/tile.h"

struct tile_engine;

/*
 * All are borrowed; `limits`: of the experiment, by its method (analysis/limit_table.h). Uses up to omp_get_max_threads() threads
 * at each evaluation.
 */
epscan_status tile_engine_create(const struct grid *grid, const struct prepared_experiment *experiment,
                                 const struct limit_table *limits, struct tile_engine **engine);
void tile_engine_free(struct tile_engine *engine);

/*
 * Evaluate tile `id` with all OpenMP threads. `idle` (may be NULL) is called now and then on the calling thread only, so
 * that it may use MPI under MPI_THREAD_FUNNELED. Not thread-safe for one engine. EPSCAN_STOPPED when the process is to stop
 * (core/stop_signal.h): the tile is not whole then.
 */
epscan_status tile_evaluate(struct tile_engine *engine, uint64_t id, struct tile *tile, void (*idle)(void *), void *idle_data);

/* The factors of the grid, of one experiment. Free with grid_factors_clear. */
epscan_status tile_engine_factors(const struct tile_engine *engine, struct grid_factors *factors);

/* From now on, tiles are of the kept columns of these (tile_init_kept), which are borrowed. By Eq. 7 alone. */
epscan_status tile_engine_keep(struct tile_engine *engine, const struct grid_factors *factors);

/*
 * For estimates: of the limits that have to be found one by one, find only every `stride`-th; 0: none, 1, as at first: all. Tiles
 * hold NaN for the others.
 */
void tile_engine_sample(struct tile_engine *engine, uint64_t stride);

/* How many limits of the last tile the table did not hold, found or left out. */
uint64_t tile_engine_single_limits(const struct tile_engine *engine);

#endif
