/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Positrons of energy E on the way through a shower meet electrons that bring q = E_e - p_z, s = 2 E q + 2 m_e^2. Of all electrons,
 * weighted with the flux factor q/E_e, the share K dq = 2 q k(q) dq is at q, k that of matter/electron_kernel.h, int K dq = 1, so
 * that the rate is
 *
 *     n_e int dq K(q) sigma(s),     sigma = 4 pi^2 alpha epsilon^2 rho(s)   (Eq. 3 of PRD 104 L091701),
 *
 * times coupling_annihilation_factor(s) of mediators that are no vectors; n_e sigma(2 m_e (E + m_e)) for electrons at rest. q is
 * drawn half from where the resonance is (rho's Lorentz curve above the threshold), half from where the electrons are (ln(q/m_e) by
 * a two-sided exponential), and weighted with K sigma over the density of what is drawn: bounded, as K and rho each fall no slower
 * than their own half. GeV, X0.
 */
#include "shower/montecarlo/annihilation_sampler.h"

#include "epscan/constants.h"
#include "core/random_stream.h"
#include "matter/electron_kernel.h"
#include "model/mediator.h"

#include <math.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;
/* Of ln(q/m_e): about the rms of lead's electrons. */
static const double motion_width = 0.1;

const struct mediator *signal_mediator(const struct signal_setup *setup) {
    return setup->mediator ? setup->mediator : &mediators[0];
}

static enum coupling coupling_of(const struct signal_setup *setup) {
    return signal_mediator(setup)->coupling;
}

double annihilation_rate_at_rest(const struct signal_setup *setup, double electrons, double energy_GeV) {
    return electrons * coupling_cross_section_cm2(coupling_of(setup), &setup->model, EPSCAN_REFERENCE_EPSILON, energy_GeV);
}

/* s of a positron and an electron at rest. */
static double mass_squared(double energy_GeV) {
    return 2.0 * electron_mass * (energy_GeV + electron_mass);
}

/* Factor by factor: regular x root at the highest energy, the pole's distance at its least, the electrons' beta at either end. */
double annihilation_largest_rate(const struct signal_setup *setup, const struct spectral_density *rho, double electrons,
                                 double low_GeV, double high_GeV) {
    const double low = mass_squared(low_GeV), high = mass_squared(high_GeV), above = high - rho->threshold;
    if (!(above > 0.0)) return 0.0;
    const double distance = fmin(fmax(rho->pole, low), high) - rho->pole;
    const double section = annihilation_of_unit_density_cm2_GeV2(EPSCAN_REFERENCE_EPSILON) * sqrt(high / low) *
                           spectral_density_regular(rho, above) * sqrt(above) /
                           (distance * distance + rho->half_width * rho->half_width);
    const double of_coupling =
        fmax(coupling_annihilation_factor(coupling_of(setup), low), coupling_annihilation_factor(coupling_of(setup), high));
    return 1.001 * electrons * section * of_coupling; /* the two forms of Eq. 3 differ by rounding */
}

double annihilation_mass_GeV(double energy_GeV, double q_GeV) {
    return sqrt(2.0 * energy_GeV * q_GeV + 2.0 * electron_mass * electron_mass);
}

/* s - pole by the Lorentz curve above the threshold. */
static double draw_resonance(const struct spectral_density *rho, double lowest_angle, double uniform) {
    return rho->half_width * tan(lowest_angle + (0.5 * EPSCAN_PI - lowest_angle) * uniform);
}

/* ln(q/m_e), two-sided exponential. */
static double draw_motion(double uniform) {
    return uniform < 0.5 ? motion_width * log(2.0 * uniform) : -motion_width * log(2.0 * (1.0 - uniform));
}

double annihilation_rate_in_motion(const struct signal_setup *setup, const struct spectral_density *rho, double electrons,
                                   double energy_GeV, const uint32_t word[2], double *q_GeV) {
    const double rest = 2.0 * electron_mass * electron_mass - rho->pole; /* s - pole at q = 0 */
    const double lowest_angle = -atan(rho->pole_above_threshold / rho->half_width), uniform = random_uniform(word[1]);
    double offset; /* s - pole */
    if (random_uniform(word[0]) < 0.5) {
        offset = draw_resonance(rho, lowest_angle, uniform);
        *q_GeV = (offset - rest) / (2.0 * energy_GeV);
    } else {
        *q_GeV = electron_mass * exp(draw_motion(uniform));
        offset = 2.0 * energy_GeV * *q_GeV + rest;
    }
    const double above = rho->pole_above_threshold + offset;
    if (!(above > 0.0 && *q_GeV > 0.0)) return 0.0;
    const double lorentz = 1.0 / (offset * offset + rho->half_width * rho->half_width);
    const double of_resonance = 2.0 * energy_GeV * rho->half_width * lorentz / (0.5 * EPSCAN_PI - lowest_angle);
    const double of_motion = exp(-fabs(log(*q_GeV / electron_mass)) / motion_width) / (2.0 * motion_width * *q_GeV);
    const double kernel = 2.0 * *q_GeV * electron_kernel_per_GeV2(setup->moving_electrons, *q_GeV);
    const double section = annihilation_of_unit_density_cm2_GeV2(EPSCAN_REFERENCE_EPSILON) * spectral_density_regular(rho, above) *
                           sqrt(above) * lorentz * coupling_annihilation_factor(coupling_of(setup), rho->pole + offset);
    return electrons * kernel * section / (0.5 * of_resonance + 0.5 * of_motion);
}
