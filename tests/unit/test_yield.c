/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test_yields.h"

#include <unistd.h>

#include <gsl/gsl_errno.h>

static struct yield_plan *plan_of(const struct search *search, double low, double high, double shift_low, double shift_high) {
    const struct selection_range range = {low, high, shift_low, shift_high};
    struct yield_plan *plan = malloc(sizeof *plan);
    if (yield_plan_init(plan, search, &range)) fail_msg("%s", epscan_error_message());
    return plan;
}

static void free_plan(struct yield_plan *plan) {
    yield_plan_clear(plan);
    free(plan);
}

/* The three numbers of the design: Approximation A of lead, lead's electrons, epsilon 1e-4, threshold 50. 8 digits given. */
static void three_yields_of_the_textbook_to_1e_7(void **state) {
    (void)state;
    static const struct {
        epscan_dark_photon model;
        double shift, events;
    } known[] = {
        {{EPSCAN_FERMION, 0.225, 0.1, 1.0 / 3.0}, 0.0, 0.31201532},
        {{EPSCAN_SCALAR, 0.240, 0.1, 1.0 / 3.0}, 0.0, 0.48065389},
        {{EPSCAN_FERMION, 0.250, 0.5, 1.0 / 3.0}, 0.03, 0.20607954},
    };
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    struct yield_plan *plan = plan_of(&e->search, 50.0, 50.0, 0.0, 0.03);
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        assert_close(adaptive(&e->search, &known[i].model, 50.0, known[i].shift), known[i].events, 1e-7, 0.0);
        assert_close(by_moments(plan, &known[i].model, 50.0, known[i].shift), known[i].events, 1e-7, 0.0);
    }
    free_plan(plan);
    unload_experiment(e);
}

static int read_reference(FILE *stream, epscan_dark_photon *model, double *threshold, double *shift, int *quadrature,
                          double *events) {
    char line[256], spin[16], resolution[16];
    while (fgets(line, sizeof line, stream)) {
        if (sscanf(line, "%15[^,],%lf,%lf,%lf,%lf,%lf,%15[^,],%lf", spin, &model->mass_GeV, &model->alpha_D, &model->mass_ratio,
                   threshold, shift, resolution, events) != 8)
            continue;
        model->spin = strcmp(spin, "scalar") == 0 ? EPSCAN_SCALAR : EPSCAN_FERMION;
        *quadrature = strcmp(resolution, "quadrature") == 0;
        return 1;
    }
    return 0;
}

/*
 * Against another program at 40 digits (tests/reference/make_reference.py), which knows neither the solver nor the moments:
 * `allowed` is the error of T near E0 and of the quadratures.
 */
static void compare_with_reference(const char *file, enum em_lepton beam, double allowed, int least_rows) {
    char path[1024];
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    struct search linear = e->search, quadrature = e->search;
    linear.beam = quadrature.beam = beam;
    quadrature.resolution.sum = RESOLUTION_QUADRATURE;
    struct yield_plan *plans[2] = {plan_of(&linear, 5.0, 95.0, -0.05, 0.05), plan_of(&quadrature, 5.0, 95.0, -0.05, 0.05)};
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/tests/reference/%s", file);
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    epscan_dark_photon model = {0};
    double threshold, shift, events;
    int in_quadrature, rows = 0;
    while (read_reference(stream, &model, &threshold, &shift, &in_quadrature, &events)) {
        assert_close(adaptive(in_quadrature ? &quadrature : &linear, &model, threshold, shift), events, allowed, 1e-13);
        assert_close(by_moments(plans[in_quadrature], &model, threshold, shift), events, allowed, 1e-13);
        rows++;
    }
    fclose(stream);
    assert_true(rows >= least_rows);
    free_plan(plans[0]);
    free_plan(plans[1]);
    unload_experiment(e);
}

static void electron_beam_agrees_with_high_precision(void **state) {
    (void)state;
    compare_with_reference("yield_reference.csv", EM_ELECTRON, 1e-9, 60);
}

