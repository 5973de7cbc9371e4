/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Showers go in rounds; a round's showers in tiles of some batches, which the tile queue hands out; a tile's batches to the
 * threads. After a round its tallies and the events it left on the ranks go to rank 0, tile by tile; a round that is not ended
 * leaves nothing. Rounds and tiles are as long as the measured time of a batch and its number of events suggest: long enough
 * that nobody waits for others much, who do at the end of each round for about a tile, short enough to stop soon and to hold few
 * events. Results do not depend on them.
 */
#include "parallel/shower_rounds.h"

#include "core/clock.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "parallel/tile_queue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

/* Batches of a thread: in the first round, which measures, at least in one, and in one tile. */
enum { FIRST_ROUND_BATCHES = 8, LEAST_ROUND_BATCHES = 2, LEAST_TILE_BATCHES = 2, MOST_TILE_BATCHES = 16 };
/* A round has at most so many times the batches of the one before, which it was measured by, tiles, and a thread's events. */
enum { MOST_GROWTH = 64, MOST_ROUND_TILES = 1 << 16, MOST_ROUND_EVENTS = 1 << 16 };
static const double tile_s = 0.3;
/* Of the time that is left, what a round may take: batches differ. */
static const double round_share = 0.7;

/* Events of one message. */
enum { MESSAGE_EVENTS = 4096 };

enum { TAG_COUNT = 11, TAG_EVENTS = 12 };

struct events {
    size_t count;
    struct signal_event *event; /* owned */
};

/* The showers of one thread. */
struct worker {
    struct shower_tally tally;
    struct signal_event *scratch; /* of one batch */
};

struct rounds {
    MPI_Comm communicator;
    const struct shower_work *work;
    int rank, threads, all_threads, most_threads;
    struct worker *workers;
    uint64_t first_batch, end_batch; /* of this round */
    uint64_t tile_batches;
    struct events *tile; /* of this round, by number; empty for those of other ranks */
    int *owner;          /* of this round's tiles: rank + 1 */
    size_t tile_count;
    struct events *batch;          /* of the tile in work */
    struct signal_event *received; /* of one message */
    MPI_Datatype event_type;
    double batch_s;      /* mean of the slowest rank; 0: not known yet */
    double batch_events; /* likewise, of the rank with the most */
    double left_s;       /* until the earliest deadline of a rank */
    double seconds;      /* of this rank's batches so far */
    uint64_t batches;    /* so far, on this rank */
    uint64_t events;     /* likewise */
};

static uint64_t batch_count(const struct shower_work *work) {
    return work->showers / SIMULATION_BATCH + (work->showers % SIMULATION_BATCH != 0);
}

/* Showers in batches first .. end - 1. */
static uint64_t showers_in(const struct shower_work *work, uint64_t first, uint64_t end) {
    const uint64_t last = end * SIMULATION_BATCH;
    return (last < work->showers ? last : work->showers) - first * SIMULATION_BATCH;
}

static void tile_batches(const struct rounds *rounds, uint64_t tile, uint64_t *first, uint64_t *end) {
    *first = rounds->first_batch + tile * rounds->tile_batches;
    *end = *first + rounds->tile_batches < rounds->end_batch ? *first + rounds->tile_batches : rounds->end_batch;
}

/* Simulate a batch, and keep its events. */
static epscan_status process_batch(const struct rounds *rounds, struct worker *worker, uint64_t batch, struct events *kept) {
    const struct shower_work *work = rounds->work;
    const struct shower_batch showers = {work->seed, batch * SIMULATION_BATCH, (int)showers_in(work, batch, batch + 1)};
    size_t events = 0;
    if (!work->signal) return shower_simulation_batch(work->simulation, showers, &worker->tally);
    const epscan_status status =
        shower_simulation_signal_batch(work->simulation, work->signal, showers, &worker->tally, worker->scratch, &events);
    if (status || events == 0) return status;
    kept->event = malloc(events * sizeof *kept->event);
    if (!kept->event) return error_no_memory("the events of a batch");
    kept->count = events;
    memcpy(kept->event, worker->scratch, events * sizeof *kept->event);
    return EPSCAN_OK;
}

static void clear_events(struct events *events, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(events[i].event);
        events[i] = (struct events){0};
    }
}

