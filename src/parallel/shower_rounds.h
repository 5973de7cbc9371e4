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
    uint64_t seed, first, showers;              /* showers first .. showers - 1; first: a multiple of SIMULATION_BATCH */
    double deadline_s;                          /* of monotonic_s(): no round that would end later is begun; INFINITY for none */
    /* Take events, in the order of showers; called on rank 0 only. */
    epscan_status (*keep)(void *data, const struct signal_event *events, size_t count);
    double round_s; /* about the longest that a round takes: what is lost when one is not ended */
    /* NULL, or what to do when all showers below `done` are in the tally and their events kept: after each round, on rank 0. */
    epscan_status (*round_done)(void *data, uint64_t done, const struct shower_tally *tally);
    void *data; /* borrowed */
};

/*
 * Collective over `communicator` (MPI_THREAD_FUNNELED); each rank uses omp_get_max_threads() threads. Adds to `tally` on rank
 * 0, which counts showers in `progress`. *stopped is set on every rank when one was signalled (stop_signal.h), or time is up: tally
 * and events are then those of the rounds that were done. A rank that fails returns its status, and the others EPSCAN_OK with
 * *stopped. Memory does not grow with the number of showers.
 */
epscan_status shower_rounds_run(MPI_Comm communicator, const struct shower_work *work, struct progress *progress,
                                struct shower_tally *tally, bool *stopped);

#endif
