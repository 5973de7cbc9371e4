/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calorimeter's response: a deposit E_dep is read as (1 + shift) E_dep, smeared by a Gaussian of width sigma(E_dep).
 * Pure and thread-safe. Energies in GeV.
 */
#ifndef EPSCAN_DETECTOR_DETECTOR_H
#define EPSCAN_DETECTOR_DETECTOR_H

/* How the stochastic and the constant term add: linearly as in the paper, or in quadrature. */
enum resolution_sum { RESOLUTION_LINEAR, RESOLUTION_QUADRATURE };

struct resolution {
    double stochastic; /* of sigma/E = stochastic/sqrt(E) (+) constant, sqrt(GeV), >= 0 */
    double constant;   /* >= 0; not both zero */
    enum resolution_sum sum;
};

/* sigma(E_dep) [GeV]; zero for E_dep <= 0. */
double resolution_sigma_GeV(const struct resolution *resolution, double deposit_GeV);

/* Probability that a deposit reads below the threshold: Phi[(threshold - (1 + shift) E_dep) / sigma(E_dep)]. */
double resolution_below_threshold(const struct resolution *resolution, double deposit_GeV, double threshold_GeV,
                                  double energy_scale_shift);

#endif