/* Put the events of a tile's batches together; the batches are left empty. */
static epscan_status join_batches(struct rounds *rounds, size_t batches, struct events *tile) {
    size_t count = 0;
    for (size_t i = 0; i < batches; i++) count += rounds->batch[i].count;
    tile->event = count ? malloc(count * sizeof *tile->event) : NULL;
    if (count && !tile->event) {
        clear_events(rounds->batch, batches);
        return error_no_memory("the events of a tile");
    }
    for (size_t i = 0; i < batches; i++) {
        if (rounds->batch[i].count)
            memcpy(tile->event + tile->count, rounds->batch[i].event, rounds->batch[i].count * sizeof *tile->event);
        tile->count += rounds->batch[i].count;
    }
    rounds->events += tile->count;
    clear_events(rounds->batch, batches);
    return EPSCAN_OK;
}

/* A signal ends a tile between batches. */
static epscan_status process_tile(void *data, uint64_t tile, void (*idle)(void *), void *idle_data,
                                  uint64_t counters[TILE_COUNTERS]) {
    struct rounds *rounds = data;
    uint64_t first, end;
    double seconds = 0.0;
    int failed = 0;
    (void)counters;
    tile_batches(rounds, tile, &first, &end);
#pragma omp parallel for schedule(dynamic) reduction(+ : seconds) reduction(| : failed)
    for (uint64_t batch = first; batch < end; batch++) {
        const int thread = omp_get_thread_num();
        const double start = monotonic_s();
        if (thread == 0) idle(idle_data);
        if (stop_signal_arrived()) continue;
        failed |= process_batch(rounds, &rounds->workers[thread], batch, &rounds->batch[batch - first]) != EPSCAN_OK;
        seconds += monotonic_s() - start;
    }
    rounds->seconds += seconds;
    rounds->batches += end - first;
    const bool stopped = stop_signal_arrived();
    if (failed || stopped) clear_events(rounds->batch, (size_t)(end - first));
    if (failed) return error_no_memory("a batch of showers");
    if (stopped) return EPSCAN_STOPPED;
    rounds->owner[tile] = rounds->rank + 1;
    return join_batches(rounds, (size_t)(end - first), &rounds->tile[tile]);
}

static uint64_t tile_showers(void *data, uint64_t tile) {
    const struct rounds *rounds = data;
    uint64_t first, end;
    tile_batches(rounds, tile, &first, &end);
    return showers_in(rounds->work, first, end);
}

/* Batches of the next round of all threads. */
static double round_size(const struct rounds *rounds) {
    const double longest_s = fmin(rounds->work->round_s, round_share * rounds->left_s), threads = rounds->all_threads;
    if (!(rounds->batch_s > 0.0)) return FIRST_ROUND_BATCHES * threads;
    const double before = (double)(rounds->end_batch - rounds->first_batch);
    double size = fmin(longest_s / rounds->batch_s * threads, MOST_GROWTH * before);
    if (rounds->batch_events > 0.0) size = fmin(size, MOST_ROUND_EVENTS / rounds->batch_events * threads);
    return fmax(size, LEAST_ROUND_BATCHES * threads);
}

/* Size the next round from the slowest rank's time of a batch; the same on every rank. */
static epscan_status plan_round(struct rounds *rounds) {
    const double per_tile = rounds->batch_s > 0.0 ? tile_s / rounds->batch_s : LEAST_TILE_BATCHES;
    const uint64_t whole = rounds->work->showers / SIMULATION_BATCH; /* a last part of a batch is a round of its own */
    const uint64_t left = rounds->end_batch < whole ? whole - rounds->end_batch : batch_count(rounds->work) - rounds->end_batch;
    rounds->tile_batches = (uint64_t)fmin(fmax(per_tile, LEAST_TILE_BATCHES), MOST_TILE_BATCHES) * (uint64_t)rounds->most_threads;
    uint64_t size = (uint64_t)fmin(round_size(rounds), MOST_ROUND_TILES * (double)rounds->tile_batches);
    if (size > left) size = left;
    rounds->first_batch = rounds->end_batch;
    rounds->end_batch += size;
    rounds->tile_count = (size_t)((size + rounds->tile_batches - 1) / rounds->tile_batches);
    free(rounds->tile);
    free(rounds->owner);
    free(rounds->batch);
    rounds->tile = calloc(rounds->tile_count, sizeof *rounds->tile);
    rounds->owner = calloc(rounds->tile_count, sizeof *rounds->owner);
    rounds->batch = calloc(rounds->tile_batches, sizeof *rounds->batch);
    return rounds->tile && rounds->owner && rounds->batch ? EPSCAN_OK : error_no_memory("a round of showers");
}

