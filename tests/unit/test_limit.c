/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "epscan/constants.h"
#include "limit/counting_limit.h"
#include "response/published_limit.h"

/* Eq. 7 by hand: N_up = 2.302585..., four times N_up gives half of epsilon_0. */
static void counting_limit_is_eq_7(void **state) {
    (void)state;
    assert_close(EPSCAN_COUNTING_EVENTS, -log(0.1), 1e-15, 0.0);
    assert_close(counting_epsilon_up(3.0 * -log(0.1), 1.0 * -log(0.1)), 0.5e-4, 1e-15, 0.0);
    assert_true(isinf(counting_epsilon_up(0.0, 0.0)) && counting_epsilon_up(INFINITY, 0.0) == 0.0);
    assert_true(isnan(counting_epsilon_up(NAN, 0.0)));
}

/* Its root by Newton's iteration against the C library's, over all doubles: each rounds some four times, 1e-15 together. */
static void counting_limit_has_its_digits_for_any_events(void **state) {
    (void)state;
    double events[1000], epsilon[COUNT_OF(events)];
    uint64_t seed = 7;
    for (size_t i = 0; i < COUNT_OF(events); i++) events[i] = pow(10.0, random_between(&seed, -307.0, 300.0));
    counting_epsilon_up_of_each(COUNT_OF(events), events, 0.0, epsilon);
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        assert_close(epsilon[i], EPSCAN_REFERENCE_EPSILON * sqrt(EPSCAN_COUNTING_EVENTS / events[i]), 1e-15, 0.0);
        assert_true(counting_epsilon_up(events[i], 0.0) == epsilon[i]);
    }
}

/* Strahlung alone gives back the published curve. */
static void strahlung_alone_is_the_published_limit(void **state) {
    (void)state;
    const double mass[] = {0.1, 0.2, 0.4}, epsilon[] = {3.46e-4, 8.5e-4, 2.36e-3};
    struct published_limit limit;
    assert_int_equal(published_limit_init(&limit, 3, mass, epsilon), EPSCAN_OK);
    for (int i = 0; i < 3; i++) {
        assert_close(published_limit_epsilon_up(&limit, mass[i]), epsilon[i], 1e-13, 0.0);
        assert_close(counting_epsilon_up(0.0, 1e-8 * published_limit_events(&limit, mass[i])), epsilon[i], 1e-13, 0.0);
    }
    /* linear in the logarithms: the geometric middle of two rows */
    assert_close(published_limit_epsilon_up(&limit, sqrt(0.1 * 0.2)), sqrt(3.46e-4 * 8.5e-4), 1e-13, 0.0);
    assert_true(isnan(published_limit_epsilon_up(&limit, 0.0999)) && isnan(published_limit_events(&limit, 0.401)));
    published_limit_clear(&limit);
}

static struct experiment *read_experiment(const char *name) {
    char path[1024];
    struct experiment *experiment = NULL;
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/experiments/%s.yaml", name);
    if (experiment_read(path, &experiment)) fail_msg("%s", epscan_error_message());
    return experiment;
}

static void experiment_without_a_published_limit_has_no_strahlung(void **state) {
    (void)state;
    struct experiment *e = read_experiment("na64-2021");
    assert_true(isnan(experiment_strahlung_events(e, 0.95)));
    assert_true(experiment_strahlung_events(e, 0.9) > 0.0 && experiment_strahlung_events(e, 0.001) > 0.0);
    published_limit_clear(&e->strahlung);
    assert_true(experiment_strahlung_events(e, 0.1) == 0.0);
    experiment_free(e);
}

/* sum N_EOT eta = 1.52871e11 for Table I. */
static void exposure_of_table_1(void **state) {
    (void)state;
    struct experiment *e = read_experiment("na64-2021");
    assert_close(experiment_exposure(e), 1.52871e11, 1e-12, 0.0);
    experiment_free(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counting_limit_is_eq_7),
        cmocka_unit_test(counting_limit_has_its_digits_for_any_events),
        cmocka_unit_test(strahlung_alone_is_the_published_limit),
        cmocka_unit_test(experiment_without_a_published_limit_has_no_strahlung),
        cmocka_unit_test(exposure_of_table_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
