/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A model is its spectral density: how much of A' there is at each s, the mass squared of what it decays to [GeV^-2],
 *
 *     rho(s) = (1/pi) sqrt(s) Gamma_d(sqrt(s)) / [(s - m_A'^2)^2 + m_A'^2 Gamma^2 eta],     int rho ds -> 1 for a narrow A',
 *
 * so that Eq. 3 of PRD 104 L091701 is sigma(e+ e- -> chi chi) = 4 pi^2 alpha epsilon^2 rho(s), and every yield is
 * N = epsilon^2 int ds rho(s) R(s) with the response R of an experiment (response/). Pure and thread-safe.
 */
#ifndef EPSCAN_MODEL_SPECTRAL_DENSITY_H
#define EPSCAN_MODEL_SPECTRAL_DENSITY_H

#include "epscan/dark_photon.h"

/*
 * rho with its pole in closed form:
 *     rho(s) = strength (s - threshold + root_distance) sqrt(s - threshold) / sqrt(s) / [(s - pole)^2 + half_width^2]
 *              times (1 - split/s)^(3/2)
 * above the threshold, nothing below. With eta = (s/m^2)^2 the denominator (s - m^2)^2 + (Gamma/m)^2 s^2 is a quadratic in s too:
 * with g = Gamma/m it is (1 + g^2) [(s - m^2/(1+g^2))^2 + (m^2 g/(1+g^2))^2]. All in GeV^2 but strength.
 */
struct spectral_density {
    double threshold;            /* 4 m_chi^2, or (m_1 + m_2)^2 */
    double resonance;            /* m_A'^2 */
    double pole, half_width;     /* real and imaginary part, half_width > 0 */
    double pole_offset;          /* pole - resonance without rounding of either, <= 0 */
    double pole_above_threshold; /* pole - threshold without cancellation, > 0 */
    double strength;             /* a number */
    double root_distance;        /* 0 where sqrt(s) Gamma_d vanishes with beta^3 */
    double split;                /* (m_2 - m_1)^2 < threshold; 0 for one mass */
};

struct spectral_density spectral_density_of(const epscan_dark_photon *model);

/* The factor of rho that is smooth in s: strength (s - threshold + root_distance) / sqrt(s) (1 - split/s)^(3/2), at s = threshold +
 * above. */
double spectral_density_regular(const struct spectral_density *rho, double above_threshold_GeV2);

/* rho at s = m_A'^2 + offset, as it is defined: exact for offsets far below the rounding of s. */
double spectral_density_at_offset(const epscan_dark_photon *model, double offset_GeV2);

/* sigma(e+ e- -> chi chi) = this times rho, Eq. 3: 4 pi^2 alpha epsilon^2 [cm^2 GeV^2]. */
double annihilation_of_unit_density_cm2_GeV2(double epsilon);

#endif
