/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the job was launched, and what is likely to be wrong with it. */
#ifndef EPSCAN_PARALLEL_LAUNCH_H
#define EPSCAN_PARALLEL_LAUNCH_H

#include "epscan/status.h"

#include <stdint.h>

#include <mpi.h>

/*
 * Collective, first of all. EPSCAN_BAD_INPUT when a launcher started several tasks of which each is an MPI job of its own, as srun
 * without PMIx does: they would all do the same work, and fight for one file. The first task says so on stderr.
 */
epscan_status launch_check(MPI_Comm communicator);

/* Which of a launcher's tasks this is, without starting MPI; 0 when there is but one. */
int launch_task(void);

/*
 * Collective, once, before the work. Rank 0 prints one warning a line on stderr when a rank's threads outnumber the cores it
 * is bound to, when the ranks of a node oversubscribe it, or when `output_folder` lies on a file system that is not safe for
 * writing from many nodes.
 */
void launch_warn(MPI_Comm communicator, int threads, const char *output_folder);

/* Local, of rank 0: one warning on stderr when so few tiles leave ranks without any. */
void launch_warn_of_idle_ranks(MPI_Comm communicator, uint64_t tiles);

#endif
