/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "core/error.h"
#include "io/grid_create.h"
#include "io/grid_write.h"
#include "parallel/tile_queue.h"
#include "scan/job.h"
#include "scan/tile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>
#include <omp.h>

struct arguments {
    const char *job, *output, *threads;
    bool force, quiet;
};

static const struct argp_option options[] = {
    {"output", 'o', "GRID.h5", 0, "Write here instead of the job's output", 0},
    {"threads", 't', "N", 0, "OpenMP threads per rank; default: OMP_NUM_THREADS, or the cores the rank is bound to", 0},
    {"force", 'f', NULL, 0, "Replace an output that exists", 0},
    {"quiet", 'q', NULL, 0, "No progress and no summary", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->output = argument; break;
    case 't': a->threads = argument; break;
    case 'f': a->force = true; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->job, argument); break;
    case ARGP_KEY_END:
        if (!a->job) argp_error(state, "a job file is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp argp = {options,
                                 parse,
                                 "JOB.yaml",
                                 "Compute a grid of yields and limits. Alone, or under mpirun or srun.\v"
                                 "Examples:\n  epscan scan jobs/na64-2021.yaml\n"
                                 "  mpirun -n 4 --map-by slot:PE=2 epscan scan jobs/na64-2021.yaml --threads 2\n",
                                 NULL,
                                 NULL,
                                 NULL};

/* One scan on one rank: what the tile callbacks need. */
struct scan {
    struct job *job;
    struct tile_engine *engine;
    struct tile tile;
    struct grid_writer *writer;
    int rank, lock;
};

/* The worst status of all ranks; the first rank that has it prints the reason. Collective. */
static epscan_status agree(epscan_status status) {
    int rank, mine[2], worst[2];
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    mine[0] = (int)status;
    mine[1] = rank;
    MPI_Allreduce(mine, worst, 1, MPI_2INT, MPI_MAXLOC, MPI_COMM_WORLD);
    if (worst[0] && worst[1] == rank) command_status(status);
    return (epscan_status)worst[0];
}

static epscan_status process_tile(void *data, uint64_t id, void (*idle)(void *), void *idle_data, uint64_t *failed) {
    struct scan *scan = data;
    epscan_status status = tile_evaluate(scan->engine, id, &scan->tile, idle, idle_data);
    if (!status) status = grid_writer_put_tile(scan->writer, &scan->tile);
    *failed = scan->tile.failed_models * scan->tile.box.column_count;
    return status;
}

static uint64_t tile_points(void *data, uint64_t id) {
    const struct scan *scan = data;
    const struct tile_box box = grid_tile_box(&scan->job->grid, id);
    return box.model_count * box.column_count;
}

/* Everything before the first tile that can fail on bad input or missing resources, agreed upon step by step. */
static epscan_status prepare(struct scan *scan, const struct arguments *a, const struct provenance *provenance) {
    long threads = omp_get_max_threads();
    epscan_status status = EPSCAN_OK;
    if (a->threads) status = option_integer("threads", a->threads, 1, 4096, &threads);
    omp_set_num_threads((int)threads);
    if (!status) status = job_read(a->job, &scan->job);
    if (!status && a->output) status = job_set_output(scan->job, a->output);
    if (!status && scan->rank == 0) status = grid_file_check_output(scan->job, a->force);
    if (!status) status = experiment_prepare(scan->job->experiment);
    if (!status) status = tile_engine_create(&scan->job->grid, scan->job->experiment, &scan->engine);
    if (!status) status = tile_init(&scan->tile, &scan->job->grid);
    status = agree(status);
    if (status) return status;
    if (scan->rank == 0) status = grid_file_create(scan->job, provenance, a->force, &scan->lock);
    status = agree(status);
    if (status) return status;
    return agree(grid_writer_open(MPI_COMM_WORLD, scan->job->output_path, &scan->job->grid, &scan->writer));
}

/* A failure here leaves other ranks waiting for tiles: the job ends at once, and the file keeps what was written. */
static void abort_job(epscan_status status) {
    command_status(status);
    MPI_Abort(MPI_COMM_WORLD, (int)status);
}

static void print_summary(const struct scan *scan, const struct tile_summary *summary) {
    const struct grid *grid = &scan->job->grid;
    printf("%s: %" PRIu64 " points in %.2f s (%.3g points/s), %" PRIu64 " failed\n", scan->job->output_path, grid->point_count,
           summary->seconds, (double)grid->point_count / summary->seconds, summary->failed);
}

static epscan_status run(struct scan *scan, const struct arguments *a, const struct provenance *provenance) {
    struct progress progress;
    struct tile_summary summary = {0};
    epscan_status status = prepare(scan, a, provenance);
    if (status) return status;
    const struct tile_work work = {scan->job->grid.tile_count, process_tile, tile_points, scan};
    progress_start(&progress, scan->job->grid.point_count, a->quiet || scan->rank);
    status = tile_queue_run(MPI_COMM_WORLD, &work, &progress, &summary);
    if (status) abort_job(status);
    progress_finish(&progress);
    status = agree(grid_writer_close(scan->writer));
    if (scan->rank == 0 && !status) {
        status = grid_file_mark_complete(scan->job->output_path);
        if (!status && summary.failed)
            status = error_set(EPSCAN_POINTS_FAILED, "%" PRIu64 " points failed; they are NaN, with status failed", summary.failed);
        if (!a->quiet && (!status || status == EPSCAN_POINTS_FAILED)) print_summary(scan, &summary);
    }
    return agree(status);
}

static void join(int argc, char **argv, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < argc && used < size; i++) used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "", argv[i]);
}

int command_scan(int argc, char **argv) {
    struct arguments arguments = {0};
    struct scan scan = {.lock = -1};
    char command_line[2048], mpi_library[MPI_MAX_LIBRARY_VERSION_STRING];
    int provided, length;
    join(argc, argv, command_line, sizeof command_line);
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &scan.rank);
    MPI_Get_library_version(mpi_library, &length);
    const struct provenance provenance = {command_line, mpi_library};
    const epscan_status status = run(&scan, &arguments, &provenance);
    if (scan.lock >= 0) grid_file_unlock(scan.lock);
    tile_engine_free(scan.engine);
    tile_clear(&scan.tile);
    job_free(scan.job);
    MPI_Finalize();
    return (int)status;
}
