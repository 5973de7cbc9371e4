/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Electromagnetic cross-sections of showers: electrons, positrons and photons from about 1 MeV to 10 TeV in matter.
 *
 *     bremsstrahlung, pairs   Tsai, Rev. Mod. Phys. 46, 815 (1974), with Migdal's and Ter-Mikaelian's suppressions
 *     ionisation, delta rays  Berger-Seltzer (ICRU 37), Sternheimer; Moller, Bhabha
 *     annihilation, Compton   Heitler; Klein-Nishina
 *
 * Units: GeV, cm, g, mol. Energies of e+- are total, of delta rays kinetic; photons, k. Radiative rates are per
 * radiation length X0 of the medium (computed here, Tsai Eq. 3.66); divide by `radiation_length_g_per_cm2` for the rate
 * per g/cm^2, and multiply by the density for the rate per cm. Cross-sections on electrons are per free electron at
 * rest: times `electrons_per_cm2_X0` they are per X0.
 *
 * Every function but em_medium_init and em_medium_of_material is pure; all are thread-safe, keep no state and own nothing.
 * Outside the kinematic limits a cross-section is 0, never negative or NaN, for finite arguments.
 */
#ifndef EPSCAN_MATTER_CROSS_SECTIONS_H
#define EPSCAN_MATTER_CROSS_SECTIONS_H

#include <stdbool.h>

enum { EM_MEDIUM_MAX_ELEMENTS = 16 };

struct material;

/*
 * What is taken into account. All false is Approximation A: complete screening at any energy, X0 with Coulomb
 * correction, no kinematic limits but 0 < k < E.
 */
struct em_effects {
    bool finite_screening;      /* Tsai's screening functions; good for E, E', k above 10 m_e; alone, spectra end in a step */
    bool mass_terms;            /* exact Born kinematics, O(m_e^2/E^2); needs finite_screening, ignored without */
    bool lpm;                   /* Migdal: multiple scattering within the formation length */
    bool dielectric;            /* Ter-Mikaelian: bremsstrahlung of k < E hbar omega_p / m_e; pairs have none */
    bool no_coulomb_correction; /* drops f(Z) from the cross-sections; X0 keeps it */
};

/* One element's share of a medium, input of em_medium_init. */
struct em_element {
    int Z; /* 1 .. 92 */
    double A_g_per_mol;
    double mass_fraction; /* > 0; normalised to sum 1 by em_medium_init */
};

/* What the radiative cross-sections of one element depend on. */
struct em_atom {
    int Z;
    double coulomb_correction;   /* f(Z) */
    double elastic_logarithm;    /* L_rad */
    double inelastic_logarithm;  /* L'_rad */
    double elastic_radius;       /* Z^(-1/3) of Tsai's g; see screening.c */
    double inelastic_radius;     /* Z^(-2/3) of his e */
    double radiators_per_cm2_X0; /* 4 alpha r_e^2 x atoms per cm^2 and X0: sum of this x [Z^2 (L-f) + Z L'] is 1 */
};

/* Sternheimer's density effect: x = log10(beta gamma). */
struct em_density_effect {
    double C_bar, x0, x1, a; /* exponent 3 */
};

struct em_medium {
    int element_count;
    struct em_atom atoms[EM_MEDIUM_MAX_ELEMENTS];
    double density_g_per_cm3;
    double radiation_length_g_per_cm2;
    double electrons_per_g;
    double electrons_per_cm2_X0;
    double mean_excitation_energy_GeV;
    double plasma_energy_GeV; /* hbar omega_p */
    double lpm_energy_GeV;    /* alpha m_e^2 X0 / (4 pi hbar c), 7.7 TeV per cm of X0 */
    double lpm_log_s1;        /* ln s_1 = -2 <L_rad>, weighted with n Z^2 */
    struct em_density_effect density_effect;
};

/*
 * A homogeneous compound. `mean_excitation_energy_GeV` <= 0 takes Bragg's additivity of the elements' (ICRU 37).
 * False, and `medium` untouched, if the count is not 1 .. EM_MEDIUM_MAX_ELEMENTS, a Z not in 1 .. 92, or an A, a mass
 * fraction or the density is not positive and finite. Allocates nothing.
 */
bool em_medium_init(const struct em_element *elements, int count, double density_g_per_cm3, double mean_excitation_energy_GeV,
                    struct em_medium *medium);

/* The same of a `struct material` of matter/material.h, whose own radiation length is not used. */
bool em_medium_of_material(const struct material *material, double mean_excitation_energy_GeV, struct em_medium *medium);

