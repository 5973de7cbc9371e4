/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * X of spin J couples chi's current to that of leptons and quarks. Where one of the two is conserved, or J = 0, the cross-section
 * is a product of what X decays to at mass sqrt(s):
 *
 *     sigma = 4 pi/k^2 ((2J+1)/w) (sqrt(s) Gamma_chi) (sqrt(s) Gamma_rest) / [(s - m_X^2)^2 + s Gamma(s)^2],    k^2 = s beta^2/4,
 *
 * with w spin states of the two (1 scalar, 4 fermions), twice that for Majorana, whose width has the 1/2 of identical particles.
 * The widths are rows of model/dark_current.h and model/mediator.h for an X of mass sqrt(s). Of a vector,
 *
 *     scalar         sqrt(s) Gamma_chi = alpha_D s beta^3/12              sigma ~ beta
 *     Majorana       sqrt(s) Gamma_chi = alpha_D s beta^3/6               sigma ~ beta
 *     pseudo-Dirac   sqrt(s) Gamma_chi = alpha_D s beta (1 + 2 m_chi^2/s)/3    sigma ~ (1 + 2 m_chi^2/s)/beta
 *
 * (of two masses, with m_chi their mean, times [1 - (m_2 - m_1)^2/s] to the powers 3/2 and 1/2, as k^2 has it in the denominator)
 * and sigma = (4 pi/3) alpha alpha_D epsilon^2 s V(s) x the last column / [...], V the massless lepton pairs. Yukawa couplings,
 * beta^3/2 and beta/2, are p-wave and s-wave: sigma ~ beta and 1/beta.
 *
 * The width runs because sqrt(s) Gamma(s) is the imaginary part of the propagator's self-energy: it vanishes at the chi
 * threshold, near which annihilation happens, where a constant width would broaden a resonance at r -> 1/2 that is narrow.
 *
 * Where neither current is conserved (axial X, chi of an axial current or of two masses), k_mu k_nu/m_X^2 of the propagator adds,
 * with J = 0 and so without interference, what 1/(s m_X^2) between the two divergences gives: 2 m_l of a pseudoscalar's coupling to
 * leptons, 2 m_chi of one to chi, or m_2 - m_1 of a scalar's. It has no resonance, and for one mass no barrier: sigma v ~ m_l^2.
 */
#include "relic/dark_annihilation.h"

#include "epscan/constants.h"
#include "model/dark_current.h"

#include <math.h>

#include <gsl/gsl_sf_bessel.h>

static double square(double x) {
    return x * x;
}

const struct mediator *relic_mediator(const struct relic_model *model) {
    return model->mediator ? model->mediator : &mediators[0];
}

epscan_dark_photon relic_dark_photon(const struct relic_model *model) {
    return (epscan_dark_photon){.spin = model->kind,
                                .mass_GeV = model->mass_GeV / model->mass_ratio,
                                .alpha_D = model->alpha_D,
                                .mass_ratio = model->mass_ratio,
                                .splitting = model->splitting};
}

double dark_annihilation_threshold(const struct relic_model *model) {
    return 2.0 + model->splitting;
}

double dark_annihilation_lowest_z(const struct relic_model *model) {
    const struct mediator *mediator = relic_mediator(model);
    const double threshold = dark_annihilation_threshold(model);
    for (int i = 0; i < MEDIATOR_FLAVOURS; i++)
        if (mediator->neutrino[i] != 0.0) return threshold;
    return fmax(threshold, 2.0 * EPSCAN_ELECTRON_MASS_GeV / model->mass_GeV);
}

struct dark_abundance dark_annihilation_abundance(const struct relic_model *model, double x) {
    const struct dark_current *current = &dark_currents[model->kind];
    const double u = 1.0 + model->splitting;
    if (model->splitting == 0.0) return (struct dark_abundance){current->states, log(current->annihilating_pairs)};
    /* ln of n_2/n_1 */
    const double log_ratio =
        2.0 * log(u) + log(gsl_sf_bessel_Kn_scaled(2, u * x) / gsl_sf_bessel_Kn_scaled(2, x)) - model->splitting * x;
    return (struct dark_abundance){0.5 * current->states * (1.0 + exp(log_ratio)),
                                   log(4.0 * current->annihilating_pairs) + log_ratio - 2.0 * log1p(exp(log_ratio))};
}

