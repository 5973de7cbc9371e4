/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss-Legendre rules on [-1, 1] and barycentric interpolation on their nodes. Pure and thread-safe. */
#ifndef EPSCAN_CORE_GAUSS_LEGENDRE_H
#define EPSCAN_CORE_GAUSS_LEGENDRE_H

enum { GAUSS_MAX_NODES = 64 };

/* Ascending nodes x, quadrature weights w, barycentric weights b of the interpolating polynomial, all [count]. */
struct gauss_rule {
    int count;
    double node[GAUSS_MAX_NODES], weight[GAUSS_MAX_NODES], barycentric[GAUSS_MAX_NODES];
};

/* Fill a rule of 1 <= count <= GAUSS_MAX_NODES nodes, to rounding. */
void gauss_rule_init(struct gauss_rule *rule, int count);

/* cardinal[j] = l_j(x), the Lagrange polynomials on the rule's nodes. */
void gauss_rule_cardinals(const struct gauss_rule *rule, double x, double *cardinal);

/* The polynomial through (node[j], value[j]) at x. */
double gauss_rule_interpolate(const struct gauss_rule *rule, const double *value, double x);

/* l_j(x) = sum_p power[p * count + j] x^p for any nodes. */
void lagrange_powers(int count, const double *node, double *power);

/* integral[i * count + j] = int_{-1}^{x_i} l_j. */
void gauss_rule_integrals(const struct gauss_rule *rule, double *integral);

/* Its inverse: slope[i * count + j] at node i of the polynomial that is 0 at -1, 1 at node j and 0 at the other nodes. */
void gauss_rule_slopes(const struct gauss_rule *rule, double *slope);

#endif
