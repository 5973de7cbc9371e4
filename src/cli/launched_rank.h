/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EPSCAN_CLI_LAUNCHED_RANK_H
#define EPSCAN_CLI_LAUNCHED_RANK_H

/* The rank that mpirun or srun has given to this process, without starting MPI; 0 when it was started alone. */
int launched_rank(void);

#endif
