/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The A' energies that there are, and the cross-section of all: Gauss in the square roots of ln[(E-omega)/least] and
 * ln[omega/least], which make the roots of both thresholds analytic.
 */
#include "matter/dark_strahlung.h"

#include "core/gauss_legendre.h"
#include "epscan/constants.h"

#include <math.h>

/* Least energy that one of two bodies, of this mass and momentum where both rest, has where both move with (p, E). */
static double least_energy(double p, double E, double root_s, double mass, double momentum) {
    const double energy = sqrt(momentum * momentum + mass * mass);
    if (E * momentum <= p * energy) /* the frame is faster */
        return fmax(mass, (root_s * root_s * energy * energy + p * p * mass * mass) / (root_s * (E * energy + p * momentum)));
    return mass;
}

struct dark_strahlung_range dark_strahlung_range(const struct dark_strahlung *strahlung, double E, double mass) {
    const double M = strahlung->nucleus.mass_GeV, m = EPSCAN_ELECTRON_MASS_GeV, X = M + m;
    const double s = M * M + m * m + 2.0 * M * E, root_s = sqrt(s);
    const double above = 2.0 * M * (E - m) - mass * (2.0 * X + mass); /* s - (X + mA)^2 */
    if (!(above > 0.0)) return (struct dark_strahlung_range){0.0, 0.0};
    const double p = sqrt((E - m) * (E + m)), k = 0.5 * sqrt(above * (s - (X - mass) * (X - mass))) / root_s;
    return (struct dark_strahlung_range){
        .lowest_vector_GeV = least_energy(p, E + M, root_s, mass, k),
        .lowest_rest_GeV = fmax(m, least_energy(p, E + M, root_s, X, k) - M),
    };
}

double dark_strahlung_total_cm2(const struct dark_strahlung *strahlung, double energy_GeV, double mass_GeV) {
    const struct dark_strahlung_range least = dark_strahlung_range(strahlung, energy_GeV, mass_GeV);
    if (!(least.lowest_rest_GeV > 0.0)) return 0.0;
    struct gauss_rule rule;
    gauss_rule_init(&rule, strahlung->rule.energies);
    const double middle = 0.5 * (least.lowest_vector_GeV + energy_GeV - least.lowest_rest_GeV); /* of omega */
    const double vector_log = log(middle / least.lowest_vector_GeV), rest_log = log((energy_GeV - middle) / least.lowest_rest_GeV);
    double sum = 0.0;
    for (int i = 0; i < rule.count; i++) {
        const double s = 0.5 * (1.0 + rule.node[i]), weight = rule.weight[i] * s;
        const double vector = least.lowest_vector_GeV * exp(vector_log * s * s),
                     rest = least.lowest_rest_GeV * exp(rest_log * s * s);
        sum += weight * vector_log * vector * dark_strahlung_spectrum_cm2(strahlung, vector, energy_GeV - vector, mass_GeV);
        sum += weight * rest_log * rest * dark_strahlung_spectrum_cm2(strahlung, energy_GeV - rest, rest, mass_GeV);
    }
    return sum / energy_GeV;
}
