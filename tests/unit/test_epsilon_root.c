/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Roots of N(epsilon) = N_up: of functions whose roots are known, and of a search against a scan of N over epsilon by adaptive
 * quadrature of Eq. 5 alone, with the widths of the mediator by their formulas and no limit, panel or root of the program.
 */
#include "testing.h"

#include "analysis/joint_limit.h"
#include "analysis/model_limit.h"
#include "analysis/width_roots.h"
#include "epscan/constants.h"
#include "limit/epsilon_root.h"
#include "yield/signal_yield.h"

#include <math.h>

/* N = gain epsilon^2 (1 + signal epsilon^2)/[1 + narrow epsilon^2 + (broad epsilon^2)^2], N_up = 1. */
struct made_up {
    double gain, signal, narrow, broad;
};

static double made_up_limit(double epsilon, void *data) {
    const struct made_up *m = data;
    const double u = epsilon * epsilon;
    return sqrt((1.0 + m->narrow * u + m->broad * m->broad * u * u) / (m->gain * (1.0 + m->signal * u)));
}

static enum epsilon_root root_of(struct made_up m, double most, double *epsilon) {
    const struct epsilon_limit limit = {made_up_limit, &m};
    return epsilon_root_find(&limit, made_up_limit(0.0, &m), most, epsilon);
}

/* The tolerances below: the root is asked to 1e-13 in ln epsilon, near a double root the rounding of F grows by 1/sqrt. */
static void a_narrow_width_has_one_root_until_it_saturates(void **state) {
    (void)state;
    double epsilon;
    for (double narrow = 1e-6; narrow < 0.9e8; narrow *= 30.0) {
        assert_int_equal(root_of((struct made_up){1e8, 0.0, narrow, 0.0}, 1.0, &epsilon), EPSILON_ROOT_ONE);
        assert_close(epsilon, 1.0 / sqrt(1e8 - narrow), 1e-11, 0.0); /* 1e8 u = 1 + narrow u */
    }
    assert_int_equal(root_of((struct made_up){1e8, 0.0, 1.1e8, 0.0}, 1.0, &epsilon), EPSILON_ROOT_NONE);
    assert_true(isinf(epsilon));
}

static void a_broad_width_has_two_roots_or_none(void **state) {
    (void)state;
    static const double shares[] = {0.001, 0.1, 0.9, 0.999999};
    double epsilon;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        const double gain = 1e8, broad = 0.5 * gain * shares[i]; /* gain u = 1 + broad^2 u^2: equal roots at a share of 1 */
        assert_int_equal(root_of((struct made_up){gain, 0.0, 0.0, broad}, 1.0, &epsilon), EPSILON_ROOT_TWO);
        const double discriminant = sqrt(1.0 - shares[i] * shares[i]);
        assert_close(epsilon * epsilon, 2.0 / (gain * (1.0 + discriminant)), 1e-10, 0.0);
    }
    assert_int_equal(root_of((struct made_up){1e8, 0.0, 0.0, 0.5001e8}, 1.0, &epsilon), EPSILON_ROOT_NONE);
    assert_int_equal(root_of((struct made_up){1e8, 0.0, 0.0, 1e6}, 1e-3, &epsilon), EPSILON_ROOT_ONE); /* the other is beyond */
}

static void more_signal_pulls_the_root_down(void **state) {
    (void)state;
    double epsilon;
    const double gain = 1e6, signal = 1e9; /* gain u (1 + signal u) = 1 */
    assert_int_equal(root_of((struct made_up){gain, signal, 0.0, 0.0}, 1.0, &epsilon), EPSILON_ROOT_ONE);
    assert_close(epsilon * epsilon, (sqrt(1.0 + 4.0 * signal / gain) - 1.0) / (2.0 * signal), 1e-11, 0.0);
}

static double none_or_nan(double epsilon, void *data) {
    (void)epsilon;
    return *(const double *)data;
}

