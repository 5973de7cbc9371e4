/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages: a rank sends a report on its last tiles, which asks for more, and gets back a batch, empty when there is none.
 * After an empty batch, a signal or a failure it sends its last report with another tag and leaves.
 *
 * One master answers some 10^6 requests a second, and each rank asks some thirty times, whatever the tiles. So beyond five hundred
 * ranks each node has a master of its own, which asks for all its ranks at once (tests/README.md, the model).
 */
#include "parallel/tile_queue.h"

#include "core/clock.h"
#include "core/stop_signal.h"
#include "parallel/tile_master.h"

#include <math.h>
#include <stddef.h>

/* Tiles that must still fit: the one handed out, and the one a rank has asked for ahead, with some slack. */
static const double time_margin = 2.5;

/* So many ranks one master serves without their waiting for it, by the model. */
enum { MOST_RANKS_OF_ONE_MASTER = 500 };

bool tile_time_is_up(const struct tile_work *work, double slowest_tile_s) {
    return monotonic_s() + time_margin * slowest_tile_s > work->deadline_s;
}

/* Process a batch, until something stops the rank, and report on what was done. */
static epscan_status process(const struct tile_work *work, struct batch batch, void (*idle)(void *), void *idle_data,
                             struct report *report) {
    epscan_status status = EPSCAN_OK;
    *report = (struct report){.ranks = 1};
    for (uint64_t i = 0; i < batch.count && !report->stop; i++) {
        const double start = MPI_Wtime();
        status = work->process(work->data, batch.first + i, idle, idle_data, report->counters);
        report->slowest_tile_s = fmax(report->slowest_tile_s, MPI_Wtime() - start);
        if (!status) report->points += work->points(work->data, batch.first + i);
        report->tiles += !status;
        report->stop = status || stop_signal_arrived() || tile_time_is_up(work, report->slowest_tile_s);
    }
    return status;
}

/* All that a master does. Returns what became of its own tiles. */
static epscan_status run_master(const struct hierarchy *h, const struct tile_work *work, struct progress *progress,
                                struct tile_summary *summary) {
    struct tile_master master;
    epscan_status status = EPSCAN_OK;
    tile_master_init(&master, work, h);
    master.progress = h->first ? progress : NULL;
    for (struct batch batch = tile_master_take(&master, 1); batch.count; batch = tile_master_take(&master, 1)) {
        struct report report;
        status = process(work, batch, tile_master_serve, &master, &report);
        tile_master_account(&master, &report);
    }
    tile_master_finish(&master);
    summary->tiles = master.done.tiles;
    for (int i = 0; i < TILE_COUNTERS; i++) summary->counters[i] = master.done.counters[i];
    tile_master_end(&master);
    return status;
}

static epscan_status run_worker(MPI_Comm node, const struct tile_work *work) {
    struct report finished = {.ranks = 1};
    struct asker asker;
    epscan_status status = EPSCAN_OK;
    asker_init(&asker, node, work->silence_s);
    asker_ask(&asker, &finished);
    asker_wait(&asker);
    for (struct batch batch = asker.answer; batch.count && !finished.stop; batch = asker.answer) {
        asker_ask(&asker, &finished);
        status = process(work, batch, asker_show_life, &asker, &finished);
        asker_wait(&asker);
    }
    asker_leave(&asker, &finished);
    return status;
}

/* A tile that was given up is left, and no failure. */
static epscan_status unless_stopped(epscan_status status) {
    return status == EPSCAN_STOPPED ? EPSCAN_OK : status;
}

/* Collective. */
static struct hierarchy hierarchy_make(MPI_Comm all, int ranks_per_master) {
    struct hierarchy h = {.node = all, .masters = MPI_COMM_NULL};
    int rank, size;
    MPI_Comm_rank(all, &rank);
    MPI_Comm_size(all, &size);
    if (ranks_per_master > 0)
        MPI_Comm_split(all, rank / ranks_per_master, rank, &h.node);
    else if (size > MOST_RANKS_OF_ONE_MASTER)
        MPI_Comm_split_type(all, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &h.node);
    MPI_Comm_rank(h.node, &h.place);
    if (h.node != all) MPI_Comm_split(all, h.place ? MPI_UNDEFINED : 0, rank, &h.masters);
    MPI_Comm_size(h.node, &h.ranks);
    h.first = rank == 0;
    if (h.first) h.ranks = size;
    return h;
}

/* Collective. */
static void hierarchy_free(struct hierarchy *h, MPI_Comm all) {
    if (h->masters != MPI_COMM_NULL) MPI_Comm_free(&h->masters);
    if (h->node != all) MPI_Comm_free(&h->node);
}

epscan_status tile_queue_run(MPI_Comm communicator, const struct tile_work *work, struct progress *progress,
                             struct tile_summary *summary) {
    struct hierarchy h = hierarchy_make(communicator, work->ranks_per_master);
    struct tile_summary own = {0};
    const epscan_status status = unless_stopped(h.place ? run_worker(h.node, work) : run_master(&h, work, progress, &own));
    *summary = (struct tile_summary){0};
    if (h.first) {
        own.seconds = progress_elapsed_s(progress);
        own.stopped = own.tiles < work->end_tile - work->first_tile;
        *summary = own;
    }
    hierarchy_free(&h, communicator);
    return status;
}
