/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The response of A'-strahlung against nested adaptive quadrature of what it is defined as (yield/strahlung_quadrature.h), for
 * beams, targets, masses and selections at random: outside over the deposit, inside over the lepton's energy, with P_sel in the
 * integrand; and its fold with spectral densities by moments against adaptive quadrature of rho R. EPSCAN_STRAHLUNG_POINTS=N tries
 * N random experiments or points each instead of a few.
 */
#include "testing.h"

#include "matter/dark_strahlung.h"
#include "yield/folded_spectrum.h"
#include "yield/response_fold.h"
#include "yield/strahlung_quadrature.h"
#include "yield/yield_plan.h"

#include <unistd.h>

#include <gsl/gsl_errno.h>

/* Sanitizers make each evaluation ten times slower. */
#ifdef __SANITIZE_ADDRESS__
enum { FEWER = 3, LEFT_OUT = 2 };
#else
enum { FEWER = 1, LEFT_OUT = 0 };
#endif

static long points_or(long few) {
    const char *text = getenv("EPSCAN_STRAHLUNG_POINTS");
    return text ? atol(text) : few / FEWER;
}

static struct prepared_experiment *first_principles(void) {
    return load_experiment("na64-2021-first-principles");
}

static size_t strahlung(void) {
    return channel_of_name("strahlung");
}

/* ---- The definition ---- */

static double by_definition(const struct search *search, double mass_GeV, epscan_selection selection) {
    struct strahlung_integral integral;
    if (strahlung_quadrature_narrow(search, mass_GeV, &selection, &integral)) fail_msg("%s", epscan_error_message());
    assert_true(integral.error < 2e-5 * integral.events);
    return integral.events;
}

/* ---- Random experiments ---- */

static double log_between(uint64_t *seed, double low, double high) {
    return low * pow(high / low, random_unit(seed));
}

static const struct {
    const char *name;
    int Z;
    double A_g_per_mol, density_g_per_cm3, X0_g_per_cm2;
} materials[] = {{"lead", 82, 207.2, 11.35, 6.37},
                 {"tungsten", 74, 183.84, 19.3, 6.76},
                 {"copper", 29, 63.546, 8.96, 12.86},
                 {"carbon", 6, 12.011, 2.21, 42.7}};

static void write_material(const char *path, size_t which) {
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    fprintf(stream, "name: %s\nsource: test\ndensity_g_per_cm3: %g\nradiation_length_g_per_cm2: %g\n", materials[which].name,
            materials[which].density_g_per_cm3, materials[which].X0_g_per_cm2);
    fprintf(stream, "elements: [{Z: %d, A_g_per_mol: %g, atoms: 1}]\n", materials[which].Z, materials[which].A_g_per_mol);
    fclose(stream);
}

/* A beam on a target of one material, and what is selected of it. */
struct setup {
    bool positrons;
    size_t which; /* of the materials */
    double beam_GeV, depth_X0, stochastic, constant, minimum_GeV;
};

/* Its experiment's file in `text`, the material's in `material`. */
static void write_experiment(const struct setup *setup, const char *material, char *text, size_t size) {
    write_material(material, setup->which);
    const double thickness_cm = setup->depth_X0 * materials[setup->which].X0_g_per_cm2 / materials[setup->which].density_g_per_cm3;
    const int length = snprintf(text, size,
                                "name: of %s\nsource: none\nbeam: {particle: %s, energy_GeV: %.17g}\n"
                                "target: {repeat: 1, layers: [{material: %s, thickness_cm: %.6g}], electrons: all-layers}\n"
                                "ecal_resolution: {stochastic_sqrt_GeV: %.6g, constant: %.6g, sum: quadrature}\n"
                                "selection: {ecal_threshold_GeV: %.17g, minimum_energy_GeV: %.17g}\nshower: cascade\n"
                                "data_sets: [{name: all, particles_on_target: 1e12, efficiency: 1}]\nstrahlung: exact-tree-level\n",
                                materials[setup->which].name, setup->positrons ? "positron" : "electron", setup->beam_GeV, material,
                                thickness_cm, setup->stochastic, setup->constant, 0.5 * setup->beam_GeV, setup->minimum_GeV);
    assert_true(length < (int)size);
}

