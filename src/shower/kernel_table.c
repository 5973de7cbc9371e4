/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making the table. For some energies from which particles come, bremsstrahlung and pairs, direct ones too, are integrated over the
 * final state, panel by panel, by Gauss rules. These integrals, interpolated in the energy, and closed forms of the processes on
 * electrons then fill the table by the energy to which particles come, as coefficients of powers on each panel. A panel ends where
 * kernels have a kink: at half of the energy, which is the most that a Moller electron takes. Kernels are per X0, energies in GeV;
 * cross-sections: target_rates.h, and cross_sections.h with their sources.
 */
#include "shower/kernel_table.h"

#include "core/error.h"
#include "epscan/constants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = KERNEL_NODES, DIRECT_FROM = 8 };

static const double widest_panel = 1.05, least_drop = 1e-13, least_pair_drop = 1e-7, least_electron_drop = 1e-9;
static const double overhang = 0.15; /* ln E: polynomials are worst at their ends */

/* Radiation and pairs of one energy from which particles come, at the nodes of all panels. */
struct radiation {
    double loss[KERNEL_MAX_PANELS][N], radiated[KERNEL_MAX_PANELS][N], pairs[KERNEL_MAX_PANELS][N];
};

/* Direct pairs of one energy: rates at which projectiles fall below, and positrons are above e^-drop of it. */
struct direct_pairs {
    double loss[KERNEL_MAX_PANELS][N], positrons[KERNEL_MAX_PANELS][N];
};

/* A node of a panel. */
struct place {
    double drop, kept, lost; /* e^-drop and the rest to 1 */
    double hard_share;       /* e^-drop of the least drop at which pairs and hard photons are asked for, */
    double electron_share;   /* and processes on electrons */
};

/* Everything that only the making needs. */
struct maker {
    struct tabulated_kernels *kernels;
    struct gauss_rule rule; /* of a panel */
    double integral[N][N];  /* int_{-1}^{x_i} l_j */
    double power[N][N];     /* l_j = sum_p power[p][j] x^p */
    struct place place[KERNEL_MAX_PANELS][N];
    struct radiation *from; /* [from_rule.count] */
    struct gauss_rule direct_rule;
    struct direct_pairs direct[DIRECT_FROM]; /* at the nodes of direct_rule in ln E */
};

static double node_between(double low, double high, double x) {
    return 0.5 * (low + high + (high - low) * x);
}

static double width_of(const struct tabulated_kernels *k, int panel) {
    return panel < k->lower_count ? k->panel_width : k->upper_width;
}

static struct place place_at(const struct maker *m, int panel, int node) {
    const struct tabulated_kernels *k = m->kernels;
    const double drop = exp(k->kink_log_drop + width_of(k, panel) * (panel - k->lower_count + 0.5 * (1.0 + m->rule.node[node])));
    return (struct place){drop, exp(-drop), -expm1(-drop), exp(-fmax(drop, least_pair_drop)),
                          exp(-fmax(drop, least_electron_drop))};
}

static double kinetic(double energy_GeV) {
    return fmax(energy_GeV - EPSCAN_ELECTRON_MASS_GeV, 0.0);
}

/* Annihilation's photons may have up to m_e/2 more than the positron; all are squeezed into its energy, lest 7 % be lost
 * [cm^2/GeV]. */
static double annihilation_photons(double from, double to) {
    const double squeeze = (from + EPSCAN_ELECTRON_MASS_GeV - annihilation_lowest_photon_GeV(from)) / from;
    return squeeze * annihilation_spectrum_cm2_per_GeV(from, squeeze * to);
}

/* ---- First step: radiation and pairs by the energy they come from ---- */

