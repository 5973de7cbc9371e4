/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pieces that responses and the quadrature of Eq. 5 are made of: which leptons there are at an energy, what their exposure is
 * worth in events, and what a selection accepts at a deposit: P_sel, or in the literal Eq. 5 T smeared by the resolution, as a
 * Gauss sum on panels narrow against sigma and broken at the knots of T.
 */
#include "response/search.h"

#include "core/error.h"
#include "epscan/dark_photon.h"

#include <math.h>

double search_highest_energy_GeV(const struct search *search) {
    return search->beam_energy_GeV * (1.0 - TRACK_LENGTH_UNDEGRADED_SHARE);
}

static double positrons_X0_per_GeV(const struct search *search, double energy_GeV, double loss_GeV) {
    const struct track_length *t = search->track_length;
    const double secondary = track_length_secondary_after_loss_X0_per_GeV(t, energy_GeV, loss_GeV);
    if (search->beam == EM_ELECTRON) return secondary;
    return secondary + track_length_primary_after_loss_X0_per_GeV(t, energy_GeV, loss_GeV);
}

double search_positrons_X0_per_GeV(const struct search *search, double energy_GeV) {
    return positrons_X0_per_GeV(search, energy_GeV, search->beam_energy_GeV - energy_GeV);
}

double search_positrons_after_loss_X0_per_GeV(const struct search *search, double loss_GeV) {
    return positrons_X0_per_GeV(search, search->beam_energy_GeV - loss_GeV, loss_GeV);
}

double search_leptons_after_loss_X0_per_GeV(const struct search *search, double loss_GeV) {
    const struct track_length *t = search->track_length;
    const double energy_GeV = search->beam_energy_GeV - loss_GeV;
    return track_length_primary_after_loss_X0_per_GeV(t, energy_GeV, loss_GeV) +
           track_length_secondary_after_loss_X0_per_GeV(t, energy_GeV, loss_GeV) +
           track_length_electrons_after_loss_X0_per_GeV(t, energy_GeV, loss_GeV);
}

double search_undegraded_positrons_X0(const struct search *search) {
    return search->beam == EM_POSITRON ? track_length_undegraded_X0(search->track_length) : 0.0;
}

double search_luminosity_per_cm2_X0(const struct search *search) {
    return search->exposure * search->electrons_per_cm2_X0;
}

bool search_is_eq_5(const struct search *search) {
    return !search->moving_electrons && !search->initial_state_radiates;
}

epscan_status search_needs_eq_5(const struct search *search, const char *what) {
    if (search->initial_state_radiates)
        return error_set(EPSCAN_BAD_INPUT, "%s: not with `initial_state_radiation: leading-log`; allowed: none", what);
    if (search->moving_electrons)
        return error_set(EPSCAN_BAD_INPUT, "%s: not with `motion: compton-profiles` in `electrons`; allowed: rest", what);
    return EPSCAN_OK;
}

double search_events_of_unit_track_length(const struct search *search) {
    return search_luminosity_per_cm2_X0(search) * epscan_dark_photon_narrow_width_integral_cm2_GeV(EPSCAN_REFERENCE_EPSILON);
}

double search_largest_events(const struct search *search) {
    enum { SAMPLES = 64 };
    const double low = search->minimum_energy_GeV, high = fmax(0.99 * search->beam_energy_GeV, low);
    double largest = 0.0;
    for (int i = 0; i <= SAMPLES; i++)
        largest = fmax(largest, search_positrons_X0_per_GeV(search, low * pow(high / low, (double)i / SAMPLES)));
    return largest * search_events_of_unit_track_length(search);
}

double search_negligible_events(const struct search *search) {
    return fmin(1e-14, 1e-16 * search_largest_events(search));
}

/* How many of the ascending knots lie below an energy. */
static size_t knots_below(const double *knot_GeV, size_t count, double energy_GeV) {
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (knot_GeV[middle] < energy_GeV)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* int T(E_rec) G(E_rec; mean, sigma) dE_rec over one panel. */
static double smeared_panel(const struct search *search, double mean, double sigma, double left, double right) {
    const struct gauss_rule *rule = &search->smearing_rule;
    double sum = 0.0;
    for (int i = 0; i < rule->count; i++) {
        const double energy = 0.5 * (left + right + (right - left) * rule->node[i]), x = (energy - mean) / sigma;
        sum += rule->weight[i] * exp(-0.5 * x * x) * search_positrons_X0_per_GeV(search, energy);
    }
    return 0.5 * (right - left) * sum / (sigma * sqrt(2.0 * M_PI));
}

/* The same from low to high: panels narrow against sigma and towards E0, broken where T is. */
static double smeared_track_length(const struct search *search, double mean, double sigma, double low, double high) {
    const double reach = 9.0, start = fmax(low, mean - reach * sigma), end = fmin(high, mean + reach * sigma);
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(search->track_length, &count);
    double sum = 0.0;
    for (double right = end; right > start;) {
        const double to_beam = search->beam_energy_GeV - right;
        double left = fmax(start, right - fmin(fmin(sigma, 0.4 * right), 1.5 * to_beam));
        count = knots_below(knot_GeV, count, right);
        if (count > 0 && knot_GeV[count - 1] > left) left = knot_GeV[count - 1];
        sum += smeared_panel(search, mean, sigma, left, right);
        right = left;
    }
    return sum;
}

double search_accepted_X0_per_GeV(const struct search *search, double loss_GeV, double positrons, double threshold_GeV,
                                  double energy_scale_shift) {
    if (search->convolution == CONVOLUTION_SELECTION)
        return positrons * resolution_below_threshold(&search->resolution, loss_GeV, threshold_GeV, energy_scale_shift);
    const double low = fmax(search->minimum_energy_GeV, search->beam_energy_GeV - threshold_GeV);
    return smeared_track_length(search, search->beam_energy_GeV - (1.0 + energy_scale_shift) * loss_GeV,
                                resolution_sigma_GeV(&search->resolution, loss_GeV), low, search_highest_energy_GeV(search));
}

double search_weight_X0_per_GeV(const struct search *search, double loss_GeV, double threshold_GeV, double energy_scale_shift) {
    return search_accepted_X0_per_GeV(search, loss_GeV, search_positrons_after_loss_X0_per_GeV(search, loss_GeV), threshold_GeV,
                                      energy_scale_shift);
}
