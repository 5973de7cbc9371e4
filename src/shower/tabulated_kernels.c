/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each kernel is a function of the energy to which particles come and of drop, by which ln E falls. It is tabulated, losses
 * without Approximation A's -c ln(drop): polynomials in ln(drop) on panels of equal width, whose coefficients are polynomials in
 * ln(energy). `prepare` contracts the latter, once for all drops to an energy; `at` is one polynomial for all kernels at a time.
 *
 * Two steps make the table. For some energies from which particles come, bremsstrahlung and pairs are integrated over the
 * final state, panel by panel. These integrals, interpolated in the energy, and closed forms of the processes on electrons then
 * fill the table. A panel ends where kernels have a kink: at half of the energy, which is the most that a Moller electron takes.
 */
#include "shower/tabulated_kernels.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "epscan/constants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 12, MAX_PANELS = 48, DELTA_RAY_CUTS = 8, MAX_FROM = 48, MAX_TO = 32, COMPTON_NODES = 16 };

static const double widest_panel = 1.05, least_drop = 1e-13, least_pair_drop = 1e-7;
static const double vanishing_loss_share = 1e-11,
                    overhang = 0.15; /* per X0: marching needs some when soft photons are suppressed */

/* One kernel's values, or coefficients of powers of x in -1 .. 1, on the panels. */
typedef double panel_table[MAX_PANELS][N][KERNEL_PADDED];

struct tabulated_kernels {
    struct shower_media media;
    struct shower_effects effects;
    double screening_constant; /* c of Approximation A */
    double electrons_per_cm2_X0;
    double delta_ray_shares[DELTA_RAY_CUTS];
    double beam_energy_GeV;
    double soft_slope;                  /* y dN/dy of bremsstrahlung at the smallest y */
    double soft_constant[2];            /* by lepton */
    double first_log_drop, panel_width; /* of the panels that end at half of the energy, */
    double kink_log_drop, upper_width;  /* and of those above */
    int lower_count, panel_count, to_count;
    double to_low, to_high; /* ln E */
    struct gauss_rule to_rule, from_rule;
    double from_low, from_high;
    double pair_rate[MAX_FROM]; /* at the nodes in ln k */
    panel_table *table;         /* [to_count] */
};

/* Radiation and pairs of one energy from which particles come, at the nodes of all panels. */
struct radiation {
    double loss[MAX_PANELS][N], radiated[MAX_PANELS][N], pairs[MAX_PANELS][N];
};

/* Everything that only the making needs. */
struct maker {
    struct tabulated_kernels *kernels;
    struct gauss_rule rule; /* of a panel */
    double integral[N][N];  /* int_{-1}^{x_i} l_j */
    double power[N][N];     /* l_j = sum_p power[p][j] x^p */
    struct radiation *from; /* [from_rule.count] */
};

static double node_between(double low, double high, double x) {
    return 0.5 * (low + high + (high - low) * x);
}

static double width_of(const struct tabulated_kernels *k, int panel) {
    return panel < k->lower_count ? k->panel_width : k->upper_width;
}

static double drop_at(const struct maker *m, int panel, int node) {
    const struct tabulated_kernels *k = m->kernels;
    return exp(k->kink_log_drop + width_of(k, panel) * (panel - k->lower_count + 0.5 * (1.0 + m->rule.node[node])));
}

/* ---- Cross-sections of the target ---- */

static double bremsstrahlung(const struct tabulated_kernels *k, double energy_GeV, double y) {
    double sum = 0.0;
    for (int i = 0; i < k->media.count; i++)
        sum +=
            k->media.share[i] * bremsstrahlung_rate_per_X0(&k->media.medium[i], k->effects.radiation, energy_GeV, y * energy_GeV);
    return sum;
}

static double pairs(const struct tabulated_kernels *k, double photon_GeV, double x) {
    double sum = 0.0;
    for (int i = 0; i < k->media.count; i++)
        sum += k->media.share[i] * pair_rate_per_X0(&k->media.medium[i], k->effects.radiation, photon_GeV, x * photon_GeV);
    return sum;
}

