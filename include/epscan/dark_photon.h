/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dark photon A' that mixes with the photon (kinetic mixing epsilon) and decays to a pair of dark particles chi.
 *
 * Resonant annihilation e+ e- -> A' -> chi chi of a positron of total lab energy E on an electron at rest:
 * Andreev et al. (NA64), PRD 104 L091701 (2021), Eqs. 2-4 and 6, "the paper" below.
 * s = 2 m_e E + 2 m_e^2. All functions are pure and thread-safe. Energies and masses in GeV, cross-sections in cm^2.
 */
#ifndef EPSCAN_DARK_PHOTON_H
#define EPSCAN_DARK_PHOTON_H

#include "epscan/visibility.h"

#include <stdbool.h>

EPSCAN_BEGIN

/*
 * What chi is: a Dirac fermion, a complex scalar, a Majorana fermion with the coupling (g_D/2) A'_mu chibar gamma^mu gamma5 chi, or
 * two Majorana fermions chi1, chi2 of different masses with i g_D A'_mu chibar1 gamma^mu chi2 (pseudo-Dirac); or a Dirac fermion
 * with g_D A'_mu chibar gamma^mu gamma5 chi, and of mediators of spin 0 with g_D X chibar chi or i g_D X chibar gamma5 chi.
 */
typedef enum {
    EPSCAN_FERMION = 0,
    EPSCAN_SCALAR = 1,
    EPSCAN_MAJORANA = 2,
    EPSCAN_PSEUDO_DIRAC = 3,
    EPSCAN_AXIAL_FERMION = 4,
    EPSCAN_YUKAWA_SCALAR = 5,
    EPSCAN_YUKAWA_PSEUDOSCALAR = 6
} epscan_spin;
#define EPSCAN_SPIN_COUNT 7

/* "fermion", "scalar", "majorana", "pseudo-dirac", "axial-fermion", "yukawa-scalar", "yukawa-pseudoscalar", else "unknown"; and
 * back: false for other names, *spin untouched. */
const char *epscan_spin_name(epscan_spin spin);
bool epscan_spin_of_name(const char *name, epscan_spin *spin);

/* One point of the model space. Members that come to stand at its end mean by 0 what there was before. */
typedef struct {
    epscan_spin spin;
    double mass_GeV;        /* m_A' > 0 */
    double alpha_D;         /* dark coupling, > 0 */
    double mass_ratio;      /* r = m_chi / m_A', 0 < r < 1/2; of pseudo-Dirac chi m_1 / m_A' */
    double splitting;       /* of pseudo-Dirac chi: Delta = (m_2 - m_1) / m_1 >= 0 with r (2 + Delta) < 1; of others 0 */
    double other_width_GeV; /* of decays that are no signal: what Gamma of Eqs. 3 and 6 has beside that to chi chi, >= 0 */
    int table; /* of grids whose models are tables of rho(s): which of them, from 1, and all else 0; everywhere else 0 */
} epscan_dark_photon;

/* The kinetic mixing at which yields are quoted: cross-sections scale as epsilon^2. */
#define EPSCAN_REFERENCE_EPSILON 1e-4

/* Gamma(A' -> chi chi), Eq. 4 [GeV]. */
double epscan_dark_photon_width_GeV(const epscan_dark_photon *model);

/* E at which s = m_A'^2: (m_A'^2 - 2 m_e^2) / (2 m_e) [GeV]; below zero for m_A' < sqrt(2) m_e. */
double epscan_dark_photon_resonance_energy_GeV(const epscan_dark_photon *model);

/* The m_A' of the resonance at E, which is sqrt(s) there: sqrt(2 m_e E + 2 m_e^2), for E >= -m_e [GeV]. */
double epscan_dark_photon_resonance_mass_GeV(double energy_GeV);

/* E at which s = 4 m_chi^2, or (m_1 + m_2)^2, below which the cross-section is zero [GeV]. */
double epscan_dark_photon_threshold_energy_GeV(const epscan_dark_photon *model);

/* The same less the resonance's energy, without the rounding of either: -m_A'^2 (1 - 4 r^2)/(2 m_e) for one mass [GeV]. */
double epscan_dark_photon_threshold_offset_GeV(const epscan_dark_photon *model);

/* Half of the resonance's width in E: m_A' Gamma/(2 m_e) [GeV]. */
double epscan_dark_photon_half_width_energy_GeV(const epscan_dark_photon *model);

/* sigma(e+ e- -> chi chi), Eq. 3, at positron energy `energy_GeV` and mixing `epsilon` [cm^2]. */
double epscan_dark_photon_cross_section_cm2(const epscan_dark_photon *model, double epsilon, double energy_GeV);

/* The same at E = resonance energy + `offset_GeV`: exact for offsets far below the rounding of E, as narrow widths need. */
double epscan_dark_photon_cross_section_at_offset_cm2(const epscan_dark_photon *model, double epsilon, double offset_GeV);

/* sigma at s = m_A'^2, Eq. 6: 4 pi alpha epsilon^2 / (m_A' Gamma) [cm^2]. */
double epscan_dark_photon_peak_cross_section_cm2(const epscan_dark_photon *model, double epsilon);

/* int sigma dE over a narrow resonance: 2 pi^2 alpha epsilon^2 / m_e [cm^2 GeV], whatever the spin, mass and couplings. */
double epscan_dark_photon_narrow_width_integral_cm2_GeV(double epsilon);

/* y = alpha_D epsilon^2 r^4, Eq. 2: what the relic density depends on; NaN of tables. */
double epscan_dark_photon_y(const epscan_dark_photon *model, double epsilon);

/*
 * rho(s), the spectral density at sqrt(s) [GeV^-2]: sigma(e+ e- -> chi chi) = 4 pi^2 alpha epsilon^2 rho(s) is Eq. 3, and every
 * yield is epsilon^2 int ds rho(s) R(s) with the response R of an experiment. int rho ds -> 1 for a narrow A'.
 */
double epscan_dark_photon_spectral_density_per_GeV2(const epscan_dark_photon *model, double sqrt_s_GeV);

EPSCAN_END

#endif
