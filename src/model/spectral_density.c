/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/spectral_density.h"

#include "epscan/constants.h"
#include "model/dark_current.h"

#include <math.h>

static double square(double x) {
    return x * x;
}

struct spectral_density spectral_density_of(const epscan_dark_photon *model) {
    const struct dark_current *current = dark_current_of(model);
    const double m2 = square(model->mass_GeV), mchi2 = m2 * square(dark_photon_mean_ratio(model));
    const double g = dark_photon_total_width_GeV(model) / model->mass_GeV;
    /* the denominator is leading * [(s - pole)^2 + half_width^2] */
    const bool runs = current->width_runs;
    const double leading = runs ? 1.0 + g * g : 1.0, below_m2 = runs ? g * g / leading : 0.0; /* pole = m^2 (1 - below_m2) */
    const double beta2 = dark_photon_open_share(model);
    return (struct spectral_density){
        .threshold = 4.0 * mchi2,
        .resonance = m2,
        .pole = m2 - m2 * below_m2,
        .pole_offset = -m2 * below_m2,
        .half_width = m2 * g / leading,
        .pole_above_threshold = m2 * (beta2 - below_m2),
        .strength = 0.5 * model->alpha_D * current->slope / (EPSCAN_PI * leading),
        .root_distance = current->floor * mchi2 / current->slope,
        .split = dark_photon_split_GeV2(model),
    };
}

double spectral_density_regular(const struct spectral_density *rho, double above) {
    const double s = rho->threshold + above;
    return rho->strength * (above + rho->root_distance) / sqrt(s) * dark_current_split_factor(rho->split, s);
}

double spectral_density_at_offset(const epscan_dark_photon *model, double offset) {
    const struct dark_current *current = dark_current_of(model);
    const double m2 = square(model->mass_GeV), r2 = square(dark_photon_mean_ratio(model)), s = m2 + offset;
    const double above = m2 * dark_photon_open_share(model) + offset;
    if (!(above > 0.0) || !(s > 0.0)) return 0.0;
    const double width = dark_photon_total_width_GeV(model), eta = current->width_runs ? square(s / m2) : 1.0;
    return dark_current_width(current, model->alpha_D * s, m2 * r2 / s, above / s) *
           dark_current_split_factor(dark_photon_split_GeV2(model), s) / (EPSCAN_PI * (square(offset) + square(width) * m2 * eta));
}

double annihilation_of_unit_density_cm2_GeV2(double epsilon) {
    return EPSCAN_HBARC2_GeV2_CM2 * 4.0 * square(EPSCAN_PI) * EPSCAN_FINE_STRUCTURE * square(epsilon);
}
