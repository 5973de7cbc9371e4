/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bethe and Heitler, Proc. R. Soc. A 146, 83 (1934), in the notation of Koch and Motz, Rev. Mod. Phys. 31, 920 (1959),
 * formula 3BN (bremsstrahlung), and Motz, Olsen and Koch, Rev. Mod. Phys. 41, 581 (1969), 3D-0000 (pairs). Born
 * approximation, no screening, infinitely heavy nucleus; energies and momenta in m_e. Far above m_e they become
 *
 *     k dsigma/dk  = 4 alpha r_e^2 Z^2 [1 + (E/E0)^2 - 2/3 E/E0]            {ln[2 E0 E/k] - 1/2}
 *     k dsigma/dE+ = 4 alpha r_e^2 Z^2 [E+^2 + E-^2 + 2/3 E+ E-]/k^2        {ln[2 E+ E-/k] - 1/2}
 *
 * with errors of order (m_e/E)^2 ln E. Screening acts where the momentum transfer is small, k/(2 E E') << 1, so the two
 * corrections add: this file's is the first, screening.c has the second.
 */
#include "matter/bethe_heitler.h"

#include <math.h>

static double momentum(double E) {
    return sqrt((E - 1.0) * (E + 1.0));
}

static double cube(double x) {
    return x * x * x;
}

double bethe_heitler_bremsstrahlung(double E0, double E) {
    const double k = E0 - E, p0 = momentum(E0), p = momentum(E), p02 = p0 * p0, p2 = p * p;
    const double l0 = 2.0 * log(E0 + p0), l = 2.0 * log(E + p); /* Koch & Motz: epsilon_0, epsilon */
    const double L = 2.0 * log((E0 * E + p0 * p - 1.0) / k);    /* Koch & Motz: L */
    const double inner = (E0 * E + p02) / cube(p0) * l0 - (E0 * E + p2) / cube(p) * l + 2.0 * k * E0 * E / (p2 * p02);
    /* Koch & Motz, 3BN */
    const double bracket =
        4.0 / 3.0 - 2.0 * E0 * E * (p2 + p02) / (p02 * p2) + l0 * E / cube(p0) + l * E0 / cube(p) - l * l0 / (p0 * p) +
        L * (8.0 * E0 * E / (3.0 * p0 * p) + k * k * (E0 * E0 * E * E + p02 * p2) / cube(p0 * p) + k / (2.0 * p0 * p) * inner);
    return 0.25 * p / p0 * bracket;
}

double bethe_heitler_pair(double E_plus, double E_minus) {
    const double E1 = E_plus, E2 = E_minus, k = E1 + E2, p1 = momentum(E1), p2 = momentum(E2), p1p2 = p1 * p2;
    const double l1 = 2.0 * log(E1 + p1), l2 = 2.0 * log(E2 + p2);
    const double L = 2.0 * log((E1 * E2 + p1p2 + 1.0) / k);
    const double inner =
        (E1 * E2 - p2 * p2) / cube(p2) * l2 + (E1 * E2 - p1 * p1) / cube(p1) * l1 + 2.0 * k * E1 * E2 / (p1p2 * p1p2);
    /* Motz, Olsen & Koch, 3D-0000 */
    const double bracket =
        -4.0 / 3.0 - 2.0 * E1 * E2 * (p1 * p1 + p2 * p2) / (p1p2 * p1p2) + l1 * E2 / cube(p1) + l2 * E1 / cube(p2) -
        l1 * l2 / p1p2 +
        L * (k * k * (E1 * E1 * E2 * E2 + p1p2 * p1p2) / cube(p1p2) - 8.0 * E1 * E2 / (3.0 * p1p2) - k / (2.0 * p1p2) * inner);
    return 0.25 * p1p2 / (k * k) * bracket;
}

double bethe_heitler_bremsstrahlung_mass_term(double E0, double E) {
    const double kept = E / E0;
    const double relativistic = (1.0 + kept * (kept - 2.0 / 3.0)) * (log(2.0 * E0 * E / (E0 - E)) - 0.5);
    return bethe_heitler_bremsstrahlung(E0, E) - relativistic;
}

double bethe_heitler_pair_mass_term(double E_plus, double E_minus) {
    const double k = E_plus + E_minus, x = E_plus / k;
    const double relativistic = (1.0 - 4.0 / 3.0 * x * (1.0 - x)) * (log(2.0 * E_plus * E_minus / k) - 0.5);
    return bethe_heitler_pair(E_plus, E_minus) - relativistic;
}
