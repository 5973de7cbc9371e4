/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The response of annihilation on electrons in motion against adaptive quadrature of what it is defined as, over the positron's
 * energy, with P_sel in the integrand; its fold with spectral densities by moments against adaptive quadrature of rho R; against
 * numbers of another program; and electrons at rest as the limit.
 */
#include "changed_experiment.h"

#include "epscan/constants.h"
#include "yield/response_fold.h"
#include "yield/yield_plan.h"

#include <stdbool.h>
#include <time.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

enum { INTERVALS = 400 };
static const double m_e = EPSCAN_ELECTRON_MASS_GeV;

static struct prepared_experiment *textbook(const char *electrons) {
    return changed("na64-2021-textbook", (const char *const[]){LEAD_AT_REST, electrons, NULL});
}

static struct prepared_experiment *positrons(void) {
    return changed("na64-2021-textbook", (const char *const[]){"particle: electron", "particle: positron", LEAD_AT_REST,
                                                               LEAD_IN_MOTION("kinetic"), NULL});
}

/* A calorimeter of lead and scintillator, by the cascade: what an experiment has that computes everything. */
static struct prepared_experiment *sandwich(void) {
    return changed("na64-2021",
                   (const char *const[]){"electrons: all-layers", "electrons: {of: all-layers, motion: compton-profiles}", NULL});
}

static size_t annihilation(void) {
    return channel_of_name("annihilation");
}

/* ---- The definition ---- */

struct direct {
    const struct search *search;
    double half_s;
    epscan_selection selection;
};

