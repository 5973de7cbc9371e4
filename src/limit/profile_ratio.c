/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit/profile_ratio.h"

#include <math.h>
#include <string.h>

void profile_ratio_start(struct profile_ratio *ratio, const struct likelihood *likelihood, struct likelihood_workspace *workspace,
                         struct likelihood_data data) {
    ratio->workspace = workspace;
    ratio->data = data;
    ratio->nuisances = likelihood->nuisances;
    memcpy(ratio->theta, data.measured, (size_t)ratio->nuisances * sizeof *ratio->theta);
    ratio->best = likelihood_fit_best(workspace, &data, ratio->theta);
}

double profile_ratio_at(const struct profile_ratio *ratio, double signal) {
    double theta[LIKELIHOOD_MAX_NUISANCES];
    if (!ratio->best.converged) return NAN;
    if (signal < ratio->best.signal) return 0.0;
    memcpy(theta, ratio->theta, (size_t)ratio->nuisances * sizeof *theta);
    const struct likelihood_fit fit = likelihood_fit_at(ratio->workspace, &ratio->data, signal, theta);
    return fit.converged ? fmax(2.0 * (fit.value - ratio->best.value), 0.0) : NAN;
}
