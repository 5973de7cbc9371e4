/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The test statistic q~_nu of upper limits (Cowan et al. (2011), Eq. 16): twice the rise of -ln L from its least value at
 * nu >= 0 to the tested nu, zero where the best nu is larger. Not thread-safe for one object.
 */
#ifndef EPSCAN_LIMIT_PROFILE_RATIO_H
#define EPSCAN_LIMIT_PROFILE_RATIO_H

#include "limit/likelihood.h"

struct profile_ratio {
    struct likelihood_workspace *workspace; /* borrowed */
    struct likelihood_data data;            /* borrowed */
    struct likelihood_fit best;
    int nuisances;
    double theta[LIKELIHOOD_MAX_NUISANCES]; /* of the best fit, where others start */
};

/* Fit the data. */
void profile_ratio_start(struct profile_ratio *ratio, const struct likelihood *likelihood, struct likelihood_workspace *workspace,
                         struct likelihood_data data);

/* q~ at a tested signal > 0, whatever was tested before; NaN where a fit fails. */
double profile_ratio_at(const struct profile_ratio *ratio, double signal);

#endif
