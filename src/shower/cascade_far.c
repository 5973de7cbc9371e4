/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Far below the collocation point u the kernels are smooth functions of u', the place of the panels: a polynomial in u' from 0 to
 * the end U of the last far panel has them to rounding. With L_m the polynomials through the Gauss nodes s_m of (0, U),
 *
 *     int X(u') K(u, u - u') dw' = sum_m K(u, u - s_m) Y_m,   Y_m = int X(u') L_m(u') dw',
 *
 * so that all far panels, by their own Gauss rules, are one whose X are Y and whose weights are 1. What was gathered up to a panel
 * and the next panel's X make the next panel's Y: polynomials through the nodes of a shorter interval are exact on those of a
 * longer.
 */
#include "shower/cascade_far.h"

#include "core/matrix_product.h"

#include <math.h>
#include <string.h>

enum { N = CASCADE_NODES };

/* In w. Interpolation errs by (4 e^1 - 2)^-16 = 1e-15: Trefethen, Approximation Theory and Approximation Practice (2013), Ch. 8. */
static const double far_below = 1.0;

/* The largest u' up to which kernels are smooth for all nodes of a panel. */
static double smooth_share(const struct cascade_sampler *sampler, int panel) {
    double least = INFINITY;
    for (int i = 0; i < N; i++) least = fmin(least, sampler->kernels->smooth_below(sampler->kernels->data, sampler->u[panel][i]));
    return 0.999 * least; /* rounding */
}

int cascade_last_far(const struct cascade_sampler *sampler, int panel) {
    const double *edge = sampler->solution->edge;
    const double highest = fmin(edge[panel] - far_below, log(smooth_share(sampler, panel)));
    int last = panel - 1;
    while (last >= 0 && edge[last + 1] > highest) last--;
    return last;
}

static double *moments_of(const struct cascade_history *history, enum shower_particle particle) {
    return history->moments + particle * N * (size_t)history->stride;
}

/* Add sum_j L_m(u'_j) weight_j X_j for the nodes of one slot. */
static void add_moments(const struct cascade_sampler *sampler, const struct cascade_history *history, int slot, double end) {
    double cardinal[N], factor[N][N];
    for (int j = 0; j < N; j++) {
        gauss_rule_cardinals(&sampler->solution->rule, 2.0 * sampler->u[slot][j] / end - 1.0, cardinal);
        for (int m = 0; m < N; m++) factor[m][j] = cardinal[m] * sampler->weight[slot][j];
    }
    const size_t stride = (size_t)history->stride;
    struct matrix_product product = {
        .rows = N, .inner = N, .columns = stride, .a = &factor[0][0], .a_stride = N, .b_stride = stride, .c_stride = stride};
    for (enum shower_particle particle = 0; particle < SHOWER_PARTICLES; particle++) {
        double *moments = moments_of(history, particle);
        product.b = cascade_history_X(history, slot, particle, 0);
        product.c = history->product;
        matrix_product(&product);
        for (size_t i = 0; i < N * stride; i++) moments[i] += history->product[i];
    }
}

void cascade_gather(struct cascade_sampler *sampler, struct cascade_history *history, int panel) {
    const int gathered = cascade_gathered_slot(panel);
    const double end = exp(sampler->solution->edge[panel + 1]);
    memset(history->moments, 0, SHOWER_PARTICLES * N * (size_t)history->stride * sizeof *history->moments);
    add_moments(sampler, history, panel, end);
    if (panel > 0) add_moments(sampler, history, cascade_gathered_slot(panel - 1), end);
    for (enum shower_particle particle = 0; particle < SHOWER_PARTICLES; particle++)
        memcpy(cascade_history_X(history, gathered, particle, 0), moments_of(history, particle),
               N * (size_t)history->stride * sizeof(double));
    for (int m = 0; m < N; m++) {
        sampler->u[gathered][m] = 0.5 * end * (1.0 + sampler->solution->rule.node[m]);
        sampler->weight[gathered][m] = 1.0;
    }
}
