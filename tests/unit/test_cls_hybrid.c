/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CLs without dice: against ratios of Poisson sums where there are no nuisances, against trapezoidal sums over nuisances, which
 * share no node with Gauss-Hermite rules and converge as fast for these integrands, and against pseudo-experiments with priors.
 */
#include "assertions.h"

#include "limit/cls_hybrid.h"
#include "limit/upper_limit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

enum { SIGNAL, OTHER, BACKGROUND, SOURCES };

static const double level = 0.9;

static struct likelihood bins_of(int bins, int nuisances) {
    struct likelihood l = {.bins = bins, .sources = SOURCES, .nuisances = nuisances};
    l.nuisance = calloc((size_t)nuisances + 1, sizeof *l.nuisance);
    assert_non_null(l.nuisance);
    return l;
}

static struct upper_limit limit_of(const struct likelihood *l) {
    struct upper_limit limit;
    if (limit_cls(l, level, &limit)) fail_msg("%s", epscan_error_message());
    assert_true(limit.converged);
    return limit;
}

/* sum_{k <= n} of Poisson, for real expectations that may be zero. */
static double poisson_up_to(int n, double lambda) {
    return lambda > 0.0 ? gsl_cdf_poisson_P((unsigned)n, lambda) : 1.0;
}

/* CLs(nu) = P(n <= observed; nu + b)/P(n <= observed; b), at the limit 1 - CL; roots are found to 1e-10. */
static void one_bin_is_a_ratio_of_poisson_sums(void **state) {
    (void)state;
    static const double backgrounds[] = {0.0, 0.53, 3.0, 12.0};
    for (int b = 0; b < (int)COUNT_OF(backgrounds); b++)
        for (int observed = 0; observed < 30; observed += 1 + observed / 3) {
            struct likelihood l = bins_of(1, 0);
            l.bin[0] = (struct likelihood_bin){observed, {0.3, 0.7, backgrounds[b]}};
            const double up = limit_of(&l).events;
            assert_close(poisson_up_to(observed, up + backgrounds[b]) / poisson_up_to(observed, backgrounds[b]), 0.1, 1e-8, 0.0);
            likelihood_clear(&l);
        }
}

/* Expected limits are those of the counts at the background's quantiles, each as if it were observed. */
static void bands_are_limits_of_quantiles(void **state) {
    (void)state;
    struct likelihood l = bins_of(1, 0);
    l.bin[0] = (struct likelihood_bin){0.0, {1.0, 0.0, 4.2}};
    const struct upper_limit limit = limit_of(&l);
    for (int i = 0; i < EPSCAN_LIMIT_BANDS; i++) {
        int quantile = 0;
        while (poisson_up_to(quantile, 4.2) < gsl_cdf_ugaussian_P(i - 2)) quantile++;
        l.bin[0].observed = quantile;
        assert_close(limit.expected[i], limit_of(&l).events, 1e-12, 0.0);
    }
    assert_true(limit.expected[4] > 1.5 * limit.expected[2] && limit.expected[2] > 1.2 * limit.expected[0]);
    likelihood_clear(&l);
}

/* Bins whose signals stand to their backgrounds alike count together, as one bin does. */
static void alike_bins_are_one(void **state) {
    (void)state;
    struct likelihood l = bins_of(3, 0), one = bins_of(1, 0);
    l.bin[0] = (struct likelihood_bin){1.0, {0.1, 0.1, 0.4}};
    l.bin[1] = (struct likelihood_bin){0.0, {0.0, 0.3, 0.6}};
    l.bin[2] = (struct likelihood_bin){1.0, {0.5, 0.0, 1.0}};
    one.bin[0] = (struct likelihood_bin){2.0, {0.6, 0.4, 2.0}};
    assert_close(limit_of(&l).events, limit_of(&one).events, 1e-9, 0.0);
    likelihood_clear(&l);
    likelihood_clear(&one);
}

/* A nuisance's mean of f by the trapezoidal rule over +-9 standard deviations. */
enum { TRAPEZE = 180 };
static double trapeze_theta(int i) {
    return -9.0 + 18.0 * i / TRAPEZE;
}
static double trapeze_weight(int i) {
    return 18.0 / TRAPEZE * gsl_ran_ugaussian_pdf(trapeze_theta(i));
}

/* P(n <= observed) with signal and background uncertain, one bin. */
static double mean_up_to(int observed, double signal, double kappa_signal, double background, double kappa_background) {
    double sum = 0.0;
    for (int i = 0; i <= TRAPEZE; i++)
        for (int j = 0; j <= TRAPEZE; j++)
            sum += trapeze_weight(i) * trapeze_weight(j) *
                   poisson_up_to(observed, signal * pow(kappa_signal, trapeze_theta(i)) +
                                               background * pow(kappa_background, trapeze_theta(j)));
    return sum;
}