/* A target 0.05 to 40 X0 deep, in a beam of 4 to 200 GeV of either charge. */
static void random_experiment(uint64_t *seed, const char *material, char *text, size_t size) {
    struct setup setup = {.beam_GeV = log_between(seed, 4.0, 200.0), .depth_X0 = log_between(seed, 0.05, 40.0)};
    setup.which = (size_t)(COUNT_OF(materials) * random_unit(seed));
    setup.positrons = random_unit(seed) >= 0.5;
    setup.stochastic = random_between(seed, 0.05, 0.3);
    setup.constant = random_between(seed, 0.01, 0.05);
    setup.minimum_GeV = random_between(seed, 0.03, 0.3) * setup.beam_GeV;
    write_experiment(&setup, material, text, size);
}

/* 1 MeV to 3 GeV, where more than a millionth is made of what there is at 0.1 GeV. */
static double random_mass_GeV(uint64_t *seed, const struct search *search) {
    struct dark_strahlung nucleus;
    dark_strahlung_init(&nucleus, search->nuclei->of[0].Z, search->nuclei->of[0].A_g_per_mol, search->form_factor);
    const double least_cm2 = 1e-6 * dark_strahlung_total_cm2(&nucleus, search->beam_energy_GeV, 0.1);
    double mass;
    do mass = log_between(seed, 0.001, 3.0);
    while (!(dark_strahlung_total_cm2(&nucleus, search->beam_energy_GeV, mass) > least_cm2));
    return mass;
}

/* How far the response of one, of a mediator of that coupling, is from its definition. */
static double difference_of_random(uint64_t *seed, enum coupling coupling, const char *material) {
    char text[4096];
    struct experiment *parsed = NULL;
    struct prepared_experiment *e = NULL;
    random_experiment(seed, material, text, sizeof text);
    if (experiment_parse("random.yaml", text, strlen(text), &parsed)) fail_msg("%s\n%s", epscan_error_message(), text);
    for (int i = 0; i < MEDIATOR_COUNT; i++)
        if (mediators[i].coupling == coupling) parsed->mediation.mediator = &mediators[i];
    if (prepared_experiment_create(parsed, &e)) fail_msg("%s\n%s", epscan_error_message(), text);
    const double mass = random_mass_GeV(seed, &e->search), beam = e->search.beam_energy_GeV;
    const epscan_selection selection = {random_between(seed, 0.05, 0.9) * beam, random_between(seed, -0.05, 0.05)};
    const double expected = by_definition(&e->search, mass, selection);
    const double difference = fabs(response_narrow_events(&e->responses.of[strahlung()], mass, &selection) / expected - 1.0);
    if (!(difference < 1e-4))
        print_error("%.2e, %s: mA %g threshold %g shift %g in\n%s\n", difference, coupling_names[coupling], mass,
                    selection.threshold_GeV, selection.energy_scale_shift, text);
    unload_experiment(e);
    return difference;
}

/*
 * 1e-4: the response promises 1e-5 but for the knots of T in its finest energies; quadrature 1e-5. EPSCAN_STRAHLUNG_SEED for
 * others.
 */
static void response_is_what_it_is_defined_as(void **state) {
    (void)state;
    const char *other = getenv("EPSCAN_STRAHLUNG_SEED");
    char material[] = P_tmpdir "/epscan_material_XXXXXX";
    uint64_t seed = other ? strtoull(other, NULL, 10) : 18;
    const long points = points_or(2);
    double worst = 0.0;
    long failures = 0;
    const int handle = mkstemp(material);
    assert_true(handle >= 0);
    close(handle);
    for (long i = 0; i < points; i++) {
        const double difference = difference_of_random(&seed, (enum coupling)((i + 1) % COUPLING_COUNT), material);
        failures += !(difference < 1e-4);
        worst = fmax(worst, difference);
        if (points > 2) print_message("%ld: %.1e, the worst %.1e\n", i + 1, difference, worst);
    }
    remove(material);
    print_message("largest difference of %ld points: %.1e\n", points, worst);
    assert_int_equal(failures, 0);
}

