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

#include <stdint.h>

enum { SAMPLING_ENERGIES = 64, SAMPLING_SHARES = 128 };
#define SAMPLING_HARD_SHARE 0.8

/* What losses and interactions depend on. */
enum sampled_kind { SAMPLED_ELECTRON, SAMPLED_POSITRON, SAMPLED_PHOTON, SAMPLED_KINDS };

/*
 * Where the columns of shares begin: y dN/(dt dy) over c(1-y) + y^2, at equidistant ln y up to SAMPLING_HARD_SHARE, then at
 * equidistant sqrt(1-y) from y = 1 down; dN/(dt dx) over 1 - c x(1-x), at equidistant sqrt(x) up to x = 1/2.
 */
enum {
    SAMPLING_RADIATION,
    SAMPLING_HARD_RADIATION = SAMPLING_SHARES,
    SAMPLING_PAIRS = 2 * SAMPLING_SHARES,
    SAMPLING_COLUMNS = 3 * SAMPLING_SHARES
};

/* How interactions are tried: mostly radiation or pairs, the rest is rare. */
struct sampling_tries {
    float mean_free_X0, majorant; /* between tries; of y dN/(dt dy) or dN/(dt dx) [1/X0] */
    float mostly;                 /* share of tries */
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
    struct sampling_tries tries[2];                          /* of e+-, of photons */
    double rare_bound[SHOWER_MAX_MEDIA];                     /* of the rare rates in a medium [1/X0] */
    /* by medium, energies from the cut to the beam's; owned */
    float *ratio;        /* [medium][SAMPLING_ENERGIES][SAMPLING_COLUMNS] */
    float *loss;         /* [medium][kind][SAMPLING_ENERGIES] continuous, -dE/(E dt), none of photons [1/X0] */
    float *direct_pairs; /* [medium][SAMPLING_ENERGIES][SAMPLING_SHARES] y dN/(dt dy) of pairs of energy y E, as radiation's y */
};

epscan_status shower_sampling_init(struct shower_sampling *sampling, const struct target *target, struct shower_effects effects,
                                   double cut_GeV, double beam_energy_GeV, double soft_share);
void shower_sampling_clear(struct shower_sampling *sampling);

/* y dN/(dt dy) of direct pairs at y = e^log_share > soft share [1/X0]. */
double sampling_direct_pairs(const struct shower_sampling *sampling, int medium, double energy_GeV, double log_share);

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
