/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "limit/cls_toys.h"
#include "limit/upper_limit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_lambert.h>

static const double level = 0.9;

enum { ANNIHILATION, STRAHLUNG, BACKGROUND, SOURCES };

static struct likelihood one_bin(double observed, double annihilation, double background) {
    return (struct likelihood){.bins = 1, .sources = SOURCES, .bin = {{observed, {annihilation, 1.0 - annihilation, background}}}};
}

/* NA64: one bin, n = 0, b = 0.53 +- 0.17, EOT 5 %, strahlung 10 %, annihilation 35 %. */
static struct likelihood na64(double annihilation) {
    struct likelihood l = one_bin(0.0, annihilation, 0.53);
    l.nuisances = 4;
    l.nuisance = calloc(4, sizeof *l.nuisance);
    assert_non_null(l.nuisance);
    l.nuisance[0].log_kappa[0][ANNIHILATION] = l.nuisance[0].log_kappa[0][STRAHLUNG] = log(1.05);
    l.nuisance[1].log_kappa[0][BACKGROUND] = log(1.0 + 0.17 / 0.53);
    l.nuisance[2].log_kappa[0][STRAHLUNG] = log(1.10);
    l.nuisance[3].log_kappa[0][ANNIHILATION] = log(1.35);
    return l;
}

/* Bins, rates and uncertainties of all sizes. */
static struct likelihood random_likelihood(uint64_t *state) {
    struct likelihood l = {
        .bins = 1 + (int)random_between(state, 0.0, 4.0), .sources = SOURCES, .nuisances = (int)random_between(state, 0.0, 7.0)};
    double whole = 0.0;
    for (int i = 0; i < l.bins; i++) {
        const double b = random_unit(state) < 0.2 ? 0.0 : pow(10.0, random_between(state, -3.0, 4.0));
        l.bin[i].expected[BACKGROUND] = b;
        l.bin[i].observed =
            random_unit(state) < 0.4 ? 0.0 : floor(b * random_between(state, 0.0, 3.0) + random_between(state, 0.0, 4.0));
        for (int c = 0; c < BACKGROUND; c++) whole += l.bin[i].expected[c] = random_unit(state) < 0.2 ? 0.0 : random_unit(state);
    }
    for (int i = 0; i < l.bins; i++) /* events that nothing can make are no data */
        if (l.bin[i].expected[0] + l.bin[i].expected[1] + l.bin[i].expected[2] == 0.0) l.bin[i].observed = 0.0;
    if (!(whole > 0.0)) whole = l.bin[0].expected[ANNIHILATION] = 1.0;
    for (int i = 0; i < l.bins; i++)
        for (int c = 0; c < BACKGROUND; c++) l.bin[i].expected[c] /= whole;
    l.nuisance = calloc((size_t)l.nuisances + 1, sizeof *l.nuisance);
    assert_non_null(l.nuisance);
    for (int k = 0; k < l.nuisances; k++) {
        const double relative = pow(10.0, random_between(state, -2.0, 1.0)); /* up to 1000 % */
        for (int i = 0; i < l.bins; i++)
            for (int c = 0; c < SOURCES; c++)
                if (random_unit(state) < 0.4) l.nuisance[k].log_kappa[i][c] = log1p(relative);
    }
    return l;
}

/* Central differences, step 1e-6: good to 1e-9 of the second derivatives' size and to rounding over the step. */
static void gradient_is_the_derivative(void **state) {
    (void)state;
    uint64_t random = 1;
    for (int trial = 0; trial < 200; trial++) {
        struct likelihood l = random_likelihood(&random);
        double observed[8], measured[8] = {0}, theta[8], gradient[9];
        for (int i = 0; i < l.bins; i++) observed[i] = l.bin[i].observed;
        for (int k = 0; k < l.nuisances; k++) theta[k] = random_between(&random, -0.5, 0.5);
        const double signal = random_between(&random, 1.0, 20.0), h = 1e-6;
        const struct likelihood_data data = {observed, measured};
        const double value = likelihood_value(&l, &data, signal, theta, gradient);
        const double slack = 1e-9 * (fabs(value) + fabs(gradient[0]) + 1.0) / h * 1e-6;
        const double slope =
            (likelihood_value(&l, &data, signal + h, theta, NULL) - likelihood_value(&l, &data, signal - h, theta, NULL)) /
            (2.0 * h);
        assert_close(gradient[0], slope, 1e-5, 1e-4 + slack);
        for (int k = 0; k < l.nuisances; k++) {
            const double at = theta[k];
            theta[k] = at + h;
            const double up = likelihood_value(&l, &data, signal, theta, NULL);
            theta[k] = at - h;
            const double down = likelihood_value(&l, &data, signal, theta, NULL);
            theta[k] = at;
            assert_close(gradient[1 + k], (up - down) / (2.0 * h), 1e-5, 1e-9 * fabs(value) / h + 1e-6);
        }
        free(l.nuisance);
    }
}

