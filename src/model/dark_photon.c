/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eqs. 3 and 6 of PRD 104 L091701 as printed, which adaptive quadrature integrates; Eqs. 2 and 4 are dark_current.c's, for relic
 * densities too. What scans integrate is the spectral density (spectral_density.c), which is Eq. 3 factored about its complex pole.
 * Each checks the other in the tests.
 */
#include "epscan/dark_photon.h"

#include "epscan/constants.h"
#include "model/dark_current.h"
#include "model/spectral_density.h"

#include <math.h>
#include <string.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

static double square(double x) {
    return x * x;
}

const char *epscan_spin_name(epscan_spin spin) {
    return (unsigned)spin < EPSCAN_SPIN_COUNT ? dark_currents[spin].name : "unknown";
}

bool epscan_spin_of_name(const char *name, epscan_spin *spin) {
    for (int i = 0; i < EPSCAN_SPIN_COUNT; i++) {
        if (strcmp(name, dark_currents[i].name) != 0) continue;
        *spin = (epscan_spin)i;
        return true;
    }
    return false;
}

double epscan_dark_photon_width_GeV(const epscan_dark_photon *model) {
    const double r2 = square(dark_photon_mean_ratio(model)), beta2 = dark_photon_open_share(model);
    return dark_current_width(dark_current_of(model), model->alpha_D * model->mass_GeV, r2, beta2) *
           dark_current_split_factor(dark_photon_split_GeV2(model), square(model->mass_GeV));
}

double dark_photon_total_width_GeV(const epscan_dark_photon *model) {
    return epscan_dark_photon_width_GeV(model) + model->other_width_GeV;
}

double dark_photon_signal_share(const epscan_dark_photon *model) {
    if (model->table || model->other_width_GeV == 0.0) return 1.0;
    return epscan_dark_photon_width_GeV(model) / dark_photon_total_width_GeV(model);
}

/* The positron energy that gives `s`. */
static double energy_of_s(double s_GeV2) {
    return (s_GeV2 - 2.0 * square(electron_mass)) / (2.0 * electron_mass);
}

double epscan_dark_photon_resonance_energy_GeV(const epscan_dark_photon *model) {
    return energy_of_s(square(model->mass_GeV));
}

double dark_photon_resonance_below_GeV2(const epscan_dark_photon *model, double energy_GeV) {
    const double m = model->mass_GeV, m2 = m * m, m2_rest = fma(m, m, -m2), two_me = 2.0 * electron_mass;
    const double both = energy_GeV + electron_mass, both_rest = electron_mass - (both - energy_GeV); /* of the lighter */
    const double s = two_me * both, s_rest = fma(two_me, both, -s) + two_me * both_rest;
    return (s - m2) + (s_rest - m2_rest);
}

double epscan_dark_photon_resonance_mass_GeV(double energy_GeV) {
    return sqrt(2.0 * electron_mass * (energy_GeV + electron_mass));
}

double epscan_dark_photon_threshold_energy_GeV(const epscan_dark_photon *model) {
    return energy_of_s(4.0 * square(dark_photon_mean_ratio(model) * model->mass_GeV));
}

double epscan_dark_photon_threshold_offset_GeV(const epscan_dark_photon *model) {
    return -square(model->mass_GeV) * dark_photon_open_share(model) / (2.0 * electron_mass);
}

double epscan_dark_photon_half_width_energy_GeV(const epscan_dark_photon *model) {
    return model->mass_GeV * dark_photon_total_width_GeV(model) / (2.0 * electron_mass);
}

/* Eq. 3 with s = m^2 + delta, so that s - m^2 is exact. */
static double cross_section_at_delta(const epscan_dark_photon *model, double epsilon, double delta) {
    const double m2 = square(model->mass_GeV);
    const double s = m2 + delta;
    const double q2 = 0.25 * (m2 * dark_photon_open_share(model) + delta); /* s/4 - m_chi^2 */
    if (!(q2 > 0.0) || !(s > 0.0)) return 0.0;
    const double q = sqrt(q2);
    const double width2 = square(dark_photon_total_width_GeV(model));
    const struct dark_current *current = dark_current_of(model);
    /* K = s - 4 q^2/3 of the fermion, 2 q^2/3 of the scalar: in q^2 = s/4 - m_chi^2 */
    const double split = dark_current_split_factor(dark_photon_split_GeV2(model), s);
    const double K = (4.0 * q2 * current->slope + current->floor * (0.25 * s - q2)) * split;
    const double eta = current->width_runs ? square(s / m2) : 1.0;
    const double couplings = 4.0 * EPSCAN_PI * EPSCAN_FINE_STRUCTURE * model->alpha_D * square(epsilon);
    /* Eq. 3 */
    return EPSCAN_HBARC2_GeV2_CM2 * couplings / sqrt(s) * q * K / (square(delta) + width2 * m2 * eta);
}

double epscan_dark_photon_cross_section_at_offset_cm2(const epscan_dark_photon *model, double epsilon, double offset_GeV) {
    return cross_section_at_delta(model, epsilon, 2.0 * electron_mass * offset_GeV);
}

double epscan_dark_photon_cross_section_cm2(const epscan_dark_photon *model, double epsilon, double energy_GeV) {
    const double s = 2.0 * electron_mass * (energy_GeV + electron_mass);
    return cross_section_at_delta(model, epsilon, s - square(model->mass_GeV));
}

double epscan_dark_photon_peak_cross_section_cm2(const epscan_dark_photon *model, double epsilon) {
    /* Eq. 6 */
    return EPSCAN_HBARC2_GeV2_CM2 * 4.0 * EPSCAN_PI * EPSCAN_FINE_STRUCTURE * square(epsilon) /
           (model->mass_GeV * dark_photon_total_width_GeV(model)) * dark_photon_signal_share(model);
}

double epscan_dark_photon_narrow_width_integral_cm2_GeV(double epsilon) {
    return EPSCAN_HBARC2_GeV2_CM2 * 2.0 * square(EPSCAN_PI) * EPSCAN_FINE_STRUCTURE * square(epsilon) / electron_mass;
}

double epscan_dark_photon_y(const epscan_dark_photon *model, double epsilon) {
    return model->table ? NAN : dark_current_y(model->alpha_D, epsilon, model->mass_ratio);
}

double epscan_dark_photon_spectral_density_per_GeV2(const epscan_dark_photon *model, double sqrt_s_GeV) {
    return spectral_density_at_offset(model, (sqrt_s_GeV - model->mass_GeV) * (sqrt_s_GeV + model->mass_GeV));
}
