/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * int ds rho(s) dN/dE_miss(s) at the channel's own energies, by Gauss-Legendre rules on pieces between the points where rho R
 * changes scale: m_A'^2 +- m_A' Gamma 5^k, within which a Breit-Wigner's poles are far enough for 16 nodes to leave less than
 * 1e-10, and powers of two in s; with t^2 = s - 4 m_chi^2 next to the threshold, as response_fold.c has them. Energies in GeV.
 *
 * Electrons in motion bend R on scales of their own: the mesh that scans have knows them.
 *
 * The table of a spectrum has equidistant energies, those where the channel's energies lie close, and steps of a quarter of the
 * resolution about the threshold.
 */
#include "yield/folded_spectrum.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "epscan/constants.h"
#include "model/spectral_density.h"
#include "yield/response_fold.h"
#include "yield/response_mesh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_NODES = 16 };

bool folded_spectrum_exists(const struct response *response) {
    return response_is_folded(response) && response->channel->acceptance_above;
}

/* Add one s, `offset` from m_A'^2, with the weight of its ds. */
static void add_invariant(struct folded_spectrum *spectrum, const epscan_dark_photon *model, double offset, double weight_GeV2) {
    const struct response *response = spectrum->response;
    double room[2 * MISSING_POINTS_MAX];
    struct missing_energy missing = {0, room, room + MISSING_POINTS_MAX};
    const double s = model->mass_GeV * model->mass_GeV + offset, rho = spectral_density_at_offset(model, offset);
    if (!(rho > 0.0)) return;
    response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing);
    for (size_t k = 0; k < missing.count; k++)
        spectrum->events[k] += EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * weight_GeV2 * rho * missing.events[k];
}

/* A piece of offsets; in t = sqrt(offset - threshold) where it is next to the threshold. */
static void add_piece(struct folded_spectrum *spectrum, const epscan_dark_photon *model, const struct gauss_rule *rule,
                      double threshold, double low, double high) {
    const bool in_root = low - threshold < 2.0 * (high - low);
    const double from = in_root ? sqrt(fmax(0.0, low - threshold)) : low, to = in_root ? sqrt(high - threshold) : high;
    for (int q = 0; q < rule->count; q++) {
        const double t = 0.5 * (from + to + (to - from) * rule->node[q]), weight = 0.5 * (to - from) * rule->weight[q];
        add_invariant(spectrum, model, in_root ? threshold + t * t : t, in_root ? 2.0 * t * weight : weight);
    }
}

/* The energies, with nothing at any. */
static void clear_events(struct folded_spectrum *spectrum) {
    double room[2 * MISSING_POINTS_MAX];
    struct missing_energy missing = {0, room, room + MISSING_POINTS_MAX};
    const struct response *response = spectrum->response;
    const double s = 0.5 * response->end_GeV2;
    response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing);
    spectrum->count = missing.count;
    memcpy(spectrum->deposit_GeV, missing.deposit_GeV, missing.count * sizeof(double));
    memset(spectrum->events, 0, sizeof spectrum->events);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Ascending offsets at[] of pieces.count pieces' ends and the mesh's edges between their ends; how many. */
static size_t merge(const struct fold_pieces *pieces, const struct response_mesh *mesh, double resonance_GeV2, double *at) {
    size_t count = 0;
    for (size_t i = 0; i < pieces->count; i++) at[count++] = pieces->at[i];
    for (int p = 0; mesh->edge && p <= mesh->panel_count; p++) {
        const double offset = mesh->edge[p] - resonance_GeV2;
        if (offset > pieces->low && offset < pieces->high) at[count++] = offset;
    }
    qsort(at, count, sizeof *at, ascending);
    return count;
}

/* Where dN/dE is no polynomial, of electrons in motion, R bends on scales of its own, which a mesh for all thresholds knows. */
static epscan_status mesh_of(const struct response *response, struct response_mesh *mesh) {
    const double beam = response->search->beam_energy_GeV;
    const struct selection_range all = {1e-3 * beam, beam, 0.0, 0.0};
    *mesh = (struct response_mesh){0};
    return response->channel->density ? EPSCAN_OK : response_mesh_init(mesh, response, &all);
}

epscan_status folded_spectrum_init(struct folded_spectrum *spectrum, const struct response *response,
                                   const epscan_dark_photon *model) {
    struct fold_pieces pieces;
    struct response_mesh mesh;
    struct gauss_rule rule;
    spectrum->response = response;
    clear_events(spectrum);
    gauss_rule_init(&rule, PIECE_NODES);
    fold_pieces_init(&pieces, response, model);
    epscan_status status = mesh_of(response, &mesh);
    if (status) return status;
    double *at = malloc((pieces.count + (size_t)mesh.panel_count + 1) * sizeof *at);
    if (at) {
        const size_t count = merge(&pieces, &mesh, model->mass_GeV * model->mass_GeV, at);
        for (size_t i = 0; i < count; i++) add_piece(spectrum, model, &rule, pieces.threshold, i ? at[i - 1] : pieces.low, at[i]);
    } else {
        status = error_no_memory("a spectrum");
    }
    response_mesh_clear(&mesh);
    free(at);
    return status;
}

