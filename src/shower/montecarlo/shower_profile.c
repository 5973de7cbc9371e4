/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where energy below the cut is left along the beam: Longo and Sestili's gamma distribution in depth t [X0],
 * (b t)^(a-1) e^(-b t) b / Gamma(a), b = 1/2, its maximum (a-1)/b at ln(E/E_c) - 1/2 for electrons and + 1/2 for photons (Particle
 * Data Group, Passage of particles through matter). Its integrals are tabulated in steps of 0.25 X0 of depth and of maximum, and
 * interpolated in both.
 */
#include "shower/montecarlo/shower_profile.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_sf_gamma.h>

enum { PROFILE_STEPS = 4096 };
static const double b = 0.5, step_X0 = PROFILE_STEP_X0;

void shower_profile_init(struct shower_profile *p, double critical_energy_GeV) {
    p->log_critical_energy = log(critical_energy_GeV);
    for (int shape = 0; shape < PROFILE_SHAPES; shape++) {
        const double a = 1.0 + b * step_X0 * shape;
        const double whole = gsl_sf_gamma_inc_P(a, b * step_X0 * (PROFILE_DEPTHS - 1));
        for (int depth = 0; depth < PROFILE_DEPTHS; depth++)
            p->share[shape][depth] = gsl_sf_gamma_inc_P(a, b * step_X0 * depth) / whole;
    }
}

/* Deposited within a depth [0.25 X0], by one shape. */
static double share_of_shape(const struct shower_profile *p, int shape, double depth) {
    if (!(depth > 0.0)) return 0.0;
    if (depth >= PROFILE_DEPTHS - 1) return 1.0;
    const int j = (int)depth;
    return p->share[shape][j] + (depth - j) * (p->share[shape][j + 1] - p->share[shape][j]);
}

double shower_profile_share(const struct shower_profile *p, int is_photon, double log_energy, double depth_X0) {
    const double shape = shower_profile_shape(p, is_photon, log_energy), depth = depth_X0 / step_X0;
    const int i = (int)shape;
    const double low = share_of_shape(p, i, depth), high = share_of_shape(p, i + 1, depth);
    return low + (shape - i) * (high - low);
}

/* One shape's energies of all bins; its profile falls into steps[] after the middle of a bin. */
static void spread_shape(int bins, const double *steps, int step_count, const double *energy, double *deposit) {
    for (int from = 0; from < bins; from++) {
        const int reach = from + step_count < bins ? step_count : bins - from;
        if (energy[from] != 0.0)
            for (int k = 0; k < reach; k++) deposit[from + k] += energy[from] * steps[k];
    }
}

void shower_profile_spread(const struct shower_profile *p, int bins, double bin_X0, double *handed_over, double *deposit) {
    double steps[PROFILE_STEPS];
    for (int shape = 0; shape < PROFILE_SHAPES; shape++, handed_over += bins) {
        double before = 0.0;
        int count = 0;
        while (count < PROFILE_STEPS && count < bins && before < 1.0 - 1e-12) {
            const double share = share_of_shape(p, shape, (count + 0.5) * bin_X0 / step_X0);
            steps[count++] = share - before;
            before = share;
        }
        spread_shape(bins, steps, count, handed_over, deposit);
    }
    memset(handed_over - (size_t)(PROFILE_SHAPES * bins), 0, (size_t)(PROFILE_SHAPES * bins) * sizeof *handed_over);
}