/* Integrate `density` (per ln drop) upwards from the first node: sum[panel][node]; returns the whole. */
static double integrate_up(const struct maker *m, double density[KERNEL_MAX_PANELS][N], double sum[KERNEL_MAX_PANELS][N]) {
    double before = 0.0;
    for (int panel = 0; panel < m->kernels->panel_count; panel++) {
        const double half = 0.5 * width_of(m->kernels, panel);
        for (int i = 0; i < N; i++) {
            sum[panel][i] = before;
            for (int j = 0; j < N; j++) sum[panel][i] += half * m->integral[i][j] * density[panel][j];
        }
        for (int j = 0; j < N; j++) before += half * m->rule.weight[j] * density[panel][j];
    }
    return before;
}

/* Bremsstrahlung that leaves less than e^-drop of the energy beyond the last panel. */
static double loss_beyond(const struct maker *m, double energy_GeV) {
    const struct tabulated_kernels *k = m->kernels;
    const double low = exp(k->kink_log_drop + k->upper_width * (k->panel_count - k->lower_count)), high = low + 20.0;
    enum { PIECES = 6 };
    double sum = 0.0;
    for (int piece = 0; piece < PIECES; piece++) {
        const double a = low + (high - low) * piece / PIECES, b = low + (high - low) * (piece + 1) / PIECES;
        for (int j = 0; j < N; j++) {
            const double drop = node_between(a, b, m->rule.node[j]);
            sum += 0.5 * (b - a) * m->rule.weight[j] * exp(-drop) * target_bremsstrahlung(&k->rates, energy_GeV, -expm1(-drop));
        }
    }
    return sum;
}

/* Pairs in which the positron takes more than half. */
static double half_of_pairs(const struct maker *m, double pairs_above[KERNEL_MAX_PANELS][N]) {
    const struct tabulated_kernels *k = m->kernels;
    return gauss_rule_interpolate(&m->rule, pairs_above[k->lower_count], -1.0);
}

static void radiation_from(const struct maker *m, int from, struct radiation *r) {
    struct tabulated_kernels *k = m->kernels;
    const double energy_GeV = exp(node_between(k->from_low, k->from_high, k->from_rule.node[from]));
    double loss_density[KERNEL_MAX_PANELS][N], pair_density[KERNEL_MAX_PANELS][N], below[KERNEL_MAX_PANELS][N];
    double seen = 0.0, pairs = 0.0, radiated = 0.0;
    for (int panel = 0; panel < k->panel_count; panel++)
        for (int i = 0; i < N; i++) {
            const struct place *at = &m->place[panel][i];
            if (at->hard_share != seen) { /* kernels of these vanish or are constant at the least drops */
                seen = at->hard_share;
                pairs = seen * target_pairs(&k->rates, energy_GeV, seen);
                radiated = seen * target_bremsstrahlung(&k->rates, energy_GeV, seen);
            }
            loss_density[panel][i] = at->drop * at->kept * target_bremsstrahlung(&k->rates, energy_GeV, at->lost);
            pair_density[panel][i] = at->drop * pairs;
            r->radiated[panel][i] = radiated;
        }
    const double whole = integrate_up(m, loss_density, below) + loss_beyond(m, energy_GeV);
    for (int panel = 0; panel < k->panel_count; panel++)
        for (int i = 0; i < N; i++) r->loss[panel][i] = whole - below[panel][i];
    integrate_up(m, pair_density, r->pairs);
    k->pair_rate[from] = 2.0 * half_of_pairs(m, r->pairs);
}

/* Direct pairs vary slowly with the energy they come from: few nodes do, to 1e-8 of T. Those of less than 4 m_e are none. */
static void direct_pairs_from(const struct maker *m, int from, struct direct_pairs *r) {
    const struct tabulated_kernels *k = m->kernels;
    const double energy_GeV = exp(node_between(k->from_low, k->from_high, m->direct_rule.node[from]));
    double loss_density[KERNEL_MAX_PANELS][N], pair_density[KERNEL_MAX_PANELS][N], below[KERNEL_MAX_PANELS][N];
    for (int panel = 0; panel < k->panel_count; panel++)
        for (int i = 0; i < N; i++) {
            const struct place *at = &m->place[panel][i];
            loss_density[panel][i] = pair_density[panel][i] = 0.0;
            if (at->lost * energy_GeV < 4.0 * EPSCAN_ELECTRON_MASS_GeV) continue;
            loss_density[panel][i] = at->drop * at->kept * target_direct_pairs(&k->rates, energy_GeV, at->lost);
            pair_density[panel][i] = at->drop * at->kept * target_direct_positrons(&k->rates, energy_GeV, at->kept);
        }
    const double whole = integrate_up(m, loss_density, below); /* next to none leave less than the lowest energy */
    for (int panel = 0; panel < k->panel_count; panel++)
        for (int i = 0; i < N; i++) r->loss[panel][i] = whole - below[panel][i];
    integrate_up(m, pair_density, r->positrons);
}