/* dq = q dE/E, over ln of the deposit. */
static double integrand(double log_deposit, void *data) {
    const struct direct *d = data;
    const double u = exp(log_deposit), E = d->search->beam_energy_GeV - u, q = d->half_s / E;
    return u * q / E * electron_kernel_per_GeV2(d->search->moving_electrons, q) *
           search_weight_X0_per_GeV(d->search, u, d->selection.threshold_GeV, d->selection.energy_scale_shift);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* At EPSCAN_REFERENCE_EPSILON; broken at edges of the kernel, where it is less smooth, and everywhere by 0.1 in ln u. */
static double by_definition(const struct search *search, double mass_GeV, epscan_selection selection) {
    struct direct d = {search, 0.5 * mass_GeV * mass_GeV - m_e * m_e, selection};
    const double beam = search->beam_energy_GeV, low = 1e-8 * beam, high = beam - search->minimum_energy_GeV;
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(INTERVALS);
    gsl_function f = {integrand, &d};
    double edge[20000], sum = 0.0;
    size_t count = electron_kernel_edges(search->moving_electrons, edge), knots;
    const double *knot_GeV = track_length_knots_GeV(search->track_length, &knots);
    for (size_t i = 0; i < count; i++) edge[i] = fmin(fmax(beam - d.half_s / edge[i], low), high);
    for (size_t i = 0; i < knots; i++) edge[count++] = fmin(fmax(beam - knot_GeV[i], low), high);
    for (double u = low; u < high; u *= 1.1) edge[count++] = u;
    edge[count++] = high;
    qsort(edge, count, sizeof *edge, ascending);
    for (size_t i = 1; i < count; i++) {
        double value, error;
        if (!(edge[i] > edge[i - 1] * (1.0 + 1e-12))) continue;
        gsl_integration_qag(&f, log(edge[i - 1]), log(edge[i]), 1e-12 * sum, 1e-10, INTERVALS, GSL_INTEG_GAUSS15, workspace, &value,
                            &error);
        sum += value;
    }
    gsl_integration_workspace_free(workspace);
    const double q0 = d.half_s / beam;
    sum += search_undegraded_positrons_X0(search) * q0 / beam * electron_kernel_per_GeV2(search->moving_electrons, q0) *
           resolution_below_threshold(&search->resolution, 0.0, selection.threshold_GeV, selection.energy_scale_shift);
    return 2.0 * m_e * search_events_of_unit_track_length(search) * sum;
}

static void compare_with_definition(struct prepared_experiment *e, uint64_t seed, int points) {
    const struct response *response = &e->responses.of[annihilation()];
    for (int i = 0; i < points; i++) {
        const double mass = pow(10.0, random_between(&seed, -1.6, -0.2));
        const epscan_selection selection = {random_between(&seed, 15.0, 90.0), random_between(&seed, -0.05, 0.05)};
        const double expected = by_definition(&e->search, mass, selection);
        const double got = response_narrow_events(response, mass, &selection);
        if (!(fabs(got / expected - 1.0) < 1e-8))
            print_error("mA %.6g threshold %g: %g\n", mass, selection.threshold_GeV, got / expected - 1);
        assert_close(got, expected, 1e-8, 1e-13);
    }
    unload_experiment(e);
}

/* 1e-8: P_sel between the nodes. */
static void response_is_what_it_is_defined_as(void **state) {
    (void)state;
    compare_with_definition(textbook(LEAD_IN_MOTION("kinetic")), 21, 40);
    compare_with_definition(textbook(LEAD_IN_MOTION("none")), 22, 10);
    compare_with_definition(textbook(LEAD_IN_MOTION("edges")), 23, 2);
    compare_with_definition(positrons(), 24, 20);
    compare_with_definition(sandwich(), 25, 5);
}

/* A resolution of half a per cent is the finest there is: 600 panels. Few points, for each takes long by the definition. */
static void fine_resolutions_are_resolved(void **state) {
    (void)state;
    static const char *const finest[] = {"stochastic_sqrt_GeV: 0.10, constant: 0.04", "stochastic_sqrt_GeV: 0, constant: 0.005",
                                         LEAD_AT_REST, LEAD_IN_MOTION("kinetic"), NULL};
    static const char *const fine[] = {"stochastic_sqrt_GeV: 0.10, constant: 0.04", "stochastic_sqrt_GeV: 0.05, constant: 0.01",
                                       LEAD_AT_REST, LEAD_IN_MOTION("kinetic"), NULL};
    compare_with_definition(changed("na64-2021-textbook", finest), 26, 2);
    compare_with_definition(changed("na64-2021-textbook", fine), 27, 5);
}

/* ---- The fold ---- */

static void compare_folds(struct prepared_experiment *e, uint64_t seed, int points) {
    const struct selection_range range = {30.0, 70.0, -0.03, 0.03};
    static struct yield_plan plan;
    if (yield_plan_init(&plan, &e->search, &range)) fail_msg("%s", epscan_error_message());
    double *scratch = malloc((plan.scratch_size + plan.row_length) * sizeof *scratch);
    for (int i = 0; i < points; i++) {
        const epscan_dark_photon model = {random_unit(&seed) < 0.5 ? EPSCAN_FERMION : EPSCAN_SCALAR,
                                          pow(10.0, random_between(&seed, -1.5, -0.3)), pow(10.0, random_between(&seed, -6.0, 0.0)),
                                          random_between(&seed, 0.1, 0.49)};
        const epscan_selection selection = {random_between(&seed, 30.0, 70.0), random_between(&seed, -0.03, 0.03)};
        double events[CHANNELS_MAX], expected;
        yield_plan_events(&plan, &model, &selection, scratch, events);
        if (response_fold(plan.part[annihilation()].response, &model, &selection, &expected))
            fail_msg("%s", epscan_error_message());
        if (!(fabs(events[annihilation()] / expected - 1.0) < 1e-8))
            print_error("%s mA %g alpha_D %g r %g: %g\n", epscan_spin_name(model.spin), model.mass_GeV, model.alpha_D,
                        model.mass_ratio, events[annihilation()] / expected - 1.0);
        assert_close(events[annihilation()], expected, 1e-8, 1e-13);
    }
    free(scratch);
    yield_plan_clear(&plan);
    unload_experiment(e);
}

/* 1e-8: the mesh keeps 1e-9 of R, ten times of which is what scans promise. */
static void moments_fold_as_quadrature_does(void **state) {
    (void)state;
    compare_folds(textbook(LEAD_IN_MOTION("kinetic")), 31, 8);
    compare_folds(positrons(), 32, 3);
}

static void plan_of(struct prepared_experiment *e, struct yield_plan *plan) {
    const struct selection_range range = {50.0, 50.0, 0.0, 0.0};
    if (yield_plan_init(plan, &e->search, &range)) fail_msg("%s", epscan_error_message());
}

static const epscan_selection textbook_selection = {50.0, 0.0};

static double planned(const struct yield_plan *plan, const epscan_dark_photon *model) {
    double events[CHANNELS_MAX], *scratch = malloc((plan->scratch_size + plan->row_length) * sizeof *scratch);
    yield_plan_events(plan, model, &textbook_selection, scratch, events);
    free(scratch);
    return events[annihilation()];
}

static double folded(const struct prepared_experiment *e, const epscan_dark_photon *model) {
    double events;
    if (response_fold(&e->responses.of[annihilation()], model, &textbook_selection, &events))
        fail_msg("%s", epscan_error_message());
    return events;
}

/* N on the electrons of lead against N on electrons at rest. Numbers by another program with the same tables and K's tail: 1.5 %
 * is what binding in the flux, tails and interpolations may differ by. Edges, which are slow, at the mass where they tell most. */
static void yields_of_lead_move_as_another_program_has_it(void **state) {
    (void)state;
    static const double mass[] = {0.20, 0.225, 0.25};
    static const double expected[3][3] = {{1.305, 0.906, 0.967}, {1.495, 0.930, 0.963}, {1.660, 0.950, 0.955}};
    static const char *const electrons[] = {LEAD_IN_MOTION("kinetic"), LEAD_IN_MOTION("none"), LEAD_IN_MOTION("edges")};
    static struct yield_plan rest_plan, plan;
    struct prepared_experiment *at_rest = textbook(LEAD_AT_REST);
    plan_of(at_rest, &rest_plan);
    for (size_t binding = 0; binding < COUNT_OF(electrons); binding++) {
        const bool is_slow = binding == ELECTRON_BINDING_EDGES;
        struct prepared_experiment *moving = textbook(electrons[binding]);
        if (!is_slow) plan_of(moving, &plan);
        for (size_t i = 0; i < (is_slow ? 1 : COUNT_OF(mass)); i++) {
            const epscan_dark_photon model = {EPSCAN_FERMION, mass[i], 0.1, 1.0 / 3.0};
            const double rest = planned(&rest_plan, &model);
            assert_close(folded(moving, &model) / rest, expected[binding][i], 0.015, 0.0);
            if (!is_slow) assert_close(planned(&plan, &model) / rest, expected[binding][i], 0.015, 0.0);
        }
        if (!is_slow) yield_plan_clear(&plan);
        unload_experiment(moving);
    }
    yield_plan_clear(&rest_plan);
    unload_experiment(at_rest);
}

/* Slow electrons, Lambda = 1e-3: corrections of order Lambda^2 times what W bends, some 10. */
static void slow_electrons_are_at_rest(void **state) {
    (void)state;
    struct prepared_experiment *e = textbook(LEAD_AT_REST);
    struct search search = e->search;
    const struct electron_shell shell = electron_shell_hydrogenic(1e-3, 0.0);
    struct electron_kernel *kernel;
    static struct responses slow;
    assert_int_equal(electron_kernel_of_shells(&shell, 1, ELECTRON_BINDING_KINETIC, &kernel), EPSCAN_OK);
    search.moving_electrons = kernel;
    if (responses_init(&search, &slow)) fail_msg("%s", epscan_error_message());
    for (double mass = 0.1; mass < 0.3; mass *= 1.07) {
        const epscan_selection own = {60.0, 0.01};
        assert_close(response_narrow_events(&slow.of[annihilation()], mass, &own),
                     response_narrow_events(&e->responses.of[annihilation()], mass, &own), 2e-4, 1e-9);
    }
    responses_clear(&slow);
    electron_kernel_free(kernel);
    unload_experiment(e);
}

/* sqrt(2 m_e E0) = 0.3197 GeV is no end: the yield falls through it without a step; by less than 10 % a tenth of an MeV. */
static void masses_beyond_the_kinematic_end_have_a_yield(void **state) {
    (void)state;
    const epscan_selection own = {50.0, 0.0};
    struct prepared_experiment *of[] = {textbook(LEAD_IN_MOTION("kinetic")), positrons()};
    for (size_t i = 0; i < COUNT_OF(of); i++) {
        const struct response *response = &of[i]->responses.of[annihilation()];
        double before = NAN;
        for (double mass = 0.318; mass < 0.4; mass += 1e-4) {
            const double events = response_narrow_events(response, mass, &own);
            assert_true(events > 0.0);
            assert_true(!(fabs(events / before - 1.0) > 0.1));
            if (mass > 0.3205) assert_true(!(events > before));
            before = events;
        }
        const epscan_dark_photon model = {EPSCAN_FERMION, 0.35, 1e-6, 1.0 / 3.0};
        assert_close(folded(of[i], &model), response_narrow_events(response, 0.35, &own), 1e-4, 0.0); /* Gamma/m = 3e-7 */
        unload_experiment(of[i]);
    }
}

/* From the profiles to the mesh of a job at one threshold: 50 ms, which sanitizers and valgrind take longer for. */
static void scans_start_in_fifty_milliseconds(void **state) {
    (void)state;
    struct prepared_experiment *e = sandwich();
    double best = INFINITY;
    for (int i = 0; i < 5; i++) {
        static struct yield_plan plan;
        struct electron_kernel *kernel;
        struct search search = e->search;
        const clock_t start = clock();
        assert_int_equal(electron_kernel_of_nuclei(&e->experiment->nuclei, ELECTRON_BINDING_KINETIC, &kernel), EPSCAN_OK);
        search.moving_electrons = kernel;
        search.nuclei = NULL;
        assert_int_equal(yield_plan_init(&plan, &search, &(struct selection_range){50.0, 50.0, 0.0, 0.0}), EPSCAN_OK);
        best = fmin(best, 1e3 * (double)(clock() - start) / CLOCKS_PER_SEC);
        yield_plan_clear(&plan);
        electron_kernel_free(kernel);
    }
    print_message("start-up: %.0f ms\n", best);
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
    assert_true(best < 50.0);
#endif
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
        cmocka_unit_test(fine_resolutions_are_resolved),
        cmocka_unit_test(scans_start_in_fifty_milliseconds),
        cmocka_unit_test(moments_fold_as_quadrature_does),
        cmocka_unit_test(yields_of_lead_move_as_another_program_has_it),
        cmocka_unit_test(slow_electrons_are_at_rest),
        cmocka_unit_test(masses_beyond_the_kinematic_end_have_a_yield),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