/* CLs at the limit by that sum: nodes are as many as 1e-5 of CLs needs, 1e-3 where uncertainties are of 300 %. */
static void nuisances_are_integrated(void **state) {
    (void)state;
    static const struct {
        int observed;
        double background, kappa_signal, kappa_background, tolerance;
    } cases[] = {{0, 0.53, 1.36, 1.32, 1e-5}, {3, 0.53, 1.1, 1.32, 1e-5}, {2, 4.0, 1.05, 1.5, 1e-5},
                 {9, 6.0, 1.3, 1.2, 1e-5},    {0, 1.0, 2.0, 1.9, 1e-4},   {1, 0.2, 4.0, 1.1, 1e-3}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct likelihood l = bins_of(1, 3);
        l.bin[0] = (struct likelihood_bin){cases[i].observed, {0.25, 0.75, cases[i].background}};
        /* two that act alike are one of their square root of the sum of squares */
        for (int c = 0; c < BACKGROUND; c++) {
            l.nuisance[0].log_kappa[0][c] = 0.6 * log(cases[i].kappa_signal);
            l.nuisance[1].log_kappa[0][c] = 0.8 * log(cases[i].kappa_signal);
        }
        l.nuisance[2].log_kappa[0][BACKGROUND] = log(cases[i].kappa_background);
        const double up = limit_of(&l).events;
        const double with =
            mean_up_to(cases[i].observed, up, cases[i].kappa_signal, cases[i].background, cases[i].kappa_background);
        const double without =
            mean_up_to(cases[i].observed, 0.0, cases[i].kappa_signal, cases[i].background, cases[i].kappa_background);
        assert_close(with / without, 0.1, cases[i].tolerance, 0.0);
        likelihood_clear(&l);
    }
}

/* <exp(-nu share kappa^theta)>, nothing seen. */
static double mean_of_nothing(double signal, double kappa) {
    double sum = 0.0;
    for (int i = 0; i <= TRAPEZE; i++) sum += trapeze_weight(i) * exp(-signal * pow(kappa, trapeze_theta(i)));
    return sum;
}

/* Each of two bins with an uncertainty of its own: nothing seen in both is a product. */
static void nuisances_of_one_bin_are_its_own(void **state) {
    (void)state;
    struct likelihood l = bins_of(2, 2);
    l.bin[0] = (struct likelihood_bin){0.0, {0.7, 0.0, 0.3}};
    l.bin[1] = (struct likelihood_bin){0.0, {0.0, 0.3, 0.9}};
    l.nuisance[0].log_kappa[0][SIGNAL] = log(1.4);
    l.nuisance[1].log_kappa[1][OTHER] = log(1.7);
    const double up = limit_of(&l).events;
    assert_close(mean_of_nothing(0.7 * up, 1.4) * mean_of_nothing(0.3 * up, 1.7), 0.1, 1e-5, 0.0);
    likelihood_clear(&l);
}

/* Eight channels, each with an uncertainty in both bins: too many for a product of rules, 1e-3 by Sobol points. */
static void many_nuisances_are_sampled(void **state) {
    (void)state;
    enum { CHANNELS = LIKELIHOOD_MAX_SOURCES - 1 };
    struct likelihood l = {.bins = 2, .sources = CHANNELS + 1, .nuisances = CHANNELS};
    l.nuisance = calloc(CHANNELS, sizeof *l.nuisance);
    assert_non_null(l.nuisance);
    for (int i = 0; i < 2; i++) {
        for (int c = 0; c < CHANNELS; c++) {
            l.bin[i].expected[c] = 0.5 / CHANNELS;
            l.nuisance[c].log_kappa[i][c] = log(1.0 + 0.1 * (c + 1));
        }
        l.bin[i].expected[CHANNELS] = 0.2;
    }
    const double up = limit_of(&l).events;
    double product = 1.0;
    for (int c = 0; c < CHANNELS; c++) product *= mean_of_nothing(up / CHANNELS, 1.0 + 0.1 * (c + 1));
    assert_close(product, 0.1, 1e-3, 0.0);
    likelihood_clear(&l);
}

enum { TOYS = 150000 };

