/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of limits, which may take most of a short scan, is sketched from a sixth of its limits and its time scaled. Yields and
 * limits from the table take the same time everywhere. Limits that the table does not hold take ten thousand times as
 * long, and are in some regions of a grid only: sampled tiles tell how many there are, without finding them; of some tiles a
 * few are found, for their time.
 */
#include "cli/scan_cost.h"

#include "core/stop_signal.h"
#include "parallel/progress.h"
#include "scan/tile_engine.h"

#include <math.h>
#include <time.h>

#include <omp.h>

/* Starting MPI and opening the file; putting a point into it, plainly and by its factors. */
static const double start_s = 0.3, write_s_per_point = 16e-9, factored_write_s_per_point = 0.7e-9;

enum { LEAST_TILES = 4 };
/* For tiles where all take the same time; where some limits are not in the table; for finding such limits of one tile, and in all.
 */
static const double even_s = 0.3, uneven_s = 3.0, tile_limits_s = 0.2, all_limits_s = 1.5;

struct sample {
    struct tile_engine *engine;
    struct tile tile;
    double weights_s, points_s, single_s;    /* sums */
    uint64_t blocks, points, singles, found; /* of columns; of limits that the table does not hold, and those timed */
    uint64_t last_block;
};

/* What the estimate is made with. */
struct estimate {
    struct prepared_experiment *experiment;
    struct limit_table *limits;
    struct sample sample;
    struct grid_factors factors; /* of a factored grid */
};

/* Of all threads. */
static double processor_s(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static epscan_status time_tile(struct sample *s, uint64_t id, uint64_t stride, double *seconds) {
    const double begin = processor_s();
    tile_engine_sample(s->engine, stride);
    const epscan_status status = tile_evaluate(s->engine, id, &s->tile, NULL, NULL);
    *seconds = processor_s() - begin;
    return status;
}

/* Find some of the tile's `singles` limits; `without_s`: the tile without any. */
static epscan_status time_single_limits(struct sample *s, uint64_t id, uint64_t singles, double without_s) {
    epscan_status status = EPSCAN_OK;
    double seconds = 0.0, spent = 0.0;
    for (uint64_t wanted = 2; !status && spent < tile_limits_s && wanted / 4 < singles; wanted *= 4) {
        const uint64_t stride = singles / wanted ? singles / wanted : 1;
        status = time_tile(s, id, stride, &seconds);
        spent += seconds;
        s->single_s += fmax(seconds - without_s, 0.0);
        s->found += (singles + stride - 1) / stride;
    }
    return status;
}

static epscan_status sample_tile(struct sample *s, const struct grid *grid, uint64_t id) {
    const uint64_t block = grid_tile_column_block(grid, id);
    double seconds, with_weights_s;
    epscan_status status = time_tile(s, id, 0, &seconds);
    if (!status && block != s->last_block) { /* again, with its weights at hand */
        with_weights_s = seconds;
        status = time_tile(s, id, 0, &seconds);
        s->weights_s += fmax(with_weights_s - seconds, 0.0);
        s->blocks++;
    }
    if (status) return status;
    const uint64_t singles = tile_engine_single_limits(s->engine);
    s->last_block = block;
    s->points_s += seconds;
    s->points += s->tile.box.model_count * s->tile.box.column_count;
    s->singles += singles;
    return singles && s->single_s < all_limits_s ? time_single_limits(s, id, singles, seconds) : EPSCAN_OK;
}

static uint64_t common_divisor(uint64_t a, uint64_t b) {
    return b ? common_divisor(b, a % b) : a;
}

/* Tiles in steps of the golden section: however early it ends, they are spread over the grid, and none comes twice. */
static epscan_status sample_tiles(struct sample *s, const struct job *job, struct progress *progress) {
    const uint64_t count = job->grid.tile_count;
    const double begin_s = processor_s(), most_s = job->experiment->statistics.method == EPSCAN_LIMIT_COUNTING ? even_s : uneven_s;
    uint64_t step = (uint64_t)(0.618 * (double)count), id = count / 2;
    while (common_divisor(count, step) != 1) step++;
    epscan_status status = EPSCAN_OK;
    for (uint64_t i = 0; i < count && !status && (i < LEAST_TILES || processor_s() < begin_s + most_s); i++) {
        status = stop_status();
        if (!status) status = sample_tile(s, &job->grid, id);
        id = (id + step) % count;
        progress_add(progress, 1);
    }
    progress->total = progress->done; /* no more are needed */
    return status;
}

static double total_s(const struct sample *s, const struct grid *grid, double setup_s) {
    const double points = (double)grid->point_count, blocks = (double)(grid_tile_column_block(grid, grid->tile_count - 1) + 1);
    const double write_s = grid->form.is_factored && grid->form.without_limits ? factored_write_s_per_point : write_s_per_point;
    const double per_single = s->found ? s->single_s / (double)s->found : 0.0;
    return setup_s + blocks * s->weights_s / (double)s->blocks +
           points * ((s->points_s + per_single * (double)s->singles) / (double)s->points + write_s);
}

/* A sketch of the table of limits, and the time of the whole. */
static epscan_status sketch_limits(const struct experiment *e, struct limit_table **limits, double *whole_s) {
    const double begin = processor_s();
    const epscan_status status = limit_table_sketch(e, limits);
    *whole_s = status ? 0.0 : (processor_s() - begin) / limit_table_share(*limits);
    return status;
}

/* The tile engine as a scan makes it, but with a sketch of the limits. */
static epscan_status set_up(const struct job *job, struct estimate *estimate, double *setup_s) {
    double begin = processor_s(), limits_s = 0.0;
    epscan_status status = prepared_experiment_create(job->experiment, &estimate->experiment);
    const double shower_s = processor_s() - begin;
    if (!status) status = sketch_limits(job->experiment, &estimate->limits, &limits_s);
    begin = processor_s();
    if (!status) status = tile_engine_create(&job->grid, estimate->experiment, estimate->limits, &estimate->sample.engine);
    if (!status && job->grid.form.is_factored && job->grid.form.without_limits) {
        status = tile_engine_factors(estimate->sample.engine, &estimate->factors);
        if (!status) status = tile_engine_keep(estimate->sample.engine, &estimate->factors);
        if (!status) status = tile_init_kept(&estimate->sample.tile, &job->grid, estimate->factors.kept);
    } else if (!status) {
        status = tile_init(&estimate->sample.tile, &job->grid);
    }
    *setup_s = start_s + shower_s + limits_s + processor_s() - begin;
    return status;
}

epscan_status scan_cost_of(const struct job *job, bool quiet, struct scan_cost *cost) {
    struct estimate estimate = {.sample.last_block = UINT64_MAX};
    struct progress progress;
    *cost = (struct scan_cost){0};
    progress_start(&progress, job->grid.tile_count, "tiles", quiet);
    epscan_status status = set_up(job, &estimate, &cost->setup_s);
    omp_set_num_threads(1);
    if (!status) status = sample_tiles(&estimate.sample, job, &progress);
    if (!status) progress_finish(&progress);
    if (!status) cost->seconds = total_s(&estimate.sample, &job->grid, cost->setup_s);
    tile_clear(&estimate.sample.tile);
    tile_engine_free(estimate.sample.engine);
    grid_factors_clear(&estimate.factors);
    limit_table_free(estimate.limits);
    prepared_experiment_free(estimate.experiment);
    return status;
}
