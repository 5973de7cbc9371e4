/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tsai, Rev. Mod. Phys. 46, 815 (1974), Eqs. 3.38 - 3.41: screening functions of the Thomas-Fermi-Moliere atom.
 *
 *     phi_1(g) = 4 ln 184.15 - 2 ln[1 + (0.55846 g)^2] - 4 [1 - 0.6 exp(-0.9 g) - 0.4 exp(-1.5 g)]
 *     psi_1(e) = 4 ln 1194   - 2 ln[1 + (3.621 e)^2]   - 4 [1 - 0.7 exp(-8 e) - 0.3 exp(-29.2 e)]
 *     phi_1 - phi_2 = 2/3 / (1 + 6.5 g + 6 g^2),   psi_1 - psi_2 = 2/3 / (1 + 40 e + 400 e^2)
 *     g = 100 m_e k / (E E' Z^(1/3)),   e = 100 m_e k / (E E' Z^(2/3))
 *
 * (He prints 20.863 and 28.340 for the two constants: the same numbers rounded; with the logarithms complete screening
 * is an exact limit.) For Z <= 4, where the atom is not Thomas-Fermi, Tsai gives L_rad and L'_rad of better wave
 * functions. Both are kept here with one formula: the atom's radius is what gives L_rad, so that
 * Z^(-1/3) = exp(L_rad)/184.15 in g, and Z^(-2/3) = exp(L'_rad)/1194 in e. For Z >= 5 that is Tsai's; for Z <= 4 complete
 * screening is Tsai's and no screening, where only ln(2 E E'/(m_e k)) - 1/2 remains, is exact too: within
 * 3 % of hydrogen's exact form factor, and 0.3 % above E E'/k = 5 GeV.
 *
 * Validity: Born approximation but for f(Z), E, E', k >> m_e. The fits are within 0.5 % of his integrals.
 */
#include "matter/screening.h"

#include <math.h>

static const double linear_below = 1e-7; /* where third powers are below rounding, and exponentials but cost time */

static double elastic_drop(double g) {
    if (g < linear_below) return g * (1.14 + g * (0.5 * 0.55846 * 0.55846 - 0.693));
    return 0.5 * log1p((0.55846 * g) * (0.55846 * g)) + 1.0 - 0.6 * exp(-0.9 * g) - 0.4 * exp(-1.5 * g); /* (phi_1(0) - phi_1)/4 */
}

static double inelastic_drop(double e) {
    if (e < linear_below) return e * (14.36 + e * (0.5 * 3.621 * 3.621 - 150.296));
    return 0.5 * log1p((3.621 * e) * (3.621 * e)) + 1.0 - 0.7 * exp(-8.0 * e) - 0.3 * exp(-29.2 * e); /* (psi_1(0) - psi_1)/4 */
}

struct screened_atom screened_atom(const struct em_atom *atom, struct em_effects effects, double momentum_transfer) {
    const double Z = atom->Z, f = effects.no_coulomb_correction ? 0.0 : atom->coulomb_correction;
    struct screened_atom screened = {
        .logarithm = Z * Z * (atom->elastic_logarithm - f) + Z * atom->inelastic_logarithm,
        .remainder = (Z * Z + Z) / 9.0,
    };
    if (!(momentum_transfer > 0.0)) return screened;
    const double g = 100.0 * momentum_transfer * atom->elastic_radius;
    const double e = 100.0 * momentum_transfer * atom->inelastic_radius;
    screened.logarithm -= Z * Z * elastic_drop(g) + Z * inelastic_drop(e);
    screened.remainder = (Z * Z / (1.0 + g * (6.5 + 6.0 * g)) + Z / (1.0 + e * (40.0 + 400.0 * e))) / 9.0;
    return screened;
}
