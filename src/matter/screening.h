/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Screening of the nucleus by the atom's electrons, and what those electrons radiate themselves: the factors that
 * bremsstrahlung and pair production share. Internal to the cross-sections. Pure, thread-safe.
 */
#ifndef EPSCAN_MATTER_SCREENING_H
#define EPSCAN_MATTER_SCREENING_H

#include "matter/cross_sections.h"

/*
 * In units of 4 alpha r_e^2, elastic and inelastic together:
 *     logarithm  Z^2 (phi_1/4 - ln(Z)/3 - f) + Z (psi_1/4 - 2 ln(Z)/3) -> Z^2 (L - f) + Z L' if screening is complete
 *     remainder  [Z^2 (phi_1 - phi_2) + Z (psi_1 - psi_2)]/6           -> (Z^2 + Z)/9
 */
struct screened_atom {
    double logarithm, remainder;
};

/* `momentum_transfer` is m_e k / (E E') > 0, twice the least momentum transfer over m_e; 0 for complete screening. */
struct screened_atom screened_atom(const struct em_atom *atom, struct em_effects effects, double momentum_transfer);

#endif
