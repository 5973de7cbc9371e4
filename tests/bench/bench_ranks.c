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

/* Rank 0 answers requests and nothing else for a while; the others' tiles are empty but for the first. */
struct empty_tiles {
    int rank;
    double first_s, until_s;
    uint64_t count;
};

static epscan_status pass_tile(void *data, uint64_t id, void (*idle)(void *), void *idle_data, uint64_t counters[TILE_COUNTERS]) {
    struct empty_tiles *empty = data;
    (void)id;
    if (empty->rank == 0) {
        while (MPI_Wtime() < empty->until_s) idle(idle_data);
        return error_set(EPSCAN_FAILED, "the time is over");
    }
    /* one slow tile, and the master hands them out one by one */
    while (empty->count == 0 && MPI_Wtime() < empty->first_s) continue;
    counters[0] += empty->count++ > 0;
    return EPSCAN_OK;
}

/* Seconds from one answer of the master to the next, with one worker that does nothing but ask. */
static double service_seconds(void) {
    const double first_s = 0.5, lasting_s = 1.0, now = MPI_Wtime();
    struct empty_tiles empty = {.first_s = now + first_s, .until_s = now + first_s + lasting_s};
    struct progress progress;
    struct tile_summary summary = {0};
    MPI_Comm_rank(MPI_COMM_WORLD, &empty.rank);
    const struct tile_work work = {0, UINT64_MAX, pass_tile, no_points, &empty, INFINITY};
    progress_start(&progress, 1, "points", true);
    tile_queue_run(MPI_COMM_WORLD, &work, &progress, &summary);
    return summary.counters[0] ? lasting_s / (double)summary.counters[0] : 0.0;
}

struct model {
    int ranks;
    double tile_s, service_s, latency_s, busy_s; /* busy: what the master computes between two looks at its messages */
    uint64_t tiles;
};

/* Uniform between 0.5 and 1.5. */
static double jitter(uint64_t *state) {
    return 0.5 + bench_random_unit(state);
}

struct event {
    double at_s;
    int rank;
};

static void heap_sift(struct event *heap, int count, int i) {
    for (;;) {
        int least = i;
        for (int child = 2 * i + 1; child <= 2 * i + 2 && child < count; child++)
            if (heap[child].at_s < heap[least].at_s) least = child;
        if (least == i) return;
        const struct event swap = heap[i];
        heap[i] = heap[least];
        heap[least] = swap;
        i = least;
    }
}

/*
 * Discrete events: requests queue at the master, which answers one after the other and computes in pieces of `busy_s` when
 * there is none. A rank asks for its next batch when it begins one, and begins that when both the answer is there and the
 * one before has ended. Until a tile has ended the master does not know how long one takes. Returns the share of all ranks' time,
 * until the last ends, that goes into tiles.
 */
static double model_efficiency(const struct model *model) {
    struct event *heap = malloc((size_t)model->ranks * sizeof *heap);
    double *ends = calloc((size_t)model->ranks, sizeof *ends), master_s = 0.0, useful_s = 0.0, last_s = 0.0, first_s = INFINITY;
    uint64_t left = model->tiles, seed = 1;
    int waiting = model->ranks - 1;
    bench_require(heap && ends, "memory for the model");
    for (int i = 0; i < waiting; i++) heap[i] = (struct event){model->latency_s, i + 1};
    while (waiting && left) {
        const struct event request = heap[0];
        while (master_s < request.at_s && left) { /* nothing asked: the master computes */
            const double piece = fmin(model->busy_s, model->tile_s);
            master_s += piece;
            useful_s += piece;
            if (jitter(&seed) - 0.5 < piece / model->tile_s) left--; /* a tile of its own is done now and then */
        }
        if (!left) break;
        master_s = fmax(master_s, request.at_s) + model->service_s;
        uint64_t batch = tile_batch_size(left, model->ranks, master_s > first_s ? model->tile_s : 0.0);
        if (batch > left) batch = left;
        left -= batch;
        double work_s = 0.0;
        for (uint64_t i = 0; i < batch; i++) work_s += model->tile_s * jitter(&seed);
        const double begin_s = fmax(ends[request.rank], master_s + model->latency_s);
        ends[request.rank] = begin_s + work_s;
        useful_s += work_s;
        last_s = fmax(last_s, ends[request.rank]);
        first_s = fmin(first_s, ends[request.rank]);
        heap[0].at_s = begin_s + model->latency_s;
        heap_sift(heap, waiting, 0);
    }
    last_s = fmax(last_s, master_s);
    free(heap);
    free(ends);
    return useful_s / (last_s * model->ranks);
}

void bench_scheduling(json_t *result) {
    static const int ranks[] = {2, 10, 100, 1000, 3000, 10000};
    static const double points[] = {131072, 1048576, 8388608};
    const double service_s = service_seconds();
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank) return;
    const double ns_per_point =
        json_real_value(json_object_get(json_array_get(json_object_get(result, "columns"), 2), "ns_per_point"));
    json_t *rows = json_array();
    for (size_t p = 0; p < sizeof points / sizeof *points; p++) {
        json_t *row = json_array();
        const double tile_s = 1e-9 * ns_per_point * points[p];
        for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
            const struct model model = {ranks[i], tile_s, service_s, 2e-6, fmin(tile_s, 1e-4), (uint64_t)ranks[i] * 500};
            json_array_append_new(row, json_pack("{s:i, s:f}", "ranks", ranks[i], "efficiency", model_efficiency(&model)));
        }
        json_array_append_new(rows, json_pack("{s:f, s:f, s:o}", "tile_points", points[p], "tile_ms", 1e3 * tile_s, "ranks", row));
    }
    json_object_set_new(result, "scheduling", json_pack("{s:f, s:o}", "service_us", 1e6 * service_s, "tiles", rows));
}
