/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of points through a grid, row by row. */
#ifndef EPSCAN_CLI_QUERY_STREAM_H
#define EPSCAN_CLI_QUERY_STREAM_H

#include "query/grid_query.h"

#include <stdbool.h>

/*
 * Answer each row of a CSV file on stdout, in order, on all OpenMP threads; memory does not grow with the file. Its header
 * names spin, mA_GeV, alpha_D, mass_ratio and, if wanted, ecal_threshold_GeV and energy_scale_shift in any order; without,
 * `selection`. The whole file is checked before the first row is answered. Points outside the grid are nan with a status;
 * *unanswered counts them and those that failed.
 */
epscan_status query_stream(const struct grid_query *query, const char *path, const epscan_selection *selection, bool quiet,
                           size_t *unanswered);

#endif