static double kinetic(double energy_GeV) {
    return fmax(energy_GeV - EPSCAN_ELECTRON_MASS_GeV, 0.0);
}

/* Delta rays count as such above a share of the energy, spread over a decade lest kernels have a kink at it. */
static double delta_ray_share(int cut) {
    return 0.001 * pow(10.0, (cut + 0.5) / DELTA_RAY_CUTS);
}

/* Moller or Bhabha scattering to delta rays above `least` that count as such [1/X0]. */
static double delta_rays(const struct tabulated_kernels *k, enum em_lepton lepton, double from, double least) {
    double sum = 0.0;
    if (!k->effects.delta_rays) return 0.0;
    for (int cut = 0; cut < DELTA_RAY_CUTS; cut++) {
        const double above = fmax(least, k->delta_ray_shares[cut] * from);
        sum += lepton == EM_ELECTRON ? moller_cross_section_above_cm2(from, above) : bhabha_cross_section_above_cm2(from, above);
    }
    return k->electrons_per_cm2_X0 * sum / DELTA_RAY_CUTS;
}

/* Annihilation's photons may have up to m_e/2 more than the positron; all are squeezed into its energy, lest 7 % be lost
 * [cm^2/GeV]. */
static double annihilation_photons(double from, double to) {
    const double squeeze = (from + EPSCAN_ELECTRON_MASS_GeV - annihilation_lowest_photon_GeV(from)) / from;
    return squeeze * annihilation_spectrum_cm2_per_GeV(from, squeeze * to);
}

/* Compton electrons above `to`: scattered photons below from + m_e - to. */
static double compton_electrons(const struct tabulated_kernels *k, const struct gauss_rule *rule, double from, double to) {
    const double low = log(from / (1.0 + 2.0 * from / EPSCAN_ELECTRON_MASS_GeV));
    const double high = log(fmin(from + EPSCAN_ELECTRON_MASS_GeV - to, from));
    double sum = 0.0;
    if (!k->effects.compton || !(high > low)) return 0.0;
    for (int i = 0; i < rule->count; i++) {
        const double photon = exp(node_between(low, high, rule->node[i]));
        sum += 0.5 * (high - low) * rule->weight[i] * photon * compton_spectrum_cm2_per_GeV(from, photon);
    }
    return k->electrons_per_cm2_X0 * sum;
}

/* ---- First step: radiation and pairs by the energy they come from ---- */

/* Integrate `density` (per ln drop) upwards from the first node: sum[panel][node]; returns the whole. */
static double integrate_up(const struct maker *m, double density[MAX_PANELS][N], double sum[MAX_PANELS][N]) {
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
            sum += 0.5 * (b - a) * m->rule.weight[j] * exp(-drop) * bremsstrahlung(k, energy_GeV, -expm1(-drop));
        }
    }
    return sum;
}

/* Pairs in which the positron takes more than half. */
static double half_of_pairs(const struct maker *m, double pairs_above[MAX_PANELS][N]) {
    const struct tabulated_kernels *k = m->kernels;
    return gauss_rule_interpolate(&m->rule, pairs_above[k->lower_count], -1.0);
}

static void radiation_from(const struct maker *m, int from, struct radiation *r) {
    struct tabulated_kernels *k = m->kernels;
    const double energy_GeV = exp(node_between(k->from_low, k->from_high, k->from_rule.node[from]));
    double loss_density[MAX_PANELS][N], pair_density[MAX_PANELS][N], below[MAX_PANELS][N];
    for (int panel = 0; panel < k->panel_count; panel++)
        for (int i = 0; i < N; i++) {
            const double drop = drop_at(m, panel, i), kept = exp(-drop), lost = -expm1(-drop);
            const double seen = fmax(drop, least_pair_drop), share = exp(-seen); /* kernels of these vanish or are constant */
            loss_density[panel][i] = drop * kept * bremsstrahlung(k, energy_GeV, lost);
            pair_density[panel][i] = drop * share * pairs(k, energy_GeV, share);
            r->radiated[panel][i] = share * bremsstrahlung(k, energy_GeV, share);
        }
    const double whole = integrate_up(m, loss_density, below) + loss_beyond(m, energy_GeV);
    for (int panel = 0; panel < k->panel_count; panel++)
        for (int i = 0; i < N; i++) r->loss[panel][i] = whole - below[panel][i];
    integrate_up(m, pair_density, r->pairs);
    k->pair_rate[from] = 2.0 * half_of_pairs(m, r->pairs);
}

