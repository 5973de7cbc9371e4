/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages: a worker sends a report on its last tile, which asks for another, and gets back a tile or NONE. After NONE, a
 * signal or a failure it sends its last report with another tag and leaves.
 */
#include "parallel/tile_queue.h"

#include "parallel/stop_signal.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { TAG_REQUEST = 1, TAG_TILE = 2, TAG_LAST = 3 };

static const int64_t NONE = -1;

/* Tiles that must still fit: the one handed out, and the one a rank has asked for ahead, with some slack. */
static const double time_margin = 2.5;

struct report {
    int64_t tile;
    uint64_t counters[TILE_COUNTERS];
    double seconds;
    int stop; /* the rank was signalled, or failed */
};

struct master {
    MPI_Comm communicator;
    const struct tile_work *work;
    struct progress *progress;
    struct tile_summary *summary;
    uint64_t next;
    double slowest_tile_s;
    int workers_left;
    bool stopping;
};

static bool time_is_up(const struct master *master) {
    return monotonic_s() + time_margin * master->slowest_tile_s > master->work->deadline_s;
}

static int64_t take_tile(struct master *master) {
    if (stop_signal_arrived() || time_is_up(master)) master->stopping = true;
    if (master->next >= master->work->end_tile || master->stopping) return NONE;
    return (int64_t)master->next++;
}

static void account(struct master *master, const struct report *report) {
    uint64_t points = 0;
    master->stopping |= report->stop;
    if (report->tile != NONE) {
        points = master->work->points(master->work->data, (uint64_t)report->tile);
        master->summary->tiles++;
        master->slowest_tile_s = fmax(master->slowest_tile_s, report->seconds);
        for (int i = 0; i < TILE_COUNTERS; i++) master->summary->counters[i] += report->counters[i];
    }
    progress_add(master->progress, points);
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
            const int64_t tile = take_tile(master);
            MPI_Send(&tile, sizeof tile, MPI_BYTE, envelope.MPI_SOURCE, TAG_TILE, master->communicator);
        }
    }
    progress_add(master->progress, 0);
}

/* Process a tile and report on it: NONE in the report's place when it failed. */
static epscan_status process(const struct tile_work *work, int64_t tile, void (*idle)(void *), void *idle_data,
                             struct report *report) {
    const double start = MPI_Wtime();
    memset(report, 0, sizeof *report);
    const epscan_status status = work->process(work->data, (uint64_t)tile, idle, idle_data, report->counters);
    report->tile = status ? NONE : tile;
    report->seconds = MPI_Wtime() - start;
    report->stop = status || stop_signal_arrived();
    return status;
}

static epscan_status run_master(struct master *master) {
    const struct timespec pause = {.tv_nsec = 200000};
    epscan_status status = EPSCAN_OK;
    for (int64_t tile = take_tile(master); tile != NONE; tile = take_tile(master)) {
        struct report report;
        status = process(master->work, tile, serve, master, &report);
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
    struct report finished = {.tile = NONE};
    int64_t tile, next;
    epscan_status status = EPSCAN_OK;
    MPI_Sendrecv(&finished, sizeof finished, MPI_BYTE, 0, TAG_REQUEST, &tile, sizeof tile, MPI_BYTE, 0, TAG_TILE, communicator,
                 MPI_STATUS_IGNORE);
    while (tile != NONE && !finished.stop) {
        MPI_Request requests[2];
        const struct report sent = finished;
        MPI_Irecv(&next, sizeof next, MPI_BYTE, 0, TAG_TILE, communicator, &requests[0]);
        MPI_Isend(&sent, sizeof sent, MPI_BYTE, 0, TAG_REQUEST, communicator, &requests[1]);
        status = process(work, tile, do_nothing, NULL, &finished);
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
        tile = next;
    }
    MPI_Send(&finished, sizeof finished, MPI_BYTE, 0, TAG_LAST, communicator);
    return status;
}

epscan_status tile_queue_run(MPI_Comm communicator, const struct tile_work *work, struct progress *progress,
                             struct tile_summary *summary) {
    int rank, size;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &size);
    *summary = (struct tile_summary){0};
    if (rank) return run_worker(communicator, work);
    struct master master = {.communicator = communicator,
                            .work = work,
                            .progress = progress,
                            .summary = summary,
                            .next = work->first_tile,
                            .workers_left = size - 1};
    const epscan_status status = run_master(&master);
    summary->seconds = progress_elapsed_s(progress);
    summary->stopped = summary->tiles < work->end_tile - work->first_tile;
    return status;
}
