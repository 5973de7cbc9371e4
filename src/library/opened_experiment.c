/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An experiment for programs: read, prepared, and asked for what it says. */
#include "library/opened_experiment.h"

#include "core/error.h"
#include "library/call_guard.h"

#include <math.h>
#include <stdlib.h>

epscan_status epscan_experiment_open(const char *path, epscan_experiment **experiment) {
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_experiment *e = calloc(1, sizeof *e);
    epscan_status status = e ? experiment_read(path, &e->experiment) : error_no_memory("an experiment");
    if (!status) status = prepared_experiment_create(e->experiment, &e->prepared);
    if (status) {
        epscan_experiment_close(e);
        e = NULL;
    }
    *experiment = e;
    call_guard_leave(&guard);
    return status;
}

void epscan_experiment_close(epscan_experiment *experiment) {
    if (!experiment) return;
    prepared_experiment_free(experiment->prepared);
    experiment_free(experiment->experiment);
    free(experiment);
}

const char *epscan_experiment_name(const epscan_experiment *experiment) {
    return experiment->experiment->name;
}

double epscan_experiment_beam_energy_GeV(const epscan_experiment *experiment) {
    return experiment->experiment->beam_energy_GeV;
}

double epscan_experiment_ecal_threshold_GeV(const epscan_experiment *experiment) {
    return experiment->experiment->ecal_threshold_GeV;
}

double epscan_experiment_minimum_energy_GeV(const epscan_experiment *experiment) {
    return experiment->experiment->minimum_energy_GeV;
}

double epscan_experiment_exposure(const epscan_experiment *experiment) {
    return experiment_exposure(experiment->experiment);
}

static double narrow_strahlung_events(const struct prepared_experiment *prepared, double mass_GeV) {
    const epscan_selection own = {prepared->experiment->ecal_threshold_GeV, 0.0};
    return response_narrow_events(&prepared->responses.of[channel_of_name("strahlung")], mass_GeV, &own);
}

double epscan_experiment_strahlung_events(const epscan_experiment *experiment, double mass_GeV) {
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    const double events = mass_GeV > 0.0 ? narrow_strahlung_events(experiment->prepared, mass_GeV) : NAN;
    call_guard_leave_thread(&guard);
    return events;
}

/* NaN outside the energies that the track length is known at. */
static double track_length_at(const epscan_experiment *experiment, double energy_GeV,
                              double (*read)(const struct track_length *, double)) {
    const struct experiment *e = experiment->experiment;
    struct call_guard guard;
    if (!(energy_GeV >= e->minimum_energy_GeV && energy_GeV < e->beam_energy_GeV)) return NAN;
    call_guard_enter(&guard);
    const double value = read(experiment->prepared->track_length, energy_GeV);
    call_guard_leave(&guard);
    return value;
}

double epscan_track_length_secondary_X0_per_GeV(const epscan_experiment *experiment, double energy_GeV) {
    return track_length_at(experiment, energy_GeV, track_length_secondary_X0_per_GeV);
}

double epscan_track_length_primary_X0_per_GeV(const epscan_experiment *experiment, double energy_GeV) {
    return track_length_at(experiment, energy_GeV, track_length_primary_X0_per_GeV);
}

double epscan_track_length_undegraded_X0(const epscan_experiment *experiment) {
    return track_length_undegraded_X0(experiment->prepared->track_length);
}
