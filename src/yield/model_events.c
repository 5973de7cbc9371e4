/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "yield/model_events.h"

#include "model/dark_current.h"
#include "yield/response_fold.h"
#include "yield/signal_yield.h"

#include <math.h>

static epscan_status events_of(const struct response *response, const epscan_dark_photon *model, const epscan_selection *selection,
                               double *events) {
    struct signal_yield yield = {0};
    epscan_status status = EPSCAN_OK;
    if (!response_knows_mass(response, model->mass_GeV)) {
        *events = NAN;
        return EPSCAN_OK;
    }
    if (response_is_folded(response) && !response->channel->is_eq_5) return response_fold(response, model, selection, events);
    if (response_is_folded(response)) {
        status = signal_yield_adaptive(response->search, model, selection->threshold_GeV, selection->energy_scale_shift, &yield);
        *events = yield.events;
    } else {
        *events = response_events_at_resonance(response, model->mass_GeV) * dark_photon_signal_share(model);
    }
    return status;
}

epscan_status model_events(const struct responses *responses, const epscan_dark_photon *model, const epscan_selection *selection,
                           double *events) {
    epscan_status status = responses_check(responses, selection, selection);
    for (size_t c = 0; c < channel_count() && !status; c++) status = events_of(&responses->of[c], model, selection, &events[c]);
    return status;
}