/* Undegraded primaries are lumped at E0 below a loss of 1e-8, which moves the yield by less than 1e-8 where sigma is steepest. */
static void positron_beam_agrees_with_high_precision(void **state) {
    (void)state;
    compare_with_reference("positron_beam_reference.csv", EM_POSITRON, 1e-8, 8);
}

/* A random model from the whole allowed space: resonance inside, beyond, and at both ends of the energy range. */
static epscan_dark_photon random_model(uint64_t *seed, double closest_GeV) {
    epscan_dark_photon model = {.spin = random_unit(seed) < 0.5 ? EPSCAN_FERMION : EPSCAN_SCALAR};
    const double where = random_unit(seed), gap = closest_GeV * pow(10.0, random_between(seed, 0.0, 5.0));
    double resonance;
    if (where < 0.5)
        resonance = random_between(seed, 5.0, 100.0);
    else if (where < 0.6)
        resonance = 100.0 + gap * (random_unit(seed) < 0.5 ? 1.0 : -1.0);
    else if (where < 0.7)
        resonance = 5.0 + gap * (random_unit(seed) < 0.5 && gap < 4.0 ? -1.0 : 1.0);
    else if (where < 0.85)
        resonance = random_between(seed, 100.0, 400.0);
    else
        resonance = pow(10.0, random_between(seed, -3.0, 0.7));
    model.mass_GeV = epscan_dark_photon_resonance_mass_GeV(resonance);
    model.alpha_D = pow(10.0, random_between(seed, -6.0, 0.0));
    model.mass_ratio =
        random_unit(seed) < 0.3 ? 0.5 - pow(10.0, random_between(seed, -4.0, -1.0)) : random_between(seed, 0.01, 0.4999);
    return model;
}

static void compare_on_random_points(const struct search *search, int points, uint64_t seed, double closest_GeV) {
    struct yield_plan *plan = plan_of(search, 5.0, 95.0, -0.05, 0.05);
    double *scratch = malloc((plan->scratch_size + plan->row_length) * sizeof *scratch);
    int threshold_inside = 0;
    assert_non_null(scratch);
    for (int i = 0; i < points; i++) {
        const epscan_dark_photon model = random_model(&seed, closest_GeV);
        const double threshold = random_between(&seed, 5.0, 95.0), shift = random_between(&seed, -0.05, 0.05);
        const double chi_chi = epscan_dark_photon_threshold_energy_GeV(&model);
        threshold_inside += chi_chi > 5.0 && chi_chi < 100.0;
        const double expected = adaptive(search, &model, threshold, shift), got = by_moments(plan, &model, threshold, shift);
        if (!(fabs(got - expected) <= 1e-9 * expected + 1e-13))
            print_error("%s m %.17g alpha_D %.3g r %.6g threshold %g shift %g\n", epscan_spin_name(model.spin), model.mass_GeV,
                        model.alpha_D, model.mass_ratio, threshold, shift);
        assert_close(got, expected, 1e-9, 1e-13);
        /* a point by itself, without a block's weights: the same sum but for factors and order */
        double events[CHANNELS_MAX];
        yield_plan_events(plan, &model, &(epscan_selection){threshold, shift}, scratch, events);
        assert_close(events[0], got, 1e-10, 1e-13);
    }
    assert_true(threshold_inside > points / 10); /* the hard case is among them */
    free(scratch);
    free_plan(plan);
}

/* The promise of the scan: 1e-9 relative plus 1e-13 events, against quadrature that shares neither mesh nor formula. */
static void moments_agree_with_quadrature_on_random_points(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    compare_on_random_points(&e->search, 1000, 20210831, 1e-5);
    unload_experiment(e);
}

/* Close to r = 1/2 the scalar's cross-section vanishes at the threshold, just below the resonance: no cancellation there. */
static void scalars_near_threshold_keep_their_digits(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct yield_plan *plan = plan_of(&e->search, 50.0, 50.0, 0.0, 0.0);
    uint64_t seed = 77;
    for (int i = 0; i < 300; i++) {
        const epscan_dark_photon model = {EPSCAN_SCALAR, epscan_dark_photon_resonance_mass_GeV(random_between(&seed, 20.0, 95.0)),
                                          pow(10.0, random_between(&seed, -6.0, 0.0)),
                                          0.5 - pow(10.0, random_between(&seed, -8.0, -4.0))};
        assert_close(by_moments(plan, &model, 50.0, 0.0), adaptive(&e->search, &model, 50.0, 0.0), 1e-9, 1e-13);
    }
    free_plan(plan);
    unload_experiment(e);
}

