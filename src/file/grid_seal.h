/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The seal of a grid file: a checksum of all its bytes but those that tiles, ledgers and the mark of completion are written to,
 * which have checksums of their own. HDF5 does not check all of its structures and may crash on damaged ones: a reader compares the
 * seal by plain reads before HDF5 sees the file. Writing tiles changes no byte that is sealed, so that a killed scan leaves a sound
 * seal.
 *
 * In the file: GRID_SEAL, a text of fixed length near the beginning, "epscan seal 1: CHECKSUM OFFSET LENGTH" with the place of
 * GRID_SEAL_EXCEPT, a text with a line "OFFSET LENGTH" for each piece of the file that is not sealed, in increasing order. The
 * checksum is XXH3-64 of the rest, GRID_SEAL's own text left out.
 */
#ifndef EPSCAN_FILE_GRID_SEAL_H
#define EPSCAN_FILE_GRID_SEAL_H

#include "file/grid_header.h"
#include "file/tile_io.h"

#include <stdbool.h>

/*
 * Compare a file with its seal. EPSCAN_BAD_INPUT with "path: reason" when it is no regular file, cannot be read, or differs.
 * *sealed is false when it has no seal: a grid of format 1, or no grid at all. Needs no HDF5.
 */
epscan_status grid_seal_check(const char *path, bool *sealed);

/* Of a new file, the group of the ledgers with the room for the seal: before anything else, so that it is found there. */
herr_t grid_seal_reserve(hid_t file);

/* Note which pieces are not sealed: the last thing before the file is closed. It may have chunks of the share's tiles alone. */
herr_t grid_seal_note(hid_t file, const struct grid *grid, const struct tile_datasets *sets, const struct shard *shard);

/* The same of a file that is sealed as a whole, without a tile. */
herr_t grid_seal_note_whole(hid_t file);

/* Seal a file that was closed. */
epscan_status grid_seal_set(const char *path);

#endif
