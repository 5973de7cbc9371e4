/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The weights of factored grids (scan/grid_factors.h) in their files: beside the kept events n_NAME of the group GRID_FACTORS,
 * which are tiles, n_NAME_column[block][kept], which columns are kept, and n_NAME_weight[block][kept][column]. The seal proves
 * them.
 */
#ifndef EPSCAN_FILE_FACTORS_FILE_H
#define EPSCAN_FILE_FACTORS_FILE_H

#include "scan/grid_factors.h"

#include <hdf5.h>

/* Of a new file; the kept events are still to come. Negative on failure. */
herr_t factors_file_put(hid_t file, const struct grid *grid, const struct grid_factors *factors);

/* Of an open file of a grid that is factored. Negative when they are not those of a grid of its axes. Free with grid_factors_clear.
 */
herr_t factors_file_get(hid_t file, const struct grid *grid, struct grid_factors *factors);

#endif
