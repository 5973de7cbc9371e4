/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the job was launched, and what is likely to be wrong with it. */
#ifndef EPSCAN_PARALLEL_LAUNCH_H
#define EPSCAN_PARALLEL_LAUNCH_H

#include <mpi.h>

/*
 * Collective, once, before the work. Rank 0 prints one warning a line on stderr when a rank's threads outnumber the cores it
 * is bound to, when the ranks of a node oversubscribe it, or when `output_folder` lies on a file system that is not safe for
 * writing from many nodes.
 */
void launch_warn(MPI_Comm communicator, int threads, const char *output_folder);

#endif