/* Rank 0: hand over the events of a tile. After a failure nothing is kept any more, but all is received. */
static epscan_status keep_tile(struct rounds *rounds, size_t tile, epscan_status status) {
    const struct shower_work *work = rounds->work;
    const int from = rounds->owner[tile] - 1;
    if (from == rounds->rank) {
        const struct events *own = &rounds->tile[tile];
        return status || own->count == 0 ? status : work->keep(work->data, own->event, own->count);
    }
    uint64_t left;
    MPI_Recv(&left, 1, MPI_UINT64_T, from, TAG_COUNT, rounds->communicator, MPI_STATUS_IGNORE);
    while (left) {
        const int count = (int)(left < MESSAGE_EVENTS ? left : MESSAGE_EVENTS);
        MPI_Recv(rounds->received, count, rounds->event_type, from, TAG_EVENTS, rounds->communicator, MPI_STATUS_IGNORE);
        if (!status) status = work->keep(work->data, rounds->received, (size_t)count);
        left -= (uint64_t)count;
    }
    return status;
}

static void send_tile(const struct rounds *rounds, const struct events *tile) {
    const uint64_t total = tile->count;
    MPI_Send(&total, 1, MPI_UINT64_T, 0, TAG_COUNT, rounds->communicator);
    for (uint64_t sent = 0; sent < total; sent += MESSAGE_EVENTS) {
        const int count = (int)(total - sent < MESSAGE_EVENTS ? total - sent : MESSAGE_EVENTS);
        MPI_Send(tile->event + sent, count, rounds->event_type, 0, TAG_EVENTS, rounds->communicator);
    }
}

/* Collective: the round's events in the order of showers to rank 0. The status is rank 0's. */
static epscan_status gather_round(struct rounds *rounds) {
    const int count = (int)rounds->tile_count;
    epscan_status status = EPSCAN_OK;
    if (rounds->rank) {
        MPI_Reduce(rounds->owner, NULL, count, MPI_INT, MPI_MAX, 0, rounds->communicator);
        for (size_t tile = 0; tile < rounds->tile_count; tile++)
            if (rounds->owner[tile]) send_tile(rounds, &rounds->tile[tile]);
        return status;
    }
    MPI_Reduce(MPI_IN_PLACE, rounds->owner, count, MPI_INT, MPI_MAX, 0, rounds->communicator);
    for (size_t tile = 0; tile < rounds->tile_count; tile++) status = keep_tile(rounds, tile, status);
    return status;
}

/* Collective: whether all ranks may go on; the time of a batch becomes the slowest rank's, that left the shortest. */
static bool all_go_on(struct rounds *rounds, epscan_status status, bool *stopped) {
    const double own = rounds->batches ? rounds->seconds / (double)rounds->batches : 0.0;
    const double events = rounds->batches ? (double)rounds->events / (double)rounds->batches : 0.0;
    double mine[4] = {status || stop_signal_arrived() ? 1.0 : 0.0, own, monotonic_s() - rounds->work->deadline_s, events}, worst[4];
    MPI_Allreduce(mine, worst, 4, MPI_DOUBLE, MPI_MAX, rounds->communicator);
    rounds->batch_s = worst[1];
    rounds->left_s = -worst[2];
    rounds->batch_events = worst[3];
    *stopped = worst[0] > 0.0;
    return !*stopped;
}

/* Whether there is time for the shortest of rounds. */
static bool has_time(const struct rounds *rounds) {
    return round_share * rounds->left_s > LEAST_ROUND_BATCHES * rounds->batch_s;
}

