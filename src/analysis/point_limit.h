/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What points' events make of epsilon: the one place where the yields of all channels become epsilon_UP and a status, for tiles,
 * queries, single points and programs. Pure but for the limits that are found one by one; thread-safe.
 */
#ifndef EPSCAN_ANALYSIS_POINT_LIMIT_H
#define EPSCAN_ANALYSIS_POINT_LIMIT_H

#include "analysis/limit_table.h"
#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "model/mediator.h"
#include "response/channel.h"

#include <stdbool.h>
#include <stddef.h>

/* Events >= 0 of one model at EPSCAN_REFERENCE_EPSILON for `columns` selections, by channel; NULL where there is no such channel.
 */
struct point_events {
    size_t columns;
    const double *nominal[CHANNELS_MAX];                        /* [columns] */
    const double *lowered[CHANNELS_MAX], *raised[CHANNELS_MAX]; /* at the thresholds moved; NULL: they do not move */
    bool unknown[CHANNELS_MAX];                                 /* not known for this model: left out of its limit */
    bool constant[CHANNELS_MAX];                                /* nominal[..][0] is that of all columns */
};

struct point_limiter {
    const struct mediation *mediation; /* borrowed */
    const struct limit_table *table;   /* borrowed; NULL: Eq. 7 */
    bool (*is_left_out)(void *data);   /* asked of each limit that must be found by itself; NULL: all are found */
    void *data;
};

/*
 * epsilon_up[columns]: +infinity where nothing is expected, NaN where no limit was found or it was left out. Returns the status of
 * the model (limit/point_status.h).
 */
epscan_point_status point_limits(const struct point_limiter *limiter, const epscan_dark_photon *model,
                                 const struct point_events *events, double *epsilon_up);

/* The same by Eq. 7 of one selection's events, [channel_count()]; NaN: not known. */
epscan_point_status point_counting_limit(const epscan_dark_photon *model, const struct mediation *mediation, const double *events,
                                         double *epsilon_up);

/* All events, those that are not known left out. */
double point_total_events(const double *events);

#endif
