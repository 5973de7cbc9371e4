/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shower of an experiment is solved (solved_shower.h) to the track length T(E) in X0/GeV; that, target, detector and exposure
 * make the search of Eq. 5, and the search the responses of all channels.
 */
#include "experiment/prepared_experiment.h"

#include "core/error.h"
#include "core/work_share.h"
#include "experiment/solved_shower.h"

#include <math.h>
#include <stdlib.h>

static struct search search_of(const struct experiment *e, const struct track_length *track_length,
                               const struct electron_kernel *moving_electrons) {
    struct search search = {
        .track_length = track_length,
        .coupling = e->mediation.mediator->coupling,
        .beam = e->beam,
        .beam_energy_GeV = e->beam_energy_GeV,
        .minimum_energy_GeV = e->minimum_energy_GeV,
        .production_cut_GeV = e->production_cut_GeV,
        .electrons_per_cm2_X0 = e->electrons_per_cm2_X0,
        .moving_electrons = moving_electrons,
        .initial_state_radiates = e->initial_state_radiates,
        .exposure = experiment_exposure(e),
        .resolution = e->resolution,
        .convolution = e->convolution,
        .published_strahlung = e->strahlung.count ? &e->strahlung : NULL,
        .published_is_folded = e->strahlung_is_folded,
        .tabulated_strahlung = e->yields.masses ? &e->yields : NULL,
        .nuclei = e->computes_strahlung ? &e->nuclei : NULL,
        .form_factor = e->form_factor,
    };
    gauss_rule_init(&search.smearing_rule, 16);
    return search;
}

/* What each process does for itself. */
static epscan_status solve(const struct experiment *experiment, struct prepared_experiment *made) {
    made->experiment = experiment;
    epscan_status status = solved_shower(experiment, &made->track_length);
    if (!status && experiment->electrons_move)
        status = electron_kernel_of_nuclei(&experiment->nuclei, experiment->binding, &made->moving_electrons);
    return status;
}

epscan_status prepared_experiment_create_together(const struct experiment *experiment, const struct work_share *share,
                                                  struct prepared_experiment **prepared) {
    struct prepared_experiment *made = calloc(1, sizeof *made);
    epscan_status status = work_share_agree(share, made ? solve(experiment, made) : error_no_memory("the experiment"));
    if (!status) {
        made->search = search_of(experiment, made->track_length, made->moving_electrons);
        made->search.share = share;
        status = work_share_agree(share, responses_init(&made->search, &made->responses));
        made->search.share = NULL; /* what is made of the search later, each process makes for itself */
    }
    if (!status && experiment->next) status = prepared_experiment_create_together(experiment->next, share, &made->next);
    if (status)
        prepared_experiment_free(made);
    else
        *prepared = made;
    return status;
}

epscan_status prepared_experiment_create(const struct experiment *experiment, struct prepared_experiment **prepared) {
    return prepared_experiment_create_together(experiment, NULL, prepared);
}

double prepared_experiment_events_error(const struct prepared_experiment *prepared, size_t channel) {
    double largest = 0.0;
    for (; prepared; prepared = prepared->next) largest = fmax(largest, response_relative_error(&prepared->responses.of[channel]));
    return largest;
}

void prepared_experiment_free(struct prepared_experiment *prepared) {
    if (!prepared) return;
    prepared_experiment_free(prepared->next);
    responses_clear(&prepared->responses);
    track_length_free(prepared->track_length);
    electron_kernel_free(prepared->moving_electrons);
    free(prepared);
}
