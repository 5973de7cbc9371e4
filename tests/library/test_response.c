/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response file and the response of an experiment, by the public headers alone: the experiment's own yields, densities of a
 * program's own, arrays, threads, time; and files with a bit flipped, which must be refused. Files state 1e-6.
 */
#include "../unit/assertions.h"

#include <epscan/epscan.h>

#include <pthread.h>
#include <stdio.h>
#include <time.h>

static const char *const experiment_path = EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml";
static const char *const file_path = EPSCAN_BUILD_DIR "/library-response.h5"; /* thresholds 48, 50, 52; shifts -0.02, 0, 0.02 */
static const char *const grid_path = EPSCAN_BUILD_DIR "/library-grid.h5";
static const char *const damaged_path = EPSCAN_BUILD_DIR "/library-damaged.h5";

enum { POINTS = 400 };
static const double promised = 1e-6, single_precision = 3e-7; /* 6e-8 of each number, on interpolation 5 times that */

static epscan_experiment *experiment;
static epscan_response *response;
static epscan_dark_photon models[POINTS];
static epscan_selection selections[POINTS];

static int open_all(void **state) {
    uint64_t seed = 7;
    (void)state;
    if (epscan_experiment_open(experiment_path, &experiment)) fail_msg("%s", epscan_error_message());
    if (epscan_response_open(file_path, &response)) fail_msg("%s", epscan_error_message());
    for (int i = 0; i < POINTS; i++) {
        models[i] = (epscan_dark_photon){.spin = (epscan_spin)(i % 3),
                                         .mass_GeV = random_between(&seed, 0.05, 0.5),
                                         .alpha_D = exp(random_between(&seed, -12.0, 0.0)),
                                         .mass_ratio = random_between(&seed, 0.05, 0.49)};
        selections[i] = (epscan_selection){48.0 + 2.0 * (i % 3), 0.02 * (i / 3 % 3 - 1)};
    }
    return 0;
}

static int close_all(void **state) {
    (void)state;
    epscan_response_close(response);
    epscan_experiment_close(experiment);
    return 0;
}

static void the_file_says_what_it_holds(void **state) {
    const double *values;
    double low, high;
    const size_t annihilation = epscan_channel_of_name("annihilation"), strahlung = epscan_channel_of_name("strahlung");
    (void)state;
    assert_string_equal(epscan_response_experiment(response), "na64-2021");
    assert_int_equal(epscan_response_thresholds(response, &values), 3);
    assert_true(values[0] == 48.0 && values[2] == 52.0);
    assert_int_equal(epscan_response_shifts(response, &values), 3);
    assert_true(values[0] == -0.02 && values[1] == 0.0);
    assert_true(epscan_response_has_channel(response, annihilation) && !epscan_response_is_at_resonance(response, annihilation));
    assert_true(epscan_response_is_at_resonance(response, strahlung));
    assert_true(!epscan_response_has_channel(response, 99));
    epscan_response_range(response, &low, &high);
    assert_true(low > 0.0 && low < 0.0715 && high > 0.3196); /* 5 GeV and 100 GeV of positrons, and the published limit */
}

/* By quadrature that has no mesh. */
static void yields_are_those_of_the_experiment(void **state) {
    double expected[EPSCAN_CHANNELS_MAX], events[EPSCAN_CHANNELS_MAX];
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        assert_int_equal(epscan_yield_channels(experiment, &models[i], &selections[i], expected), EPSCAN_OK);
        assert_int_equal(epscan_response_events(response, &models[i], &selections[i], events), EPSCAN_OK);
        for (size_t c = 0; c < epscan_channel_count(); c++)
            if (isnan(expected[c]))
                assert_true(isnan(events[c]));
            else
                assert_close(events[c], expected[c], promised, 1e-13);
    }
}

static void one_made_in_memory_is_the_same(void **state) {
    static const double thresholds[] = {48.0, 50.0, 52.0}, shifts[] = {-0.02, 0.0, 0.02};
    epscan_response *made;
    double a, b;
    (void)state;
    assert_int_equal(epscan_response_of_experiment(experiment, 3, thresholds, 3, shifts, &made), EPSCAN_OK);
    for (double sqrt_s = 0.072; sqrt_s < 0.3; sqrt_s += 0.011) {
        assert_int_equal(epscan_response_at(made, 0, &selections[4], sqrt_s, &a), EPSCAN_OK);
        assert_int_equal(epscan_response_at(response, 0, &selections[4], sqrt_s, &b), EPSCAN_OK);
        assert_close(b, a, single_precision, 1e-5); /* of events at epsilon = 1, of 1e10 */
    }
    epscan_response_close(made);
}

struct share {
    double *events;
};

static void *run_share(void *data) {
    const struct share *share = data;
    assert_int_equal(epscan_response_events_many(response, POINTS, models, selections, 1, share->events), EPSCAN_OK);
    return NULL;
}

static void arrays_and_threads_give_the_same_bits(void **state) {
    static double events[3][POINTS * EPSCAN_CHANNELS_MAX];
    const size_t channels = epscan_channel_count();
    struct share shares[2] = {{events[0]}, {events[1]}};
    pthread_t threads[2];
    (void)state;
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run_share, &shares[i]);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    assert_int_equal(epscan_response_events_many(response, POINTS, models, selections, 2, events[2]), EPSCAN_OK);
    for (size_t i = 0; i < POINTS; i++) {
        double one[EPSCAN_CHANNELS_MAX];
        assert_int_equal(epscan_response_events(response, &models[i], &selections[i], one), EPSCAN_OK);
        for (int way = 0; way < 3; way++) assert_memory_equal(&events[way][i * channels], one, channels * sizeof(double));
    }
}

