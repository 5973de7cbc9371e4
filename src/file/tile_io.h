/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One tile in and out of an open grid file, and the checksum that proves it. Independent of how the file was opened: under
 * MPI-IO these calls are not collective. The tile's checksum is over the events of each channel, in the list's order, epsilon_up
 * and status; up to format 2 without n_strahlung, which is not in tiles there.
 */
#ifndef EPSCAN_FILE_TILE_IO_H
#define EPSCAN_FILE_TILE_IO_H

#include "file/grid_schema.h"
#include "scan/grid_factors.h"
#include "scan/tile.h"

#include <hdf5.h>

/* What a file holds of a tile. */
enum tile_state { TILE_MISSING, TILE_DAMAGED, TILE_SOUND };

/* The datasets that hold tiles; opened and closed together. */
struct tile_datasets {
    const struct grid *grid;         /* borrowed: the one they were opened for */
    struct grid_factors factors;     /* of a factored grid, as the file has them */
    bool keeps_doubles;              /* likewise (scan/grid.h); of a file that is continued its own */
    hid_t variables[VARIABLE_COUNT]; /* -1: what the grid has not */
    double *over_mass[CHANNELS_MAX]; /* [masses], owned: events that the file holds beside the tiles, up to format 2; else NULL */
    void *stored[VARIABLE_COUNT];    /* owned: a tile's numbers as the file has them; NULL where those are the tile's own doubles */
    hid_t ledger, complete;
    hid_t status_ledger; /* -1: a grid of format 1 has none */
};

/*
 * Under MPI-IO every rank calls these. Negative when an object is missing, or anything but what a grid of these axes has, or cannot
 * be closed.
 */
herr_t tile_datasets_open(hid_t file, const struct grid *grid, struct tile_datasets *sets);
herr_t tile_datasets_close(struct tile_datasets *sets);

/* None is open yet: tile_datasets_close is harmless then. */
void tile_datasets_init(struct tile_datasets *sets);

/*
 * A box of events of a channel that the file has over the masses alone, up to format 2; NaN where they are left out; zeros of a
 * channel that the grid has not. Pure.
 */
void events_not_in_tiles(const struct tile_datasets *sets, size_t channel, const uint64_t start[EPSCAN_AXIS_COUNT],
                         const uint64_t extent[EPSCAN_AXIS_COUNT], double *events);

/*
 * The kept numbers of the models of a box in the block of columns of its tile: kept[model * factors.kept[channel] + number].
 */
herr_t kept_get(const struct tile_datasets *sets, size_t channel, const struct tile_box *box, double *kept);

/* The tile's numbers in the grid's form (scan/grid.h), then the checksum of what is stored in the ledger. */
herr_t tile_put(const struct tile_datasets *sets, const struct tile *tile);

/* What it takes in the file. */
size_t tile_stored_bytes(const struct tile_datasets *sets, const struct tile *tile);

/*
 * Read tile `id` and compare what is stored with the ledger; what cannot be read is damaged. The tile's numbers are set when it is
 * sound, of variables that are left out NaN, or epsilon_up by Eq. 7.
 */
enum tile_state tile_get(const struct tile_datasets *sets, uint64_t id, struct tile *tile);

/* The same without the numbers: only the statuses are set. `tile` has room for a tile all the same. */
enum tile_state tile_look(const struct tile_datasets *sets, uint64_t id, struct tile *tile);

/* Only the statuses of tile `id`, which was written, into `tile`. False when they are damaged, or the file has no checksums of
 * them. */
bool tile_get_status(const struct tile_datasets *sets, uint64_t id, struct tile *tile);

/* checksums[count] of the tiles from `first`. */
herr_t ledger_get(const struct tile_datasets *sets, uint64_t first, uint64_t count, uint64_t *checksums);

/* The mark of completion. */
herr_t completion_put(const struct tile_datasets *sets, unsigned char value);

#endif