/* 1 for a pair of unlike particles, 2 for identical ones: what their width has been divided by. */
static double identical(const struct dark_current *current) {
    return 2.0 * current->annihilating_pairs;
}

/* Spin states of two that annihilate. */
static double pair_states(const struct dark_current *current) {
    return square(current->states * current->annihilating_pairs);
}

/* sqrt(s) Gamma of a spinless X of coupling 1 to the divergence of chi's current [GeV^4]; beta^2 and 1 - (m_2 - m_1)^2/s as given.
 */
static double dark_divergence(const struct relic_model *model, double s, double beta2, double open) {
    const struct dark_current *current = &dark_currents[model->kind];
    const double difference2 = square(model->splitting * model->mass_GeV), strength = 0.5 * model->alpha_D * s * sqrt(beta2);
    if (current->is_axial) return strength * square(2.0 * model->mass_GeV) / identical(current);
    return strength * difference2 * beta2 * sqrt(open);
}

/* The same of the leptons' axial currents. */
static double lepton_divergence(const struct mediator *mediator, double s) {
    static const double mass_GeV[MEDIATOR_FLAVOURS] = {EPSCAN_ELECTRON_MASS_GeV, EPSCAN_MUON_MASS_GeV, EPSCAN_TAU_MASS_GeV};
    const double root = sqrt(s);
    double sum = 0.0;
    for (int i = 0; i < MEDIATOR_FLAVOURS; i++) {
        const double strength = EPSCAN_FINE_STRUCTURE * square(2.0 * mass_GeV[i] * mediator->lepton[i]);
        sum += root * coupling_lepton_width_GeV(COUPLING_PSEUDOSCALAR, root, strength, mass_GeV[i]);
    }
    return sum;
}

struct dark_cross_section dark_cross_section_at(const struct relic_model *model, struct dark_collision collision) {
    const struct dark_current *current = &dark_currents[model->kind];
    const struct mediator *mediator = relic_mediator(model);
    const double z = collision.z, m2 = square(model->mass_GeV), s = m2 * square(z), mass = model->mass_GeV / model->mass_ratio;
    const double threshold = dark_annihilation_threshold(model), x = square(0.5 * threshold / z);
    const double beta = sqrt(collision.above_threshold * (z + threshold)) / z, split2 = square(model->splitting), z2 = square(z);
    const double open = 1.0 - split2 / z2, k2 = 0.25 * s * square(beta) * open;
    const double per_pair = 4.0 * EPSCAN_PI / k2 * identical(current) / pair_states(current);
    const struct mediator_widths rest = mediator_widths_at(mediator, mass, sqrt(s));
    const double dark = dark_current_width(current, model->alpha_D * s, x, square(beta)) * dark_current_split_factor(split2, z2);
    const double visible = rest.leptons + rest.neutrinos + rest.hadrons;
    return (struct dark_cross_section){
        .numerator = per_pair * coupling_states(mediator->coupling) * dark * visible,
        .off_resonance = m2 * collision.from_resonance * (z + 1.0 / model->mass_ratio),
        .dark = dark,
        .visible = visible,
        .contact = mediator->coupling == COUPLING_AXIAL ? per_pair * dark_divergence(model, s, square(beta), open) *
                                                              lepton_divergence(mediator, s) / square(s * square(mass))
                                                        : 0.0,
    };
}

double dark_cross_section_GeV_2(const struct dark_cross_section *at, double epsilon) {
    const double epsilon2 = square(epsilon);
    return epsilon2 * (at->numerator / (square(at->off_resonance) + square(at->dark + epsilon2 * at->visible)) + at->contact);
}
