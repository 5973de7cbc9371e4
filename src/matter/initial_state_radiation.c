/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Electrons' structure functions: Gribov and Lipatov, Sov. J. Nucl. Phys. 15, 675 (1972); Kuraev and Fadin, ibid. 41, 466 (1985).
 * Both beams together, with soft photons to all orders and hard ones to the second in beta = (2 alpha/pi)(ln s/m_e^2 - 1),
 *
 *     F(x) = beta x^(beta-1) exp[beta (3/4 - gamma_E)]/Gamma(1+beta) - beta (1 - x/2)
 *            + beta^2/8 [4 (2-x) ln(1/x) - (1 + 3 (1-x)^2)/x ln(1-x) - 6 + x].
 *
 * Of the leading logarithm alone: int (1-x)^(n-1) F = exp(beta/2 int z^(n-1) [(1+z^2)/(1-z)]_+ dz), 1 for n = 1, exp(-2 beta/3) for
 * n = 2, up to beta^3. Without the K factor 1 + (alpha/pi)(pi^2/3 - 1/2) = 1.006, and without pairs.
 *
 * beta x^(beta-1) has most of its photons at x that no experiment resolves (half of them at x < 1e-6 for beta = 0.05): the points
 * are Gauss's in t = x^beta there, and in ln[x/(1-x)] elsewhere.
 */
#include "matter/initial_state_radiation.h"

#include "core/gauss_legendre.h"

#include "epscan/constants.h"

#include <math.h>

double initial_state_radiation_strength(double s_GeV2) {
    const double mass2 = EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV;
    return 2.0 * EPSCAN_FINE_STRUCTURE / EPSCAN_PI * (log(s_GeV2 / mass2) - 1.0);
}

/* F/(beta x^(beta-1)). */
static double over_soft_spectrum(double beta, double x) {
    const double soft = exp(beta * (0.75 - EPSCAN_EULER_GAMMA)) / tgamma(1.0 + beta), z = 1.0 - x;
    const double second = -4.0 * (2.0 - x) * log(x) - (1.0 + 3.0 * z * z) * log1p(-x) / x - 6.0 + x;
    return soft + pow(x, 1.0 - beta) * (0.125 * beta * second - 1.0 + 0.5 * x);
}

double initial_state_radiation_spectrum(double strength, double x) {
    return strength * pow(x, strength - 1.0) * over_soft_spectrum(strength, x);
}

/* Gauss points of the photons with x below `first`, in t = x^beta: dt = beta x^(beta-1) dx. */
static int soft_points(const struct gauss_rule *rule, double strength, double first, double *x, double *weight) {
    const double half = 0.5 * pow(first, strength);
    for (int j = 0; j < rule->count; j++) {
        x[j] = fmax(pow(half * (1.0 + rule->node[j]), 1.0 / strength), 1e-300);
        weight[j] = half * rule->weight[j] * over_soft_spectrum(strength, x[j]);
    }
    return rule->count;
}

int initial_state_radiation_points(double strength, double most, double *x, double *weight) {
    enum { NODES = 16, PANELS = RADIATION_MOST_POINTS / NODES - 1 };
    const double first = 1e-6 * most, least_left = 1e-12;
    const double low = log(first / (1.0 - first)), high = log(most / fmax(1.0 - most, least_left));
    const double half = 0.5 * (high - low) / PANELS;
    struct gauss_rule rule;
    gauss_rule_init(&rule, NODES);
    int count = soft_points(&rule, strength, first, x, weight);
    for (int panel = 0; panel < PANELS; panel++)
        for (int j = 0; j < NODES; j++, count++) {
            const double u = low + half * (2.0 * panel + 1.0 + rule.node[j]); /* ln[x/(1-x)] */
            x[count] = 1.0 / (1.0 + exp(-u));
            weight[count] =
                half * rule.weight[j] * x[count] / (1.0 + exp(u)) * initial_state_radiation_spectrum(strength, x[count]);
        }
    return count;
}
