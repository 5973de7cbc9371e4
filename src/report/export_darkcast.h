/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of limits as DarkCast (Ilten, Soreq, Williams and Xue, JHEP 06 (2018) 004) reads them: NAME.lmt and NAME.py. */
#ifndef EPSCAN_REPORT_EXPORT_DARKCAST_H
#define EPSCAN_REPORT_EXPORT_DARKCAST_H

#include "query/grid_query.h"
#include "file/grid_slice.h"

struct darkcast_files {
    char base[4096]; /* what stands before .lmt and .py */
    size_t masses;
};

/*
 * Write the limits over the slice's range of masses, of a complete grid, the file `path`. Of the other axes the slice has one value
 * each; spin, alpha_D and r are added to the name `output`, which becomes a Python module's. Between the masses written, linear
 * interpolation is good to 1e-3. EPSCAN_BAD_INPUT: a name that Python does not take, fewer than two masses, an output that exists
 * (unless `replace`, and it is such a file). EPSCAN_POINTS_FAILED: a limit that cannot be found. Nothing is left behind then.
 */
epscan_status export_darkcast(const struct grid_query *query, const char *path, const struct grid_slice *slice, const char *output,
                              bool replace, struct darkcast_files *files);

#endif
