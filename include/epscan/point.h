/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a point of a scan is beside its model (dark_photon.h), and what can become of it. */
#ifndef EPSCAN_POINT_H
#define EPSCAN_POINT_H

#include "epscan/visibility.h"

EPSCAN_BEGIN

/* The reading of the ECAL must be below the threshold. */
typedef struct {
    double threshold_GeV;      /* > 0 */
    double energy_scale_shift; /* delta, -0.5 to 0.5: the ECAL reads (1 + delta) times the deposited energy */
} epscan_selection;

/* The status of a point. Grid files hold the first four, as these numbers. */
typedef enum {
    EPSCAN_POINT_OK = 0,
    EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE = 1, /* the published strahlung limit ends before: the limit rests on annihilation alone */
    EPSCAN_POINT_FAILED = 2,                 /* cannot be computed, or no limit was found: NaN */
    EPSCAN_POINT_NOT_RUN = 3,                /* the grid is not complete */
    EPSCAN_POINT_OUTSIDE = 4,                /* outside the grid's axes: NaN, nothing is extrapolated */
} epscan_point_status;

/* "ok", "strahlung_out_of_range", "failed", "not_run", "outside_grid". Thread-safe. */
const char *epscan_point_status_name(epscan_point_status status);

EPSCAN_END

#endif
