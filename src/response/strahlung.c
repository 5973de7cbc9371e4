/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every electron and positron of the shower, the beam's own, secondaries and those knocked out, may radiate an A' at a nucleus:
 *
 *     R(s) = L sum_nuclei n int dE T(E) int dx dsigma/dx(E, x; sqrt(s)) P_sel(E0 - x E)
 *
 * with exact tree-level dsigma/dx (matter/dark_strahlung.h). The A' takes away omega = x E, all else is deposited, so that the
 * missing energies of all s lie at the same places: the nodes of strahlung_table.h. What a selection accepts of each, int l_k P_sel
 * domega over its share of int l_k domega, is found once for all s: in each segment of deposits by a rule of its own where P_sel
 * falls, and exactly where it is 1.
 */
#include "response/channel.h"

#include "core/error.h"
#include "epscan/dark_photon.h"
#include "response/strahlung_panel.h"
#include "response/strahlung_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Standard deviations of the resolution within which P_sel falls from 1 to 0, and the widest piece of it that a rule takes. */
static const double reach = 8.5, piece_sigma = 3.0;

/* X0 that leptons of more than E0/2 travel, in pieces of the logarithm of what they have lost. */
static double fast_leptons_X0(const struct search *search) {
    static const double ratio = 1.25;
    double sum = track_length_undegraded_X0(search->track_length);
    for (double loss = 1e-6 * search->beam_energy_GeV; loss < 0.5 * search->beam_energy_GeV; loss *= ratio)
        sum += log(ratio) * loss * search_leptons_after_loss_X0_per_GeV(search, loss);
    return sum;
}

/* Roughly what a narrow A' of the reference mass has: before any of the table is made. */
static double typical_events(const struct search *search, const struct strahlung_table *table) {
    const double epsilon2 = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    const double mass = strahlung_maker_reference_mass_GeV(table->most_mass_GeV);
    return epsilon2 * strahlung_maker_events_per_X0(table->maker, search->beam_energy_GeV, mass) * fast_leptons_X0(search);
}

/* Where panels meet, R is as much less smooth as their curves are wrong. */
static epscan_status take_knots(struct response *response, const struct strahlung_table *table) {
    response->knot_below_GeV2 = malloc((size_t)table->panels * sizeof(double));
    if (!response->knot_below_GeV2) return error_no_memory("the response");
    for (int p = 1; p < table->panels; p++)
        response->knot_below_GeV2[response->knot_count++] = response->end_GeV2 - table->edge_GeV2[p];
    return EPSCAN_OK;
}

static epscan_status create(const struct search *search, struct response *response) {
    struct strahlung_table *table = NULL;
    if (!search->nuclei) return EPSCAN_OK;
    const epscan_status status = strahlung_table_create(search, &table);
    if (status) return status;
    response->exists = true;
    response->state = table;
    response->spectrum_points = (size_t)table->energies;
    response->end_GeV2 = table->most_mass_GeV * table->most_mass_GeV;
    response->start_GeV2 = table->least_mass_GeV * table->least_mass_GeV;
    response->tolerance = 1e-7;
    response->largest_events = typical_events(search, table);
    response->negligible_events = fmin(1e-13, 1e-12 * response->largest_events);
    return take_knots(response, table);
}

static void destroy(void *state) {
    strahlung_table_free(state);
}

static void spectrum(const struct response *response, struct invariant s, struct missing_energy *missing) {
    struct strahlung_table *table = response->state;
    missing->count = (size_t)table->energies;
    strahlung_table_densities(table, s.s_GeV2, missing->events);
    for (int k = 0; k < table->energies; k++) {
        missing->deposit_GeV[k] = table->deposit_GeV[k];
        missing->events[k] *= table->weight_GeV[k];
    }
}

