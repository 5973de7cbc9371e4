/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A limit epsilon_UP(m) for a narrow A' that no selection changes is a response: R(m^2) = N_up/epsilon_UP^2, all of it accepted.
 * The paper takes it at m_A' whatever the width. Folded with rho, a broad A' gets what its parts at each s would; R is a power of s
 * between the rows of the table.
 */
#include "response/channel.h"

#include "core/error.h"
#include "epscan/dark_photon.h"
#include "response/published_limit.h"

#include <math.h>
#include <stdlib.h>

static epscan_status create(const struct search *search, struct response *response) {
    response->exists = search->published_strahlung && !search->published_is_folded;
    return EPSCAN_OK;
}

static double events_at(const struct response *response, double mass_GeV) {
    return published_limit_events(response->search->published_strahlung, mass_GeV);
}

static double row_s_GeV2(const struct published_limit *limit, size_t row) {
    return exp(2.0 * limit->log_mass[row]);
}

static epscan_status create_folded(const struct search *search, struct response *response) {
    const struct published_limit *limit = search->published_strahlung;
    if (!limit || !search->published_is_folded || limit->count < 2) return EPSCAN_OK;
    response->knot_below_GeV2 = malloc(limit->count * sizeof *response->knot_below_GeV2);
    if (!response->knot_below_GeV2) return error_no_memory("the published limit's response");
    response->exists = true;
    response->spectrum_points = 1;
    response->start_GeV2 = row_s_GeV2(limit, 0);
    response->end_GeV2 = row_s_GeV2(limit, limit->count - 1);
    for (size_t i = 1; i + 1 < limit->count; i++)
        response->knot_below_GeV2[response->knot_count++] = response->end_GeV2 - row_s_GeV2(limit, i);
    response->tolerance = 1e-7;
    response->largest_events = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * events_at(response, exp(limit->log_mass[0]));
    response->negligible_events = fmin(1e-13, 1e-12 * response->largest_events);
    return EPSCAN_OK;
}

/* Nothing is deposited that a threshold could refuse. */
static void spectrum(const struct response *response, struct invariant s, struct missing_energy *missing) {
    const double events = events_at(response, sqrt(s.s_GeV2));
    missing->count = 1;
    missing->deposit_GeV[0] = 0.0;
    missing->events[0] = isnan(events) ? 0.0 : events;
}

const struct channel channel_published_strahlung = {
    .name = "strahlung",
    .long_name = "A'-strahlung",
    .vectors_alone = "a published limit on A'-strahlung is of vectors; allowed: strahlung: exact-tree-level, or none",
    .comment = "computed, or from the published limit: NaN where its table ends",
    .create = create,
    .at_resonance = events_at,
};

const struct channel channel_published_strahlung_folded = {
    .name = "strahlung",
    .long_name = "A'-strahlung",
    .vectors_alone = "a published limit on A'-strahlung is of vectors; allowed: strahlung: exact-tree-level, or none",
    .comment = "computed, or from the published limit: NaN where its table ends",
    .create = create_folded,
    .spectrum = spectrum,
};
