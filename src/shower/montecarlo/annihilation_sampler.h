/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often a positron of a shower annihilates to dark photons, on electrons at rest or in motion: internal to the simulation. */
#ifndef EPSCAN_SHOWER_MONTECARLO_ANNIHILATION_SAMPLER_H
#define EPSCAN_SHOWER_MONTECARLO_ANNIHILATION_SAMPLER_H

#include "model/spectral_density.h"
#include "shower/montecarlo/shower_simulation.h"

/* The rate at EPSCAN_REFERENCE_EPSILON on electrons at rest, `electrons` of them per cm^2 and X0 [1/X0]. */
double annihilation_rate_at_rest(const struct signal_setup *setup, double electrons, double energy_GeV);

/* No less than that at any energy between `low` and `high`. */
double annihilation_largest_rate(const struct signal_setup *setup, const struct spectral_density *rho, double electrons,
                                 double low_GeV, double high_GeV);

/*
 * On moving electrons: q = E_e - p_z of one of them by two random words, and the rate as if all had this q, weighted so that the
 * mean over what is drawn is the rate [1/X0].
 */
double annihilation_rate_in_motion(const struct signal_setup *setup, const struct spectral_density *rho, double electrons,
                                   double energy_GeV, const uint32_t word[2], double *q_GeV);

/* sqrt(s) of a positron and an electron that brings q. */
double annihilation_mass_GeV(double energy_GeV, double q_GeV);

#endif
