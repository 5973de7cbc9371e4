/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays against single calls, to the last bit and by the clock; and what a bad element does. By the public headers alone. */
#include "../unit/assertions.h"

#include <epscan/epscan.h>

#include <time.h>

static const char *const experiment_path = EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml";
static const char *const grid_path = EPSCAN_BUILD_DIR "/library-grid.h5";

enum { POINTS = 1000, FEW = 12 };

static epscan_experiment *experiment;
static epscan_yield_plan *plan;
static epscan_dark_photon models[POINTS];
static epscan_selection selections[POINTS];

static int open_all(void **state) {
    const epscan_selection lowest = {43.0, -0.03}, highest = {57.0, 0.03};
    uint64_t seed = 5;
    (void)state;
    if (epscan_experiment_open(experiment_path, &experiment)) fail_msg("%s", epscan_error_message());
    if (epscan_yield_plan_create(experiment, &lowest, &highest, &plan)) fail_msg("%s", epscan_error_message());
    for (int i = 0; i < POINTS; i++) {
        models[i] = (epscan_dark_photon){.spin = (epscan_spin)(i % (EPSCAN_PSEUDO_DIRAC + 1)),
                                         .mass_GeV = random_between(&seed, 0.1, 0.4),
                                         .alpha_D = random_between(&seed, 0.02, 0.1),
                                         .mass_ratio = random_between(&seed, 0.3, 0.4)};
        selections[i] = (epscan_selection){random_between(&seed, 45.0, 55.0), random_between(&seed, -0.02, 0.02)};
    }
    return 0;
}

static int close_all(void **state) {
    (void)state;
    epscan_yield_plan_close(plan);
    epscan_experiment_close(experiment);
    return 0;
}

static void assert_refused(epscan_status status, const char *reason) {
    if (status == EPSCAN_BAD_INPUT && strstr(epscan_error_message(), reason) && !strchr(epscan_error_message(), '\n')) return;
    fail_msg("status %d, \"%s\" instead of \"%s\"", (int)status, epscan_error_message(), reason);
}

static void assert_same(double a, double b) {
    if (!(a == b || (isnan(a) && isnan(b)))) fail_msg("%.17g instead of %.17g", a, b);
}

static void yields_are_those_of_single_calls(void **state) {
    static double events[POINTS * EPSCAN_CHANNELS_MAX], one[EPSCAN_CHANNELS_MAX];
    const size_t channels = epscan_channel_count();
    (void)state;
    for (int threads = 1; threads <= 3; threads += 2) {
        assert_int_equal(epscan_yield_many(experiment, plan, POINTS, models, selections, threads, events), EPSCAN_OK);
        for (size_t i = 0; i < POINTS; i++) {
            assert_int_equal(epscan_yield_plan_channels(plan, &models[i], &selections[i], one), EPSCAN_OK);
            for (size_t c = 0; c < channels; c++) assert_same(events[i * channels + c], one[c]);
        }
        assert_int_equal(epscan_yield_many(experiment, NULL, FEW, models, selections, threads, events), EPSCAN_OK);
        for (size_t i = 0; i < FEW; i++) {
            double alone;
            assert_int_equal(epscan_yield_channels(experiment, &models[i], &selections[i], one), EPSCAN_OK);
            assert_int_equal(epscan_yield_by_quadrature(experiment, &models[i], &selections[i], &alone, NULL), EPSCAN_OK);
            assert_same(one[epscan_channel_of_name("annihilation")], alone);
            for (size_t c = 0; c < channels; c++) assert_same(events[i * channels + c], one[c]);
        }
    }
}

static void assert_same_limit(const epscan_limit *a, const epscan_limit *b) {
    assert_same(a->annihilation_events, b->annihilation_events);
    assert_same(a->strahlung_events, b->strahlung_events);
    assert_same(a->events_up, b->events_up);
    assert_same(a->epsilon_up, b->epsilon_up);
    assert_same(a->epsilon_error, b->epsilon_error);
    assert_same(a->y_up, b->y_up);
    for (int band = 0; band < EPSCAN_LIMIT_BANDS; band++) assert_same(a->epsilon_expected[band], b->epsilon_expected[band]);
    assert_int_equal(a->status, b->status);
}

