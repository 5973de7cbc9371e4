/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sigma(e+ e- -> A' -> chi chi) of a positron of energy E, averaged over electrons in motion: what stands in Eq. 5 in place of
 * Eq. 3. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_MOVING_CROSS_SECTION_H
#define EPSCAN_YIELD_MOVING_CROSS_SECTION_H

#include "epscan/dark_photon.h"
#include "matter/electron_kernel.h"
#include "model/coupling.h"

struct moving_cross_section;

/* For positrons up to highest_energy_GeV; `kernel` is not kept. The caller frees it with moving_cross_section_free. */
epscan_status moving_cross_section_create(const struct electron_kernel *kernel, enum coupling coupling,
                                          const epscan_dark_photon *model, double highest_energy_GeV,
                                          struct moving_cross_section **made);
void moving_cross_section_free(struct moving_cross_section *moving);

/* At EPSCAN_REFERENCE_EPSILON, to 1e-8 [cm^2]. */
double moving_cross_section_cm2(const struct moving_cross_section *moving, double energy_GeV);

#endif
