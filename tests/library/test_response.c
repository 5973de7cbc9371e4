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
static const char *const file_path =
    EPSCAN_BUILD_DIR "/library-response.h5"; /* thresholds 48, 48.5, 50, 51.5, 52; shifts -0.02, 0, 0.02 */
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
    assert_string_equal(epscan_response_mediator(response), "kinetic-mixing");
    assert_false(epscan_response_has_visible_widths(response));
    assert_int_equal(epscan_response_thresholds(response, &values), 5);
    assert_true(values[0] == 48.0 && values[4] == 52.0);
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
    assert_non_null(strstr(epscan_error_message(), "not in the response; allowed: one of its 5 thresholds, 48 to 52 GeV"));
    assert_true(isnan(events[0]));
    assert_int_equal(epscan_response_events_of_table(response, 2, x, negative, &selections[4], events), EPSCAN_BAD_INPUT);
    assert_int_equal(epscan_response_events_of_table(response, 2, far, rho, &selections[4], events), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "inside the response"));
    assert_int_equal(epscan_response_events_of_file(response, "/nonexistent.csv", &selections[4], events), EPSCAN_BAD_INPUT);
    assert_int_equal(epscan_response_of_experiment(experiment, 2, far, 1, x, &made), EPSCAN_BAD_INPUT);
    assert_null(made);
}

/* ---- Limits ---- */

/* What response.h promises of them; half of what it promises of events, as epsilon goes with their root. */
static const double promised_limit = 0.5 * 1e-5;

static void assert_same_limit(const epscan_limit *found, const epscan_limit *expected) {
    assert_int_equal(found->status, expected->status);
    assert_close(found->epsilon_up, expected->epsilon_up, promised_limit, 0.0);
    assert_close(found->y_up, expected->y_up, 2.0 * promised_limit, 0.0);
    assert_close(found->events_up, expected->events_up, promised_limit, 0.0);
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++)
        if (isnan(expected->epsilon_expected[i]))
            assert_true(isnan(found->epsilon_expected[i]));
        else
            assert_close(found->epsilon_expected[i], expected->epsilon_expected[i], promised_limit, 0.0);
}

/* By counting, and by a method that asks for the threshold moved by 1.5 GeV either way. */
static void limits_are_those_of_the_experiment(void **state) {
    static epscan_limit limits[POINTS];
    epscan_limit_options options = epscan_response_limit_options(response);
    (void)state;
    assert_true(options.method == EPSCAN_LIMIT_COUNTING && options.selection.threshold_GeV == 50.0);
    assert_int_equal(epscan_response_limit_many(response, POINTS, models, selections, &options, 2, limits), EPSCAN_OK);
    for (size_t i = 0; i < 40; i++) {
        epscan_limit expected;
        options.selection = selections[i];
        assert_int_equal(epscan_limit_find(experiment, &models[i], &options, &expected), EPSCAN_OK);
        assert_same_limit(&limits[i], &expected);
    }
    options = epscan_response_limit_options(response);
    options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    for (size_t i = 0; i < 10; i++) {
        epscan_limit expected, found;
        assert_int_equal(epscan_limit_find(experiment, &models[i], &options, &expected), EPSCAN_OK);
        assert_int_equal(epscan_response_limit(response, &models[i], &options, &found), EPSCAN_OK);
        assert_same_limit(&found, &expected);
    }
}

/* Of the experiment without its published curve, and for a mediator. Thresholds that methods move to are among them. */
static void make_without_strahlung_for(const char *mediator, epscan_experiment **without, epscan_response **made) {
    static const double thresholds[] = {48.5, 50.0, 51.5}, shift = 0.0;
    char text[8192], *line;
    snprintf(text, sizeof text, "%s", epscan_experiment_text(experiment));
    assert_non_null(line = strstr(text, "strahlung_limit: "));
    memcpy(line, "strahlung: none #", strlen("strahlung: none #"));
    if (epscan_experiment_parse_for(experiment_path, text, strlen(text), mediator, false, without))
        fail_msg("%s", epscan_error_message());
    assert_int_equal(epscan_response_of_experiment(*without, 3, thresholds, 1, &shift, made), EPSCAN_OK);
}

