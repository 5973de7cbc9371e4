/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dark_current.h"

#include <math.h>
#include <stdio.h>

#define ENTRY(spin, ...) [spin] = {__VA_ARGS__},
const struct dark_current dark_currents[EPSCAN_SPIN_COUNT] = {DARK_CURRENT_ROWS(ENTRY)};

const struct dark_current *dark_current_of(const epscan_dark_photon *model) {
    return &dark_currents[model->spin];
}

double dark_photon_mean_ratio(const epscan_dark_photon *model) {
    return model->mass_ratio * (1.0 + 0.5 * model->splitting);
}

double dark_photon_open_share(const epscan_dark_photon *model) {
    const double sum = model->mass_ratio * (2.0 + model->splitting);
    return (1.0 - sum) * (1.0 + sum);
}

double dark_photon_split_GeV2(const epscan_dark_photon *model) {
    const double difference = model->mass_GeV * model->mass_ratio * model->splitting;
    return difference * difference;
}

double dark_current_split_factor(double split_GeV2, double s_GeV2) {
    const double open = 1.0 - split_GeV2 / s_GeV2;
    return open * sqrt(open);
}

bool dark_photon_exists(const epscan_dark_photon *model, char *why) {
    const struct dark_current *current = dark_current_of(model);
    const double splitting = model->splitting, most = 1.0 / model->mass_ratio - 2.0;
    if (splitting == 0.0) return true;
    if (!current->splits) {
        snprintf(why, DARK_PHOTON_WHY_SIZE, "%.9g is not allowed with %s; allowed: 0, or pseudo-dirac", splitting, current->name);
        return false;
    }
    if (dark_photon_open_share(model) > 0.0) return true;
    snprintf(why, DARK_PHOTON_WHY_SIZE, "%.9g closes A' -> chi1 chi2 at mass_ratio %.9g; allowed: 0 <= splitting < 1/r - 2 = %.9g",
             splitting, model->mass_ratio, most);
    return false;
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
