/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parallel/toy_rounds.h"

#include "core/error.h"

#include <stdlib.h>

enum { TOYS_AT_ONCE = 64 };

/* The toys of a rank: an even share, in order. */
static int first_toy(int rank, int ranks, size_t toys) {
    return (int)(toys * (size_t)rank / (size_t)ranks);
}

static int run_share(const struct toy_test *test, enum toy_hypothesis hypothesis, int first, int end, double *q) {
    int failed = 0;
#pragma omp parallel for schedule(dynamic) reduction(| : failed)
    for (int at = first; at < end; at += TOYS_AT_ONCE) {
        const int count = end - at < TOYS_AT_ONCE ? end - at : TOYS_AT_ONCE;
        failed |= toy_test_run(test, hypothesis, (uint64_t)at, (size_t)count, q + at) != EPSCAN_OK;
    }
    return failed;
}

static epscan_status run_on_ranks(const struct toy_test *test, enum toy_hypothesis hypothesis, size_t toys, double *q, void *data) {
    const MPI_Comm communicator = *(const MPI_Comm *)data;
    int rank, ranks, failed;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &ranks);
    int *counts = calloc(2 * (size_t)ranks, sizeof *counts);
    failed = counts == NULL;
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_LOR, communicator);
    if (!failed) {
        int *starts = counts + ranks;
        for (int r = 0; r < ranks; r++) {
            starts[r] = first_toy(r, ranks, toys);
            counts[r] = first_toy(r + 1, ranks, toys) - starts[r];
        }
        failed = run_share(test, hypothesis, starts[rank], starts[rank] + counts[rank], q);
        MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, q, counts, starts, MPI_DOUBLE, communicator);
        MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_LOR, communicator);
    }
    free(counts);
    return failed ? error_no_memory("pseudo-experiments") : EPSCAN_OK;
}

static epscan_status agree_of_ranks(epscan_status status, void *data) {
    int worst = (int)status;
    MPI_Allreduce(MPI_IN_PLACE, &worst, 1, MPI_INT, MPI_MAX, *(const MPI_Comm *)data);
    if (worst && !status) error_set((epscan_status)worst, "another rank failed");
    return (epscan_status)worst;
}

struct toy_runner toy_runner_ranks(MPI_Comm *communicator) {
    return (struct toy_runner){run_on_ranks, agree_of_ranks, communicator};
}
