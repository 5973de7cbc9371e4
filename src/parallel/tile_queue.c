/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages: a worker sends {finished tile or NONE, failed points of it} and gets back a tile or NONE. After NONE it sends
 * its last report with another tag and leaves.
 */
#include "parallel/tile_queue.h"

#include <time.h>

enum { TAG_REQUEST = 1, TAG_TILE = 2, TAG_LAST = 3 };

static const int64_t NONE = -1;

struct report {
    int64_t tile;
    uint64_t failed;
};

struct master {
    MPI_Comm communicator;
    const struct tile_work *work;
    struct progress *progress;
    struct tile_summary *summary;
    uint64_t next;
    int workers_left;
};

static int64_t take_tile(struct master *master) {
    return master->next < master->work->tile_count ? (int64_t)master->next++ : NONE;
}

static void account(struct master *master, const struct report *report) {
    uint64_t points = 0;
    if (report->tile != NONE) {
        points = master->work->points(master->work->data, (uint64_t)report->tile);
        master->summary->tiles++;
        master->summary->failed += report->failed;
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

static epscan_status run_master(struct master *master) {
    const struct timespec pause = {.tv_nsec = 200000};
    for (int64_t tile = take_tile(master); tile != NONE; tile = take_tile(master)) {
        struct report report = {.tile = tile};
        const epscan_status status = master->work->process(master->work->data, (uint64_t)tile, serve, master, &report.failed);
        if (status) return status;
        account(master, &report);
        serve(master);
    }
    while (master->workers_left) {
        serve(master);
        nanosleep(&pause, NULL);
    }
    return EPSCAN_OK;
}

static void do_nothing(void *data) {
    (void)data;
}

static epscan_status run_worker(MPI_Comm communicator, const struct tile_work *work) {
    struct report finished = {.tile = NONE};
    int64_t tile, next;
    MPI_Sendrecv(&finished, sizeof finished, MPI_BYTE, 0, TAG_REQUEST, &tile, sizeof tile, MPI_BYTE, 0, TAG_TILE, communicator,
                 MPI_STATUS_IGNORE);
    while (tile != NONE) {
        MPI_Request requests[2];
        const struct report sent = finished;
        MPI_Irecv(&next, sizeof next, MPI_BYTE, 0, TAG_TILE, communicator, &requests[0]);
        MPI_Isend(&sent, sizeof sent, MPI_BYTE, 0, TAG_REQUEST, communicator, &requests[1]);
        finished = (struct report){.tile = tile};
        const epscan_status status = work->process(work->data, (uint64_t)tile, do_nothing, NULL, &finished.failed);
        if (status) return status;
        MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
        tile = next;
    }
    MPI_Send(&finished, sizeof finished, MPI_BYTE, 0, TAG_LAST, communicator);
    return EPSCAN_OK;
}

epscan_status tile_queue_run(MPI_Comm communicator, const struct tile_work *work, struct progress *progress,
                             struct tile_summary *summary) {
    int rank, size;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &size);
    if (rank) return run_worker(communicator, work);
    *summary = (struct tile_summary){0};
    struct master master = {communicator, work, progress, summary, 0, size - 1};
    const epscan_status status = run_master(&master);
    summary->seconds = progress_elapsed_s(progress);
    return status;
}