/*
 * Where tables once missed what the lepton has left: a light nucleus that recoils, 10 % off, to the 1e-4 of random experiments; a
 * target so thin that T falls by a step, 4e-5 off; deposits of little energy, a threshold among them, in too few segments, 2.5e-4
 * off, to what the response promises; and T beyond such a step, where the solution rings on, 1e-4 and 1.7e-4 off. On that the last
 * two spend minutes with sanitizers.
 */
static void light_nuclei_recoil_and_thin_targets_have_steps(void **state) {
    static const struct {
        struct setup setup;
        double mass_GeV, threshold, within; /* threshold: over the beam's energy */
    } cases[] = {{{false, 3, 5.0, 5.2, 0.1, 0.02, 0.5}, 1.9, 0.5, 1e-4},
                 {{false, 0, 100.0, 0.05, 0.1, 0.02, 10.0}, 0.1, 0.5, 1e-5},
                 {{true, 3, 7.5, 2.4, 0.27, 0.04, 2.0}, 1.0, 0.15, 1e-5},
                 {{true, 2, 197.28, 0.3167, 0.066, 0.04, 31.5}, 0.395, 0.062, 2e-5},
                 {{false, 3, 4.594794, 0.0986, 0.26, 0.045, 0.396}, 0.0098, 0.735, 2e-5}};
    char material[] = P_tmpdir "/epscan_material_XXXXXX", text[4096];
    (void)state;
    const int handle = mkstemp(material);
    assert_true(handle >= 0);
    close(handle);
    for (size_t i = 0; i < COUNT_OF(cases) - LEFT_OUT; i++) {
        struct experiment *parsed = NULL;
        struct prepared_experiment *e = NULL;
        const epscan_selection selection = {cases[i].threshold * cases[i].setup.beam_GeV, 0.0};
        write_experiment(&cases[i].setup, material, text, sizeof text);
        if (experiment_parse("case.yaml", text, strlen(text), &parsed) || prepared_experiment_create(parsed, &e))
            fail_msg("%s\n%s", epscan_error_message(), text);
        const double expected = by_definition(&e->search, cases[i].mass_GeV, selection);
        assert_close(response_narrow_events(&e->responses.of[strahlung()], cases[i].mass_GeV, &selection), expected,
                     cases[i].within, 0.0);
        unload_experiment(e);
    }
    remove(material);
}

/*
 * Broad A', by quadrature that takes R from no table: 1e-4, of which each side may take a half. Of experiments of one nucleus at
 * random.
 */
static void broad_models_fold_as_their_definition_does(void **state) {
    (void)state;
    char material[] = P_tmpdir "/epscan_material_XXXXXX", text[4096];
    uint64_t seed = 5;
    const long points = getenv("EPSCAN_STRAHLUNG_POINTS") ? points_or(1) : 1;
    const int handle = mkstemp(material);
    assert_true(handle >= 0);
    close(handle);
    for (long i = 0; i < points; i++) {
        struct experiment *parsed = NULL;
        struct prepared_experiment *e = NULL;
        random_experiment(&seed, material, text, sizeof text);
        if (experiment_parse("random.yaml", text, strlen(text), &parsed) || prepared_experiment_create(parsed, &e))
            fail_msg("%s\n%s", epscan_error_message(), text);
        const epscan_dark_photon model = {i % 2 ? EPSCAN_SCALAR : EPSCAN_FERMION, log_between(&seed, 0.005, 0.3), 0.5,
                                          random_between(&seed, 0.1, 0.49)};
        const epscan_selection selection = {0.5 * e->search.beam_energy_GeV, 0.0};
        struct strahlung_integral integral;
        double events;
        if (strahlung_quadrature(&e->search, &model, &selection, &integral)) fail_msg("%s", epscan_error_message());
        assert_int_equal(response_fold(&e->responses.of[strahlung()], &model, &selection, &events), EPSCAN_OK);
        if (points > 1) print_message("%ld: %.1e\n", i + 1, events / integral.events - 1.0);
        assert_close(events, integral.events, 1e-4, 0.0);
        assert_true(integral.error < 1e-4 * integral.events);
        unload_experiment(e);
    }
    remove(material);
}

/* ---- The fold ---- */

/*
 * As scans of annihilation agree with points, 1e-9 and 1e-13 events: panels of one ratio between knots are far better than the 1e-7
 * of R that they are tried for. Adaptive quadrature of rho R stops at 1e-9.
 */
