/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a medium is to the cross-sections: its radiation length, its scales of energy, its density effect.
 *
 *     1/X0 = 4 alpha r_e^2 sum n [Z^2 (L_rad - f) + Z L'_rad]     Tsai, Rev. Mod. Phys. 46, 815 (1974), Eq. 3.66;
 *                                                                 n atoms per gram: Bragg's additivity
 *     hbar omega_p = hbar c sqrt(4 pi n_e r_e)
 *     E_LPM = alpha m_e^2 X0/(4 pi hbar c)                        Klein, Rev. Mod. Phys. 71, 1501 (1999): 7.7 TeV/cm x X0
 *     ln I = sum n Z ln I_Z / sum n Z                             Bragg's additivity
 *
 * The density effect is Sternheimer and Peierls, Phys. Rev. B 3, 3681 (1971), for condensed media: C = 2 ln(I/hbar omega_p)
 * + 1 is exact, x0, x1 and a are their general fit.
 */
#include "matter/cross_sections.h"

#include "epscan/constants.h"
#include "matter/material.h"

#include <math.h>

enum { LARGEST_Z = 92 };

/* ICRU Report 37 (1984) [eV], Z = 1 .. 92. */
static const double mean_excitation_eV[LARGEST_Z] = {
    19.2, 41.8, 40.0, 63.7, 76.0, 78.0, 82.0, 95.0, 115., 137., 149., 156., 166., 173., 173., 180., 174., 188., 190.,
    191., 216., 233., 245., 257., 272., 286., 297., 311., 322., 330., 334., 350., 347., 348., 357., 352., 363., 366.,
    379., 393., 417., 424., 428., 441., 449., 470., 470., 469., 488., 488., 487., 485., 491., 482., 488., 491., 501.,
    523., 535., 546., 560., 574., 580., 591., 614., 628., 650., 658., 674., 684., 694., 705., 718., 727., 736., 746.,
    757., 790., 790., 800., 810., 823., 823., 830., 825., 794., 827., 826., 841., 847., 878., 890.,
};

double mean_excitation_energy_GeV(int Z) {
    return Z >= 1 && Z <= LARGEST_Z ? 1e-9 * mean_excitation_eV[Z - 1] : 0.0;
}

double electron_radius_squared_cm2(void) {
    const double radius_per_GeV = EPSCAN_FINE_STRUCTURE / EPSCAN_ELECTRON_MASS_GeV;
    return radius_per_GeV * radius_per_GeV * EPSCAN_HBARC2_GeV2_CM2;
}

static bool is_positive(double x) {
    return isfinite(x) && x > 0.0;
}

static bool elements_are_valid(const struct em_element *elements, int count) {
    if (count < 1 || count > EM_MEDIUM_MAX_ELEMENTS) return false;
    for (int i = 0; i < count; i++) {
        const struct em_element *element = &elements[i];
        if (element->Z < 1 || element->Z > LARGEST_Z) return false;
        if (!is_positive(element->A_g_per_mol) || !is_positive(element->mass_fraction)) return false;
    }
    return true;
}

static double total_mass_fraction(const struct em_element *elements, int count) {
    double sum = 0.0;
    for (int i = 0; i < count; i++) sum += elements[i].mass_fraction;
    return sum;
}

/* An element's atoms per gram of the medium. */
static double atoms_per_g(const struct em_element *element, double total) {
    return EPSCAN_AVOGADRO_PER_MOL * element->mass_fraction / (total * element->A_g_per_mol);
}

static struct em_atom atom_of(int Z, double radiators_per_g) {
    const double elastic = elastic_radiation_logarithm(Z), inelastic = inelastic_radiation_logarithm(Z);
    return (struct em_atom){
        .Z = Z,
        .coulomb_correction = coulomb_correction(Z),
        .elastic_logarithm = elastic,
        .inelastic_logarithm = inelastic,
        .elastic_radius = exp(elastic) / 184.15,
        .inelastic_radius = exp(inelastic) / 1194.0,
        .radiators_per_cm2_X0 = radiators_per_g,
    };
}

/* In units of 4 alpha r_e^2. */
static double complete_screening_logarithm(const struct em_atom *atom) {
    const double Z = atom->Z;
    return Z * Z * (atom->elastic_logarithm - atom->coulomb_correction) + Z * atom->inelastic_logarithm;
}

/* Tsai's Eq. 3.66, and the atoms' shares in it. */
static void set_radiation_length(struct em_medium *medium) {
    double per_g = 0.0, Z2 = 0.0, Z2_logarithm = 0.0;
    for (int i = 0; i < medium->element_count; i++) {
        const struct em_atom *atom = &medium->atoms[i];
        const double weight = atom->radiators_per_cm2_X0 * atom->Z * atom->Z;
        per_g += atom->radiators_per_cm2_X0 * complete_screening_logarithm(atom);
        Z2 += weight;
        Z2_logarithm += weight * atom->elastic_logarithm;
    }
    medium->radiation_length_g_per_cm2 = 1.0 / per_g;
    for (int i = 0; i < medium->element_count; i++) medium->atoms[i].radiators_per_cm2_X0 /= per_g;
    medium->lpm_log_s1 = -2.0 * Z2_logarithm / Z2; /* s_1 = (Z^(1/3)/184.15)^2 of one element: Stanev et al. (1982) */
}

/* Sternheimer & Peierls (1971) for solids and liquids; C_bar is their -C. */
static struct em_density_effect condensed_density_effect(double excitation_GeV, double plasma_GeV) {
    const bool light = excitation_GeV < 100e-9;
    const double C_bar = 2.0 * log(excitation_GeV / plasma_GeV) + 1.0;
    const double x1 = light ? 2.0 : 3.0, offset = light ? 1.0 : 1.5, knee = light ? 3.681 : 5.215;
    const double x0 = C_bar < knee ? 0.2 : 0.326 * C_bar - offset;
    const double width = x1 - x0;
    const double a = (C_bar - 2.0 * log(10.0) * x0) / (width * width * width); /* delta(x0) = 0 */
    return (struct em_density_effect){.C_bar = C_bar, .x0 = x0, .x1 = x1, .a = a};
}

static void set_energy_scales(struct em_medium *medium) {
    const double hbarc = sqrt(EPSCAN_HBARC2_GeV2_CM2), radius = sqrt(electron_radius_squared_cm2());
    const double electrons_per_cm3 = medium->electrons_per_g * medium->density_g_per_cm3;
    const double X0_cm = medium->radiation_length_g_per_cm2 / medium->density_g_per_cm3;
    const double mass2 = EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV;
    medium->plasma_energy_GeV = hbarc * sqrt(4.0 * EPSCAN_PI * electrons_per_cm3 * radius);
    medium->lpm_energy_GeV = EPSCAN_FINE_STRUCTURE * mass2 * X0_cm / (4.0 * EPSCAN_PI * hbarc);
    medium->density_effect = condensed_density_effect(medium->mean_excitation_energy_GeV, medium->plasma_energy_GeV);
}

bool em_medium_init(const struct em_element *elements, int count, double density_g_per_cm3, double mean_excitation_energy,
                    struct em_medium *medium) {
    if (!elements_are_valid(elements, count) || !is_positive(density_g_per_cm3)) return false;
    const double total = total_mass_fraction(elements, count);
    const double unit = 4.0 * EPSCAN_FINE_STRUCTURE * electron_radius_squared_cm2();
    double electrons_per_g = 0.0, log_excitation = 0.0;
    *medium = (struct em_medium){.element_count = count, .density_g_per_cm3 = density_g_per_cm3};
    for (int i = 0; i < count; i++) {
        const double atoms = atoms_per_g(&elements[i], total), electrons = atoms * elements[i].Z;
        medium->atoms[i] = atom_of(elements[i].Z, unit * atoms);
        electrons_per_g += electrons;
        log_excitation += electrons * log(mean_excitation_energy_GeV(elements[i].Z));
    }
    set_radiation_length(medium);
    medium->electrons_per_g = electrons_per_g;
    medium->electrons_per_cm2_X0 = electrons_per_g * medium->radiation_length_g_per_cm2;
    medium->mean_excitation_energy_GeV =
        is_positive(mean_excitation_energy) ? mean_excitation_energy : exp(log_excitation / electrons_per_g);
    set_energy_scales(medium);
    return true;
}

bool em_medium_of_material(const struct material *material, double mean_excitation_energy, struct em_medium *medium) {
    struct em_element elements[MATERIAL_MAX_ELEMENTS];
    for (int i = 0; i < material->element_count && i < MATERIAL_MAX_ELEMENTS; i++) {
        const struct element *element = &material->elements[i];
        elements[i] = (struct em_element){element->Z, element->A_g_per_mol, element->atoms * element->A_g_per_mol};
    }
    return em_medium_init(elements, material->element_count, material->density_g_per_cm3, mean_excitation_energy, medium);
}
