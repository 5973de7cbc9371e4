/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * R(s) as a sum of channels:
 *
 *     pi+ pi-        beta^3/4 |F_pi|^2; F_pi a rho of Gounaris and Sakurai, Phys. Rev. Lett. 21, 244 (1968), with rho(1450) and
 *                    rho-omega mixing, normalised to F_pi(0) = 1
 *     omega, phi     Breit-Wigner peaks, 9/alpha^2 B_ee B_f at the top; phi -> KK with the kaons' p-wave
 *     the rest       quarks u, d, s: 2 (1 + 0.1), switched on between 1 and 1.7 GeV, where four pions and more set in;
 *                    charm from 2 m_D on
 *
 * A vector with other charges of quarks meets the same hadrons through the mesons of its quarks' content (Ilten, Soreq, Williams,
 * Xue, JHEP 06, 004 (2018)): rho = (uu - dd)/sqrt(2), omega = (uu + dd)/sqrt(2), phi = ss, so that
 *
 *     pi+ pi-  (u - d)^2,   omega  9 (u + d)^2,   phi  9 s^2,   quarks  3 (u^2 + d^2 + s^2)/2 and 9 c^2/4
 *
 * stand before the terms; all are 1 of electric charges. B-L has none of the rho, 4 times the omega, the phi, half the light quarks
 * and a quarter of the charm. Its omega -> pi pi, 1.5 %, is left out with the rho.
 *
 * Numbers: PDG, Prog. Theor. Exp. Phys. 2022, 083C01. The two that are not in it follow from those that are: the weight of
 * rho(1450) from Gamma(rho -> ee) = 7.04 keV, the strength of the mixing from B(omega -> pi pi) = 1.53 %; the phase of the mixing,
 * some 10 degrees in fits, is left out. J/psi, Upsilon and their kin are left out, and bottom.
 */
#include "model/hadron_ratio.h"

#include "epscan/constants.h"

#include <complex.h>
#include <math.h>

static const double rho_width = 0.1474, rho1450_mass = 1.465, rho1450_width = 0.400, rho1450_weight = -0.092;
static const double omega_width = 8.68e-3, omega_to_electrons = 7.38e-5, omega_mixing = 1.75e-3;
static const double omega_not_to_two_pions = 0.9847;
static const double phi_width = 4.249e-3, phi_to_electrons = 2.979e-4;
static const double phi_to_charged_kaons = 0.491, phi_to_neutral_kaons = 0.339, phi_to_others = 0.17;
static const double onset_from = 1.0, onset_to = 1.7, strong_correction = 1.1;

const struct quark_charges electric_quarks = {2.0 / 3.0, -1.0 / 3.0, -1.0 / 3.0, 2.0 / 3.0};
const struct quark_charges baryon_quarks = {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0};

static double square(double x) {
    return x * x;
}

/* Velocity of a pair of particles of the given mass; zero below its threshold. */
static double pair_velocity(double s, double mass) {
    const double beta2 = 1.0 - 4.0 * square(mass) / s;
    return beta2 > 0.0 ? sqrt(beta2) : 0.0;
}

static double cube(double x) {
    return x * x * x;
}

/* What Gounaris and Sakurai call h, of the pions' momentum k at s. */
static double pion_loop(double s, double k) {
    const double root = sqrt(s);
    return 2.0 / EPSCAN_PI * k / root * log((root + 2.0 * k) / (2.0 * EPSCAN_CHARGED_PION_MASS_GeV));
}

/* Gounaris and Sakurai, Eqs. 11 and 12: one rho of the given mass and width, 1 at s = 0. */
static double complex gounaris_sakurai(double s, double mass, double width) {
    const double m_pi = EPSCAN_CHARGED_PION_MASS_GeV, m2 = square(mass);
    const double k0 = 0.5 * mass * pair_velocity(m2, m_pi), k = 0.5 * sqrt(s) * pair_velocity(s, m_pi);
    const double h0 = pion_loop(m2, k0), slope = h0 * (0.125 / square(k0) - 0.5 / m2) + 0.5 / (EPSCAN_PI * m2);
    const double d = 3.0 / EPSCAN_PI * square(m_pi / k0) * log((mass + 2.0 * k0) / (2.0 * m_pi)) + 0.5 * mass / (EPSCAN_PI * k0) -
                     square(m_pi) * mass / (EPSCAN_PI * cube(k0));
    const double shift = width * m2 / cube(k0) * (square(k) * (pion_loop(s, k) - h0) + (m2 - s) * square(k0) * slope);
    const double running = width * cube(k / k0) * mass / sqrt(s);
    return m2 * (1.0 + d * width / mass) / (m2 - s + shift - I * mass * running);
}

