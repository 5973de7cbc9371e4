/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In ln x: from the guess by growing steps until the function has changed its sign, then Brent's method (GSL) between the two. A
 * value that is not a number ends the search.
 */
#include "limit/crossing.h"

#include "core/error.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

enum { MOST_ITERATIONS = 100 };

static const double largest_range = 1e9;

struct search_state {
    struct falling_function function;
    bool failed;
};

/* GSL takes what is not finite for an error of the program. */
static double value_at(double log_x, void *data) {
    struct search_state *state = data;
    const double value = state->function.value(exp(log_x), state->function.data);
    if (isnan(value)) state->failed = true;
    return isnan(value) ? 0.0 : fmin(fmax(value, -1e300), 1e300);
}

/* log_x[0] with a value above zero, log_x[1] with one below. */
static bool bracket(struct search_state *state, double guess, double log_x[2]) {
    const double start = log(guess), reach = log(largest_range);
    double step = M_LN2;
    log_x[0] = log_x[1] = start;
    if (value_at(start, state) > 0.0) {
        for (log_x[1] = start + step; value_at(log_x[1], state) > 0.0; step *= 1.5) {
            log_x[0] = log_x[1];
            log_x[1] += step;
            if (state->failed || log_x[1] > start + reach) return false;
        }
    } else {
        for (log_x[0] = start - step; !(value_at(log_x[0], state) > 0.0); step *= 1.5) {
            log_x[1] = log_x[0];
            log_x[0] -= step;
            if (state->failed || log_x[0] < start - reach) return false;
        }
    }
    return !state->failed;
}

epscan_status crossing_find(struct falling_function function, double guess, double *x) {
    struct search_state state = {function, false};
    double log_x[2];
    *x = NAN;
    if (!bracket(&state, guess, log_x)) return EPSCAN_OK;
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (!solver) return error_no_memory("a root");
    gsl_function f = {value_at, &state};
    int status = gsl_root_fsolver_set(solver, &f, log_x[0], log_x[1]) ? GSL_FAILURE : GSL_CONTINUE;
    for (int i = 0; i < MOST_ITERATIONS && status == GSL_CONTINUE; i++) {
        if (gsl_root_fsolver_iterate(solver)) break;
        status = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 1e-10, 0.0);
    }
    if (status == GSL_SUCCESS && !state.failed) *x = exp(gsl_root_fsolver_root(solver));
    gsl_root_fsolver_free(solver);
    return EPSCAN_OK;
}
