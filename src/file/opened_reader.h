/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an open grid file is, for the files that read it: grid_read.c proves it, grid_box.c takes boxes out of it. */
#ifndef EPSCAN_FILE_OPENED_READER_H
#define EPSCAN_FILE_OPENED_READER_H

#include "file/grid_read.h"
#include "file/tile_io.h"

struct grid_reader {
    char *path;
    hid_t file;
    struct grid grid;
    struct grid_header header;
    struct tile_datasets sets;
    bool complete;
    struct tile_looks *looks;
};

/* What was found of the tiles that were looked at; made with the first. */
struct tile_looks {
    unsigned char *found; /* [tile_count]: 0 before, then 1 more than what the file holds, an enum tile_state */
    struct tile tile;     /* to look at them */
};

/* Find out once about a tile whether it is sound or was not written; EPSCAN_BAD_INPUT when it is damaged. */
epscan_status grid_reader_look(const struct grid_reader *reader, uint64_t id, enum tile_state *state);

/* Make the room for looks, with the first. */
epscan_status grid_reader_begin_looks(const struct grid_reader *reader);

#endif
