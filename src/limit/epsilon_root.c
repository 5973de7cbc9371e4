/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The root of F(x) = ln L(e^x) - x in x = ln epsilon, with L the limit on epsilon at a Gamma that is held: Eq. 7 or any other, for
 * which N is proportional to epsilon^2. F -> +infinity for small epsilon, where L is the limit without the widths.
 *
 * Of a narrow A' that decays visibly, N goes with epsilon^2/Gamma, and F falls all the way, towards a constant: one root, or none.
 * Off the resonance N goes with epsilon^2/[(s - m^2)^2 + m^2 Gamma^2], which rises and falls again: two roots, or none. Neutrinos
 * are signal, and may pull the root below that of the neglected widths. So steps of at most `largest_step`, each up from there (or
 * down, until F > 0) to where Gamma is m, until F < 0; then Brent. Where F has a minimum above 0 between steps, Brent's search of
 * that minimum; F at the end tells whether there is a root more.
 */
#include "limit/epsilon_root.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_roots.h>

/* In ln epsilon. */
static const double of_nothing = 1e3; /* F where nothing is expected */
static const double accuracy = 1e-13, minimum_accuracy = 1e-4, largest_step = 0.25, least_step = 1e-9;
enum { MOST_ITERATIONS = 100 };

struct search_range {
    double low, high; /* F(low) >= 0, F(high) <= 0 once it is a bracket */
};

static double excess(double x, void *data) {
    const struct epsilon_limit *limit = data;
    const double epsilon = limit->with_widths_at(exp(x), limit->data);
    return isinf(epsilon) ? of_nothing : log(epsilon) - x;
}

static bool root_within(gsl_function *f, const struct search_range *bracket, double *x) {
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    bool found = solver && gsl_root_fsolver_set(solver, f, bracket->low, bracket->high) == GSL_SUCCESS;
    for (int i = 0; found && i < MOST_ITERATIONS; i++) {
        if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) break;
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), accuracy, 0.0) ==
            GSL_SUCCESS)
            break;
    }
    *x = found ? gsl_root_fsolver_root(solver) : NAN;
    gsl_root_fsolver_free(solver);
    return found;
}

/* Where F is least between `low` and `high`, with F(middle) below both ends, or where it is first seen below 0. */
static double lowest(gsl_function *f, double low, double middle, double high) {
    gsl_min_fminimizer *solver = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    double x = middle;
    bool goes_on = solver && gsl_min_fminimizer_set(solver, f, middle, low, high) == GSL_SUCCESS;
    for (int i = 0; goes_on && i < MOST_ITERATIONS; i++) {
        goes_on = gsl_min_fminimizer_iterate(solver) == GSL_SUCCESS && gsl_min_fminimizer_f_minimum(solver) > 0.0 &&
                  gsl_min_fminimizer_x_upper(solver) - gsl_min_fminimizer_x_lower(solver) > minimum_accuracy;
        x = gsl_min_fminimizer_x_minimum(solver);
    }
    gsl_min_fminimizer_free(solver);
    return x;
}

/* Down from x, where F < 0, to where it is not. */
static bool bracket_below(gsl_function *f, double x, struct search_range *bracket) {
    double step = 0.5 * largest_step, value = -1.0;
    bracket->high = bracket->low = x;
    for (int i = 0; value < 0.0 && i < MOST_ITERATIONS; i++, step *= 2.0) {
        bracket->high = bracket->low;
        bracket->low -= step;
        value = GSL_FN_EVAL(f, bracket->low);
    }
    return value >= 0.0;
}

/* Up from x, where F = value > 0, to `end`. */
static bool bracket_above(gsl_function *f, double x, double value, double end, struct search_range *bracket) {
    double before = x, at = x, at_value = value, before_value = value;
    double step = fmax(fmin(2.0 * value, largest_step), least_step);
    while (at < end) {
        const double next = fmin(at + step, end), next_value = GSL_FN_EVAL(f, next);
        *bracket = (struct search_range){at, next};
        if (!(next_value > 0.0)) return !isnan(next_value);
        if (at_value < before_value && at_value < next_value) {
            bracket->low = before;
            bracket->high = lowest(f, before, at, next);
            if (GSL_FN_EVAL(f, bracket->high) <= 0.0) return true;
        }
        before = at;
        before_value = at_value;
        at = next;
        at_value = next_value;
        step = fmin(2.0 * step, largest_step);
    }
    return false;
}

enum epsilon_root epsilon_root_find(const struct epsilon_limit *limit, double neglected, double most, double *epsilon) {
    struct epsilon_limit copy = *limit;
    gsl_function f = {.function = excess, .params = &copy};
    struct search_range bracket;
    double x, end = log(most);
    *epsilon = NAN;
    if (isnan(neglected)) return EPSILON_ROOT_FAILED;
    const double start = fmin(log(neglected), end), value = GSL_FN_EVAL(&f, start);
    if (isnan(value)) return EPSILON_ROOT_FAILED;
    const double last = isinf(end) ? -1.0 : GSL_FN_EVAL(&f, end);
    if (isnan(last)) return EPSILON_ROOT_FAILED;
    *epsilon = neglected;
    const bool two = last > 0.0;
    if (fabs(value) <= accuracy) return two ? EPSILON_ROOT_TWO : EPSILON_ROOT_ONE;
    const bool found = value < 0.0 ? bracket_below(&f, start, &bracket) : bracket_above(&f, start, value, end, &bracket);
    *epsilon = INFINITY;
    if (!found) return isinf(neglected) && last == of_nothing ? EPSILON_ROOT_NO_SIGNAL : EPSILON_ROOT_NONE;
    if (!root_within(&f, &bracket, &x)) x = NAN;
    *epsilon = exp(x);
    if (isnan(x)) return EPSILON_ROOT_FAILED;
    return two ? EPSILON_ROOT_TWO : EPSILON_ROOT_ONE;
}
