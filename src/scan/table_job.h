/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs whose models are tables of spectral densities: `axes: {model_table: [rho.csv, ...]}` in the place of spin, masses and
 * couplings. They have few points, which are computed at once.
 */
#ifndef EPSCAN_SCAN_TABLE_JOB_H
#define EPSCAN_SCAN_TABLE_JOB_H

#include "experiment/prepared_experiment.h"
#include "model/density_table.h"
#include "scan/axis.h"

enum { TABLE_JOB_MAX_TABLES = 1000, TABLE_JOB_MAX_POINTS = 1000000 };

struct table_job {
    struct text_file source;
    char title[256];
    char *output_path;
    struct experiment *experiment; /* with the job's limit method; owned */
    size_t table_count;
    struct density_table *tables; /* [table_count], file.path: as the job names it; owned */
    struct axis thresholds, shifts;
};

/* What is computed, [(table * thresholds + threshold) * shifts + shift] each, owned. */
struct table_results {
    double *events[CHANNELS_MAX]; /* at EPSCAN_REFERENCE_EPSILON; NULL where there is no such channel */
    double *epsilon_up;
    unsigned char *status; /* epscan_point_status */
};

/* Whether the file is a job with this axis; what cannot be read is none. */
bool table_job_is(const char *path);

/* Parse and check it with its experiment and all tables. Free with table_job_free. */
epscan_status table_job_read(const char *path, struct table_job **job);
void table_job_free(struct table_job *job);

size_t table_job_points(const struct table_job *job);

/* On all OpenMP threads; the numbers do not depend on them. EPSCAN_BAD_INPUT: a table is not inside the response. Free with
 * table_results_clear, whatever the status. */
epscan_status table_job_run(const struct table_job *job, const struct prepared_experiment *prepared, struct table_results *results);
void table_results_clear(struct table_results *results);

#endif
