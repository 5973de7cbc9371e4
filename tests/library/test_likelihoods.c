/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likelihoods by the public headers alone, against the formula that likelihood.h prints, written again here. */
#include "../unit/assertions.h"

#include <epscan/epscan.h>

static const epscan_dark_photon model = {.spin = EPSCAN_FERMION, .mass_GeV = 0.225, .alpha_D = 0.1, .mass_ratio = 1.0 / 3.0};
static const epscan_selection nominal = {50.0, 0.0};

enum { BINS = 5, SOURCES_MAX = EPSCAN_CHANNELS_MAX + 1, NUISANCES = 4 };

static epscan_experiment *experiment;
static epscan_likelihood *likelihood;

static int open_all(void **state) {
    (void)state;
    if (epscan_experiment_open(EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml", &experiment) ||
        epscan_likelihood_create(experiment, NULL, &model, &nominal, &likelihood))
        fail_msg("%s", epscan_error_message());
    return 0;
}

static int close_all(void **state) {
    (void)state;
    epscan_likelihood_free(likelihood);
    epscan_likelihood_free(NULL);
    epscan_experiment_close(experiment);
    return 0;
}

static void an_experiment_has_bins_sources_and_nuisances(void **state) {
    static const char *const names[NUISANCES] = {"particles on target", "strahlung efficiency", "annihilation efficiency",
                                                 "background"}; /* of inputs/experiments/na64-2021.yaml */
    char name[64];
    (void)state;
    assert_int_equal(epscan_experiment_bins(experiment), BINS);
    assert_string_equal(epscan_experiment_bin_name(experiment, 3), "2017");
    assert_null(epscan_experiment_bin_name(experiment, BINS));
    assert_true(isnan(epscan_experiment_bin_observed(experiment, BINS)) && epscan_experiment_bin_observed(experiment, 0) == 0.0);
    assert_int_equal(epscan_experiment_sources(experiment), epscan_channel_count() + 1);
    assert_string_equal(epscan_experiment_source_name(experiment, 0), "annihilation");
    assert_string_equal(epscan_experiment_source_name(experiment, epscan_channel_count()), "background");
    assert_null(epscan_experiment_source_name(experiment, epscan_channel_count() + 1));
    assert_int_equal(epscan_experiment_nuisances(experiment), NUISANCES);
    for (size_t k = 0; k < NUISANCES; k++) {
        assert_true(epscan_experiment_nuisance_name(experiment, k, name, sizeof name));
        assert_string_equal(name, names[k]);
    }
    assert_false(epscan_experiment_nuisance_name(experiment, NUISANCES, name, sizeof name));
}

/* Shares of the data sets are those of particles on target x efficiency, Table I: 2018 has 18.7e10 x 0.5 of 1.52871e11. */
static void expected_events_are_yields_times_factors(void **state) {
    const size_t sources = epscan_experiment_sources(experiment);
    double yields[EPSCAN_CHANNELS_MAX], events[BINS * SOURCES_MAX], moved[BINS * SOURCES_MAX];
    const double theta[NUISANCES] = {0.7, -1.2, 0.4, 2.0};
    (void)state;
    assert_int_equal(epscan_yield_channels(experiment, &model, &nominal, yields), EPSCAN_OK);
    assert_int_equal(epscan_likelihood_expected(likelihood, 3e-4, NULL, events), EPSCAN_OK);
    for (size_t c = 0; c + 1 < sources; c++)
        assert_close(events[4 * sources + c], 9.0 * yields[c] * 18.7e10 * 0.5 / 1.52871e11, 1e-12, 0.0);
    assert_close(events[4 * sources + sources - 1], 0.3490, 1e-15, 0.0);
    assert_int_equal(epscan_likelihood_expected(likelihood, 3e-4, theta, moved), EPSCAN_OK);
    assert_close(moved[0], events[0] * pow(1.05, 0.7) * pow(epscan_likelihood_factor(likelihood, 2, 0, 0), 0.4), 1e-12, 0.0);
    assert_close(moved[1], events[1] * pow(1.05, 0.7) * pow(1.10, -1.2), 1e-12, 0.0);
    assert_close(moved[sources - 1], events[sources - 1] * pow(1.0 + 17.0 / 53.0, 2.0), 1e-12, 0.0);
    /* the paper: about 35 % at 225 MeV when the threshold moves by 1.5 GeV */
    assert_close(epscan_likelihood_factor(likelihood, 2, 0, 0), 1.35, 0.02, 0.0);
    assert_true(epscan_likelihood_factor(likelihood, 2, 0, 1) == 1.0 && isnan(epscan_likelihood_factor(likelihood, 9, 0, 0)));
    assert_int_equal(epscan_likelihood_expected(likelihood, NAN, NULL, events), EPSCAN_BAD_INPUT);
    assert_true(isnan(events[0]) && strstr(epscan_error_message(), "epsilon: nan"));
}

/* The header's formula: nothing is observed, so that a bin's term is its expectation. */
static double by_hand(double epsilon, const double *theta) {
    const size_t sources = epscan_experiment_sources(experiment);
    double events[BINS * SOURCES_MAX], sum = 0.0;
    assert_int_equal(epscan_likelihood_expected(likelihood, epsilon, theta, events), EPSCAN_OK);
    for (size_t i = 0; i < BINS * sources; i++) sum -= events[i];
    for (size_t k = 0; k < NUISANCES; k++) sum -= 0.5 * theta[k] * theta[k];
    return sum;
}

static void log_likelihood_is_the_formula_and_its_gradient(void **state) {
    uint64_t seed = 3;
    (void)state;
    for (int i = 0; i < 20; i++) {
        const double epsilon = random_between(&seed, 1e-5, 5e-4), step = 1e-5;
        double theta[NUISANCES], gradient[1 + NUISANCES], value, ignored;
        for (int k = 0; k < NUISANCES; k++) theta[k] = random_between(&seed, -2.0, 2.0);
        assert_int_equal(epscan_likelihood_log(likelihood, epsilon, theta, &value, gradient), EPSCAN_OK);
        assert_close(value, by_hand(epsilon, theta), 1e-12, 1e-12);
        assert_close(epscan_likelihood_constraint(likelihood, theta),
                     -0.5 * (theta[0] * theta[0] + theta[1] * theta[1] + theta[2] * theta[2] + theta[3] * theta[3]), 1e-14, 0.0);
        /* central differences: of third order in the step, 1e-10 of sums of order one, and rounding over the step, 1e-10 */
        assert_close(gradient[0] * epsilon,
                     (by_hand(epsilon * (1.0 + step), theta) - by_hand(epsilon * (1.0 - step), theta)) / (2.0 * step), 1e-7, 1e-8);
        for (int k = 0; k < NUISANCES; k++) {
            const double here = theta[k];
            theta[k] = here + step;
            const double above = by_hand(epsilon, theta);
            theta[k] = here - step;
            assert_close(gradient[1 + k], (above - by_hand(epsilon, theta)) / (2.0 * step), 1e-7, 1e-8);
            theta[k] = here;
        }
        assert_int_equal(epscan_likelihood_log(likelihood, epsilon, theta, &ignored, NULL), EPSCAN_OK);
        assert_true(ignored == value);
    }
}

/* A profile's gradient by theta vanishes, and log L is less all about it; the best epsilon for nothing seen is zero. */
static void profiles_are_maxima(void **state) {
    double theta[NUISANCES], gradient[1 + NUISANCES], profiled, value, best, epsilon;
    (void)state;
    for (epsilon = 0.0; epsilon < 5e-4; epsilon += 1e-4) {
        assert_int_equal(epscan_likelihood_profile(likelihood, epsilon, &profiled, theta), EPSCAN_OK);
        assert_int_equal(epscan_likelihood_log(likelihood, epsilon, theta, &value, gradient), EPSCAN_OK);
        assert_close(value, profiled, 1e-13, 0.0);
        for (int k = 0; k < NUISANCES; k++) {
            assert_close(gradient[1 + k], 0.0, 0.0, 1e-6); /* the fit's criterion is 1e-7 */
            for (int side = -1; side <= 1; side += 2) {
                theta[k] += 0.3 * side;
                assert_int_equal(epscan_likelihood_log(likelihood, epsilon, theta, &value, NULL), EPSCAN_OK);
                assert_true(value < profiled);
                theta[k] -= 0.3 * side;
            }
        }
    }
    assert_int_equal(epscan_likelihood_best(likelihood, &epsilon, &best, theta), EPSCAN_OK);
    assert_close(epsilon, 0.0, 0.0, 1e-9);
    assert_int_equal(epscan_likelihood_profile(likelihood, 0.0, &profiled, NULL), EPSCAN_OK);
    assert_close(best, profiled, 1e-9, 0.0);
}

/* With three events where 0.35 are expected the best epsilon gives them: the bins are alike, and log L there is a perfect fit's. */
static void events_that_are_seen_are_found(void **state) {
    static char text[8000];
    const char *const own = epscan_experiment_text(experiment);
    const char *const sets = strstr(own, "data_sets:"), *const rest = strstr(own, "# A'-strahlung");
    epscan_experiment *seen;
    epscan_likelihood *l;
    double epsilon, best, expected[SOURCES_MAX], all = 0.0;
    (void)state;
    snprintf(text, sizeof text,
             "%.*sdata_sets:\n  - {name: all, particles_on_target: 2e11, efficiency: 0.5, observed: 3, background: 0.5}\n%s",
             (int)(sets - own), own, rest);
    char *const counting = strstr(text, "  method: counting"); /* the key, not its comment */
    memcpy(counting, "  method: bayes   ", 18);
    if (epscan_experiment_parse(EPSCAN_SOURCE_DIR "/inputs/experiments/seen.yaml", text, strlen(text), &seen) ||
        epscan_likelihood_create(seen, NULL, &model, &nominal, &l))
        fail_msg("%s", epscan_error_message());
    assert_int_equal(epscan_likelihood_best(l, &epsilon, &best, NULL), EPSCAN_OK);
    assert_close(best, 0.0, 0.0, 1e-9);
    assert_int_equal(epscan_likelihood_expected(l, epsilon, NULL, expected), EPSCAN_OK);
    for (size_t c = 0; c < epscan_experiment_sources(seen); c++) all += expected[c];
    assert_close(all, 3.0, 1e-5, 0.0); /* the root of the gradient's criterion, 1e-7, over events */
    epscan_likelihood_free(l);
    epscan_experiment_close(seen);
}

enum { POINTS = 60 };

static void arrays_are_single_calls(void **state) {
    epscan_dark_photon models[POINTS];
    epscan_selection selections[POINTS];
    double epsilon[POINTS], theta[POINTS * NUISANCES], given[POINTS], profiled[POINTS];
    epscan_yield_plan *plan;
    const epscan_selection lowest = {46.0, -0.02}, highest = {54.0, 0.02};
    uint64_t seed = 9;
    (void)state;
    assert_int_equal(epscan_yield_plan_create(experiment, &lowest, &highest, &plan), EPSCAN_OK);
    for (size_t i = 0; i < POINTS; i++) {
        models[i] = model;
        models[i].mass_GeV = i ? random_between(&seed, 0.1, 0.5) : 3.0; /* the first has no signal */
        selections[i] = (epscan_selection){random_between(&seed, 48.0, 52.0), 0.01};
        epsilon[i] = random_between(&seed, 0.0, 1e-3);
        for (size_t k = 0; k < NUISANCES; k++) theta[i * NUISANCES + k] = random_between(&seed, -1.0, 1.0);
    }
    assert_int_equal(epscan_log_likelihood_many(experiment, plan, POINTS, models, selections, epsilon, theta, 2, given), EPSCAN_OK);
    assert_int_equal(epscan_log_likelihood_many(experiment, plan, POINTS, models, selections, epsilon, NULL, 1, profiled),
                     EPSCAN_OK);
    for (size_t i = 0; i < POINTS; i++) {
        epscan_likelihood *l;
        double one;
        assert_int_equal(epscan_likelihood_create(experiment, plan, &models[i], &selections[i], &l), EPSCAN_OK);
        assert_int_equal(epscan_likelihood_log(l, epsilon[i], theta + i * NUISANCES, &one, NULL), EPSCAN_OK);
        assert_true(one == given[i]);
        assert_int_equal(epscan_likelihood_profile(l, epsilon[i], &one, NULL), EPSCAN_OK);
        assert_true(one == profiled[i] && one >= given[i]);
        epscan_likelihood_free(l);
    }
    double background;
    assert_int_equal(epscan_likelihood_profile(likelihood, 0.0, &background, NULL), EPSCAN_OK);
    assert_close(profiled[0], background, 1e-9, 0.0); /* without a signal epsilon does not matter */
    epsilon[7] = -1.0;
    assert_int_equal(epscan_log_likelihood_many(experiment, NULL, POINTS, models, selections, epsilon, NULL, 2, given),
                     EPSCAN_BAD_INPUT);
    assert_true(strstr(epscan_error_message(), "index 7: epsilon: -1 is not allowed") && isnan(given[0]));
    epscan_yield_plan_close(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_experiment_has_bins_sources_and_nuisances),
        cmocka_unit_test(expected_events_are_yields_times_factors),
        cmocka_unit_test(log_likelihood_is_the_formula_and_its_gradient),
        cmocka_unit_test(profiles_are_maxima),
        cmocka_unit_test(events_that_are_seen_are_found),
        cmocka_unit_test(arrays_are_single_calls),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