/* Collective: the round's tallies of all threads of all ranks into rank 0's; theirs begin anew. */
static void reduce_tallies(struct rounds *rounds, struct shower_tally *tally) {
    struct shower_tally *own = &rounds->workers[0].tally;
    for (int i = 1; i < rounds->threads; i++) shower_tally_add(&rounds->workers[i].tally, own);
    const int count = (int)own->count;
    MPI_Reduce(rounds->rank ? own->value : MPI_IN_PLACE, rounds->rank ? NULL : own->value, count, MPI_INT64_T, MPI_SUM, 0,
               rounds->communicator);
    if (rounds->rank == 0) shower_tally_add(own, tally);
    for (int i = 0; i < rounds->threads; i++)
        memset(rounds->workers[i].tally.value, 0, own->count * sizeof *rounds->workers[i].tally.value);
}

/* Rank 0. */
static epscan_status end_round(const struct rounds *rounds, const struct shower_tally *tally) {
    const struct shower_work *work = rounds->work;
    const uint64_t done = rounds->end_batch * SIMULATION_BATCH;
    if (rounds->rank || !work->round_done) return EPSCAN_OK;
    return work->round_done(work->data, done < work->showers ? done : work->showers, tally);
}

static epscan_status run_round(struct rounds *rounds, struct progress *progress, struct shower_tally *tally, bool *stopped) {
    struct tile_summary summary;
    epscan_status status = plan_round(rounds);
    if (!all_go_on(rounds, status, stopped)) return status;
    const struct tile_work work = {0, rounds->tile_count, process_tile, tile_showers, rounds, INFINITY};
    status = tile_queue_run(rounds->communicator, &work, progress, &summary);
    const bool is_whole = all_go_on(rounds, status, stopped);
    if (is_whole && rounds->work->signal) status = gather_round(rounds);
    if (is_whole) reduce_tallies(rounds, tally);
    if (is_whole && !status) status = end_round(rounds, tally);
    clear_events(rounds->tile, rounds->tile_count);
    return status;
}

static epscan_status rounds_init(MPI_Comm communicator, const struct shower_work *work, struct rounds *rounds) {
    *rounds = (struct rounds){.communicator = communicator, .work = work, .threads = omp_get_max_threads()};
    MPI_Comm_rank(communicator, &rounds->rank);
    MPI_Allreduce(&rounds->threads, &rounds->all_threads, 1, MPI_INT, MPI_SUM, communicator);
    MPI_Allreduce(&rounds->threads, &rounds->most_threads, 1, MPI_INT, MPI_MAX, communicator);
    MPI_Type_contiguous((int)sizeof(struct signal_event), MPI_BYTE, &rounds->event_type);
    MPI_Type_commit(&rounds->event_type);
    rounds->workers = calloc((size_t)rounds->threads, sizeof *rounds->workers);
    rounds->received = malloc(MESSAGE_EVENTS * sizeof *rounds->received);
    if (!rounds->workers || !rounds->received) return error_no_memory("the showers");
    for (int i = 0; i < rounds->threads; i++) {
        const epscan_status status = shower_tally_init(work->simulation, &rounds->workers[i].tally);
        if (status) return status;
        rounds->workers[i].scratch =
            malloc((size_t)SIMULATION_BATCH * SIGNAL_MAX_EVENTS_PER_SHOWER * sizeof *rounds->workers[i].scratch);
        if (!rounds->workers[i].scratch) return error_no_memory("the events of a batch");
    }
    return EPSCAN_OK;
}

static void rounds_clear(struct rounds *rounds) {
    for (int i = 0; rounds->workers && i < rounds->threads; i++) {
        shower_tally_clear(&rounds->workers[i].tally);
        free(rounds->workers[i].scratch);
    }
    free(rounds->workers);
    free(rounds->received);
    free(rounds->tile);
    free(rounds->owner);
    free(rounds->batch);
    MPI_Type_free(&rounds->event_type);
}

epscan_status shower_rounds_run(MPI_Comm communicator, const struct shower_work *work, struct progress *progress,
                                struct shower_tally *tally, bool *stopped) {
    struct rounds rounds;
    epscan_status status = rounds_init(communicator, work, &rounds);
    rounds.end_batch = work->first / SIMULATION_BATCH;
    bool more = all_go_on(&rounds, status, stopped);
    while (more && rounds.end_batch < batch_count(work)) {
        if ((*stopped = !has_time(&rounds))) break;
        status = run_round(&rounds, progress, tally, stopped);
        more = !*stopped && all_go_on(&rounds, status, stopped);
    }
    rounds_clear(&rounds);
    return status;
}
