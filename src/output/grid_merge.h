/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting the shards of a scan together into one grid file. Serial; memory does not grow with the grid. */
#ifndef EPSCAN_OUTPUT_GRID_MERGE_H
#define EPSCAN_OUTPUT_GRID_MERGE_H

#include "output/grid_create.h"

/* What is merged, and how; all borrowed. */
struct merge_task {
    const char *output;
    int shard_count;
    char *const *shard_paths;
    enum grid_storage storage;
    int significant_bits; /* that numbers are rounded to; 0: as the shards have them */
    bool expand;          /* factored shards are written as plain ones */
    bool replace;         /* an output that exists */
    const struct provenance *provenance;
    void (*tick)(void *data, uint64_t points); /* after each tile; NULL: none */
    void *tick_data;
};

/*
 * Prove that the shards agree in all inputs and hold every tile of the grid exactly once and undamaged, and write it to
 * the output through a temporary name, fsync and rename. EPSCAN_BAD_INPUT names shards that are missing, given twice, foreign
 * or damaged, or an output that exists unless `replace`; nothing is left behind then.
 */
epscan_status grid_merge(const struct merge_task *task);

/* Points of the whole grid that a shard is part of, for the progress of a merge; 0 when it cannot be read. */
uint64_t grid_file_points(const char *path);

#endif
