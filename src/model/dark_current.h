/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What A' couples to, and Eqs. 2 and 4 of PRD 104 L091701 with it: the only place of both. Energies in GeV; pure and thread-safe.
 *
 *     Dirac fermion      g_D A'_mu chibar gamma^mu chi
 *     complex scalar     i g_D A'^mu (chi* d_mu chi - chi d_mu chi*)
 *     Majorana fermion   (g_D/2) A'_mu chibar gamma^mu gamma5 chi, the convention of the thermal targets; not g_D, nor g_D/sqrt(2)
 *
 * and alpha_D = g_D^2/(4 pi).
 */
#ifndef EPSCAN_MODEL_DARK_CURRENT_H
#define EPSCAN_MODEL_DARK_CURRENT_H

enum dark_current { DARK_DIRAC, DARK_SCALAR, DARK_MAJORANA };

/*
 * Eq. 4: the width of a vector of mass M to chi chi, from strength = alpha_D M [GeV], x = m_chi^2/M^2 and beta^2 = 1 - 4x, which
 * the caller has without cancellation. With strength = alpha_D s it is sqrt(s) Gamma of A' off its mass [GeV^2].
 */
double dark_current_width(enum dark_current current, double strength, double x, double beta2);

/* Eq. 2: y = alpha_D epsilon^2 r^4. */
double dark_current_y(double alpha_D, double epsilon, double mass_ratio);

#endif