static void limits_are_those_of_single_calls(void **state) {
    epscan_limit_options options = epscan_limit_options_of(experiment);
    epscan_limit limits[FEW], one;
    (void)state;
    for (int method = 0; method < EPSCAN_LIMIT_METHODS; method++) {
        const size_t count = method == EPSCAN_LIMIT_COUNTING ? FEW : 2;
        if (method == EPSCAN_LIMIT_CLS_TOYS) continue; /* on the same way as the others, in seconds */
        options.method = (epscan_limit_method)method;
        assert_int_equal(epscan_limit_find_many(experiment, NULL, count, models, selections, &options, 2, limits), EPSCAN_OK);
        for (size_t i = 0; i < count; i++) {
            options.selection = selections[i];
            assert_int_equal(epscan_limit_find(experiment, &models[i], &options, &one), EPSCAN_OK);
            assert_same_limit(&limits[i], &one);
        }
    }
}

/* By a plan, yields are those of quadrature to 1e-9 and limits to half of that; cls-asymptotic finds its roots to 1e-10. */
static void limits_by_a_plan_are_those_by_quadrature(void **state) {
    epscan_limit_options options = epscan_limit_options_of(experiment);
    epscan_limit fast[FEW], slow[FEW];
    (void)state;
    for (int method = EPSCAN_LIMIT_COUNTING; method <= EPSCAN_LIMIT_CLS_ASYMPTOTIC; method++) {
        options.method = (epscan_limit_method)method;
        options.selection = (epscan_selection){50.0, 0.0};
        assert_int_equal(epscan_limit_find_many(experiment, plan, FEW, models, NULL, &options, 1, fast), EPSCAN_OK);
        assert_int_equal(epscan_limit_find_many(experiment, NULL, FEW, models, NULL, &options, 1, slow), EPSCAN_OK);
        for (size_t i = 0; i < FEW; i++) assert_close(fast[i].epsilon_up, slow[i].epsilon_up, 2e-9, 0.0);
    }
}

static void grid_points_are_those_of_single_calls(void **state) {
    static epscan_grid_point points[POINTS];
    epscan_grid *grid;
    (void)state;
    if (epscan_grid_open(grid_path, &grid)) fail_msg("%s", epscan_error_message());
    assert_int_equal(epscan_grid_at_many(grid, POINTS, models, selections, 2, points), EPSCAN_OK);
    size_t outside = 0;
    for (size_t i = 0; i < POINTS; i++) {
        epscan_grid_point one;
        assert_int_equal(epscan_grid_at(grid, &models[i], &selections[i], &one), EPSCAN_OK);
        for (size_t c = 0; c < epscan_channel_count(); c++) assert_same(points[i].events[c], one.events[c]);
        assert_same(points[i].epsilon_up, one.epsilon_up);
        assert_same(points[i].y_error, one.y_error);
        assert_int_equal(points[i].status, one.status);
        outside += one.status == EPSCAN_POINT_OUTSIDE;
    }
    assert_true(outside > 0 && outside < POINTS); /* majorana is not in the grid */
    epscan_grid_close(grid);
}

/* A box of the file in C order is what is stored at each of its indices, one by one. */
static void boxes_of_a_grid_are_what_it_stores(void **state) {
    const size_t start[EPSCAN_AXIS_COUNT] = {0, 4, 1, 0, 0, 0, 1, 0}, extent[EPSCAN_AXIS_COUNT] = {2, 3, 1, 2, 1, 1, 2, 3};
    double epsilon[72], strahlung[72], status[12];
    epscan_grid *grid;
    (void)state;
    if (epscan_grid_open(grid_path, &grid)) fail_msg("%s", epscan_error_message());
    assert_int_equal(epscan_grid_read(grid, "epsilon_up", start, extent, epsilon), EPSCAN_OK);
    assert_int_equal(epscan_grid_read(grid, "n_strahlung", start, extent, strahlung), EPSCAN_OK);
    assert_int_equal(epscan_grid_read(grid, "status", start, extent, status), EPSCAN_OK);
    for (size_t i = 0; i < 72; i++) {
        const size_t index[EPSCAN_AXIS_COUNT] = {i / 36, 4 + i / 12 % 3, 1, i / 6 % 2, 0, 0, 1 + i / 3 % 2, i % 3};
        epscan_grid_point one;
        assert_int_equal(epscan_grid_stored(grid, index, &one), EPSCAN_OK);
        assert_same(epsilon[i], one.epsilon_up);
        assert_same(strahlung[i], one.events[epscan_channel_of_name("strahlung")]);
        assert_true((int)status[i / 6] == (int)one.status);
    }
    size_t far[EPSCAN_AXIS_COUNT] = {0, 11, 0, 0, 0, 0, 0};
    assert_refused(epscan_grid_read(grid, "epsilon_up", far, extent, epsilon), "mA: 13 is not allowed; allowed: 0 to 12");
    far[EPSCAN_AXIS_MASS] = (size_t)-1;
    assert_refused(epscan_grid_read(grid, "epsilon_up", far, extent, epsilon), "index of mA");
    assert_refused(epscan_grid_read(grid, "n_magic", start, extent, epsilon), "variable: \"n_magic\"");
    epscan_grid_close(grid);
}

