/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Materials and layered targets: what a positron meets per radiation length of track.
 * Units: g, cm, mol. All functions are pure and thread-safe; the structs own nothing.
 */
#ifndef EPSCAN_MATTER_MATERIAL_H
#define EPSCAN_MATTER_MATERIAL_H

enum { MATERIAL_MAX_ELEMENTS = 16, TARGET_MAX_LAYERS = 64 };

struct element {
    int Z;
    double A_g_per_mol;
    double atoms; /* per formula unit, > 0 */
};

struct material {
    char name[64];
    double density_g_per_cm3;
    double radiation_length_g_per_cm2;
    int element_count;
    struct element elements[MATERIAL_MAX_ELEMENTS];
};

struct layer {
    struct material material;
    double thickness_cm;
};

/* `repeat` identical cells, each the layers in beam order. */
struct target {
    int layer_count, repeat;
    struct layer layers[TARGET_MAX_LAYERS];
};

/* A target of one material, one radiation length thick. */
struct target target_of_material(const struct material *material);

/* Total depth [X0]. */
double target_depth_X0(const struct target *target);

/* Electrons met per cm^2 and X0 of track: N_A sum(rho t Z/A) / sum(rho t / X0) over the layers. */
double target_electrons_per_cm2_X0(const struct target *target);

/* Nuclei met per cm^2 and X0 of track, by element. */
enum { TARGET_MAX_NUCLEI = 32 };
struct target_nuclei {
    int count;
    struct {
        int Z;
        double A_g_per_mol, per_cm2_X0;
    } of[TARGET_MAX_NUCLEI];
};

/* N_A sum(rho t w/A) / sum(rho t/X0) over the layers, w the element's share of the mass. -1: more than TARGET_MAX_NUCLEI. */
int target_nuclei_of(const struct target *target, struct target_nuclei *nuclei);

/*
 * The constant c of the completely screened bremsstrahlung and pair spectra,
 *     c = 4/3 + (1/9) sum N (Z^2 + Z) / sum N [Z^2 (L - f) + Z L'],
 * N the atoms per cm^2 of each element in a cell (Tsai, Rev. Mod. Phys. 46, 815 (1974), Eqs. 3.39-3.41).
 * Lead: 4/3 + 0.03245.
 */
double target_screening_constant(const struct target *target);

/* Tsai's Coulomb correction f(Z). */
double coulomb_correction(int Z);

/* Tsai's L_rad and L'_rad: 184.15 Z^(-1/3) and 1194 Z^(-2/3) in a logarithm, tabulated for Z <= 4. */
double elastic_radiation_logarithm(int Z);
double inelastic_radiation_logarithm(int Z);

#endif
