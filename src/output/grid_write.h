/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid file in the hands of many ranks: independent MPI-IO of whole tiles, no metadata changes, no collectives between
 * open and finish.
 */
#ifndef EPSCAN_OUTPUT_GRID_WRITE_H
#define EPSCAN_OUTPUT_GRID_WRITE_H

#include "file/grid_header.h"
#include "file/tile_io.h"
#include "scan/tile.h"

#include <stdbool.h>

#include <mpi.h>

struct grid_writer;

/*
 * Collective over `communicator`; the file exists. `grid` is borrowed. Read-only when only verifying. Free with
 * grid_writer_close. Ranks may differ in the status: EPSCAN_OK, and no writer, where another rank failed; a writer where the file
 * is open but not on every rank, so that it cannot be closed.
 */
epscan_status grid_writer_open(MPI_Comm communicator, const char *path, const struct grid *grid, bool read_only,
                               struct grid_writer **writer);

/* Of a factored grid, as the file has them; borrowed. */
const struct grid_factors *grid_writer_factors(const struct grid_writer *writer);

/* Not collective. Reads the tile back and checks it against the ledger: of `tile`, its statuses are set. */
enum tile_state grid_writer_check_tile(const struct grid_writer *writer, uint64_t id, struct tile *tile);

/* Not collective. The tile's data, then its checksum in the ledger. */
epscan_status grid_writer_put_tile(struct grid_writer *writer, const struct tile *tile);

/*
 * Collective, after all ranks have written. Makes everything visible and lets rank 0 count from the ledger the tiles of the
 * share that are not there: *missing, the same on all ranks.
 */
epscan_status grid_writer_finish(struct grid_writer *writer, const struct shard *shard, uint64_t *missing);

/* Not collective. Set or take away the mark of completion. */
epscan_status grid_writer_complete(struct grid_writer *writer, bool complete);

/* Collective. The writer is gone whatever the status. */
epscan_status grid_writer_close(struct grid_writer *writer);

#endif
