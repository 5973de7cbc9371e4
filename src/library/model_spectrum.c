/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra for programs: arguments looked at, the call guarded, then the channel's own way. */
#include "core/error.h"
#include "epscan/spectrum.h"
#include "library/call_guard.h"
#include "library/opened_experiment.h"
#include "library/ranges.h"
#include "yield/energy_spectrum.h"
#include "yield/folded_spectrum.h"

#include <stdlib.h>

struct epscan_spectrum {
    struct energy_spectrum table;
};

static epscan_status check_arguments(const struct experiment *e, const epscan_dark_photon *model, size_t channel,
                                     const epscan_selection *selection, size_t points) {
    static const struct interval allowed = {2.0, 1e6, false, false, ""};
    epscan_status status = check_model_of(e->mediation.mediator->coupling, model);
    if (!status && selection) status = check_selection(selection, e->beam_energy_GeV);
    if (!status) status = check_number("points", (double)points, &allowed);
    if (!status) status = check_widths_neglected(e, "a spectrum");
    if (status || channel < channel_count()) return status;
    return error_set(EPSCAN_BAD_INPUT, "channel: %zu is not allowed; allowed: 0 to %zu", channel, channel_count() - 1);
}

static epscan_status fill_table(const struct prepared_experiment *prepared, const epscan_dark_photon *model, size_t channel,
                                const epscan_selection *selection, long points, struct energy_spectrum *table) {
    const struct response *response = &prepared->responses.of[channel];
    struct folded_spectrum folded;
    if (channel == channel_of_name("annihilation")) return energy_spectrum_init(table, &prepared->search, model, selection, points);
    if (!folded_spectrum_exists(response))
        return error_set(EPSCAN_BAD_INPUT, "channel: %s has no spectrum of %s; allowed: an experiment that computes it",
                         prepared->experiment->name, channel_at(channel)->name);
    const epscan_status status = folded_spectrum_init(&folded, response, model);
    return status ? status : folded_spectrum_table(&folded, selection, points, table);
}

epscan_status epscan_spectrum_create(const epscan_experiment *experiment, const epscan_dark_photon *model, size_t channel,
                                     const epscan_selection *selection, size_t points, epscan_spectrum **spectrum) {
    struct call_guard guard;
    struct energy_spectrum table;
    *spectrum = NULL;
    call_guard_enter(&guard);
    epscan_status status = check_arguments(experiment->experiment, model, channel, selection, points);
    if (!status) status = fill_table(experiment->prepared, model, channel, selection, (long)points, &table);
    if (!status && !(*spectrum = malloc(sizeof **spectrum))) {
        energy_spectrum_clear(&table);
        status = error_no_memory("a spectrum");
    }
    if (!status) (*spectrum)->table = table;
    call_guard_leave(&guard);
    return status;
}

void epscan_spectrum_free(epscan_spectrum *spectrum) {
    if (!spectrum) return;
    energy_spectrum_clear(&spectrum->table);
    free(spectrum);
}

epscan_spectrum_table epscan_spectrum_read(const epscan_spectrum *spectrum) {
    const struct energy_spectrum *table = &spectrum->table;
    return (epscan_spectrum_table){table->count, table->energy_GeV, table->events_per_GeV, table->undegraded_events};
}