/* Moments against quadrature in an experiment of this text; the plan's thresholds end at `most_GeV`. */
static void compare_in(const char *text, const epscan_dark_photon *model, epscan_selection selection, double most_GeV) {
    struct experiment *parsed = NULL;
    struct prepared_experiment *e = NULL;
    if (experiment_parse(EPSCAN_SOURCE_DIR "/inputs/experiments/e.yaml", text, strlen(text), &parsed) ||
        prepared_experiment_create(parsed, &e))
        fail_msg("%s", epscan_error_message());
    struct yield_plan *plan = plan_of(&e->search, 1e-3 * most_GeV, most_GeV, -0.02, 0.02);
    const double by_quadrature = adaptive(&e->search, model, selection.threshold_GeV, selection.energy_scale_shift);
    assert_close(by_moments(plan, model, selection.threshold_GeV, selection.energy_scale_shift), by_quadrature, 1e-9, 1e-13);
    free_plan(plan);
    unload_experiment(e);
}

/* 0.02 X0 of lead: most primaries lose 1e-7 of E0, by ionisation, which quadrature over E has to the rounding of E0 alone. */
static void moments_agree_where_primaries_only_ionise(void **state) {
    (void)state;
    static const epscan_dark_photon model = {EPSCAN_SCALAR, 1.38, 0.0076, 0.024};
    compare_in("name: thin\nsource: none\nbeam: {particle: positron, energy_GeV: 4344.9509193736358}\n"
               "target: {repeat: 1, layers: [{material: ../materials/lead.yaml, thickness_cm: 0.01212}], electrons: all-layers}\n"
               "ecal_resolution: {stochastic_sqrt_GeV: 0.0076, constant: 0.0053, sum: quadrature}\n"
               "selection: {ecal_threshold_GeV: 586, minimum_energy_GeV: 157, production_cut_GeV: 157}\n"
               "strahlung: none\ndata_sets: [{name: all, particles_on_target: 3e14, efficiency: 1}]\n"
               "shower: {model: cascade, depth: target}\n",
               &model, (epscan_selection){586.0, -0.015}, 1400.0);
}

/*
 * 0.015 X0 and 8 TeV: most lose the least share of E0 that counts, 81 keV, in the resonance's tail. Where it begins has in E the
 * rounding of E0, 1e-8 of it.
 */
static void quadrature_begins_where_primaries_have_lost_the_least(void **state) {
    (void)state;
    static const epscan_dark_photon model = {EPSCAN_MAJORANA, 1.7190448517350818, 0.013339038929224029, 0.47779888359702588};
    compare_in("name: thin\nsource: none\nbeam: {particle: positron, energy_GeV: 8112.3240705789067}\n"
               "target: {repeat: 1, layers: [{material: ../materials/lead.yaml, thickness_cm: 0.0072}], electrons: all-layers}\n"
               "ecal_resolution: {stochastic_sqrt_GeV: 0.407705, constant: 0.0315397, sum: linear}\n"
               "selection: {ecal_threshold_GeV: 2507, minimum_energy_GeV: 1186, production_cut_GeV: 1186}\n"
               "strahlung: none\ndata_sets: [{name: all, particles_on_target: 2.3e15, efficiency: 1}]\n"
               "shower: {model: cascade, depth: target, effects: {mass_terms: false}}\n",
               &model, (epscan_selection){2175.0, -0.0105}, 5000.0);
}

/*
 * A narrow A' on the step of T where primaries leave 0.015 X0 of lead: what it is below the end of R, 1e-5 of s, has in m^2 the
 * rounding of s, and T changes by 48 times as much.
 */
