/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Product integration against a pole: int_{-1}^{1} l_j(x)/(x - z) dx for the Lagrange polynomials l_j on Gauss nodes,
 * in closed form for any complex z = a + i b, however close to the interval. Pure and thread-safe.
 */
#ifndef EPSCAN_YIELD_CAUCHY_H
#define EPSCAN_YIELD_CAUCHY_H

#include "core/gauss_legendre.h"

/* projection[k][j] = (2k+1)/2 w_j P_k(x_j), so that l_j = sum_k projection[k][j] P_k; zero for j >= count. */
struct cauchy_rule {
    struct gauss_rule gauss;
    double forward[GAUSS_MAX_NODES], back[GAUSS_MAX_NODES]; /* P_(k+1) = forward[k] x P_k - back[k] P_(k-1) */
    double projection[GAUSS_MAX_NODES][GAUSS_MAX_NODES];
    double largest_upward_rho, smallest_quadrature_rho; /* which algorithm serves which poles */
};

void cauchy_rule_init(struct cauchy_rule *rule, int count);

/* A pole z = a + i b seen from both ends, so that neither distance is lost to rounding when it is close. */
struct pole_position {
    double from_low;  /* a + 1 */
    double from_high; /* a - 1 */
    double b;         /* != 0 */
};

/* Size rho >= 1 of the Bernstein ellipse of [-1, 1] through the pole: quadrature converges like rho^(-2 count). */
double bernstein_size(struct pole_position pole);

/*
 * real[j] = Re int l_j/(x - z), scaled_imaginary[j] = Im int l_j/(x - z) / b, each [rule->gauss.count]. The imaginary part
 * is divided by b without cancellation, so it holds its relative accuracy as b -> 0. `real` may be NULL.
 */
void cauchy_moments(const struct cauchy_rule *rule, struct pole_position pole, double *real, double *scaled_imaginary);

/* The same by the rule's weights alone: of smooth functions to bernstein_size^(-2 count). */
void cauchy_moments_by_rule(const struct cauchy_rule *rule, struct pole_position pole, double *real, double *scaled_imaginary);

#endif
