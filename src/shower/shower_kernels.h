/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the cascade solver needs to know of the cross-sections: rates per radiation length, integrated over the final
 * state as the balance equations want them. A set of cross-sections is a set of these functions: Approximation A, or the
 * tabulated real ones. Energies in GeV; a particle of energy `to` stems from one of energy to e^drop, drop > 0. All must be
 * thread-safe; only `prepare` writes, to the caller's scratch.
 */
#ifndef EPSCAN_SHOWER_SHOWER_KERNELS_H
#define EPSCAN_SHOWER_SHOWER_KERNELS_H

#include "matter/cross_sections.h"

#include <stdbool.h>
#include <stddef.h>

enum shower_kernel {
    KERNEL_ELECTRON_LOSS,     /* rate at which e- fall below `to`; may grow like ln(1/drop) as drop -> 0 [1/X0] */
    KERNEL_POSITRON_LOSS,     /* the same of e+, those that annihilate included */
    KERNEL_ELECTRON_RADIATED, /* k dN/(dt dk) of photons of energy k = `to` [1/X0] */
    KERNEL_POSITRON_RADIATED,
    KERNEL_PHOTON_POSITRONS, /* positrons above `to` made by photons [1/X0] */
    KERNEL_PHOTON_ELECTRONS, /* electrons */
    KERNEL_PHOTON_SCATTERED, /* k dN/(dt dk) of photons of energy k = `to` scattered [1/X0] */
    KERNEL_ELECTRON_KNOCKED, /* electrons above `to` knocked out by e- [1/X0] */
    KERNEL_POSITRON_KNOCKED,
    KERNEL_DIRECT_PAIRS, /* positrons above `to` that e+- make directly, and as many electrons [1/X0] */
    KERNEL_COUNT,
    KERNEL_PADDED = 16,
    KERNEL_MAX_DROPS = 32,   /* of one call */
    KERNEL_MAX_ENERGIES = 16 /* likewise */
};

struct shower_kernels {
    bool charge_symmetric; /* e+ and e- alike, nothing scattered or knocked out: only the kernels of e- and the pairs are used */
    bool direct_pairs;     /* KERNEL_DIRECT_PAIRS is not zero */
    bool exact;            /* closed forms: spectra are smooth to rounding */
    size_t scratch_count;  /* doubles that `prepare` fills for each energy */
    /* What drops to each of `count` energies, in falling order, have in common, up to the largest drop:
     * scratch[count][scratch_count]. */
    void (*prepare)(const void *data, int count, const double *to_GeV, double largest_drop, double *scratch);
    /* value[k][i] of the kernels at `count` drops; what is beyond the last drop is not to be read. */
    void (*at)(const void *data, const double *scratch, int count, const double *drop, double (*value)[KERNEL_MAX_DROPS]);
    /* By how much less a drop may be while all kernels remain one analytic function of it. */
    double (*smooth_below)(const void *data, double drop);
    /* Rate at which photons interact [1/X0]. */
    double (*photon_rate)(const void *data, double photon_GeV);
    /* Continuous loss [GeV/X0]. Zero for all energies: none; then losses go like -slope ln(drop) + constant as drop -> 0. */
    double (*continuous_loss)(const void *data, enum em_lepton lepton, double energy_GeV);
    double (*soft_slope)(const void *data, enum em_lepton lepton, double energy_GeV);
    double (*soft_constant)(const void *data, enum em_lepton lepton, double energy_GeV);
    const void *data; /* borrowed */
};

/*
 * Approximation A (complete screening, Rossi & Greisen, Rev. Mod. Phys. 13, 240 (1941)), y = k/E, x = E+/k:
 *     brem dN/dt dy = [c (1 - y) + y^2]/y,   pairs dN/dt dx = 1 - c x (1 - x).
 * `c` is borrowed: see target_screening_constant.
 */
struct shower_kernels approximation_a_kernels(const double *c);

/* Its kernels of loss, radiation and pairs, whatever the energies. */
double approximation_a_loss(double c, double drop);
double approximation_a_radiated(double c, double drop);
double approximation_a_pairs_above(double c, double drop);
double approximation_a_pair_rate(double c);

#endif
