/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A positron of energy E meets an electron at rest: s = 2 m_e E + 2 m_e^2, the A' carries away E, and what is lost of E0 before is
 * deposited. With sigma = 4 pi^2 alpha epsilon^2 rho(s) (Eq. 3 of PRD 104 L091701), Eq. 5 is N = epsilon^2 int ds rho(s) R(s) with
 *
 *     R(s) = L n_e (2 pi^2 alpha/m_e) (hbar c)^2 T(E) P_sel(E),        L = sum of N_EOT eta,
 *
 * times coupling_annihilation_factor(s) of mediators that are no vectors,
 * one missing energy for each s. Primaries of a positron beam that have lost nothing yet are a point mass of R at the end.
 *
 * The literal Eq. 5 smears the energy in the cross-section before it weights with T, which is a channel of its own: the same s, but
 * what a selection accepts is T folded with the resolution (search_accepted_X0_per_GeV).
 */
#include "response/channel.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "epscan/dark_photon.h"

#include <stdlib.h>
#include <string.h>

/* 1/GeV^2 of the reference mixing: yields of the search are stated there, responses at epsilon = 1. */
static const double of_unit_epsilon = 1.0 / (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);

/* R of one X0/GeV of track length where it makes s. */
static double events_of_unit_track_length(const struct response *response, double s_GeV2) {
    return of_unit_epsilon * search_events_of_unit_track_length(response->search) *
           coupling_annihilation_factor(response->search->coupling, s_GeV2);
}

static epscan_status take_knots(const struct search *search, struct response *response) {
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(search->track_length, &count);
    if (count == 0) return EPSCAN_OK;
    response->knot_below_GeV2 = malloc(count * sizeof *response->knot_below_GeV2);
    if (!response->knot_below_GeV2) return error_no_memory("the response");
    for (size_t i = 0; i < count; i++)
        response->knot_below_GeV2[i] = response->s_per_deposit_GeV * (search->beam_energy_GeV - knot_GeV[i]);
    response->knot_count = count;
    return EPSCAN_OK;
}

static epscan_status create(const struct search *search, struct response *response) {
    const double beam = search->beam_energy_GeV, to_s = 2.0 * EPSCAN_ELECTRON_MASS_GeV;
    response->exists = true;
    response->spectrum_points = 1;
    response->end_GeV2 = to_s * (beam + EPSCAN_ELECTRON_MASS_GeV);
    response->least_below_GeV2 = to_s * TRACK_LENGTH_UNDEGRADED_SHARE * beam;
    response->most_below_GeV2 = to_s * (beam - search->minimum_energy_GeV);
    response->point_mass_GeV2 =
        to_s * events_of_unit_track_length(response, response->end_GeV2) * search_undegraded_positrons_X0(search);
    response->s_per_deposit_GeV = to_s;
    response->tolerance = 1e-10;
    response->largest_events = search_largest_events(search);
    response->negligible_events = search_negligible_events(search);
    return take_knots(search, response);
}

static void spectrum(const struct response *response, struct invariant s, struct missing_energy *missing) {
    const double loss_GeV = response_deposit_GeV(response, s.below_end_GeV2);
    missing->count = 1;
    missing->deposit_GeV[0] = loss_GeV;
    missing->events[0] =
        events_of_unit_track_length(response, s.s_GeV2) * search_positrons_after_loss_X0_per_GeV(response->search, loss_GeV);
}

static epscan_status create_selected(const struct search *search, struct response *response) {
    return search->convolution == CONVOLUTION_SELECTION && search_is_eq_5(search) ? create(search, response) : EPSCAN_OK;
}

static epscan_status create_smeared_first(const struct search *search, struct response *response) {
    return search->convolution == CONVOLUTION_CROSS_SECTION && search_is_eq_5(search) ? create(search, response) : EPSCAN_OK;
}

static double accepted_when_smeared_first(const struct response *response, const struct missing_energy *missing,
                                          const epscan_selection *selection) {
    const double deposit = missing->deposit_GeV[0];
    const double s = response->s_per_deposit_GeV * (response->search->beam_energy_GeV - deposit + EPSCAN_ELECTRON_MASS_GeV);
    return events_of_unit_track_length(response, s) *
           search_accepted_X0_per_GeV(response->search, deposit, 0.0, selection->threshold_GeV, selection->energy_scale_shift);
}

const struct channel channel_annihilation = {
    .name = "annihilation",
    .long_name = "resonant annihilation",
    .comment = "Eq. 5 of PRD 104 L091701; scales as epsilon^2",
    .create = create_selected,
    .is_eq_5 = true,
    .spectrum = spectrum,
};

const struct channel channel_annihilation_smeared_first = {
    .name = "annihilation",
    .long_name = "resonant annihilation",
    .comment = "Eq. 5 of PRD 104 L091701; scales as epsilon^2",
    .create = create_smeared_first,
    .is_eq_5 = true,
    .spectrum = spectrum,
    .accepted = accepted_when_smeared_first,
};
