/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "physics/shower_profile.h"

#include <math.h>

#include <gsl/gsl_sf_gamma.h>

static const double b = 0.5, step_X0 = 0.25;

void shower_profile_init(struct shower_profile *p, double critical_energy_GeV) {
    p->log_critical_energy = log(critical_energy_GeV);
    for (int shape = 0; shape < PROFILE_SHAPES; shape++) {
        const double a = 1.0 + b * step_X0 * shape;
        const double whole = gsl_sf_gamma_inc_P(a, b * step_X0 * (PROFILE_DEPTHS - 1));
        for (int depth = 0; depth < PROFILE_DEPTHS; depth++)
            p->share[shape][depth] = gsl_sf_gamma_inc_P(a, b * step_X0 * depth) / whole;
    }
}

double shower_profile_share(const struct shower_profile *p, int is_photon, double log_energy, double depth_X0) {
    const double maximum = log_energy - p->log_critical_energy + (is_photon ? 0.5 : -0.5);
    const double shape = fmin(fmax(maximum / step_X0, 0.0), PROFILE_SHAPES - 1.001), depth = depth_X0 / step_X0;
    if (!(depth > 0.0)) return 0.0;
    if (depth >= PROFILE_DEPTHS - 1) return 1.0;
    const int i = (int)shape, j = (int)depth;
    const double s = shape - i, d = depth - j;
    const double low = p->share[i][j] + d * (p->share[i][j + 1] - p->share[i][j]);
    const double high = p->share[i + 1][j] + d * (p->share[i + 1][j + 1] - p->share[i + 1][j]);
    return low + s * (high - low);
}
