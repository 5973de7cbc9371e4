/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Showers side by side: internal to the shower simulation. A run belongs to one thread. */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_TRANSPORT_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_TRANSPORT_H

#include "core/random_stream.h"
#include "shower/montecarlo/shower_geometry.h"
#include "shower/montecarlo/shower_profile.h"
#include "shower/montecarlo/shower_sampling.h"
#include "shower/montecarlo/shower_simulation.h"

#include <string.h>

enum { BIN_LOOKUP = 1024 };

/* What a simulation is made of, immutable; layout of quantities: see shower_tally.c. */
struct shower_simulation {
    struct simulation_setup setup;
    double *edges_GeV; /* owned; infinity after the last */
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
    double energy_GeV, depth_X0;
    enum shower_particle kind;
    bool positive; /* e+: secondaries of kind SHOWER_POSITRON, and a primary positron */
};

/* A piece of an e+-'s way on which it only loses energy continuously: E falls like e^(-loss x path). */
struct shower_step {
    double energy_GeV, depth_X0;
    double path_X0, log_loss; /* over the whole path */
};

/*
 * What looks at each step of e+- before it is gone, along the beam axis from step->depth_X0. `see` returns the path after which
 * `take` is to take of the particle's energy, all or a part with which the particle then goes on; or the whole path. Transport
 * knows no more about it. `shower` counts those of the run.
 */
struct step_observer {
    /* NULL: none */
    double (*see)(void *state, int shower, const struct shower_particle_state *particle, const struct shower_step *step);
    double (*take)(void *state, int shower, double energy_GeV);
    void *state;
};

/* Where the energy of a shower went. The preshower is part of the deposit. */
struct shower_outcome {
    double deposit_GeV, preshower_GeV, leakage_GeV;
    double absorbed_GeV; /* that the observer took */
    bool lost;           /* the stack was too small: the shower does not count as balanced */
};

/* Whether its energies add up. */
bool shower_is_balanced(const struct shower_simulation *simulation, const struct shower_outcome *outcome);

/* Showers in lanes side by side, each with the particle that is followed now. */
enum { SHOWER_LANES = 32, LANE_IDLE = -1 };

/* For loops that become vector code. */
#define EACH_LANE _Pragma("omp simd") for (int l = 0; l < SHOWER_LANES; l++)

/* Some of the lanes, a bit each: 8 b + w that of lane 8 w + b. Here those with a bit of their byte. */
static inline uint64_t lanes_with(const uint8_t byte[SHOWER_LANES], int bit) {
    uint64_t lanes = 0, word;
    for (int w = 0; w < SHOWER_LANES / 8; w++) {
        memcpy(&word, byte + 8 * w, sizeof word);
        lanes |= ((word >> bit) & 0x0101010101010101) << w;
    }
    return lanes;
}

/* One of them, which is taken away. */
static inline int next_lane(uint64_t *lanes) {
    const int first = __builtin_ctzll(*lanes), byte = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 7 - first / 8 : first / 8;
    *lanes &= *lanes - 1;
    return 8 * (first % 8) + byte;
}

struct shower_lanes {
    double energy_GeV[SHOWER_LANES], depth_X0[SHOWER_LANES];
    int32_t particle[SHOWER_LANES], sampled[SHOWER_LANES];    /* enum shower_particle, enum sampled_kind */
    int32_t is_photon[SHOWER_LANES];                          /* a mask: all bits or none */
    float mean_free_X0[SHOWER_LANES], majorant[SHOWER_LANES]; /* between tries; of what is tried mostly */
    float mostly[SHOWER_LANES];                               /* share of that: radiation or pairs */
    double deposit_GeV[SHOWER_LANES];
    uint64_t item[SHOWER_LANES]; /* the shower's number, and how many of its draws are made */
    uint32_t drawn[SHOWER_LANES];
    int shower[SHOWER_LANES];                    /* of those of the run, LANE_IDLE */
    int waiting[SHOWER_LANES];                   /* particles on the stack */
    struct shower_outcome outcome[SHOWER_LANES]; /* but for deposit_GeV */
};