double hadron_pion_form_factor_squared(double s) {
    const double m2 = square(EPSCAN_OMEGA_MASS_GeV);
    const double complex mixing = 1.0 + omega_mixing * s / (m2 - s - I * EPSCAN_OMEGA_MASS_GeV * omega_width);
    const double complex rho = gounaris_sakurai(s, EPSCAN_RHO_MASS_GeV, rho_width);
    const double complex rho1450 = gounaris_sakurai(s, rho1450_mass, rho1450_width);
    const double complex F = (rho * mixing + rho1450_weight * rho1450) / (1.0 + rho1450_weight);
    return square(creal(F)) + square(cimag(F));
}

/* R of a resonance of constant width, all decays: 9/alpha^2 B_ee at the top. */
static double resonance_ratio(double s, double mass, double width, double to_electrons) {
    const double top = 9.0 / square(EPSCAN_FINE_STRUCTURE) * to_electrons, mw2 = square(mass * width);
    return top * mw2 / (square(s - square(mass)) + mw2);
}

/* A p-wave pair's share relative to that at the resonance. */
static double p_wave(double s, double resonance, double mass) {
    return cube(pair_velocity(s, mass) / pair_velocity(square(resonance), mass));
}

/* Keeps the low tail of decays to three pions above their threshold. */
static double three_pions(double s, double resonance) {
    const double threshold = square(3.0 * EPSCAN_CHARGED_PION_MASS_GeV);
    return s > threshold ? square((1.0 - threshold / s) / (1.0 - threshold / square(resonance))) : 0.0;
}

static double phi_ratio(double s) {
    const double phi = EPSCAN_PHI_MASS_GeV;
    const double decays = phi_to_charged_kaons * p_wave(s, phi, EPSCAN_CHARGED_KAON_MASS_GeV) +
                          phi_to_neutral_kaons * p_wave(s, phi, EPSCAN_NEUTRAL_KAON_MASS_GeV) + phi_to_others * three_pions(s, phi);
    return decays * resonance_ratio(s, phi, phi_width, phi_to_electrons);
}

/* 3 sum Q^2 of u, d, s from many pions on, and of c. */
static double quark_ratio(const struct quark_charges *q, double s) {
    const double rise = fmin(fmax((sqrt(s) - onset_from) / (onset_to - onset_from), 0.0), 1.0);
    const double charm = pair_velocity(s, EPSCAN_D_MASS_GeV) * (1.5 - 0.5 * square(pair_velocity(s, EPSCAN_D_MASS_GeV)));
    const double light = 3.0 * (square(q->up) + square(q->down) + square(q->strange));
    return strong_correction * (light * rise * rise * (3.0 - 2.0 * rise) + 3.0 * square(q->charm) * charm);
}

double hadron_ratio(const struct quark_charges *q, double s) {
    const double beta = pair_velocity(s, EPSCAN_CHARGED_PION_MASS_GeV), isovector = square(q->up - q->down);
    if (!(beta > 0.0)) return 0.0;
    const double pions = isovector > 0.0 ? 0.25 * cube(beta) * hadron_pion_form_factor_squared(s) : 0.0;
    const double omega = omega_not_to_two_pions * three_pions(s, EPSCAN_OMEGA_MASS_GeV) *
                         resonance_ratio(s, EPSCAN_OMEGA_MASS_GeV, omega_width, omega_to_electrons);
    return isovector * pions + 9.0 * square(q->up + q->down) * omega + 9.0 * square(q->strange) * phi_ratio(s) + quark_ratio(q, s);
}

void hadron_features(struct hadron_feature feature[HADRON_FEATURE_COUNT]) {
    const struct hadron_feature all[HADRON_FEATURE_COUNT] = {
        {2.0 * EPSCAN_CHARGED_PION_MASS_GeV, 0.0},
        {3.0 * EPSCAN_CHARGED_PION_MASS_GeV, 0.0},
        {EPSCAN_RHO_MASS_GeV, rho_width},
        {EPSCAN_OMEGA_MASS_GeV, omega_width},
        {2.0 * EPSCAN_CHARGED_KAON_MASS_GeV, 0.0},
        {2.0 * EPSCAN_NEUTRAL_KAON_MASS_GeV, 0.0},
        {onset_from, 0.0},
        {EPSCAN_PHI_MASS_GeV, phi_width},
        {onset_to, 0.0},
        {2.0 * EPSCAN_D_MASS_GeV, 0.0},
    };
    for (int i = 0; i < HADRON_FEATURE_COUNT; i++) feature[i] = all[i];
}
