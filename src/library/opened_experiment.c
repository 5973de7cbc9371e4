/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An experiment for programs: read, prepared, and asked for what it says. */
#include "library/opened_experiment.h"

#include "core/error.h"
#include "library/call_guard.h"
#include "library/ranges.h"

#include <math.h>
#include <stdlib.h>

/* Of what was read, if it was; `status` is that of reading it. */
static epscan_status prepare(epscan_status status, struct experiment *read, const char *mediator, bool visible_widths,
                             epscan_experiment **experiment) {
    if (status) return status;
    const struct mediator *row;
    epscan_experiment *e = NULL;
    status = check_mediator(mediator, &row);
    if (!status && !(e = calloc(1, sizeof *e))) status = error_no_memory("an experiment");
    if (status) {
        experiment_free(read);
        return status;
    }
    read->mediation = (struct mediation){row, visible_widths};
    e->experiment = read;
    status = prepared_experiment_create(read, &e->prepared);
    if (status)
        epscan_experiment_close(e);
    else
        *experiment = e;
    return status;
}

epscan_status epscan_experiment_open(const char *path, epscan_experiment **experiment) {
    return epscan_experiment_open_for(path, NULL, false, experiment);
}

epscan_status epscan_experiment_open_for(const char *path, const char *mediator, bool visible_widths,
                                         epscan_experiment **experiment) {
    struct call_guard guard;
    struct experiment *read = NULL;
    *experiment = NULL;
    call_guard_enter(&guard);
    epscan_status status = experiment_read(path, &read);
    status = prepare(status, read, mediator, visible_widths, experiment);
    call_guard_leave(&guard);
    return status;
}

epscan_status epscan_experiment_parse(const char *name, const char *text, size_t size, epscan_experiment **experiment) {
    return epscan_experiment_parse_for(name, text, size, NULL, false, experiment);
}

epscan_status epscan_experiment_parse_for(const char *name, const char *text, size_t size, const char *mediator,
                                          bool visible_widths, epscan_experiment **experiment) {
    struct call_guard guard;
    struct experiment *read = NULL;
    *experiment = NULL;
    call_guard_enter(&guard);
    epscan_status status = experiment_parse(name, text, size, &read);
    status = prepare(status, read, mediator, visible_widths, experiment);
    call_guard_leave(&guard);
    return status;
}

size_t epscan_mediator_count(void) {
    return MEDIATOR_COUNT;
}

const char *epscan_mediator_name(size_t i) {
    return i < MEDIATOR_COUNT ? mediators[i].name : "unknown";
}

const char *epscan_experiment_mediator(const epscan_experiment *experiment) {
    return experiment->experiment->mediation.mediator->name;
}

bool epscan_experiment_has_visible_widths(const epscan_experiment *experiment) {
    return experiment->experiment->mediation.visible_widths;
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

const char *epscan_experiment_text(const epscan_experiment *experiment) {
    return experiment->experiment->inputs[0].text;
}

bool epscan_experiment_has_channel(const epscan_experiment *experiment, size_t channel) {
    return channel < channel_count() && experiment_has_channel(experiment->experiment, channel);
}

double epscan_experiment_energy_scale_GeV(const epscan_experiment *experiment) {
    const struct statistics *statistics = &experiment->experiment->statistics;
    return statistics_need_energy_scale(statistics) ? statistics->energy_scale_GeV : 0.0;
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
