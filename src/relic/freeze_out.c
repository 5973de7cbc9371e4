/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dY/dln x = -Lambda (Y^2 - Y_eq^2), with Lambda Y_eq from 10^12 down, is stiff and falls over many decades. In W = ln Y,
 *
 *     dW/dln x = -Lambda (e^W - e^(2 ln Y_eq - W)),
 *
 * one step is Radau IIA with three stages (order 5, L-stable, so that Y follows Y_eq where it must without small steps): Hairer &
 * Wanner, Solving Ordinary Differential Equations II, Table IV.5.6. Its three equations are solved by Newton's method.
 *
 * After the last step Y_eq is nothing and Lambda a power of x: 1/Y grows by Lambda/p, Lambda ~ x^-p.
 */
#include "relic/freeze_out.h"

#include "core/error.h"

#include <math.h>
#include <stdbool.h>

enum { STAGES = FREEZE_OUT_STAGES, MAX_NEWTON = 100 };

#define ROOT6 2.4494897427831780982

const double freeze_out_stage[STAGES] = {(4.0 - ROOT6) / 10.0, (4.0 + ROOT6) / 10.0, 1.0};

static const double radau[STAGES][STAGES] = {
    {(88.0 - 7.0 * ROOT6) / 360.0, (296.0 - 169.0 * ROOT6) / 1800.0, (-2.0 + 3.0 * ROOT6) / 225.0},
    {(296.0 + 169.0 * ROOT6) / 1800.0, (88.0 + 7.0 * ROOT6) / 360.0, (-2.0 - 3.0 * ROOT6) / 225.0},
    {(16.0 - ROOT6) / 36.0, (16.0 + ROOT6) / 36.0, 1.0 / 9.0},
};

static const double converged = 1e-13, largest_change = 1.0; /* of W in an iteration */
static const double log_departure = 0.91629073187415506518;  /* ln 2.5 */

/* The right-hand side and minus its derivative at one stage. */
struct slope {
    double value, stiffness;
};

static struct slope slope_at(const struct freeze_out_steps *steps, size_t at, double log_abundance) {
    const double down = exp(steps->log_rate[at] + log_abundance);
    const double up = exp(steps->log_rate[at] + 2.0 * steps->log_equilibrium[at] - log_abundance);
    return (struct slope){up - down, up + down};
}

/* Solve A x = b by elimination with partial pivoting; x replaces b. */
static void solve_linear(double A[STAGES][STAGES], double b[STAGES]) {
    for (int k = 0; k < STAGES; k++) {
        int pivot = k;
        for (int i = k + 1; i < STAGES; i++) pivot = fabs(A[i][k]) > fabs(A[pivot][k]) ? i : pivot;
        for (int j = 0; j < STAGES; j++) {
            const double kept = A[k][j];
            A[k][j] = A[pivot][j];
            A[pivot][j] = kept;
        }
        const double kept = b[k];
        b[k] = b[pivot];
        b[pivot] = kept;
        for (int i = k + 1; i < STAGES; i++) {
            const double factor = A[i][k] / A[k][k];
            for (int j = k; j < STAGES; j++) A[i][j] -= factor * A[k][j];
            b[i] -= factor * b[k];
        }
    }
    for (int k = STAGES - 1; k >= 0; k--) {
        for (int j = k + 1; j < STAGES; j++) b[k] -= A[k][j] * b[j];
        b[k] /= A[k][k];
    }
}

/* One Newton iteration for the stages' W; the largest change. */
static double improve(const struct freeze_out_steps *steps, size_t step, double W0, double W[STAGES]) {
    double A[STAGES][STAGES], change[STAGES], largest = 0.0;
    for (int i = 0; i < STAGES; i++) change[i] = W0 - W[i];
    for (int j = 0; j < STAGES; j++) {
        const struct slope slope = slope_at(steps, step * STAGES + (size_t)j, W[j]);
        for (int i = 0; i < STAGES; i++) {
            change[i] += steps->length[step] * radau[i][j] * slope.value;
            A[i][j] = (i == j) + steps->length[step] * radau[i][j] * slope.stiffness;
        }
    }
    solve_linear(A, change);
    for (int i = 0; i < STAGES; i++) largest = fmax(largest, fabs(change[i]));
    const double damping = largest > largest_change ? largest_change / largest : 1.0;
    for (int i = 0; i < STAGES; i++) W[i] += damping * change[i];
    return largest;
}

/* W at the end of a step from W0 at its beginning. False if not converged. */
static bool advance(const struct freeze_out_steps *steps, size_t step, double W0, double *W1) {
    double W[STAGES], change = INFINITY;
    for (int i = 0; i < STAGES; i++) W[i] = fmax(W0 - 1.0, fmin(W0, steps->log_equilibrium[step * STAGES + (size_t)i]));
    for (int i = 0; i < MAX_NEWTON && change > converged * (1.0 + fabs(W0)); i++) change = improve(steps, step, W0, W);
    *W1 = W[STAGES - 1];
    return change <= converged * (1.0 + fabs(W0));
}

/* ln of the abundance once Y^-1 has grown by all of the rate's tail. */
static double after_last_step(const struct freeze_out_steps *steps, double W) {
    const size_t last = steps->step_count * STAGES - 1, before = last - STAGES;
    const double power = (steps->log_rate[before] - steps->log_rate[last]) / (steps->log_x[last] - steps->log_x[before]);
    return W - log1p(exp(W + steps->log_rate[last]) / power);
}

/* What one step adds to int 2 Lambda Y_eq dln x, by which a small departure from equilibrium decays. */
static double decay_of_departure(const struct freeze_out_steps *steps, size_t step) {
    const size_t end = step * STAGES + STAGES - 1;
    return 2.0 * steps->length[step] * exp(steps->log_rate[end] + steps->log_equilibrium[end]);
}

epscan_status freeze_out_solve(const struct freeze_out_steps *steps, double start_log_equilibrium, struct freeze_out *result) {
    double W = start_log_equilibrium, departure = 0.0, decay = 0.0;
    result->x_freeze_out = NAN;
    for (size_t i = 0; i < steps->step_count; i++) {
        const size_t end = i * STAGES + STAGES - 1;
        const double before = departure;
        if (!advance(steps, i, W, &W))
            return error_set(EPSCAN_FAILED, "freeze-out does not converge at x = %g", exp(steps->log_x[end]));
        departure = W - steps->log_equilibrium[end];
        if (!isnan(result->x_freeze_out)) continue;
        decay += decay_of_departure(steps, i);
        if (departure >= log_departure)
            result->x_freeze_out = exp(steps->log_x[end] - steps->length[i] * (departure - log_departure) / (departure - before));
    }
    result->memory = exp(-decay);
    result->log_abundance = after_last_step(steps, W);
    return EPSCAN_OK;
}
