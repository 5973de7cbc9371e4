/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Electromagnetic showers by Monte Carlo: e-, e+ and photons above a cut, followed one by one through the layers of a
 * target along the beam axis, with the cross-sections of cross_sections.h; and dark photons made by them.
 *
 * Random numbers are Philox4x32-10 (Salmon et al., SC 2011), keyed by seed and shower, counted by draw: what a shower does
 * depends on nothing else. Tallies are sums of integers, so that they are the same bits in any order. Units: GeV, X0.
 */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_SIMULATION_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_SIMULATION_H

#include "epscan/dark_photon.h"
#include "epscan/status.h"
#include "detector/detector.h"
#include "shower/shower_media.h"
#include "shower/shower_particle.h"

#include <stddef.h>
#include <stdint.h>

/* Showers first .. first + SIMULATION_BATCH - 1, first a multiple of it, are one statistical sample: errors are the spread
 * of batches. */
enum { SIMULATION_BATCH = 256 };

/* The numbers of showers that tallies can hold: 2^31 batches (shower_tally.c). */
#define SIMULATION_MOST_SHOWERS ((int64_t)SIMULATION_BATCH << 31)

#define SIMULATION_LOWEST_CUT_GeV 0.02
#define SIMULATION_LEAST_SOFT_SHARE 1e-5
#define SIMULATION_SOFT_SHARE 0.002 /* unless told otherwise */
#define SIMULATION_LARGEST_SOFT_SHARE 0.05

struct simulation_setup {
    struct target target;
    struct shower_effects effects;
    enum em_lepton beam;
    double beam_energy_GeV;
    double cut_GeV;       /* 0.02 <= cut < beam energy; e+-: total energy */
    double soft_share;    /* 1e-5 .. 0.05: photons and delta rays below this share of the energy are continuous loss */
    int preshower_cells;  /* the first cells (repetitions) of the target; 0: none */
    int energy_bin_count; /* of track length: edges_GeV[energy_bin_count + 1] ascending from >= cut to <= beam energy, copied */
    const double *edges_GeV;
    int depth_bin_count; /* of the profile: equal bins over the whole depth */
};

/* What showers have left, as numbers whose sums are exact. */
struct shower_tally {
    size_t count;
    int64_t *value; /* owned; tallies of one simulation are added element by element, in any order */
};

struct estimate {
    double mean, error; /* of the mean, one standard deviation; NaN for fewer than two batches */
};

/* Immutable once made; all functions that take it const are thread-safe. */
struct shower_simulation;

/* Sampling tables of the target's media. EPSCAN_BAD_INPUT names what is out of its range. The caller frees it. */
epscan_status shower_simulation_create(const struct simulation_setup *setup, struct shower_simulation **simulation);
void shower_simulation_free(struct shower_simulation *simulation);

/* What it was made from, with its own copy of the edges. Borrowed. */
const struct simulation_setup *shower_simulation_setup(const struct shower_simulation *simulation);

/* The materials, for labels: media of shower_media_of_target, in its order. */
const struct shower_media *shower_simulation_media(const struct shower_simulation *simulation);
double shower_simulation_depth_X0(const struct shower_simulation *simulation);

/* All zero. The caller clears it. */
epscan_status shower_tally_init(const struct shower_simulation *simulation, struct shower_tally *tally);
void shower_tally_clear(struct shower_tally *tally);
void shower_tally_add(const struct shower_tally *from, struct shower_tally *to);

/* Showers first .. first + count - 1, count <= SIMULATION_BATCH, of a seed. */
struct shower_batch {
    uint64_t seed, first;
    int count;
};

/*
 * Simulate a batch and add it to `tally`, which no other thread uses.
 * EPSCAN_FAILED: no memory, and `tally` is as it was.
 */
epscan_status shower_simulation_batch(const struct shower_simulation *simulation, struct shower_batch batch,
                                      struct shower_tally *tally);

/* Showers tallied. */
uint64_t shower_tally_showers(const struct shower_tally *tally);

/* Track length per shower and energy in a bin, in one medium or (medium = -1) all [X0/GeV]. Particles other than
 * SHOWER_PRIMARY are secondaries. */
struct estimate shower_tally_track_length(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                          enum shower_particle particle, int medium, int bin);

/* Track length above the highest edge, the same [X0]. */
struct estimate shower_tally_above_X0(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                      enum shower_particle particle, int medium);

