/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages: a worker sends a report on its last tiles, which asks for more, and gets back a batch, empty when there is none.
 * After an empty batch, a signal or a failure it sends its last report with another tag and leaves.
 *
 * A batch is one tile at first and at the end, so that ranks finish together, and many tiles in between when they are quick,
 * so that the master is asked less often than it can answer.
 */
#include "parallel/tile_queue.h"

#include "core/clock.h"
#include "core/stop_signal.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { TAG_REQUEST = 1, TAG_BATCH = 2, TAG_LAST = 3 };

/* Tiles that must still fit: the one handed out, and the one a rank has asked for ahead, with some slack. */
static const double time_margin = 2.5;

/* A batch is at most this long, and this share of what a rank has left to do. */
static const double longest_batch_s = 0.25, largest_share = 0.25;

struct batch {
    uint64_t first, count;
};

struct report {
    uint64_t tiles; /* done */
    uint64_t points, counters[TILE_COUNTERS];
    double slowest_tile_s;
    int stop; /* the rank was signalled, is out of time, or failed */
};

struct master {
    MPI_Comm communicator;
    const struct tile_work *work;
    struct progress *progress;
    struct tile_summary *summary;
    uint64_t next;
    double slowest_tile_s;
    int ranks, workers_left;
    bool stopping;
};

static bool time_is_up(const struct tile_work *work, double slowest_tile_s) {
    return monotonic_s() + time_margin * slowest_tile_s > work->deadline_s;
}

uint64_t tile_batch_size(uint64_t tiles_left, int ranks, double slowest_tile_s) {
    const double share = largest_share * (double)tiles_left / ranks;
    const double size = slowest_tile_s > 0.0 ? fmin(share, longest_batch_s / slowest_tile_s) : 1.0;
    return size > 1.0 ? (uint64_t)size : 1;
}

static struct batch take_batch(struct master *master, uint64_t most) {
    if (stop_signal_arrived() || time_is_up(master->work, master->slowest_tile_s)) master->stopping = true;
    const uint64_t left = master->work->end_tile - master->next;
    struct batch batch = {.first = master->next};
    if (left == 0 || master->stopping) return batch;
    batch.count = tile_batch_size(left, master->ranks, master->slowest_tile_s);
    if (batch.count > most) batch.count = most;
    master->next += batch.count;
    return batch;
}

static void account(struct master *master, const struct report *report) {
    master->stopping |= report->stop;
    master->summary->tiles += report->tiles;
    master->slowest_tile_s = fmax(master->slowest_tile_s, report->slowest_tile_s);
    for (int i = 0; i < TILE_COUNTERS; i++) master->summary->counters[i] += report->counters[i];
    progress_add(master->progress, report->points);
}

/* Answer every request that has arrived. */
static void serve(void *data) {
    struct master *master = data;
    int waiting = master->workers_left;
    while (waiting) {
        MPI_Status envelope;
        struct report report;
        MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, master->communicator, &waiting, &envelope);
        if (!waiting) break;
        MPI_Recv(&report, sizeof report, MPI_BYTE, envelope.MPI_SOURCE, envelope.MPI_TAG, master->communicator, MPI_STATUS_IGNORE);
        account(master, &report);
        if (envelope.MPI_TAG == TAG_LAST) {
            waiting = --master->workers_left;
        } else {
            const struct batch batch = take_batch(master, UINT64_MAX);
            MPI_Send(&batch, sizeof batch, MPI_BYTE, envelope.MPI_SOURCE, TAG_BATCH, master->communicator);
        }
    }
    progress_add(master->progress, 0);
}

/* Process a batch, until something stops the rank, and report on what was done. */
static epscan_status process(const struct tile_work *work, struct batch batch, void (*idle)(void *), void *idle_data,
                             struct report *report) {
    epscan_status status = EPSCAN_OK;
    *report = (struct report){0};
    for (uint64_t i = 0; i < batch.count && !report->stop; i++) {
        const double start = MPI_Wtime();
        status = work->process(work->data, batch.first + i, idle, idle_data, report->counters);
        report->slowest_tile_s = fmax(report->slowest_tile_s, MPI_Wtime() - start);
        if (!status) report->points += work->points(work->data, batch.first + i);
        report->tiles += !status;
        report->stop = status || stop_signal_arrived() || time_is_up(work, report->slowest_tile_s);
    }
    return status;
}

static epscan_status run_master(struct master *master) {
    const struct timespec pause = {.tv_nsec = 200000};
    epscan_status status = EPSCAN_OK;
    for (struct batch batch = take_batch(master, 1); batch.count; batch = take_batch(master, 1)) {
        struct report report;
        status = process(master->work, batch, serve, master, &report);
        account(master, &report);
        serve(master);
    }
    while (master->workers_left) {
        serve(master);
        nanosleep(&pause, NULL);
    }
    return status;
}

static void do_nothing(void *data) {
    (void)data;
}

static epscan_status run_worker(MPI_Comm communicator, const struct tile_work *work) {
    struct report finished = {0};
    struct batch batch, next;
    epscan_status status = EPSCAN_OK;
    MPI_Sendrecv(&finished, sizeof finished, MPI_BYTE, 0, TAG_REQUEST, &batch, sizeof batch, MPI_BYTE, 0, TAG_BATCH, communicator,
                 MPI_STATUS_IGNORE);
    while (batch.count && !finished.stop) {
        MPI_Request requests[2];
        MPI_Status statuses[2];
        const struct report sent = finished;
        MPI_Irecv(&next, sizeof next, MPI_BYTE, 0, TAG_BATCH, communicator, &requests[0]);
        MPI_Isend(&sent, sizeof sent, MPI_BYTE, 0, TAG_REQUEST, communicator, &requests[1]);
        status = process(work, batch, do_nothing, NULL, &finished);
        MPI_Waitall(2, requests, statuses); /* for MPI_STATUSES_IGNORE, GCC warns of MPICH's declarations */
        batch = next;
    }
    MPI_Send(&finished, sizeof finished, MPI_BYTE, 0, TAG_LAST, communicator);
    return status;
}

/* A tile that was given up is left, and no failure. */
static epscan_status unless_stopped(epscan_status status) {
    return status == EPSCAN_STOPPED ? EPSCAN_OK : status;
}

epscan_status tile_queue_run(MPI_Comm communicator, const struct tile_work *work, struct progress *progress,
                             struct tile_summary *summary) {
    int rank, size;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &size);
    *summary = (struct tile_summary){0};
    if (rank) return unless_stopped(run_worker(communicator, work));
    struct master master = {.communicator = communicator,
                            .work = work,
                            .progress = progress,
                            .summary = summary,
                            .next = work->first_tile,
                            .ranks = size,
                            .workers_left = size - 1};
    const epscan_status status = unless_stopped(run_master(&master));
    summary->seconds = progress_elapsed_s(progress);
    summary->stopped = summary->tiles < work->end_tile - work->first_tile;
    return status;
}
