/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bremsstrahlung of electrons and positrons, y = k/E: Tsai, Rev. Mod. Phys. 46, 815 (1974), Sec. III with the Migdal
 * (Phys. Rev. 103, 1811 (1956)) and Ter-Mikaelian suppressions,
 *
 *     k dsigma/dk = 4 alpha r_e^2 { [y^2/3 xi G + 2/3 (1 + (1-y)^2) xi phi] x logarithm
 *                                   + (1-y) xi phi x remainder + mass term x (Z^2 + Z) } / Gamma,
 *
 * logarithm and remainder from screening.c, xi phi and xi G from lpm.c. Without suppression the first bracket is
 * 4/3 (1-y) + y^2, and all is Approximation A if screening is complete. Migdal has no second term (2 % of the whole in
 * lead, 7 % of hydrogen's); it belongs to the amplitude that keeps the electron's helicity, so it is suppressed like that one.
 * Screening is complete (g = 2e-5 s^2 in lead) where LPM acts: the two need no further reconciliation.
 *
 * Gamma = 1 + (k_p/k)^2, k_p = E hbar omega_p/m_e: in the medium m_e^2 -> m_e^2 Gamma, so the least momentum transfer, and
 * with it s of LPM, grows by Gamma, and 1/m_e^2 of the cross-section falls (Klein, Rev. Mod. Phys. 71, 1501 (1999), Sec. II.F).
 *
 * e+ are taken like e-: a difference below 1 % in lead above 30 MeV, 5 % at 3 MeV.
 */
#include "matter/bethe_heitler.h"
#include "matter/cross_sections.h"
#include "matter/lpm.h"
#include "matter/screening.h"

#include "epscan/constants.h"

#include <math.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

static bool is_allowed(struct em_effects effects, double energy, double photon) {
    const double left = energy - photon;
    return photon > 0.0 && (effects.finite_screening ? left > electron_mass : left > 0.0);
}

/* Of all atoms, over Z^2 + Z. */
static double mass_term_of(struct em_effects effects, double energy, double photon) {
    if (!effects.finite_screening || !effects.mass_terms) return 0.0;
    return bethe_heitler_bremsstrahlung_mass_term(energy / electron_mass, (energy - photon) / electron_mass);
}

/* k dsigma/dk in units of 4 alpha r_e^2. Tsai's bracket turns negative at the tip of the spectrum, where it does not hold. */
static double photon_spectrum(const struct em_atom *atom, struct em_effects effects, struct lpm_suppression lpm, double mass_term,
                              double energy, double photon) {
    const double left = energy - photon, kept = left / energy, y = photon / energy, Z = atom->Z;
    const double momentum_transfer = effects.finite_screening ? electron_mass * photon / (energy * left) : 0.0;
    const struct screened_atom screened = screened_atom(atom, effects, momentum_transfer);
    const double helicity_kept = 2.0 / 3.0 * (1.0 + kept * kept) * screened.logarithm + kept * screened.remainder;
    const double helicity_flipped = y * y / 3.0 * screened.logarithm;
    return fmax(lpm.helicity_kept * helicity_kept + lpm.helicity_flipped * helicity_flipped + Z * (Z + 1.0) * mass_term, 0.0);
}

/* For the mass term of all atoms. */
static double rate_per_X0(const struct em_medium *medium, struct em_effects effects, double mass_term, double energy_GeV,
                          double photon_GeV) {
    const double softest = medium->plasma_energy_GeV * energy_GeV / electron_mass / photon_GeV; /* k_p/k */
    const double polarisation = effects.dielectric ? 1.0 + softest * softest : 1.0;             /* Gamma */
    const double momentum_transfer = electron_mass * photon_GeV / (energy_GeV * (energy_GeV - photon_GeV));
    const struct lpm_suppression lpm = lpm_suppression(medium, effects, momentum_transfer, polarisation);
    double sum = 0.0;
    for (int i = 0; i < medium->element_count; i++) {
        const struct em_atom *atom = &medium->atoms[i];
        sum += atom->radiators_per_cm2_X0 * photon_spectrum(atom, effects, lpm, mass_term, energy_GeV, photon_GeV);
    }
    return sum * energy_GeV / (photon_GeV * polarisation);
}

double bremsstrahlung_mean_rate_per_X0(int count, const struct em_medium *medium, const double *share, struct em_effects effects,
                                       double energy_GeV, double photon_GeV) {
    if (!is_allowed(effects, energy_GeV, photon_GeV)) return 0.0;
    const double mass_term = mass_term_of(effects, energy_GeV, photon_GeV);
    double sum = 0.0;
    for (int i = 0; i < count; i++) sum += share[i] * rate_per_X0(&medium[i], effects, mass_term, energy_GeV, photon_GeV);
    return sum;
}

double bremsstrahlung_rate_per_X0(const struct em_medium *medium, struct em_effects effects, double energy_GeV, double photon_GeV) {
    return bremsstrahlung_mean_rate_per_X0(1, medium, &(double){1.0}, effects, energy_GeV, photon_GeV);
}

double bremsstrahlung_cross_section_cm2_per_GeV(const struct em_atom *atom, struct em_effects effects, double energy_GeV,
                                                double photon_GeV) {
    if (!is_allowed(effects, energy_GeV, photon_GeV)) return 0.0;
    const double unit = 4.0 * EPSCAN_FINE_STRUCTURE * electron_radius_squared_cm2();
    const double mass_term = mass_term_of(effects, energy_GeV, photon_GeV);
    return unit * photon_spectrum(atom, effects, (struct lpm_suppression){1.0, 1.0}, mass_term, energy_GeV, photon_GeV) /
           photon_GeV;
}
