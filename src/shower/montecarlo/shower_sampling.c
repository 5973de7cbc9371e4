/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the transport samples from, tabulated once in ln E and in ln y, sqrt(1-y) or sqrt(x) of shares: the mean continuous loss
 * (collisions below the delta rays' cut, photons and direct pairs below the soft share), and the ratios of differential rates to
 * those of complete screening, with majorants of all rates, 1 % above the largest of the nodes. Cross-sections: matter/. E in GeV,
 * rates per X0.
 */
#include "shower/montecarlo/shower_sampling.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "core/random_stream.h"
#include "epscan/constants.h"
#include "matter/trident.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SOFT_NODES = 24 };

static double screened_radiation(double c, double y) {
    return c * (1.0 - y) + y * y;
}

double sampling_delta_ray_rate(const struct shower_sampling *s, int medium, enum em_lepton lepton, double energy_GeV) {
    const double cut = sampling_delta_ray_GeV(s, energy_GeV), electrons = s->media.medium[medium].electrons_per_cm2_X0;
    if (!s->effects.delta_rays) return 0.0;
    return electrons * (lepton == EM_ELECTRON ? moller_cross_section_above_cm2(energy_GeV, cut)
                                              : bhabha_cross_section_above_cm2(energy_GeV, cut));
}

double sampling_annihilation_rate(const struct shower_sampling *s, int medium, double energy_GeV) {
    if (!s->effects.annihilation) return 0.0;
    return s->media.medium[medium].electrons_per_cm2_X0 * annihilation_cross_section_cm2(energy_GeV);
}

double sampling_compton_rate(const struct shower_sampling *s, int medium, double photon_GeV) {
    if (!s->effects.compton) return 0.0;
    return s->media.medium[medium].electrons_per_cm2_X0 * compton_cross_section_cm2(photon_GeV);
}

/* Share of the energy lost per X0 to photons below the soft share: int y dN/dy dy, in ln y down to where nothing is left. */
static double soft_radiation(const struct shower_sampling *s, const struct em_medium *medium, const struct gauss_rule *rule,
                             double energy_GeV) {
    const double low = -30.0, high = s->log_soft_share;
    double sum = 0.0;
    for (int i = 0; i < rule->count; i++) {
        /* crowded towards the soft share, where the integrand e^(ln y) is */
        const double z = 0.5 * (1.0 + rule->node[i]), log_y = high + (low - high) * z * z, y = exp(log_y);
        sum += rule->weight[i] * z * (high - low) * y * y *
               bremsstrahlung_rate_per_X0(medium, s->effects.radiation, energy_GeV, y * energy_GeV);
    }
    return sum;
}

/* The same for direct pairs, down to those of two electrons at rest. */
static double soft_direct_pairs(const struct shower_sampling *s, const struct em_medium *medium, const struct gauss_rule *rule,
                                double energy_GeV) {
    const double low = log(4.0 * EPSCAN_ELECTRON_MASS_GeV / energy_GeV), high = s->log_soft_share;
    double sum = 0.0;
    if (!s->effects.direct_pairs || !(low < high)) return 0.0;
    for (int i = 0; i < rule->count; i++) {
        const double pair = energy_GeV * exp(0.5 * (low + high + (high - low) * rule->node[i]));
        sum += 0.5 * (high - low) * rule->weight[i] * pair * pair *
               trident_pairs_per_GeV_X0(medium, trident_of_electrons(), energy_GeV, pair);
    }
    return sum / energy_GeV;
}

static double continuous_loss(const struct shower_sampling *s, int medium, enum em_lepton lepton, double energy_GeV) {
    const struct em_medium *m = &s->media.medium[medium];
    const double cut = s->effects.delta_rays ? sampling_delta_ray_GeV(s, energy_GeV) : energy_GeV;
    if (!s->effects.ionisation) return 0.0;
    return m->radiation_length_g_per_cm2 * restricted_loss_GeV_cm2_per_g(m, lepton, energy_GeV, cut) / energy_GeV;
}

/* y dN/(dt dy) over that of complete screening; the majorant follows. */
static float radiation_ratio(struct shower_sampling *s, const struct em_medium *m, double energy_GeV, double y) {
    const double rate = y * bremsstrahlung_rate_per_X0(m, s->effects.radiation, energy_GeV, y * energy_GeV);
    s->radiation_majorant = fmax(s->radiation_majorant, rate);
    return (float)(rate / screened_radiation(s->screening_constant, y));
}

static float pair_ratio(struct shower_sampling *s, const struct em_medium *m, double energy_GeV, double x) {
    const double rate = pair_rate_per_X0(m, s->effects.radiation, energy_GeV, x * energy_GeV);
    s->pair_majorant = fmax(s->pair_majorant, rate);
    return (float)(rate / (1.0 - s->screening_constant * x * (1.0 - x)));
}

/* y dN/(dt dy); the majorant follows. */
static float direct_pairs(struct shower_sampling *s, const struct em_medium *m, double energy_GeV, double y) {
    const double pair = y * energy_GeV, rate = pair * trident_pairs_per_GeV_X0(m, trident_of_electrons(), energy_GeV, pair);
    s->direct_pair_majorant = fmax(s->direct_pair_majorant, rate);
    return (float)rate;
}

static void fill_direct_pairs(struct shower_sampling *s, const struct em_medium *m, float *row, double energy_GeV) {
    for (int i = 0; i < SAMPLING_SHARES - 1; i++) /* the last, y = 1, is 0 */
        row[i] = direct_pairs(s, m, energy_GeV, exp(s->log_soft_share * (1.0 - (double)i / (SAMPLING_SHARES - 1))));
}

/* Bilinear in the logarithms. */
double sampling_direct_pairs(const struct shower_sampling *s, int medium, double energy_GeV, double log_share) {
    const double share = (SAMPLING_SHARES - 1) * (1.0 - log_share / s->log_soft_share);
    const double energy = fmax((log(energy_GeV) - s->low_log_energy) * s->energies_per_log, 0.0);
    const int e = energy < SAMPLING_ENERGIES - 2 ? (int)energy : SAMPLING_ENERGIES - 2;
    const int i = share < SAMPLING_SHARES - 2 ? (int)share : SAMPLING_SHARES - 2;
    const float *low = &s->direct_pairs[((size_t)medium * SAMPLING_ENERGIES + (size_t)e) * SAMPLING_SHARES + (size_t)i];
    const float *high = low + SAMPLING_SHARES;
    const double t = share - i, f = energy - e;
    return (1.0 - f) * ((1.0 - t) * low[0] + t * low[1]) + f * ((1.0 - t) * high[0] + t * high[1]);
}

static void fill_energy(struct shower_sampling *s, int medium, int e, const struct gauss_rule *rule) {
    const struct em_medium *m = &s->media.medium[medium];
    const size_t row = (size_t)medium * SAMPLING_ENERGIES + (size_t)e;
    float *ratio = &s->ratio[row * SAMPLING_COLUMNS], *loss = &s->loss[(size_t)(medium * SAMPLED_KINDS * SAMPLING_ENERGIES + e)];
    const double energy_GeV = exp(s->low_log_energy + e / s->energies_per_log);
    const double edge = 1e-12; /* without screening the ends have limits, but at them the functions have none */
    for (int i = 0; i < SAMPLING_SHARES; i++) {
        const double root_left = i / s->shares_per_root, root_x = i / s->pairs_per_root;
        ratio[SAMPLING_RADIATION + i] = radiation_ratio(s, m, energy_GeV, exp(s->log_soft_share + i / s->shares_per_log));
        ratio[SAMPLING_HARD_RADIATION + i] = radiation_ratio(s, m, energy_GeV, 1.0 - fmax(root_left * root_left, edge));
        ratio[SAMPLING_PAIRS + i] = pair_ratio(s, m, energy_GeV, fmax(root_x * root_x, edge));
    }
    if (s->effects.direct_pairs) fill_direct_pairs(s, m, &s->direct_pairs[row * SAMPLING_SHARES], energy_GeV);
    const double soft = soft_radiation(s, m, rule, energy_GeV) + soft_direct_pairs(s, m, rule, energy_GeV);
    loss[SAMPLED_ELECTRON * SAMPLING_ENERGIES] = (float)(soft + continuous_loss(s, medium, EM_ELECTRON, energy_GeV));
    loss[SAMPLED_POSITRON * SAMPLING_ENERGIES] = (float)(soft + continuous_loss(s, medium, EM_POSITRON, energy_GeV));
    const double annihilation = sampling_annihilation_rate(s, medium, energy_GeV);
    s->rare_bound[medium] =
        fmax(s->rare_bound[medium], fmax(sampling_delta_ray_rate(s, medium, EM_ELECTRON, energy_GeV),
                                         sampling_delta_ray_rate(s, medium, EM_POSITRON, energy_GeV) + annihilation));
    s->compton_majorant = fmax(s->compton_majorant, sampling_compton_rate(s, medium, energy_GeV));
}

static epscan_status allocate_tables(struct shower_sampling *s) {
    const size_t rows = (size_t)s->media.count * SAMPLING_ENERGIES;
    s->ratio = calloc(rows * SAMPLING_COLUMNS, sizeof *s->ratio);
    s->loss = calloc(rows * SAMPLED_KINDS, sizeof *s->loss);
    s->direct_pairs = calloc(rows * SAMPLING_SHARES, sizeof *s->direct_pairs);
    return s->ratio && s->loss && s->direct_pairs ? EPSCAN_OK : error_no_memory("the shower's cross-sections");
}

/* Of a differential rate over a range, and of what is rare. */
static struct sampling_tries tries_of(double majorant, double range, double rare) {
    const double rate = majorant * range, all = rate + rare;
    return (struct sampling_tries){(float)(1.0 / all), (float)majorant, (float)(rate / all)};
}

/* What interpolation may exceed the tables' nodes by; and the rates of what is rare, of all media. */
static void set_majorants(struct shower_sampling *s) {
    static const double margin = 1.01;
    s->radiation_majorant *= margin;
    s->direct_pair_majorant *= margin;
    s->pair_majorant *= margin;
    s->compton_majorant *= margin;
    for (int medium = 0; medium < s->media.count; medium++) {
        s->rare_bound[medium] = s->rare_bound[medium] * margin + sampling_direct_pair_rate(s);
        s->rare_majorant = fmax(s->rare_majorant, s->rare_bound[medium]);
    }
    s->tries[0] = tries_of(s->radiation_majorant, -s->log_soft_share, s->rare_majorant);
    s->tries[1] = tries_of(s->pair_majorant, 1.0, s->compton_majorant);
}

epscan_status shower_sampling_init(struct shower_sampling *s, const struct target *target, struct shower_effects effects,
                                   double cut_GeV, double beam_energy_GeV, double soft_share) {
    struct gauss_rule rule;
    memset(s, 0, sizeof *s);
    epscan_status status = shower_media_of_target(target, &s->media);
    if (!status) status = allocate_tables(s);
    if (status) return status;
    s->effects = effects;
    s->screening_constant = target_screening_constant(target);
    s->soft_share = soft_share;
    s->log_soft_share = log(soft_share);
    s->low_log_energy = log(cut_GeV);
    s->energies_per_log = (SAMPLING_ENERGIES - 1) / log(beam_energy_GeV / cut_GeV);
    s->shares_per_log = (SAMPLING_SHARES - 1) / (log(SAMPLING_HARD_SHARE) - s->log_soft_share);
    s->shares_per_root = (SAMPLING_SHARES - 1) / sqrt(1.0 - SAMPLING_HARD_SHARE);
    s->pairs_per_root = (SAMPLING_SHARES - 1) / sqrt(0.5);
    gauss_rule_init(&rule, SOFT_NODES);
    for (int medium = 0; medium < s->media.count; medium++)
        for (int e = 0; e < SAMPLING_ENERGIES; e++) fill_energy(s, medium, e, &rule);
    set_majorants(s);
    return EPSCAN_OK;
}

void shower_sampling_clear(struct shower_sampling *s) {
    free(s->ratio);
    free(s->loss);
    free(s->direct_pairs);
    s->ratio = s->loss = s->direct_pairs = NULL;
}

/* An atom of a medium, as direct pairs count them. */
static int direct_pair_Z(const struct em_medium *medium, double uniform) {
    double share[EM_MEDIUM_MAX_ELEMENTS], sum = 0.0;
    int i = 0;
    for (int k = 0; k < medium->element_count; k++) {
        const struct em_atom *atom = &medium->atoms[k];
        share[k] = atom->radiators_per_cm2_X0 * atom->Z * (atom->Z + atom->inelastic_logarithm / atom->elastic_logarithm);
        sum += share[k];
    }
    for (uniform *= sum; i < medium->element_count - 1 && uniform >= share[i]; i++) uniform -= share[i];
    return medium->atoms[i].Z;
}

/* By cells of ln[x/(1-x)], x the share, in which d sigma/dx is smooth down to electrons at rest. */
double sampling_direct_pair_sharing(const struct shower_sampling *s, int medium, double energy_GeV, double pair_GeV,
                                    const uint32_t word[2]) {
    enum { CELLS = 64 };
    const double most = log(pair_GeV / EPSCAN_ELECTRON_MASS_GeV), width = 2.0 * most / CELLS;
    const int Z = direct_pair_Z(&s->media.medium[medium], random_uniform(word[0]));
    double weight[CELLS], sum = 0.0;
    int cell = 0;
    for (int i = 0; i < CELLS; i++) {
        const double x = 1.0 / (1.0 + exp(most - width * (i + 0.5)));
        weight[i] =
            x * (1.0 - x) * trident_cross_section_cm2_per_GeV(trident_of_electrons(), Z, energy_GeV, pair_GeV, 1.0 - 2.0 * x);
        sum += weight[i];
    }
    if (!(sum > 0.0)) return 0.5;
    double left = random_uniform(word[1]) * sum;
    for (; cell < CELLS - 1 && left >= weight[cell]; cell++) left -= weight[cell];
    return 1.0 / (1.0 + exp(most - width * (cell + fmin(left / weight[cell], 1.0))));
}