/* Where a lane's step ends, and in what: bits. */
enum step_end {
    STEP_LEAVES,   /* the target */
    STEP_STOPS,    /* at the cut */
    STEP_OBSERVED, /* the observer takes of the energy */
    STEP_BELOW,    /* what is left is below the cut */
    STEP_RARE,     /* something rare is tried */
    STEP_RADIATES, /* a photon that has to be looked after */
    STEP_PAIR,
    STEP_LAST /* the particle is followed no further: one of the first four */
};

/* One step of all lanes. */
struct lane_steps {
    uint32_t word[4][SHOWER_LANES]; /* distance, share of energy, acceptance, kind of interaction */
    double path_X0[SHOWER_LANES], path_in_X0[SHOWER_MAX_MEDIA][SHOWER_LANES];
    double end_X0[SHOWER_LANES], end_GeV[SHOWER_LANES];
    double radiated_GeV[SHOWER_LANES];
    float log_energy[SHOWER_LANES], log_loss[SHOWER_LANES]; /* over the cut at the beginning, and lost on the path */
    float share[SHOWER_LANES], rest[SHOWER_LANES];          /* of the energy, of a photon or a pair's positron; 1 - share */
    int32_t medium[SHOWER_LANES];                           /* at the end */
    int32_t end[SHOWER_LANES];                              /* bits of enum step_end */
};

struct shower_run {
    const struct shower_simulation *simulation;
    double *sum;                   /* [quantities] of the batch; NULL: not tallied */
    double *handed_over;           /* [PROFILE_SHAPES][depth bin] energy of particles below the cut [GeV] */
    struct step_observer observer; /* not owned */
    bool is_event;                 /* leakage and preshower are wanted of each shower */
    bool sees_depths;              /* it matters how deep energy is left */
    uint64_t seed;
    struct shower_lanes lanes;
    struct shower_particle_state *stack; /* [SHOWER_STACK][lane], owned */
};

enum { SHOWER_STACK = 16384 };

/* The caller clears it. EPSCAN_FAILED: no memory. */
epscan_status shower_run_init(struct shower_run *run, const struct shower_simulation *simulation);
void shower_run_clear(struct shower_run *run);

/* The showers of these numbers, added to run->sum. What a shower does depends on its number and the seed alone. */
void shower_run_showers(struct shower_run *run, uint64_t seed, int count, const uint64_t *shower, struct shower_outcome *outcome);

/* ---- Of one lane, for shower_transport.c and its interactions */

/* A particle at the lane's depth: on its stack, or left there if it is below the cut. */
void shower_lane_push(struct shower_run *run, int lane, enum shower_particle kind, bool positive, double energy_GeV);

/* What is rare, where it was tried. False if the particle is no more. */
bool shower_lane_interact_rarely(struct shower_run *run, int lane, const struct lane_steps *steps);

/* ---- Of all lanes: shower_steps.c */

/* Draw a step of each lane, as far as it would go. */
void lane_steps_plan(struct shower_run *run, struct lane_steps *steps);

/* Path by medium of paths that were made shorter. */
void lane_steps_find_media(const struct shower_run *run, struct lane_steps *steps);

/* Go, and draw what happens at the end. */
void lane_steps_go(struct shower_run *run, struct lane_steps *steps);
void lane_steps_interact(struct shower_run *run, struct lane_steps *steps);

/* ---- What is left on the way: shower_deposits.c */

void lane_steps_tally(struct shower_run *run, const struct lane_steps *steps);
void lane_steps_hand_over(struct shower_run *run, const double photon_GeV[SHOWER_LANES]);

/* A particle that is followed no further, at the lane's depth. */
void shower_lane_deposit(struct shower_run *run, int lane, bool is_photon, double energy_GeV);

#endif