/* ---- Second step: the table by the energy to which particles come ---- */

static void kernel_values(const struct maker *m, double to, int panel, int node, double value[KERNEL_PADDED]) {
    const struct tabulated_kernels *k = m->kernels;
    const double drop = drop_at(m, panel, node), from = to * exp(drop);
    double cardinal[MAX_FROM], loss = 0.0, radiated = 0.0, pairs_above = 0.0;
    gauss_rule_cardinals(&k->from_rule, (2.0 * log(from) - k->from_low - k->from_high) / (k->from_high - k->from_low), cardinal);
    for (int f = 0; f < k->from_rule.count; f++) {
        loss += cardinal[f] * m->from[f].loss[panel][node];
        radiated += cardinal[f] * m->from[f].radiated[panel][node];
        pairs_above += cardinal[f] * m->from[f].pairs[panel][node];
    }
    const double annihilated = k->effects.annihilation ? k->electrons_per_cm2_X0 * annihilation_cross_section_cm2(from) : 0.0;
    const double photons = k->effects.annihilation ? k->electrons_per_cm2_X0 * annihilation_photons(from, to) : 0.0;
    const double scattered = k->effects.compton ? k->electrons_per_cm2_X0 * compton_spectrum_cm2_per_GeV(from, to) : 0.0;
    loss += k->screening_constant * log(drop);
    memset(value, 0, KERNEL_PADDED * sizeof *value);
    value[KERNEL_ELECTRON_LOSS] = loss + delta_rays(k, EM_ELECTRON, from, from - to);
    value[KERNEL_POSITRON_LOSS] = loss + delta_rays(k, EM_POSITRON, from, from - to) + annihilated;
    value[KERNEL_ELECTRON_RADIATED] = radiated;
    value[KERNEL_POSITRON_RADIATED] = radiated + to * photons;
    value[KERNEL_PHOTON_POSITRONS] = pairs_above;
    value[KERNEL_PHOTON_ELECTRONS] = pairs_above + compton_electrons(k, &m->rule, from, to);
    value[KERNEL_PHOTON_SCATTERED] = to * scattered;
    value[KERNEL_ELECTRON_KNOCKED] = delta_rays(k, EM_ELECTRON, from, kinetic(to));
    value[KERNEL_POSITRON_KNOCKED] = delta_rays(k, EM_POSITRON, from, kinetic(to));
}

static void fill_table(const struct maker *m, int to_node) {
    const struct tabulated_kernels *k = m->kernels;
    const double to = exp(node_between(k->to_low, k->to_high, k->to_rule.node[to_node]));
    for (int panel = 0; panel < k->panel_count; panel++) {
        double value[KERNEL_PADDED];
        for (int i = 0; i < N; i++) {
            kernel_values(m, to, panel, i, value);
            for (int p = 0; p < N; p++)
                for (int kernel = 0; kernel < KERNEL_COUNT; kernel++)
                    k->table[to_node][panel][p][kernel] += m->power[p][i] * value[kernel];
        }
    }
}

/* ---- What the cascade calls ---- */

static void prepare(const void *data, double to_GeV, double *scratch) {
    const struct tabulated_kernels *k = data;
    double cardinal[MAX_TO];
    const size_t count = (size_t)k->panel_count * N * KERNEL_PADDED;
    gauss_rule_cardinals(&k->to_rule, (2.0 * log(to_GeV) - k->to_low - k->to_high) / (k->to_high - k->to_low), cardinal);
    memset(scratch, 0, count * sizeof *scratch);
    for (int t = 0; t < k->to_count; t++) {
        const double *restrict from = &k->table[t][0][0][0], weight = cardinal[t];
        double *restrict sum = scratch;
        for (size_t i = 0; i < count; i++) sum[i] += weight * from[i];
    }
}

