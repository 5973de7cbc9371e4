/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas of dark_photon.h over arrays: models are looked at, then each number is the formula's. */
#include "core/error.h"
#include "epscan/many.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/ranges.h"

/* The formula that is asked for, of one element. */
typedef double formula(const epscan_dark_photon *model, const double *first, const double *second, size_t i);

static double width(const epscan_dark_photon *model, const double *first, const double *second, size_t i) {
    (void)first, (void)second, (void)i;
    return epscan_dark_photon_width_GeV(model);
}

static double y(const epscan_dark_photon *model, const double *epsilon, const double *second, size_t i) {
    (void)second;
    return epscan_dark_photon_y(model, epsilon[i]);
}

static double cross_section(const epscan_dark_photon *model, const double *epsilon, const double *energy_GeV, size_t i) {
    return epscan_dark_photon_cross_section_cm2(model, epsilon[i], energy_GeV[i]);
}

static double spectral_density(const epscan_dark_photon *model, const double *sqrt_s_GeV, const double *second, size_t i) {
    (void)second;
    return epscan_dark_photon_spectral_density_per_GeV2(model, sqrt_s_GeV[i]);
}

static epscan_status evaluate(size_t count, const epscan_dark_photon *models, formula *of, const double *first,
                              const double *second, double *output) {
    struct call_guard guard;
    epscan_status status = EPSCAN_OK;
    call_guard_enter_thread(&guard);
    for (size_t i = 0; i < count && !status; i++)
        if ((status = check_model(&models[i]))) status = many_failed_at(i, status);
    for (size_t i = 0; i < count && !status; i++) output[i] = of(&models[i], first, second, i);
    if (status) many_nothing(count, output);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_dark_photon_width_many(size_t count, const epscan_dark_photon *models, double *width_GeV) {
    return evaluate(count, models, width, NULL, NULL, width_GeV);
}

epscan_status epscan_dark_photon_y_many(size_t count, const epscan_dark_photon *models, const double *epsilon, double *output) {
    return evaluate(count, models, y, epsilon, NULL, output);
}

epscan_status epscan_dark_photon_cross_section_many(size_t count, const epscan_dark_photon *models, const double *epsilon,
                                                    const double *energy_GeV, double *cross_section_cm2) {
    return evaluate(count, models, cross_section, epsilon, energy_GeV, cross_section_cm2);
}

epscan_status epscan_dark_photon_spectral_density_many(size_t count, const epscan_dark_photon *models, const double *sqrt_s_GeV,
                                                       double *density_per_GeV2) {
    return evaluate(count, models, spectral_density, sqrt_s_GeV, NULL, density_per_GeV2);
}