static void the_distance_to_the_end_has_all_digits(void **state) {
    (void)state;
    epscan_dark_photon model = {
        .spin = EPSCAN_FERMION, .mass_GeV = 0.13941640610351438, .alpha_D = 7e-10, .other_width_GeV = 8.1e-10};
    for (int i = 0; i < 20; i++, model.mass_GeV *= 1.0 + 1e-9)
        compare_in(
            "name: thin\nsource: none\nbeam: {particle: positron, energy_GeV: 19.018192955296353}\n"
            "target: {repeat: 16, layers: [{material: ../materials/lead.yaml, thickness_cm: 0.000510329}], electrons: all-layers}\n"
            "ecal_resolution: {stochastic_sqrt_GeV: 0.0284, constant: 0.0206889, sum: quadrature}\n"
            "selection: {ecal_threshold_GeV: 0.042453175913519554, minimum_energy_GeV: 1.71, production_cut_GeV: 1.71}\n"
            "strahlung: none\ndata_sets: [{name: all, particles_on_target: 5.8e14, efficiency: 1}]\n"
            "shower: {model: cascade, depth: target, effects: {finite_screening: true, mass_terms: true}}\n",
            &model, (epscan_selection){17.784, -0.0122}, 19.0);
}

/* T that ends below E0 is an edge as wide as the resolution, which no threshold near it shows. */
static void the_literal_convolution_sees_where_a_table_ends(void **state) {
    (void)state;
    static const epscan_dark_photon model = {EPSCAN_FERMION, 0.0090570207815530487, 0.0943, 0.0633};
    char table[] = P_tmpdir "/epscan_track_length_XXXXXX", text[2048];
    FILE *stream = fdopen(mkstemp(table), "w");
    assert_non_null(stream);
    fprintf(stream, "E_GeV,primary_X0_per_GeV,secondary_X0_per_GeV\n0.0664,3.53,49.1\n0.105,3.53,16.2\n0.166,3.53,4.28\n"
                    "0.262,3.53,0.317\n");
    fclose(stream);
    snprintf(text, sizeof text,
             "name: edge\nsource: none\nbeam: {particle: positron, energy_GeV: 0.2835}\n"
             "target: {repeat: 1, layers: [{material: ../materials/tungsten.yaml, thickness_cm: 0.006}], electrons: all-layers}\n"
             "ecal_resolution: {stochastic_sqrt_GeV: 0, constant: 0.0086, sum: quadrature}\n"
             "selection: {ecal_threshold_GeV: 0.02, minimum_energy_GeV: 0.0665, production_cut_GeV: 0.0665, "
             "convolution: cross-section}\n"
             "strahlung: none\ndata_sets: [{name: all, particles_on_target: 1.8e7, efficiency: 1}]\n"
             "shower: {model: table, table: %s, undegraded_X0: 0.00041}\n",
             table);
    compare_in(text, &model, (epscan_selection){0.0965, 0.0031}, 0.207);
    remove(table);
}

/* Closer to E0 than 1e-4 GeV the singular primary spectrum is known to the rounding of E0 - E only. */
static void moments_agree_for_a_positron_beam(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021-positron-beam");
    compare_on_random_points(&e->search, 600, 4, 1e-4);
    unload_experiment(e);
}

static void moments_agree_with_resolution_in_quadrature(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    e->search.resolution.sum = RESOLUTION_QUADRATURE;
    compare_on_random_points(&e->search, 300, 5, 1e-5);
    unload_experiment(e);
}

/* The literal Eq. 5 has an inner integral per energy: slow, so few points. */
static void moments_agree_for_the_literal_convolution(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    e->search.convolution = CONVOLUTION_CROSS_SECTION;
    compare_on_random_points(&e->search, 30, 6, 1e-3);
    unload_experiment(e);
}

/* The two readings of the convolution become one when the calorimeter is perfect; sigma = 0.5 % leaves a per cent. */
static void convolutions_agree_for_a_sharp_calorimeter(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.25, 0.1, 1.0 / 3.0};
    e->search.resolution = (struct resolution){0.0, 0.005, RESOLUTION_LINEAR};
    const double selection = adaptive(&e->search, &model, 50.0, 0.0);
    e->search.convolution = CONVOLUTION_CROSS_SECTION;
    assert_close(adaptive(&e->search, &model, 50.0, 0.0), selection, 1e-3, 0.0);
    unload_experiment(e);
}