static void at(const void *data, const double *scratch, double drop, double value[KERNEL_PADDED]) {
    const struct tabulated_kernels *k = data;
    const double log_drop = log(drop), above = log_drop - k->kink_log_drop;
    const double position = fmax(k->lower_count + above / (above < 0.0 ? k->panel_width : k->upper_width), 0.0);
    int panel = (int)position;
    if (panel >= k->panel_count) panel = k->panel_count - 1;
    const double x = 2.0 * (position - panel) - 1.0;
    const double *restrict coefficient = scratch + (size_t)panel * N * KERNEL_PADDED;
    double sum[KERNEL_PADDED] = {0.0};
    for (int p = N - 1; p >= 0; p--)
        for (int i = 0; i < KERNEL_PADDED; i++) sum[i] = sum[i] * x + coefficient[p * KERNEL_PADDED + i];
    /* beneath the first panel only the losses still grow, like the logarithm */
    const double beneath = fmax(k->first_log_drop - log_drop, 0.0);
    const double logarithm = (k->soft_slope - k->screening_constant) * beneath - k->screening_constant * log_drop;
    sum[KERNEL_ELECTRON_LOSS] += logarithm;
    sum[KERNEL_POSITRON_LOSS] += logarithm;
    memcpy(value, sum, sizeof sum);
}

static double photon_rate(const void *data, double photon_GeV) {
    const struct tabulated_kernels *k = data;
    const double x = (2.0 * log(photon_GeV) - k->from_low - k->from_high) / (k->from_high - k->from_low);
    const double scattered = k->effects.compton ? k->electrons_per_cm2_X0 * compton_cross_section_cm2(photon_GeV) : 0.0;
    return gauss_rule_interpolate(&k->from_rule, k->pair_rate, x) + scattered;
}

static double continuous_loss(const void *data, enum em_lepton lepton, double energy_GeV) {
    const struct tabulated_kernels *k = data;
    const bool suppressed = k->effects.radiation.lpm || k->effects.radiation.dielectric;
    double sum = 0.0;
    if (!k->effects.ionisation) return suppressed ? vanishing_loss_share * energy_GeV : 0.0;
    for (int cut = 0; cut < (k->effects.delta_rays ? DELTA_RAY_CUTS : 1); cut++)
        for (int i = 0; i < k->media.count; i++)
            sum += k->media.share[i] * k->media.medium[i].radiation_length_g_per_cm2 *
                   restricted_loss_GeV_cm2_per_g(&k->media.medium[i], lepton, energy_GeV,
                                                 k->effects.delta_rays ? k->delta_ray_shares[cut] * energy_GeV : energy_GeV);
    return k->effects.delta_rays ? sum / DELTA_RAY_CUTS : sum;
}

static double soft_slope(const void *data, enum em_lepton lepton, double energy_GeV) {
    (void)lepton, (void)energy_GeV;
    return ((const struct tabulated_kernels *)data)->soft_slope;
}

static double soft_constant(const void *data, enum em_lepton lepton, double energy_GeV) {
    (void)energy_GeV;
    return ((const struct tabulated_kernels *)data)->soft_constant[lepton == EM_POSITRON];
}

static size_t scratch_count(const struct tabulated_kernels *k) {
    return (size_t)k->panel_count * N * KERNEL_PADDED;
}

struct shower_kernels tabulated_kernels_view(const struct tabulated_kernels *kernels) {
    return (struct shower_kernels){
        .scratch_count = scratch_count(kernels),
        .prepare = prepare,
        .at = at,
        .photon_rate = photon_rate,
        .continuous_loss = continuous_loss,
        .soft_slope = soft_slope,
        .soft_constant = soft_constant,
        .data = kernels,
    };
}

/* ---- Making ---- */

