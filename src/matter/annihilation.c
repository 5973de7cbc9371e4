/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Annihilation in flight on an electron at rest, gamma = E/m_e: Heitler, The Quantum Theory of Radiation (3rd ed., 1954),
 * Sec. 27, with eps = k/(E + m_e):
 *
 *     sigma = pi r_e^2/(gamma+1) { (gamma^2 + 4 gamma + 1)/(gamma^2 - 1) ln[gamma + sqrt(gamma^2 - 1)]
 *                                  - (gamma + 3)/sqrt(gamma^2 - 1) }
 *     dsigma/deps = pi r_e^2/(gamma-1) { [1 + 2 gamma/(gamma+1)^2] [1/eps + 1/(1-eps)] - 2
 *                                        - [1/eps^2 + 1/(1-eps)^2]/(gamma+1)^2 }
 *
 * the latter of both photons, eps between [1 -+ sqrt((gamma-1)/(gamma+1))]/2. Electrons are free: binding, one photon
 * annihilation and the pull of the nucleus are neglected; E >> binding energy.
 */
#include "matter/cross_sections.h"

#include "epscan/constants.h"

#include <math.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

double annihilation_cross_section_cm2(double positron_GeV) {
    const double gamma = positron_GeV / electron_mass;
    if (!(gamma > 1.0)) return 0.0;
    const double p2 = (gamma - 1.0) * (gamma + 1.0), p = sqrt(p2);
    const double bracket = (gamma * (gamma + 4.0) + 1.0) / p2 * asinh(p) - (gamma + 3.0) / p;
    return EPSCAN_PI * electron_radius_squared_cm2() / (gamma + 1.0) * bracket;
}

double annihilation_lowest_photon_GeV(double positron_GeV) {
    const double gamma = positron_GeV / electron_mass;
    /* (1 - sqrt((g-1)/(g+1)))/2 (E + m_e) without cancellation */
    return electron_mass / (1.0 + sqrt(fmax(gamma - 1.0, 0.0) / (gamma + 1.0)));
}

double annihilation_spectrum_cm2_per_GeV(double positron_GeV, double photon_GeV) {
    const double gamma = positron_GeV / electron_mass, total = positron_GeV + electron_mass;
    const double lowest = annihilation_lowest_photon_GeV(positron_GeV);
    if (!(gamma > 1.0) || photon_GeV < lowest || total - photon_GeV < lowest) return 0.0;
    const double g1 = gamma + 1.0, product = photon_GeV / total * ((total - photon_GeV) / total); /* eps (1 - eps) */
    const double bracket = (1.0 + 2.0 * gamma / (g1 * g1)) / product - 2.0 - (1.0 - 2.0 * product) / (product * product * g1 * g1);
    return fmax(EPSCAN_PI * electron_radius_squared_cm2() / (gamma - 1.0) * bracket / total, 0.0);
}