static void moments_fold_as_quadrature_does(void **state) {
    (void)state;
    struct prepared_experiment *e = first_principles();
    const struct selection_range range = {30.0, 70.0, -0.03, 0.03};
    static struct yield_plan plan;
    uint64_t seed = 19;
    assert_int_equal(yield_plan_init(&plan, &e->search, &range), EPSCAN_OK);
    double *scratch = malloc((plan.scratch_size + plan.row_length) * sizeof *scratch);
    const long points = points_or(60);
    for (long i = 0; i < points; i++) {
        const epscan_dark_photon model = {random_unit(&seed) < 0.5 ? EPSCAN_FERMION : EPSCAN_SCALAR,
                                          pow(10.0, random_between(&seed, -4.0, 0.5)), pow(10.0, random_between(&seed, -6.0, 0.0)),
                                          random_unit(&seed) < 0.3 ? 0.5 - pow(10.0, random_between(&seed, -4.0, -1.0))
                                                                   : random_between(&seed, 0.01, 0.499)};
        const epscan_selection selection = {random_between(&seed, 30.0, 70.0), random_between(&seed, -0.03, 0.03)};
        double events[CHANNELS_MAX], expected;
        yield_plan_events(&plan, &model, &selection, scratch, events);
        if (response_fold(plan.part[strahlung()].response, &model, &selection, &expected)) fail_msg("%s", epscan_error_message());
        if (!(fabs(events[strahlung()] - expected) <= 1e-9 * expected + 1e-13))
            print_error("%s mA %g alpha_D %g r %g\n", epscan_spin_name(model.spin), model.mass_GeV, model.alpha_D,
                        model.mass_ratio);
        assert_close(events[strahlung()], expected, 1e-9, 1e-13);
    }
    free(scratch);
    yield_plan_clear(&plan);
    unload_experiment(e);
}

/* Of a table's trapezoids, what lies at or above an energy. */
static double area_above(const struct energy_spectrum *table, double least_GeV) {
    double sum = 0.0;
    for (size_t i = 1; i < table->count; i++) {
        const double low = fmax(table->energy_GeV[i - 1], least_GeV), high = table->energy_GeV[i];
        if (!(high > low)) continue;
        const double slope = (table->events_per_GeV[i] - table->events_per_GeV[i - 1]) / (high - table->energy_GeV[i - 1]);
        const double at_low = table->events_per_GeV[i] - slope * (high - low);
        sum += 0.5 * (high - low) * (at_low + table->events_per_GeV[i]);
    }
    return sum;
}

/* 1e-4 is what trapezoids promise. */
static void check_table(const struct folded_spectrum *folded, const epscan_selection *selection, double least_GeV) {
    struct energy_spectrum table;
    assert_int_equal(folded_spectrum_table(folded, selection, 50, &table), EPSCAN_OK);
    assert_close(area_above(&table, least_GeV), folded_spectrum_events(folded, selection, least_GeV), 1e-4, 0.0);
    energy_spectrum_clear(&table);
}

/* Sums of one fold for all selections: 1e-6, the error that the adaptive one accepts; models narrow and 15 % wide. */
static void spectra_add_up_to_the_events(void **state) {
    (void)state;
    struct prepared_experiment *e = first_principles();
    const struct response *response = &e->responses.of[strahlung()];
    uint64_t seed = 20;
    const long points = points_or(4);
    assert_true(folded_spectrum_exists(response));
    assert_true(folded_spectrum_exists(&e->responses.of[channel_of_name("annihilation")])); /* of electrons in motion */
    for (long i = 0; i < points; i++) {
        const epscan_dark_photon model = {i % 2 ? EPSCAN_FERMION : EPSCAN_SCALAR, pow(10.0, random_between(&seed, -4.0, 0.3)),
                                          pow(10.0, random_between(&seed, -6.0, -0.3)), random_between(&seed, 0.01, 0.499)};
        const epscan_selection selection = {random_between(&seed, 20.0, 80.0), random_between(&seed, -0.05, 0.05)};
        struct folded_spectrum folded;
        double expected;
        assert_int_equal(folded_spectrum_init(&folded, response, &model), EPSCAN_OK);
        if (response_fold(response, &model, &selection, &expected)) fail_msg("%s", epscan_error_message());
        assert_close(folded_spectrum_events(&folded, &selection, 0.0), expected, 1e-6, 0.0);
        check_table(&folded, &selection, 0.0);
        check_table(&folded, &selection, e->search.production_cut_GeV);
        check_table(&folded, NULL, random_between(&seed, 6.0, 99.0));
    }
    unload_experiment(e);
}

