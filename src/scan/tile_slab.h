/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tile engine is inside, and its work on the models of one thread. Only the engine's own files include this. */
#ifndef EPSCAN_SCAN_TILE_SLAB_H
#define EPSCAN_SCAN_TILE_SLAB_H

#include "analysis/joint_limit.h"
#include "analysis/width_roots.h"
#include "scan/column_weights.h"
#include "scan/tile_engine.h"

/*
 * Model points that a thread takes at once, at most: their rows stay in its second-level cache. The selections of a grid with the
 * least and with the most signal.
 */
enum { SLAB_MODELS = 32, EXTREME_COLUMNS = 2 };

struct tile_engine {
    const struct grid *grid;
    const struct experiment *experiment;
    struct joint_limiter *joint; /* of several experiments; NULL: of one, by what follows */
    struct yield_plan plan;
    const struct limit_table *limits;   /* borrowed; NULL: Eq. 7 */
    uint64_t variants;                  /* of each column: 1, or MOVED_VARIANTS */
    const struct grid_factors *factors; /* borrowed: tiles are of its kept columns alone; NULL: of all */
    uint64_t column_block;              /* whose weights are held */
    struct column_weights weights;
    struct column_weights extremes; /* of EXTREME_COLUMNS; empty when a tile has all columns */
    int thread_count;
    uint64_t limit_stride, single_limits; /* see tile_engine_sample */
    void (*idle)(void *);                 /* of the evaluation; NULL: none */
    void *idle_data;
    struct root_rules rules; /* where Gamma has the mediator's widths */
    bool out_of_memory;
    double *workspace; /* per thread, see slab_workspace */
    size_t workspace_stride;
};

/* Doubles of workspace that a thread needs with the columns whose weights are held. */
size_t tile_slab_room(const struct tile_engine *engine);

/* Models [first, end) of a tile, SLAB_MODELS at most. */
void tile_slab_evaluate(struct tile_engine *engine, uint64_t first, uint64_t end, struct tile *tile);

/* Let the caller of the evaluation do its own work, on its thread. */
void tile_engine_let_idle(const struct tile_engine *engine);

/* Of an engine: count a limit that the table does not hold; whether it is left out of a sample. */
bool tile_engine_leaves_out(void *engine);

#endif
