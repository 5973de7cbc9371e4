/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/scan_run.h"
#include "core/error.h"
#include "grid/hdf5_helpers.h"
#include "parallel/progress.h"
#include "parallel/stop_signal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>
#include <omp.h>

struct arguments {
    const char *threads, *shard, *time_limit;
    struct scan_request request;
};

static const struct argp_option options[] = {
    {"output", 'o', "GRID.h5", 0, "Write here instead of the job's output", 0},
    {"threads", 't', "N", 0, "OpenMP threads per rank; default: OMP_NUM_THREADS, or the cores the rank is bound to", 0},
    {"resume", 'r', NULL, 0, "Continue an output that exists, keeping its sound tiles; start one that does not", 0},
    {"force", 'f', NULL, 0, "Replace an output that exists", 0},
    {"shard", 's', "I/N", 0,
     "Compute the I-th of N shares of the tiles (0 <= I < N) into a file of its own; \"slurm\" for this array task's", 0},
    {"time-limit", 'l', "HH:MM:SS", 0, "Stop in good order, with exit status 75, before this time has passed", 0},
    {"quiet", 'q', NULL, 0, "No progress, no warnings and no summary", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->request.output_path = argument; break;
    case 't': a->threads = argument; break;
    case 'r': a->request.resume = true; break;
    case 'f': a->request.force = true; break;
    case 's': a->shard = argument; break;
    case 'l': a->time_limit = argument; break;
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
    parse,
    "JOB.yaml",
    "Compute a grid of yields and limits. Alone, or under mpirun or srun.\v"
    "SIGTERM, SIGINT or SIGUSR1 on any rank stops in good order with exit status 75: running tiles are "
    "finished and kept, and --resume goes on, with any number of ranks.\n\n"
    "Examples:\n  epscan scan jobs/na64-2021.yaml\n"
    "  mpirun -n 4 --map-by slot:PE=2 \\\n"
    "      epscan scan jobs/na64-2021.yaml --threads 2\n"
    "  epscan scan jobs/na64-2021.yaml --shard 0/8\n",
    NULL,
    NULL,
    NULL,
};

/* A variable of the Slurm array, or -1. */
static long slurm_number(const char *name) {
    const char *text = getenv(name);
    char *end;
    const long value = text ? strtol(text, &end, 10) : -1;
    return text && end != text && !*end ? value : -1;
}

static epscan_status read_shard(const char *text, struct shard *shard) {
    unsigned long long index, count;
    int length = -1;
    *shard = (struct shard){0, 1};
    if (!text) return EPSCAN_OK;
    if (strcmp(text, "slurm") == 0) {
        const long id = slurm_number("SLURM_ARRAY_TASK_ID"), tasks = slurm_number("SLURM_ARRAY_TASK_COUNT"),
                   lowest = slurm_number("SLURM_ARRAY_TASK_MIN"), highest = slurm_number("SLURM_ARRAY_TASK_MAX");
        if (id < 0 || tasks < 1 || lowest < 0 || highest - lowest + 1 != tasks)
            return error_set(EPSCAN_BAD_INPUT, "--shard slurm: not a task of a Slurm array without gaps; allowed: --shard I/N");
        *shard = (struct shard){(uint64_t)(id - lowest), (uint64_t)tasks};
        return EPSCAN_OK;
    }
    if (strspn(text, "0123456789/") != strlen(text) || sscanf(text, "%llu/%llu%n", &index, &count, &length) != 2 || text[length] ||
        count < 1 || count > 1000000 || index >= count)
        return error_set(EPSCAN_BAD_INPUT, "--shard: \"%.60s\" is not allowed; allowed: I/N with 0 <= I < N <= 1000000, or slurm",
                         text);
    *shard = (struct shard){index, count};
    return EPSCAN_OK;
}

static epscan_status read_options(struct arguments *a, double start_s) {
    long threads = omp_get_max_threads();
    double limit = INFINITY;
    epscan_status status = EPSCAN_OK;
    if (a->threads) status = option_integer("threads", a->threads, 1, 4096, &threads);
    if (!status) status = read_shard(a->shard, &a->request.shard);
    if (!status && a->time_limit) status = option_duration("time-limit", a->time_limit, &limit);
    a->request.threads = (int)threads;
    a->request.deadline_s = start_s + limit;
    return status;
}

int command_scan(int argc, char **argv) {
    struct arguments arguments = {0};
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
    epscan_status status = agree(read_options(&arguments, start_s));
    if (!status) status = scan_run(&arguments.request);
    hdf5_forget_errors();
    MPI_Finalize();
    return (int)status;
}