/* No events, one background nuisance: theta = -b ln(kappa) kappa^theta, Lambert's W. */
static void pull_of_an_empty_bin_is_lamberts_function(void **state) {
    (void)state;
    for (double b = 1e-3; b < 2e3; b *= 7.0) {
        struct nuisance nuisance = {.log_kappa = {{0.0, 0.0, log(1.5)}}};
        struct likelihood l = one_bin(0.0, 1.0, b);
        l.nuisances = 1;
        l.nuisance = &nuisance;
        struct likelihood_workspace *w = likelihood_workspace_create(&l);
        const double observed = 0.0, measured = 0.0, s = log(1.5);
        double theta = 0.0;
        const struct likelihood_fit fit = likelihood_fit_at(w, &(struct likelihood_data){&observed, &measured}, 0.0, &theta);
        assert_true(fit.converged);
        assert_close(theta, -gsl_sf_lambert_W0(b * s * s) / s, 1e-10, 0.0);
        likelihood_workspace_free(w);
    }
}

struct simplex_problem {
    const struct likelihood *likelihood;
    struct likelihood_data data;
};

static double simplex_value(const gsl_vector *x, void *data) {
    const struct simplex_problem *p = data;
    return likelihood_value(p->likelihood, &p->data, exp(gsl_vector_get(x, 0)), x->data + 1, NULL);
}

/* Nelder and Mead, without derivatives, from where the fit ended and from zero: it finds nothing lower, but for its own tolerance.
 */
static double simplex_minimum(struct simplex_problem *problem, const struct likelihood_fit *fit, const double *theta, double from) {
    const size_t n = 1 + (size_t)problem->likelihood->nuisances;
    gsl_multimin_fminimizer *m = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, n);
    gsl_vector *x = gsl_vector_calloc(n), *step = gsl_vector_alloc(n);
    gsl_multimin_function function = {simplex_value, n, problem};
    gsl_vector_set(x, 0, log(fmax(fit->signal, 1e-3)));
    for (size_t k = 1; k < n; k++) gsl_vector_set(x, k, from * theta[k - 1]);
    gsl_vector_set_all(step, 0.3);
    gsl_multimin_fminimizer_set(m, &function, x, step);
    for (int i = 0; i < 3000 && !gsl_multimin_fminimizer_iterate(m); i++)
        if (gsl_multimin_test_size(gsl_multimin_fminimizer_size(m), 1e-7) != GSL_CONTINUE) break;
    const double minimum = gsl_multimin_fminimizer_minimum(m);
    gsl_multimin_fminimizer_free(m);
    gsl_vector_free(x);
    gsl_vector_free(step);
    return minimum;
}

static void no_simplex_finds_a_lower_minimum(void **state) {
    (void)state;
    uint64_t random = 2;
    for (int trial = 0; trial < 300; trial++) {
        struct likelihood l = random_likelihood(&random);
        double observed[8], measured[8] = {0}, theta[8] = {0};
        for (int i = 0; i < l.bins; i++) observed[i] = l.bin[i].observed;
        struct likelihood_workspace *w = likelihood_workspace_create(&l);
        struct simplex_problem problem = {&l, {observed, measured}};
        const struct likelihood_fit fit = likelihood_fit_best(w, &problem.data, theta);
        if (isfinite(fit.value)) {
            if (!fit.converged) fail_msg("trial %d: nu %g, gradient %g", trial, fit.signal, fit.gradient);
            for (double from = 0.0; from <= 1.0; from += 0.5) {
                const double other = simplex_minimum(&problem, &fit, theta, from);
                if (other < fit.value - 1e-7 * (1.0 + fit.value))
                    fail_msg("trial %d: simplex %.12g, fit %.12g", trial, other, fit.value);
            }
        }
        likelihood_workspace_free(w);
        free(l.nuisance);
    }
}