/* Longitudinal profile: particles above the cut at a depth (track per depth), per shower. */
struct estimate shower_tally_profile(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                     enum shower_particle particle, int bin);

/* Energy left per depth, per shower [GeV/X0]: continuous loss, and the showers of particles below the cut (mean profile). */
struct estimate shower_tally_deposit(const struct shower_simulation *simulation, const struct shower_tally *tally, int bin);

/* Showers whose deposits, leakage and dark photons do not add up to the beam energy within 1e-9 of it: none. */
uint64_t shower_tally_unbalanced(const struct shower_tally *tally);

/* ---- Dark photons ------------------------------------------------------------------------------------------------- */

/*
 * SIGNAL_WEIGHTED     each step of a positron annihilates, and each step of e+- radiates, with weight: unbiased whatever the
 *                     couplings. One event a shower and channel, picked among its steps by their weights, weighs as all of them.
 * SIGNAL_MULTIPLIED   the paper's scheme: annihilation x beta above lowest_energy_GeV, the positron is absorbed, events weigh
 *                     1/beta. Saturates where beta n_e sigma over a radiation length is not small.
 */
enum signal_biasing { SIGNAL_WEIGHTED, SIGNAL_MULTIPLIED };

struct electron_kernel;
struct mediator;
struct strahlung_sampler;

struct signal_setup {
    epscan_dark_photon model;
    const struct mediator *mediator; /* whose coupling to electrons it is; borrowed; NULL: the first of all */
    enum signal_biasing biasing;
    double beta;                                    /* > 0; SIGNAL_MULTIPLIED */
    double lowest_energy_GeV;                       /* positrons and A' below are not made; >= the simulation's cut */
    double electrons_per_cm2_X0;                    /* to annihilate on; <= 0: each layer's own */
    const struct electron_kernel *moving_electrons; /* how they move, SIGNAL_WEIGHTED; borrowed; NULL: at rest */
    const struct strahlung_sampler *strahlung;      /* A' radiated at nuclei, SIGNAL_WEIGHTED; borrowed; NULL: none */
    struct resolution resolution;
};

/* Of the setup. */
const struct mediator *signal_mediator(const struct signal_setup *setup);

/* What makes a dark photon. */
enum signal_channel { SIGNAL_ANNIHILATION, SIGNAL_STRAHLUNG, SIGNAL_CHANNELS };

struct signal_event {
    uint64_t shower;
    uint64_t channel, is_positron, nucleus_Z; /* enum signal_channel; of the lepton; 0: annihilation */
    double dark_photon_energy_GeV;            /* annihilation: that of the positron and the electron */
    double dark_photon_mass_GeV;              /* sqrt(s), by the spectral density about mA */
    double dark_photon_angle_rad;             /* to the lepton that makes it */
    double positron_energy_GeV;               /* of the positron that annihilates, or the e+- that radiates */
    double recoil_energy_GeV;                 /* what e+- and nucleus keep; 0: annihilation */
    double electron_q_GeV;                    /* E_e - p_z of the electron annihilated on: m_e at rest; 0: strahlung */
    double momentum_transfer2_GeV2;           /* t of the nucleus; 0: annihilation */
    double recoil_azimuth_rad; /* of its momentum about that of the lepton less that of the A', 0: on the lepton's side */
    double depth_X0;
    double ecal_deposit_GeV, preshower_deposit_GeV; /* the preshower is part of the ECAL */
    double ecal_GeV, preshower_GeV;                 /* as read, with resolution, no energy-scale shift */
    double weight; /* their sum over showers is the yield per beam particle at EPSCAN_REFERENCE_EPSILON */
};

enum { SIGNAL_MAX_EVENTS_PER_SHOWER = 16 }; /* of both channels */

/*
 * The same showers with dark photons: events[event_count] (room for count x SIGNAL_MAX_EVENTS_PER_SHOWER) in the order of
 * showers, of one shower in that of channels. `tally` may be NULL; it gets the showers without their dark photons if
 * SIGNAL_WEIGHTED, as absorbed if SIGNAL_MULTIPLIED.
 */
epscan_status shower_simulation_signal_batch(const struct shower_simulation *simulation, const struct signal_setup *signal,
                                             struct shower_batch batch, struct shower_tally *tally, struct signal_event *events,
                                             size_t *event_count);

#endif
