/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What -ln L is made of, for its minimiser and the strategy of fits. Internal to the limit layer. */
#ifndef EPSCAN_LIMIT_LIKELIHOOD_TERMS_H
#define EPSCAN_LIMIT_LIKELIHOOD_TERMS_H

#include "limit/likelihood.h"

/* Background is the last of the sources. */
static inline int likelihood_background(const struct likelihood *likelihood) {
    return likelihood->sources - 1;
}

/* Expected events of each source of a bin, part[sources]. Returns lambda, their sum. Pure. */
double likelihood_parts(const struct likelihood *likelihood, int bin, double signal, const double *theta,
                        double part[LIKELIHOOD_MAX_SOURCES]);

enum likelihood_hessian { HESSIAN_FULL, HESSIAN_GAUSS_NEWTON };

/* Hessian of -ln L by (ln nu, theta), n = 1 + nuisances: lower triangle of hessian[n * n], row-major. */
void likelihood_fill_hessian(const struct likelihood *likelihood, const struct likelihood_data *data, double signal,
                             const double *theta, enum likelihood_hessian kind, double *hessian);

#endif
