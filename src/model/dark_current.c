/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dark_current.h"

#include <math.h>

/* name, slope, floor, whether the width runs, states, pairs. Majorana: half of a Dirac fermion's with an axial coupling, since the
 * two are identical
 */
const struct dark_current dark_currents[DARK_CURRENTS] = {
    [EPSCAN_FERMION] = {"fermion", 2.0 / 3.0, 4.0, true, 4.0, 0.5},
    [EPSCAN_SCALAR] = {"scalar", 1.0 / 6.0, 0.0, false, 2.0, 0.5},
    [DARK_MAJORANA] = {"majorana", 1.0 / 3.0, 0.0, false, 2.0, 1.0},
};

const struct dark_current *dark_current_of(const epscan_dark_photon *model) {
    return &dark_currents[model->spin];
}

double dark_current_width(const struct dark_current *current, double strength, double x, double beta2) {
    /* Eq. 4 */
    return 0.5 * strength * sqrt(beta2) * (current->slope * beta2 + current->floor * x);
}

double dark_current_y(double alpha_D, double epsilon, double mass_ratio) {
    const double r2 = mass_ratio * mass_ratio;
    /* Eq. 2 */
    return alpha_D * (epsilon * epsilon) * (r2 * r2);
}
