/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Vectors that couple to electrons, rows of one table. To production they all look alike: epsilon is the coupling to electrons over
 * e, R(s) is of that alone, and so is N = epsilon^2 int ds rho(s) R(s). They differ in what else they decay to. Pure and
 * thread-safe; masses and widths in GeV.
 *
 *     kinetic-mixing    epsilon e (electromagnetic current)
 *     B-L, Le-Lmu       g times the charge, g = epsilon e
 *     Lmu-Ltau          g times the charge; electrons through the loop of muons and taus, whose mixing with the photon at q^2 = m^2
 * is epsilon = (e g/2 pi^2) |int_0^1 dx x (1-x) ln {[m_tau^2 - x(1-x) q^2]/[m_mu^2 - x(1-x) q^2]}|, (e g/12 pi^2)
 * ln(m_tau^2/m_mu^2) for small m: Araki et al., Phys. Rev. D 95, 055006 (2017)
 */
#ifndef EPSCAN_MODEL_MEDIATOR_H
#define EPSCAN_MODEL_MEDIATOR_H

#include <stdbool.h>

enum { MEDIATOR_FLAVOURS = 3 }; /* electron, muon, tau */

struct mediator {
    const char *name;
    double lepton[MEDIATOR_FLAVOURS];   /* charges; of a loop's electron 0 */
    double neutrino[MEDIATOR_FLAVOURS]; /* of left-handed ones */
    bool by_loop;                       /* electrons couple through a loop of the others */
};

enum { MEDIATOR_COUNT = 4 };
extern const struct mediator mediators[MEDIATOR_COUNT];

#define MEDIATOR_CHOICE "kinetic-mixing|B-L|Le-Lmu|Lmu-Ltau"
#define MEDIATOR_NAMES "kinetic-mixing, B-L, Le-Lmu, Lmu-Ltau"

/* g/(e epsilon) of a mediator of that mass: 1 unless electrons couple by a loop. */
double mediator_coupling_per_epsilon(const struct mediator *mediator, double mass_GeV);

/* Gamma to the charged leptons that are light enough, as far as these go at tree level (hadrons are not counted), and to neutrinos.
 */
double mediator_visible_width_GeV(const struct mediator *mediator, double mass_GeV, double epsilon);
double mediator_neutrino_width_GeV(const struct mediator *mediator, double mass_GeV, double epsilon);

#endif
