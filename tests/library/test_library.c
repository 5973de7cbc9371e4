/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libepscan as a program sees it: its headers and its symbols, nothing else. */
#include "../unit/assertions.h"

#include <epscan/epscan.h>

#include <fenv.h>
#include <locale.h>
#include <pthread.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <hdf5.h>

static const char *const experiment_path = EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml";
static const char *const grid_path = EPSCAN_BUILD_DIR "/library-grid.h5";
static const epscan_dark_photon middle = {EPSCAN_FERMION, 0.23, 0.05, 0.35};
static const epscan_selection nominal = {50.0, 0.0};

static epscan_experiment *open_experiment(void) {
    epscan_experiment *experiment;
    if (epscan_experiment_open(experiment_path, &experiment)) fail_msg("%s", epscan_error_message());
    return experiment;
}

static epscan_grid *open_grid(void) {
    epscan_grid *grid;
    if (epscan_grid_open(grid_path, &grid)) fail_msg("%s", epscan_error_message());
    return grid;
}

static void assert_refused(epscan_status status, const char *reason) {
    if (status == EPSCAN_BAD_INPUT && strstr(epscan_error_message(), reason) && !strchr(epscan_error_message(), '\n')) return;
    fail_msg("status %d, \"%s\" instead of \"%s\"", (int)status, epscan_error_message(), reason);
}

static void experiment_is_the_files(void **state) {
    (void)state;
    epscan_experiment *e = open_experiment();
    assert_string_equal(epscan_version(), EPSCAN_VERSION);
    assert_string_equal(epscan_experiment_name(e), "na64-2021");
    assert_close(epscan_experiment_beam_energy_GeV(e), 100.0, 0.0, 0.0);
    assert_close(epscan_experiment_ecal_threshold_GeV(e), 50.0, 0.0, 0.0);
    assert_close(epscan_experiment_exposure(e), 1.52871e11, 1e-12, 0.0); /* Table I */
    /* the published strahlung limit in other words: Eq. 7 without annihilation gives it back; inputs/limits, first and last row */
    assert_true(epscan_experiment_strahlung_events(e, 0.9) > 0.0 && isnan(epscan_experiment_strahlung_events(e, 0.95)));
    assert_true(isnan(epscan_experiment_strahlung_events(e, -1.0)));
    assert_close(epscan_limit_of_nothing_seen(log(10.0), 0.0), EPSCAN_REFERENCE_EPSILON, 1e-15, 0.0);
    assert_true(isinf(epscan_limit_of_nothing_seen(0.0, 0.0)));
    epscan_experiment_close(e);
    epscan_experiment_close(NULL);
}

static void track_length_is_known_from_the_minimum_to_the_beam(void **state) {
    (void)state;
    epscan_experiment *e = open_experiment();
    assert_true(isnan(epscan_track_length_secondary_X0_per_GeV(e, 0.5 * epscan_experiment_minimum_energy_GeV(e))));
    assert_true(isnan(epscan_track_length_secondary_X0_per_GeV(e, 100.0)) && isnan(epscan_track_length_primary_X0_per_GeV(e, NAN)));
    const double middle_energy = epscan_track_length_secondary_X0_per_GeV(e, 50.0);
    assert_true(middle_energy > epscan_track_length_secondary_X0_per_GeV(e, 90.0) && middle_energy > 0.0);
    /* the beam particle on its way: what it leaves between the beam energy and 1e-8 below is a point mass of that order */
    assert_true(epscan_track_length_undegraded_X0(e) > 0.0 && epscan_track_length_undegraded_X0(e) < 1.0);
    epscan_experiment_close(e);
}

/* A resonance far narrower than what T changes over counts T at its energy: yields are as T. Its width shifts that by Gamma/m. */
static void narrow_resonances_count_the_track_length(void **state) {
    (void)state;
    epscan_experiment *e = open_experiment();
    const epscan_selection all = {99.0, 0.0};
    double events[2];
    const double energy[2] = {60.0, 85.0};
    for (int i = 0; i < 2; i++) {
        const epscan_dark_photon model = {EPSCAN_SCALAR, epscan_dark_photon_resonance_mass_GeV(energy[i]), 1e-6, 0.3};
        assert_int_equal(epscan_yield_by_quadrature(e, &model, &all, &events[i], NULL), EPSCAN_OK);
    }
    assert_close(events[1] / events[0],
                 epscan_track_length_secondary_X0_per_GeV(e, energy[1]) / epscan_track_length_secondary_X0_per_GeV(e, energy[0]),
                 1e-5, 0.0);
    epscan_experiment_close(e);
}

