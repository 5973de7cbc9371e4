/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What failed on one rank, known to all. Between two such agreements ranks are in collective calls, HDF5's that open a file among
 * them, which a rank that fails inside leaves alone: the others stay there for ever. So who has failed waits for the others for
 * some time only, and then ends the program. Nobody else waits less: what is good takes its time.
 */
#include "parallel/ranks_share.h"

#include "core/clock.h"
#include "core/error.h"
#include "core/text_line.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

/* How long a failed rank waits; the next one longer, so that one of many that fail alike says so. */
static const double patience_s = 10.0, patience_apart_s = 0.1;

/* Until a collective call that has begun ends; false: not within `seconds`. */
static bool ends_within(MPI_Request *request, double seconds) {
    const struct timespec nap = {.tv_nsec = 1000000};
    const double start = monotonic_s();
    MPI_Status status; /* for MPI_STATUS_IGNORE, GCC warns of MPICH's declarations */
    for (int done = 0; MPI_Test(request, &done, &status), !done; nanosleep(&nap, NULL))
        if (monotonic_s() - start > seconds) return false;
    return true;
}

epscan_status ranks_worst(MPI_Comm communicator, epscan_status own, int *whose) {
    int rank, mine[2], worst[2];
    MPI_Request request;
    MPI_Status status;
    MPI_Comm_rank(communicator, &rank);
    mine[0] = (int)own;
    mine[1] = rank;
    MPI_Iallreduce(mine, worst, 1, MPI_2INT, MPI_MAXLOC, communicator, &request);
    if (!own) {
        MPI_Wait(&request, &status);
    } else if (!ends_within(&request, patience_s + patience_apart_s * rank)) {
        text_put_line(stderr, "epscan: %s", epscan_error_message());
        MPI_Abort(communicator, mine[0]);
    }
    *whose = worst[1];
    return (epscan_status)worst[0];
}

/* The reason travels with the status: whoever prints it need not be who failed. */
static epscan_status agree(void *data, epscan_status own) {
    const MPI_Comm communicator = *(MPI_Comm *)data;
    char reason[1024] = "";
    int rank, whose;
    const epscan_status worst = ranks_worst(communicator, own, &whose);
    if (!worst) return EPSCAN_OK;
    MPI_Comm_rank(communicator, &rank);
    if (whose == rank) snprintf(reason, sizeof reason, "%s", epscan_error_message());
    MPI_Bcast(reason, sizeof reason, MPI_CHAR, whose, communicator);
    return error_set(worst, "%s", reason);
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
