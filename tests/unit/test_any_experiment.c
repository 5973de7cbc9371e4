/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The promise of the scan, 1e-9 of the yield plus 1e-13 events, for whatever an experiment file can describe: beams of 0.2 GeV to
 * 10 TeV of either charge, targets of 0.01 to 50 X0, showers of the cascade, of Approximation A and of tables smooth or ragged,
 * resolutions down to the smallest allowed, thresholds and cuts from end to end, exposures of one particle to 1e16; every mediator
 * with every current that it may have, half of them with the mediator's widths in Gamma, at mixings up to where that is the mass,
 * and neutrinos as signal.
 *     test_any_experiment [EXPERIMENTS [MODELS [SEED]]]      (or EPSCAN_RANDOM_EXPERIMENTS in the environment)
 */
#include "test_yields.h"

#include "epscan/constants.h"
#include "model/dark_current.h"

#include <unistd.h>

#include <gsl/gsl_errno.h>

static long experiments = 200, models = 20;
static uint64_t seed = 20261130;
static double worst_difference;

static double log_between(double low, double high) {
    return low * pow(high / low, random_unit(&seed));
}

static const char *one_of(const char *const *names, int count) {
    return names[(int)(count * random_unit(&seed)) % count];
}

static void append(char *text, size_t size, const char *format, ...) {
    const size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    assert_true(vsnprintf(text + used, size - used, format, arguments) < (int)(size - used));
    va_end(arguments);
}

static void add_target(char *text, size_t size) {
    static const char *const materials[] = {"lead", "tungsten", "polystyrene"};
    static const double X0_cm[] = {0.5612, 0.3504, 41.3};
    const int layers = 1 + (int)(3 * random_unit(&seed)), repeat = (int)log_between(1.0, 300.0);
    const double depth_X0 = log_between(0.01, 50.0);
    append(text, size, "target:\n  repeat: %d\n  electrons: all-layers\n  layers:\n", repeat);
    for (int i = 0; i < layers; i++) {
        const int which = (int)(3 * random_unit(&seed));
        append(text, size, "    - {material: %s/inputs/materials/%s.yaml, thickness_cm: %.6g}\n", EPSCAN_SOURCE_DIR,
               materials[which], X0_cm[which] * depth_X0 / (layers * repeat));
    }
}

/* Rows from below the minimum to near E0; values of a falling power, with no, some or all of them at random. */
static void write_table(const char *path, double minimum, double beam) {
    FILE *stream = fopen(path, "w");
    const int rows = 3 + (int)log_between(1.0, 300.0);
    const double end = fmax(beam * random_between(&seed, 0.91, 1.0), minimum + 0.5 * (beam - minimum)),
                 ragged = random_unit(&seed) < 0.5 ? 0.0 : random_unit(&seed);
    assert_non_null(stream);
    fprintf(stream, "E_GeV,primary_X0_per_GeV,secondary_X0_per_GeV\n");
    for (int i = 0; i < rows; i++) {
        const double energy = i == rows - 1 ? end : minimum * pow(end / minimum, i / (rows - 1.0)), u = energy / beam;
        const double primary = (1.0 - ragged + ragged * random_unit(&seed)) / beam;
        const double secondary = (1.0 - ragged + ragged * random_unit(&seed)) * (1.0 - 0.999 * u) / (u * u) / beam;
        fprintf(stream, "%.17g,%.17g,%.17g\n", energy, primary, secondary);
    }
    fclose(stream);
}

static void add_shower(char *text, size_t size, const char *table, double minimum, double beam) {
    static const char *const states[] = {"false", "true"}, *const depths[] = {"target", "target", "target", "infinite"};
    const double which = random_unit(&seed);
    if (which < 0.4 && minimum >= 0.02) /* below, there are no cross-sections */
        append(text, size, "shower: {model: cascade, depth: %s, effects: {%s: %s, %s: %s}}\n", one_of(depths, 4),
               shower_effect_name(0), one_of(states, 2), shower_effect_name(1), one_of(states, 2));
    else if (which < 0.6)
        append(text, size, "shower: approximation-a\n");
    else {
        write_table(table, minimum, beam);
        append(text, size, "shower: {model: table, table: %s, undegraded_X0: %.6g}\n", table, log_between(1e-4, 1.0));
    }
}