/* Integrals and powers of the panel's Lagrange polynomials. */
static void maker_rules(struct maker *m) {
    gauss_rule_init(&m->rule, N);
    gauss_rule_integrals(&m->rule, &m->integral[0][0]);
    for (int j = 0; j < N; j++) {
        m->power[0][j] = 1.0;
        int degree = 0;
        for (int other = 0; other < N; other++) {
            if (other == j) continue;
            const double scale = 1.0 / (m->rule.node[j] - m->rule.node[other]);
            for (int p = ++degree; p >= 0; p--)
                m->power[p][j] =
                    scale * ((p ? m->power[p - 1][j] : 0.0) - m->rule.node[other] * (p < degree ? m->power[p][j] : 0.0));
        }
    }
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
    k->to_low = log(lowest_energy_GeV) - overhang; /* polynomials are worst at their ends */
    k->to_high = log(k->beam_energy_GeV) + overhang;
    k->from_low = k->to_low;
    k->from_high = k->to_high + exp(k->kink_log_drop + above);
    k->to_count = (int)fmin(8.0 + 1.5 * longest, MAX_TO);
    gauss_rule_init(&k->to_rule, k->to_count);
    gauss_rule_init(&k->from_rule, (int)fmin(10.0 + 1.5 * (k->from_high - k->from_low), MAX_FROM));
}

static epscan_status set_soft_limit(struct tabulated_kernels *k) {
    const double drop = exp(k->first_log_drop);
    const struct shower_kernels view = tabulated_kernels_view(k);
    double value[KERNEL_PADDED], *scratch = calloc(scratch_count(k), sizeof *scratch);
    if (!scratch) return error_no_memory("the shower's cross-sections");
    k->soft_slope = drop * bremsstrahlung(k, k->beam_energy_GeV, drop);
    view.prepare(k, k->beam_energy_GeV, scratch);
    view.at(k, scratch, drop, value);
    k->soft_constant[0] = value[KERNEL_ELECTRON_LOSS] + k->soft_slope * k->first_log_drop;
    k->soft_constant[1] = value[KERNEL_POSITRON_LOSS] + k->soft_slope * k->first_log_drop;
    free(scratch);
    return EPSCAN_OK;
}

epscan_status tabulated_kernels_create(const struct target *target, struct shower_effects effects, double beam_energy_GeV,
                                       double lowest_energy_GeV, struct tabulated_kernels **kernels) {
    struct tabulated_kernels *k = calloc(1, sizeof *k);
    struct maker *m = calloc(1, sizeof *m);
    epscan_status status = k && m ? shower_media_of_target(target, &k->media) : error_no_memory("the shower's cross-sections");
    if (status) goto cleanup;
    m->kernels = k;
    k->effects = effects;
    k->beam_energy_GeV = beam_energy_GeV;
    k->screening_constant = target_screening_constant(target);
    for (int i = 0; i < k->media.count; i++) k->electrons_per_cm2_X0 += k->media.share[i] * k->media.medium[i].electrons_per_cm2_X0;
    lay_out(k, lowest_energy_GeV);
    maker_rules(m);
    for (int cut = 0; cut < DELTA_RAY_CUTS; cut++) k->delta_ray_shares[cut] = delta_ray_share(cut);
    k->table = calloc((size_t)k->to_count, sizeof *k->table);
    m->from = calloc((size_t)k->from_rule.count, sizeof *m->from);
    if (!k->table || !m->from) {
        status = error_no_memory("the shower's cross-sections");
        goto cleanup;
    }
    for (int f = 0; f < k->from_rule.count; f++) radiation_from(m, f, &m->from[f]);
    for (int t = 0; t < k->to_count; t++) fill_table(m, t);
    status = set_soft_limit(k);
    if (status) goto cleanup;
    *kernels = k;
    k = NULL;
cleanup:
    tabulated_kernels_free(k);
    if (m) free(m->from);
    free(m);
    return status;
}

void tabulated_kernels_free(struct tabulated_kernels *kernels) {
    if (!kernels) return;
    free(kernels->table);
    free(kernels);
}
