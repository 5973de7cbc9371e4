/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dark photons on the way of a shower's positrons: internal to the shower simulation. */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_SIGNAL_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_SIGNAL_H

#include "core/random_stream.h"
#include "model/spectral_density.h"
#include "shower/montecarlo/shower_simulation.h"

/* What a pass over a shower does. */
enum signal_pass {
    PASS_WEIGH,   /* weigh all steps, keep one */
    PASS_REPLAY,  /* annihilate at the step kept */
    PASS_MULTIPLY /* annihilate by the multiplied cross-section */
};

/* A place where a dark photon is made. */
struct signal_place {
    uint64_t step; /* counted over the positron steps of the shower */
    double share;  /* of the step's path */
    double positron_energy_GeV, depth_X0;
};

struct signal_run {
    const struct signal_setup *setup;
    struct spectral_density density;
    enum signal_pass pass;
    struct random_stream random;
    uint64_t step;
    double weight; /* sum over the steps */
    int count;
    struct signal_place places[SIGNAL_MAX_EVENTS_PER_SHOWER];
};

#endif
