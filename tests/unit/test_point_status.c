/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assertions.h"

#include "limit/point_status.h"

#include <float.h>

static const double alpha = 1.0 / 137.035999084;

static epscan_point_status one(const epscan_dark_photon *model, bool unknown, double epsilon) {
    return point_status_of(model, &(struct mediation){&mediators[0], false}, unknown, limit_range_of(1, &epsilon));
}

/*
 * Of a light lepton eps^2 alpha m / 3; at 0.1 GeV the electron alone, at 4 GeV electron, muon, 0.66 of a tau by hand,
 * (1 + 2x) sqrt(1 - 4x) of x = (1.77686/4)^2 = 0.1973270, and R of hadrons, whose numbers are test_relic_density.c's.
 */
static void visible_width_is_that_of_the_open_leptons_and_hadrons(void **state) {
    (void)state;
    const epscan_dark_photon light = {EPSCAN_FERMION, 0.1, 0.1, 0.3}, heavy = {EPSCAN_SCALAR, 4.0, 0.1, 0.3};
    assert_close(mediator_visible_width_GeV(&mediators[0], light.mass_GeV, 1e-3), 1e-6 * alpha * 0.1 / 3.0, 1e-8,
                 0.0); /* 1 - 6 (m_e/m)^4 = 1 - 4.1e-9 */
    const double tau = (1.0 + 2.0 * 0.1973269987) * sqrt(1.0 - 4.0 * 0.1973269987);
    const double R = hadron_ratio(&electric_quarks, 16.0);
    assert_close(R, 3.0, 0.1, 0.0); /* BES: 2.2 +- 0.1 below charm, 3.6 far above */
    assert_close(mediator_visible_width_GeV(&mediators[0], heavy.mass_GeV, 1e-3), 1e-6 * alpha * 4.0 / 3.0 * (2.0 + tau + R), 1e-5,
                 0.0); /* the muon: 1 - 3e-6 */
    const epscan_dark_photon below = {EPSCAN_FERMION, 1e-3, 0.1, 0.3};
    assert_true(mediator_visible_width_GeV(&mediators[0], below.mass_GeV, 1.0) == 0.0);
}

/* Where eps^2 alpha / 3 is a percent of Eq. 4's Gamma/m: fermion, r = 1/3: alpha_D/3 (11/9) sqrt(5/9). */
static void one_percent_of_the_width_is_told(void **state) {
    (void)state;
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.1, 1e-9, 1.0 / 3.0};
    const double epsilon = sqrt(0.01 * 1e-9 * 11.0 / 9.0 * sqrt(5.0 / 9.0) / alpha);
    assert_int_equal(one(&model, false, 0.999 * epsilon), EPSCAN_POINT_OK);
    assert_int_equal(one(&model, false, 1.001 * epsilon), EPSCAN_POINT_VISIBLE_WIDTH);
    assert_int_equal(one(&model, true, 0.999 * epsilon), EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE);
    assert_int_equal(one(&model, true, 1.001 * epsilon), EPSCAN_POINT_VISIBLE_WIDTH);
    const double limits[3] = {0.5 * epsilon, 1.001 * epsilon, INFINITY};
    assert_int_equal(point_status_of(&model, &(struct mediation){&mediators[0], false}, false, limit_range_of(1, limits)),
                     EPSCAN_POINT_OK);
    assert_int_equal(point_status_of(&model, &(struct mediation){&mediators[0], false}, false, limit_range_of(3, limits)),
                     EPSCAN_POINT_VISIBLE_WIDTH);
}

/*
 * B-L: three neutrinos of half a lepton's width, epsilon^2 alpha m/6 each; Le-Lmu: two. Lmu-Ltau at small masses: g = 12 pi^2
 * epsilon/(e ln(m_tau^2/m_mu^2)) = 69.3 epsilon (1 - m^2/(5 m_mu^2)/5.64...: 1e-6 at 1 MeV).
 */
static void mediators_decay_by_their_charges(void **state) {
    (void)state;
    const double lepton = 1e-6 * alpha * 0.1 / 3.0;
    assert_true(mediator_neutrino_width_GeV(&mediators[0], 0.1, 1e-3) == 0.0);
    assert_close(mediator_neutrino_width_GeV(&mediators[1], 0.1, 1e-3), 1.5 * lepton, 1e-12, 0.0);
    assert_close(mediator_neutrino_width_GeV(&mediators[2], 0.1, 1e-3), lepton, 1e-12, 0.0);
    assert_close(mediator_visible_width_GeV(&mediators[1], 0.1, 1e-3), lepton, 1e-8, 0.0);
    const double e = sqrt(4.0 * M_PI * alpha), logarithm = 2.0 * log(1.77686 / 0.1056583745);
    const double g = 12.0 * M_PI * M_PI / (e * logarithm);
    assert_close(mediator_coupling_per_epsilon(&mediators[3], 1e-3), g / e, 2e-5, 0.0); /* masses to the digits here */
    assert_close(g, 69.3, 1e-3, 0.0);
    assert_close(mediator_neutrino_width_GeV(&mediators[3], 1e-3, 1e-3), 1e-6 * g * g / (12.0 * M_PI) * 1e-3, 1e-4, 0.0);
    assert_close(mediator_visible_width_GeV(&mediators[3], 0.1, 1e-3), lepton, 1e-8, 0.0); /* electrons alone, by mixing */
}

