/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What identifies a grid file beside its numbers: axes, job, inputs, physics version, share. Taken from a job before a scan,
 * or read back from a file; two files or a file and a job belong together when their headers do not differ.
 */
#ifndef EPSCAN_FILE_GRID_HEADER_H
#define EPSCAN_FILE_GRID_HEADER_H

#include "experiment/statistics.h"
#include "scan/grid_factors.h"
#include "scan/job.h"

#include <hdf5.h>

/* The share I/N of the tiles that a file holds; 0/1 for a whole grid. */
struct shard {
    uint64_t index, count;
};

/* First tile and one past the last of a share. */
void shard_tiles(const struct shard *shard, uint64_t tile_count, uint64_t *first, uint64_t *end);

struct grid_header {
    const struct grid *grid;            /* borrowed */
    const struct grid_factors *factors; /* borrowed: of a factored grid's new file */
    char title[256], experiment[256];   /* several experiments' names with " + " between */
    char job_sha256[SHA256_HEX];
    char *job_text;
    size_t input_count;
    struct text_file *inputs; /* path is the name as the experiment file gives it */
    epscan_limit_method limit_method;
    double confidence_level;
    char source[512]; /* of the experiments, what their files cite; "" for nothing, as below in grids from before */
    double particles_on_target, exposure; /* of all data sets; exposure: times efficiency */
    struct mediation mediation;
    char limit_caution[STATISTICS_CAUTION_SIZE]; /* what must be said of limits by that method; "" for nothing */
    int physics_version, format;
    struct shard shard;
};

/* From a job whose experiment was read. Free with grid_header_clear. */
epscan_status grid_header_of_job(const struct job *job, const struct shard *shard, struct grid_header *header);

/* From an open file whose axes were read into `grid`. `path` is for messages. Free with grid_header_clear. */
epscan_status grid_header_of_file(const char *path, hid_t file, const struct grid *grid, struct grid_header *header);
void grid_header_clear(struct grid_header *header);

/*
 * EPSCAN_BAD_INPUT with "path: what differs" unless file and expectation agree in job, inputs, physics version and axes, bit
 * by bit. The share is not compared.
 */
epscan_status grid_header_check(const char *path, const struct grid_header *file, const struct grid_header *expected);

/* The embedded inputs, borrowed. */
struct input_archive grid_header_archive(const struct grid_header *header);

/* The experiment that job and embedded inputs describe, with its next ones, the grid's limit method and mediator; not prepared. */
epscan_status grid_header_experiment(const struct grid_header *header, struct experiment **experiment);

/* Lay the header down in a new file: root attributes and the provenance group. Negative on failure. */
herr_t grid_header_put(hid_t file, const struct grid_header *header);

#endif
