/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pair production by photons, x = E+/k: Tsai, Rev. Mod. Phys. 46, 815 (1974), Sec. III with Migdal's (Phys. Rev. 103, 1811
 * (1956)) suppression,
 *
 *     k dsigma/dE+ = 4 alpha r_e^2 { [xi G/3 + 2/3 (x^2 + (1-x)^2) xi phi] x logarithm
 *                                    - x (1-x) xi phi x remainder + mass term x (Z^2 + Z) }.
 *
 * Without suppression the first bracket is 1 - 4/3 x(1-x), and all is Approximation A if screening is complete. As for
 * bremsstrahlung, of which it is the crossed process (bremsstrahlung.c), Migdal has no second term and it goes with xi phi.
 *
 * Validity: f(Z) is the high energy limit of the Coulomb correction, which fades below some 50 MeV and changes sign at a few;
 * atomic electrons are taken as heavy: 2 % too many pairs in carbon at 20 MeV, 4 % at 10 MeV.
 */
#include "matter/bethe_heitler.h"
#include "matter/cross_sections.h"
#include "matter/lpm.h"
#include "matter/screening.h"

#include "epscan/constants.h"

#include <math.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

static bool is_allowed(struct em_effects effects, double photon, double positron) {
    const double least = effects.finite_screening ? electron_mass : 0.0;
    return positron > least && photon - positron > least;
}

/* Of all atoms, over Z^2 + Z. */
static double mass_term_of(struct em_effects effects, double photon, double positron) {
    if (!effects.finite_screening || !effects.mass_terms) return 0.0;
    return bethe_heitler_pair_mass_term(positron / electron_mass, (photon - positron) / electron_mass);
}

/* k dsigma/dE+ in units of 4 alpha r_e^2. Tsai's bracket turns negative at the ends of the spectrum, where it does not hold. */
static double positron_spectrum(const struct em_atom *atom, struct em_effects effects, struct lpm_suppression lpm, double mass_term,
                                double photon, double positron) {
    const double electron = photon - positron, x = positron / photon, rest = electron / photon, Z = atom->Z;
    const double momentum_transfer = effects.finite_screening ? electron_mass * photon / (positron * electron) : 0.0;
    const struct screened_atom screened = screened_atom(atom, effects, momentum_transfer);
    const double helicity_kept = 2.0 / 3.0 * (x * x + rest * rest) * screened.logarithm - x * rest * screened.remainder;
    const double helicity_flipped = screened.logarithm / 3.0;
    return fmax(lpm.helicity_kept * helicity_kept + lpm.helicity_flipped * helicity_flipped + Z * (Z + 1.0) * mass_term, 0.0);
}

/* For the mass term of all atoms. */
static double rate_per_X0(const struct em_medium *medium, struct em_effects effects, double mass_term, double photon_GeV,
                          double positron_GeV) {
    const double momentum_transfer = electron_mass * photon_GeV / (positron_GeV * (photon_GeV - positron_GeV));
    const struct lpm_suppression lpm = lpm_suppression(medium, effects, momentum_transfer, 1.0);
    double sum = 0.0;
    for (int i = 0; i < medium->element_count; i++) {
        const struct em_atom *atom = &medium->atoms[i];
        sum += atom->radiators_per_cm2_X0 * positron_spectrum(atom, effects, lpm, mass_term, photon_GeV, positron_GeV);
    }
    return sum;
}

double pair_mean_rate_per_X0(int count, const struct em_medium *medium, const double *share, struct em_effects effects,
                             double photon_GeV, double positron_GeV) {
    if (!is_allowed(effects, photon_GeV, positron_GeV)) return 0.0;
    const double mass_term = mass_term_of(effects, photon_GeV, positron_GeV);
    double sum = 0.0;
    for (int i = 0; i < count; i++) sum += share[i] * rate_per_X0(&medium[i], effects, mass_term, photon_GeV, positron_GeV);
    return sum;
}

double pair_rate_per_X0(const struct em_medium *medium, struct em_effects effects, double photon_GeV, double positron_GeV) {
    return pair_mean_rate_per_X0(1, medium, &(double){1.0}, effects, photon_GeV, positron_GeV);
}

double pair_cross_section_cm2_per_GeV(const struct em_atom *atom, struct em_effects effects, double photon_GeV,
                                      double positron_GeV) {
    if (!is_allowed(effects, photon_GeV, positron_GeV)) return 0.0;
    const double unit = 4.0 * EPSCAN_FINE_STRUCTURE * electron_radius_squared_cm2();
    const double mass_term = mass_term_of(effects, photon_GeV, positron_GeV);
    return unit * positron_spectrum(atom, effects, (struct lpm_suppression){1.0, 1.0}, mass_term, photon_GeV, positron_GeV) /
           photon_GeV;
}