/* A table of T from the solver itself, dense: its cubics miss T by 1e-5; moments and quadrature of the table agree to 1e-9. */
static void table_source_gives_the_same_yield(void **state) {
    (void)state;
    enum { ROWS = 120 };
    double energy[ROWS], primary[ROWS], secondary[ROWS];
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    for (int i = 0; i < ROWS; i++) {
        energy[i] = 5.0 * pow(99.9 / 5.0, i / (ROWS - 1.0));
        primary[i] = track_length_primary_X0_per_GeV(e->track_length, energy[i]);
        secondary[i] = track_length_secondary_X0_per_GeV(e->track_length, energy[i]);
    }
    struct track_length *table = NULL;
    assert_int_equal(track_length_from_table(ROWS, energy, primary, secondary, 0.0, &table), EPSCAN_OK);
    struct search search = e->search;
    search.track_length = table;
    struct yield_plan *plan = plan_of(&search, 40.0, 60.0, 0.0, 0.0);
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.25, 0.1, 1.0 / 3.0};
    const double from_table = adaptive(&search, &model, 50.0, 0.0);
    assert_close(from_table, adaptive(&e->search, &model, 50.0, 0.0), 1e-3, 0.0);
    assert_close(by_moments(plan, &model, 50.0, 0.0), from_table, 1e-9, 0.0);
    free_plan(plan);
    track_length_free(table);
    unload_experiment(e);
}

/*
 * One beam particle, positrons counted from just below E0, and thresholds as low as a calorimeter's noise: the mesh knows
 * where counting begins and where a selection cuts, whatever the exposure. 1e-13 events scaled to it.
 */
static void small_exposures_and_deposits_keep_their_digits(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    uint64_t seed = 99;
    for (int i = 0; i < 400; i++) {
        struct search search = e->search;
        const double threshold = pow(10.0, random_between(&seed, -2.0, 1.0));
        search.exposure = pow(10.0, random_between(&seed, 0.0, 14.0));
        search.minimum_energy_GeV = i % 2 ? 5.0 : random_between(&seed, 90.0, 99.0);
        search.production_cut_GeV = search.minimum_energy_GeV;
        struct yield_plan *plan = plan_of(&search, threshold, threshold, -0.02, 0.02);
        const epscan_dark_photon model = {i % 3 ? EPSCAN_FERMION : EPSCAN_SCALAR,
                                          epscan_dark_photon_resonance_mass_GeV(random_between(&seed, 85.0, 101.0)),
                                          pow(10.0, random_between(&seed, -4.0, 0.0)), random_between(&seed, 0.1, 0.4999)};
        assert_close(by_moments(plan, &model, threshold, 0.02), adaptive(&search, &model, threshold, 0.02), 1e-9,
                     1e-13 * search.exposure / e->search.exposure);
        free_plan(plan);
    }
    unload_experiment(e);
}

/*
 * The paper: an energy-scale error of 1.5 GeV at the threshold changes the yield by about 35 % at 225 MeV and 1.5 % at
 * 250 MeV (alpha_D 0.1, fermion); to the digits of the design, -34.6/+37.4 % and -1.6/+1.3 %.
 */
static void energy_scale_systematics_of_the_paper(void **state) {
    (void)state;
    static const double mass[] = {0.225, 0.250}, down[] = {-0.346, -0.016}, up[] = {0.374, 0.013};
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    for (int i = 0; i < 2; i++) {
        const epscan_dark_photon model = {EPSCAN_FERMION, mass[i], 0.1, 1.0 / 3.0};
        const double nominal = adaptive(&e->search, &model, 50.0, 0.0);
        assert_close(adaptive(&e->search, &model, 48.5, 0.0) / nominal - 1.0, down[i], 0.0, 5e-4);
        assert_close(adaptive(&e->search, &model, 51.5, 0.0) / nominal - 1.0, up[i], 0.0, 5e-4);
    }
    unload_experiment(e);
}

