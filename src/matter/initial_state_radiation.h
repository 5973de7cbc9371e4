/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Photons that e+ and e- radiate before they annihilate, in the leading logarithm: at s, they annihilate at (1-x) s with the
 * probability F(x) dx. A narrow vector is then made by positrons above its energy as well: with R_0 = const W(E) for a vector that
 * positrons of energy E make at rest,
 *
 *     W(E)  ->  int_0^1 dx F(x)/(1-x) W(E/(1-x)).
 *
 * All functions are pure and thread-safe.
 */
#ifndef EPSCAN_MATTER_INITIAL_STATE_RADIATION_H
#define EPSCAN_MATTER_INITIAL_STATE_RADIATION_H

enum { RADIATION_MOST_POINTS = 256 };

/* beta = (2 alpha/pi)(ln s/m_e^2 - 1), 0.05 at s = (0.2 GeV)^2; for s > e m_e^2. */
double initial_state_radiation_strength(double s_GeV2);

/* F(x), 0 < x < 1, for a strength 0 < beta < 0.5. int F = 1 up to beta^3. */
double initial_state_radiation_spectrum(double strength, double x);

/*
 * Points with int_0^most F(x) f(x) dx = sum weight f(x), 0 < most <= 1, for f smooth on the scale of x and 1-x; 1e-10. x and weight
 * hold RADIATION_MOST_POINTS; their number.
 */
int initial_state_radiation_points(double strength, double most, double *x, double *weight);

#endif