/* CLs of no events in one bin by Cowan et al.'s Eqs. 65, 66 written out: q~ = 2 s, Asimov 2[s - b ln(1 + s/b)]. */
static double asymptotic_cls_of_nothing(double s, double b) {
    const double q = 2.0 * s, asimov = 2.0 * (s - b * log1p(s / b)), root = sqrt(asimov);
    assert_true(q > asimov);
    return gsl_cdf_ugaussian_Q((q + asimov) / (2.0 * root)) / gsl_cdf_ugaussian_Q((q - asimov) / (2.0 * root));
}

static void asymptotic_limit_of_nothing_is_the_formula(void **state) {
    (void)state;
    for (double b = 0.1; b < 20.0; b *= 2.0) {
        const struct likelihood l = one_bin(0.0, 0.3, b);
        struct upper_limit limit;
        assert_int_equal(limit_cls_asymptotic(&l, level, &limit), EPSCAN_OK);
        assert_true(limit.converged);
        assert_close(asymptotic_cls_of_nothing(limit.events, b), 0.1, 1e-8, 0.0);
    }
}

/* Numbers of a line, as make_limits.py wrote them. Returns how many. */
static int numbers_of(const char *line, double *number, int most) {
    int count = 0;
    char *end;
    for (double x = strtod(line, &end); end != line && count < most; x = strtod(line, &end)) {
        number[count++] = x;
        line = end;
    }
    return count;
}

/* The likelihood of a line; returns where its limits stand. */
static const double *likelihood_of(const double *number, struct likelihood *l) {
    *l = (struct likelihood){.bins = (int)number[0], .sources = SOURCES, .nuisances = (int)number[1]};
    l->nuisance = calloc((size_t)l->nuisances + 1, sizeof *l->nuisance);
    assert_non_null(l->nuisance);
    number += 2;
    for (int i = 0; i < l->bins; i++, number += 4)
        l->bin[i] = (struct likelihood_bin){number[0], {number[1], number[2], number[3]}};
    for (int k = 0; k < l->nuisances; k++)
        for (int i = 0; i < l->bins; i++)
            for (int c = 0; c < SOURCES; c++) l->nuisance[k].log_kappa[i][c] = log(*number++);
    return number;
}

/*
 * Fits and limits of a second program (tests/reference/make_limits.py: scipy, simplex fits), whose best signal is found to 1e-7 and
 * whose roots to 1e-9; a limit follows the fits' -ln L to some 1e-7.
 */
static void asymptotic_limits_agree_with_another_program(void **state) {
    (void)state;
    FILE *stream = fopen(EPSCAN_SOURCE_DIR "/tests/reference/limits.csv", "r");
    char line[4096];
    double number[256];
    int cases = 0;
    assert_non_null(stream);
    while (fgets(line, sizeof line, stream)) {
        struct likelihood l;
        struct upper_limit limit;
        if (line[0] == '#') continue;
        assert_true(numbers_of(line, number, 256) > 8);
        const double *expected = likelihood_of(number, &l);
        assert_int_equal(limit_cls_asymptotic(&l, level, &limit), EPSCAN_OK);
        assert_true(limit.converged);
        assert_close(limit.events, expected[0], 1e-6, 0.0);
        for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) assert_close(limit.expected[i], expected[1 + i], 1e-6, 0.0);
        likelihood_clear(&l);
        cases++;
    }
    fclose(stream);
    assert_int_equal(cases, 13);
}

/* b = 1e6 is Gaussian to 1e-3: median limit sqrt(b) x quantile(1 - 0.1 Phi(N)) + N sqrt(b); what was observed is the median. */
static void many_events_are_gaussian(void **state) {
    (void)state;
    const struct likelihood l = one_bin(1e6, 1.0, 1e6);
    struct upper_limit limit;
    assert_int_equal(limit_cls_asymptotic(&l, level, &limit), EPSCAN_OK);
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) {
        const double sigmas = i - 2, quantile = gsl_cdf_ugaussian_Qinv(0.1 * gsl_cdf_ugaussian_P(sigmas));
        assert_close(limit.expected[i], 1e3 * (sigmas + quantile), 2e-3, 0.0);
    }
    assert_close(limit.events, limit.expected[2], 1e-3, 0.0);
}