static void plan_agrees_with_quadrature(void **state) {
    (void)state;
    epscan_experiment *e = open_experiment();
    const epscan_selection lowest = {30.0, -0.03}, highest = {70.0, 0.03};
    epscan_yield_plan *plan;
    uint64_t seed = 7;
    assert_int_equal(epscan_yield_plan_create(e, &lowest, &highest, &plan), EPSCAN_OK);
    for (int i = 0; i < 60; i++) {
        const epscan_dark_photon model = {i % 2 ? EPSCAN_FERMION : EPSCAN_SCALAR, random_between(&seed, 0.02, 0.8),
                                          exp(random_between(&seed, log(1e-3), 0.0)), random_between(&seed, 0.1, 0.49)};
        const epscan_selection selection = {random_between(&seed, 30.0, 70.0), random_between(&seed, -0.03, 0.03)};
        double fast, slow;
        assert_int_equal(epscan_yield_plan_events(plan, &model, &selection, &fast), EPSCAN_OK);
        assert_int_equal(epscan_yield_by_quadrature(e, &model, &selection, &slow, NULL), EPSCAN_OK);
        assert_close(fast, slow, 1e-9, 1e-13); /* as yield.h says */
    }
    const epscan_selection beyond = {70.5, 0.0};
    double events = 0.0;
    assert_refused(epscan_yield_plan_events(plan, &middle, &beyond, &events), "30 <= threshold_GeV <= 70 GeV");
    assert_true(isnan(events));
    epscan_yield_plan_close(plan);
    assert_refused(epscan_yield_plan_create(e, &highest, &lowest, &plan), "lowest");
    assert_null(plan);
    epscan_yield_plan_close(plan);
    epscan_experiment_close(e);
}

