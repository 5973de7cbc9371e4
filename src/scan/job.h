/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Job files: which experiment, which grid, where the result goes. */
#ifndef EPSCAN_SCAN_JOB_H
#define EPSCAN_SCAN_JOB_H

#include "experiment/experiment.h"
#include "scan/grid.h"

#include <stdbool.h>

struct job {
    struct text_file source;
    char title[256];               /* "" when the file has none */
    unsigned long output_line;     /* of the job file, 0 when the output is not from there */
    char *output_path;             /* relative to the working directory, or absolute */
    struct experiment *experiment; /* owned */
    struct grid grid;
};

/*
 * Parse and check a job file with the experiment it names. Paths in the file are relative to the file. Free with job_free.
 */
epscan_status job_read(const char *path, struct job **job);
/* The same with the job's text in memory; `name` stands for its path. */
epscan_status job_parse(const char *name, const char *text, size_t size, struct job **job);
/* And with the experiment from files that were read before (experiment_from_archive). */
epscan_status job_from_archive(const char *name, const char *text, size_t size, const struct input_archive *archive,
                               struct job **job);
/* Replace the output path by one from elsewhere, or one made from it. */
epscan_status job_set_output(struct job *job, const char *path, bool from_job);

/* The same status; an EPSCAN_BAD_INPUT about the output is told as one of the job's line that names it, if one does. */
epscan_status job_output_status(const struct job *job, epscan_status status);

/* The key `limit_method` of a job's root, for the experiment: its own method without the key, unless that takes toys. */
epscan_status job_limit_method(const struct yaml_value *root, struct experiment *experiment);

void job_free(struct job *job);

#endif
