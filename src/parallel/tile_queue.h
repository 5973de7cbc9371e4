/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handing tiles to ranks. Rank 0 owns the queue and the progress display, and computes too: it answers requests between
 * tiles and, through the idle callback, while its OpenMP threads work. Other ranks ask one batch of tiles ahead, so that
 * an answer is there when a batch ends. Two-sided messages only; no collective between start and end.
 */
#ifndef EPSCAN_PARALLEL_TILE_QUEUE_H
#define EPSCAN_PARALLEL_TILE_QUEUE_H

#include "epscan/status.h"
#include "parallel/progress.h"

#include <stdint.h>

#include <mpi.h>

/* Counters of the caller's own meaning, summed over tiles. */
enum { TILE_COUNTERS = 4 };

struct tile_work {
    uint64_t first_tile, end_tile;
    /*
     * Process one tile; add to the counters. Call `idle` now and then on the calling thread. EPSCAN_STOPPED when it was given up
     * (stop_is_due): the tile is left.
     */
    epscan_status (*process)(void *data, uint64_t tile, void (*idle)(void *), void *idle_data, uint64_t counters[TILE_COUNTERS]);
    /* Points of a tile, for the progress display. */
    uint64_t (*points)(void *data, uint64_t tile);
    void *data; /* borrowed */
    /* Each rank's: stop when another tile would not end before this time of monotonic_s(); INFINITY for none. */
    double deadline_s;
    /*
     * A rank that shows no sign of life, which `idle` sends, for so long is taken for lost, with its host or its cable, and the
     * program is ended with a line that says so; 0 for never.
     */
    double silence_s;
    int ranks_per_master; /* 0: one master for all, or one on each node where they are many */
};

struct tile_summary {
    uint64_t tiles, counters[TILE_COUNTERS];
    double seconds;
    bool stopped; /* by a signal on any rank, or by the time limit: tiles are left */
};

/*
 * Tiles handed out at once when so many are left to `ranks` ranks, to one that asks for `asking` of them: 1, or a node's;
 * slowest_tile_s = 0 when no tile was timed yet. Pure.
 */
uint64_t tile_batch_size(uint64_t tiles_left, int ranks, int asking, double slowest_tile_s);

/*
 * Collective over `communicator` (MPI_THREAD_FUNNELED). Stops in good order, with all running tiles finished, when a rank
 * was signalled (stop_signal.h), when time runs out, or when a tile cannot be processed: that rank returns its status, and
 * the others EPSCAN_OK. The summary is filled on rank 0.
 */
epscan_status tile_queue_run(MPI_Comm communicator, const struct tile_work *work, struct progress *progress,
                             struct tile_summary *summary);

#endif
