/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eqs. 3 and 6 of PRD 104 L091701: here and nowhere else; Eqs. 2 and 4 are dark_current.c's, for relic densities too.
 *
 * Eq. 3 stands twice: literally, as the paper prints it (what adaptive quadrature integrates), and factored about its
 * complex pole (what the moment method integrates). Each checks the other in the tests.
 */
#include "epscan/dark_photon.h"

#include "epscan/constants.h"
#include "model/dark_current.h"

#include <math.h>
#include <string.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

static double square(double x) {
    return x * x;
}

static const char *const spin_names[EPSCAN_SPIN_COUNT] = {[EPSCAN_FERMION] = "fermion", [EPSCAN_SCALAR] = "scalar"};

const char *epscan_spin_name(epscan_spin spin) {
    return (unsigned)spin < EPSCAN_SPIN_COUNT ? spin_names[spin] : "unknown";
}

bool epscan_spin_of_name(const char *name, epscan_spin *spin) {
    for (int i = 0; i < EPSCAN_SPIN_COUNT; i++) {
        if (strcmp(name, spin_names[i]) != 0) continue;
        *spin = (epscan_spin)i;
        return true;
    }
    return false;
}

/* 1 - 4 r^2, the squared velocity of chi at the resonance, without cancellation near r = 1/2. */
static double velocity_squared(double mass_ratio) {
    return (1.0 - 2.0 * mass_ratio) * (1.0 + 2.0 * mass_ratio);
}

double epscan_dark_photon_width_GeV(const epscan_dark_photon *model) {
    const double r2 = square(model->mass_ratio), beta2 = velocity_squared(model->mass_ratio);
    const enum dark_current current = model->spin == EPSCAN_FERMION ? DARK_DIRAC : DARK_SCALAR;
    return dark_current_width(current, model->alpha_D * model->mass_GeV, r2, beta2);
}

/* The positron energy that gives `s`. */
static double energy_of_s(double s_GeV2) {
    return (s_GeV2 - 2.0 * square(electron_mass)) / (2.0 * electron_mass);
}

double epscan_dark_photon_resonance_energy_GeV(const epscan_dark_photon *model) {
    return energy_of_s(square(model->mass_GeV));
}

double epscan_dark_photon_resonance_mass_GeV(double energy_GeV) {
    return sqrt(2.0 * electron_mass * (energy_GeV + electron_mass));
}

double epscan_dark_photon_threshold_energy_GeV(const epscan_dark_photon *model) {
    return energy_of_s(4.0 * square(model->mass_ratio * model->mass_GeV));
}

/* Eq. 3 with s = m^2 + delta, so that s - m^2 is exact. */
static double cross_section_at_delta(const epscan_dark_photon *model, double epsilon, double delta) {
    const double m2 = square(model->mass_GeV);
    const double s = m2 + delta;
    const double q2 = 0.25 * (m2 * velocity_squared(model->mass_ratio) + delta); /* s/4 - m_chi^2 */
    if (!(q2 > 0.0) || !(s > 0.0)) return 0.0;
    const double q = sqrt(q2);
    const double width2 = square(epscan_dark_photon_width_GeV(model));
    const double K = model->spin == EPSCAN_FERMION ? s - 4.0 * q2 / 3.0 : 2.0 * q2 / 3.0;
    const double eta = model->spin == EPSCAN_FERMION ? square(s / m2) : 1.0;
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
           (model->mass_GeV * epscan_dark_photon_width_GeV(model));
}

double epscan_dark_photon_narrow_width_integral_cm2_GeV(double epsilon) {
    return EPSCAN_HBARC2_GeV2_CM2 * 2.0 * square(EPSCAN_PI) * EPSCAN_FINE_STRUCTURE * square(epsilon) / electron_mass;
}

double epscan_dark_photon_y(const epscan_dark_photon *model, double epsilon) {
    return dark_current_y(model->alpha_D, epsilon, model->mass_ratio);
}

epscan_resonance epscan_dark_photon_resonance(const epscan_dark_photon *model, double epsilon) {
    const double m2 = square(model->mass_GeV), mchi2 = m2 * square(model->mass_ratio);
    const double beta2 = velocity_squared(model->mass_ratio);
    const double g = epscan_dark_photon_width_GeV(model) / model->mass_GeV;
    const int fermion = model->spin == EPSCAN_FERMION;
    /* the denominator is leading * [(s - pole_s)^2 + half_width_s^2] */
    const double leading = fermion ? 1.0 + g * g : 1.0;
    const double below_m2 = fermion ? g * g / leading : 0.0; /* pole_s = m^2 (1 - below_m2) */
    const double half_width_s = m2 * g / leading;
    const double to_energy = 1.0 / (2.0 * electron_mass);
    const double couplings = 4.0 * EPSCAN_PI * EPSCAN_FINE_STRUCTURE * model->alpha_D * square(epsilon);
    epscan_resonance resonance = {
        .threshold_GeV = epscan_dark_photon_threshold_energy_GeV(model),
        .resonance_GeV = energy_of_s(m2),
        .pole_GeV = energy_of_s(m2) - m2 * below_m2 * to_energy,
        .pole_offset_GeV = -m2 * below_m2 * to_energy,
        .half_width_GeV = half_width_s * to_energy,
        .pole_above_threshold_GeV = m2 * (beta2 - below_m2) * to_energy,
        /* q / sqrt(s) = 1/2 sqrt((E - threshold) / (E + m_e)) */
        .strength = EPSCAN_HBARC2_GeV2_CM2 * couplings * 0.5 / leading * square(to_energy),
    };
    /*
     * K about the threshold, where s = 4 m_chi^2:
     * fermion K = 2/3 (s - 4 m_chi^2) + 4 m_chi^2, scalar K = (s - 4 m_chi^2)/6, with s - 4 m_chi^2 = 2 m_e (E - threshold)
     */
    const double slope = (fermion ? 2.0 / 3.0 : 1.0 / 6.0) * 2.0 * electron_mass;
    resonance.strength *= slope;
    resonance.root_distance_GeV = fermion ? 4.0 * mchi2 / slope : 0.0;
    return resonance;
}

double epscan_resonance_regular(const epscan_resonance *resonance, double above_threshold_GeV) {
    return resonance->strength * (above_threshold_GeV + resonance->root_distance_GeV) /
           sqrt(resonance->threshold_GeV + above_threshold_GeV + electron_mass);
}
