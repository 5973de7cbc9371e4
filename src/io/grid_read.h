/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading grid files, serially. Not thread-safe (HDF5 is not). */
#ifndef EPSCAN_IO_GRID_READ_H
#define EPSCAN_IO_GRID_READ_H

#include "io/grid_schema.h"
#include "scan/grid.h"

#include <stdbool.h>

struct grid_reader;

/* Open a file and check that it is a grid; EPSCAN_BAD_INPUT when it is not. Close with grid_reader_close. */
epscan_status grid_reader_open(const char *path, struct grid_reader **reader);
void grid_reader_close(struct grid_reader *reader);

/* Axes and tiles as in the file; borrowed. */
const struct grid *grid_reader_grid(const struct grid_reader *reader);
bool grid_reader_complete(const struct grid_reader *reader);

/* Tiles whose data the ledger says are there. */
epscan_status grid_reader_written_tiles(const struct grid_reader *reader, uint64_t *written);

/* A root attribute as text, "" when absent. */
void grid_reader_attribute(const struct grid_reader *reader, const char *name, char *text, size_t size);

/* Model points with each status, counts[POINT_STATUS_COUNT]. */
epscan_status grid_reader_count_status(const struct grid_reader *reader, uint64_t *counts);

/* Strings of a provenance dataset (GRID_JOB, GRID_INPUT_...); NULL when unreadable. Free with hdf5_free_strings. */
char **grid_reader_strings(const struct grid_reader *reader, const char *name, size_t *count);

/*
 * epsilon_up along the mass axis with the other axes fixed at index[]: values[count of masses]. Other variables likewise;
 * of `index` only the variable's axes count.
 */
epscan_status grid_reader_mass_line(const struct grid_reader *reader, enum grid_variable_id variable,
                                    const uint64_t index[AXIS_COUNT], double *values);

#endif
