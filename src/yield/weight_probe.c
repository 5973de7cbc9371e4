/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every yield is int sigma W dE with sigma > 0 and exact moments of sigma, so that an error of W relative to itself, at every
 * energy, is the largest relative error a yield can have: 1e-10 leaves room for the products with sqrt(E - E_th) and 1/sqrt(E +
 * m_e) that are interpolated with W (moments.c). What a yield may miss absolutely, W may too.
 *
 * An interpolant errs most between its nodes and at the ends, so these are the places where it is compared. T comes first, alone:
 * fits of showers have wiggles, tables have kinks. Then thresholds at which this panel sees each part of the resolution's curve.
 */
#include "yield/weight_probe.h"

#include "epscan/dark_photon.h"

#include <float.h>
#include <math.h>

static const double allowed_relative = 1e-10;

/* Standard deviations from a panel's middle to the thresholds that are tried, from rejected to accepted. */
static const double lowest_reach = -9.0, highest_reach = 7.0, reach_step = 2.0;
/* The literal Eq. 5 has smeared W already, and each of its values is an integral: fewer are tried. */
static const double reach_step_when_smeared = 8.0;

/* Ends of a panel may be knots of T: just inside. */
static const double last_place = 1.0 - 1e-6;

void weight_probe_init(struct weight_probe *probe, const struct search *search, const struct selection_range *range) {
    probe->search = search;
    probe->range = *range;
    probe->negligible_X0_per_GeV = search_negligible_events(search) / search_events_of_unit_track_length(search);
    gauss_rule_init(&probe->rule, MESH_PANEL_NODES);
    for (int k = 0; k < WEIGHT_PROBE_PLACES; k++) {
        const double below = k > 0 ? probe->rule.node[k - 1] : -1.0, above = k < MESH_PANEL_NODES ? probe->rule.node[k] : 1.0;
        probe->place[k] = k == 0 ? -last_place : k == MESH_PANEL_NODES ? last_place : 0.5 * (below + above);
        gauss_rule_cardinals(&probe->rule, probe->place[k], probe->cardinal[k]);
    }
}

/* W on a panel: at the rule's nodes, by ascending losses, and where the interpolant is compared. */
struct samples {
    double loss_GeV[MESH_PANEL_NODES + WEIGHT_PROBE_PLACES], value[MESH_PANEL_NODES + WEIGHT_PROBE_PLACES];
};

/*
 * The literal Eq. 5 integrates T over energies, which next to E0 are rounded: by as much of W as that is of what the integrand
 * varies over, once a panel is short enough for its interpolant, deposits growing by 3.
 */
static double rounding(const struct search *search, const struct samples *W) {
    const double least = W->loss_GeV[0], most = W->loss_GeV[MESH_PANEL_NODES - 1];
    double largest = 0.0;
    if (search->convolution == CONVOLUTION_SELECTION || most > 3.0 * least) return 0.0;
    for (int j = 0; j < MESH_PANEL_NODES; j++) largest = fmax(largest, fabs(W->value[j]));
    return 2.0 * DBL_EPSILON * search->beam_energy_GeV * largest / fmin(least, resolution_sigma_GeV(&search->resolution, least));
}

static bool interpolates(const struct weight_probe *probe, const struct samples *W) {
    const double absolute = probe->negligible_X0_per_GeV + rounding(probe->search, W);
    for (int k = 0; k < WEIGHT_PROBE_PLACES; k++) {
        const double expected = W->value[MESH_PANEL_NODES + k];
        double sum = 0.0;
        for (int j = 0; j < MESH_PANEL_NODES; j++) sum += probe->cardinal[k][j] * W->value[j];
        if (!(fabs(sum - expected) <= allowed_relative * fabs(expected) + absolute)) return false;
    }
    return true;
}

static bool resolves_selection(const struct weight_probe *probe, const struct samples *T, double threshold, double shift) {
    struct samples W;
    for (int i = 0; i < MESH_PANEL_NODES + WEIGHT_PROBE_PLACES; i++) {
        W.loss_GeV[i] = T->loss_GeV[i];
        W.value[i] = search_accepted_X0_per_GeV(probe->search, T->loss_GeV[i], T->value[i], threshold, shift);
    }
    return interpolates(probe, &W);
}

static bool resolves_shift(const struct weight_probe *probe, const struct samples *T, double middle_deposit, double shift) {
    const double sigma = resolution_sigma_GeV(&probe->search->resolution, middle_deposit);
    const double step = probe->search->convolution == CONVOLUTION_SELECTION ? reach_step : reach_step_when_smeared;
    double before = NAN;
    for (double reach = lowest_reach; reach <= highest_reach; reach += step) {
        const double at = (1.0 + shift) * middle_deposit + reach * sigma;
        const double threshold = fmin(fmax(at, probe->range.lowest_threshold_GeV), probe->range.highest_threshold_GeV);
        if (threshold != before && !resolves_selection(probe, T, threshold, shift)) return false;
        before = threshold;
    }
    return true;
}

bool weight_probe_resolves(const struct weight_probe *probe, double least_loss_GeV, double most_loss_GeV) {
    const struct search *search = probe->search;
    const double middle = 0.5 * (least_loss_GeV + most_loss_GeV), half = 0.5 * (most_loss_GeV - least_loss_GeV);
    struct samples T;
    for (int i = 0; i < MESH_PANEL_NODES + WEIGHT_PROBE_PLACES; i++) {
        const double place = i < MESH_PANEL_NODES ? probe->rule.node[i] : probe->place[i - MESH_PANEL_NODES];
        T.loss_GeV[i] = middle + half * place;
        T.value[i] = search_positrons_after_loss_X0_per_GeV(search, T.loss_GeV[i]);
    }
    if (search->convolution == CONVOLUTION_SELECTION && !interpolates(probe, &T)) return false;
    return resolves_shift(probe, &T, middle, probe->range.lowest_shift) &&
           (probe->range.lowest_shift == probe->range.highest_shift ||
            resolves_shift(probe, &T, middle, probe->range.highest_shift));
}
