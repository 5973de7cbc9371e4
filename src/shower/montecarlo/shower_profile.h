/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mean longitudinal profile of the showers of particles that are followed no further: Longo and Sestili, Nucl. Instrum.
 * Methods 128, 283 (1975), dE/dt ~ (b t)^(a-1) e^(-b t), b = 0.5, with the maximum at (a-1)/b = ln(E/E_c) +- 0.5 (photons +, e+-
 * -; Review of Particle Physics, Passage of particles through matter), never before the start. Pure and thread-safe once made.
 */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_PROFILE_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_PROFILE_H

#include "core/float_functions.h"

enum { PROFILE_SHAPES = 48, PROFILE_DEPTHS = 161 };
#define PROFILE_STEP_X0 0.25

struct shower_profile {
    double log_critical_energy;
    double share[PROFILE_SHAPES]
                [PROFILE_DEPTHS]; /* deposited above a depth; maxima at 0.25 X0 x index, depths at 0.25 X0 x index */
};

void shower_profile_init(struct shower_profile *profile, double critical_energy_GeV);

/* The profile's maximum in units of 0.25 X0, below PROFILE_SHAPES - 1. */
static inline double shower_profile_shape(const struct shower_profile *profile, int is_photon, double log_energy) {
    const double shape = (log_energy - profile->log_critical_energy + (is_photon ? 0.5 : -0.5)) / PROFILE_STEP_X0;
    const double most = PROFILE_SHAPES - 1.001, not_less = double_select(-(int64_t)(shape > 0.0), shape, 0.0);
    return double_select(-(int64_t)(not_less < most), not_less, most);
}

/*
 * deposit[bin] += the profiles of energy handed_over[shape][bin], each from its bin's middle, bins of `bin_X0`; what
 * leaves the last bin is dropped. handed_over is zeroed.
 */
void shower_profile_spread(const struct shower_profile *profile, int bins, double bin_X0, double *handed_over, double *deposit);

/* Share of the energy deposited within `depth_X0` of the particle; 1 beyond 40 X0. */
double shower_profile_share(const struct shower_profile *profile, int is_photon, double log_energy, double depth_X0);

#endif