double folded_spectrum_events(const struct folded_spectrum *spectrum, const epscan_selection *selection, double least_missing_GeV) {
    double share[MISSING_POINTS_MAX], sum = 0.0;
    spectrum->response->channel->acceptance_above(spectrum->response, selection, least_missing_GeV, share);
    for (size_t k = 0; k < spectrum->count; k++) sum += share[k] * spectrum->events[k];
    return fmax(sum, 0.0);
}

/* ---- Tables ---- */

/* Deposits that are looked at, more than once some of them. */
struct deposits {
    size_t count;
    double *value;
    double least, most;
};

static void add_deposit(struct deposits *deposits, double deposit) {
    deposits->value[deposits->count++] = fmin(fmax(deposit, deposits->least), deposits->most);
}

static int descending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

enum { BETWEEN = 60, ABOUT_THRESHOLD = 80 };

/* Equal energies; between the channel's own, which know its scales; and about the threshold. Descending, ends included. */
static void lay_deposits(const struct folded_spectrum *folded, const epscan_selection *selection, long points,
                         struct deposits *deposits) {
    const struct resolution *resolution = &folded->response->search->resolution;
    for (long i = 0; i < points; i++)
        add_deposit(deposits, deposits->least + (deposits->most - deposits->least) * (double)i / (double)(points - 1));
    double last = deposits->least;
    for (size_t k = 0; k <= folded->count; k++) {
        const double next = k < folded->count ? folded->deposit_GeV[k] : deposits->most;
        for (int i = 1; i <= BETWEEN; i++) add_deposit(deposits, last * pow(next / last, (double)i / BETWEEN));
        last = next;
    }
    if (selection) {
        const double edge = selection->threshold_GeV / (1.0 + selection->energy_scale_shift);
        const double step = 0.25 * resolution_sigma_GeV(resolution, edge);
        for (int i = 0; i < ABOUT_THRESHOLD; i++) add_deposit(deposits, edge + (i - ABOUT_THRESHOLD / 2) * step);
    }
    qsort(deposits->value, deposits->count, sizeof *deposits->value, descending);
}

static void put_rows(const struct folded_spectrum *folded, const epscan_selection *selection, const struct deposits *deposits,
                     struct energy_spectrum *table) {
    const struct response *response = folded->response;
    const struct missing_energy missing = {folded->count, (double *)folded->deposit_GeV, (double *)folded->events};
    const double beam = response->search->beam_energy_GeV;
    for (size_t i = 0; i < deposits->count; i++) {
        const double deposit = deposits->value[i], energy = beam - deposit;
        if (table->count && energy - table->energy_GeV[table->count - 1] < 1e-12 * beam) continue;
        table->energy_GeV[table->count] = energy;
        table->events_per_GeV[table->count++] =
            response->channel->density(response, &missing, deposit) *
            (selection ? resolution_below_threshold(&response->search->resolution, deposit, selection->threshold_GeV,
                                                    selection->energy_scale_shift)
                       : 1.0);
    }
}

epscan_status folded_spectrum_table(const struct folded_spectrum *folded, const epscan_selection *selection, long points,
                                    struct energy_spectrum *table) {
    const struct search *search = folded->response->search;
    const size_t most = (size_t)points + BETWEEN * (folded->count + 1) + ABOUT_THRESHOLD;
    struct deposits deposits = {.value = malloc(most * sizeof(double)),
                                .least = EPSCAN_ELECTRON_MASS_GeV,
                                .most = search->beam_energy_GeV - search->minimum_energy_GeV};
    *table = (struct energy_spectrum){.energy_GeV = malloc(most * sizeof(double)), .events_per_GeV = malloc(most * sizeof(double))};
    epscan_status status = EPSCAN_OK;
    if (deposits.value && table->energy_GeV && table->events_per_GeV) {
        lay_deposits(folded, selection, points, &deposits);
        put_rows(folded, selection, &deposits, table);
    } else {
        energy_spectrum_clear(table);
        status = error_no_memory("a spectrum");
    }
    free(deposits.value);
    return status;
}

double folded_spectrum_efficiency(const struct folded_spectrum *spectrum, double threshold_GeV, double least_missing_GeV) {
    const epscan_selection selection = {threshold_GeV, 0.0};
    const double produced = folded_spectrum_events(spectrum, NULL, least_missing_GeV);
    return produced > 0.0 ? folded_spectrum_events(spectrum, &selection, least_missing_GeV) / produced : NAN;
}

struct energy_scale_change folded_spectrum_change(const struct folded_spectrum *spectrum, double threshold_GeV, double shift_GeV) {
    double events[3];
    for (int k = -1; k <= 1; k++) {
        const epscan_selection selection = {threshold_GeV + k * shift_GeV, 0.0};
        events[k + 1] = folded_spectrum_events(spectrum, &selection, 0.0);
    }
    return energy_scale_change_of(events[0], events[1], events[2]);
}
