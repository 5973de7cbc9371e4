/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The benchmark's parts. Each prints what it does to stderr and adds what it measured to a JSON object; `bench` runs them
 * by name (bench.c), tests/bench/run.sh in order.
 */
#ifndef EPSCAN_TESTS_BENCH_H
#define EPSCAN_TESTS_BENCH_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "scan/job.h"
#include "scan/tile_engine.h"

/*
 * A job of the NA64 experiment around its resonances, both spins, five alpha_D and five mass ratios. `experiment`: a file with
 * another one; NULL: na64-2021.yaml.
 */
struct bench_job {
    size_t masses, thresholds, shifts;
    double lowest_threshold_GeV, highest_threshold_GeV;
    const char *experiment;
};
struct job *bench_job_make(const struct bench_job *request);

/* Its experiment, prepared. */
struct prepared_experiment *bench_experiment_of(const struct job *job);

/* Cut the grid into tiles of one spin and one mass, after tile_init. */
void bench_make_tiles_tiny(struct grid *grid);

/* Whether `ok`; says what failed and ends the program otherwise. */
void bench_require(int ok, const char *what);

double bench_seconds(void);

/* Sorts the values. */
double bench_median(double *values, size_t count);

/* Uniform in [0, 1), the same numbers on every machine. */
double bench_random_unit(uint64_t *state);

/* A random model and selection among a grid's points. */
struct bench_point {
    epscan_dark_photon model;
    double threshold_GeV, energy_scale_shift;
    uint64_t tile, index; /* where the tile holds it */
};
struct bench_point bench_random_point(const struct grid *grid, uint64_t *seed);

/* Time per point of all columns against both baselines, and the largest error: result["columns"]. */
void bench_columns(json_t *result);

/* Ends the program when result["columns"] misses a target of speed or accuracy. */
void bench_check(const json_t *result);

/*
 * Time per point with A'-strahlung from the published limit, and computed, over that of annihilation alone:
 * result["channels_published_COLUMNS"], result["channels_computed_COLUMNS"].
 * Ends the program when one is beyond its bound.
 */
void bench_channels(json_t *result);

/* Processor time of the shower and of the start-up for 1000 columns, at best: result["shower_ms"], ["startup_ms"]. */
void bench_startup(json_t *result);

/* Speed of two threads over twice that of one: result["threads_2"] and its kinds. */
void bench_threads(json_t *result);

/* Showers per second and core, and of two threads over twice that: result["showers_per_s_lead"] and others. */
void bench_showers(json_t *result);

/* A million showers against the cascade, bin by bin; ends the program when they disagree. */
void bench_showers_compare(json_t *result);

/* Seconds that this communicator's ranks take for a fixed compute-only scan, by kind of job, at best; printed by rank 0. */
void bench_ranks(const char *kind);

/* Prints the share of these ranks' time that goes into tiles which only sleep; ranks_per_master as of struct tile_work. */
void bench_queue(double tile_s, int tiles_a_rank, int ranks_per_master);

/*
 * Service time of the master, and the model of its queue up to 10^5 ranks, with one master and with one on each node:
 * result["scheduling"].
 */
void bench_scheduling(json_t *result);

#endif
