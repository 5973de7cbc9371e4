/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pseudo-experiments over MPI ranks in rounds. Rank 0 runs the search for limits and broadcasts each tested signal as an order;
 * every rank computes an even share of its toys on its threads, and rank 0 gathers q in order. Toys are keyed by their number, so q
 * does not depend on ranks. All ranks agree on what went wrong before anything is sent.
 */
#include "parallel/toy_rounds.h"

#include "core/error.h"
#include "core/stop_signal.h"

#include <stdlib.h>

enum { TOYS_AT_ONCE = 64 };

/* What went wrong on a rank, as bits. */
enum { ROUND_FAILED = 1, ROUND_STOPPED = 2 };

/* One round, as rank 0 sends it to the others. toys = 0: there are no more. */
struct order {
    uint64_t toys, seed, key;
    double tested_signal;
    int hypothesis, ensemble;
    struct likelihood likelihood; /* whose nuisances come after it */
    double theta[LIKELIHOOD_MAX_NUISANCES];
};

/* What a rank works with: on rank 0 the caller's own. */
struct round_work {
    struct toy_test test;
    enum toy_hypothesis hypothesis;
    struct likelihood likelihood;
    double *q; /* [toys]; of other ranks than 0, owned, their share alone */
};

/* The toys of a rank: an even share, in order. */
static uint64_t first_toy(int rank, int ranks, uint64_t toys) {
    return toys * (uint64_t)rank / (uint64_t)ranks;
}

static int run_share(const struct round_work *work, uint64_t first, uint64_t end, double *q) {
    int trouble = 0;
#pragma omp parallel for schedule(dynamic) reduction(| : trouble)
    for (uint64_t at = first; at < end; at += TOYS_AT_ONCE) {
        const uint64_t count = end - at < TOYS_AT_ONCE ? end - at : TOYS_AT_ONCE;
        if (stop_signal_arrived())
            trouble |= ROUND_STOPPED;
        else if (toy_test_run(&work->test, work->hypothesis, at, count, q + (at - first)))
            trouble |= ROUND_FAILED;
    }
    return trouble;
}

/* Collective: the bits of all ranks. */
static int all_trouble(MPI_Comm communicator, int trouble) {
    MPI_Allreduce(MPI_IN_PLACE, &trouble, 1, MPI_INT, MPI_BOR, communicator);
    return trouble;
}

/* Collective: rank 0 gets all q, in order. Messages of at most CLS_TOYS_MOST numbers: they fit in an int. */
static void gather(MPI_Comm communicator, uint64_t toys, double *q) {
    int rank, ranks;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &ranks);
    const uint64_t own = first_toy(rank + 1, ranks, toys) - first_toy(rank, ranks, toys);
    if (rank) MPI_Send(q, (int)own, MPI_DOUBLE, 0, 0, communicator);
    for (int from = 1; from < ranks && rank == 0; from++) {
        const uint64_t first = first_toy(from, ranks, toys), end = first_toy(from + 1, ranks, toys);
        MPI_Recv(q + first, (int)(end - first), MPI_DOUBLE, from, 0, communicator, MPI_STATUS_IGNORE);
    }
}

/* Collective, after the order went out: compute, if all ranks are ready to. The bits of all ranks. */
static int run_round(MPI_Comm communicator, const struct order *order, struct round_work *work, bool ready) {
    int rank, ranks;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &ranks);
    const int unready = all_trouble(communicator, ready ? 0 : ROUND_FAILED);
    if (unready) return unready;
    MPI_Bcast(work->likelihood.nuisance, order->likelihood.nuisances * (int)sizeof *work->likelihood.nuisance, MPI_BYTE, 0,
              communicator);
    const int own = run_share(work, first_toy(rank, ranks, order->toys), first_toy(rank + 1, ranks, order->toys), work->q);
    const int trouble = all_trouble(communicator, own);
    if (!trouble) gather(communicator, order->toys, work->q);
    return trouble;
}

static epscan_status run_on_ranks(const struct toy_test *test, enum toy_hypothesis hypothesis, size_t toys, double *q, void *data) {
    const struct toy_rounds *rounds = data;
    struct order order = {.toys = toys,
                          .seed = test->seed,
                          .key = test->key,
                          .tested_signal = test->tested_signal,
                          .hypothesis = (int)hypothesis,
                          .ensemble = (int)test->ensemble,
                          .likelihood = *test->likelihood};
    struct round_work work = {*test, hypothesis, *test->likelihood, q};
    for (int k = 0; k < test->likelihood->nuisances; k++) order.theta[k] = test->theta[hypothesis][k];
    MPI_Bcast(&order, sizeof order, MPI_BYTE, 0, rounds->communicator);
    const int trouble = run_round(rounds->communicator, &order, &work, true);
    if (rounds->tick) rounds->tick(rounds->tick_data, toys);
    if (trouble & ROUND_FAILED) return error_no_memory("pseudo-experiments");
    return trouble ? error_set(EPSCAN_STOPPED, "stopped by a signal") : EPSCAN_OK;
}

struct toy_runner toy_runner_ranks(struct toy_rounds *rounds) {
    return (struct toy_runner){run_on_ranks, rounds};
}

/* Do as rank 0 says, once. */
static void serve_round(MPI_Comm communicator, const struct order *order) {
    int rank, ranks;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &ranks);
    const uint64_t own = first_toy(rank + 1, ranks, order->toys) - first_toy(rank, ranks, order->toys);
    struct round_work work = {.hypothesis = (enum toy_hypothesis)order->hypothesis, .likelihood = order->likelihood};
    work.test = (struct toy_test){.likelihood = &work.likelihood,
                                  .tested_signal = order->tested_signal,
                                  .ensemble = (enum toy_ensemble)order->ensemble,
                                  .theta = {order->theta, order->theta},
                                  .seed = order->seed,
                                  .key = order->key};
    work.likelihood.nuisance = calloc((size_t)order->likelihood.nuisances + 1, sizeof *work.likelihood.nuisance);
    work.q = malloc((own + 1) * sizeof *work.q);
    run_round(communicator, order, &work, work.likelihood.nuisance && work.q);
    free(work.q);
    likelihood_clear(&work.likelihood);
}

void toy_rounds_serve(MPI_Comm communicator) {
    struct order order;
    for (;;) {
        MPI_Bcast(&order, sizeof order, MPI_BYTE, 0, communicator);
        if (order.toys == 0) return;
        serve_round(communicator, &order);
    }
}

void toy_rounds_end(MPI_Comm communicator) {
    struct order order = {.toys = 0};
    MPI_Bcast(&order, sizeof order, MPI_BYTE, 0, communicator);
}
