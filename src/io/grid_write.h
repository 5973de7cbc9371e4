/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing tiles into a grid file from many ranks: independent MPI-IO of whole chunks, no metadata changes, no collectives
 * between open and close.
 */
#ifndef EPSCAN_IO_GRID_WRITE_H
#define EPSCAN_IO_GRID_WRITE_H

#include "scan/tile.h"

#include <mpi.h>

struct grid_writer;

/* Collective over `communicator`; the file exists. `grid` is borrowed. Free with grid_writer_close. */
epscan_status grid_writer_open(MPI_Comm communicator, const char *path, const struct grid *grid, struct grid_writer **writer);

/* Not collective. The tile's data, then its checksum in the ledger. */
epscan_status grid_writer_put_tile(struct grid_writer *writer, const struct tile *tile);

/* Collective. Flushes; the writer is gone whatever the status. */
epscan_status grid_writer_close(struct grid_writer *writer);

/* Checksum of a tile as the ledger holds it; never 0. Pure. */
uint64_t tile_checksum(const struct tile *tile);

/*
 * Serial, after all ranks have closed: prove from the ledger that every tile was written, and set the mark of completion.
 * EPSCAN_INCOMPLETE when tiles are missing.
 */
epscan_status grid_file_mark_complete(const char *path);

#endif
