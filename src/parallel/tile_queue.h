/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handing tiles to ranks. Rank 0 owns the queue and the progress display, and computes too: it answers requests between
 * tiles and, through the idle callback, while its OpenMP threads work. Other ranks ask one tile ahead, so that an answer
 * is there when a tile ends. Two-sided messages only; no collective between start and end.
 */
#ifndef EPSCAN_PARALLEL_TILE_QUEUE_H
#define EPSCAN_PARALLEL_TILE_QUEUE_H

#include "epscan/status.h"
#include "parallel/progress.h"

#include <stdint.h>

#include <mpi.h>

struct tile_work {
    uint64_t tile_count;
    /* Compute and store one tile; count its points that failed. Call `idle` now and then on the calling thread. */
    epscan_status (*process)(void *data, uint64_t tile, void (*idle)(void *), void *idle_data, uint64_t *failed);
    /* Points of a tile, for the progress display. */
    uint64_t (*points)(void *data, uint64_t tile);
    void *data; /* borrowed */
};

struct tile_summary {
    uint64_t tiles, failed;
    double seconds;
};

/*
 * Collective over `communicator` (MPI_THREAD_FUNNELED). The summary is filled on rank 0. A tile that cannot be processed
 * ends the call on its rank with that status: the caller must abort the job, as the other ranks still wait for tiles.
 */
epscan_status tile_queue_run(MPI_Comm communicator, const struct tile_work *work, struct progress *progress,
                             struct tile_summary *summary);

#endif
