/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The minimiser of -ln L, and the room in which fits are made. Internal to the limit layer. */
#ifndef EPSCAN_LIMIT_LIKELIHOOD_NEWTON_H
#define EPSCAN_LIMIT_LIKELIHOOD_NEWTON_H

#include "limit/likelihood_terms.h"

#include <stddef.h>

/* Vectors and matrices of (nu, theta): n = 1 + nuisances. */
struct likelihood_workspace {
    const struct likelihood *likelihood;
    size_t n;
    double *memory;                  /* owner of all below */
    double *x;                       /* where a descent begins and ends */
    double *gradient, *step, *trial; /* of the descent */
    double *start, *local, *chosen;  /* of the strategy: see likelihood_fit.c */
    double *hessian, *factor;        /* [n * n], lower triangles, row-major */
};

/* The first of the parameters (nu, theta) that a fit changes: all of them, or nu stays. */
enum first_free { FREE_SIGNAL, FREE_NUISANCES };

/* Descend from workspace->x = (nu, theta) to a minimum, left there. */
struct likelihood_fit likelihood_descend(struct likelihood_workspace *workspace, const struct likelihood_data *data,
                                         enum first_free first);

#endif
