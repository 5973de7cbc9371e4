/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chi chi -> A'* -> leptons and hadrons: the cross-section, with masses, thresholds and the running width of A'.
 * Energies and masses in GeV. Pure and thread-safe.
 */
#ifndef EPSCAN_RELIC_DARK_ANNIHILATION_H
#define EPSCAN_RELIC_DARK_ANNIHILATION_H

/*
 * A complex scalar; a Majorana fermion with the axial coupling (g_D/2) A'_mu chibar gamma^mu gamma5 chi; two Majorana
 * fermions of one mass that annihilate with each other only, which is a Dirac fermion with vector coupling.
 */
enum relic_dark_matter { RELIC_SCALAR, RELIC_MAJORANA, RELIC_PSEUDO_DIRAC, RELIC_KIND_COUNT };

/* alpha_D = g_D^2 / (4 pi). */
struct relic_model {
    enum relic_dark_matter kind;
    double mass_GeV;   /* m_chi */
    double mass_ratio; /* r = m_chi / m_A', 0 < r < 1/2 */
    double alpha_D;
};

/* States of chi and its partner: 2, 2, 4. */
double dark_annihilation_states(enum relic_dark_matter kind);

/*
 * dn/dt + 3Hn = -share <sigma v> (n^2 - n_eq^2) for n of all states together: 1 for Majorana, whose every pair annihilates; 1/2
 * where only unlike pairs do.
 */
double dark_annihilation_share(enum relic_dark_matter kind);

/*
 * A collision at sqrt(s) = z m_chi. The differences stand apart since they are far below the rounding of z near a narrow
 * resonance or the threshold.
 */
struct dark_collision {
    double z;
    double above_threshold; /* z - 2 > 0 */
    double from_resonance;  /* z - m_A'/m_chi */
};

/* The cross-section but for epsilon. */
struct dark_cross_section {
    double numerator;     /* sigma/epsilon^2 x the denominator [GeV^2] */
    double off_resonance; /* s - m_A'^2 [GeV^2] */
    double dark, visible; /* sqrt(s) Gamma of A' -> chi chi, and of A' -> visible over epsilon^2 [GeV^2] */
};

struct dark_cross_section dark_cross_section_at(const struct relic_model *model, struct dark_collision collision);

/* sigma of unlike states of one pair [GeV^-2]. */
double dark_cross_section_GeV_2(const struct dark_cross_section *at, double epsilon);

/* Leptons and hadrons that s can make, in units of one massless lepton pair. */
double dark_annihilation_visible_ratio(double s_GeV2);

#endif
