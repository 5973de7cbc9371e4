/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pseudo-experiments over ranks and threads, the same numbers for any of either. Rank 0 alone decides what is drawn, and has the
 * others work for it: nothing depends on whether their arithmetic agrees to the last bit.
 */
#ifndef EPSCAN_PARALLEL_TOY_ROUNDS_H
#define EPSCAN_PARALLEL_TOY_ROUNDS_H

#include "limit/cls_toys.h"

#include <mpi.h>

/* On rank 0; everything borrowed. */
struct toy_rounds {
    MPI_Comm communicator; /* MPI_THREAD_FUNNELED */
    void (*tick)(void *tick_data, uint64_t toys);
    void *tick_data;
};

/*
 * A runner for rank 0 (borrows `rounds`), while all other ranks are in toy_rounds_serve; on omp_get_max_threads() threads of each.
 * A rank without memory fails rank 0's run; one that was signalled ends it with EPSCAN_STOPPED.
 */
struct toy_runner toy_runner_ranks(struct toy_rounds *rounds);

/* Collective: all ranks but rank 0, which lets them go with toy_rounds_end. */
void toy_rounds_serve(MPI_Comm communicator);
void toy_rounds_end(MPI_Comm communicator);

#endif
