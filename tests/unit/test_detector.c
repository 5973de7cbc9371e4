/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "detector/detector.h"

#include <gsl/gsl_cdf.h>

static const struct resolution linear = {0.10, 0.04, RESOLUTION_LINEAR}, quadrature = {0.10, 0.04, RESOLUTION_QUADRATURE};

/* By hand at 25 GeV: 0.1*5 + 0.04*25 = 1.5 and sqrt(0.5^2 + 1^2). */
static void both_forms_of_the_resolution(void **state) {
    (void)state;
    assert_close(resolution_sigma_GeV(&linear, 25.0), 1.5, 1e-15, 0.0);
    assert_close(resolution_sigma_GeV(&quadrature, 25.0), sqrt(1.25), 1e-15, 0.0);
    assert_true(resolution_sigma_GeV(&linear, 0.0) == 0.0 && resolution_sigma_GeV(&linear, -1.0) == 0.0);
}

/* Against GSL's normal distribution, tails included. */
static void selection_is_the_normal_distribution(void **state) {
    (void)state;
    for (double deposit = 1.0; deposit < 99.0; deposit += 3.7)
        for (double shift = -0.1; shift < 0.11; shift += 0.05) {
            const double x = (50.0 - (1.0 + shift) * deposit) / resolution_sigma_GeV(&linear, deposit);
            assert_close(resolution_below_threshold(&linear, deposit, 50.0, shift), gsl_cdf_ugaussian_P(x), 1e-12, 1e-300);
        }
}

static void half_of_the_events_pass_at_the_threshold(void **state) {
    (void)state;
    assert_close(resolution_below_threshold(&linear, 50.0, 50.0, 0.0), 0.5, 1e-15, 0.0);
    assert_close(resolution_below_threshold(&quadrature, 50.0 / 1.03, 50.0, 0.03), 0.5, 1e-12, 0.0);
}

/* A calorimeter that reads high loses events: they look like more deposit. */
static void reading_high_selects_fewer(void **state) {
    (void)state;
    assert_true(resolution_below_threshold(&linear, 49.0, 50.0, 0.03) < resolution_below_threshold(&linear, 49.0, 50.0, 0.0));
    assert_true(resolution_below_threshold(&linear, 0.0, 50.0, 0.5) == 1.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_of_the_resolution),
        cmocka_unit_test(selection_is_the_normal_distribution),
        cmocka_unit_test(half_of_the_events_pass_at_the_threshold),
        cmocka_unit_test(reading_high_selects_fewer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
