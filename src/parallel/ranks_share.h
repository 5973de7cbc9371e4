/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work of which each MPI rank does a share (core/work_share.h). */
#ifndef EPSCAN_PARALLEL_RANKS_SHARE_H
#define EPSCAN_PARALLEL_RANKS_SHARE_H

#include "core/work_share.h"

#include <mpi.h>

/*
 * Collective: the worst status of all ranks, and the first rank that has it. A rank that has failed while others wait for it in
 * another collective call says why on stderr and ends the program with its status, after ten seconds.
 */
epscan_status ranks_worst(MPI_Comm communicator, epscan_status own, int *whose);

/* This rank's; borrows `communicator`, whose MPI_THREAD_FUNNELED must do: by the main thread outside of parallel regions. */
struct work_share ranks_share(MPI_Comm *communicator);

#endif
