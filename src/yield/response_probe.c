/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every yield is int rho R ds with rho > 0 and exact moments of rho, so that an error of R relative to itself, at every s, is the
 * largest relative error a yield can have: 1e-10 leaves room for the products with sqrt(s - threshold) and 1/sqrt(s) that are
 * interpolated with R (moments.c). What a yield may miss absolutely, R may too.
 *
 * An interpolant errs most between its nodes and at the ends, so these are the places where it is compared. R without a selection
 * comes first: fits of showers have wiggles, tables have kinks. Then thresholds at which this panel sees each part of the
 * resolution's curve.
 */
#include "yield/response_probe.h"

#include "core/error.h"
#include "epscan/dark_photon.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Standard deviations from a panel's deposits to the thresholds that are tried, from rejected to accepted. */
static const double lowest_reach = -9.0, highest_reach = 7.0, reach_step = 2.0;
/* The literal Eq. 5 has smeared R already, and each of its values is an integral: fewer are tried. */
static const double reach_step_when_smeared = 8.0;

/* Ends of a panel may be knots of R: just inside. */
static const double last_place = 1.0 - 1e-6;

epscan_status response_probe_init(struct response_probe *probe, const struct response *response,
                                  const struct selection_range *range) {
    const size_t points = response->spectrum_points;
    probe->response = response;
    probe->range = *range;
    probe->negligible = response->negligible_events / (EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON);
    probe->room = malloc(2 * PROBE_SAMPLES * points * sizeof *probe->room);
    if (!probe->room) return error_no_memory("the response's mesh");
    for (size_t i = 0; i < PROBE_SAMPLES; i++) {
        double *own = probe->room + 2 * i * points;
        probe->sample[i] = (struct missing_energy){0, own, own + points};
    }
    gauss_rule_init(&probe->rule, MESH_PANEL_NODES);
    for (int k = 0; k < PROBE_PLACES; k++) {
        const double below = k > 0 ? probe->rule.node[k - 1] : -1.0, above = k < MESH_PANEL_NODES ? probe->rule.node[k] : 1.0;
        probe->place[k] = k == 0 ? -last_place : k == MESH_PANEL_NODES ? last_place : 0.5 * (below + above);
        gauss_rule_cardinals(&probe->rule, probe->place[k], probe->cardinal[k]);
    }
    return EPSCAN_OK;
}

void response_probe_clear(struct response_probe *probe) {
    free(probe->room);
    probe->room = NULL;
}

/* A panel: how far below the end it lies. */
struct panel {
    double least_below, most_below;
};

/*
 * Where a deposit belongs to many s, R is smooth, and singular at most at knots, which are ends of panels: there its interpolant
 * errs most, or all over.
 */
static bool is_tried(const struct response *response, int place) {
    const int last = PROBE_PLACES - 1;
    return response->s_per_deposit_GeV > 0.0 || place < 2 || place == last / 2 || place >= last - 1;
}

static bool is_smeared_first(const struct response *response) {
    return response->channel->accepted != NULL;
}

/*
 * The literal Eq. 5 integrates T over energies, which next to E0 are rounded: by as much of R as that is of what the integrand
 * varies over, once a panel is short enough for its interpolant, deposits growing by 3.
 */
static double rounding(const struct response *response, const struct panel *panel, const double *R) {
    const double least = response_deposit_GeV(response, panel->least_below);
    double largest = 0.0;
    if (!is_smeared_first(response) || panel->most_below > 3.0 * panel->least_below) return 0.0;
    for (int j = 0; j < MESH_PANEL_NODES; j++) largest = fmax(largest, fabs(R[j]));
    return 2.0 * DBL_EPSILON * response->search->beam_energy_GeV * largest /
           fmin(least, resolution_sigma_GeV(&response->search->resolution, least));
}

static bool interpolates(const struct response_probe *probe, const struct panel *panel, const double R[PROBE_SAMPLES]) {
    const double absolute = probe->negligible + rounding(probe->response, panel, R);
    for (int k = 0; k < PROBE_PLACES; k++) {
        const double expected = R[MESH_PANEL_NODES + k];
        if (!is_tried(probe->response, k)) continue;
        double sum = 0.0;
        for (int j = 0; j < MESH_PANEL_NODES; j++) sum += probe->cardinal[k][j] * R[j];
        if (!(fabs(sum - expected) <= probe->response->tolerance * fabs(expected) + absolute)) return false;
    }
    return true;
}

