/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One scan from job file to finished grid: composes the tile engine, the grid file and the tile queue. */
#ifndef EPSCAN_CLI_SCAN_RUN_H
#define EPSCAN_CLI_SCAN_RUN_H

#include "output/grid_create.h"

#include <stdbool.h>

struct scan_request {
    const char *job_path;
    const char *output_path; /* NULL: the job's; a shard has its share in its name */
    const char *command_line;
    /* As given, or NULL: for the command that continues a scan. */
    const char *threads_given, *time_limit_given, *silence_given, *ranks_per_master_given;
    struct shard shard;
    int threads;
    long silence_s, ranks_per_master; /* of the tile queue */
    bool force, resume, quiet;
    double deadline_s; /* of monotonic_s(), by which the last tile must have ended; INFINITY for none */
};

/*
 * Collective over MPI_COMM_WORLD. Prints progress, warnings and the summary on rank 0 unless quiet, and every failure once.
 * Returns the same status on all ranks.
 */
epscan_status scan_run(const struct scan_request *request);

/* The worst status of all ranks; the first rank that has it prints the reason. Collective. */
epscan_status agree(epscan_status status);

#endif
