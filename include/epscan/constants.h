/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Physical constants, CODATA 2018 (exact or recommended values), and masses. This is the only place where they are written. */
#ifndef EPSCAN_CONSTANTS_H
#define EPSCAN_CONSTANTS_H

#define EPSCAN_PI 3.14159265358979323846
#define EPSCAN_EULER_GAMMA 0.57721566490153286061

#define EPSCAN_ELECTRON_MASS_GeV 0.51099895e-3      /* m_e c^2 */
#define EPSCAN_FINE_STRUCTURE (1.0 / 137.035999084) /* alpha(0) */
#define EPSCAN_AVOGADRO_PER_MOL 6.02214076e23       /* exact since 2019 */
#define EPSCAN_HBARC2_GeV2_CM2 0.3893793721e-27     /* (hbar c)^2: GeV^-2 -> cm^2 */
#define EPSCAN_ATOMIC_MASS_UNIT_GeV 0.93149410242   /* u c^2 */
#define EPSCAN_PLANCK_MASS_GeV 1.220890e19          /* sqrt(hbar c / G) */

/* Masses of particles: Particle Data Group, Prog. Theor. Exp. Phys. 2022, 083C01. */
#define EPSCAN_PROTON_MASS_GeV 0.93827208816
#define EPSCAN_MUON_MASS_GeV 0.1056583755
#define EPSCAN_TAU_MASS_GeV 1.77686
#define EPSCAN_CHARGED_PION_MASS_GeV 0.13957039
#define EPSCAN_NEUTRAL_PION_MASS_GeV 0.1349768
#define EPSCAN_CHARGED_KAON_MASS_GeV 0.493677
#define EPSCAN_NEUTRAL_KAON_MASS_GeV 0.497611
#define EPSCAN_RHO_MASS_GeV 0.77526
#define EPSCAN_OMEGA_MASS_GeV 0.78266
#define EPSCAN_PHI_MASS_GeV 1.019461
#define EPSCAN_D_MASS_GeV 1.86484

/* N_up = -ln 0.1: the expected signal that gives no event with probability 10 %, Eq. 7 of PRD 104 L091701. */
#define EPSCAN_COUNTING_EVENTS 2.302585092994045684

#endif
