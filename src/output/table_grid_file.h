/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job of tables gives as a file: events, limits and statuses over tables, thresholds and shifts, with all texts it was made
 * of. */
#ifndef EPSCAN_OUTPUT_TABLE_GRID_FILE_H
#define EPSCAN_OUTPUT_TABLE_GRID_FILE_H

#include "file/provenance.h"
#include "scan/table_job.h"

/* Whether the output can be made; nothing changes. */
epscan_status table_grid_check_output(const struct table_job *job, bool replace);

epscan_status table_grid_write(const struct table_job *job, const struct table_results *results,
                               const struct provenance *provenance, bool replace);

#endif