static void formulas_and_track_lengths_are_those_of_single_calls(void **state) {
    static double epsilon[POINTS], energy[POINTS], out[4][POINTS];
    (void)state;
    for (size_t i = 0; i < POINTS; i++) {
        epsilon[i] = 1e-6 * (double)(i + 1);
        energy[i] = 0.11 * (double)i;
    }
    assert_int_equal(epscan_dark_photon_width_many(POINTS, models, out[0]), EPSCAN_OK);
    assert_int_equal(epscan_dark_photon_y_many(POINTS, models, epsilon, out[1]), EPSCAN_OK);
    assert_int_equal(epscan_dark_photon_cross_section_many(POINTS, models, epsilon, energy, out[2]), EPSCAN_OK);
    assert_int_equal(epscan_dark_photon_spectral_density_many(POINTS, models, energy, out[3]), EPSCAN_OK);
    for (size_t i = 0; i < POINTS; i++) {
        assert_same(out[0][i], epscan_dark_photon_width_GeV(&models[i]));
        assert_same(out[1][i], epscan_dark_photon_y(&models[i], epsilon[i]));
        assert_same(out[2][i], epscan_dark_photon_cross_section_cm2(&models[i], epsilon[i], energy[i]));
        assert_same(out[3][i], epscan_dark_photon_spectral_density_per_GeV2(&models[i], energy[i]));
    }
    assert_int_equal(epscan_track_length_many(experiment, POINTS, energy, out[0], out[1]), EPSCAN_OK);
    assert_int_equal(epscan_track_length_many(experiment, POINTS, energy, NULL, out[2]), EPSCAN_OK);
    for (size_t i = 0; i < POINTS; i++) {
        assert_same(out[0][i], epscan_track_length_secondary_X0_per_GeV(experiment, energy[i]));
        assert_same(out[1][i], epscan_track_length_primary_X0_per_GeV(experiment, energy[i]));
        assert_same(out[2][i], out[1][i]);
    }
}

/* The manual of `epscan relic`: a scalar of 10 MeV, r = 1/3, alpha_D = 0.5. Its digits are ten; r m_A' is rounded once more. */
static void thermal_targets_are_those_of_epscan_relic(void **state) {
    const epscan_dark_photon known = {.spin = EPSCAN_SCALAR, .mass_GeV = 0.03, .alpha_D = 0.5, .mass_ratio = 1.0 / 3.0};
    const epscan_dark_photon pair[2] = {known, models[0]};
    epscan_relic one, many[2];
    epscan_status found[2];
    (void)state;
    assert_int_equal(epscan_relic_target(&known, &one), EPSCAN_OK);
    assert_close(one.epsilon, 4.65381051e-05, 1e-8, 0.0);
    assert_close(one.y, 1.33691063e-11, 1e-8, 0.0);
    assert_int_equal(epscan_relic_target_many(2, pair, 2, many, found), EPSCAN_OK);
    assert_true(many[0].epsilon == one.epsilon && many[0].x_freeze_out == one.x_freeze_out && !found[0] && !found[1]);
}

/* Electrons alone at 10 MeV, or with two neutrinos of half an electron's width each: y halves, but for ln 2 of x_f's 17. */
static void thermal_targets_of_mediators_go_by_their_charges(void **state) {
    const epscan_dark_photon known = {.spin = EPSCAN_FERMION, .mass_GeV = 0.03, .alpha_D = 0.5, .mass_ratio = 1.0 / 3.0};
    const epscan_dark_photon pair[2] = {known, {.spin = EPSCAN_YUKAWA_SCALAR, .mass_GeV = 0.03, .alpha_D = 0.5, .mass_ratio = 0.3}};
    epscan_relic mixing, one, many[2];
    (void)state;
    assert_int_equal(epscan_relic_target_for(NULL, &known, &mixing), EPSCAN_OK);
    assert_int_equal(epscan_relic_target_for("Le-Lmu", &known, &one), EPSCAN_OK);
    assert_close(one.y, 0.5 * mixing.y, 0.02, 0.0);
    assert_int_equal(epscan_relic_target_many_for("Le-Lmu", 1, pair, 1, many, NULL), EPSCAN_OK);
    assert_true(many[0].epsilon == one.epsilon);
    assert_int_equal(epscan_relic_target_many_for("scalar", 1, &pair[1], 1, many, NULL), EPSCAN_OK);
    assert_true(many[0].epsilon > 0.0);
    assert_refused(epscan_relic_target_many_for("Le-Lmu", 2, pair, 1, many, NULL), "index 1: spin: yukawa-scalar is not allowed");
    assert_true(isnan(many[0].epsilon));
    assert_refused(epscan_relic_target_for("Z", &known, &one), "mediator: \"Z\" is not allowed");
    assert_true(isnan(one.y));
}