/* The share of pseudo-experiments, with nuisances drawn from their priors, in which the statistic is no more than observed. */
static double share_of_toys(const struct likelihood *l, const int *weight, double signal, gsl_rng *random) {
    double observed = 0.0;
    int found = 0;
    for (int i = 0; i < l->bins; i++) observed += weight[i] * l->bin[i].observed;
    for (int toy = 0; toy < TOYS; toy++) {
        double theta[3], x = 0.0;
        for (int k = 0; k < 3; k++) theta[k] = gsl_ran_ugaussian(random);
        for (int i = 0; i < l->bins; i++) {
            double lambda = 0.0;
            for (int c = 0; c < SOURCES; c++) {
                double log_factor = 0.0;
                for (int k = 0; k < 3; k++) log_factor += theta[k] * l->nuisance[k].log_kappa[i][c];
                lambda += (c == BACKGROUND ? 1.0 : signal) * l->bin[i].expected[c] * exp(log_factor);
            }
            x += weight[i] * (double)gsl_ran_poisson(random, lambda);
        }
        found += x <= observed;
    }
    return (double)found / TOYS;
}

/*
 * Three bins of different purity, events seen, nuisances shared and of one bin: CLs at the limit by pseudo-experiments of a fixed
 * seed, to three times their error, sqrt(18/TOYS) where the signal's share is a tenth of the background's, and that a half or more.
 */
static void pseudo_experiments_agree(void **state) {
    (void)state;
    static const double seen[][3] = {{0, 0, 0}, {1, 0, 0}, {0, 2, 1}};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, 7);
    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        struct likelihood l = bins_of(3, 3);
        int weight[LIKELIHOOD_MAX_BINS];
        l.bin[0] = (struct likelihood_bin){seen[i][0], {0.3, 0.05, 0.3}};
        l.bin[1] = (struct likelihood_bin){seen[i][1], {0.25, 0.1, 0.9}};
        l.bin[2] = (struct likelihood_bin){seen[i][2], {0.2, 0.1, 0.2}};
        for (int bin = 0; bin < 3; bin++) {
            l.nuisance[0].log_kappa[bin][SIGNAL] = log(1.3);
            l.nuisance[0].log_kappa[bin][OTHER] = log(1.1);
            l.nuisance[1].log_kappa[bin][BACKGROUND] = log(1.3);
        }
        l.nuisance[2].log_kappa[1][SIGNAL] = log(1.2);
        const double up = limit_of(&l).events;
        cls_hybrid_weights(&l, level, weight);
        assert_true(weight[2] > weight[1] && weight[0] > weight[1] && weight[1] > 0); /* the purest bins count most */
        const double cls = share_of_toys(&l, weight, up, random) / share_of_toys(&l, weight, 0.0, random);
        assert_close(cls, 0.1, 3.0 * sqrt(18.0 / TOYS), 0.0);
        likelihood_clear(&l);
    }
    gsl_rng_free(random);
}

/* As the part of an uncertain channel grows, the limit grows evenly: nothing jumps between models. */
static void limits_are_smooth(void **state) {
    (void)state;
    double up[3] = {0.0};
    for (int i = 0; i <= 40; i++) {
        struct likelihood l = bins_of(2, 2);
        const double part = i / 40.0;
        for (int bin = 0; bin < 2; bin++) {
            l.bin[bin] = (struct likelihood_bin){1 - bin, {0.5 * part, 0.5 * (1.0 - part), 0.2 + bin}};
            l.nuisance[0].log_kappa[bin][SIGNAL] = log(1.36);
            l.nuisance[1].log_kappa[bin][OTHER] = log(1.1);
        }
        up[i % 3] = limit_of(&l).events;
        /* a parabola of part^2 log(1.36)^2/2 times some 3 events bends by 1e-3 a step of 1/40, and no more */
        if (i >= 2) assert_true(fabs(up[i % 3] - 2.0 * up[(i + 2) % 3] + up[(i + 1) % 3]) < 1e-3);
        likelihood_clear(&l);
    }
}

static void too_many_events_are_refused(void **state) {
    (void)state;
    struct likelihood l = bins_of(1, 0);
    struct upper_limit limit;
    l.bin[0] = (struct likelihood_bin){60.0, {1.0, 0.0, 41.0}};
    assert_int_equal(limit_cls(&l, level, &limit), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "allowed: up to 100 together, or cls-asymptotic"));
    likelihood_clear(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bin_is_a_ratio_of_poisson_sums),
        cmocka_unit_test(bands_are_limits_of_quantiles),
        cmocka_unit_test(alike_bins_are_one),
        cmocka_unit_test(nuisances_are_integrated),
        cmocka_unit_test(nuisances_of_one_bin_are_its_own),
        cmocka_unit_test(many_nuisances_are_sampled),
        cmocka_unit_test(pseudo_experiments_agree),
        cmocka_unit_test(limits_are_smooth),
        cmocka_unit_test(too_many_events_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
