/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a grid's header is what its own job makes: the job's text and every input stand in the file with their hashes, and axes,
 * channels, limit method, confidence level and titles follow from them. Nothing of a grid is believed before.
 */
#ifndef EPSCAN_FILE_GRID_PROOF_H
#define EPSCAN_FILE_GRID_PROOF_H

#include "file/grid_header.h"

/*
 * EPSCAN_BAD_INPUT with "path: damaged: what" unless axes are finite, strictly increasing, in range, and those of the job to 1e-12;
 * the rest is the same to the last bit, the channels of a grid of this physics version too. *tables, the grid's own axis, gets
 * the tables that were read on the way.
 */
epscan_status grid_proof_check(const char *path, const struct grid_header *header, struct axis *tables);

#endif
