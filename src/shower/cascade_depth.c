/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How deep is deep enough. In Approximation A the particles of energies above E at depth t obey, for any s > 0,
 *     N(> E, t) < (E0/E)^s e^(lambda(s) t),   lambda = {-(A + D) + sqrt[(A - D)^2 + 4 B C]}/2
 * up to a factor of order one: Rossi & Greisen, Rev. Mod. Phys. 13, 240 (1941), with A, B, C, D as functions of s. The least
 * over s is the bound. Real cross-sections differ by per cents in lambda, which the margin below covers many times.
 */
#include "shower/cascade.h"

#include "epscan/constants.h"

#include <math.h>

#include <gsl/gsl_sf_psi.h>

static double growth(double s) {
    const double c = 4.0 / 3.0 + 0.02; /* between light and heavy elements; 1 % of lambda */
    const double A = c * (gsl_sf_psi(s + 2.0) + EPSCAN_EULER_GAMMA - 1.0) + 0.5 - 1.0 / ((s + 1.0) * (s + 2.0));
    const double B = 2.0 * (1.0 / (s + 1.0) - c / ((s + 2.0) * (s + 3.0)));
    const double C = c / (s * (s + 1.0)) + 1.0 / (s + 2.0), D = 1.0 - c / 6.0;
    return 0.5 * (-(A + D) + sqrt((A - D) * (A - D) + 4.0 * B * C));
}

double cascade_effective_depth_X0(double depth_X0, double ratio) {
    const double smallest_log = log(1e-9);
    double least = INFINITY;
    for (double s = 0.1; s < 30.0; s *= 1.15) least = fmin(least, s * log(ratio) + growth(s) * depth_X0);
    return least < smallest_log ? INFINITY : depth_X0;
}