/* Correlated bins whose signal and background have one ratio are one bin, whatever the nuisances. */
static void proportional_bins_are_one_bin(void **state) {
    (void)state;
    struct likelihood whole = na64(0.8), parts = na64(0.8);
    static const double share[] = {0.1, 0.2, 0.3, 0.4};
    parts.bins = 4;
    for (int i = 0; i < 4; i++) {
        for (int c = 0; c < SOURCES; c++) {
            parts.bin[i].expected[c] = share[i] * whole.bin[0].expected[c];
            for (int k = 0; k < 4; k++) parts.nuisance[k].log_kappa[i][c] = whole.nuisance[k].log_kappa[0][c];
        }
        parts.bin[i].observed = 0.0;
    }
    struct upper_limit one, many;
    limit_cls_asymptotic(&whole, level, &one);
    limit_cls_asymptotic(&parts, level, &many);
    assert_true(one.converged && many.converged);
    assert_close(many.events, one.events, 1e-8, 0.0);
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) assert_close(many.expected[i], one.expected[i], 1e-8, 0.0);
    free(whole.nuisance);
    free(parts.nuisance);
}

/*
 * Random rates, as many as EPSCAN_RANDOM_RATES says (10,000 have been tried): every limit is found, positive, and ordered in its
 * bands.
 */
static void random_rates_converge(void **state) {
    (void)state;
    const char *more = getenv("EPSCAN_RANDOM_RATES");
    const int rates = more ? atoi(more) : 1500;
    uint64_t random = 3;
    for (int trial = 0; trial < rates; trial++) {
        struct likelihood l = random_likelihood(&random);
        struct upper_limit limit;
        assert_int_equal(limit_cls_asymptotic(&l, level, &limit), EPSCAN_OK);
        if (!limit.converged)
            fail_msg("trial %d: %d bins, %d nuisances, n %g, b %g", trial, l.bins, l.nuisances, l.bin[0].observed,
                     l.bin[0].expected[BACKGROUND]);
        assert_true(limit.events > 0.0 && isfinite(limit.events));
        for (int i = 1; i < EPSCAN_LIMIT_BANDS; i++) assert_true(limit.expected[i] > limit.expected[i - 1]);
        free(l.nuisance);
    }
}