/* ---- Second step: the table by the energy to which particles come ---- */

static void add_direct_pairs(const struct maker *m, double from, int panel, int node, double value[KERNEL_PADDED]) {
    const struct tabulated_kernels *k = m->kernels;
    double cardinal[KERNEL_MAX_FROM];
    gauss_rule_cardinals(&m->direct_rule, (2.0 * log(from) - k->from_low - k->from_high) / (k->from_high - k->from_low), cardinal);
    for (int f = 0; f < DIRECT_FROM; f++) {
        value[KERNEL_ELECTRON_LOSS] += cardinal[f] * m->direct[f].loss[panel][node];
        value[KERNEL_POSITRON_LOSS] += cardinal[f] * m->direct[f].loss[panel][node];
        value[KERNEL_DIRECT_PAIRS] += cardinal[f] * m->direct[f].positrons[panel][node];
    }
}

/* What processes on electrons add to the kernels of particles that come from one energy to another. */
static void processes_on_electrons(const struct maker *m, double from, double to, double value[KERNEL_PADDED]) {
    const struct target_rates *r = &m->kernels->rates;
    const double electrons = r->electrons_per_cm2_X0;
    memset(value, 0, KERNEL_PADDED * sizeof *value);
    value[KERNEL_ELECTRON_LOSS] = target_delta_rays(r, EM_ELECTRON, from, from - to);
    value[KERNEL_POSITRON_LOSS] = target_delta_rays(r, EM_POSITRON, from, from - to);
    if (r->effects.annihilation) {
        value[KERNEL_POSITRON_LOSS] += electrons * annihilation_cross_section_cm2(from);
        value[KERNEL_POSITRON_RADIATED] = electrons * to * annihilation_photons(from, to);
    }
    value[KERNEL_PHOTON_ELECTRONS] = target_compton_electrons(r, &m->rule, from, to);
    if (r->effects.compton) value[KERNEL_PHOTON_SCATTERED] = electrons * to * compton_spectrum_cm2_per_GeV(from, to);
    value[KERNEL_ELECTRON_KNOCKED] = target_delta_rays(r, EM_ELECTRON, from, kinetic(to));
    value[KERNEL_POSITRON_KNOCKED] = target_delta_rays(r, EM_POSITRON, from, kinetic(to));
}

/* Radiation and pairs, interpolated in the energy they come from. */
static void add_radiation(const struct maker *m, double from, int panel, int node, double value[KERNEL_PADDED]) {
    const struct tabulated_kernels *k = m->kernels;
    double cardinal[KERNEL_MAX_FROM], loss = k->screening_constant * log(m->place[panel][node].drop), radiated = 0.0, pairs = 0.0;
    gauss_rule_cardinals(&k->from_rule, (2.0 * log(from) - k->from_low - k->from_high) / (k->from_high - k->from_low), cardinal);
    for (int f = 0; f < k->from_rule.count; f++) {
        loss += cardinal[f] * m->from[f].loss[panel][node];
        radiated += cardinal[f] * m->from[f].radiated[panel][node];
        pairs += cardinal[f] * m->from[f].pairs[panel][node];
    }
    value[KERNEL_ELECTRON_LOSS] += loss;
    value[KERNEL_POSITRON_LOSS] += loss;
    value[KERNEL_ELECTRON_RADIATED] += radiated;
    value[KERNEL_POSITRON_RADIATED] += radiated;
    value[KERNEL_PHOTON_POSITRONS] += pairs;
    value[KERNEL_PHOTON_ELECTRONS] += pairs;
}