/* A whole experiment file; every key as far as it may go. */
static void random_experiment(char *text, size_t size, const char *table, const char *convolution) {
    static const char *const sums[] = {"linear", "quadrature"};
    const double beam = log_between(0.2, 1e4), minimum = log_between(1e-3 * beam, 0.99 * beam);
    const double stochastic = random_unit(&seed) < 0.2 ? 0.0 : log_between(0.005, 1.0);
    const double constant = random_unit(&seed) < 0.2 && stochastic > 0.0 ? 0.0 : log_between(0.005, 0.5);
    *text = '\0';
    append(text, size, "name: random\nsource: none\nbeam: {particle: %s, energy_GeV: %.17g}\n",
           random_unit(&seed) < 0.5 ? "electron" : "positron", beam);
    add_target(text, size);
    append(text, size, "ecal_resolution: {stochastic_sqrt_GeV: %.6g, constant: %.6g, sum: %s}\n", stochastic, constant,
           one_of(sums, 2));
    append(text, size,
           "selection: {ecal_threshold_GeV: %.17g, minimum_energy_GeV: %.17g, production_cut_GeV: %.17g, convolution: %s}\n",
           log_between(1e-3 * beam, beam), minimum, minimum, convolution);
    append(text, size, "strahlung: none\ndata_sets: [{name: all, particles_on_target: %.6g, efficiency: 1}]\n",
           log_between(1.0, 1e16));
    add_shower(text, size, table, minimum, beam);
}

/* From none to what nearly closes the decay of A'. */
static double random_splitting(double mass_ratio) {
    const double most = 1.0 / mass_ratio - 2.0;
    return most * (random_unit(&seed) < 0.3 ? 1.0 - log_between(1e-6, 0.1) : log_between(1e-6, 0.99));
}

/* Of 1.02 MeV on any mediator, below vectors. */
static struct mediation random_mediation(double minimum_GeV) {
    struct mediation mediation;
    do mediation = (struct mediation){&mediators[(size_t)(MEDIATOR_COUNT * random_unit(&seed))], random_unit(&seed) < 0.5};
    while (mediation.mediator->coupling != COUPLING_VECTOR && minimum_GeV < 2.0 * EPSCAN_ELECTRON_MASS_GeV);
    return mediation;
}

/* A current that the mediator can have, and its coupling. */
static epscan_dark_photon random_current(enum coupling coupling) {
    char why[COUPLING_WHY_SIZE];
    epscan_dark_photon model;
    do {
        model = (epscan_dark_photon){.spin = (epscan_spin)(EPSCAN_SPIN_COUNT * random_unit(&seed)),
                                     .alpha_D = log_between(1e-10, YUKAWA_MOST_ALPHA_D)};
        model.alpha_D = dark_current_of(&model)->is_yukawa ? model.alpha_D : fmin(model.alpha_D, 1.0);
    } while (!coupling_takes(coupling, &model, why));
    return model;
}

/* Resonances within and about the energies, of any width; thresholds of chi chi anywhere below. */
static epscan_dark_photon random_model(const struct search *search) {
    const double low = search->minimum_energy_GeV, beam = search->beam_energy_GeV, where = random_unit(&seed);
    double resonance = random_between(&seed, low, beam);
    if (where > 0.9)
        resonance = beam * random_between(&seed, 1.0, 3.0);
    else if (where > 0.8)
        resonance = beam * (1.0 - log_between(1e-6, 0.1));
    else if (where > 0.7)
        resonance = low * random_between(&seed, 0.3, 1.1);
    epscan_dark_photon model = random_current(search->coupling);
    model.mass_GeV = epscan_dark_photon_resonance_mass_GeV(resonance);
    model.mass_ratio = random_unit(&seed) < 0.3 ? 0.5 - log_between(1e-6, 0.1) : log_between(1e-3, 0.499);
    if (dark_current_of(&model)->splits) model.splitting = random_splitting(model.mass_ratio);
    return model;
}

/* One signal of the model, chi or neutrinos. */
static int compare_signal(const struct search *search, const struct yield_plan *plan, const epscan_dark_photon *model,
                          const epscan_selection *column) {
    struct signal_yield yield;
    if (signal_yield_adaptive(search, model, column->threshold_GeV, column->energy_scale_shift, &yield)) {
        print_error("quadrature: %s\n", epscan_error_message());
        return 0;
    }
    const double got = by_moments(plan, model, column->threshold_GeV, column->energy_scale_shift),
                 difference = fabs(got - yield.events) / (1e-9 * yield.events + 1e-13);
    worst_difference = fmax(worst_difference, difference);
    if (difference <= 1.0) return 1;
    print_error("%s mA %.17g alpha_D %.17g r %.17g splitting %.17g other width %.17g threshold %.17g shift %.17g: %.17g, by "
                "quadrature %.17g: %.3g of the promise\n",
                epscan_spin_name(model->spin), model->mass_GeV, model->alpha_D, model->mass_ratio, model->splitting,
                model->other_width_GeV, column->threshold_GeV, column->energy_scale_shift, got, yield.events, difference);
    return 0;
}