/* Everything produced is selected when the threshold is the beam energy and the calorimeter reads low. */
static void efficiency_runs_from_zero_to_one(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct signal_yield all, none, above;
    const epscan_dark_photon model = {EPSCAN_SCALAR, 0.24, 0.1, 1.0 / 3.0}, heavy = {EPSCAN_SCALAR, 1.5, 0.1, 1.0 / 3.0};
    assert_int_equal(signal_yield_adaptive(&e->search, &model, 100.0, -0.3, &all), EPSCAN_OK);
    assert_close(all.efficiency, 1.0, 1e-6, 0.0);
    assert_int_equal(signal_yield_adaptive(&e->search, &model, 1.0, 0.0, &none), EPSCAN_OK);
    assert_true(none.efficiency < 1e-3);
    /* no positron reaches the chi-chi threshold */
    assert_int_equal(signal_yield_adaptive(&e->search, &heavy, 50.0, 0.0, &above), EPSCAN_OK);
    assert_true(above.events == 0.0 && isnan(above.efficiency));
    unload_experiment(e);
}

/*
 * (g_D/2) A'_mu chibar gamma^mu gamma5 chi gives twice the scalar's width and cross-section, so a Majorana fermion's yield is the
 * scalar's at twice alpha_D: the same integrals, so rounding only; the scan's against its own quadrature to the promised 1e-9.
 */
static void majorana_yields_are_scalar_ones_at_twice_alpha_D(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct yield_plan *plan = plan_of(&e->search, 45.0, 55.0, -0.05, 0.05);
    uint64_t seed = 31;
    for (int i = 0; i < 100; i++) {
        const double mass = epscan_dark_photon_resonance_mass_GeV(random_between(&seed, 10.0, 150.0));
        const double alpha_D = pow(10.0, random_between(&seed, -6.0, 0.0)), ratio = random_between(&seed, 0.1, 0.499);
        const double threshold = random_between(&seed, 45.0, 55.0), shift = random_between(&seed, -0.05, 0.05);
        const epscan_dark_photon majorana = {EPSCAN_MAJORANA, mass, alpha_D, ratio},
                                 scalar = {EPSCAN_SCALAR, mass, 2.0 * alpha_D, ratio};
        const double expected = adaptive(&e->search, &scalar, threshold, shift);
        assert_close(adaptive(&e->search, &majorana, threshold, shift), expected, 1e-12, 1e-15);
        assert_close(by_moments(plan, &majorana, threshold, shift), expected, 1e-9, 1e-13);
    }
    free_plan(plan);
    unload_experiment(e);
}

static int set_up(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_yields_of_the_textbook_to_1e_7),
        cmocka_unit_test(electron_beam_agrees_with_high_precision),
        cmocka_unit_test(positron_beam_agrees_with_high_precision),
        cmocka_unit_test(moments_agree_with_quadrature_on_random_points),
        cmocka_unit_test(scalars_near_threshold_keep_their_digits),
        cmocka_unit_test(moments_agree_where_primaries_only_ionise),
        cmocka_unit_test(quadrature_begins_where_primaries_have_lost_the_least),
        cmocka_unit_test(the_distance_to_the_end_has_all_digits),
        cmocka_unit_test(the_literal_convolution_sees_where_a_table_ends),
        cmocka_unit_test(moments_agree_for_a_positron_beam),
        cmocka_unit_test(moments_agree_with_resolution_in_quadrature),
        cmocka_unit_test(moments_agree_for_the_literal_convolution),
        cmocka_unit_test(convolutions_agree_for_a_sharp_calorimeter),
        cmocka_unit_test(table_source_gives_the_same_yield),
        cmocka_unit_test(small_exposures_and_deposits_keep_their_digits),
        cmocka_unit_test(energy_scale_systematics_of_the_paper),
        cmocka_unit_test(efficiency_runs_from_zero_to_one),
        cmocka_unit_test(majorana_yields_are_scalar_ones_at_twice_alpha_D),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