static void fill_table(const struct maker *m, int to_node) {
    const struct tabulated_kernels *k = m->kernels;
    const double to = exp(node_between(k->to.low, k->to.high, k->to.rule.node[to_node]));
    double seen = 0.0, on_electrons[KERNEL_PADDED], value[KERNEL_PADDED];
    for (int panel = 0; panel < k->panel_count; panel++)
        for (int i = 0; i < N; i++) {
            const double from = to * exp(m->place[panel][i].drop);
            if (m->place[panel][i].electron_share != seen) {
                seen = m->place[panel][i].electron_share;
                processes_on_electrons(m, to / seen, to, on_electrons);
            }
            memcpy(value, on_electrons, sizeof value);
            add_radiation(m, from, panel, i, value);
            if (k->rates.effects.direct_pairs) add_direct_pairs(m, from, panel, i, value);
            for (int p = 0; p < N; p++)
                for (int kernel = 0; kernel < KERNEL_COUNT; kernel++)
                    k->to.table[to_node][panel][p][kernel] += m->power[p][i] * value[kernel];
        }
}

/* Integrals and powers of the panel's Lagrange polynomials. */
static void maker_rules(struct maker *m) {
    gauss_rule_init(&m->rule, N);
    gauss_rule_init(&m->direct_rule, DIRECT_FROM);
    gauss_rule_integrals(&m->rule, &m->integral[0][0]);
    lagrange_powers(N, m->rule.node, &m->power[0][0]);
}

static void lay_out(struct tabulated_kernels *k, double lowest_energy_GeV) {
    const double longest = log(k->beam_energy_GeV / lowest_energy_GeV);
    k->kink_log_drop = log(M_LN2);
    k->lower_count = (int)ceil((k->kink_log_drop - log(least_drop)) / widest_panel);
    k->panel_width = (k->kink_log_drop - log(least_drop)) / k->lower_count;
    const double above = fmax(log(longest) - k->kink_log_drop, 0.1);
    k->panel_count = k->lower_count + (int)ceil(above / k->panel_width);
    k->upper_width = above / (k->panel_count - k->lower_count);
    k->first_log_drop = k->kink_log_drop - k->lower_count * k->panel_width;
    k->to.low = log(lowest_energy_GeV) - overhang;
    k->to.high = log(k->beam_energy_GeV) + overhang;
    k->from_low = k->to.low;
    k->from_high = k->to.high + exp(k->kink_log_drop + above);
    gauss_rule_init(&k->to.rule, (int)fmin(8.0 + 1.5 * longest, KERNEL_MAX_TO));
    gauss_rule_init(&k->from_rule, (int)fmin(10.0 + 1.5 * (k->from_high - k->from_low), KERNEL_MAX_FROM));
}

epscan_status kernel_table_fill(struct tabulated_kernels *k, double lowest_energy_GeV) {
    struct maker *m = calloc(1, sizeof *m);
    lay_out(k, lowest_energy_GeV);
    k->to.table = calloc((size_t)k->to.rule.count, sizeof *k->to.table);
    if (m) m->from = calloc((size_t)k->from_rule.count, sizeof *m->from);
    const bool has_room = k->to.table && m && m->from;
    if (has_room) {
        m->kernels = k;
        maker_rules(m);
        for (int panel = 0; panel < k->panel_count; panel++)
            for (int i = 0; i < N; i++) m->place[panel][i] = place_at(m, panel, i);
        for (int f = 0; f < k->from_rule.count; f++) radiation_from(m, f, &m->from[f]);
        for (int f = 0; f < DIRECT_FROM && k->rates.effects.direct_pairs; f++) direct_pairs_from(m, f, &m->direct[f]);
        for (int t = 0; t < k->to.rule.count; t++) fill_table(m, t);
    }
    if (m) free(m->from);
    free(m);
    return has_room ? EPSCAN_OK : error_no_memory("the shower's cross-sections");
}