static void what_has_no_limit_says_so(void **state) {
    (void)state;
    double epsilon, nothing = INFINITY, failed = NAN;
    assert_int_equal(epsilon_root_find(&(struct epsilon_limit){none_or_nan, &nothing}, nothing, 1.0, &epsilon),
                     EPSILON_ROOT_NO_SIGNAL);
    assert_true(isinf(epsilon));
    assert_int_equal(epsilon_root_find(&(struct epsilon_limit){none_or_nan, &failed}, failed, 1.0, &epsilon), EPSILON_ROOT_FAILED);
    assert_int_equal(epsilon_root_find(&(struct epsilon_limit){none_or_nan, &failed}, 1e-3, 1.0, &epsilon), EPSILON_ROOT_FAILED);
    assert_true(isnan(epsilon));
}

/* ---- many columns at once */

struct made_up_columns {
    const struct made_up *of;
    size_t count, rows; /* evaluated */
};

static void made_up_limits(void *data, size_t count, const double *epsilon, double *limits) {
    struct made_up_columns *columns = data;
    columns->rows += count;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < columns->count; j++)
            limits[i * columns->count + j] = made_up_limit(epsilon[i], (void *)&columns->of[j]);
}

/* To the 1e-12 that panels are made for. Functions of Gamma = 1 + w epsilon^2, w those of the mediator. */
static void panels_have_the_roots_of_each_column(void **state) {
    (void)state;
    const struct mediation mediation = {&mediators[0], true};
    epscan_dark_photon model = {EPSCAN_FERMION, 0.25, 1e-7, 1.0 / 3.0};
    static struct root_rules rules;
    root_rules_init(&rules);
    for (model.alpha_D = 1e-10; model.alpha_D < 1e-2; model.alpha_D *= 100.0) {
        const double most = mediation_most_epsilon(&mediation, &model), width = epscan_dark_photon_width_GeV(&model);
        const double w = mediation_added_width_GeV(&mediation, model.mass_GeV, 1.0) / width;
        const struct made_up of[] = {{3.0 * w, 0.0, w, 0.0}, {1.2 * w, 0.0, w, 0.0},     {0.5 * w, 0.0, w, 0.0}, {1e8, 0.0, w, 0.0},
                                     {2.5 * w, 0.0, 0.0, w}, {0.9 * w, 0.5 * w, w, 0.0}, {2.01 * w, 0.0, 0.0, w}};
        struct made_up_columns columns = {of, sizeof of / sizeof *of, 0};
        const struct width_limits limits = {columns.count, made_up_limits, &columns};
        double epsilon_up[7], expected;
        enum epsilon_root root[7];
        assert_int_equal(width_roots_find(&rules, &limits, &mediation, &model, epsilon_up, root), EPSCAN_OK);
        for (size_t j = 0; j < columns.count; j++) {
            assert_int_equal(root[j], root_of(of[j], most, &expected));
            if (isfinite(expected)) assert_close(epsilon_up[j], expected, 1e-10, 0.0);
            if (!isfinite(expected)) assert_true(isinf(epsilon_up[j]));
        }
    }
}

/* ---- a search */

/* Gamma to electrons, muons and pions of charge 1, by Eq. 4. */
static double seen_width_GeV(double m, double epsilon) {
    const double coupling = EPSCAN_FINE_STRUCTURE * epsilon * epsilon, me = EPSCAN_ELECTRON_MASS_GeV / m,
                 mmu = EPSCAN_MUON_MASS_GeV / m;
    const double electrons = coupling * m / 3.0 * (1.0 + 2.0 * me * me) * sqrt(1.0 - 4.0 * me * me);
    const double muons = mmu < 0.5 ? coupling * m / 3.0 * (1.0 + 2.0 * mmu * mmu) * sqrt(1.0 - 4.0 * mmu * mmu) : 0.0;
    const double pi2 = EPSCAN_CHARGED_PION_MASS_GeV * EPSCAN_CHARGED_PION_MASS_GeV / (m * m); /* two of them, below three */
    const double pions =
        pi2 < 0.25 ? coupling * m / 12.0 * pow(1.0 - 4.0 * pi2, 1.5) * hadron_pion_form_factor_squared(m * m) : 0.0;
    return electrons + muons + pions;
}

