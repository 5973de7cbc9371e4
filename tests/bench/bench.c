/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench check                   columns and channels, against the targets: the test
 * bench channels                channels alone
 * bench kernel OUT.json         columns, channels, start-up, threads
 * bench showers                 a million showers against the cascade, and their speed: a test
 * bench startup OUT.json        start-up alone, for tests/bench/documents.py
 * bench scheduling OUT.json     two ranks: the master's service time, then the model
 * bench queue TILE_MS TILES RANKS_PER_MASTER   share of these ranks' time in tiles, which sleep; TILES for each
 * bench ranks KIND              seconds of a compute-only scan with these ranks, one thread each
 * bench report OUT.json KEY=VALUE...   add numbers measured outside to OUT.json, print the tables
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gsl/gsl_errno.h>
#include <mpi.h>

#include "bench_report.h"
#include "core/error.h"

struct job *bench_job_make(const struct bench_job *request) {
    char text[2048];
    struct job *job = NULL;
    const int length = snprintf(text, sizeof text,
                                "experiment: %s\n"
                                "output: ../outputs/bench.h5\n"
                                "axes:\n"
                                "  spin: [fermion, scalar]\n"
                                "  mA_GeV: {from: 0.15, to: 0.3, points: %zu, spacing: log}\n"
                                "  alpha_D: [0.005, 0.02, 0.1, 0.2, 0.5]\n"
                                "  mass_ratio: [0.2, 1/3, 0.4, 0.45, 0.49]\n"
                                "  ecal_threshold_GeV: {from: %g, to: %g, points: %zu, spacing: linear}\n"
                                "  energy_scale_shift: ",
                                request->experiment ? request->experiment : "../inputs/experiments/na64-2021.yaml", request->masses,
                                request->lowest_threshold_GeV, request->highest_threshold_GeV, request->thresholds);
    snprintf(text + length, sizeof text - (size_t)length,
             request->shifts > 1 ? "{from: -0.03, to: 0.03, points: %zu, spacing: linear}\n" : "[0]\n", request->shifts);
    bench_require(!job_parse(EPSCAN_SOURCE_DIR "/jobs/bench.yaml", text, strlen(text), &job), "the job");
    return job;
}

struct prepared_experiment *bench_experiment_of(const struct job *job) {
    struct prepared_experiment *experiment = NULL;
    bench_require(!prepared_experiment_create(job->experiment, &experiment), "the shower");
    return experiment;
}

void bench_make_tiles_tiny(struct grid *grid) {
    grid->tile_shape[EPSCAN_AXIS_SPIN] = grid->tile_shape[EPSCAN_AXIS_MASS] = 1;
    grid->tile_count = 1;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++)
        grid->tile_count *= (grid->axes[axis].count + grid->tile_shape[axis] - 1) / grid->tile_shape[axis];
}

void bench_require(int ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "bench: %s: %s\n", what, epscan_error_message());
    exit(1);
}

double bench_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare_doubles(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare_doubles);
    return 0.5 * (values[(count - 1) / 2] + values[count / 2]);
}

/* splitmix64 */
double bench_random_unit(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static uint64_t random_below(uint64_t *state, uint64_t bound) {
    return (uint64_t)(bench_random_unit(state) * (double)bound);
}

struct bench_point bench_random_point(const struct grid *grid, uint64_t *seed) {
    struct bench_point point = {.tile = random_below(seed, grid->tile_count)};
    const struct tile_box box = grid_tile_box(grid, point.tile);
    const uint64_t model = random_below(seed, box.model_count), column = random_below(seed, box.column_count);
    point.model = grid_box_model(grid, &box, model);
    grid_box_column(grid, &box, column, &point.threshold_GeV, &point.energy_scale_shift);
    point.index = model * box.column_count + column;
    return point;
}

static void write_json(const char *path, json_t *result) {
    bench_require(json_dump_file(result, path, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) == 0, path);
    json_decref(result);
}

int main(int argc, char **argv) {
    const char *part = argc > 1 ? argv[1] : "";
    int provided, rank;
    gsl_set_error_handler_off();
    if (strcmp(part, "check") == 0) {
        json_t *result = json_object();
        bench_columns(result);
        bench_check(result);
        bench_channels(result);
        json_decref(result);
        return 0;
    }
    if (strcmp(part, "channels") == 0) {
        json_t *result = json_object();
        bench_channels(result);
        json_decref(result);
        return 0;
    }
    if (strcmp(part, "showers") == 0) {
        json_t *result = json_object();
        bench_showers_compare(result);
        bench_showers(result);
        json_decref(result);
        return 0;
    }
    bench_require(argc > 2, "usage: see bench.c");
    if (strcmp(part, "kernel") == 0) {
        json_t *result = json_object();
        bench_columns(result);
        bench_channels(result);
        bench_startup(result);
        bench_threads(result);
        bench_showers_compare(result);
        bench_showers(result);
        write_json(argv[2], result);
        return 0;
    }
    if (strcmp(part, "startup") == 0) {
        json_t *result = json_object();
        bench_startup(result);
        write_json(argv[2], result);
        return 0;
    }
    if (strcmp(part, "report") == 0) {
        json_t *result = json_load_file(argv[2], 0, NULL);
        bench_require(result != NULL, argv[2]);
        bench_report(result, argc - 3, argv + 3);
        write_json(argv[2], result);
        return 0;
    }
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (strcmp(part, "ranks") == 0) {
        bench_ranks(argv[2]);
    } else if (strcmp(part, "queue") == 0) {
        bench_require(argc == 5, "usage: see bench.c");
        bench_queue(1e-3 * atof(argv[2]), atoi(argv[3]), atoi(argv[4]));
    } else if (strcmp(part, "scheduling") == 0) {
        json_t *result = rank ? json_object() : json_load_file(argv[2], 0, NULL);
        bench_require(result != NULL, argv[2]);
        bench_scheduling(result);
        if (rank)
            json_decref(result);
        else
            write_json(argv[2], result);
    } else {
        fprintf(stderr, "bench: check, kernel, startup, scheduling, queue, ranks or report\n");
        MPI_Abort(MPI_COMM_WORLD, 2);
    }
    MPI_Finalize();
    return 0;
}
