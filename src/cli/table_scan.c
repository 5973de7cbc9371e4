/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rank 0 reads the job, solves the shower, folds every table on all of its threads, and writes one file. Shares make no sense here.
 */
#include "cli/table_scan.h"

#include "cli/command.h"
#include "core/error.h"
#include "output/table_grid_file.h"
#include "scan/table_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>
#include <omp.h>

static epscan_status read_job(const char *job_path, const char *output_path, bool replace, struct table_job **job) {
    epscan_status status = table_job_read(job_path, job);
    if (status) return status;
    if (output_path) {
        free((*job)->output_path);
        (*job)->output_path = strdup(output_path);
        if (!(*job)->output_path) return error_no_memory("the output path");
    }
    return table_grid_check_output(*job, replace);
}

static epscan_status run_job(const struct table_job *job, const struct scan_request *request) {
    const struct provenance provenance = {request->command_line, "rank 0 alone"};
    struct prepared_experiment *prepared = NULL;
    struct table_results results = {0};
    epscan_status status = prepared_experiment_create(job->experiment, &prepared);
    if (!status) status = table_job_run(job, prepared, &results);
    if (!status) status = table_grid_write(job, &results, &provenance, request->force);
    table_results_clear(&results);
    prepared_experiment_free(prepared);
    return status;
}

static epscan_status run_alone(const struct scan_request *request) {
    struct table_job *job = NULL;
    epscan_status status = EPSCAN_OK;
    if (request->shard.count > 1 || request->resume)
        status =
            error_set(EPSCAN_BAD_INPUT, "--shard and --resume are not allowed with model_table; allowed: the whole job at once");
    if (!status) status = read_job(request->job_path, request->output_path, request->force, &job);
    if (!status) omp_set_num_threads(request->threads);
    if (!status) status = run_job(job, request);
    if (!status && !request->quiet) {
        command_caution(job->experiment, job->experiment->statistics.method);
        printf("%s: %zu points of %zu tables\n", job->output_path, table_job_points(job), job->table_count);
    }
    table_job_free(job);
    return status;
}

epscan_status table_scan_run(const struct scan_request *request) {
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return agree(rank == 0 ? run_alone(request) : EPSCAN_OK);
}

epscan_status table_scan_validate(const char *job_path, const char *output_path) {
    struct table_job *job = NULL;
    const epscan_status status = read_job(job_path, output_path, true, &job);
    if (!status)
        printf("job            %s\nexperiment     %s\noutput         %s\ntables         %zu\npoints         %zu\n", job_path,
               job->experiment->name, job->output_path, job->table_count, table_job_points(job));
    table_job_free(job);
    return status;
}