static void the_first_bad_element_is_named(void **state) {
    static epscan_dark_photon bad[POINTS];
    static double events[POINTS * EPSCAN_CHANNELS_MAX];
    static epscan_limit limits[POINTS];
    static epscan_relic targets[POINTS];
    epscan_selection far[FEW];
    epscan_limit_options options = epscan_limit_options_of(experiment);
    (void)state;
    memcpy(bad, models, sizeof bad);
    bad[17].mass_GeV = NAN;
    bad[900].alpha_D = -1.0;
    for (int threads = 1; threads <= 4; threads++) {
        events[0] = limits[3].epsilon_up = 1.0;
        assert_refused(epscan_yield_many(experiment, plan, POINTS, bad, selections, threads, events), "index 17: mass_GeV: nan");
        assert_true(isnan(events[0]));
        assert_refused(epscan_limit_find_many(experiment, NULL, POINTS, bad, selections, &options, threads, limits),
                       "index 17: mass_GeV: nan is not allowed; allowed: ");
        assert_true(isnan(limits[3].epsilon_up));
        assert_refused(epscan_relic_target_many(POINTS, bad, threads, targets, NULL), "index 17: mass_GeV");
    }
    assert_refused(epscan_dark_photon_width_many(POINTS, bad, events), "index 17: mass_GeV");
    assert_refused(epscan_yield_many(experiment, plan, FEW, models, selections, 0, events), "threads: 0");
    memcpy(far, selections, sizeof far);
    far[5].threshold_GeV = 57.5;
    assert_refused(epscan_yield_many(experiment, plan, FEW, models, far, 1, events), "index 5: threshold_GeV: 57.5");
    far[5].threshold_GeV = 56.0; /* in the plan, but not when it is moved by 1.5 GeV */
    options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    assert_refused(epscan_limit_find_many(experiment, plan, FEW, models, far, &options, 1, limits),
                   "index 5: threshold_GeV: 56 is not allowed; allowed: 44.5 <= threshold_GeV <= 55.5 GeV");
    options.method = (epscan_limit_method)9;
    assert_refused(epscan_limit_find_many(experiment, plan, FEW, models, NULL, &options, 1, limits), "method: 9");
    assert_int_equal(epscan_yield_many(experiment, plan, 0, NULL, NULL, 1, NULL), EPSCAN_OK);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Time of an array over that of its single calls, the least of five tries of both. */
static double relative_time(void) {
    static double events[POINTS * EPSCAN_CHANNELS_MAX];
    double many = INFINITY, single = INFINITY;
    for (int attempt = 0; attempt < 5; attempt++) {
        double start = seconds();
        assert_int_equal(epscan_yield_many(experiment, plan, POINTS, models, selections, 1, events), EPSCAN_OK);
        many = fmin(many, seconds() - start);
        start = seconds();
        for (size_t i = 0; i < POINTS; i++)
            assert_int_equal(epscan_yield_plan_channels(plan, &models[i], &selections[i], events), EPSCAN_OK);
        single = fmin(single, seconds() - start);
    }
    print_message("a yield: %.2f us in an array, %.2f us alone\n", 1e6 * many / POINTS, 1e6 * single / POINTS);
    return many / single;
}

/* An array saves the allocation and the guard of each call; a busy machine may hide that, but not a lock or a copy of a plan. */
static void arrays_take_no_longer_than_single_calls(void **state) {
    (void)state;
    assert_true(relative_time() < 1.2);
}

/* Of the process, so that threads that spin count; the least of many tries. */
static double process_time_of_few(int threads) {
    double events[FEW * EPSCAN_CHANNELS_MAX], least = INFINITY;
    for (int attempt = 0; attempt < 50; attempt++) {
        struct timespec start, end;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
        assert_int_equal(epscan_yield_many(experiment, plan, FEW, models, selections, threads, events), EPSCAN_OK);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        least = fmin(least, (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec));
    }
    return least;
}

/* Both do the same work on one thread; 1.5 is for clocks and a busy machine. Waking a team for 60 us of work costs more than that.
 */
static void few_elements_wake_no_team(void **state) {
    (void)state;
    const double alone = process_time_of_few(1), team = process_time_of_few(4);
    print_message("%d yields: %.0f us on one thread, %.0f us where four are allowed\n", FEW, 1e6 * alone, 1e6 * team);
    assert_true(team < 1.5 * alone);
}

/* Text in memory is the file: its name stands for the path, next to which materials and limits are. */
static void an_experiment_may_be_text(void **state) {
    const char *const text = epscan_experiment_text(experiment);
    epscan_experiment *other;
    double a[EPSCAN_CHANNELS_MAX], b[EPSCAN_CHANNELS_MAX];
    (void)state;
    if (epscan_experiment_parse(experiment_path, text, strlen(text), &other)) fail_msg("%s", epscan_error_message());
    assert_int_equal(epscan_yield_channels(experiment, &models[0], &selections[0], a), EPSCAN_OK);
    assert_int_equal(epscan_yield_channels(other, &models[0], &selections[0], b), EPSCAN_OK);
    for (size_t c = 0; c < epscan_channel_count(); c++) assert_same(a[c], b[c]);
    assert_true(epscan_experiment_has_channel(other, epscan_channel_of_name("strahlung")));
    assert_false(epscan_experiment_has_channel(other, epscan_channel_count()));
    assert_close(epscan_experiment_energy_scale_GeV(other), 1.5, 0.0, 0.0); /* as its file says */
    epscan_experiment_close(other);
    assert_refused(epscan_experiment_parse("some.yaml", "name: [", 7, &other), "some.yaml:");
    assert_null(other);
}

/* As spectrum.h promises: trapezoids add up to the events, selected or produced, to 1e-4. */
static void spectra_add_up_to_events(void **state) {
    const size_t annihilation = epscan_channel_of_name("annihilation"), strahlung = epscan_channel_of_name("strahlung");
    const epscan_selection all = {99.0, 0.0}, nominal = {50.0, 0.0};
    epscan_spectrum *spectrum;
    (void)state;
    for (int i = 0; i < FEW; i++) {
        double events, sum = 0.0;
        assert_int_equal(epscan_spectrum_create(experiment, &models[i], annihilation, &nominal, 50, &spectrum), EPSCAN_OK);
        assert_int_equal(epscan_yield_by_quadrature(experiment, &models[i], &nominal, &events, NULL), EPSCAN_OK);
        const epscan_spectrum_table t = epscan_spectrum_read(spectrum);
        for (size_t k = 1; k < t.count; k++)
            sum += 0.5 * (t.energy_GeV[k] - t.energy_GeV[k - 1]) * (t.events_per_GeV[k] + t.events_per_GeV[k - 1]);
        assert_close(sum, events, 1e-4, 0.0);
        epscan_spectrum_free(spectrum);
    }
    assert_refused(epscan_spectrum_create(experiment, models, strahlung, &all, 50, &spectrum), "no spectrum of strahlung");
    assert_refused(epscan_spectrum_create(experiment, models, 99, NULL, 50, &spectrum), "channel: 99");
    assert_refused(epscan_spectrum_create(experiment, models, annihilation, NULL, 1, &spectrum), "points: 1");
    assert_null(spectrum);
    epscan_spectrum_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yields_are_those_of_single_calls),
        cmocka_unit_test(limits_are_those_of_single_calls),
        cmocka_unit_test(limits_by_a_plan_are_those_by_quadrature),
        cmocka_unit_test(grid_points_are_those_of_single_calls),
        cmocka_unit_test(boxes_of_a_grid_are_what_it_stores),
        cmocka_unit_test(formulas_and_track_lengths_are_those_of_single_calls),
        cmocka_unit_test(thermal_targets_are_those_of_epscan_relic),
        cmocka_unit_test(thermal_targets_of_mediators_go_by_their_charges),
        cmocka_unit_test(the_first_bad_element_is_named),
        cmocka_unit_test(arrays_take_no_longer_than_single_calls),
        cmocka_unit_test(few_elements_wake_no_team),
        cmocka_unit_test(an_experiment_may_be_text),
        cmocka_unit_test(spectra_add_up_to_events),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
