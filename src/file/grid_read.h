/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading grid files, serially. Not thread-safe (HDF5 is not). */
#ifndef EPSCAN_FILE_GRID_READ_H
#define EPSCAN_FILE_GRID_READ_H

#include "file/grid_header.h"
#include "file/grid_schema.h"
#include "scan/grid_factors.h"
#include "scan/tile.h"

#include <stdbool.h>

struct grid_reader;

/*
 * Open a file and prove it, as every reader does: its seal, its structure, its header against the job and the inputs that it
 * carries. EPSCAN_BAD_INPUT when it is no grid or damaged. Tiles are compared with the ledger when they are read. Close with
 * grid_reader_close.
 */
epscan_status grid_reader_open(const char *path, struct grid_reader **reader);
void grid_reader_close(struct grid_reader *reader);

/* Axes and tiles as in the file; borrowed. */
const struct grid *grid_reader_grid(const struct grid_reader *reader);
bool grid_reader_complete(const struct grid_reader *reader);

/* EPSCAN_BAD_INPUT with the file's name unless every tile was written. */
epscan_status grid_reader_require_complete(const struct grid_reader *reader);

/* Job, inputs and share as in the file; borrowed. */
const struct grid_header *grid_reader_header(const struct grid_reader *reader);

/* The factors of a factored grid, borrowed; NULL: it is none. */
const struct grid_factors *grid_reader_factors(const struct grid_reader *reader);

/* Checksums of all tiles, 0 for those not written: [tile_count], the caller frees. NULL when unreadable. */
uint64_t *grid_reader_ledger(const struct grid_reader *reader);

/* Read tile `id` and compare it with the ledger; false when it is missing, damaged or unreadable. */
bool grid_reader_get_tile(const struct grid_reader *reader, uint64_t id, struct tile *tile);

/* A root attribute as text, "" when absent. EPSCAN_FAILED when what is there cannot be read. */
epscan_status grid_reader_attribute(const struct grid_reader *reader, const char *name, char *text, size_t size);

/* Model points with each status, counts[EPSCAN_POINT_STATUSES], as checksums prove them. EPSCAN_BAD_INPUT: a tile is damaged. */
epscan_status grid_reader_count_status(const struct grid_reader *reader, uint64_t *counts);

/*
 * A box of a variable, in C order, zeros of a channel that the grid has not; `values` as many doubles. Every tile that start[] and
 * extent[] reach into is compared with the ledger once: EPSCAN_BAD_INPUT when it is damaged. What was not written is NaN, or
 * not_run.
 */
epscan_status grid_reader_box(const struct grid_reader *reader, enum grid_variable_id variable,
                              const uint64_t start[EPSCAN_AXIS_COUNT], const uint64_t extent[EPSCAN_AXIS_COUNT], double *values);

/* A variable along grid_line_axis() with the other axes fixed at index[]: values[count of that axis], likewise. */
epscan_status grid_reader_line(const struct grid_reader *reader, enum grid_variable_id variable,
                               const uint64_t index[EPSCAN_AXIS_COUNT], double *values);

#endif
