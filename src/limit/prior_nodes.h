/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means over the normal distributions of nuisance parameters, as weighted sums. Internal to the limit layer. */
#ifndef EPSCAN_LIMIT_PRIOR_NODES_H
#define EPSCAN_LIMIT_PRIOR_NODES_H

#include "epscan/status.h"

#include <stdbool.h>
#include <stddef.h>

/* normal[points * dimensions]: unit normals at the points of a Sobol sequence, up to 40 dimensions. False without memory. */
enum { SOBOL_MOST_DIMENSIONS = 40 };
bool sobol_normals(size_t points, size_t dimensions, double *normal);

/*
 * E[f(exp(sum_k theta_k log_kappa_k))] = sum_q weight[q] f(factor[q]), theta_k unit normals: weights add up to 1, factors are of
 * each of `rows` numbers of events, factor[q * rows + row].
 */
struct prior_nodes {
    size_t count, rows;
    double *weight, *factor; /* owned */
};

/*
 * Of log_kappa[nuisances * rows]. `events`: about how many the means are of, whose fluctuations the nodes must resolve; `most`:
 * nodes at most. EPSCAN_BAD_INPUT: more than 40 directions that matter, when there are too many for a product of Gauss rules. Free
 * with prior_nodes_clear.
 */
epscan_status prior_nodes_create(size_t nuisances, size_t rows, const double *log_kappa, double events, size_t most,
                                 struct prior_nodes *nodes);
void prior_nodes_clear(struct prior_nodes *nodes);

#endif
