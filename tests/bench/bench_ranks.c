/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>
#include <omp.h>

#include "core/error.h"
#include "parallel/tile_queue.h"

struct compute {
    struct tile_engine *tiles;
    struct tile tile;
};

static epscan_status compute_tile(void *data, uint64_t id, void (*idle)(void *), void *idle_data,
                                  uint64_t counters[TILE_COUNTERS]) {
    struct compute *compute = data;
    (void)counters;
    return tile_evaluate(compute->tiles, id, &compute->tile, idle, idle_data);
}

static uint64_t no_points(void *data, uint64_t id) {
    (void)data;
    (void)id;
    return 0;
}

static double queue_seconds(struct tile_work work) {
    struct progress progress;
    struct tile_summary summary;
    progress_start(&progress, 1, "points", true);
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = MPI_Wtime();
    bench_require(!tile_queue_run(MPI_COMM_WORLD, &work, &progress, &summary), "the tile queue");
    MPI_Barrier(MPI_COMM_WORLD);
    return MPI_Wtime() - start;
}

void bench_ranks(const char *kind) {
    static const struct {
        const char *kind;
        struct bench_job job;
    } kinds[] = {
        {"standard", {1000, 200, 5, 40.0, 60.0}}, {"axis", {20000, 1, 1, 50.0, 50.0}}, {"tiny", {4000, 10, 1, 45.0, 55.0}}};
    enum { REPEATS = 7 };
    struct job *job = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i].kind) == 0) job = bench_job_make(&kinds[i].job);
    bench_require(job != NULL, "ranks standard, axis or tiny");
    struct prepared_experiment *experiment = bench_experiment_of(job);
    struct compute compute;
    double seconds[REPEATS];
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    omp_set_num_threads(1);
    bench_require(!tile_engine_create(&job->grid, experiment, NULL, &compute.tiles) && !tile_init(&compute.tile, &job->grid) &&
                      !tile_evaluate(compute.tiles, 0, &compute.tile, NULL, NULL),
                  "the tile engine");
    if (strcmp(kind, "tiny") == 0) bench_make_tiles_tiny(&job->grid);
    for (int i = 0; i < REPEATS; i++)
        seconds[i] = queue_seconds((struct tile_work){0, job->grid.tile_count, compute_tile, no_points, &compute, INFINITY});
    bench_median(seconds, REPEATS); /* sorts */
    if (rank == 0) printf("%.6f\n", seconds[0]);
    tile_engine_free(compute.tiles);
    tile_clear(&compute.tile);
    prepared_experiment_free(experiment);
    job_free(job);
}