/* An axial vector and a scalar: the experiment's own numbers, of a response that outlives it. */
static void limits_of_other_mediators_are_those_of_the_experiment(void **state) {
    static const struct {
        const char *mediator;
        epscan_spin spin;
    } cases[] = {{"axial", EPSCAN_MAJORANA}, {"scalar", EPSCAN_YUKAWA_SCALAR}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const epscan_dark_photon model = {.spin = cases[i].spin, .mass_GeV = 0.22, .alpha_D = 0.1, .mass_ratio = 0.3};
        epscan_experiment *without;
        epscan_response *made;
        epscan_limit expected, found;
        make_without_strahlung_for(cases[i].mediator, &without, &made);
        const epscan_limit_options options = epscan_response_limit_options(made);
        assert_int_equal(epscan_limit_find(without, &model, &options, &expected), EPSCAN_OK);
        epscan_experiment_close(without);
        assert_string_equal(epscan_response_mediator(made), cases[i].mediator);
        assert_int_equal(epscan_response_limit(made, &model, &options, &found), EPSCAN_OK);
        assert_same_limit(&found, &expected);
        epscan_response_close(made);
    }
}

/* The same Gamma, and so the same root; without them the limit is another. */
static void limits_with_visible_widths_are_those_of_the_experiment(void **state) {
    const epscan_dark_photon model = {.mass_GeV = 0.23, .alpha_D = 1e-9, .mass_ratio = 1.0 / 3.0};
    epscan_experiment *wide;
    epscan_response *with_widths;
    epscan_limit expected, found, neglected;
    (void)state;
    assert_int_equal(epscan_experiment_open_for(experiment_path, "B-L", true, &wide), EPSCAN_OK);
    assert_int_equal(epscan_response_open_for(file_path, "B-L", true, &with_widths), EPSCAN_OK);
    assert_string_equal(epscan_response_mediator(with_widths), "B-L");
    assert_true(epscan_response_has_visible_widths(with_widths));
    const epscan_limit_options options = epscan_response_limit_options(with_widths);
    assert_int_equal(epscan_limit_find(wide, &model, &options, &expected), EPSCAN_OK);
    assert_int_equal(epscan_response_limit(with_widths, &model, &options, &found), EPSCAN_OK);
    assert_int_equal(epscan_response_limit(response, &model, &options, &neglected), EPSCAN_OK);
    assert_same_limit(&found, &expected);
    assert_true(fabs(neglected.epsilon_up / found.epsilon_up - 1.0) > 0.01);
    epscan_response_close(with_widths);
    epscan_experiment_close(wide);
}