/* 6 microseconds a model in a quiet release build: processor time, so that other processes do not count. */
static void a_model_takes_microseconds(void **state) {
    static double events[POINTS * EPSCAN_CHANNELS_MAX];
    (void)state;
    const clock_t start = clock();
    for (int i = 0; i < 10; i++)
        assert_int_equal(epscan_response_events_many(response, POINTS, models, selections, 1, events), EPSCAN_OK);
    const double us = 1e6 * (double)(clock() - start) / CLOCKS_PER_SEC / (10.0 * POINTS);
    print_message("%.1f us a model\n", us);
#ifndef __SANITIZE_ADDRESS__
    assert_true(us < 60.0);
#endif
}

/* ---- Densities of a program's own ---- */

static double of_model(double s, void *data) {
    return epscan_dark_photon_spectral_density_per_GeV2(data, sqrt(s));
}

static void a_function_gives_what_its_model_does(void **state) {
    epscan_dark_photon model = {.spin = EPSCAN_SCALAR, .mass_GeV = 0.24, .alpha_D = 0.1, .mass_ratio = 1.0 / 3.0};
    const double m2 = 0.24 * 0.24, breaks[] = {m2, 4.0 / 9.0 * m2};
    double expected[EPSCAN_CHANNELS_MAX], events[EPSCAN_CHANNELS_MAX];
    (void)state;
    assert_int_equal(epscan_response_events(response, &model, &selections[4], expected), EPSCAN_OK);
    assert_int_equal(epscan_response_events_of_density(response, of_model, &model, 2, breaks, &selections[4], events), EPSCAN_OK);
    assert_close(events[0], expected[0], 1e-7, 0.0);
}

/* A narrow triangle of norm 1 about s: R there, whatever its form. The second channel is folded with what is published. */
static void a_narrow_table_gives_R(void **state) {
    const double x[] = {0.22499, 0.225, 0.22501}, width = 0.22501 * 0.22501 - 0.22499 * 0.22499, rho[] = {0.0, 2.0 / width, 0.0};
    const double reference = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;
    double events[EPSCAN_CHANNELS_MAX], R;
    (void)state;
    assert_int_equal(epscan_response_events_of_table(response, 3, x, rho, &selections[4], events), EPSCAN_OK);
    for (size_t c = 0; c < 2; c++) {
        assert_int_equal(epscan_response_at(response, c, &selections[4], 0.225, &R), EPSCAN_OK);
        assert_close(events[c], reference * R, 1e-5, 0.0); /* R'' of a width of 1e-4 */
    }
}

static void bad_arguments_are_named(void **state) {
    static const double x[] = {0.1, 0.2}, rho[] = {1.0, 1.0}, far[] = {0.1, 200.0}, negative[] = {1.0, -1.0};
    const epscan_selection none = {49.0, 0.0};
    double events[EPSCAN_CHANNELS_MAX];
    epscan_response *made;
    (void)state;
    assert_int_equal(epscan_response_events(response, &models[0], &none, events), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "not in the response; allowed: one of its 3 thresholds, 48 to 52 GeV"));
    assert_true(isnan(events[0]));
    assert_int_equal(epscan_response_events_of_table(response, 2, x, negative, &selections[4], events), EPSCAN_BAD_INPUT);
    assert_int_equal(epscan_response_events_of_table(response, 2, far, rho, &selections[4], events), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "inside the response"));
    assert_int_equal(epscan_response_events_of_file(response, "/nonexistent.csv", &selections[4], events), EPSCAN_BAD_INPUT);
    assert_int_equal(epscan_response_of_experiment(experiment, 2, far, 1, x, &made), EPSCAN_BAD_INPUT);
    assert_null(made);
}

/* ---- Files ---- */

static void other_files_are_refused(void **state) {
    static const char *const paths[] = {EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml", EPSCAN_BUILD_DIR,
                                        "/nonexistent.h5"};
    epscan_response *none;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        assert_int_equal(epscan_response_open(paths[i], &none), EPSCAN_BAD_INPUT);
        assert_null(none);
    }
    assert_int_equal(epscan_response_open(grid_path, &none), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "is no response file"));
}

/* Bits all over the file, one at a time; and the file cut short. */
static void damaged_files_are_refused(void **state) {
    static unsigned char bytes[1 << 20];
    uint64_t seed = 3;
    (void)state;
    FILE *file = fopen(file_path, "rb");
    assert_non_null(file);
    const size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(size > 10000 && size < sizeof bytes);
    for (int i = 0; i < 300; i++) {
        const size_t at = (size_t)(random_unit(&seed) * (double)size), length = i < 290 ? size : at;
        epscan_response *none;
        bytes[at] ^= (unsigned char)(1 << i % 8);
        assert_non_null(file = fopen(damaged_path, "wb"));
        assert_true(fwrite(bytes, 1, length, file) == length);
        fclose(file);
        bytes[at] ^= (unsigned char)(1 << i % 8);
        if (epscan_response_open(damaged_path, &none) != EPSCAN_BAD_INPUT) fail_msg("bit %d of byte %zu was believed", i % 8, at);
        assert_null(none);
        assert_true(epscan_error_message()[0] && !strchr(epscan_error_message(), '\n'));
    }
    remove(damaged_path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_says_what_it_holds),    cmocka_unit_test(yields_are_those_of_the_experiment),
        cmocka_unit_test(one_made_in_memory_is_the_same), cmocka_unit_test(arrays_and_threads_give_the_same_bits),
        cmocka_unit_test(a_model_takes_microseconds),     cmocka_unit_test(a_function_gives_what_its_model_does),
        cmocka_unit_test(a_narrow_table_gives_R),         cmocka_unit_test(bad_arguments_are_named),
        cmocka_unit_test(other_files_are_refused),        cmocka_unit_test(damaged_files_are_refused),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
