/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "yield/cauchy.h"

#include <gsl/gsl_integration.h>

static struct pole_position at(double a, double b) {
    return (struct pole_position){a + 1.0, a - 1.0, b};
}

/* The Bernstein ellipse through a point on the real axis: a + sqrt(a^2 - 1); through i b: b + sqrt(1 + b^2). */
static void ellipse_sizes(void **state) {
    (void)state;
    assert_close(bernstein_size(at(1.25, 1e-300)), 2.0, 1e-14, 0.0);
    assert_close(bernstein_size(at(0.0, 0.75)), 2.0, 1e-14, 0.0);
    assert_close(bernstein_size(at(0.3, 1e-300)), 1.0, 1e-7, 0.0);
}

struct lorentzian {
    const struct gauss_rule *rule;
    int j;
    double a, b;
    int real;
};

/* l_j(x)/(x - z) in theta, x = a + b tan(theta): smooth for any b. */
static double integrand(double theta, void *data) {
    const struct lorentzian *f = data;
    double cardinal[GAUSS_MAX_NODES];
    gauss_rule_cardinals(f->rule, f->a + f->b * tan(theta), cardinal);
    return cardinal[f->j] * (f->real ? tan(theta) : 1.0);
}

/* Both parts against adaptive quadrature, for poles inside, beside, at the end of and far from the interval. */
static void moments_agree_with_adaptive_quadrature(void **state) {
    (void)state;
    static struct cauchy_rule rule;
    static const double positions[][2] = {{0.2, 0.5},  {-0.7, 0.05}, {1.0, 0.1}, {1.2, 0.02},
                                          {-1.6, 0.3}, {0.1, 1.2},   {2.5, 0.7}, {4.0, 2.0}};
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(2000);
    cauchy_rule_init(&rule, 12);
    for (size_t i = 0; i < COUNT_OF(positions); i++) {
        const double a = positions[i][0], b = positions[i][1];
        double real[12], imaginary[12];
        cauchy_moments(&rule, at(a, b), real, imaginary);
        for (int j = 0; j < 12; j += 3) {
            struct lorentzian f = {&rule.gauss, j, a, b, 0};
            gsl_function function = {integrand, &f};
            double value, error;
            gsl_integration_qag(&function, atan((-1.0 - a) / b), atan((1.0 - a) / b), 1e-13, 1e-12, 2000, GSL_INTEG_GAUSS61,
                                workspace, &value, &error);
            assert_close(imaginary[j] * b, value, 1e-10, 1e-12);
            f.real = 1;
            gsl_integration_qag(&function, atan((-1.0 - a) / b), atan((1.0 - a) / b), 1e-13, 1e-12, 2000, GSL_INTEG_GAUSS61,
                                workspace, &value, &error);
            assert_close(real[j], value, 1e-10, 1e-12);
        }
    }
    gsl_integration_workspace_free(workspace);
}

/* b -> 0 inside the interval: Im -> pi l_j(a). The correction is of order b: 1e-12. */
static void pole_on_the_interval_picks_the_polynomial(void **state) {
    (void)state;
    static struct cauchy_rule rule;
    double real[20], imaginary[20], cardinal[20];
    cauchy_rule_init(&rule, 20);
    for (double a = -0.95; a < 1.0; a += 0.19) {
        cauchy_moments(&rule, at(a, 1e-13), real, imaginary);
        gauss_rule_cardinals(&rule.gauss, a, cardinal);
        for (int j = 0; j < 20; j++) assert_close(imaginary[j] * 1e-13, M_PI * cardinal[j], 0.0, 1e-10);
    }
}

/* The sum of the l_j is 1: the closed form of int dx/(x - z) = ln[(1-z)/(-1-z)], down to widths far below rounding of a. */
static void moments_sum_to_the_logarithm(void **state) {
    (void)state;
    static struct cauchy_rule rule;
    double real[40], imaginary[40];
    cauchy_rule_init(&rule, 40);
    for (double b = 1e-20; b < 10.0; b *= 7.0)
        for (double from_high = 1e-9; from_high < 30.0; from_high *= 3.0) {
            const struct pole_position pole = {from_high + 2.0, from_high, b};
            double sum_real = 0.0, sum_imaginary = 0.0;
            cauchy_moments(&rule, pole, real, imaginary);
            for (int j = 0; j < 40; j++) sum_real += real[j], sum_imaginary += imaginary[j];
            assert_close(sum_real, log(hypot(from_high, b) / hypot(from_high + 2.0, b)), 1e-11, 1e-12);
            const double angle = atan2(b, from_high) - atan2(b, from_high + 2.0);
            if (b > 1e-3)
                assert_close(sum_imaginary * b, angle, 1e-10, 1e-12);
            else if (b < 1e-4 * from_high)
                assert_close(sum_imaginary, 1.0 / from_high - 1.0 / (from_high + 2.0), 1e-7, 1e-12); /* O(b^2/d^2) */
        }
}

