/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Showers over ranks and threads. What comes out is the same bits for any number of either: a shower depends on its number
 * only, tallies are sums of integers, and events are handed over in the order of showers.
 */
#ifndef EPSCAN_PARALLEL_SHOWER_ROUNDS_H
#define EPSCAN_PARALLEL_SHOWER_ROUNDS_H

#include "parallel/progress.h"
#include "shower/montecarlo/shower_simulation.h"

#include <mpi.h>

struct shower_work {
    const struct shower_simulation *simulation; /* borrowed; the same on every rank */
    const struct signal_setup *signal;          /* borrowed; NULL: no events */
    uint64_t seed, showers;                     /* showers 0 .. showers - 1 */
    /* Take events, in the order of showers; called on rank 0 only. */
    epscan_status (*keep)(void *data, const struct signal_event *events, size_t count);
    void *data; /* borrowed */
};

/*
 * Collective over `communicator` (MPI_THREAD_FUNNELED); each rank uses omp_get_max_threads() threads. Adds to `tally` on rank
 * 0, which counts showers in `progress`. *stopped is set on every rank when one was signalled (stop_signal.h): tally and
 * events are then incomplete. A rank that fails returns its status, and the others EPSCAN_OK with *stopped.
 * Memory does not grow with the number of showers.
 */
epscan_status shower_rounds_run(MPI_Comm communicator, const struct shower_work *work, struct progress *progress,
                                struct shower_tally *tally, bool *stopped);

#endif
