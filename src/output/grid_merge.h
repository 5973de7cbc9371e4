/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting the shards of a scan together into one grid file. Serial; memory does not grow with the grid. */
#ifndef EPSCAN_OUTPUT_GRID_MERGE_H
#define EPSCAN_OUTPUT_GRID_MERGE_H

#include "output/grid_create.h"

/*
 * Prove that the shards agree in all inputs and hold every tile of the grid exactly once and undamaged, and write it to
 * `output` through a temporary name, fsync and rename. EPSCAN_BAD_INPUT names shards that are missing, given twice, foreign
 * or damaged, or an output that exists unless `replace`; nothing is left behind then. `tick` (may be NULL) is called after
 * each tile.
 */
epscan_status grid_merge(const char *output, int shard_count, char *const *shard_paths, enum grid_storage storage, bool replace,
                         const struct provenance *provenance, void (*tick)(void *, uint64_t points), void *tick_data);

/* Points of the whole grid that a shard is part of, for the progress of a merge; 0 when it cannot be read. */
uint64_t grid_file_points(const char *path);

#endif
