/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photons radiated before annihilation. */
#include "assertions.h"

#include "epscan/constants.h"
#include "matter/initial_state_radiation.h"

static double x[RADIATION_MOST_POINTS], weight[RADIATION_MOST_POINTS];

/* int (1-x)^n F over all x. */
static double moment(double strength, double n) {
    const int count = initial_state_radiation_points(strength, 1.0, x, weight);
    double sum = 0.0;
    assert_true(count <= RADIATION_MOST_POINTS);
    for (int i = 0; i < count; i++) sum += weight[i] * pow(1.0 - x[i], n);
    return sum;
}

/*
 * Moments of the leading logarithm: exp(beta/2 P_n), P_n = int z^n [(1+z^2)/(1-z)]_+ dz = 0, -4/3, -25/12 by hand. F stops at
 * beta^2, so that the difference falls as beta^3: within 3 beta^3, and eight times smaller at half of beta.
 */
static void moments_are_those_of_the_leading_logarithm(void **state) {
    (void)state;
    static const double P[] = {0.0, -4.0 / 3.0, -25.0 / 12.0};
    for (int n = 0; n < 3; n++) {
        const double coarse = moment(0.1, n) - exp(0.05 * P[n]), fine = moment(0.05, n) - exp(0.025 * P[n]);
        assert_close(coarse, 0.0, 0.0, 3.0 * pow(0.1, 3.0));
        assert_close(fine, coarse / 8.0, 0.1, 1e-7);
    }
}

/* One photon of small strength: beta (1 + (1-x)^2)/(2x), the Weizsaecker-Williams spectrum of both beams. */
static void weak_radiation_is_one_photon(void **state) {
    (void)state;
    const double beta = 1e-7;
    for (double y = 0.01; y < 1.0; y += 0.07)
        assert_close(initial_state_radiation_spectrum(beta, y), beta * (1.0 + (1.0 - y) * (1.0 - y)) / (2.0 * y), 2e-6, 0.0);
}

/* (2 alpha/pi)(ln s/m_e^2 - 1) by hand at 0.2 GeV: 2/(137.036 pi) (11.9395 - 1). */
static void strength_is_a_twentieth(void **state) {
    (void)state;
    assert_close(initial_state_radiation_strength(0.04), 2.0 / (137.035999 * EPSCAN_PI) * (2.0 * log(0.2 / 0.51099895e-3) - 1.0),
                 1e-8, 0.0);
    assert_close(initial_state_radiation_strength(0.04), 0.05, 0.02, 0.0);
}

/* Against the spectrum itself, from a to b as the difference of two sets of points, by 200,000 midpoints in ln x: 1e-9. */
static void points_integrate_up_to_any_limit(void **state) {
    (void)state;
    enum { POINTS = 200000 };
    const double beta = 0.05, low = 0.003, high = 0.7;
    double sum = 0.0, by_points = 0.0;
    for (int i = 0; i < POINTS; i++) {
        const double y = low * pow(high / low, (i + 0.5) / POINTS);
        sum += y * initial_state_radiation_spectrum(beta, y) * exp(-3.0 * y) * log(high / low) / POINTS;
    }
    for (int side = 0; side < 2; side++) {
        const int count = initial_state_radiation_points(beta, side ? low : high, x, weight);
        for (int i = 0; i < count; i++) by_points += (side ? -1.0 : 1.0) * weight[i] * exp(-3.0 * x[i]);
    }
    assert_close(by_points, sum, 1e-9, 0.0);
}

/* Soft photons: most of them below 1e-6, x^beta of all but beta^2 and what is hard. */
static void most_photons_are_soft(void **state) {
    (void)state;
    const double beta = 0.05, below = 1e-6;
    double sum = 0.0;
    const int count = initial_state_radiation_points(beta, below, x, weight);
    for (int i = 0; i < count; i++) sum += weight[i];
    const double soft = exp(beta * (0.75 - EPSCAN_EULER_GAMMA)) / tgamma(1.0 + beta);
    assert_close(sum, soft * pow(below, beta), 1e-6, 0.0);         /* beta x ln x of the rest */
    assert_close(soft, 1.0 + 0.75 * beta, 2.0 * beta * beta, 0.0); /* its expansion */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_those_of_the_leading_logarithm),
        cmocka_unit_test(weak_radiation_is_one_photon),
        cmocka_unit_test(strength_is_a_twentieth),
        cmocka_unit_test(points_integrate_up_to_any_limit),
        cmocka_unit_test(most_photons_are_soft),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