static bool resolves_selection(const struct response_probe *probe, const struct panel *panel, epscan_selection selection) {
    double R[PROBE_SAMPLES];
    struct selection_fold fold;
    selection_fold_init(&fold, probe->response, &selection);
    for (int i = 0; i < PROBE_SAMPLES; i++) R[i] = selection_fold_events(&fold, &probe->sample[i]);
    return interpolates(probe, panel, R);
}

/*
 * R of all that is deposited; where it is smeared first, which has edges of T as wide as the resolution, what the selection that
 * accepts most has of it: thresholds that are tried near the panel's middle may lie below such an edge.
 */
static bool resolves_everything(const struct response_probe *probe, const struct panel *panel) {
    double R[PROBE_SAMPLES];
    if (is_smeared_first(probe->response))
        return resolves_selection(probe, panel, (epscan_selection){probe->range.highest_threshold_GeV, probe->range.lowest_shift});
    for (int i = 0; i < PROBE_SAMPLES; i++) R[i] = missing_energy_events(&probe->sample[i]);
    return interpolates(probe, panel, R);
}

/* The least and the most that is deposited at the panel's s; its middle, where a deposit belongs to one s. */
static void deposits_of(const struct response *response, const struct panel *panel, double deposit_GeV[2]) {
    const struct search *search = response->search;
    if (response->s_per_deposit_GeV > 0.0) {
        deposit_GeV[0] = deposit_GeV[1] = response_deposit_GeV(response, 0.5 * (panel->least_below + panel->most_below));
    } else {
        deposit_GeV[0] = 0.0;
        deposit_GeV[1] = search->beam_energy_GeV - search->minimum_energy_GeV;
    }
}

static bool resolves_shift(const struct response_probe *probe, const struct panel *panel, double shift) {
    const struct resolution *resolution = &probe->response->search->resolution;
    const double step = is_smeared_first(probe->response) ? reach_step_when_smeared : reach_step;
    double deposit[2], before = NAN;
    deposits_of(probe->response, panel, deposit);
    const double sigma = resolution_sigma_GeV(resolution, deposit[1]);
    const double from = (1.0 + shift) * deposit[0] + lowest_reach * sigma, to = (1.0 + shift) * deposit[1] + highest_reach * sigma;
    for (int i = 0; from + i * step * sigma <= to + 1e-9 * sigma; i++) {
        const double threshold =
            fmin(fmax(from + i * step * sigma, probe->range.lowest_threshold_GeV), probe->range.highest_threshold_GeV);
        if (threshold != before && !resolves_selection(probe, panel, (epscan_selection){threshold, shift})) return false;
        before = threshold;
    }
    return true;
}

bool response_probe_resolves(struct response_probe *probe, struct invariant low, struct invariant high) {
    const struct response *response = probe->response;
    const struct panel panel = {high.below_end_GeV2, low.below_end_GeV2};
    for (int i = 0; i < PROBE_SAMPLES; i++) {
        const double x = i < MESH_PANEL_NODES ? probe->rule.node[i] : probe->place[i - MESH_PANEL_NODES];
        if (i >= MESH_PANEL_NODES && !is_tried(response, i - MESH_PANEL_NODES)) continue;
        const double near_high = 0.5 * (1.0 - x), near_low = 0.5 * (1.0 + x); /* x rises with what lies below the end */
        const struct invariant at = {near_high * high.s_GeV2 + near_low * low.s_GeV2,
                                     near_high * high.below_end_GeV2 + near_low * low.below_end_GeV2};
        response->channel->spectrum(response, at, &probe->sample[i]);
    }
    if (response->s_per_deposit_GeV > 0.0 && !resolves_everything(probe, &panel)) return false;
    return resolves_shift(probe, &panel, probe->range.lowest_shift) &&
           (probe->range.lowest_shift == probe->range.highest_shift || resolves_shift(probe, &panel, probe->range.highest_shift));
}
