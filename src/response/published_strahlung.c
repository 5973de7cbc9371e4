/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "response/published_strahlung.h"

#include "response/published_limit.h"

static epscan_status create(const struct search *search, struct response *response) {
    response->exists = search->published_strahlung != NULL;
    return EPSCAN_OK;
}

static double events_at(const struct response *response, double mass_GeV) {
    return published_limit_events(response->search->published_strahlung, mass_GeV);
}

const struct channel channel_published_strahlung = {
    .name = "strahlung",
    .long_name = "A'-strahlung",
    .comment = "from the published limit; NaN where its table ends",
    .create = create,
    .at_resonance = events_at,
};