/* Neighbouring algorithms (by the value at the pole, downward recursion, plain quadrature) agree where they meet. */
static void algorithms_join_without_a_step(void **state) {
    (void)state;
    static struct cauchy_rule rule;
    cauchy_rule_init(&rule, 40);
    static const double rho[] = {1.4, 6.0};
    for (size_t i = 0; i < COUNT_OF(rho); i++) {
        double below[40], above[40], scaled_below[40], scaled_above[40];
        const double a = 0.5 * (rho[i] + 1.0 / rho[i]);
        cauchy_moments(&rule, at(a * (1.0 - 1e-12), 1e-8), below, scaled_below);
        cauchy_moments(&rule, at(a * (1.0 + 1e-12), 1e-8), above, scaled_above);
        for (int j = 0; j < 40; j++) {
            assert_close(above[j], below[j], 1e-8, 1e-10); /* moving by 1e-12 of a changes them by 1e-11/(a-1) */
            assert_close(scaled_above[j], scaled_below[j], 1e-8, 1e-9);
        }
    }
}

/* C_k = int P_k/(x - z), k < count, by its recursion in long double: near the interval it loses no more than rounding. */
static void legendre_moments(long double a, long double b, int count, long double *real, long double *imaginary) {
    long double above[2] = {0.5L * logl(((1 - a) * (1 - a) + b * b) / ((1 + a) * (1 + a) + b * b)),
                            atan2l(2 * b, a * a - 1 + b * b)};
    long double before[2] = {0, 0};
    for (int k = 0; k < count; k++) {
        real[k] = above[0], imaginary[k] = above[1];
        const long double next[2] = {((2 * k + 1) * (a * above[0] - b * above[1] + (k ? 0 : 2)) - k * before[0]) / (k + 1),
                                     ((2 * k + 1) * (b * above[0] + a * above[1]) - k * before[1]) / (k + 1)};
        before[0] = above[0], before[1] = above[1];
        above[0] = next[0], above[1] = next[1];
    }
}

/* Of all P_k at once, which are 1 at most: 1e-11 of C_0 leaves a hundred times what rounding at 1e-5 from a node does. */
static void compare_with_recursion(const struct cauchy_rule *rule, double a, double b) {
    const int count = rule->gauss.count;
    double real[GAUSS_MAX_NODES], imaginary[GAUSS_MAX_NODES];
    long double expected_real[GAUSS_MAX_NODES], expected_imaginary[GAUSS_MAX_NODES];
    long double value[GAUSS_MAX_NODES], previous[GAUSS_MAX_NODES];
    cauchy_moments(rule, at(a, b), real, imaginary);
    legendre_moments(a, b, count, expected_real, expected_imaginary);
    for (int j = 0; j < count; j++) value[j] = 1, previous[j] = 0;
    for (int k = 0; k < count; k++) {
        long double sum_real = 0, sum_imaginary = 0;
        for (int j = 0; j < count; j++) {
            sum_real += real[j] * value[j], sum_imaginary += imaginary[j] * b * value[j];
            const long double next = ((2 * k + 1) * rule->gauss.node[j] * value[j] - k * previous[j]) / (k + 1);
            previous[j] = value[j], value[j] = next;
        }
        assert_close((double)sum_real, (double)expected_real[k], 0.0, 1e-11);
        assert_close((double)sum_imaginary, (double)expected_imaginary[k], 0.0, 1e-11);
    }
}

/* Where the two terms of f(z) cancel. */
static void pole_at_a_node(void **state) {
    (void)state;
    static struct cauchy_rule rule;
    static const int counts[] = {12, 24, 32};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        cauchy_rule_init(&rule, counts[i]);
        for (int j = 0; j < counts[i]; j++)
            for (double b = 1e-3; b > 1e-18; b *= 1e-3) {
                compare_with_recursion(&rule, rule.gauss.node[j], b);
                for (double distance = 1e-3; distance > 1e-14; distance *= 0.1)
                    compare_with_recursion(&rule, rule.gauss.node[j] + distance, b);
            }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ellipse_sizes),
        cmocka_unit_test(moments_agree_with_adaptive_quadrature),
        cmocka_unit_test(pole_on_the_interval_picks_the_polynomial),
        cmocka_unit_test(moments_sum_to_the_logarithm),
        cmocka_unit_test(pole_at_a_node),
        cmocka_unit_test(algorithms_join_without_a_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