/* share[k] += int l_k P_sel domega over a piece of segment p, over the node's weight; P_sel NULL selection: 1. */
static void add_piece(const struct strahlung_table *table, int p, double from, double to, const struct resolution *resolution,
                      const epscan_selection *selection, double *share) {
    const struct gauss_rule *piece = &table->piece_rule;
    const double *weight_GeV = table->weight_GeV + p * STRAHLUNG_SEGMENT_NODES;
    double cardinal[GAUSS_MAX_NODES];
    for (int q = 0; q < piece->count; q++) {
        double slope;
        const double v = 0.5 * (from + to + (to - from) * piece->node[q]);
        const double deposit = strahlung_segment_deposit_GeV(&table->segment[p], table->beam_energy_GeV, v, &slope);
        const double accepted =
            selection ? resolution_below_threshold(resolution, deposit, selection->threshold_GeV, selection->energy_scale_shift)
                      : 1.0;
        gauss_rule_cardinals(&table->rule, 2.0 * v - 1.0, cardinal);
        const double events = 0.5 * (to - from) * piece->weight[q] * accepted * slope;
        for (int i = 0; i < STRAHLUNG_SEGMENT_NODES; i++) share[i] += events * cardinal[i] / weight_GeV[i];
    }
}

/* Where P_sel of the nominal deposit is `sigmas` standard deviations from a half. */
static double deposit_at(const struct resolution *resolution, const epscan_selection *selection, double sigmas, double most_GeV) {
    double low = 0.0, high = most_GeV;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        const double distance = (1.0 + selection->energy_scale_shift) * middle - selection->threshold_GeV;
        if (distance < sigmas * resolution_sigma_GeV(resolution, middle))
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

/* Of deposits up to most_GeV; selection NULL: of them all. */
static void acceptance_of_segment(const struct strahlung_table *table, int p, const struct resolution *resolution,
                                  const epscan_selection *selection, double most_GeV, double *share) {
    const struct strahlung_segment *segment = &table->segment[p];
    const double beam = table->beam_energy_GeV, first = segment->first_deposit_GeV;
    const double last = fmax(fmin(segment->last_deposit_GeV, most_GeV), first);
    const double open = selection ? fmin(fmax(deposit_at(resolution, selection, -reach, 2.0 * beam), first), last) : last;
    const double cut = selection ? fmin(fmax(deposit_at(resolution, selection, reach, 2.0 * beam), first), last) : last;
    memset(share, 0, STRAHLUNG_SEGMENT_NODES * sizeof *share);
    if (open > first) add_piece(table, p, 0.0, strahlung_segment_place(segment, beam, open), resolution, NULL, share);
    for (double from = open; from < cut;) {
        const double width = piece_sigma * resolution_sigma_GeV(resolution, fmax(from, 1e-3 * beam));
        const double to = from + width < cut - 1e-9 * beam ? from + width : cut;
        add_piece(table, p, strahlung_segment_place(segment, beam, from), strahlung_segment_place(segment, beam, to), resolution,
                  selection, share);
        from = to;
    }
}

static void acceptance_above(const struct response *response, const epscan_selection *selection, double least_missing_GeV,
                             double *share) {
    const struct strahlung_table *table = response->state;
    for (int p = 0; p < table->segments; p++)
        acceptance_of_segment(table, p, &response->search->resolution, selection, table->beam_energy_GeV - least_missing_GeV,
                              share + p * STRAHLUNG_SEGMENT_NODES);
}

static void acceptance(const struct response *response, const epscan_selection *selection, double *share) {
    acceptance_above(response, selection, 0.0, share);
}

/* The polynomial of the deposit's segment. */
static double density(const struct response *response, const struct missing_energy *missing, double deposit_GeV) {
    const struct strahlung_table *table = response->state;
    double value[STRAHLUNG_SEGMENT_NODES];
    int p = 0;
    while (p < table->segments - 1 && deposit_GeV > table->segment[p].last_deposit_GeV) p++;
    const int first = p * STRAHLUNG_SEGMENT_NODES;
    for (int i = 0; i < STRAHLUNG_SEGMENT_NODES; i++) value[i] = missing->events[first + i] / table->weight_GeV[first + i];
    const double v = strahlung_segment_place(&table->segment[p], table->beam_energy_GeV, deposit_GeV);
    return fmax(0.0, gauss_rule_interpolate(&table->rule, value, 2.0 * v - 1.0));
}

const struct channel channel_strahlung = {
    .name = "strahlung",
    .long_name = "A'-strahlung",
    .comment = "exact tree level on the target's nuclei, or from the published limit: NaN where its table ends",
    .create = create,
    .destroy = destroy,
    .spectrum = spectrum,
    .acceptance = acceptance,
    .acceptance_above = acceptance_above,
    .density = density,
};
