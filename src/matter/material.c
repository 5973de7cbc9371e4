/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What targets are made of, per X0: electrons, nuclei and the constant c of complete screening. Tsai's radiation logarithms of
 * light elements and of heavy ones, with the Coulomb correction of Davies, Bethe and Maximon; sums over elements are by atoms,
 * those over layers by what a cell has of each per cm^2. Tsai, Rev. Mod. Phys. 46, 815 (1974). g, cm, mol.
 */
#include "matter/material.h"

#include "epscan/constants.h"

#include <math.h>

/* Tsai, Rev. Mod. Phys. 46, 815 (1974), Table B.2: H, He, Li, Be. */
static const double elastic_light[] = {5.31, 4.79, 4.74, 4.71};
static const double inelastic_light[] = {6.144, 5.621, 5.805, 5.924};

double elastic_radiation_logarithm(int Z) {
    return Z <= 4 ? elastic_light[Z - 1] : log(184.15 * pow(Z, -1.0 / 3.0));
}

double inelastic_radiation_logarithm(int Z) {
    return Z <= 4 ? inelastic_light[Z - 1] : log(1194.0 * pow(Z, -2.0 / 3.0));
}

double coulomb_correction(int Z) {
    const double a2 = (EPSCAN_FINE_STRUCTURE * Z) * (EPSCAN_FINE_STRUCTURE * Z);
    /* Davies, Bethe and Maximon, as fitted by Tsai, Eq. 3.3 */
    return a2 * (1.0 / (1.0 + a2) + 0.20206 + a2 * (-0.0369 + a2 * (0.0083 - 0.002 * a2)));
}

static double grams_per_mol(const struct material *material) {
    double sum = 0.0;
    for (int i = 0; i < material->element_count; i++) sum += material->elements[i].atoms * material->elements[i].A_g_per_mol;
    return sum;
}

static double electrons_per_formula(const struct material *material) {
    double sum = 0.0;
    for (int i = 0; i < material->element_count; i++) sum += material->elements[i].atoms * material->elements[i].Z;
    return sum;
}

static double grams_per_cm2(const struct layer *layer) {
    return layer->material.density_g_per_cm3 * layer->thickness_cm;
}

static double cell_depth_X0(const struct target *target) {
    double sum = 0.0;
    for (int i = 0; i < target->layer_count; i++)
        sum += grams_per_cm2(&target->layers[i]) / target->layers[i].material.radiation_length_g_per_cm2;
    return sum;
}

struct target target_of_material(const struct material *material) {
    struct target target = {.layer_count = 1, .repeat = 1};
    target.layers[0].material = *material;
    target.layers[0].thickness_cm = material->radiation_length_g_per_cm2 / material->density_g_per_cm3;
    return target;
}

double target_depth_X0(const struct target *target) {
    return target->repeat * cell_depth_X0(target);
}

double target_electrons_per_cm2_X0(const struct target *target) {
    double moles_per_cm2 = 0.0;
    for (int i = 0; i < target->layer_count; i++) {
        const struct material *material = &target->layers[i].material;
        moles_per_cm2 += grams_per_cm2(&target->layers[i]) * electrons_per_formula(material) / grams_per_mol(material);
    }
    return EPSCAN_AVOGADRO_PER_MOL * moles_per_cm2 / cell_depth_X0(target);
}

static int nucleus_index(struct target_nuclei *nuclei, const struct element *element) {
    int i = 0;
    while (i < nuclei->count && (nuclei->of[i].Z != element->Z || nuclei->of[i].A_g_per_mol != element->A_g_per_mol)) i++;
    if (i == nuclei->count && i < TARGET_MAX_NUCLEI) {
        nuclei->of[i].Z = element->Z;
        nuclei->of[i].A_g_per_mol = element->A_g_per_mol;
        nuclei->of[i].per_cm2_X0 = 0.0;
        nuclei->count++;
    }
    return i < TARGET_MAX_NUCLEI ? i : -1;
}

int target_nuclei_of(const struct target *target, struct target_nuclei *nuclei) {
    const double depth_X0 = cell_depth_X0(target);
    nuclei->count = 0;
    for (int i = 0; i < target->layer_count; i++) {
        const struct material *material = &target->layers[i].material;
        const double formulas = grams_per_cm2(&target->layers[i]) / grams_per_mol(material);
        for (int k = 0; k < material->element_count; k++) {
            const int at = nucleus_index(nuclei, &material->elements[k]);
            if (at < 0) return -1;
            nuclei->of[at].per_cm2_X0 += EPSCAN_AVOGADRO_PER_MOL * formulas * material->elements[k].atoms / depth_X0;
        }
    }
    return 0;
}

double target_screening_constant(const struct target *target) {
    double above = 0.0, below = 0.0;
    for (int i = 0; i < target->layer_count; i++) {
        const struct material *material = &target->layers[i].material;
        const double formulas = grams_per_cm2(&target->layers[i]) / grams_per_mol(material);
        for (int k = 0; k < material->element_count; k++) {
            const struct element *element = &material->elements[k];
            const double Z = element->Z, N = formulas * element->atoms;
            above += N * (Z * Z + Z);
            below += N * (Z * Z * (elastic_radiation_logarithm(element->Z) - coulomb_correction(element->Z)) +
                          Z * inelastic_radiation_logarithm(element->Z));
        }
    }
    return 4.0 / 3.0 + above / below / 9.0;
}
