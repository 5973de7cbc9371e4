/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The real cross-sections as kernels of the cascade: tables, averaged over the layers of a target by their share of its
 * radiation lengths.
 *
 * The average stands for the layers: per X0 media differ little, so their order matters to about 1e-4 in targets of more
 * than a few layers, or thicker ones; the shower simulation keeps it.
 */
#ifndef EPSCAN_SHOWER_TABULATED_KERNELS_H
#define EPSCAN_SHOWER_TABULATED_KERNELS_H

#include "epscan/status.h"
#include "shower/shower_kernels.h"
#include "shower/shower_media.h"

/* Immutable once made; readers are thread-safe. */
struct tabulated_kernels;

/*
 * Tables for energies from `lowest_energy_GeV` (>= SHOWER_LOWEST_ENERGY_GeV) to the beam's. Error about 1e-6 of the kernels. Fails
 * with EPSCAN_BAD_INPUT for materials without cross-sections. The caller frees *kernels.
 */
epscan_status tabulated_kernels_create(const struct target *target, struct shower_effects effects, double beam_energy_GeV,
                                       double lowest_energy_GeV, struct tabulated_kernels **kernels);
void tabulated_kernels_free(struct tabulated_kernels *kernels);

/* Borrows `kernels`. */
struct shower_kernels tabulated_kernels_view(const struct tabulated_kernels *kernels);

/* Below, pairs and their Coulomb correction are not known well enough. */
#define SHOWER_LOWEST_ENERGY_GeV 0.02

#endif