static void numbers_outside_their_ranges_are_refused(void **state) {
    (void)state;
    epscan_experiment *e = open_experiment();
    const struct {
        epscan_dark_photon model;
        epscan_selection selection;
        const char *reason;
    } cases[] = {
        {{(epscan_spin)EPSCAN_SPIN_COUNT, 0.2, 0.1, 0.3}, {50.0, 0.0}, "is not allowed; allowed: an epscan_spin: fermion"},
        {{EPSCAN_FERMION, -0.2, 0.1, 0.3}, {50.0, 0.0}, "mass_GeV: -0.2"},
        {{EPSCAN_FERMION, NAN, 0.1, 0.3}, {50.0, 0.0}, "mass_GeV: nan"},
        {{EPSCAN_FERMION, 0.2, 0.0, 0.3}, {50.0, 0.0}, "alpha_D: 0"},
        {{EPSCAN_FERMION, 0.2, INFINITY, 0.3}, {50.0, 0.0}, "alpha_D: inf"},
        {{EPSCAN_FERMION, 0.2, 0.1, 0.5}, {50.0, 0.0}, "0 < mass_ratio < 0.5"},
        {{EPSCAN_SCALAR, 0.2, 0.1, 0.4, 0.1},
         {50.0, 0.0},
         "splitting: 0.1 is not allowed with scalar; allowed: 0, or pseudo-dirac"},
        {{EPSCAN_PSEUDO_DIRAC, 0.2, 0.1, 0.4, 0.5}, {50.0, 0.0}, "0 <= splitting < 1/r - 2 = 0.5"},
        {{EPSCAN_PSEUDO_DIRAC, 0.2, 0.1, 0.4, NAN}, {50.0, 0.0}, "0 <= splitting <= 1000"},
        {{EPSCAN_FERMION, 0.2, 0.1, 0.3}, {0.0, 0.0}, "0 < threshold_GeV <= 100 GeV"},
        {{EPSCAN_FERMION, 0.2, 0.1, 0.3}, {101.0, 0.0}, "threshold_GeV: 101"},
        {{EPSCAN_FERMION, 0.2, 0.1, 0.3}, {50.0, -1.0}, "-0.5 <= energy_scale_shift <= 0.5"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double events = 1.0, efficiency = 1.0;
        epscan_limit limit;
        epscan_limit_options options = epscan_limit_options_of(e);
        options.selection = cases[i].selection;
        assert_refused(epscan_yield_by_quadrature(e, &cases[i].model, &cases[i].selection, &events, &efficiency), cases[i].reason);
        assert_true(isnan(events) && isnan(efficiency));
        assert_refused(epscan_limit_find(e, &cases[i].model, &options, &limit), cases[i].reason);
        assert_true(isnan(limit.epsilon_up) && isnan(limit.y_up) && limit.status == EPSCAN_POINT_FAILED);
    }
    epscan_limit limit;
    epscan_limit_options options = epscan_limit_options_of(e);
    options.method = (epscan_limit_method)9;
    assert_refused(epscan_limit_find(e, &middle, &options, &limit), "method: 9");
    options.method = EPSCAN_LIMIT_CLS_TOYS;
    options.toys = 10;
    assert_refused(epscan_limit_find(e, &middle, &options, &limit), "toys: 10");
    options.method = EPSCAN_LIMIT_COUNTING;
    options.confidence_level = 0.95;
    assert_refused(epscan_limit_find(e, &middle, &options, &limit), "cls-asymptotic, cls-toys, bayes");
    options.confidence_level = 1.0;
    assert_refused(epscan_limit_find(e, &middle, &options, &limit), "0.5 <= confidence_level < 1");
    epscan_experiment_close(e);
}

static void files_that_are_not_what_they_should_be_are_refused(void **state) {
    (void)state;
    epscan_experiment *e;
    epscan_grid *grid;
    assert_refused(epscan_experiment_open("no-such-file.yaml", &e), "no-such-file.yaml");
    assert_null(e);
    assert_refused(epscan_experiment_open(grid_path, &e), "library-grid.h5");
    assert_refused(epscan_grid_open("no-such-file.h5", &grid), "no-such-file.h5: cannot be read");
    assert_null(grid);
    assert_refused(epscan_grid_open(experiment_path, &grid), "is an experiment file; allowed: an HDF5 file");
    epscan_grid_close(NULL);
}

/* Nothing seen at 90 %: CLs and Bayes find ln 10 as counting does, the experiment's uncertainties left out of none of them. */
static void limits_follow_the_methods(void **state) {
    (void)state;
    epscan_experiment *e = open_experiment();
    epscan_limit_options options = epscan_limit_options_of(e);
    epscan_limit limit;
    double events;
    assert_int_equal(epscan_yield_by_quadrature(e, &middle, &options.selection, &events, NULL), EPSCAN_OK);
    assert_int_equal(epscan_limit_find(e, &middle, &options, &limit), EPSCAN_OK);
    assert_close(limit.annihilation_events, events, 1e-12, 0.0);
    assert_close(limit.events_up, log(10.0), 1e-12, 0.0);
    assert_close(limit.epsilon_up, epscan_limit_of_nothing_seen(events, limit.strahlung_events), 1e-12, 0.0);
    assert_close(limit.y_up, middle.alpha_D * pow(limit.epsilon_up, 2) * pow(middle.mass_ratio, 4), 1e-12, 0.0);
    for (int band = 0; band < EPSCAN_LIMIT_BANDS; band++) assert_true(isnan(limit.epsilon_expected[band]));
    const double counted = limit.epsilon_up;
    /* an experiment and itself, with the same signal twice and nothing seen: twice the events at the same mixing */
    epscan_limit combined;
    const epscan_experiment *twice[] = {e, e};
    assert_int_equal(epscan_limit_find_combined(twice, 2, &middle, &options, &combined), EPSCAN_OK);
    assert_close(combined.annihilation_events, 2.0 * limit.annihilation_events, 1e-12, 0.0);
    assert_close(combined.epsilon_up, limit.epsilon_up / sqrt(2.0), 1e-12, 0.0);
    assert_int_equal(epscan_limit_find_combined(twice, 1, &middle, &options, &combined), EPSCAN_OK);
    assert_close(combined.epsilon_up, limit.epsilon_up, 1e-15, 0.0);
    assert_int_equal(epscan_limit_find_combined(twice, 0, &middle, &options, &combined), EPSCAN_BAD_INPUT);
    options.method = EPSCAN_LIMIT_BAYES;
    assert_int_equal(epscan_limit_find(e, &middle, &options, &limit), EPSCAN_OK);
    assert_close(limit.epsilon_up, counted, 0.1, 0.0); /* its uncertainties widen it by less */
    options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    assert_int_equal(epscan_limit_find(e, &middle, &options, &limit), EPSCAN_OK);
    assert_true(limit.epsilon_expected[0] <= limit.epsilon_expected[2] && limit.epsilon_expected[2] < limit.epsilon_expected[4]);
    options.method = EPSCAN_LIMIT_CLS_TOYS;
    options.toys = 1000;
    assert_int_equal(epscan_limit_find(e, &middle, &options, &limit), EPSCAN_OK);
    const double first = limit.epsilon_up;
    assert_true(limit.epsilon_error > 0.0);
    assert_int_equal(epscan_limit_find(e, &middle, &options, &limit), EPSCAN_OK);
    assert_true(limit.epsilon_up == first); /* of one seed */
    options.seed = 2;
    assert_int_equal(epscan_limit_find(e, &middle, &options, &limit), EPSCAN_OK);
    assert_true(limit.epsilon_up != first);
    epscan_experiment_close(e);
}

static void grid_says_what_it_holds(void **state) {
    (void)state;
    epscan_grid *grid = open_grid();
    const double *values;
    assert_string_equal(epscan_grid_title(grid), "small grid");
    assert_true(epscan_grid_is_complete(grid));
    assert_int_equal(epscan_grid_limit_method(grid), EPSCAN_LIMIT_COUNTING);
    assert_close(epscan_grid_confidence_level(grid), 0.9, 0.0, 0.0);
    assert_int_equal(epscan_grid_axis(grid, EPSCAN_AXIS_SPIN, &values), 2);
    assert_int_equal(epscan_grid_axis(grid, EPSCAN_AXIS_MASS, &values), 13);
    assert_close(values[6], 0.2, 1e-14, 0.0); /* the geometric middle of 0.1 and 0.4 */
    assert_true(epscan_grid_axis(grid, EPSCAN_AXIS_SPLITTING, &values) == 1 && values[0] == 0.0);
    assert_false(epscan_grid_has_dimension(grid, EPSCAN_AXIS_SPLITTING) || epscan_grid_has_dimension(grid, (epscan_axis)40));
    assert_true(epscan_grid_has_dimension(grid, EPSCAN_AXIS_SHIFT));
    assert_false(epscan_grid_has_dimension(grid, EPSCAN_AXIS_TABLE) || epscan_grid_table_name(grid, 1));
    assert_string_equal(epscan_axis_name(EPSCAN_AXIS_MASS), "mA");
    assert_string_equal(epscan_axis_unit(EPSCAN_AXIS_THRESHOLD), "GeV");
    const epscan_selection selection = epscan_grid_default_selection(grid);
    assert_close(selection.threshold_GeV, 50.0, 0.0, 0.0);
    assert_close(selection.energy_scale_shift, 0.0, 0.0, 0.0);
    epscan_grid_close(grid);
}

/* Between its points a grid has what the experiment has there, within the error that it states; at its points what it stores. */
static void grid_is_right_between_its_points(void **state) {
    (void)state;
    epscan_grid *grid = open_grid();
    epscan_experiment *e = open_experiment();
    uint64_t seed = 11;
    for (int i = 0; i < 40; i++) {
        const epscan_dark_photon model = {i % 2 ? EPSCAN_FERMION : EPSCAN_SCALAR, random_between(&seed, 0.1, 0.4),
                                          random_between(&seed, 0.02, 0.1), random_between(&seed, 0.3, 0.4)};
        const epscan_selection selection = {random_between(&seed, 40.0, 60.0), random_between(&seed, -0.02, 0.02)};
        epscan_grid_point point;
        double events;
        assert_int_equal(epscan_grid_at(grid, &model, &selection, &point), EPSCAN_OK);
        assert_int_equal(point.status, EPSCAN_POINT_OK);
        assert_int_equal(epscan_yield_by_quadrature(e, &model, &selection, &events, NULL), EPSCAN_OK);
        const size_t annihilation = epscan_channel_of_name("annihilation"), strahlung = epscan_channel_of_name("strahlung");
        assert_close(point.events[annihilation], events, 0.0, point.events_error[annihilation]);
        assert_true(point.events_error[annihilation] < 1e-8 * events + 1e-12);
        assert_close(point.events[strahlung], epscan_experiment_strahlung_events(e, model.mass_GeV), 1e-15, 0.0);
        const double epsilon = epscan_limit_of_nothing_seen(events, point.events[strahlung]);
        assert_close(point.epsilon_up, epsilon, 0.0, point.epsilon_error);
        assert_close(point.y_up, epscan_dark_photon_y(&model, epsilon), 0.0, 1.01 * point.y_error);
    }
    const size_t index[EPSCAN_AXIS_COUNT] = {1, 6, 1, 2, 0, 0, 0, 2};
    const epscan_dark_photon model = {EPSCAN_SCALAR, 0.2, 0.1, 0.4};
    const epscan_selection selection = {40.0, 0.02};
    epscan_grid_point stored, point;
    assert_int_equal(epscan_grid_stored(grid, index, &stored), EPSCAN_OK);
    assert_int_equal(epscan_grid_at(grid, &model, &selection, &point), EPSCAN_OK);
    for (size_t c = 0; c < epscan_channel_count(); c++) assert_close(stored.events[c], point.events[c], 1e-9, 1e-13);
    assert_close(stored.epsilon_up, point.epsilon_up, 1e-9, 0.0);
    assert_close(stored.y_up, point.y_up, 1e-9, 0.0);
    assert_int_equal(stored.status, EPSCAN_POINT_OK);
    epscan_experiment_close(e);
    epscan_grid_close(grid);
}

static void nothing_is_extrapolated(void **state) {
    (void)state;
    epscan_grid *grid = open_grid();
    const struct {
        epscan_dark_photon model;
        epscan_selection selection;
        epscan_axis outside;
    } cases[] = {
        {{EPSCAN_FERMION, 0.1 * (1.0 - 1e-6), 0.05, 0.35}, {50.0, 0.0}, EPSCAN_AXIS_MASS},
        {{EPSCAN_FERMION, 0.4 * (1.0 + 1e-6), 0.05, 0.35}, {50.0, 0.0}, EPSCAN_AXIS_MASS},
        {{EPSCAN_FERMION, NAN, 0.05, 0.35}, {50.0, 0.0}, EPSCAN_AXIS_MASS},
        {{EPSCAN_FERMION, 0.2, 0.11, 0.35}, {50.0, 0.0}, EPSCAN_AXIS_ALPHA_D},
        {{EPSCAN_FERMION, 0.2, 0.05, 0.41}, {50.0, 0.0}, EPSCAN_AXIS_MASS_RATIO},
        {{EPSCAN_FERMION, 0.2, 0.05, 0.35, 0.1}, {50.0, 0.0}, EPSCAN_AXIS_SPLITTING},
        {{EPSCAN_FERMION, 0.2, 0.05, 0.35}, {39.0, 0.0}, EPSCAN_AXIS_THRESHOLD},
        {{EPSCAN_FERMION, 0.2, 0.05, 0.35}, {50.0, 0.021}, EPSCAN_AXIS_SHIFT},
        {{(epscan_spin)7, 0.2, 0.05, 0.35}, {50.0, 0.0}, EPSCAN_AXIS_SPIN},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        epscan_grid_point point;
        assert_int_equal(epscan_grid_at(grid, &cases[i].model, &cases[i].selection, &point), EPSCAN_OK);
        assert_int_equal(point.status, EPSCAN_POINT_OUTSIDE);
        assert_int_equal(point.outside, cases[i].outside);
        assert_true(isnan(point.events[0]) && isnan(point.events[1]) && isnan(point.epsilon_up) && isnan(point.y_up));
    }
    const double *values;
    const size_t beyond[EPSCAN_AXIS_COUNT] = {0, 13};
    epscan_grid_point point;
    assert_refused(epscan_grid_stored(grid, beyond, &point), "mA: 13 is not allowed; allowed: 0 to 12");
    assert_true(isnan(point.epsilon_up));
    assert_int_equal(epscan_grid_axis(grid, (epscan_axis)40, &values), 0);
    assert_string_equal(epscan_axis_name((epscan_axis)40), "unknown");
    epscan_grid_close(grid);
}

/* A number that was changed since it was written is not handed out. */
static void damage_is_found(void **state) {
    (void)state;
    const char *const path = EPSCAN_BUILD_DIR "/damaged-grid.h5";
    const size_t first[EPSCAN_AXIS_COUNT] = {0};
    epscan_grid *grid;
    epscan_grid_point point;
    static double epsilon[2 * 13 * 2 * 3 * 3 * 3];
    assert_int_equal(system("cp '" EPSCAN_BUILD_DIR "/library-grid.h5' '" EPSCAN_BUILD_DIR "/damaged-grid.h5'"), 0);
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT), set = H5Dopen2(file, "epsilon_up", H5P_DEFAULT);
    assert_true(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, epsilon) >= 0);
    epsilon[0] *= 1.001;
    assert_true(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, epsilon) >= 0);
    H5Dclose(set);
    H5Fclose(file);
    assert_int_equal(epscan_grid_open(path, &grid), EPSCAN_OK);
    assert_refused(epscan_grid_stored(grid, first, &point), "tile 0 is damaged");
    assert_true(isnan(point.epsilon_up));
    epscan_grid_close(grid);
}