/* N(epsilon) of all experiments, of a published strahlung the invisible share, and of Eq. 5: chi, and neutrinos as a Dirac fermion
 * without mass that has their width; all widths by Eq. 4. */
static double scanned_events(const struct prepared_experiment *e, const epscan_dark_photon *chi, double leptons, double neutrinos,
                             double epsilon) {
    const double coupling = EPSCAN_FINE_STRUCTURE * epsilon * epsilon, m = chi->mass_GeV;
    const double seen = leptons * seen_width_GeV(m, epsilon), unseen = neutrinos * coupling * m / 6.0;
    epscan_dark_photon signal[2] = {*chi, {EPSCAN_FERMION, m, 0.5 * neutrinos * coupling, 0.0}};
    struct signal_yield yield[2] = {{0.0, 0.0}, {0.0, 0.0}};
    signal[0].other_width_GeV = seen + unseen;
    signal[1].other_width_GeV = seen + epscan_dark_photon_width_GeV(chi);
    for (int i = 0; i < (neutrinos > 0.0 ? 2 : 1); i++)
        if (signal_yield_adaptive(&e->search, &signal[i], 50.0, 0.0, &yield[i])) fail_msg("%s", epscan_error_message());
    const double ratio = epsilon / EPSCAN_REFERENCE_EPSILON, width = epscan_dark_photon_width_GeV(chi);
    const double published = experiment_strahlung_events(e->experiment, m) * (width + unseen) / (width + unseen + seen);
    const double others = e->next ? scanned_events(e->next, chi, leptons, neutrinos, epsilon) : 0.0;
    return ratio * ratio * (yield[0].events + yield[1].events + published) + others;
}

/* Of 400 mixings from 1e-6 to 10 the first that has enough, then bisection; +infinity: none has. */
static double scanned_root(const struct prepared_experiment *e, const epscan_dark_photon *chi, double leptons, double neutrinos,
                           double most, bool *ends) {
    const double wanted = log(10.0), step = exp(log(1e7) / 400.0);
    double low = 1e-6, high = 1e-6;
    while (high < most && scanned_events(e, chi, leptons, neutrinos, high) < wanted) {
        low = high;
        high *= step;
    }
    *ends = scanned_events(e, chi, leptons, neutrinos, most) < wanted;
    if (high >= most) return INFINITY;
    for (int i = 0; i < 60; i++) {
        const double middle = sqrt(low * high);
        *(scanned_events(e, chi, leptons, neutrinos, middle) < wanted ? &low : &high) = middle;
    }
    return high;
}

/* Quadrature errs by 1e-12 to 1e-9 of itself, limits by half of that, times what saturation makes of it. */
static void limits_are_where_a_scan_of_epsilon_finds_them(void **state) {
    struct prepared_experiment *e = *state;
    static const struct {
        epscan_dark_photon model;
        const char *mediator;
        double leptons, neutrinos; /* charges squared: electron and muon alike */
        epscan_point_status status;
    } cases[] = {
        {{EPSCAN_FERMION, 0.25, 1e-9, 1.0 / 3.0}, "kinetic-mixing", 1.0, 0.0, EPSCAN_POINT_OK},
        {{EPSCAN_FERMION, 0.25, 1e-9, 1.0 / 3.0}, "B-L", 1.0, 3.0, EPSCAN_POINT_OK},
        {{EPSCAN_SCALAR, 0.2, 1e-8, 0.2}, "Le-Lmu", 1.0, 2.0, EPSCAN_POINT_OK},
        {{EPSCAN_FERMION, 0.25, 1e-12, 1.0 / 3.0}, "kinetic-mixing", 1.0, 0.0, EPSCAN_POINT_NO_LIMIT},
        {{EPSCAN_FERMION, 0.3, 1e-3, 1.0 / 3.0}, "kinetic-mixing", 1.0, 0.0, EPSCAN_POINT_OK},
    };
    struct experiment *chosen = (struct experiment *)e->experiment; /* ours */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct limit_options options = limit_options_of(e->experiment);
        struct model_limit limit;
        bool ends;
        chosen->mediation = (struct mediation){mediator_of_name(cases[i].mediator), true};
        const double most = mediation_most_epsilon(&chosen->mediation, &cases[i].model);
        const double expected = scanned_root(e, &cases[i].model, cases[i].leptons, cases[i].neutrinos, most, &ends);
        assert_int_equal(model_limit_find(e, &cases[i].model, &options, &limit), EPSCAN_OK);
        assert_string_equal(epscan_point_status_name(limit.status), epscan_point_status_name(cases[i].status));
        if (isinf(expected)) assert_true(isinf(limit.epsilon_up));
        if (!isinf(expected)) assert_close(limit.epsilon_up, expected, 1e-9, 0.0);
        if (!isinf(expected)) assert_int_equal(ends, cases[i].status == EPSCAN_POINT_TWO_LIMITS);
    }
}

