/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nuclei as targets of electrons: mass and the electric form factor G2 of the atom, screened by its electrons.
 *
 *     G2(t) = Z^2 [a^2 t/(1 + a^2 t)]^2 (1 + t/d)^-2                                                       elastic
 *           + Z [a'^2 t/(1 + a'^2 t)]^2 [1 + t (mu_p^2 - 1)/(4 m_p^2)] (1 + t/0.71 GeV^2)^-4              inelastic
 *     a = 111 Z^(-1/3)/m_e,  a' = 773 Z^(-2/3)/m_e,  d = 0.164 GeV^2 A^(-2/3),  mu_p = 2.79,  t = -q^2 > 0:
 *
 * Tsai, Rev. Mod. Phys. 46, 815 (1974), and Kim and Tsai, Phys. Rev. D 8, 3109 (1973), as Bjorken et al., Phys. Rev. D 80,
 * 075018 (2009), Appendix A, collect them, but with the first power of the last bracket but one: arXiv:2401.06843. Hydrogen is
 * taken as any other element. Pure, thread-safe.
 */
#ifndef EPSCAN_MATTER_NUCLEUS_H
#define EPSCAN_MATTER_NUCLEUS_H

enum form_factor {
    FORM_FACTOR_TSAI,    /* both terms */
    FORM_FACTOR_ELASTIC, /* the first */
    FORM_FACTOR_NONE,    /* Z^2: a bare point */
    FORM_FACTORS
};

/* Their names, and NULL. */
extern const char *const form_factor_names[FORM_FACTORS + 1];

/* G2/t^2 = charge2 / [(t + screening)(1 + t size)]^2 + protons (1 + t magnetic) / [(t + proton_screening)(1 + t/0.71)^2]^2. */
struct nucleus {
    int Z;
    double mass_GeV; /* A u */
    double charge2, screening_GeV2, size_per_GeV2;
    double protons, proton_screening_GeV2, magnetic_per_GeV2;
};

struct nucleus nucleus_of(int Z, double A_g_per_mol, enum form_factor form_factor);

/* G2(t)/t^2 [GeV^-4], t > 0, divides by this. In a header because it is the innermost of loops. */
static inline double nucleus_elastic(const struct nucleus *nucleus, double t) {
    return (t + nucleus->screening_GeV2) * (1.0 + t * nucleus->size_per_GeV2);
}

static inline double nucleus_inelastic(const struct nucleus *nucleus, double t) {
    const double dipole = 1.0 + t * (1.0 / 0.71);
    return (t + nucleus->proton_screening_GeV2) * dipole * dipole;
}

static inline double nucleus_denominator(const struct nucleus *nucleus, double t) {
    return nucleus_elastic(nucleus, t) * nucleus_inelastic(nucleus, t);
}

/* G2(t)/t^2 where one over the denominator is known: whoever has more to divide by does it at once. */
static inline double nucleus_G2_over_t2_by(const struct nucleus *nucleus, double t, double inverse_denominator) {
    const double of_nucleus = inverse_denominator * nucleus_inelastic(nucleus, t);
    const double of_protons = inverse_denominator * nucleus_elastic(nucleus, t);
    return nucleus->charge2 * of_nucleus * of_nucleus +
           nucleus->protons * (1.0 + t * nucleus->magnetic_per_GeV2) * of_protons * of_protons;
}

static inline double nucleus_G2_over_t2(const struct nucleus *nucleus, double t) {
    return nucleus_G2_over_t2_by(nucleus, t, 1.0 / nucleus_denominator(nucleus, t));
}

#endif