static int gsl_reports;
static void count_gsl_report(const char *reason, const char *file, int line, int error) {
    (void)reason, (void)file, (void)line, (void)error;
    gsl_reports++;
}

struct results {
    double events, limit, epsilon, track_length;
};

/* Everything that a program can do, once. */
static struct results use_everything(void) {
    epscan_experiment *e = open_experiment();
    epscan_grid *grid = open_grid();
    epscan_limit_options options = epscan_limit_options_of(e);
    epscan_grid_point point;
    epscan_limit limit;
    double events;
    assert_int_equal(epscan_yield_by_quadrature(e, &middle, &nominal, &events, NULL), EPSCAN_OK);
    options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    assert_int_equal(epscan_limit_find(e, &middle, &options, &limit), EPSCAN_OK);
    assert_int_equal(epscan_grid_at(grid, &middle, &nominal, &point), EPSCAN_OK);
    const epscan_dark_photon outside = {EPSCAN_SCALAR, 0.9, 0.1, 1.0 / 3.0};
    epscan_grid_point none;
    assert_int_equal(epscan_grid_at(grid, &outside, &nominal, &none), EPSCAN_OK);
    const struct results results = {events, limit.epsilon_up, point.epsilon_up, epscan_track_length_secondary_X0_per_GeV(e, 40.0)};
    epscan_grid_close(grid);
    epscan_experiment_close(e);
    return results;
}

