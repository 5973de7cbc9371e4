/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Delta rays of kinetic energy T = eps (E - m_e) from free electrons at rest, gamma = E/m_e, y = 1/(gamma + 1):
 *
 *     Moller, Ann. Phys. 14, 531 (1932):
 *     dsigma/deps = 2 pi r_e^2/[beta^2 (gamma - 1)] { (gamma-1)^2/gamma^2 + 1/eps^2 + 1/(1-eps)^2
 *                                                     - (2 gamma - 1)/gamma^2 [1/eps + 1/(1-eps)] },    eps <= 1/2
 *     Bhabha, Proc. R. Soc. A 154, 195 (1936):
 *     dsigma/deps = 2 pi r_e^2/(gamma - 1) [1/(beta eps)^2 - B1/eps + B2 - B3 eps + B4 eps^2],          eps <= 1
 *     B1 = 2 - y^2, B2 = (1 - 2y)(3 + y^2), B4 = (1 - 2y)^3, B3 = (1 - 2y)^2 + B4
 *
 * Validity: T well above the binding energies of the electrons.
 */
#include "matter/cross_sections.h"

#include "epscan/constants.h"

#include <math.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

static double beta_squared(double gamma) {
    return (gamma - 1.0) * (gamma + 1.0) / (gamma * gamma);
}

/* 2 pi r_e^2/(gamma - 1) [cm^2] */
static double cross_section_unit(double gamma) {
    return 2.0 * EPSCAN_PI * electron_radius_squared_cm2() / (gamma - 1.0);
}

struct bhabha_coefficients {
    double B1, B2, B3, B4;
};

static struct bhabha_coefficients bhabha_coefficients(double gamma) {
    const double y = 1.0 / (gamma + 1.0), u = 1.0 - 2.0 * y;
    return (struct bhabha_coefficients){2.0 - y * y, u * (3.0 + y * y), u * u * (1.0 + u), u * u * u};
}

double moller_cross_section_cm2_per_GeV(double energy_GeV, double kinetic_GeV) {
    const double gamma = energy_GeV / electron_mass, most = energy_GeV - electron_mass, e = kinetic_GeV / most;
    if (!(most > 0.0) || !(e > 0.0) || e > 0.5) return 0.0;
    const double g2 = gamma * gamma, exchange = (2.0 * gamma - 1.0) / g2, r = 1.0 - e;
    const double bracket = (gamma - 1.0) * (gamma - 1.0) / g2 + 1.0 / (e * e) + 1.0 / (r * r) - exchange / (e * r);
    return cross_section_unit(gamma) / beta_squared(gamma) * bracket / most;
}

double bhabha_cross_section_cm2_per_GeV(double energy_GeV, double kinetic_GeV) {
    const double gamma = energy_GeV / electron_mass, most = energy_GeV - electron_mass, e = kinetic_GeV / most;
    if (!(most > 0.0) || !(e > 0.0) || e > 1.0) return 0.0;
    const struct bhabha_coefficients b = bhabha_coefficients(gamma);
    const double bracket = 1.0 / (beta_squared(gamma) * e * e) - b.B1 / e + b.B2 - e * (b.B3 - e * b.B4);
    return cross_section_unit(gamma) * bracket / most;
}

double moller_cross_section_above_cm2(double energy_GeV, double cut_GeV) {
    const double gamma = energy_GeV / electron_mass, e = cut_GeV / (energy_GeV - electron_mass);
    if (!(gamma > 1.0) || !(e > 0.0) || e >= 0.5) return 0.0;
    const double g2 = gamma * gamma, exchange = (2.0 * gamma - 1.0) / g2;
    const double integral =
        (gamma - 1.0) * (gamma - 1.0) / g2 * (0.5 - e) + (1.0 - 2.0 * e) / (e * (1.0 - e)) - exchange * log((1.0 - e) / e);
    return cross_section_unit(gamma) / beta_squared(gamma) * integral;
}

double bhabha_cross_section_above_cm2(double energy_GeV, double cut_GeV) {
    const double gamma = energy_GeV / electron_mass, e = cut_GeV / (energy_GeV - electron_mass);
    if (!(gamma > 1.0) || !(e > 0.0) || e >= 1.0) return 0.0;
    const struct bhabha_coefficients b = bhabha_coefficients(gamma);
    const double integral = (1.0 - e) / (e * beta_squared(gamma)) + b.B1 * log(e) + b.B2 * (1.0 - e) - 0.5 * b.B3 * (1.0 - e * e) +
                            b.B4 / 3.0 * (1.0 - e * e * e);
    return cross_section_unit(gamma) * integral;
}