/* A narrow A' has R(m^2): corrections are of order Gamma/m = 1e-7. */
static void narrow_models_have_the_response_itself(void **state) {
    (void)state;
    struct prepared_experiment *e = first_principles();
    const epscan_selection own = {50.0, 0.0};
    for (double mass = 2e-5; mass < 3.0; mass *= 3.3) {
        const epscan_dark_photon model = {EPSCAN_SCALAR, mass, 1e-6, 0.3};
        double events;
        assert_int_equal(response_fold(&e->responses.of[strahlung()], &model, &own, &events), EPSCAN_OK);
        assert_close(events, response_narrow_events(&e->responses.of[strahlung()], mass, &own), 3e-6, 0.0);
    }
    unload_experiment(e);
}

/*
 * A published limit that is folded: a narrow A' has what the limit says at its mass, to Gamma/m = 1e-7 and the fold; moments agree
 * with quadrature of rho R to 1e-6 for broad ones; and thresholds do not matter.
 */
static void published_limit_folds_as_quadrature_does(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct search search = e->search;
    const struct selection_range range = {30.0, 70.0, 0.0, 0.0};
    static struct yield_plan plan;
    uint64_t seed = 20;
    search.published_is_folded = true;
    assert_int_equal(yield_plan_init(&plan, &search, &range), EPSCAN_OK);
    double *scratch = malloc((plan.scratch_size + plan.row_length) * sizeof *scratch);
    for (int i = 0; i < 60; i++) {
        const bool narrow = i % 2;
        const epscan_dark_photon model = {
            random_unit(&seed) < 0.5 ? EPSCAN_FERMION : EPSCAN_SCALAR, pow(10.0, random_between(&seed, -2.5, -0.3)),
            narrow ? 1e-7 : pow(10.0, random_between(&seed, -2.0, 0.0)), random_between(&seed, 0.1, 0.49)};
        const epscan_selection selection = {random_between(&seed, 30.0, 70.0), 0.0}, other = {50.0, 0.0};
        double events[CHANNELS_MAX], elsewhere[CHANNELS_MAX], expected;
        yield_plan_events(&plan, &model, &selection, scratch, events);
        yield_plan_events(&plan, &model, &other, scratch, elsewhere);
        assert_true(events[strahlung()] == elsewhere[strahlung()]);
        if (response_fold(plan.part[strahlung()].response, &model, &selection, &expected)) fail_msg("%s", epscan_error_message());
        assert_close(events[strahlung()], expected, 1e-6, 1e-13);
        if (narrow)
            assert_close(events[strahlung()], response_events_at_resonance(&e->responses.of[strahlung()], model.mass_GeV), 1e-5,
                         0.0);
    }
    free(scratch);
    yield_plan_clear(&plan);
    unload_experiment(e);
}

/* Beyond the kinematic end there is nothing, and it is a number. */
static void beyond_the_end_there_is_nothing(void **state) {
    (void)state;
    struct prepared_experiment *e = first_principles();
    const epscan_selection own = {50.0, 0.0};
    assert_true(response_narrow_events(&e->responses.of[strahlung()], 150.0, &own) == 0.0);
    unload_experiment(e);
}

static int set_up(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(response_is_what_it_is_defined_as),
        cmocka_unit_test(light_nuclei_recoil_and_thin_targets_have_steps),
        cmocka_unit_test(broad_models_fold_as_their_definition_does),
        cmocka_unit_test(moments_fold_as_quadrature_does),
        cmocka_unit_test(spectra_add_up_to_the_events),
        cmocka_unit_test(narrow_models_have_the_response_itself),
        cmocka_unit_test(published_limit_folds_as_quadrature_does),
        cmocka_unit_test(beyond_the_end_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