/* ICRU 37's mean excitation energy of an element (condensed, save the gases), Z in 1 .. 92. */
double mean_excitation_energy_GeV(int Z);

/* Classical electron radius squared [cm^2]. */
double electron_radius_squared_cm2(void);

/* ---- Radiation ------------------------------------------------------------------------------------------------- */

/* dN/dt dy of photons of energy k = y E per e+- of energy E [1/X0]. 1 MeV < E < 10 TeV. */
double bremsstrahlung_rate_per_X0(const struct em_medium *medium, struct em_effects effects, double energy_GeV, double photon_GeV);

/* The mean of medium[count], each by its share: faster, since what media have in common is computed once. */
double bremsstrahlung_mean_rate_per_X0(int count, const struct em_medium *medium, const double *share, struct em_effects effects,
                                       double energy_GeV, double photon_GeV);

/* dsigma/dk on an isolated atom, so without the two medium effects [cm^2/GeV]. */
double bremsstrahlung_cross_section_cm2_per_GeV(const struct em_atom *atom, struct em_effects effects, double energy_GeV,
                                                double photon_GeV);

/* dN/dt dx of positrons of energy E+ = x k per photon of energy k [1/X0]. 20 MeV < k < 10 TeV (heavy elements: f(Z) is that
 * of high energy); even under x -> 1-x. */
double pair_rate_per_X0(const struct em_medium *medium, struct em_effects effects, double photon_GeV, double positron_GeV);
double pair_mean_rate_per_X0(int count, const struct em_medium *medium, const double *share, struct em_effects effects,
                             double photon_GeV, double positron_GeV);

/* dsigma/dE+ on an isolated atom [cm^2/GeV]. */
double pair_cross_section_cm2_per_GeV(const struct em_atom *atom, struct em_effects effects, double photon_GeV,
                                      double positron_GeV);

/* ---- Ionisation ------------------------------------------------------------------------------------------------ */

enum em_lepton { EM_ELECTRON, EM_POSITRON };

/*
 * Mean loss to delta rays below `cut_GeV` (kinetic) per g/cm^2 [GeV cm^2/g]. A cut above the kinematic maximum, E-m_e for e+ and
 * half of it for e-, gives the collision stopping power. Validity: cut >> the largest binding energy (0.1 MeV in
 * lead), beta of the lepton >> that of the inner electrons; no shell corrections: 1 % at 1 MeV, better above.
 */
double restricted_loss_GeV_cm2_per_g(const struct em_medium *medium, enum em_lepton lepton, double energy_GeV, double cut_GeV);

/* Sternheimer's delta at beta gamma > 0; exact where log10(beta gamma) > x1, within 0.1 - 0.3 below. */
double density_effect_delta(const struct em_medium *medium, double beta_gamma);

/* dsigma/dT, T the kinetic energy of the delta ray: for e- that of the slower electron, so T <= (E - m_e)/2 [cm^2/GeV]. */
double moller_cross_section_cm2_per_GeV(double energy_GeV, double kinetic_GeV);
double bhabha_cross_section_cm2_per_GeV(double energy_GeV, double kinetic_GeV);

/* The same integrated above a cut on T [cm^2]. */
double moller_cross_section_above_cm2(double energy_GeV, double cut_GeV);
double bhabha_cross_section_above_cm2(double energy_GeV, double cut_GeV);

/* ---- Annihilation and Compton scattering on electrons at rest -------------------------------------------------- */

/* e+ e- -> 2 gamma, total [cm^2]; E > m_e. Diverges as 1/beta at rest. */
double annihilation_cross_section_cm2(double positron_GeV);

/* Spectrum of both photons, dsigma/dk: integrates to twice the cross-section, even under k -> E + m_e - k [cm^2/GeV]. */
double annihilation_spectrum_cm2_per_GeV(double positron_GeV, double photon_GeV);

/* Lowest photon energy; the highest is E + m_e less this. */
double annihilation_lowest_photon_GeV(double positron_GeV);

/* Klein-Nishina, total [cm^2]; binding neglected, so k >> 0.1 MeV in lead. Relative rounding 1e-16 (m_e/k)^3 for small k. */
double compton_cross_section_cm2(double photon_GeV);

/* dsigma/dk', k' of the scattered photon, k/(1 + 2k/m_e) <= k' <= k; the electron takes E = k + m_e - k' [cm^2/GeV]. */
double compton_spectrum_cm2_per_GeV(double photon_GeV, double scattered_GeV);

#endif
