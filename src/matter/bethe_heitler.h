/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Bethe-Heitler formulas for a bare Coulomb field with the lepton's mass kept, less their limit for energies far
 * above m_e: what the extreme relativistic formulas of screened atoms lack. Internal to the cross-sections. Pure, thread-safe.
 */
#ifndef EPSCAN_MATTER_BETHE_HEITLER_H
#define EPSCAN_MATTER_BETHE_HEITLER_H

/*
 * k dsigma/dk of bremsstrahlung and k dsigma/dE+ of pairs in units of 4 alpha r_e^2 Z^2, exact less extreme relativistic.
 * Energies in m_e: E, E' = E - k > 1; E+, E- > 1 and k = E+ + E-.
 */
double bethe_heitler_bremsstrahlung_mass_term(double E0, double E);
double bethe_heitler_pair_mass_term(double E_plus, double E_minus);

/* The exact spectra themselves, in the same units. */
double bethe_heitler_bremsstrahlung(double E0, double E);
double bethe_heitler_pair(double E_plus, double E_minus);

#endif
