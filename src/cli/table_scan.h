/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan of a job of tables (scan/table_job.h): small, at once, and on rank 0. */
#ifndef EPSCAN_CLI_TABLE_SCAN_H
#define EPSCAN_CLI_TABLE_SCAN_H

#include "cli/scan_run.h"

/* Collective over MPI_COMM_WORLD, as scan_run. */
epscan_status table_scan_run(const struct scan_request *request);

/* Check such a job and its output, NULL for the job's, and print how many points it has; nothing is written. */
epscan_status table_scan_validate(const char *job_path, const char *output_path);

#endif
