/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Migdal's functions of the Landau-Pomeranchuk-Migdal effect, Phys. Rev. 103, 1811 (1956). Internal to the
 * cross-sections. Pure, thread-safe.
 */
#ifndef EPSCAN_MATTER_LPM_H
#define EPSCAN_MATTER_LPM_H

#include "matter/cross_sections.h"

/* s > 0. phi -> 6 s, G -> 12 pi s^2 for s -> 0; both -> 1 for s -> infinity. Relative error below 1e-11. */
double lpm_phi(double s);
double lpm_G(double s);

/*
 * The solution of Migdal's recursion xi = xi(s), s = s'/sqrt(xi), as Stanev et al. give it: 1 for s' >= 1, 2 for
 * s' <= sqrt(2) s_1, and 1 + ln s/ln s_1 up to their approximation between. `log_s1` = ln s_1 < -1.
 */
double lpm_xi(double s_prime, double log_s1);

/* What multiplies the parts of a spectrum that keep and that flip the lepton's helicity: xi phi <= 1 and xi G. */
struct lpm_suppression {
    double helicity_kept, helicity_flipped;
};

/*
 * s' = stretch x sqrt(E_LPM k/(8 E E')), `momentum_transfer` = m_e k/(E E') and `stretch` the factor by which the medium's
 * polarisation enlarges the least momentum transfer, 1 without. {1, 1} if effects.lpm is false.
 */
struct lpm_suppression lpm_suppression(const struct em_medium *medium, struct em_effects effects, double momentum_transfer,
                                       double stretch);

#endif
