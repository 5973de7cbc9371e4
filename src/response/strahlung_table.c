/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dN/domega = L sum_nuclei n int dE T(E) (1/E) dsigma/dx(E, omega/E; m), T of all electrons and positrons, n per cm^2 and X0.
 *
 * E: what the lepton keeps, z = E - omega, runs from m_e to E0 - omega. dsigma/dx is smooth in xi, z = m_e exp(xi^2), and T is not,
 * next to E0 least of all: so dsigma/dx is the polynomial through three panels of Gauss nodes in xi, and their weights are
 * int T l_j dE, found once for each omega on pieces of their own between the knots of T, in ln z and next to E0 in ln(E0 - E),
 * where the undegraded beam is a point.
 *
 * m: ln dN/domega is smooth in y = 1/2 ln[m^2/(omega^2 - m^2)], which is ln m for light A' and goes to infinity with the momentum
 * of the A' to zero: Chebyshev points in y at each omega, for each kind of nuclei, up to the mass
 * at which a hundredth of what the lepton keeps would go into its recoil; beyond, where next to nothing is left, ln dN/domega goes
 * on with its slope.
 *
 * omega: Gauss nodes in three segments, fine where A' take nearly all of E0, as those of m_A' above 0.1 GeV do.
 */
#include "response/strahlung_table.h"

#include "core/error.h"
#include "epscan/constants.h"
#include "matter/dark_strahlung.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { LEPTON_PANELS = 3, LEPTON_NODES = 12, LEPTON_ENERGIES = LEPTON_PANELS * LEPTON_NODES, PIECE_NODES = 10 };

/* Below, amplitudes are untested; nuclei and protons give no more momentum than this, but for 1e-6 of what light A' take. */
static const double least_mass_GeV = 5e-6, largest_momentum_GeV = 1.0;
/* Of what the lepton keeps, the most that goes into the recoil of the nucleus at masses of the table. */
static const double recoil_share = 0.01;
/* Momentum over mass of a nucleus that is still slow, as q has it. */
static const double slow_share = 0.3;
/* Widest piece of the integrals over T, in logarithms. */
static const double piece_width = 1.5;

/* The rest that the lepton keeps, by panels of xi, and the weights of dsigma/domega at its nodes. */
struct lepton_rule {
    double rest_GeV[LEPTON_ENERGIES], weight_X0[LEPTON_ENERGIES];
};

struct lepton_panel {
    const struct search *search;
    struct gauss_rule rule, piece; /* LEPTON_NODES, PIECE_NODES */
    double omega_GeV, to_beam_GeV; /* E0 - omega */
    double xi_low, xi_high;
    double *weight; /* of the panel at hand */
};

static double rest_of(double xi) {
    return EPSCAN_ELECTRON_MASS_GeV * exp(xi * xi);
}

static double xi_of(double rest_GeV) {
    return sqrt(fmax(0.0, log(rest_GeV / EPSCAN_ELECTRON_MASS_GeV)));
}

/* Track length of this much at a rest, shared among the panel's nodes. */
static void add_track(const struct lepton_panel *panel, double rest_GeV, double track_X0) {
    double cardinal[GAUSS_MAX_NODES];
    const double x = (2.0 * xi_of(rest_GeV) - panel->xi_low - panel->xi_high) / (panel->xi_high - panel->xi_low);
    gauss_rule_cardinals(&panel->rule, fmin(fmax(x, -1.0), 1.0), cardinal);
    for (int j = 0; j < LEPTON_NODES; j++) panel->weight[j] += cardinal[j] * track_X0;
}

/* A piece of rests, or where `from_beam`, of what E falls short of E0, in its logarithm. */
static void add_piece(const struct lepton_panel *panel, bool from_beam, double low_GeV, double high_GeV) {
    const double range = log(high_GeV / low_GeV);
    for (int i = 0; i < PIECE_NODES; i++) {
        const double at = low_GeV * exp(0.5 * range * (1.0 + panel->piece.node[i]));
        const double loss = from_beam ? at : panel->to_beam_GeV - at;
        const double track = 0.5 * range * panel->piece.weight[i] * at * search_leptons_after_loss_X0_per_GeV(panel->search, loss);
        add_track(panel, panel->to_beam_GeV - loss, track);
    }
}

