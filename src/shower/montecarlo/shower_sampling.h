/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables from which a shower draws its interactions: cross-sections over those of Approximation A, by medium, bilinear in ln E
 * and the shares of energy. Internal to the shower simulation. Immutable once made.
 *
 * Majorants are common to all media and energies, per X0: interactions are drawn at a constant rate and refused where the
 * cross-section is smaller, so that neither the losses on the way nor layers matter to where they happen.
 */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_SAMPLING_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_SAMPLING_H

#include "epscan/status.h"
#include "shower/shower_media.h"

#include <math.h>
#include <stdint.h>

enum { SAMPLING_ENERGIES = 64, SAMPLING_SHARES = 128 };
#define SAMPLING_HARD_SHARE 0.8

/* Of one medium, energies from the cut to the beam's. */
struct medium_sampling {
    /* y dN/(dt dy) over c(1-y) + y^2, at equidistant ln y up to SAMPLING_HARD_SHARE, then at equidistant sqrt(1-y) */
    float radiation[SAMPLING_ENERGIES][SAMPLING_SHARES], hard_radiation[SAMPLING_ENERGIES][SAMPLING_SHARES];
    float pairs[SAMPLING_ENERGIES][SAMPLING_SHARES];        /* dN/(dt dx) over 1 - c x(1-x), at equidistant sqrt(x) up to x = 1/2 */
    float direct_pairs[SAMPLING_ENERGIES][SAMPLING_SHARES]; /* y dN/(dt dy) of pairs of energy y E, as radiation's y */
    double loss[2][SAMPLING_ENERGIES];                      /* continuous, by lepton: -dE/(E dt) [1/X0] */
};

struct shower_sampling {
    struct shower_effects effects;
    struct shower_media media;
    double screening_constant; /* c */
    double soft_share, log_soft_share;
    double low_log_energy, energies_per_log, shares_per_log; /* per ln y */
    double shares_per_root, pairs_per_root;                  /* per sqrt(1-y), sqrt(x) */
    double radiation_majorant;                               /* of y dN/(dt dy) [1/X0]; times ln(1/soft share), the rate */
    double direct_pair_majorant;                             /* of y dN/(dt dy) [1/X0] */
    double rare_majorant;                                    /* delta rays, annihilation and direct pairs of e+- [1/X0] */
    double pair_majorant;                                    /* of dN/(dt dx) [1/X0] */
    double compton_majorant;                                 /* [1/X0] */
    struct medium_sampling *medium;                          /* [media.count], owned */
};

epscan_status shower_sampling_init(struct shower_sampling *sampling, const struct target *target, struct shower_effects effects,
                                   double cut_GeV, double beam_energy_GeV, double soft_share);
void shower_sampling_clear(struct shower_sampling *sampling);

/* A place in the energies' grid. */
struct sampling_energy {
    int index;
    float fraction;
};

static inline struct sampling_energy sampling_energy(const struct shower_sampling *s, double log_energy) {
    double position = (log_energy - s->low_log_energy) * s->energies_per_log;
    position = position > 0.0 ? position : 0.0;
    int index = (int)position;
    index = index < SAMPLING_ENERGIES - 2 ? index : SAMPLING_ENERGIES - 2;
    return (struct sampling_energy){index, (float)(position - index)};
}

static inline double sampling_loss(const struct medium_sampling *m, enum em_lepton lepton, struct sampling_energy e) {
    const double *loss = m->loss[lepton == EM_POSITRON];
    return loss[e.index] + (double)e.fraction * (loss[e.index + 1] - loss[e.index]);
}

static inline float sampling_bilinear(const float table[SAMPLING_ENERGIES][SAMPLING_SHARES], struct sampling_energy e,
                                      float position) {
    int index = (int)position;
    index = index < SAMPLING_SHARES - 2 ? index : SAMPLING_SHARES - 2;
    const float t = position - (float)index, *a = &table[e.index][index], *b = &table[e.index + 1][index];
    const float low = a[0] + t * (a[1] - a[0]), high = b[0] + t * (b[1] - b[0]);
    return low + e.fraction * (high - low);
}

/* y dN/(dt dy) of bremsstrahlung at y = e^log_share > soft share [1/X0]. */
static inline double sampling_radiation(const struct shower_sampling *s, const struct medium_sampling *m, struct sampling_energy e,
                                        double share, double log_share) {
    const double screened = s->screening_constant * (1.0 - share) + share * share;
    if (share < SAMPLING_HARD_SHARE)
        return screened * (double)sampling_bilinear(m->radiation, e, (float)((log_share - s->log_soft_share) * s->shares_per_log));
    return screened * (double)sampling_bilinear(m->hard_radiation, e, sqrtf((float)(1.0 - share)) * (float)s->shares_per_root);
}

/* dN/(dt dx) of pairs, 0 < x < 1 [1/X0]. */
static inline double sampling_pairs(const struct shower_sampling *s, const struct medium_sampling *m, struct sampling_energy e,
                                    double share) {
    const double folded = share < 0.5 ? share : 1.0 - share;
    return (1.0 - s->screening_constant * share * (1.0 - share)) *
           (double)sampling_bilinear(m->pairs, e, sqrtf((float)folded) * (float)s->pairs_per_root);
}

/* y dN/(dt dy) of direct pairs at y = e^log_share > soft share [1/X0]. */
static inline double sampling_direct_pairs(const struct shower_sampling *s, const struct medium_sampling *m,
                                           struct sampling_energy e, double log_share) {
    const double whole = log_share / s->log_soft_share * (SAMPLING_SHARES - 1); /* from y = 1 down */
    return (double)sampling_bilinear(m->direct_pairs, e, (float)(SAMPLING_SHARES - 1 - whole));
}

/* The rate of what is tried as a direct pair; 0 where the effect is off [1/X0]. */
static inline double sampling_direct_pair_rate(const struct shower_sampling *s) {
    return -s->direct_pair_majorant * s->log_soft_share;
}

/* Least kinetic energy of delta rays that are not continuous loss. */
static inline double sampling_delta_ray_GeV(const struct shower_sampling *s, double energy_GeV) {
    return s->soft_share * energy_GeV;
}

/* Delta rays' rate of e+- and annihilation's of e+ in a medium [1/X0]. */
double sampling_delta_ray_rate(const struct shower_sampling *sampling, int medium, enum em_lepton lepton, double energy_GeV);
double sampling_annihilation_rate(const struct shower_sampling *sampling, int medium, double energy_GeV);
/* The positron's share of a direct pair's energy, of two random words; 20 microseconds. */
double sampling_direct_pair_sharing(const struct shower_sampling *sampling, int medium, double energy_GeV, double pair_GeV,
                                    const uint32_t word[2]);

double sampling_compton_rate(const struct shower_sampling *sampling, int medium, double photon_GeV);

#endif
