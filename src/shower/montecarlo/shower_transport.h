/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One shower after another: internal to the shower simulation. A run belongs to one thread. */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_TRANSPORT_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_TRANSPORT_H

#include "shower/montecarlo/shower_geometry.h"
#include "shower/montecarlo/shower_profile.h"
#include "core/random_stream.h"
#include "shower/montecarlo/shower_sampling.h"
#include "shower/montecarlo/shower_simulation.h"

enum { BIN_LOOKUP = 1024 };

/* What a simulation is made of, immutable; layout of quantities: see shower_tally.c. */
struct shower_simulation {
    struct simulation_setup setup;
    double *edges_GeV; /* owned */
    struct shower_geometry geometry;
    struct shower_sampling sampling;
    struct shower_profile profile;
    double preshower_X0, depth_bins_per_X0;
    double lookup_per_GeV;
    int lookup[BIN_LOOKUP + 1]; /* the bin of the lowest energy of a cell, -1 below the bins */
    int quantities;
};

/* Where the sums of a batch stand. */
static inline int track_index(const struct shower_simulation *s, enum shower_particle particle, int medium, int bin) {
    return ((int)particle * (s->geometry.media + 1) + medium) * (s->setup.energy_bin_count + 1) + bin;
}

static inline int profile_index(const struct shower_simulation *s, enum shower_particle particle, int bin) {
    return track_index(s, SHOWER_PARTICLES, 0, 0) + (int)particle * s->setup.depth_bin_count + bin;
}

static inline int deposit_index(const struct shower_simulation *s, int bin) {
    return profile_index(s, SHOWER_PARTICLES, bin);
}

struct shower_particle_state {
    double energy_GeV, log_energy, depth_X0;
    enum shower_particle kind;
    bool positive; /* e+: secondaries of kind SHOWER_POSITRON, and a primary positron */
};

/* A piece of an e+-'s way on which it only loses energy continuously: E falls like e^(-loss x path). */
struct shower_step {
    double energy_GeV, log_energy, depth_X0;
    double path_X0, log_loss; /* over the whole path */
};

/*
 * What looks at each step of e+- before it is gone, along the beam axis from step->depth_X0. `see` returns the path after which
 * `take` is to take of the particle's energy, all or a part with which the particle then goes on; or the whole path. Transport
 * knows no more about it.
 */
struct step_observer {
    double (*see)(void *state, const struct shower_particle_state *particle, const struct shower_step *step); /* NULL: none */
    double (*take)(void *state, double energy_GeV);
    void *state;
};

struct shower_run {
    const struct shower_simulation *simulation;
    struct random_stream random;
    double *sum;                   /* [quantities] of the batch; NULL: not tallied */
    double *handed_over;           /* [PROFILE_SHAPES][depth bin] energy of particles below the cut [GeV] */
    struct step_observer observer; /* not owned */
    bool is_event;                 /* leakage and preshower are wanted of each shower */
    /* of the shower: */
    double deposit_GeV, preshower_GeV, leakage_GeV; /* the preshower is part of the deposit */
    double absorbed_GeV;                            /* that the observer took */
    bool lost;                                      /* the stack was too small: the shower does not count as balanced */
    int waiting;                                    /* particles on the stack */
    struct shower_particle_state *stack;
};

/* The caller clears it. EPSCAN_FAILED: no memory. */
epscan_status shower_run_init(struct shower_run *run, const struct shower_simulation *simulation);
void shower_run_clear(struct shower_run *run);

/* One shower, added to run->sum; its balance is in the run afterwards. */
void shower_run_one(struct shower_run *run, uint64_t seed, uint64_t shower);

/* Whether its energies add up. */
bool shower_run_is_balanced(const struct shower_run *run);

#endif
