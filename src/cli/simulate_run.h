/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One simulation from experiment to finished file: composes the Monte Carlo, the rounds of showers and the file. */
#ifndef EPSCAN_CLI_SIMULATE_RUN_H
#define EPSCAN_CLI_SIMULATE_RUN_H

#include "experiment/experiment.h"
#include "shower/montecarlo/shower_simulation.h"

struct simulate_request {
    const char *experiment_path, *output_path;
    const char *table_path; /* NULL: no table */
    const char *hepmc_path; /* NULL: none; else with_signal */
    const char *command_line;
    uint64_t seed, showers;
    uint64_t append; /* > 0: so many more than the output has; showers is 0 then */
    double cut_GeV, soft_share;
    bool with_signal;
    struct signal_setup signal;
    struct electron_kernel *moving_electrons; /* what it borrows, or NULL */
    struct strahlung_sampler *strahlung;
    int threads;
    double deadline_s; /* of monotonic_s(): stop in good order before; INFINITY for none */
    bool resumable;    /* keep what is done beside the output, and go on where an earlier run stopped */
    bool force, quiet;
};

/* With what effects an experiment's showers are simulated, whatever it takes T(E) from: none of them is Approximation A. */
struct shower_effects simulate_effects(const struct shower_choice *shower);

/*
 * Collective over MPI_COMM_WORLD. Rank 0 prints progress and warnings unless quiet, every failure once, and at the end the
 * summary as JSON on stdout. Returns the same status on all ranks.
 */
epscan_status simulate_run(const struct simulate_request *request, const struct experiment *experiment);

#endif
