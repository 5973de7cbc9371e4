/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proving a grid file: every tile against its checksum, and sampled points against adaptive quadrature. Serial. */
#ifndef EPSCAN_QUERY_GRID_VERIFY_H
#define EPSCAN_QUERY_GRID_VERIFY_H

#include "file/grid_read.h"

/* Tiles of the file's share by what they are, and the numbers of the first damaged ones. */
struct tile_census {
    uint64_t sound, missing, damaged;
    uint64_t first_damaged[8];
};

/* Read every tile of the share. `tick` (may be NULL) is called after each with its points. */
epscan_status grid_verify_tiles(const struct grid_reader *reader, struct tile_census *census, void (*tick)(void *, uint64_t),
                                void *tick_data);

/*
 * Recompute `count` random points (the same for the same seed) by adaptive quadrature from the inputs embedded in the file.
 * *worst is the largest |grid - quadrature| / (1e-9 quadrature + 1e-13): above 1 the grid is wrong. *compared counts the
 * points that were there to compare. The experiment in the file must be usable.
 */
epscan_status grid_verify_sample(const struct grid_reader *reader, uint64_t count, uint64_t seed, double *worst,
                                 uint64_t *compared);

#endif