/* A function that is a model's density, and a narrow table about a narrow model's mass (1e-5 of R'' as above). */
static void limits_of_densities_are_those_of_their_models(void **state) {
    epscan_dark_photon model = {.spin = EPSCAN_SCALAR, .mass_GeV = 0.24, .alpha_D = 0.1, .mass_ratio = 1.0 / 3.0};
    epscan_limit_options options = epscan_response_limit_options(response);
    const double m2 = 0.24 * 0.24, breaks[] = {m2, 4.0 / 9.0 * m2};
    const double x[] = {0.22499, 0.225, 0.22501}, width = 0.22501 * 0.22501 - 0.22499 * 0.22499, rho[] = {0.0, 2.0 / width, 0.0};
    epscan_limit expected, found;
    double events[EPSCAN_CHANNELS_MAX];
    (void)state;
    options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    epscan_experiment *without;
    epscan_response *annihilation; /* without the curve, which models have at their mass */
    make_without_strahlung_for(NULL, &without, &annihilation);
    assert_int_equal(epscan_response_limit(annihilation, &model, &options, &expected), EPSCAN_OK);
    assert_int_equal(epscan_response_limit_of_density(annihilation, of_model, &model, 2, breaks, &options, &found), EPSCAN_OK);
    assert_close(found.epsilon_up, expected.epsilon_up, 1e-7, 0.0);
    assert_close(found.epsilon_expected[2], expected.epsilon_expected[2], 1e-7, 0.0);
    assert_true(isnan(found.y_up));
    epscan_response_close(annihilation);
    epscan_experiment_close(without);
    options = epscan_response_limit_options(response);
    assert_int_equal(epscan_response_limit_of_table(response, 3, x, rho, &options, &found), EPSCAN_OK);
    assert_int_equal(epscan_response_events_of_table(response, 3, x, rho, &options.selection, events), EPSCAN_OK);
    assert_close(found.epsilon_up, EPSCAN_REFERENCE_EPSILON * sqrt(-log(0.1) / (events[0] + events[1])), 1e-12, 0.0); /* Eq. 7 */
    model = (epscan_dark_photon){.mass_GeV = 0.225, .alpha_D = 1e-9, .mass_ratio = 1.0 / 3.0};
    assert_int_equal(epscan_response_limit(response, &model, &options, &expected), EPSCAN_OK);
    assert_close(found.epsilon_up, expected.epsilon_up, 1e-5, 0.0);
}

/* What is not allowed is named, and leaves no number. */
static void limits_that_cannot_be_are_named(void **state) {
    const epscan_dark_photon wrong = {.mass_GeV = 0.225, .alpha_D = 0.1, .mass_ratio = 0.6};
    epscan_limit_options options = epscan_response_limit_options(response);
    epscan_limit limit, limits[2];
    epscan_response *none;
    (void)state;
    assert_int_equal(epscan_response_limit(response, &wrong, &options, &limit), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "mass_ratio"));
    assert_true(isnan(limit.epsilon_up) && limit.status == EPSCAN_POINT_FAILED);
    assert_int_equal(epscan_response_limit_many(response, 2, (epscan_dark_photon[]){models[0], wrong}, NULL, &options, 1, limits),
                     EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "index 1: mass_ratio"));
    assert_true(isnan(limits[0].epsilon_up));
    options.selection.threshold_GeV = 52.0; /* +- 1.5 is not there */
    assert_int_equal(epscan_response_limit(response, &models[0], &options, &limit), EPSCAN_OK);
    options.method = EPSCAN_LIMIT_CLS;
    assert_int_equal(epscan_response_limit(response, &models[0], &options, &limit), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "not in the response"));
    assert_int_equal(epscan_response_limit_of_file(response, "/nonexistent.csv", &options, &limit), EPSCAN_BAD_INPUT);
    assert_int_equal(epscan_response_open_for(file_path, "axial", false, &none), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "axial is not allowed with a response that is for vector couplings"));
    assert_int_equal(epscan_response_open_for(file_path, "Z", false, &none), EPSCAN_BAD_INPUT);
    assert_null(none);
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
        cmocka_unit_test(the_file_says_what_it_holds),
        cmocka_unit_test(yields_are_those_of_the_experiment),
        cmocka_unit_test(one_made_in_memory_is_the_same),
        cmocka_unit_test(arrays_and_threads_give_the_same_bits),
        cmocka_unit_test(a_model_takes_microseconds),
        cmocka_unit_test(a_function_gives_what_its_model_does),
        cmocka_unit_test(a_narrow_table_gives_R),
        cmocka_unit_test(bad_arguments_are_named),
        cmocka_unit_test(limits_are_those_of_the_experiment),
        cmocka_unit_test(limits_of_other_mediators_are_those_of_the_experiment),
        cmocka_unit_test(limits_with_visible_widths_are_those_of_the_experiment),
        cmocka_unit_test(limits_of_densities_are_those_of_their_models),
        cmocka_unit_test(limits_that_cannot_be_are_named),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(damaged_files_are_refused),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