/* The loop's integral by a midpoint rule, real and imaginary part; pi above the branch point. 1e-4: the rule at the logarithm's
 * zero. */
static void the_loop_of_lmu_ltau_is_its_integral(void **state) {
    (void)state;
    static const double masses[] = {0.0009, 0.0012, 0.05, 0.2, 0.25, 1.0, 5.0};
    for (size_t i = 0; i < sizeof masses / sizeof masses[0]; i++) {
        const int steps = 400000;
        const double q2 = masses[i] * masses[i], mu2 = 0.1056583745 * 0.1056583745, tau2 = 1.77686 * 1.77686;
        double real = 0.0, imaginary = 0.0;
        for (int k = 0; k < steps; k++) {
            const double x = (k + 0.5) / steps, w = x * (1.0 - x) / steps;
            const double a = tau2 - x * (1.0 - x) * q2, b = mu2 - x * (1.0 - x) * q2;
            real += w * log(fabs(a / b));
            imaginary += w * M_PI * ((b < 0.0) - (a < 0.0));
        }
        const double expected = 3.0 * M_PI / alpha / (6.0 * hypot(real, imaginary));
        assert_close(mediator_coupling_per_epsilon(&mediators[3], masses[i]), expected, 1e-4, 0.0);
    }
}

static void mediators_with_muons_are_told_above_their_threshold(void **state) {
    (void)state;
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.25, 1e-3, 1.0 / 3.0};
    assert_false(visible_width_is_told(&model, &mediators[0], 1e-3));
    assert_true(visible_width_is_told(&model, &mediators[3], 1e-3)); /* its muons have (g/e epsilon)^2, some 3e4, times that */
}

static void nothing_expected_is_no_signal(void **state) {
    (void)state;
    const epscan_dark_photon model = {EPSCAN_SCALAR, 200.0, 0.1, 1.0 / 3.0};
    assert_int_equal(one(&model, true, INFINITY), EPSCAN_POINT_NO_SIGNAL);
    assert_int_equal(one(&model, false, INFINITY), EPSCAN_POINT_NO_SIGNAL);
}

/* `particles_on_target: 1e300` gave n_annihilation inf, epsilon_up 0 and ok. */
static void numbers_that_are_not_finite_have_failed(void **state) {
    (void)state;
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.2, 0.1, 0.3};
    assert_int_equal(one(&model, false, 0.0), EPSCAN_POINT_FAILED);
    assert_int_equal(one(&model, false, NAN), EPSCAN_POINT_FAILED);
    assert_int_equal(one(&model, true, NAN), EPSCAN_POINT_FAILED);
    assert_int_equal(one(&model, false, -1e-4), EPSCAN_POINT_FAILED);
}

static void every_status_has_a_name_of_its_own(void **state) {
    (void)state;
    for (int i = 0; i < EPSCAN_POINT_STATUSES; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(epscan_point_status_name((epscan_point_status)i),
                                    epscan_point_status_name((epscan_point_status)j));
    assert_string_equal(epscan_point_status_name((epscan_point_status)EPSCAN_POINT_STATUSES), "unknown");
    assert_string_equal(epscan_point_status_name((epscan_point_status)99), "unknown");
    assert_string_equal(epscan_point_status_name((epscan_point_status)-1), "unknown");
    assert_true(epscan_point_is_computed(EPSCAN_POINT_NO_SIGNAL) && epscan_point_is_computed(EPSCAN_POINT_VISIBLE_WIDTH));
    assert_false(epscan_point_is_computed(EPSCAN_POINT_FAILED) || epscan_point_is_computed(EPSCAN_POINT_NOT_RUN));
    assert_false(epscan_point_is_computed(EPSCAN_POINT_OUTSIDE) || epscan_point_is_computed((epscan_point_status)99));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visible_width_is_that_of_the_open_leptons_and_hadrons),
        cmocka_unit_test(one_percent_of_the_width_is_told),
        cmocka_unit_test(mediators_decay_by_their_charges),
        cmocka_unit_test(the_loop_of_lmu_ltau_is_its_integral),
        cmocka_unit_test(mediators_with_muons_are_told_above_their_threshold),
        cmocka_unit_test(nothing_expected_is_no_signal),
        cmocka_unit_test(numbers_that_are_not_finite_have_failed),
        cmocka_unit_test(every_status_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
