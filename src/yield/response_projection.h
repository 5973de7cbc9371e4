/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A spectral density projected on a response table: once for a model, then a dot product for each channel and column. Of the models
 * with a pole that epscan has by closed forms (moments.h), of any other density by adaptive Gauss panels. Pure and thread-safe for
 * distinct outputs.
 */
#ifndef EPSCAN_YIELD_RESPONSE_PROJECTION_H
#define EPSCAN_YIELD_RESPONSE_PROJECTION_H

#include "epscan/dark_photon.h"
#include "model/density_table.h"
#include "yield/density_fold.h"
#include "yield/response_table.h"

/* int rho R ds = fixed[c] + sum_j moment[j] R_c(s_j). */
struct response_projection {
    double *moment;             /* [node_count], the caller's */
    double fixed[CHANNELS_MAX]; /* what no selection changes: point masses, channels at the resonance; NaN: not known */
};

/* Doubles of room that projection->moment and the scratch of a model need, each. */
size_t response_projection_size(const struct response_table *table);

/* Of a model; 4 microseconds. */
void response_project_model(const struct response_table *table, const epscan_dark_photon *model, double *scratch,
                            struct response_projection *projection);

/*
 * Of any density, on panels between its breaks that are halved until they agree to 1e-9. EPSCAN_FAILED when that takes more than
 * 1e5 panels, or rho is not a number >= 0. A channel at the resonance is folded as the others are, and has nothing where its curve
 * ends.
 */
epscan_status response_project_density(const struct response_table *table, const struct any_density *rho,
                                       struct response_projection *projection);

/* A tabulated density, linear in s between its rows: exact. EPSCAN_BAD_INPUT unless all of its rows lie in the table's range. */
epscan_status response_project_table(const struct response_table *table, const struct density_table *rho,
                                     struct response_projection *projection);

/* Events at EPSCAN_REFERENCE_EPSILON; NaN where not known. */
double response_projection_events(const struct response_table *table, const struct response_projection *projection, size_t channel,
                                  size_t column);

/* events[channel_count()] of one selection, which must be a column (EPSCAN_BAD_INPUT else): of what was projected, */
epscan_status response_projected_events(const struct response_table *table, const struct response_projection *projection,
                                        const epscan_selection *selection, double *events);

/* of a model, or of a table where there is one. */
epscan_status response_events(const struct response_table *table, const epscan_dark_photon *model, const struct density_table *rho,
                              const epscan_selection *selection, double *events);

#endif
