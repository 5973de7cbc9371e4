/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How X couples to electrons, and what follows for e+ e- -> X* -> chi chi and X -> l+ l-:
 *
 *     vector, axial           epsilon e X_mu ebar gamma^mu e,  epsilon e X_mu ebar gamma^mu gamma5 e
 *     scalar, pseudoscalar    epsilon e X ebar e,              i epsilon e X ebar gamma5 e
 *
 * (NA64, Phys. Rev. Lett. 126, 211802 (2021)). Energies in GeV; pure and thread-safe.
 */
#ifndef EPSCAN_MODEL_COUPLING_H
#define EPSCAN_MODEL_COUPLING_H

#include "epscan/dark_photon.h"

enum coupling { COUPLING_VECTOR, COUPLING_AXIAL, COUPLING_SCALAR, COUPLING_PSEUDOSCALAR, COUPLING_COUNT };
extern const char *const coupling_names[COUPLING_COUNT];

/* 2J + 1 of X. */
double coupling_states(enum coupling coupling);

/* The current of a Dirac chi that couples to X as electrons do. */
epscan_spin coupling_dirac_current(enum coupling coupling);

/*
 * Gamma(X -> l+ l-) [GeV] for alpha (g/e)^2 = `strength`, 0 where the pair is too heavy: of x = m_l^2/m^2, beta^2 = 1 - 4x,
 * strength m times beta (1 + 2x)/3, beta^3/3, beta^3/2, beta/2.
 */
double coupling_lepton_width_GeV(enum coupling coupling, double mass_GeV, double strength, double lepton_GeV);

/*
 * sigma(e+ e- -> X* -> chi chi) over 4 pi^2 alpha epsilon^2 rho(s), which it is for a vector by Eq. 3 of PRD 104 L091701. By
 * unitarity it is (2J + 1) Gamma_ee(sqrt s)/(alpha epsilon^2 sqrt(s) beta^2): beta of an axial vector, beta/2 of a scalar and
 * 1/(2 beta) of a pseudoscalar, with the electron's beta. Of a vector it would be (1 + 2x)/beta, 1 + 2e-4 for positrons of 5 GeV,
 * which Eq. 3 leaves out: here 1. Where electrons move, flux and s have the same corrections to (m_e^2/s)^2.
 */
double coupling_annihilation_factor(enum coupling coupling, double s_GeV2);

/* That cross-section at positron energy E on an electron at rest, and at E = resonance energy + `offset_GeV` [cm^2]. */
double coupling_cross_section_cm2(enum coupling coupling, const epscan_dark_photon *model, double epsilon, double energy_GeV);
double coupling_cross_section_at_offset_cm2(enum coupling coupling, const epscan_dark_photon *model, double epsilon,
                                            double offset_GeV);

/*
 * Whether a mediator of this coupling can be that of the model: vectors have the currents of spin 1, scalars Yukawa couplings,
 * whose alpha_D is up to 2, above which X may be broader than its mass. If not, `why` (COUPLING_WHY_SIZE) says in one line what is
 * allowed.
 */
#define COUPLING_WHY_SIZE 240
#define YUKAWA_MOST_ALPHA_D 2.0
bool coupling_takes(enum coupling coupling, const epscan_dark_photon *model, char *why);

#endif
