/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the cascade solver needs to know of the cross-sections: rates per radiation length, integrated over the final
 * state as the balance equations want them. A set of cross-sections is a set of these functions; Approximation A is
 * the first. Energies in GeV, E' >= E > 0. Kernels must be thread-safe and free of side effects.
 */
#ifndef EPSCAN_PHYSICS_SHOWER_KERNELS_H
#define EPSCAN_PHYSICS_SHOWER_KERNELS_H

struct shower_kernels {
    /* Rate at which e+- of energy `from` = to e^drop fall below `to` [1/X0]; ~ -slope ln(drop) + constant as drop -> 0. */
    double (*loss_past)(const void *data, double to_GeV, double drop);
    /* k dN/(dt dk): photons of energy `to` radiated by e+- of energy to e^drop, times their energy [1/X0]. */
    double (*radiated)(const void *data, double to_GeV, double drop);
    /* Positrons above `to` made by photons of energy to e^drop [1/X0]. */
    double (*pairs_above)(const void *data, double to_GeV, double drop);
    /* Total pair production rate of a photon [1/X0]. */
    double (*pair_rate)(const void *data, double photon_GeV);
    /* The soft limit of loss_past at the beam energy, which fixes how fast undegraded primaries disappear. */
    double (*soft_slope)(const void *data, double energy_GeV);
    double (*soft_constant)(const void *data, double energy_GeV);
    const void *data; /* borrowed */
};

/*
 * Approximation A (complete screening, Rossi & Greisen, Rev. Mod. Phys. 13, 240 (1941)), y = k/E, x = E+/k:
 *     brem dN/dt dy = [c (1 - y) + y^2]/y,   pairs dN/dt dx = 1 - c x (1 - x).
 * `c` is borrowed: see target_screening_constant.
 */
struct shower_kernels approximation_a_kernels(const double *c);

#endif