/* ---- several experiments together */

/* Beams of electrons and of positrons, both with a threshold of 50 GeV; their limits are by one method. */
static int load_both(void **state) {
    struct prepared_experiment *e = load_experiment("na64-2021-textbook");
    e->next = load_experiment("na64-2021-positron-beam");
    *state = e;
    return 0;
}

static int unload_both(void **state) {
    struct prepared_experiment *e = *state;
    unload_experiment(e->next);
    e->next = NULL;
    unload_experiment(e);
    return 0;
}

static void ask_both(const struct prepared_experiment *e, epscan_limit_method method, struct mediation mediation) {
    for (; e; e = e->next) {
        struct experiment *own = (struct experiment *)e->experiment; /* ours */
        own->statistics.method = method;
        own->mediation = mediation;
    }
}

/* As scans find it. */
static struct model_limit joint_root(const struct prepared_experiment *e, const epscan_dark_photon *model) {
    struct joint_limiter *limiter;
    struct model_limit limit;
    assert_int_equal(joint_limiter_create(e, &limiter), EPSCAN_OK);
    double *scratch = malloc(joint_limiter_scratch(limiter) * sizeof *scratch);
    assert_non_null(scratch);
    assert_int_equal(joint_limit_find(limiter, model, scratch, &limit), EPSCAN_OK);
    free(scratch);
    joint_limiter_free(limiter);
    return limit;
}

/* By counting, neutrinos among the signal: where the sum of both experiments' events by quadrature is ln 10. */
static void joint_limits_are_where_a_scan_of_epsilon_finds_them(void **state) {
    const struct prepared_experiment *e = *state;
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.25, 1e-9, 1.0 / 3.0};
    const struct mediation mediation = {mediator_of_name("B-L"), true};
    bool ends;
    ask_both(e, EPSCAN_LIMIT_COUNTING, mediation);
    const double expected = scanned_root(e, &model, 1.0, 3.0, mediation_most_epsilon(&mediation, &model), &ends);
    const struct model_limit limit = joint_root(e, &model);
    assert_int_equal(limit.status, EPSCAN_POINT_OK);
    assert_close(limit.epsilon_up, expected, 1e-9, 0.0);
}

/* Whether an epsilon is excluded: by the limit of a model whose other width is what it is there, of which N goes with epsilon^2. */
static bool is_excluded(const struct prepared_experiment *e, epscan_dark_photon model, double epsilon) {
    const struct limit_options options = limit_options_of(e->experiment);
    struct model_limit limit;
    model.other_width_GeV = seen_width_GeV(model.mass_GeV, epsilon);
    assert_int_equal(model_limit_find(e, &model, &options, &limit), EPSCAN_OK);
    return limit.epsilon_up <= epsilon;
}