static int compare(const struct search *search, const struct mediation *mediation, const struct yield_plan *plan,
                   const struct selection_range *range) {
    const epscan_dark_photon model = random_model(search);
    const epscan_selection column = {random_unit(&seed) < 0.3
                                         ? range->lowest_threshold_GeV
                                         : random_between(&seed, range->lowest_threshold_GeV, range->highest_threshold_GeV),
                                     random_between(&seed, range->lowest_shift, range->highest_shift)};
    const double epsilon = mediation->visible_widths ? mediation_most_epsilon(mediation, &model) * log_between(1e-6, 1.0) : 0.0;
    epscan_dark_photon signal[SIGNALS_MOST];
    const size_t count = mediation_signals(mediation, &model, epsilon, signal);
    int agreed = 1;
    for (size_t i = 0; i < count; i++) agreed &= compare_signal(search, plan, &signal[i], &column);
    return agreed;
}

/* How many of the models agree. */
static long compare_models(const struct prepared_experiment *e) {
    const double low = log_between(1e-3 * e->search.beam_energy_GeV, e->search.beam_energy_GeV), width = random_unit(&seed);
    const struct selection_range range = {low, low + width * (e->search.beam_energy_GeV - low), -0.05 * random_unit(&seed),
                                          0.05 * random_unit(&seed)};
    struct yield_plan plan;
    long agreed = 0;
    if (yield_plan_init(&plan, &e->search, &range)) {
        print_error("thresholds %.17g to %.17g, shifts %.17g to %.17g: %s\n", range.lowest_threshold_GeV,
                    range.highest_threshold_GeV, range.lowest_shift, range.highest_shift, epscan_error_message());
        return 0;
    }
    for (long i = 0; i < models; i++) agreed += compare(&e->search, &e->experiment->mediation, &plan, &range);
    yield_plan_clear(&plan);
    return agreed;
}

static void compare_experiments(long count, const char *convolution) {
    char table[] = P_tmpdir "/epscan_track_length_XXXXXX", text[8192];
    const int handle = mkstemp(table);
    long failures = 0;
    assert_true(handle >= 0);
    close(handle);
    for (long i = 0; i < count; i++) {
        struct experiment *parsed = NULL;
        struct prepared_experiment *e = NULL;
        random_experiment(text, sizeof text, table, convolution);
        if (experiment_parse("random.yaml", text, strlen(text), &parsed)) fail_msg("%s\n%s", epscan_error_message(), text);
        parsed->mediation = random_mediation(parsed->minimum_energy_GeV);
        if (prepared_experiment_create(parsed, &e)) fail_msg("%s\n%s", epscan_error_message(), text);
        const long agreed = compare_models(e);
        if (agreed < models)
            print_error("experiment %ld, %s:\n%s\n", i, mediation_text(&parsed->mediation, (char[MEDIATION_TEXT_SIZE]){0}), text);
        failures += models - agreed;
        prepared_experiment_free(e);
        experiment_free(parsed);
    }
    remove(table);
    print_message("%ld of %ld points differ; the worst by %.3g of the promise\n", failures, count * models, worst_difference);
    assert_int_equal(failures, 0);
}

static void scan_keeps_its_promise_for_any_experiment(void **state) {
    (void)state;
    compare_experiments(experiments, "selection");
}

/* The literal Eq. 5 has an inner integral per energy: slow, so few of them. */
static void and_for_the_literal_convolution(void **state) {
    (void)state;
    models = models / 8 + 1;
    compare_experiments(experiments / 25 + 1, "cross-section");
}

static int set_up(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(int argc, char **argv) {
    const char *fewer = getenv("EPSCAN_RANDOM_EXPERIMENTS");
    if (fewer) experiments = atol(fewer);
    if (argc > 1) experiments = atol(argv[1]);
    if (argc > 2) models = atol(argv[2]);
    if (argc > 3) seed = strtoull(argv[3], NULL, 10);
    const struct CMUnitTest tests[] = {cmocka_unit_test(scan_keeps_its_promise_for_any_experiment),
                                       cmocka_unit_test(and_for_the_literal_convolution)};
    return cmocka_run_group_tests(tests, set_up, NULL);
}
