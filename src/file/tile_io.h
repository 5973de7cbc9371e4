/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One tile in and out of an open grid file, and the checksum that proves it. Independent of how the file was opened: under
 * MPI-IO these calls are not collective. The tile's checksum is over the events of each channel, in the list's order, epsilon_up
 * and status; up to format 2 without n_strahlung, which is not in tiles there.
 */
#ifndef EPSCAN_FILE_TILE_IO_H
#define EPSCAN_FILE_TILE_IO_H

#include "file/grid_schema.h"
#include "scan/tile.h"

#include <hdf5.h>

/* The datasets that hold tiles; opened and closed together. */
struct tile_datasets {
    const struct grid *grid;         /* borrowed: the one they were opened for */
    hid_t variables[VARIABLE_COUNT]; /* -1: what the grid has not */
    double *over_mass[CHANNELS_MAX]; /* [masses], owned: events that the file holds beside the tiles, up to format 2; else NULL */
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
 * A box of events over all axes of which the file has those over the masses alone, up to format 2, or, with NULL, none: zero. Pure.
 */
void spread_over_box(const double *over_mass, const uint64_t start[EPSCAN_AXIS_COUNT], const uint64_t extent[EPSCAN_AXIS_COUNT],
                     double *events);

/* The tile's data, then its checksum in the ledger. */
herr_t tile_put(const struct tile_datasets *sets, const struct tile *tile);

/* Read tile `id` of `grid`; *recorded is the ledger's checksum, 0 when the tile was never written (data not read then). */
herr_t tile_get(const struct tile_datasets *sets, const struct grid *grid, uint64_t id, struct tile *tile, uint64_t *recorded);

/* Whether what tile_get has read is what the ledger says. */
bool tile_is_sound(const struct tile_datasets *sets, const struct tile *tile, uint64_t recorded);

/* Only the statuses of tile `id`, which was written, into `tile`. False when they are damaged, or the file has no checksums of
 * them. */
bool tile_get_status(const struct tile_datasets *sets, const struct grid *grid, uint64_t id, struct tile *tile);

/* checksums[count] of the tiles from `first`. */
herr_t ledger_get(const struct tile_datasets *sets, uint64_t first, uint64_t count, uint64_t *checksums);

/* The mark of completion. */
herr_t completion_put(const struct tile_datasets *sets, unsigned char value);

#endif