/*
 * By CLs = 0.1, kinetic mixing: mixings from 1e-6 to where Gamma is m are looked at one by one, each with what its energy-scale
 * uncertainty is there; the lowest that is excluded, to 1e-7 by bisection. The asymptotic limits themselves are found to 1e-10.
 */
static void joint_limits_by_cls_are_where_a_scan_of_epsilon_finds_them(void **state) {
    const struct prepared_experiment *e = *state;
    static const epscan_dark_photon models[] = {{EPSCAN_FERMION, 0.25, 1e-9, 1.0 / 3.0}, {EPSCAN_FERMION, 0.25, 1e-13, 1.0 / 3.0}};
    const struct mediation with = {&mediators[0], true}, without = {&mediators[0], false};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        const double most = mediation_most_epsilon(&with, &models[i]), step = exp(log(1e7) / 30.0);
        double low = 1e-6, high = 1e-6;
        ask_both(e, EPSCAN_LIMIT_CLS_ASYMPTOTIC, with);
        const struct model_limit limit = joint_root(e, &models[i]);
        ask_both(e, EPSCAN_LIMIT_CLS_ASYMPTOTIC, without);
        while (high < most && !is_excluded(e, models[i], high)) {
            low = high;
            high *= step;
        }
        assert_true((high < most) == (limit.status == EPSCAN_POINT_OK));
        if (limit.status != EPSCAN_POINT_OK) assert_int_equal(limit.status, EPSCAN_POINT_NO_LIMIT);
        while (high < most && high / low > 1.0 + 1e-7)
            *(is_excluded(e, models[i], sqrt(low * high)) ? &high : &low) = sqrt(low * high);
        if (high < most) assert_close(limit.epsilon_up, high, 2e-7, 0.0);
    }
}

/* Scans' moments are quadrature's yields to 1e-9 whatever Gamma is, up to the mass and of whatever decays. */
static void moments_hold_for_any_other_width(void **state) {
    const struct prepared_experiment *e = *state;
    const struct selection_range range = {50.0, 50.0, 0.0, 0.0};
    const epscan_selection selection = {50.0, 0.0};
    static struct yield_plan plan;
    double found[CHANNELS_MAX], *scratch;
    assert_int_equal(yield_plan_init_lent(&plan, &e->search, &e->responses, &range), EPSCAN_OK);
    assert_non_null(scratch = malloc((plan.scratch_size + plan.row_length) * sizeof *scratch));
    for (double share = 1e-12; share < 1.0; share *= 8.0)
        for (int i = 0; i < 2; i++) {
            const epscan_dark_photon model = {i ? EPSCAN_SCALAR : EPSCAN_FERMION, 0.3, 1e-6, i ? 0.45 : 0.0, 0.0, 0.3 * share};
            struct signal_yield expected;
            yield_plan_events(&plan, &model, &selection, scratch, found);
            assert_int_equal(signal_yield_adaptive(&e->search, &model, 50.0, 0.0, &expected), EPSCAN_OK);
            assert_close(found[0], expected.events, 1e-9, 1e-13);
        }
    free(scratch);
    yield_plan_clear(&plan);
}

static int load(void **state) {
    *state = load_experiment("na64-2021-textbook");
    return 0;
}

static int unload(void **state) {
    unload_experiment(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_narrow_width_has_one_root_until_it_saturates),
        cmocka_unit_test(a_broad_width_has_two_roots_or_none),
        cmocka_unit_test(more_signal_pulls_the_root_down),
        cmocka_unit_test(what_has_no_limit_says_so),
        cmocka_unit_test(panels_have_the_roots_of_each_column),
        cmocka_unit_test_setup_teardown(moments_hold_for_any_other_width, load, unload),
        cmocka_unit_test_setup_teardown(limits_are_where_a_scan_of_epsilon_finds_them, load, unload),
        cmocka_unit_test_setup_teardown(joint_limits_are_where_a_scan_of_epsilon_finds_them, load_both, unload_both),
        cmocka_unit_test_setup_teardown(joint_limits_by_cls_are_where_a_scan_of_epsilon_finds_them, load_both, unload_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
