/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Job files: which experiment, which grid, where the result goes. */
#ifndef EPSCAN_SCAN_JOB_H
#define EPSCAN_SCAN_JOB_H

#include "config/experiment.h"
#include "scan/grid.h"

struct job {
    struct text_file source;
    char title[256];               /* "" when the file has none */
    char *output_path;             /* relative to the working directory, or absolute */
    struct experiment *experiment; /* read, not yet prepared; owned */
    struct grid grid;
};

/*
 * Parse and check a job file with the experiment it names. Paths in the file are relative to the file. Free with job_free.
 */
epscan_status job_read(const char *path, struct job **job);
/* The same with the job's text in memory; `name` stands for its path. */
epscan_status job_parse(const char *name, const char *text, size_t size, struct job **job);
/* Replace the output path. */
epscan_status job_set_output(struct job *job, const char *path);

void job_free(struct job *job);

#endif