/* Under a decimal comma, with floating-point traps set and rounding upwards, and handlers of GSL and HDF5 in place. */
static void what_a_program_has_set_changes_nothing(void **state) {
    (void)state;
    const struct results plain = use_everything();
    setenv("LOCPATH", EPSCAN_BUILD_DIR "/locale", 1);
    assert_non_null(setlocale(LC_ALL, "de_DE.UTF-8"));
    gsl_error_handler_t *const default_handler = gsl_set_error_handler(count_gsl_report);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
    assert_true(isinf(epscan_limit_of_nothing_seen(0.0, 0.0)));
    fesetround(FE_UPWARD);
    const struct results again = use_everything();
    char text[32];
    snprintf(text, sizeof text, "%.1f", 1.5);
    assert_int_equal(fegetround(), FE_UPWARD);
    assert_int_equal(fegetexcept(), FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
    fedisableexcept(FE_ALL_EXCEPT);
    fesetround(FE_TONEAREST);
    assert_string_equal(text, "1,5"); /* the program's locale is back */
    assert_memory_equal(&again, &plain, sizeof plain);
    assert_int_equal(gsl_reports, 0);
    gsl_sf_gamma(-1.0);
    assert_true(gsl_reports > 0); /* its handler too */
    H5E_auto2_t handler;
    void *data;
    H5Eget_auto2(H5E_DEFAULT, &handler, &data);
    assert_null(handler);
    gsl_set_error_handler(default_handler);
    setlocale(LC_ALL, "C");
}

enum { THREADS = 4, POINTS = 400 };

struct shared {
    const epscan_experiment *experiment;
    const epscan_yield_plan *plan;
    const epscan_grid *grid;
    double events[POINTS], epsilon[POINTS], stored[POINTS];
};

static epscan_dark_photon model_of(int i) {
    return (epscan_dark_photon){i % 2 ? EPSCAN_FERMION : EPSCAN_SCALAR, 0.1 + 0.3 * i / POINTS, 0.02 + 0.08 * (i % 7) / 7.0,
                                0.3 + 0.1 * (i % 11) / 11.0};
}

static int compute(const struct shared *shared, int i, double *events, double *epsilon, double *stored) {
    const epscan_dark_photon model = model_of(i);
    const size_t index[EPSCAN_AXIS_COUNT] = {(size_t)i % 2, (size_t)i % 13, (size_t)i % 2, (size_t)i % 3, 0, 0, 1, 1};
    epscan_grid_point point, at_index;
    if (epscan_yield_plan_events(shared->plan, &model, &nominal, events) ||
        epscan_grid_at(shared->grid, &model, &nominal, &point) || epscan_grid_stored(shared->grid, index, &at_index))
        return 1;
    *epsilon = point.epsilon_up;
    *stored = at_index.epsilon_up;
    return 0;
}

static void *compute_all(void *argument) {
    const struct shared *shared = argument;
    epscan_limit_options options = epscan_limit_options_of(shared->experiment);
    epscan_limit limit;
    epscan_experiment *own;
    epscan_grid *grid;
    options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    if (epscan_experiment_open(experiment_path, &own) || epscan_grid_open(grid_path, &grid)) return "cannot be opened";
    for (int i = 0; i < POINTS; i++) {
        double events, epsilon, stored;
        const epscan_dark_photon model = model_of(i);
        if (compute(shared, i, &events, &epsilon, &stored)) return "fails";
        if (events != shared->events[i] || epsilon != shared->epsilon[i] || stored != shared->stored[i]) return "other numbers";
        if (i % 50 == 0 && epscan_limit_find(shared->experiment, &model, &options, &limit)) return "no limit";
        epscan_grid *none;
        if (epscan_grid_open("no-such-file.h5", &none) != EPSCAN_BAD_INPUT) return "opened";
        if (!strstr(epscan_error_message(), "no-such-file.h5")) return "another thread's reason";
    }
    epscan_grid_close(grid);
    epscan_experiment_close(own);
    return NULL;
}

static void threads_share_what_is_open(void **state) {
    (void)state;
    epscan_experiment *experiment = open_experiment();
    epscan_grid *grid = open_grid();
    epscan_yield_plan *plan;
    struct shared shared = {.experiment = experiment, .grid = grid};
    pthread_t threads[THREADS];
    assert_int_equal(epscan_yield_plan_create(experiment, &nominal, &nominal, &plan), EPSCAN_OK);
    shared.plan = plan;
    for (int i = 0; i < POINTS; i++)
        assert_int_equal(compute(&shared, i, &shared.events[i], &shared.epsilon[i], &shared.stored[i]), 0);
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, compute_all, &shared), 0);
    for (int i = 0; i < THREADS; i++) {
        void *reason;
        pthread_join(threads[i], &reason);
        if (reason) fail_msg("thread %d: %s", i, (const char *)reason);
    }
    epscan_yield_plan_close(plan);
    epscan_grid_close(grid);
    epscan_experiment_close(experiment);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(experiment_is_the_files),
        cmocka_unit_test(track_length_is_known_from_the_minimum_to_the_beam),
        cmocka_unit_test(narrow_resonances_count_the_track_length),
        cmocka_unit_test(plan_agrees_with_quadrature),
        cmocka_unit_test(numbers_outside_their_ranges_are_refused),
        cmocka_unit_test(files_that_are_not_what_they_should_be_are_refused),
        cmocka_unit_test(limits_follow_the_methods),
        cmocka_unit_test(grid_says_what_it_holds),
        cmocka_unit_test(grid_is_right_between_its_points),
        cmocka_unit_test(nothing_is_extrapolated),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(what_a_program_has_set_changes_nothing),
        cmocka_unit_test(threads_share_what_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