/* The same in pieces no wider than piece_width. */
static void add_pieces(const struct lepton_panel *panel, bool from_beam, double low_GeV, double high_GeV) {
    if (!(high_GeV > low_GeV)) return;
    const int count = (int)ceil(log(high_GeV / low_GeV) / piece_width);
    const double ratio = pow(high_GeV / low_GeV, 1.0 / count);
    for (int i = 0; i < count; i++) {
        add_piece(panel, from_beam, low_GeV, i == count - 1 ? high_GeV : low_GeV * ratio);
        low_GeV *= ratio;
    }
}

/* Rests from `low` to `high` without a knot between them. */
static void add_smooth(const struct lepton_panel *panel, double low_GeV, double high_GeV) {
    const double half = 0.5 * panel->to_beam_GeV, nearest = TRACK_LENGTH_UNDEGRADED_SHARE * panel->search->beam_energy_GeV;
    add_pieces(panel, false, low_GeV, fmin(high_GeV, half));
    add_pieces(panel, true, fmax(panel->to_beam_GeV - high_GeV, nearest), panel->to_beam_GeV - fmax(low_GeV, half));
}

/* All of a panel, broken at the knots of T. */
static void add_panel(const struct lepton_panel *panel) {
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(panel->search->track_length, &count);
    double low = rest_of(panel->xi_low);
    const double high = fmin(rest_of(panel->xi_high), panel->to_beam_GeV);
    for (size_t i = 0; i < count; i++) {
        const double knot = knot_GeV[i] - panel->omega_GeV;
        if (knot <= low || knot >= high) continue;
        add_smooth(panel, low, knot);
        low = knot;
    }
    add_smooth(panel, low, high);
}

/* For A' of one energy. */
static struct lepton_rule lepton_rule_of(const struct search *search, double omega_GeV, double to_beam_GeV) {
    struct lepton_rule made = {0};
    struct lepton_panel panel = {.search = search, .omega_GeV = omega_GeV, .to_beam_GeV = to_beam_GeV};
    const double xi_end = xi_of(to_beam_GeV);
    gauss_rule_init(&panel.rule, LEPTON_NODES);
    gauss_rule_init(&panel.piece, PIECE_NODES);
    for (int p = 0; p < LEPTON_PANELS; p++) {
        panel.xi_low = xi_end * p / LEPTON_PANELS;
        panel.xi_high = xi_end * (p + 1) / LEPTON_PANELS;
        panel.weight = made.weight_X0 + p * LEPTON_NODES;
        for (int j = 0; j < LEPTON_NODES; j++)
            made.rest_GeV[p * LEPTON_NODES + j] =
                rest_of(0.5 * (panel.xi_low + panel.xi_high + (panel.xi_high - panel.xi_low) * panel.rule.node[j]));
        add_panel(&panel);
    }
    add_track(&panel, to_beam_GeV, track_length_undegraded_X0(search->track_length));
    return made;
}

double strahlung_segment_deposit_GeV(const struct strahlung_segment *segment, double beam_energy_GeV, double v, double *slope) {
    double deposit;
    switch (segment->scale) {
    case SCALE_RECOIL:
        deposit = segment->start_GeV * exp(segment->range * v * v);
        *slope = 2.0 * segment->range * v * deposit;
        return deposit;
    case SCALE_DEPOSIT:
        deposit = segment->start_GeV * exp(segment->range * v);
        *slope = segment->range * deposit;
        return deposit;
    default: {
        const double omega = segment->start_GeV * exp(-segment->range * v);
        *slope = segment->range * omega;
        return beam_energy_GeV - omega;
    }
    }
}

double strahlung_segment_place(const struct strahlung_segment *segment, double beam_energy_GeV, double deposit_GeV) {
    switch (segment->scale) {
    case SCALE_RECOIL: return sqrt(fmax(0.0, log(deposit_GeV / segment->start_GeV)) / segment->range);
    case SCALE_DEPOSIT: return log(deposit_GeV / segment->start_GeV) / segment->range;
    default: return log(segment->start_GeV / (beam_energy_GeV - deposit_GeV)) / segment->range;
    }
}

/* Deposits from m_e to E0 less the minimum energy; next to E0 up to 2 % of it. */
static void lay_segments(const struct search *search, struct strahlung_table *table) {
    static const double next_to_beam = 0.02;
    const double beam = search->beam_energy_GeV, most = beam - search->minimum_energy_GeV, electron = EPSCAN_ELECTRON_MASS_GeV;
    const double first = fmin(next_to_beam * beam, 0.5 * most), second = fmin(0.5 * beam, 0.5 * (first + most));
    table->segment[0] = (struct strahlung_segment){SCALE_RECOIL, electron, log(first / electron), electron, first};
    table->segment[1] = (struct strahlung_segment){SCALE_DEPOSIT, first, log(second / first), first, second};
    table->segment[2] =
        (struct strahlung_segment){SCALE_ENERGY, beam - second, log((beam - second) / search->minimum_energy_GeV), second, most};
}

