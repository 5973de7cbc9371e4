/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What A' couples to: the rows of one table, and Eqs. 2 and 4 of PRD 104 L091701 with them, here and nowhere else. Width, Eq. 3,
 * spectral density and relic density all follow from a row, so that a new current is one. Energies in GeV; pure and thread-safe.
 *
 *     fermion     Dirac                g_D A'_mu chibar gamma^mu chi
 *     scalar      complex              i g_D A'^mu (chi* d_mu chi - chi d_mu chi*)
 *     majorana    (g_D/2) A'_mu chibar gamma^mu gamma5 chi, the convention of the thermal targets; not g_D, nor g_D/sqrt(2)
 *
 * and alpha_D = g_D^2/(4 pi).
 */
#ifndef EPSCAN_MODEL_DARK_CURRENT_H
#define EPSCAN_MODEL_DARK_CURRENT_H

#include "epscan/dark_photon.h"

/*
 * sqrt(s) Gamma_d(sqrt(s)) = (alpha_D/2) beta [slope (s - 4 m_chi^2) + floor m_chi^2], beta^2 = 1 - 4 m_chi^2/s: the width of a
 * vector of mass sqrt(s) to chi chi, off the mass of A' too.
 */
struct dark_current {
    const char *name;
    double slope, floor;
    bool width_runs;           /* eta of Eq. 3 is (s/m_A'^2)^2 instead of 1 */
    double states;             /* of chi and its partner together, for relic densities */
    double annihilating_pairs; /* share of all pairs that annihilate: 1 when chi is its own partner, else 1/2 */
};

/*
 * The rows: epscan_spin, then the members above. Majorana: half of a Dirac fermion's with an axial coupling, since the two chi are
 * identical.
 */
#define DARK_CURRENT_ROWS(ROW)                                                                                                     \
    ROW(EPSCAN_FERMION, "fermion", 2.0 / 3.0, 4.0, true, 4.0, 0.5)                                                                 \
    ROW(EPSCAN_SCALAR, "scalar", 1.0 / 6.0, 0.0, false, 2.0, 0.5)                                                                  \
    ROW(EPSCAN_MAJORANA, "majorana", 1.0 / 3.0, 0.0, false, 2.0, 1.0)

extern const struct dark_current dark_currents[EPSCAN_SPIN_COUNT];

/* The names as texts show them, in constants: "fermion, scalar, ..." and "fermion|scalar|...". */
#define DARK_CURRENT_NAME_AFTER_COMMA(spin, name, ...) ", " name
#define DARK_CURRENT_NAME_AFTER_BAR(spin, name, ...) "|" name
#define DARK_CURRENT_NAMES (&(DARK_CURRENT_ROWS(DARK_CURRENT_NAME_AFTER_COMMA))[2])
#define DARK_CURRENT_CHOICE (&(DARK_CURRENT_ROWS(DARK_CURRENT_NAME_AFTER_BAR))[1])

const struct dark_current *dark_current_of(const epscan_dark_photon *model);

/*
 * Eq. 4: the width of a vector of mass M to chi chi, from strength = alpha_D M [GeV], x = m_chi^2/M^2 and beta^2 = 1 - 4x, which
 * the caller has without cancellation. With strength = alpha_D s it is sqrt(s) Gamma of A' off its mass [GeV^2].
 */
double dark_current_width(const struct dark_current *current, double strength, double x, double beta2);

/* Eq. 2: y = alpha_D epsilon^2 r^4. */
double dark_current_y(double alpha_D, double epsilon, double mass_ratio);

#endif
