/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The radiation of the early universe: degrees of freedom of energy and entropy, rho = pi^2/30 g T^4, s = 2 pi^2/45 h T^3 with
 * T that of the photons. See thermal_bath.c for what it holds.
 */
#ifndef EPSCAN_RELIC_THERMAL_BATH_H
#define EPSCAN_RELIC_THERMAL_BATH_H

#include <stdbool.h>

enum { THERMAL_BATH_NODES = 48 };

/* Immutable once initialised; readers are thread-safe. */
struct thermal_bath {
    double momentum[THERMAL_BATH_NODES], weight[THERMAL_BATH_NODES]; /* of a rule for momenta in units of T */
    double entropy_at_decoupling;                                    /* h of all but the neutrinos when these let go */
    bool neutrinos_coupled;                                          /* they never let go: an approximation, see relic_model */
};

struct thermal_bath_state {
    double energy;             /* g */
    double entropy;            /* h */
    double expansion;          /* g*^(1/2) = h/sqrt(g) (1 + dln h/dln T / 3), Gondolo & Gelmini, Eq. 2.27 */
    double neutrino_to_photon; /* T_nu / T */
};

/* Neutrinos share the photons' temperature above, and keep their entropy to themselves below. */
#define THERMAL_BATH_NEUTRINO_DECOUPLING_GeV 2e-3

void thermal_bath_init(bool neutrinos_coupled, struct thermal_bath *bath);

/* At a photon temperature > 0. 1e-8 of each number for what the bath holds; pure. */
struct thermal_bath_state thermal_bath_at(const struct thermal_bath *bath, double temperature_GeV);

#endif
