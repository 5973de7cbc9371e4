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

bool virtual_lepton_exists(const struct radiated_vector *v, double excess) {
    return v->rest - 0.5 * (v->least_virtuality + excess) / v->nucleus_GeV > m;
}

bool virtual_lepton_init(struct virtual_lepton *lepton, const struct radiated_vector *v, double excess) {
    if (!virtual_lepton_exists(v, excess)) return false;
    *lepton = virtual_lepton_of(v, excess);
    return true;
}
