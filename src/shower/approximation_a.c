/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rossi's approximation A: complete screening, radiation and pairs alone, no losses by collision. With t in X0,
 *
 *     y dN/(dt dy) = c (1-y) + y^2 for radiation,   dN/(dt dx) = 1 - c x (1-x) for pairs,
 *
 * c = 4/3 and a little (target_screening_constant), as kernels of the cascade in closed form. drop is the logarithm by which an
 * energy falls; differences of 1 from e^-drop are taken by expm1. Rossi and Greisen, Rev. Mod. Phys. 13, 240 (1941).
 */
#include "shower/shower_kernels.h"

#include <math.h>
#include <string.h>

/* Integral of [c(1-y) + y^2]/y over y from 1 - e^-drop to 1. */
double approximation_a_loss(double c, double drop) {
    const double y0 = -expm1(-drop), kept = exp(-drop);
    return -c * log(y0) - c * kept + 0.5 * kept * (1.0 + y0);
}

/* y dN/(dt dy) at y = e^-drop: c(1-y) + y^2. */
double approximation_a_radiated(double c, double drop) {
    const double y = exp(-drop);
    return c * -expm1(-drop) + y * y;
}

/* Integral of 1 - c x(1-x) over x from e^-drop to 1. */
double approximation_a_pairs_above(double c, double drop) {
    const double x = exp(-drop), above = -expm1(-drop);
    return above - c * above * above * (1.0 + 2.0 * x) / 6.0;
}

double approximation_a_pair_rate(double c) {
    return 1.0 - c / 6.0;
}

static double c_of(const void *data) {
    return *(const double *)data;
}

static void prepare(const void *data, int count, const double *to_GeV, double largest_drop, double *scratch) {
    (void)data, (void)count, (void)to_GeV, (void)largest_drop, (void)scratch;
}

/* The three with their exponentials and logarithm shared. */
static void at(const void *data, const double *scratch, int count, const double *drop, double (*value)[KERNEL_MAX_DROPS]) {
    const double c = c_of(data);
    (void)scratch;
    memset(value, 0, KERNEL_COUNT * sizeof *value);
    for (int i = 0; i < count; i++) {
        const double gone = -expm1(-drop[i]), kept = 1.0 - gone;
        value[KERNEL_ELECTRON_LOSS][i] = -c * log(gone) - c * kept + 0.5 * kept * (1.0 + gone);
        value[KERNEL_ELECTRON_RADIATED][i] = c * gone + kept * kept;
        value[KERNEL_PHOTON_POSITRONS][i] = gone - c * gone * gone * (1.0 + 2.0 * kept) / 6.0;
    }
}

static double smooth_below(const void *data, double drop) {
    (void)data;
    return drop;
}

static double photon_rate(const void *data, double photon_GeV) {
    (void)photon_GeV;
    return approximation_a_pair_rate(c_of(data));
}

static double no_loss(const void *data, enum em_lepton lepton, double energy_GeV) {
    (void)data, (void)lepton, (void)energy_GeV;
    return 0.0;
}

static double soft_slope(const void *data, enum em_lepton lepton, double energy_GeV) {
    (void)lepton, (void)energy_GeV;
    return c_of(data);
}

static double soft_constant(const void *data, enum em_lepton lepton, double energy_GeV) {
    (void)lepton, (void)energy_GeV;
    return 0.5 - c_of(data);
}

struct shower_kernels approximation_a_kernels(const double *c) {
    return (struct shower_kernels){
        .charge_symmetric = true,
        .exact = true,
        .prepare = prepare,
        .at = at,
        .smooth_below = smooth_below,
        .photon_rate = photon_rate,
        .continuous_loss = no_loss,
        .soft_slope = soft_slope,
        .soft_constant = soft_constant,
        .data = c,
    };
}