static void lay_energies(struct strahlung_table *table) {
    gauss_rule_init(&table->rule, STRAHLUNG_SEGMENT_NODES);
    for (int k = 0; k < STRAHLUNG_ENERGIES; k++) {
        const int i = k % STRAHLUNG_SEGMENT_NODES;
        double slope;
        table->deposit_GeV[k] = strahlung_segment_deposit_GeV(&table->segment[k / STRAHLUNG_SEGMENT_NODES], table->beam_energy_GeV,
                                                              0.5 * (1.0 + table->rule.node[i]), &slope);
        table->weight_GeV[k] = 0.5 * table->rule.weight[i] * slope;
        table->energy_GeV[k] = table->beam_energy_GeV - table->deposit_GeV[k];
    }
}

static double y_of(double mass2, double omega_GeV) {
    return 0.5 * log(mass2 / (omega_GeV * omega_GeV - mass2));
}

static double mass_at(double y, double omega_GeV) {
    return omega_GeV / sqrt(1.0 + exp(-2.0 * y));
}

/*
 * The heaviest A' of energy omega for which the nucleus gives q = omega - sqrt(omega^2 - m^2) along the beam: no more than it holds
 * together for, and than makes it recoil with a hundredth of what is left beside the electron's mass,
 * as the threshold of the recoil is no polynomial in xi.
 */
static double reachable_mass_GeV(const struct dark_strahlung *strahlung, double omega_GeV, double deposit_GeV) {
    const double recoil = sqrt(2.0 * recoil_share * strahlung->nucleus.mass_GeV * (deposit_GeV - EPSCAN_ELECTRON_MASS_GeV));
    const double held = fmin(largest_momentum_GeV, slow_share * strahlung->nucleus.mass_GeV);
    const double q = fmin(fmin(held, recoil), 0.8 * omega_GeV);
    return sqrt(q * (2.0 * omega_GeV - q));
}

/* Chebyshev points of the first kind, with their barycentric weights. */
static void lay_masses(struct strahlung_table *table) {
    table->least_mass_GeV = least_mass_GeV;
    table->most_mass_GeV = fmin(sqrt(2.0 * table->beam_energy_GeV * largest_momentum_GeV), 0.9 * table->beam_energy_GeV);
    for (int i = 0; i < STRAHLUNG_MASSES; i++) {
        const double angle = EPSCAN_PI * (i + 0.5) / STRAHLUNG_MASSES;
        table->x[i] = cos(angle);
        table->barycentric[i] = i % 2 ? -sin(angle) : sin(angle);
    }
}

/* The polynomial through the values at the points. */
static double interpolate(const struct strahlung_table *table, const double *value, double x) {
    double above = 0.0, below = 0.0;
    for (int i = 0; i < STRAHLUNG_MASSES; i++) {
        const double distance = x - table->x[i];
        if (distance == 0.0) return value[i];
        const double weight = table->barycentric[i] / distance;
        above += weight * value[i];
        below += weight;
    }
    return above / below;
}

/* The range of y at each energy. */
static void lay_nucleus(struct strahlung_table *table, const struct dark_strahlung *strahlung, int n) {
    struct nucleus_table *own = &table->nucleus[n];
    for (int k = 0; k < STRAHLUNG_ENERGIES; k++) {
        const double omega = table->energy_GeV[k];
        const double most = fmin(reachable_mass_GeV(strahlung, omega, table->deposit_GeV[k]), table->most_mass_GeV);
        own->most_y[k] = y_of(most * most, omega);
    }
}

static double least_y_of(const struct strahlung_table *table, int k) {
    return y_of(table->least_mass_GeV * table->least_mass_GeV, table->energy_GeV[k]);
}

/* A nucleus and how many there are, exposure included. */
struct radiator {
    struct dark_strahlung strahlung;
    double per_cm2_X0;
};

