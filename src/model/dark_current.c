/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dark_current.h"

#include <math.h>

#define ENTRY(spin, ...) [spin] = {__VA_ARGS__},
const struct dark_current dark_currents[EPSCAN_SPIN_COUNT] = {DARK_CURRENT_ROWS(ENTRY)};

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
