/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Direct pairs (tridents): e N -> e N e+ e- of electrons, positrons and muons. See trident.c for the formula and its validity.
 * Energies are total. All functions are pure and thread-safe; 0 outside the kinematic limits, never negative.
 */
#ifndef EPSCAN_MATTER_TRIDENT_H
#define EPSCAN_MATTER_TRIDENT_H

#include "matter/cross_sections.h"

/* Which diagrams: those in which the pair couples to the nucleus, or these and those in which the projectile does and radiates it.
 */
enum trident_diagrams { TRIDENT_PAIR, TRIDENT_ALL };

struct trident_process {
    double projectile_mass_GeV; /* m_e, or that of a muon */
    enum trident_diagrams diagrams;
};

/* Tridents of electrons and positrons, all diagrams. */
struct trident_process trident_of_electrons(void);

/*
 * d^2 sigma/(d pair d asymmetry) on a nucleus Z without its electrons: pair = E+ + E-, asymmetry rho = (E+ - E-)/(E+ + E-); even in
 * rho [cm^2/GeV].
 */
double trident_cross_section_cm2_per_GeV(struct trident_process process, int Z, double energy_GeV, double pair_GeV,
                                         double asymmetry);

/* The pair's positrons per projectile, dN/dE+ dt; its electrons have the same spectrum [1/(GeV X0)]. 1e-3 of itself above
 * 10 MeV; 20 us. */
double trident_positrons_per_GeV_X0(const struct em_medium *medium, struct trident_process process, double energy_GeV,
                                    double positron_GeV);

/* The pairs, dN/dpair dt; the projectile goes on with energy - pair [1/(GeV X0)]. 1e-3 of itself above 10 MeV; 20 us. */
double trident_pairs_per_GeV_X0(const struct em_medium *medium, struct trident_process process, double energy_GeV, double pair_GeV);

#endif
