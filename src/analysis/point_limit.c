/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A limit on signal events becomes one on epsilon by N = epsilon^2 sum_c N_c. By Eq. 7 that is one formula for all columns. By a
 * table of limits it depends on what part of the signal comes from annihilation, and on how much each channel's changes when the
 * threshold moves.
 */
#include "analysis/point_limit.h"

#include "limit/counting_limit.h"
#include "limit/point_status.h"

#include <math.h>
#include <string.h>

/* The channels of which tables of limits know the part of the signal, and the change with the energy scale. */
enum { ANNIHILATION = 0, STRAHLUNG = 1 };

static bool is_known(const struct point_events *events, size_t channel) {
    return events->nominal[channel] && !events->unknown[channel];
}

/* Of the channels that do not vary with the column. */
static double constant_events(const struct point_events *events) {
    double sum = 0.0;
    for (size_t c = 0; c < CHANNELS_MAX; c++)
        if (is_known(events, c) && events->constant[c]) sum += events->nominal[c][0];
    return sum;
}

/* The events that vary with the column, of all channels together: one channel's own, or their sum in `room`. */
static const double *varying_events(const struct point_events *events, double *room) {
    const double *sum = NULL;
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        if (!is_known(events, c) || events->constant[c]) continue;
        const double *own = events->nominal[c], *before = sum;
        sum = before ? room : own;
        if (before)
#pragma omp simd
            for (size_t i = 0; i < events->columns; i++) room[i] = before[i] + own[i];
    }
    if (sum) return sum;
    memset(room, 0, events->columns * sizeof *room);
    return room;
}

static double scale_change(const struct point_events *events, size_t channel, size_t i) {
    const double *nominal = events->nominal[channel], *lowered = events->lowered[channel], *raised = events->raised[channel];
    if (!lowered || !(nominal[i] > 0.0)) return 0.0;
    return 0.5 * (fabs(lowered[i] / nominal[i] - 1.0) + fabs(raised[i] / nominal[i] - 1.0));
}

static double limit_by_table(const struct point_limiter *limiter, const struct point_events *events, size_t i, double total) {
    if (!(total > 0.0)) return INFINITY;
    const struct energy_scale_change change = {scale_change(events, ANNIHILATION, i), scale_change(events, STRAHLUNG, i)};
    const double annihilation = is_known(events, ANNIHILATION) ? events->nominal[ANNIHILATION][i] : 0.0;
    if (!limit_table_holds(limiter->table, change) && limiter->is_left_out && limiter->is_left_out(limiter->data)) return NAN;
    return EPSCAN_REFERENCE_EPSILON * sqrt(limit_table_events(limiter->table, annihilation / total, change) / total);
}

static bool any_unknown(const struct point_events *events) {
    bool any = false;
    for (size_t c = 0; c < CHANNELS_MAX; c++) any |= events->unknown[c];
    return any;
}

epscan_point_status point_limits(const struct point_limiter *limiter, const epscan_dark_photon *model,
                                 const struct point_events *events, double *epsilon_up) {
    const double *varying = varying_events(events, epsilon_up), constant = constant_events(events);
    struct limit_range range;
    if (limiter->table) {
        for (size_t i = 0; i < events->columns; i++) epsilon_up[i] = limit_by_table(limiter, events, i, varying[i] + constant);
        range = limit_range_of(events->columns, epsilon_up);
    } else
        range = counting_epsilon_up_of_each(events->columns, varying, constant, epsilon_up);
    return point_status_of(model, limiter->mediation, any_unknown(events), range);
}

epscan_point_status point_counting_limit(const epscan_dark_photon *model, const struct mediation *mediation, const double *events,
                                         double *epsilon_up) {
    struct point_events point = {.columns = 1};
    for (size_t c = 0; c < channel_count(); c++) {
        point.nominal[c] = &events[c];
        point.unknown[c] = isnan(events[c]);
    }
    return point_limits(&(struct point_limiter){.mediation = mediation}, model, &point, epsilon_up);
}

double point_total_events(const double *events) {
    double total = 0.0;
    for (size_t c = 0; c < channel_count(); c++) total += isnan(events[c]) ? 0.0 : events[c];
    return total;
}
