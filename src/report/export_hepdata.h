/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slice of a grid as a submission to HEPData: a folder with submission.yaml, a table's file each, and the grid if it fits. */
#ifndef EPSCAN_REPORT_EXPORT_HEPDATA_H
#define EPSCAN_REPORT_EXPORT_HEPDATA_H

#include "query/grid_query.h"
#include "file/grid_slice.h"

struct hepdata_summary {
    uint64_t tables, bytes;
    bool with_grid; /* as a file */
};

/*
 * One table for each spin, alpha_D, r, threshold and shift of the slice of a complete grid, the file `path`; its rows are the
 * slice's masses. The grid goes with them where it fits; with `grid_url`, where it is published, a link goes instead (NULL: none).
 * EPSCAN_BAD_INPUT: more than HEPData takes, an output that exists, or a URL that is none. Nothing is left behind then.
 */
epscan_status export_hepdata(const struct grid_query *query, const char *path, const struct grid_slice *slice, const char *output,
                             const char *grid_url, struct hepdata_summary *summary);

#endif
