/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Energy loss of e- and e+ to delta rays below a cut, tau = (E - m_e)/m_e, Delta = cut/m_e: Berger and Seltzer, as in
 * ICRU Report 37 (1984) and, restricted, Uehling, Annu. Rev. Nucl. Sci. 4, 315 (1954),
 *
 *     -dE/dX = 2 pi r_e^2 m_e n_e/beta^2 { ln[2 (tau + 2)/(I/m_e)^2] + F(tau, Delta) - delta }
 *
 *     F- = -1 - beta^2 + ln[(tau - D) D] + tau/(tau - D) + [D^2/2 + (2 tau + 1) ln(1 - D/tau)]/gamma^2,    D <= tau/2
 *     F+ = ln(tau D) - beta^2/tau [tau + 2 D - 3/2 D^2 y - (D - D^3/3) y^2 - (D^2/2 - tau D^3/3 + D^4/4) y^3]
 *     y = 1/(gamma + 1)
 *
 * so that d(-dE/dX)/d(cut) is cut x the Moller or Bhabha cross-section of delta_rays.c. delta is Sternheimer's: for a
 * plasma, which every medium is to a fast particle, delta -> 2 ln(beta gamma hbar omega_p/I) - 1, and I drops out of the loss.
 */
#include "matter/cross_sections.h"

#include "epscan/constants.h"

#include <math.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

double density_effect_delta(const struct em_medium *medium, double beta_gamma) {
    const struct em_density_effect *effect = &medium->density_effect;
    const double x = log10(beta_gamma), below = fmax(effect->x1 - x, 0.0);
    if (x < effect->x0) return 0.0;
    /* Sternheimer & Peierls, Phys. Rev. B 3, 3681 (1971) */
    return fmax(2.0 * log(beta_gamma) - effect->C_bar + effect->a * below * below * below, 0.0);
}

static double electron_term(double tau, double cut) {
    const double D = fmin(cut, 0.5 * tau), gamma = tau + 1.0, beta2 = tau * (tau + 2.0) / (gamma * gamma);
    return -1.0 - beta2 + log((tau - D) * D) + tau / (tau - D) +
           (0.5 * D * D + (2.0 * tau + 1.0) * log1p(-D / tau)) / (gamma * gamma);
}

static double positron_term(double tau, double cut) {
    const double D = fmin(cut, tau), gamma = tau + 1.0, beta2 = tau * (tau + 2.0) / (gamma * gamma);
    const double y = 1.0 / (gamma + 1.0), D2 = D * D;
    const double bracket =
        tau + 2.0 * D - 1.5 * D2 * y - (D - D2 * D / 3.0) * y * y - (0.5 * D2 - tau * D2 * D / 3.0 + 0.25 * D2 * D2) * y * y * y;
    return log(tau * D) - beta2 / tau * bracket;
}

double restricted_loss_GeV_cm2_per_g(const struct em_medium *medium, enum em_lepton lepton, double energy_GeV, double cut_GeV) {
    const double gamma = energy_GeV / electron_mass, tau = gamma - 1.0, cut = cut_GeV / electron_mass;
    if (!(tau > 0.0) || !(cut > 0.0)) return 0.0;
    const double beta2 = tau * (tau + 2.0) / (gamma * gamma);
    const double excitation = medium->mean_excitation_energy_GeV / electron_mass;
    const double delta = density_effect_delta(medium, sqrt(beta2) * gamma);
    const double unit = 2.0 * EPSCAN_PI * electron_radius_squared_cm2() * electron_mass * medium->electrons_per_g;
    const double term = lepton == EM_ELECTRON ? electron_term(tau, cut) : positron_term(tau, cut);
    return fmax(unit / beta2 * (log(2.0 * (tau + 2.0) / (excitation * excitation)) + term - delta), 0.0);
}
