/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detector/detector.h"

#include <math.h>

double resolution_sigma_GeV(const struct resolution *resolution, double deposit_GeV) {
    if (!(deposit_GeV > 0.0)) return 0.0;
    const double stochastic = resolution->stochastic * sqrt(deposit_GeV);
    const double constant = resolution->constant * deposit_GeV;
    return resolution->sum == RESOLUTION_LINEAR ? stochastic + constant : hypot(stochastic, constant);
}

double resolution_below_threshold(const struct resolution *resolution, double deposit_GeV, double threshold_GeV,
                                  double energy_scale_shift) {
    const double distance = threshold_GeV - (1.0 + energy_scale_shift) * deposit_GeV;
    const double sigma = resolution_sigma_GeV(resolution, deposit_GeV);
    if (!(sigma > 0.0)) return distance > 0.0 ? 1.0 : 0.0;
    return 0.5 * erfc(-distance / sigma * M_SQRT1_2);
}
