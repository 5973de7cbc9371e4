/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both sides couple to A' through currents, of which the electromagnetic one is conserved, so that the cross-section is a product
 * of what A' decays to at mass sqrt(s):
 *
 *     sigma = 4 pi/k^2 (3/w) (sqrt(s) Gamma_chi) (sqrt(s) Gamma_visible) / [(s - m_A'^2)^2 + s Gamma(s)^2],    k^2 = s beta^2/4,
 *
 * with w spin states of the two (1 scalar, 4 fermions), twice that for Majorana, whose width has the 1/2 of identical particles:
 *
 *     scalar         sqrt(s) Gamma_chi = alpha_D s beta^3/12              sigma ~ beta
 *     Majorana       sqrt(s) Gamma_chi = alpha_D s beta^3/6               sigma ~ beta
 *     pseudo-Dirac   sqrt(s) Gamma_chi = alpha_D s beta (1 + 2 m_chi^2/s)/3    sigma ~ (1 + 2 m_chi^2/s)/beta
 *
 * (of two masses, with m_chi their mean, times [1 - (m_2 - m_1)^2/s] to the powers 3/2 and 1/2, as k^2 has it in the denominator)
 * and sigma = (4 pi/3) alpha alpha_D epsilon^2 s V(s) x the last column / [...]. sqrt(s) Gamma_visible = epsilon^2 alpha s V/3;
 * V counts massless lepton pairs. The widths are Eq. 4 of the paper (dark_current.c) for an A' of mass sqrt(s).
 *
 * The width runs because sqrt(s) Gamma(s) is the imaginary part of the propagator's self-energy: it vanishes at the chi
 * threshold, near which annihilation happens, where a constant width would broaden a resonance at r -> 1/2 that is narrow.
 */
#include "relic/dark_annihilation.h"

#include "epscan/constants.h"
#include "model/dark_current.h"
#include "relic/hadron_ratio.h"

#include <math.h>

#include <gsl/gsl_sf_bessel.h>

static const struct dark_current *current_of(enum relic_dark_matter kind) {
    static const int row[RELIC_KIND_COUNT] = {
        [RELIC_SCALAR] = EPSCAN_SCALAR, [RELIC_MAJORANA] = EPSCAN_MAJORANA, [RELIC_PSEUDO_DIRAC] = EPSCAN_PSEUDO_DIRAC};
    return &dark_currents[row[kind]];
}

static double square(double x) {
    return x * x;
}

double dark_annihilation_threshold(const struct relic_model *model) {
    return 2.0 + model->splitting;
}

struct dark_abundance dark_annihilation_abundance(const struct relic_model *model, double x) {
    const struct dark_current *current = current_of(model->kind);
    const double u = 1.0 + model->splitting;
    if (model->splitting == 0.0) return (struct dark_abundance){current->states, log(current->annihilating_pairs)};
    /* ln of n_2/n_1 */
    const double log_ratio =
        2.0 * log(u) + log(gsl_sf_bessel_Kn_scaled(2, u * x) / gsl_sf_bessel_Kn_scaled(2, x)) - model->splitting * x;
    return (struct dark_abundance){0.5 * current->states * (1.0 + exp(log_ratio)),
                                   log(4.0 * current->annihilating_pairs) + log_ratio - 2.0 * log1p(exp(log_ratio))};
}

static double lepton_ratio(double s, double mass) {
    const double x = square(mass) / s;
    return x < 0.25 ? (1.0 + 2.0 * x) * sqrt(1.0 - 4.0 * x) : 0.0;
}

double dark_annihilation_visible_ratio(double s) {
    return lepton_ratio(s, EPSCAN_ELECTRON_MASS_GeV) + lepton_ratio(s, EPSCAN_MUON_MASS_GeV) +
           lepton_ratio(s, EPSCAN_TAU_MASS_GeV) + hadron_ratio(s);
}

struct dark_cross_section dark_cross_section_at(const struct relic_model *model, struct dark_collision collision) {
    const double z = collision.z, m2 = square(model->mass_GeV), s = m2 * square(z);
    const double threshold = dark_annihilation_threshold(model), x = square(0.5 * threshold / z);
    const double beta = sqrt(collision.above_threshold * (z + threshold)) / z, vector = 1.0 + 2.0 * x;
    const double visible = dark_annihilation_visible_ratio(s), split2 = square(model->splitting), z2 = square(z);
    const double flux = model->kind == RELIC_PSEUDO_DIRAC ? vector / beta * sqrt(1.0 - split2 / z2) : beta;
    return (struct dark_cross_section){
        .numerator = 4.0 * EPSCAN_PI / 3.0 * EPSCAN_FINE_STRUCTURE * model->alpha_D * s * visible * flux,
        .off_resonance = m2 * collision.from_resonance * (z + 1.0 / model->mass_ratio),
        .dark = dark_current_width(current_of(model->kind), model->alpha_D * s, x, square(beta)) *
                dark_current_split_factor(split2, z2),
        .visible = EPSCAN_FINE_STRUCTURE * s * visible / 3.0,
    };
}

double dark_cross_section_GeV_2(const struct dark_cross_section *at, double epsilon) {
    const double epsilon2 = square(epsilon);
    return epsilon2 * at->numerator / (square(at->off_resonance) + square(at->dark + epsilon2 * at->visible));
}
