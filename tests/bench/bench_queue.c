/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tile queue: how long a master takes to answer, a discrete-event model with that number, for one master and for one on each
 * node, up to 10^5 ranks, and what ranks do in fact whose tiles only sleep, so that many of them fit on a few cores.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <mpi.h>

#include "core/error.h"
#include "parallel/tile_queue.h"

/* Ranks of a node of the model. */
enum { NODE_RANKS = 128, TILES_A_RANK = 500 };

static uint64_t no_points(void *data, uint64_t id) {
    (void)data;
    (void)id;
    return 0;
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
    const struct tile_work work = {
        .end_tile = UINT64_MAX, .process = pass_tile, .points = no_points, .data = &empty, .deadline_s = INFINITY};
    progress_start(&progress, 1, "points", true);
    tile_queue_run(MPI_COMM_WORLD, &work, &progress, &summary);
    return summary.counters[0] ? lasting_s / (double)summary.counters[0] : 0.0;
}

/* A tile that takes its time, but no core; the calling rank answers meanwhile, so far apart. */
static const double nap_s = 1e-3;

static epscan_status sleep_tile(void *data, uint64_t id, void (*idle)(void *), void *idle_data, uint64_t counters[TILE_COUNTERS]) {
    const double *tile_s = data;
    const double until_s = MPI_Wtime() + *tile_s * (0.5 + fmod(0.618 * (double)id, 1.0));
    const struct timespec nap = {.tv_nsec = (long)(1e9 * nap_s)};
    (void)counters;
    while (idle(idle_data), MPI_Wtime() < until_s) nanosleep(&nap, NULL);
    return EPSCAN_OK;
}

struct model {
    int ranks, node_ranks;                       /* all; of a master, all of them for a single one */
    double tile_s, service_s, latency_s, busy_s; /* busy: what a master computes between two looks at its messages */
    uint64_t tiles;
};

struct event {
    double at_s;
    int rank;
};

/* A master: when it is free, what it hands out, and what it was promised, which is there from `ahead_s` on. */
struct node {
    int ranks;
    double free_s, ahead_s;
    uint64_t now, ahead;
    bool dry;
};

struct simulation {
    const struct model *model;
    struct event *heap;
    int waiting; /* in the heap */
    double *ends;
    struct node *nodes;
    uint64_t left, seed; /* left: to the first master, which hands them out to nodes */
    double root_free_s, useful_s, first_s, last_s;
};

/* Uniform between 0.5 and 1.5. */
static double jitter(uint64_t *state) {
    return 0.5 + bench_random_unit(state);
}

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

/* The time of a tile as masters know it: until one has ended they do not. */
static double known_tile_s(const struct simulation *s, double now_s) {
    return now_s > s->first_s ? s->model->tile_s : 0.0;
}

/* A node asks the first master, which computes as well and looks at its messages between pieces. */
static void ask_root(struct simulation *s, struct node *node, double now_s) {
    const struct model *m = s->model;
    const double arrives_s = now_s + m->latency_s;
    const double piece_s = arrives_s > s->root_free_s ? bench_random_unit(&s->seed) * m->busy_s : 0.0;
    s->root_free_s = fmax(s->root_free_s, arrives_s) + piece_s + m->service_s;
    uint64_t batch = tile_batch_size(s->left, m->ranks, node->ranks, known_tile_s(s, s->root_free_s));
    if (batch > s->left) batch = s->left;
    s->left -= batch;
    node->ahead = batch;
    node->ahead_s = s->root_free_s + m->latency_s;
    node->dry = batch == 0;
}

/* A node that has nothing takes what it was promised, once it is there, and asks for more. Whether it has tiles. */
static bool refill(struct simulation *s, struct node *node) {
    if (!node->now && node->ahead) {
        node->free_s = fmax(node->free_s, node->ahead_s);
        node->now = node->ahead;
        node->ahead = 0;
        ask_root(s, node, node->free_s);
    }
    return node->now;
}

/* Nothing was asked for until then: a master computes, piece by piece, and ends a tile of its own now and then. */
static void compute_until(struct simulation *s, struct node *node, double until_s) {
    const double piece_s = fmin(s->model->busy_s, s->model->tile_s);
    while (node->free_s < until_s && refill(s, node)) {
        node->free_s += piece_s;
        s->useful_s += piece_s;
        if (bench_random_unit(&s->seed) < piece_s / s->model->tile_s) node->now--;
    }
}

/* What a master hands out for a request of `at_s`; none when there are no more. */
static uint64_t hand_out(struct simulation *s, struct node *node, double at_s) {
    compute_until(s, node, at_s);
    node->free_s = fmax(node->free_s, at_s) + s->model->service_s;
    refill(s, node);
    uint64_t batch = tile_batch_size(node->now + node->ahead, node->ranks, 1, known_tile_s(s, node->free_s));
    if (batch > node->now) batch = node->now;
    node->now -= batch;
    return batch;
}

/*
 * Discrete events: requests queue at a master, which answers one after the other and computes in pieces of `busy_s` when there is
 * none. A rank asks for its next batch when it begins one, and begins that when both the answer is there and the one before has
 * ended; a node's master does the same with the first master. Returns the share of all ranks' time, until the last ends, that goes
 * into tiles.
 */
