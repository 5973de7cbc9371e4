/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a shower is: depths in X0 along the beam, layers and their media. Pure and thread-safe once made. */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_GEOMETRY_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_GEOMETRY_H

#include "shower/shower_media.h"

struct shower_geometry {
    int media, layers; /* of a cell */
    double cell_X0, cells_per_X0, depth_X0;
    double end_X0[TARGET_MAX_LAYERS]; /* of each layer within the cell */
    int medium[TARGET_MAX_LAYERS];
    double per_cell_X0[SHOWER_MAX_MEDIA];
};

/* X0 of the material files. */
struct shower_geometry shower_geometry_of(const struct target *target, const struct shower_media *media);

/* The medium at a depth, 0 <= depth <= depth_X0. */
int shower_geometry_medium(const struct shower_geometry *geometry, double depth_X0);

#endif
