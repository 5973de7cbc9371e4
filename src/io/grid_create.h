/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a grid file: everything is laid out at once (chunks allocated, coordinates, provenance, an empty ledger), so that
 * a killed scan leaves a file that opens. Serial; call on one rank.
 */
#ifndef EPSCAN_IO_GRID_CREATE_H
#define EPSCAN_IO_GRID_CREATE_H

#include "scan/job.h"

#include <stdbool.h>

/* What goes into the file beside the job. */
struct provenance {
    const char *command_line;
    const char *mpi_library;
};

/* Bytes of the file that a job makes, metadata estimated. */
uint64_t grid_file_bytes(const struct grid *grid);

/*
 * Refuse (EPSCAN_BAD_INPUT) an output that exists unless `force`, a folder that is missing or not writable, and a file that
 * does not fit the disk. Changes nothing.
 */
epscan_status grid_file_check_output(const struct job *job, bool force);

/*
 * Check as above, lay the file out beside its final name and move it there; `*lock` is a descriptor that marks the file as
 * being written until it is closed (by grid_file_unlock, or by the kernel when the process ends).
 */
epscan_status grid_file_create(const struct job *job, const struct provenance *provenance, bool force, int *lock);
void grid_file_unlock(int lock);

#endif
