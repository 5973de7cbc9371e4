/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of a model whose Gamma has its mediator's widths, of one experiment or several, from limits where Gamma is held. */
#ifndef EPSCAN_ANALYSIS_ROOT_LIMIT_H
#define EPSCAN_ANALYSIS_ROOT_LIMIT_H

#include "analysis/model_limit.h"

/* The limit with Gamma as it is at a mixing; 0: without the mediator's widths. */
struct held_limit {
    epscan_status (*with_widths_at)(void *data, double epsilon, struct model_limit *limit);
    void *data;
    const struct mediation *mediation; /* borrowed */
    bool observed_alone;               /* expected limits are not looked for: NaN */
};

/*
 * Events of the limit are those at EPSCAN_REFERENCE_EPSILON, events_up those at epsilon_up. Statuses of roots: no_limit, two_limits
 * and the like (limit/point_status.h). Fails as the held limit does.
 */
epscan_status root_limit_find(const struct held_limit *held, const epscan_dark_photon *model, struct model_limit *limit);

#endif