static double density_of(const struct radiator *radiator, const struct lepton_rule *leptons, double omega_GeV, double mass_GeV) {
    double sum = 0.0;
    for (int j = 0; j < LEPTON_ENERGIES; j++)
        sum += leptons->weight_X0[j] / (omega_GeV + leptons->rest_GeV[j]) *
               dark_strahlung_spectrum_cm2(&radiator->strahlung, omega_GeV, leptons->rest_GeV[j], mass_GeV);
    return fmax(radiator->per_cm2_X0 * sum, 1e-300); /* never less than nothing, by noise of the weights */
}

static void fill_entry(struct strahlung_table *table, const struct radiator *radiator, const struct lepton_rule *leptons, int n,
                       int k, int i) {
    struct nucleus_table *own = &table->nucleus[n];
    const double low = least_y_of(table, k), high = own->most_y[k], omega = table->energy_GeV[k];
    const double mass = mass_at(0.5 * (low + high + (high - low) * table->x[i]), omega);
    own->log_density[k][i] = log(density_of(radiator, leptons, omega, mass));
}

static void fill(struct strahlung_table *table, const struct search *search, const struct radiator *radiators,
                 struct lepton_rule *leptons) {
    enum { ENTRIES = STRAHLUNG_ENERGIES * STRAHLUNG_MASSES };
#pragma omp parallel
    {
#pragma omp for schedule(dynamic)
        for (int k = 0; k < STRAHLUNG_ENERGIES; k++)
            leptons[k] = lepton_rule_of(search, table->energy_GeV[k], table->deposit_GeV[k]);
#pragma omp for schedule(dynamic, 8)
        for (int e = 0; e < table->nuclei * ENTRIES; e++) {
            const int n = e / ENTRIES, k = e % ENTRIES / STRAHLUNG_MASSES;
            fill_entry(table, &radiators[n], &leptons[k], n, k, e % STRAHLUNG_MASSES);
        }
    }
}

static void take_radiators(const struct search *search, struct radiator *radiators) {
    for (int n = 0; n < search->nuclei->count; n++) {
        dark_strahlung_init(&radiators[n].strahlung, search->nuclei->of[n].Z, search->nuclei->of[n].A_g_per_mol,
                            search->form_factor);
        radiators[n].per_cm2_X0 = search->exposure * search->nuclei->of[n].per_cm2_X0;
    }
}

/* Where the recoil closes the last of the phase space, the table ends, and what is little goes on falling. */
static void take_ends(const struct strahlung_table *table, struct nucleus_table *own) {
    const double step = 1e-4;
    for (int k = 0; k < STRAHLUNG_ENERGIES; k++) {
        own->last[k] = interpolate(table, own->log_density[k], 1.0);
        own->slope[k] = fmin((own->last[k] - interpolate(table, own->log_density[k], 1.0 - step)) / step, 0.0);
    }
}

epscan_status strahlung_table_create(const struct search *search, struct strahlung_table **table) {
    const size_t nuclei = (size_t)search->nuclei->count;
    struct strahlung_table *made = calloc(1, sizeof *made + nuclei * sizeof *made->nucleus);
    struct radiator *radiators = calloc(nuclei, sizeof *radiators);
    struct lepton_rule *leptons = calloc(STRAHLUNG_ENERGIES, sizeof *leptons);
    if (!made || !radiators || !leptons) {
        free(made);
        free(radiators);
        free(leptons);
        return error_no_memory("the response of A'-strahlung");
    }
    made->beam_energy_GeV = search->beam_energy_GeV;
    made->nuclei = search->nuclei->count;
    take_radiators(search, radiators);
    lay_segments(search, made);
    lay_energies(made);
    lay_masses(made);
    for (int n = 0; n < made->nuclei; n++) lay_nucleus(made, &radiators[n].strahlung, n);
    fill(made, search, radiators, leptons);
    for (int n = 0; n < made->nuclei; n++) take_ends(made, &made->nucleus[n]);
    free(radiators);
    free(leptons);
    *table = made;
    return EPSCAN_OK;
}

double strahlung_table_density(const struct strahlung_table *table, int node, double s_GeV2) {
    const double omega = table->energy_GeV[node], low = least_y_of(table, node);
    double sum = 0.0;
    if (!(s_GeV2 < omega * omega)) return 0.0;
    const double y = y_of(s_GeV2, omega);
    for (const struct nucleus_table *own = table->nucleus; own < table->nucleus + table->nuclei; own++) {
        const double x = (2.0 * y - low - own->most_y[node]) / (own->most_y[node] - low);
        sum += exp(x > 1.0 ? own->last[node] + own->slope[node] * (x - 1.0) : interpolate(table, own->log_density[node], x));
    }
    return sum;
}
