/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a point of a scan is beside its model (dark_photon.h), and what can become of it. */
#ifndef EPSCAN_POINT_H
#define EPSCAN_POINT_H

#include "epscan/visibility.h"

#include <stdbool.h>

EPSCAN_BEGIN

/* The reading of the ECAL must be below the threshold. */
typedef struct {
    double threshold_GeV;      /* > 0 */
    double energy_scale_shift; /* delta, -0.5 to 0.5: the ECAL reads (1 + delta) times the deposited energy */
} epscan_selection;

/*
 * The status of a point. Grid files hold all but EPSCAN_POINT_OUTSIDE, as these numbers, one for all selections of a model. Of
 * several that hold it is the one that says most about the limit: failed, no_signal, no_limit, two_limits, visible_width,
 * strahlung_out_of_range.
 */
typedef enum {
    EPSCAN_POINT_OK = 0,
    EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE = 1, /* the published strahlung limit ends before: the limit rests on annihilation alone */
    EPSCAN_POINT_FAILED = 2,                 /* cannot be computed, or no limit was found: NaN */
    EPSCAN_POINT_NOT_RUN = 3,                /* the grid is not complete */
    EPSCAN_POINT_OUTSIDE = 4,                /* outside the grid's axes: NaN, nothing is extrapolated */
    EPSCAN_POINT_VISIBLE_WIDTH = 5,          /* at epsilon_up A' -> l+ l-, which is neglected, has more than 1 % of the width */
    EPSCAN_POINT_NO_SIGNAL = 6,              /* no event is expected at any epsilon: +infinity, nothing is excluded */
    EPSCAN_POINT_NO_LIMIT = 7,               /* with visible widths: at no epsilon with Gamma < m are events enough: +infinity */
    EPSCAN_POINT_TWO_LIMITS = 8, /* with visible widths: excluded from epsilon_up to where A' is too broad, below Gamma = m */
} epscan_point_status;
#define EPSCAN_POINT_STATUSES 9

/* "ok", "strahlung_out_of_range", "failed", "not_run", "outside_grid", "visible_width", "no_signal", "no_limit",
 * "two_limits", else "unknown". Thread-safe.
 */
const char *epscan_point_status_name(epscan_point_status status);

/* Whether the point was computed: false of failed, not_run and outside_grid, whose numbers are NaN. Pure. */
bool epscan_point_is_computed(epscan_point_status status);

EPSCAN_END

#endif
