/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pseudo-experiments over ranks and threads, the same numbers for any of either. */
#ifndef EPSCAN_PARALLEL_TOY_ROUNDS_H
#define EPSCAN_PARALLEL_TOY_ROUNDS_H

#include "limit/cls_toys.h"

#include <mpi.h>

/*
 * A runner, collective over `communicator` (borrowed; MPI_THREAD_FUNNELED), on omp_get_max_threads() threads of each rank. Every
 * rank gets all q. A rank without memory fails on all.
 */
struct toy_runner toy_runner_ranks(MPI_Comm *communicator);

#endif
