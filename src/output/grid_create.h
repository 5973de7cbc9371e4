/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a grid file: everything is laid out at once (chunks allocated, coordinates, provenance, an empty ledger), so that
 * a killed scan leaves a file that opens. Serial; call on one rank.
 */
#ifndef EPSCAN_OUTPUT_GRID_CREATE_H
#define EPSCAN_OUTPUT_GRID_CREATE_H

#include "file/grid_header.h"
#include "output/output_file.h"
#include "file/provenance.h"

#include <stdbool.h>

/*
 * Refuse (EPSCAN_BAD_INPUT) an output that exists unless it is to be replaced or resumed, a folder that is missing or not
 * writable, and a file that does not fit the disk. Changes nothing.
 */
epscan_status grid_file_check_output(const char *path, const struct grid *grid, const struct shard *shard,
                                     enum existing_output existing);

/* Grids that scans make, as outputs. */
extern const struct output_kind grid_output;

/* Check as above, lay the file out beside its final name and move it there. The caller holds `lock`, taken in its folder. */
epscan_status grid_file_create(const char *path, const struct grid_header *header, const struct provenance *provenance,
                               bool replace, struct file_lock *lock);

/*
 * Whether a share is so large that its tiles are holes until they are written, which HDF5 reads as 0, not NaN. Chunks are allocated
 * when the file is made, since a killed scan would leave a chunk index half written, and HDF5 has a fill value for chunks that are
 * not allocated alone; to write NaN everywhere first would write such a file twice. So it has not its name before it is complete.
 */
bool grid_file_has_holes(const struct grid *grid, const struct shard *shard);

/* How the variables over all axes are stored: for writing by many ranks, or for good. */
enum grid_storage { STORAGE_FOR_SCAN, STORAGE_COMPRESSED };

/*
 * Lay a new file out at `path`, which is overwritten; messages name `final_path`. For a scan it is sealed (grid_seal.h); else, when
 * its tiles are written, grid_seal_note, close and grid_seal_set.
 */
epscan_status grid_file_lay_out(const char *path, const char *final_path, const struct grid_header *header,
                                const struct provenance *provenance, enum grid_storage storage);

#endif
