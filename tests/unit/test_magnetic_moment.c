/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "epscan/constants.h"
#include "model/magnetic_moment.h"

#include <gsl/gsl_integration.h>

static const double schwinger = EPSCAN_FINE_STRUCTURE / (2.0 * EPSCAN_PI);

/* A massless dark photon is a photon: alpha/2 pi. The correction is of order m_A'/m_l. */
static void light_dark_photons_add_schwingers_term(void **state) {
    (void)state;
    assert_close(dark_photon_magnetic_moment(MOMENT_MUON, 1e-8), schwinger, 1e-6, 0.0);
    assert_close(dark_photon_magnetic_moment(MOMENT_ELECTRON, 1e-9), schwinger, 1e-5, 0.0);
}

/* Heavy: alpha/(2 pi) x 2 m_l^2/(3 m_A'^2); the next order is (m_l/m_A')^2 times a logarithm. */
static void heavy_dark_photons_add_the_square_of_the_mass_ratio(void **state) {
    (void)state;
    const double x = EPSCAN_MUON_MASS_GeV / 1e3;
    assert_close(dark_photon_magnetic_moment(MOMENT_MUON, 1e3), schwinger * 2.0 / 3.0 * x * x, 1e-6, 0.0);
}

static double integrand(double log_odds, void *data) {
    const double x = *(const double *)data, z = 1.0 / (1.0 + exp(-log_odds)), y = 1.0 / (1.0 + exp(log_odds));
    return z * y * 2.0 * z * y * y / (y * y + z * x * x);
}

/* GSL's adaptive rule in ln[z/(1-z)], asked for 1e-13, over all mass ratios that are declared. */
static void agrees_with_adaptive_quadrature(void **state) {
    (void)state;
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(1000);
    for (double x = 1e-6; x < 1e6; x *= 3.7) {
        double result, error;
        gsl_function f = {integrand, &x};
        gsl_integration_qag(&f, -60.0, 60.0, 0.0, 1e-13, 1000, GSL_INTEG_GAUSS61, workspace, &result, &error);
        assert_close(dark_photon_magnetic_moment(MOMENT_MUON, x * EPSCAN_MUON_MASS_GeV), schwinger * result, 1e-12, 0.0);
    }
    gsl_integration_workspace_free(workspace);
}

/* The limit's contribution is mean + 1.2816 sigma; what is below zero leaves no room. */
static void limits_leave_room_for_the_difference(void **state) {
    (void)state;
    const double epsilon = moment_epsilon_up(&moment_muon_2025, 0.05);
    assert_close(epsilon * epsilon * dark_photon_magnetic_moment(MOMENT_MUON, 0.05), 38e-11 + 1.2815516 * 63e-11, 1e-6, 0.0);
    assert_true(isnan(moment_epsilon_up(&moment_electron_caesium, 0.05)));
    assert_true(moment_epsilon_up(&moment_electron_rubidium, 1e-3) < moment_epsilon_up(&moment_muon_2025, 1e-3));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(light_dark_photons_add_schwingers_term),
        cmocka_unit_test(heavy_dark_photons_add_the_square_of_the_mass_ratio),
        cmocka_unit_test(agrees_with_adaptive_quadrature),
        cmocka_unit_test(limits_leave_room_for_the_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
