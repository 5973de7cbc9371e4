/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chi chi -> X* -> leptons, neutrinos and hadrons: the cross-section, with masses, thresholds and the running width of X, a row of
 * model/mediator.h. Energies and masses in GeV. Pure and thread-safe.
 */
#ifndef EPSCAN_RELIC_DARK_ANNIHILATION_H
#define EPSCAN_RELIC_DARK_ANNIHILATION_H

#include "epscan/dark_photon.h"
#include "model/mediator.h"

#include <stdbool.h>

/* alpha_D = g_D^2 / (4 pi). What chi is, a row of model/dark_current.h, is one that the mediator takes (coupling_takes). */
struct relic_model {
    epscan_spin kind;
    double mass_GeV;   /* m_chi; of two the lighter, m_1 */
    double mass_ratio; /* r = m_chi / m_X, 0 < r < 1/2 */
    double alpha_D;
    double splitting;                /* of pseudo-Dirac chi: (m_2 - m_1)/m_1, r (2 + splitting) < 1 */
    bool neutrinos_coupled;          /* to the photons' temperature at all times, as some published targets below 10 MeV have it */
    const struct mediator *mediator; /* NULL: kinetic mixing */
};

/* Its mediator, and the same model as others have it. */
const struct mediator *relic_mediator(const struct relic_model *model);
epscan_dark_photon relic_dark_photon(const struct relic_model *model);

/* (m_1 + m_2)/m_1, the least z: 2 for one mass. */
double dark_annihilation_threshold(const struct relic_model *model);

/*
 * In equilibrium at x = m_1/T: n_eq = m_1^3 states K_2(x)/(2 pi^2 x) with as many states of mass m_1 as count for chi and its
 * partner together, 2, 2, 4 for one mass; and dn/dt + 3Hn = -share <sigma v> (n^2 - n_eq^2) for n of all together: 1 for
 * Majorana, whose every pair annihilates; 2 n_1 n_2/n^2 where only unlike ones do, 1/2 for one mass. As n_1/n_2 keeps to
 * equilibrium, by scattering and decays of chi2; once it has, chi2 has decayed.
 */
struct dark_abundance {
    double states, log_share;
};
struct dark_abundance dark_annihilation_abundance(const struct relic_model *model, double x);

/*
 * A collision at sqrt(s) = z m_chi. The differences stand apart since they are far below the rounding of z near a narrow
 * resonance or the threshold.
 */
struct dark_collision {
    double z;
    double above_threshold; /* z - dark_annihilation_threshold > 0 */
    double from_resonance;  /* z - m_X/m_chi */
};

/* The cross-section but for epsilon. */
struct dark_cross_section {
    double numerator;     /* of the resonance: sigma/epsilon^2 x the denominator [GeV^2] */
    double off_resonance; /* s - m_X^2 [GeV^2] */
    double dark, visible; /* sqrt(s) Gamma of X -> chi chi, and of X -> all else over epsilon^2 [GeV^2] */
    double contact;       /* sigma/epsilon^2 beside the resonance, where neither current is conserved [GeV^-2] */
};

struct dark_cross_section dark_cross_section_at(const struct relic_model *model, struct dark_collision collision);

/* sigma of unlike states of one pair [GeV^-2]. */
double dark_cross_section_GeV_2(const struct dark_cross_section *at, double epsilon);

/* The least sqrt(s)/m_chi at which there is something to annihilate into. */
double dark_annihilation_lowest_z(const struct relic_model *model);

#endif
