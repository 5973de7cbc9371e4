/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "physics/shower_kernels.h"

#include <math.h>

static double c_of(const void *data) {
    return *(const double *)data;
}

/* Integral of [c(1-y) + y^2]/y over y from 1 - e^-drop to 1. */
static double loss_past(const void *data, double to_GeV, double drop) {
    (void)to_GeV;
    const double c = c_of(data), y0 = -expm1(-drop), kept = exp(-drop);
    return -c * log(y0) - c * kept + 0.5 * kept * (1.0 + y0);
}

/* y dN/(dt dy) at y = e^-drop: c(1-y) + y^2. */
static double radiated(const void *data, double to_GeV, double drop) {
    (void)to_GeV;
    const double y = exp(-drop);
    return c_of(data) * -expm1(-drop) + y * y;
}

/* Integral of 1 - c x(1-x) over x from e^-drop to 1. */
static double pairs_above(const void *data, double to_GeV, double drop) {
    (void)to_GeV;
    const double x = exp(-drop), above = -expm1(-drop);
    return above - c_of(data) * above * above * (1.0 + 2.0 * x) / 6.0;
}

static double pair_rate(const void *data, double photon_GeV) {
    (void)photon_GeV;
    return 1.0 - c_of(data) / 6.0;
}

static double soft_slope(const void *data, double energy_GeV) {
    (void)energy_GeV;
    return c_of(data);
}

static double soft_constant(const void *data, double energy_GeV) {
    (void)energy_GeV;
    return 0.5 - c_of(data);
}

struct shower_kernels approximation_a_kernels(const double *c) {
    return (struct shower_kernels){
        .loss_past = loss_past,
        .radiated = radiated,
        .pairs_above = pairs_above,
        .pair_rate = pair_rate,
        .soft_slope = soft_slope,
        .soft_constant = soft_constant,
        .data = c,
    };
}
