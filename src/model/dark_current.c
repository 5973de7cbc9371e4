/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dark_current.h"

#include <math.h>

double dark_current_width(enum dark_current current, double strength, double x, double beta2) {
    /* Eq. 4; Majorana: half of a Dirac fermion's with an axial coupling, since the two are identical */
    switch (current) {
    case DARK_SCALAR: return strength / 12.0 * beta2 * sqrt(beta2);
    case DARK_MAJORANA: return strength / 6.0 * beta2 * sqrt(beta2);
    default: return strength / 3.0 * (1.0 + 2.0 * x) * sqrt(beta2);
    }
}

double dark_current_y(double alpha_D, double epsilon, double mass_ratio) {
    const double r2 = mass_ratio * mass_ratio;
    /* Eq. 2 */
    return alpha_D * (epsilon * epsilon) * (r2 * r2);
}
