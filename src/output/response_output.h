/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Response files (file/response_file.h) and the same as CSV: written whole and new, or not at all. */
#ifndef EPSCAN_OUTPUT_RESPONSE_OUTPUT_H
#define EPSCAN_OUTPUT_RESPONSE_OUTPUT_H

#include "experiment/experiment.h"
#include "file/provenance.h"
#include "yield/response_table.h"

#include <stdbool.h>

/* Whether the output can be made, of `columns` selections; nothing changes. */
epscan_status response_output_check(const char *path, size_t columns, bool as_csv, bool replace);

epscan_status response_output_write(const char *path, const struct experiment *experiment, const struct response_table *table,
                                    const struct provenance *provenance, bool replace);

/* A row for each node, threshold and shift; what the numbers are, and the panels, in lines that begin with #. */
epscan_status response_output_write_csv(const char *path, const struct experiment *experiment, const struct response_table *table,
                                        bool replace);

#endif
