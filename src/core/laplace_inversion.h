/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inverse Laplace transforms by Euler summation (Abate & Whitt, INFORMS J. Comput. 18, 408 (2006)):
 *     f(t) = sum_k Re[weight_k F(node_k)],
 * all nodes in the right half plane. Relative error about 1e-8 for functions smooth at t; rounding of F grows by 1e4. Pure and
 * thread-safe.
 */
#ifndef EPSCAN_CORE_LAPLACE_INVERSION_H
#define EPSCAN_CORE_LAPLACE_INVERSION_H

#include <complex.h>

enum { LAPLACE_ORDER = 12, LAPLACE_NODES = 2 * LAPLACE_ORDER + 1 };

struct laplace_rule {
    double complex node[LAPLACE_NODES], weight[LAPLACE_NODES];
};

/* The rule for one t > 0. node[0] is real. */
void laplace_rule_init(struct laplace_rule *rule, double t);

#endif
