/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a scan, checked, before MPI starts: what is wrong is told once, whatever the ranks. */
#include "cli/command.h"
#include "cli/scan_run.h"
#include "cli/shared_options.h"
#include "cli/shard_option.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "file/hdf5_helpers.h"
#include "parallel/launch.h"
#include "parallel/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

struct arguments {
    const char *shard;
    bool first; /* rank 0: Slurm's variables are sure to be there only */
    struct scan_request request;
};

enum long_option { SILENCE = 1000, RANKS_PER_MASTER };

static const struct argp_option options[] = {
    OUTPUT_ROW("GRID.h5", "Write here instead of the job's output; a shard adds its share to the name", 0),
    THREADS_ROW('t', 0),
    {"resume", 'r', NULL, 0, "Continue an output that exists, keeping its sound tiles; start one that does not", 0},
    REPLACE_ROW("an output that exists", 0),
    {"shard", 's', "I/N", 0,
     "Compute the I-th of N shares of the tiles (0 <= I < N) into a file of its own; slurm/N takes this array task's number for I",
     0},
    {"rank-silence", SILENCE, "SECONDS", 0,
     "End the scan, to be resumed, when a rank or its host was not heard of for so long (default 300; 0: never)", 0},
    {"ranks-per-master", RANKS_PER_MASTER, "N", 0,
     "One rank in N hands out tiles to the others of them (default: rank 0 to all; beyond 500 ranks, one on each node)", 0},
    {"time-limit", 'l', "HH:MM:SS", 0, "Stop in good order, with exit status 75, before this time has passed", 0},
    QUIET_ROW("No progress, no warnings and no summary", 0),
    {0},
};

static error_t parse_scan_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->request.output_path = argument; break;
    case 't': a->request.threads_given = argument; break;
    case 'r': a->request.resume = true; break;
    case 'f': a->request.force = true; break;
    case 's': a->shard = argument; break;
    case 'l': a->request.time_limit_given = argument; break;
    case SILENCE: a->request.silence_given = argument; break;
    case RANKS_PER_MASTER: a->request.ranks_per_master_given = argument; break;
    case 'q': a->request.quiet = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->request.job_path, argument); break;
    case ARGP_KEY_END:
        if (!a->request.job_path) argp_error(state, "a job file is required");
        if (a->request.resume && a->request.force) argp_error(state, "--resume and --force exclude each other");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp scan_argp = {
    options,
    parse_scan_option,
    "JOB.yaml",
    "Compute a grid of yields and limits. Alone, or under mpirun or srun.\v"
    "SIGTERM, SIGINT or SIGUSR1 on any rank stops in good order with exit status 75: a running tile that "
    "ends within two seconds is kept, others are given up, and --resume goes on, with any number of ranks.\n\n"
    "Examples:\n  epscan scan jobs/na64-2021.yaml\n"
    "  mpirun -n 4 --map-by slot:PE=2 \\\n"
    "      epscan scan jobs/na64-2021.yaml --threads 2\n"
    "  epscan scan jobs/na64-2021.yaml --shard 0/8\n",
    NULL,
    NULL,
    NULL,
};

static epscan_status read_options(struct arguments *a, double start_s) {
    double limit = INFINITY;
    epscan_status status = option_threads(a->request.threads_given, &a->request.threads);
    if (!status && a->first) status = option_shard(a->shard, !a->request.quiet, &a->request.shard);
    if (!status && a->request.time_limit_given) status = option_duration("time-limit", a->request.time_limit_given, &limit);
    if (!status && a->request.silence_given)
        status = option_integer("rank-silence", a->request.silence_given, 0, 1000000, &a->request.silence_s);
    if (!status && a->request.ranks_per_master_given)
        status = option_integer("ranks-per-master", a->request.ranks_per_master_given, 1, 1000000, &a->request.ranks_per_master);
    a->request.deadline_s = start_s + limit;
    stop_deadline_set(a->request.deadline_s);
    return status;
}

int command_scan(int argc, char **argv) {
    struct arguments arguments = {.request.silence_s = 300};
    char command_line[2048];
    int provided;
    const double start_s = monotonic_s();
    stop_signal_install();
    join_arguments(argc, argv, command_line, sizeof command_line);
    arguments.request.command_line = command_line;
    argp_parse(&scan_argp, argc, argv, 0, NULL, &arguments);
    /*
     * Open MPI's own I/O layer keeps shared file pointers, which nothing here uses, in a named semaphore or a file beside the
     * output: a rank killed while it opens the file makes every later scan of that name on the node hang, and so does a full
     * disk. ROMIO keeps nothing.
     */
    setenv("OMPI_MCA_io", "^ompio", 0);
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    arguments.first = rank == 0;
    epscan_status status = launch_check(MPI_COMM_WORLD);
    if (!status) status = agree(read_options(&arguments, start_s));
    MPI_Bcast(&arguments.request.shard, (int)sizeof arguments.request.shard, MPI_BYTE, 0, MPI_COMM_WORLD);
    if (!status) status = scan_run(&arguments.request);
    hdf5_forget_errors();
    MPI_Finalize();
    return (int)status;
}