/* One bin without nuisances: the posterior is an incomplete gamma function. */
static void bayes_of_one_bin_is_an_incomplete_gamma_function(void **state) {
    (void)state;
    static const double cases[][2] = {{0.0, 0.53}, {0.0, 0.0}, {3.0, 1.0}, {12.0, 15.0}, {400.0, 350.0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct likelihood l = one_bin(cases[i][0], 1.0, cases[i][1]);
        struct upper_limit limit;
        assert_int_equal(limit_bayes(&l, level, &limit), EPSCAN_OK);
        assert_true(limit.converged);
        const double tail = gsl_sf_gamma_inc_Q(cases[i][0] + 1.0, cases[i][1] + limit.events);
        assert_close(tail / gsl_sf_gamma_inc_Q(cases[i][0] + 1.0, cases[i][1]), 0.1, 1e-5, 0.0);
    }
}

/* Mean of f(kappa^theta) over a unit normal theta: trapezoids, which for normal integrands converge to rounding. */
static double mean_over_normal(double log_kappa, double (*f)(double scale, double nu), double nu) {
    double sum = 0.0;
    for (int i = -4000; i <= 4000; i++) {
        const double theta = i / 400.0;
        sum += exp(-0.5 * theta * theta) / 400.0 * f(exp(log_kappa * theta), nu);
    }
    return sum / sqrt(2.0 * M_PI);
}

static double nothing_seen(double scale, double nu) {
    return exp(-nu * scale);
}

static double posterior_part(double scale, double nu) {
    return -expm1(-nu * scale) / scale;
}

static double posterior_whole(double scale, double nu) {
    (void)nu;
    return 1.0 / scale;
}

/* Nothing seen, efficiency kappa = 1.35: P(nu < N) = <(1 - e^(-N f))/f> / <1/f>; sampling is good to 1e-3 in the limit. */
static void bayes_integrates_nuisances(void **state) {
    (void)state;
    struct likelihood l = na64(1.0);
    const double log_kappa = hypot(log(1.05), log(1.35));
    struct upper_limit limit;
    assert_int_equal(limit_bayes(&l, level, &limit), EPSCAN_OK);
    assert_true(limit.converged);
    assert_close(mean_over_normal(log_kappa, posterior_part, limit.events) / mean_over_normal(log_kappa, posterior_whole, 0.0), 0.9,
                 1e-4, 0.0);
    free(l.nuisance);
}

/* Toys of counts alone: no event is the least likely outcome under any signal, so CLs = e^-nu, whatever the background. */
static void toys_of_nothing_are_ln_10(void **state) {
    (void)state;
    const struct likelihood l = one_bin(0.0, 1.0, 0.53);
    const struct toy_setup setup = {level, TOYS_FITTED, 20000, 1, toy_runner_threads()};
    struct upper_limit limit;
    assert_int_equal(limit_cls_toys(&l, &setup, &limit), EPSCAN_OK);
    assert_true(limit.converged && limit.events_error < 0.02);
    assert_close(limit.events, -log(0.1), 0.0, 4.0 * limit.events_error);
}

/*
 * Counts without nuisances, an excess, a lack and what is expected: CLs = Q(n + 1, nu + b)/Q(n + 1, b), incomplete gamma functions.
 * A lack so deep that toys of background do not show it is no limit.
 */
static void toys_of_counts_are_incomplete_gamma_functions(void **state) {
    (void)state;
    static const double cases[][2] = {{3.0, 1.2}, {15.0, 5.0}, {50.0, 5.0}, {0.0, 3.0}, {4.0, 5.0}};
    const struct toy_setup setup = {level, TOYS_FITTED, 20000, 2, toy_runner_threads()};
    struct upper_limit limit;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const double n = cases[i][0], b = cases[i][1];
        const struct likelihood l = one_bin(n, 1.0, b);
        assert_int_equal(limit_cls_toys(&l, &setup, &limit), EPSCAN_OK);
        assert_true(limit.converged && limit.events_error < 0.1 * limit.events);
        double low = 0.0, high = 1e3;
        for (int step = 0; step < 80; step++) {
            const double middle = 0.5 * (low + high);
            if (gsl_sf_gamma_inc_Q(n + 1.0, middle + b) > 0.1 * gsl_sf_gamma_inc_Q(n + 1.0, b))
                low = middle;
            else
                high = middle;
        }
        assert_close(limit.events, low, 0.0, 4.0 * limit.events_error);
    }
    const struct likelihood lack = one_bin(0.0, 1.0, 50.0);
    assert_int_equal(limit_cls_toys(&lack, &setup, &limit), EPSCAN_OK);
    assert_true(!limit.converged && isnan(limit.events));
}

/* Means beyond 32 bits are drawn too; a fit may fail there, and is NaN. */
static void toys_of_huge_backgrounds_end(void **state) {
    (void)state;
    struct likelihood l = na64(1.0);
    double q[64];
    const double none[4] = {0};
    l.bin[0].observed = l.bin[0].expected[BACKGROUND] = 1e9;
    l.nuisance[1].log_kappa[0][BACKGROUND] = log(11.0);
    const struct toy_test test = {&l, 1e8, TOYS_PRIOR, {none, none}, 1, 0};
    assert_int_equal(toy_test_run(&test, TOY_SIGNAL, 0, 64, q), EPSCAN_OK);
    for (int i = 0; i < 64; i++) assert_true(isnan(q[i]) || q[i] >= 0.0);
    free(l.nuisance);
}

/* With nuisances from their priors and nothing seen: CLs = <e^(-nu f)>, background cancels. */
static void toys_of_priors_are_a_mean_over_them(void **state) {
    (void)state;
    struct likelihood l = na64(1.0);
    const struct toy_setup setup = {level, TOYS_PRIOR, 20000, 1, toy_runner_threads()};
    struct upper_limit limit;
    assert_int_equal(limit_cls_toys(&l, &setup, &limit), EPSCAN_OK);
    assert_true(limit.converged && limit.events_error < 0.03);
    const double log_kappa = hypot(log(1.05), log(1.35)), cls = mean_over_normal(log_kappa, nothing_seen, limit.events);
    assert_close(log(cls), log(0.1), 0.0, 4.0 * limit.events_error / limit.events * 2.0);
    free(l.nuisance);
}

