/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The relic density of chi from annihilation chi chi -> X* -> leptons, neutrinos, hadrons, and the mixing at which it is the dark
 * matter's: the thermal target of y = alpha_D epsilon^2 r^4. See relic_density.c. All functions are pure and thread-safe.
 */
#ifndef EPSCAN_RELIC_RELIC_DENSITY_H
#define EPSCAN_RELIC_RELIC_DENSITY_H

#include "epscan/status.h"
#include "relic/dark_annihilation.h"

/* Omega h^2 of dark matter that a target has: Planck 2018 (Astron. Astrophys. 641, A6), as the targets of the figures round it. */
#define RELIC_OMEGA_H2 0.120

/* Where the targets hold; outside, EPSCAN_BAD_INPUT. */
#define RELIC_LOWEST_MASS_GeV 5e-4
#define RELIC_HIGHEST_MASS_GeV 1.0
#define RELIC_LOWEST_RATIO 0.01
#define RELIC_HIGHEST_RATIO 0.4999
#define RELIC_LOWEST_ALPHA_D 1e-6
#define RELIC_HIGHEST_ALPHA_D 10.0

/* Where the equation starts, and how finely it is stepped: RELIC_START_X and 1 unless a test varies them. */
struct relic_stepping {
    double start_x; /* 0.3 .. 5 */
    int refinement; /* every step is cut in so many */
};
#define RELIC_START_X 1.0

struct relic_point {
    double epsilon;
    double omega_h2;
    double x_freeze_out; /* m_chi/T where the abundance is 2.5 times that in equilibrium */
};

/*
 * Omega h^2 at a mixing 0 < epsilon <= 1; 3e-5 for given cross-sections and g*. Fails with EPSCAN_FAILED when chi does
 * not come to equilibrium, so that its abundance is not thermal. `stepping` may be NULL.
 */
epscan_status relic_abundance(const struct relic_model *model, double epsilon, const struct relic_stepping *stepping,
                              struct relic_point *point);

/* The mixing at which Omega h^2 is RELIC_OMEGA_H2. Fails with EPSCAN_FAILED when chi is too abundant for any up to 1, or to
 * where X is as wide as its mass. */
epscan_status relic_thermal_target(const struct relic_model *model, struct relic_point *point);
epscan_status relic_thermal_epsilon(const struct relic_model *model, double *epsilon);

/* y = alpha_D epsilon^2 (m_chi/m_A')^4. */
double relic_y(const struct relic_model *model, double epsilon);

#endif
