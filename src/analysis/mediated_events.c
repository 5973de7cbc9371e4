/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mediated_events.h"

#include "yield/model_events.h"
#include "yield/response_projection.h"
#include "yield/table_events.h"

static epscan_status events_of_signal(const struct yield_means *means, const epscan_dark_photon *signal,
                                      const epscan_selection *selection, double *events) {
    if (means->plan) {
        yield_plan_events(means->plan, signal, selection, means->scratch, events);
        return EPSCAN_OK;
    }
    const struct density_table *table = signal->table ? &means->tables[signal->table - 1] : NULL;
    if (means->response) return response_events(means->response, signal, table, selection, events);
    return table ? table_events(&means->prepared->responses, table, selection, events)
                 : model_events(&means->prepared->responses, signal, selection, events);
}

epscan_status mediated_events(const struct yield_means *means, const epscan_dark_photon *model, double epsilon,
                              const epscan_selection *selection, double *events) {
    epscan_dark_photon signal[SIGNALS_MOST];
    double more[CHANNELS_MAX];
    if (means->projected) return response_projected_events(means->response, means->projected, selection, events);
    const size_t count = mediation_signals(&means->prepared->experiment->mediation, model, epsilon, signal);
    epscan_status status = events_of_signal(means, &signal[0], selection, events);
    for (size_t i = 1; i < count && !status; i++) {
        status = events_of_signal(means, &signal[i], selection, more);
        for (size_t c = 0; c < channel_count(); c++) events[c] += more[c];
    }
    return status;
}
