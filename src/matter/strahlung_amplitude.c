/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kinematics of e N -> e N A' for the squared amplitude written out in strahlung_amplitude.h: the nucleus' least and largest
 * virtuality at an A' energy, then, at one virtuality of the lepton, the bounds of t and of s, each in
 * the form that does not cancel where A' is light or the electron fast. GeV; the nucleus at rest.
 */
#include "matter/strahlung_amplitude.h"

#include <math.h>

static const double m = EPSCAN_ELECTRON_MASS_GeV;

bool radiated_vector_init(struct radiated_vector *vector, double nucleus_GeV, double omega, double rest, double mass) {
    if (!(omega > mass && rest > m)) return false;
    const double E = omega + rest, p = sqrt((E - m) * (E + m)), k = sqrt((omega - mass) * (omega + mass)), mass2 = mass * mass;
    const double sum = E * omega + p * k;
    const double difference = (E * E * mass2 + m * m * k * k) / sum; /* E omega - p k */
    const double least = (mass2 * (2.0 * E * rest + difference) + 2.0 * m * m * k * k) / sum;
    *vector = (struct radiated_vector){
        .nucleus_GeV = nucleus_GeV,
        .mass2 = mass2,
        .omega = omega,
        .rest = rest,
        .energy = E,
        .momentum = p,
        .vector_momentum = k,
        .least_virtuality = least,
        .virtuality_range = fmin(4.0 * p * k, 2.0 * nucleus_GeV * (rest - m) - least), /* 180 degrees; e = m */
    };
    return vector->virtuality_range > 0.0;
}

bool virtual_lepton_init(struct virtual_lepton *lepton, const struct radiated_vector *v, double excess) {
    const double M = v->nucleus_GeV, inverse_M = 1.0 / M, m2 = m * m;
    const double u = v->least_virtuality + excess, e = v->rest - 0.5 * u * inverse_M;
    if (!(e > m)) return false;
    const double pe = sqrt((e - m) * (e + m)), V2 = (v->rest - m) * (v->rest + m) + u, V = sqrt(V2);
    const double kappa = 1.0 + (2.0 * e + m2 * inverse_M) * inverse_M, inverse_kappa = 1.0 / kappa;
    const double t_high = 2.0 * (v->rest * e - m2 + 0.5 * u + V * pe) * inverse_kappa, t_low = u * u * inverse_kappa / t_high;
    const double pk2 = 0.25 * excess * (4.0 * v->momentum * v->vector_momentum - excess); /* |p x k|^2 */
    const double G = 0.5 * u * (v->energy + v->omega) - v->omega * m2 - 0.5 * v->rest * v->mass2;
    const double pV = v->energy * v->rest + 0.5 * (u + v->mass2) - m2, kV = v->omega * v->rest - 0.5 * (u - v->mass2);
    const double spread = 2.0 * v->omega + u * inverse_M;
    const double Sigma = v->mass2 * (v->mass2 + 4.0 * (v->energy * e - m2)) + m2 * spread * spread;
    const double b2 = 16.0 * pk2 * pe * pe * inverse_kappa / V2, slope = (kV - G * inverse_M) / V2;
    const double A_low = u * pV / V2 + t_low * slope, A_high = (0.25 * b2 + Sigma * inverse_kappa) / A_low;
    *lepton = (struct virtual_lepton){
        .u = u,
        .inverse_u = 1.0 / u,
        .mass2 = v->mass2,
        .rest = v->rest,
        .inverse_M = inverse_M,
        .V = V,
        .V2 = V2,
        .inverse_V = 1.0 / V,
        .across = (u - m2) / V2,
        .t_low = t_low,
        .t_high = t_high,
        .A_low = A_low,
        .A_high = A_high,
        .b = sqrt(b2),
        .softness = 2.0 * sqrt(Sigma * inverse_kappa / (A_low * A_high)),
        .z_parallel = A_low / A_high,
        .G_over_V2 = G / V2,
        .s_minus_u = u * kV / V2,
        .s_slope = slope,
        .recoil2 = 4.0 * pe * pe * inverse_kappa,
        .k2 = v->vector_momentum * v->vector_momentum,
        .k_along = kV / V,
        .k_across2 = pk2 / V2,
    };
    return true;
}