static void simulate(struct simulation *s) {
    const struct model *m = s->model;
    while (s->waiting) {
        const struct event request = s->heap[0];
        struct node *node = &s->nodes[request.rank / m->node_ranks];
        const uint64_t batch = hand_out(s, node, request.at_s);
        if (batch == 0) {
            s->heap[0] = s->heap[--s->waiting];
        } else {
            double work_s = 0.0;
            for (uint64_t i = 0; i < batch; i++) work_s += m->tile_s * jitter(&s->seed);
            const double begin_s = fmax(s->ends[request.rank], node->free_s + m->latency_s);
            s->ends[request.rank] = begin_s + work_s;
            s->useful_s += work_s;
            s->first_s = fmin(s->first_s, s->ends[request.rank]);
            s->last_s = fmax(s->last_s, s->ends[request.rank]);
            s->heap[0].at_s = begin_s + m->latency_s;
        }
        heap_sift(s->heap, s->waiting, 0);
        s->last_s = fmax(s->last_s, node->free_s);
    }
}

static double model_efficiency(const struct model *m) {
    const int nodes = (m->ranks + m->node_ranks - 1) / m->node_ranks;
    struct simulation s = {.model = m,
                           .heap = malloc((size_t)m->ranks * sizeof *s.heap),
                           .ends = calloc((size_t)m->ranks, sizeof *s.ends),
                           .nodes = calloc((size_t)nodes, sizeof *s.nodes),
                           .left = m->tiles,
                           .seed = 1,
                           .first_s = INFINITY};
    bench_require(s.heap && s.ends && s.nodes, "memory for the model");
    for (int i = 0; i < m->ranks; i++)
        if (i % m->node_ranks) s.heap[s.waiting++] = (struct event){m->latency_s, i};
    for (int i = 0; i < m->ranks; i++) s.nodes[i / m->node_ranks].ranks++;
    for (int i = 0; i < nodes && nodes > 1; i++) ask_root(&s, &s.nodes[i], 0.0);
    if (nodes == 1) s.nodes[0] = (struct node){.ranks = m->ranks, .now = m->tiles, .dry = true};
    simulate(&s);
    free(s.heap);
    free(s.ends);
    free(s.nodes);
    return s.useful_s / (s.last_s * m->ranks);
}

/* Seconds that this many ranks take to part into masters' communicators: of a run of seconds some per cent, of a scan nothing. */
static double parting_seconds(int ranks_per_master) {
    MPI_Comm node, masters;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = MPI_Wtime();
    if (ranks_per_master == 0) return 0.0;
    MPI_Comm_split(MPI_COMM_WORLD, rank / ranks_per_master, rank, &node);
    MPI_Comm_split(MPI_COMM_WORLD, rank % ranks_per_master ? MPI_UNDEFINED : 0, rank, &masters);
    if (masters != MPI_COMM_NULL) MPI_Comm_free(&masters);
    MPI_Comm_free(&node);
    MPI_Barrier(MPI_COMM_WORLD);
    return MPI_Wtime() - start;
}

void bench_queue(double tile_s, int tiles_a_rank, int ranks_per_master) {
    struct progress progress;
    struct tile_summary summary;
    int rank, ranks;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const struct tile_work work = {.end_tile = (uint64_t)ranks * (uint64_t)tiles_a_rank,
                                   .process = sleep_tile,
                                   .points = no_points,
                                   .data = &tile_s,
                                   .deadline_s = INFINITY,
                                   .ranks_per_master = ranks_per_master};
    const double parting_s = parting_seconds(ranks_per_master);
    progress_start(&progress, 1, "points", true);
    const double start = MPI_Wtime();
    bench_require(!tile_queue_run(MPI_COMM_WORLD, &work, &progress, &summary), "the tile queue");
    const double took_s = MPI_Wtime() - start;
    if (rank == 0) {
        const struct model model = {ranks, ranks_per_master ? ranks_per_master : ranks, tile_s, 2e-6, 2e-5,
                                    nap_s, (uint64_t)ranks * (uint64_t)tiles_a_rank};
        printf("%d ranks, %.0f ms a tile, %.3f s to part them; the model: %.3f, measured: %.3f\n", ranks, 1e3 * tile_s, parting_s,
               model_efficiency(&model), (double)tiles_a_rank * tile_s / took_s);
    }
    bench_require(rank || summary.tiles == work.end_tile, "all tiles");
}

/* Of one kind of tile, for more and more ranks, with one master and with one on each node. */
static json_t *scheduling_row(double tile_s, double service_s) {
    static const int ranks[] = {10, 100, 1000, 10000, 100000};
    json_t *row = json_array();
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        struct model model = {ranks[i], ranks[i], tile_s, service_s, 2e-6, fmin(tile_s, 1e-4), (uint64_t)ranks[i] * TILES_A_RANK};
        const double single = model_efficiency(&model);
        model.node_ranks = ranks[i] < NODE_RANKS ? ranks[i] : NODE_RANKS;
        const double nodes = model_efficiency(&model);
        json_array_append_new(row, json_pack("{s:i, s:f, s:f}", "ranks", ranks[i], "efficiency", single, "master_per_node", nodes));
    }
    return row;
}

void bench_scheduling(json_t *result) {
    static const double points[] = {131072, 1048576, 8388608};
    const double service_s = service_seconds();
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank) return;
    const double ns_per_point =
        json_real_value(json_object_get(json_array_get(json_object_get(result, "columns"), 2), "ns_per_point"));
    json_t *rows = json_array();
    for (size_t p = 0; p < sizeof points / sizeof *points; p++) {
        const double tile_s = 1e-9 * ns_per_point * points[p];
        json_array_append_new(rows, json_pack("{s:f, s:f, s:o}", "tile_points", points[p], "tile_ms", 1e3 * tile_s, "ranks",
                                              scheduling_row(tile_s, service_s)));
    }
    json_object_set_new(result, "scheduling", json_pack("{s:f, s:o}", "service_us", 1e6 * service_s, "tiles", rows));
}