/* The same toys whoever computes them, in whatever parts. */
static void toys_do_not_depend_on_parts(void **state) {
    (void)state;
    enum { TOYS = 500 };
    struct likelihood l = na64(0.5);
    const double theta[4] = {0.1, -0.2, 0.3, 0.0};
    const struct toy_test test = {&l, 2.0, TOYS_FITTED, {theta, theta}, 7, 0};
    double whole[TOYS], parts[TOYS];
    assert_int_equal(toy_test_run(&test, TOY_SIGNAL, 0, TOYS, whole), EPSCAN_OK);
    for (uint64_t first = 0; first < TOYS; first += 50)
        assert_int_equal(toy_test_run(&test, TOY_SIGNAL, first, 50, parts + first), EPSCAN_OK);
    assert_memory_equal(whole, parts, sizeof whole);
    free(l.nuisance);
}

/*
 * Annihilation cut into seven channels of the same nuisances, one of them empty: the same sums, but for rounding, which fits of
 * 1e-7 in the gradient follow to its square.
 */
static void channels_of_one_kind_are_one_channel(void **state) {
    (void)state;
    static const double share[] = {0.05, 0.2, 0.0, 0.3, 0.1, 0.25, 0.1};
    enum { PIECES = sizeof share / sizeof share[0] };
    struct likelihood three = na64(0.8), nine = na64(0.8);
    struct upper_limit one, many;
    nine.sources = PIECES + 2;
    nine.bin[0] = (struct likelihood_bin){.observed = three.bin[0].observed};
    for (int c = 0; c < nine.sources; c++) {
        const int of = c < PIECES ? ANNIHILATION : c == PIECES ? STRAHLUNG : BACKGROUND;
        nine.bin[0].expected[c] = (c < PIECES ? share[c] : 1.0) * three.bin[0].expected[of];
        for (int k = 0; k < nine.nuisances; k++) nine.nuisance[k].log_kappa[0][c] = three.nuisance[k].log_kappa[0][of];
    }
    limit_cls_asymptotic(&three, level, &one);
    limit_cls_asymptotic(&nine, level, &many);
    assert_true(one.converged && many.converged);
    assert_close(many.events, one.events, 1e-8, 0.0);
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) assert_close(many.expected[i], one.expected[i], 1e-8, 0.0);
    likelihood_clear(&three);
    likelihood_clear(&nine);
}

static void counting_refuses_what_was_seen(void **state) {
    (void)state;
    struct likelihood l = one_bin(0.0, 1.0, 0.53);
    struct upper_limit limit;
    assert_int_equal(limit_counting(&l, level, &limit), EPSCAN_OK);
    assert_close(limit.events, -log(0.1), 1e-15, 0.0);
    l.bin[0].observed = 1.0;
    assert_int_equal(limit_counting(&l, level, &limit), EPSCAN_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradient_is_the_derivative),
        cmocka_unit_test(pull_of_an_empty_bin_is_lamberts_function),
        cmocka_unit_test(no_simplex_finds_a_lower_minimum),
        cmocka_unit_test(asymptotic_limit_of_nothing_is_the_formula),
        cmocka_unit_test(asymptotic_limits_agree_with_another_program),
        cmocka_unit_test(many_events_are_gaussian),
        cmocka_unit_test(proportional_bins_are_one_bin),
        cmocka_unit_test(channels_of_one_kind_are_one_channel),
        cmocka_unit_test(random_rates_converge),
        cmocka_unit_test(bayes_of_one_bin_is_an_incomplete_gamma_function),
        cmocka_unit_test(bayes_integrates_nuisances),
        cmocka_unit_test(toys_of_nothing_are_ln_10),
        cmocka_unit_test(toys_of_counts_are_incomplete_gamma_functions),
        cmocka_unit_test(toys_of_huge_backgrounds_end),
        cmocka_unit_test(toys_of_priors_are_a_mean_over_them),
        cmocka_unit_test(toys_do_not_depend_on_parts),
        cmocka_unit_test(counting_refuses_what_was_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
