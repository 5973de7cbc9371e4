/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parallel/ranks_share.h"

#include "core/error.h"

#include <stdio.h>

/* The reason travels with the status: whoever prints it need not be who failed. */
static epscan_status agree(void *data, epscan_status own) {
    const MPI_Comm communicator = *(MPI_Comm *)data;
    char reason[1024] = "";
    int rank, mine[2], worst[2];
    MPI_Comm_rank(communicator, &rank);
    mine[0] = (int)own;
    mine[1] = rank;
    MPI_Allreduce(mine, worst, 1, MPI_2INT, MPI_MAXLOC, communicator);
    if (!worst[0]) return EPSCAN_OK;
    if (worst[1] == rank) snprintf(reason, sizeof reason, "%s", epscan_error_message());
    MPI_Bcast(reason, sizeof reason, MPI_CHAR, worst[1], communicator);
    return error_set((epscan_status)worst[0], "%s", reason);
}

/* A table has far fewer numbers than an int counts. */
static void add(void *data, double *values, size_t count) {
    MPI_Allreduce(MPI_IN_PLACE, values, (int)count, MPI_DOUBLE, MPI_SUM, *(MPI_Comm *)data);
}

struct work_share ranks_share(MPI_Comm *communicator) {
    struct work_share share = {.agree = agree, .add = add, .data = communicator};
    MPI_Comm_rank(*communicator, &share.first);
    MPI_Comm_size(*communicator, &share.step);
    return share;
}
