/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/model_likelihood.h"

#include "analysis/point_limit.h"
#include "core/error.h"

epscan_status model_likelihood_init(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                                    const struct limit_options *options, struct model_likelihood *l) {
    struct limit_options chosen = *options;
    struct model_limit yields;
    if (prepared->experiment->mediation.visible_widths)
        return error_set(
            EPSCAN_BAD_INPUT,
            "a likelihood in epsilon^2: events do not go with it where visible_widths is set; allowed: widths neglected");
    chosen.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC; /* any that needs the energy scale */
    *l = (struct model_likelihood){0};
    const epscan_status status = model_limit_join(prepared, model, &chosen, &yields, &l->likelihood);
    if (!status) l->events = point_total_events(yields.channel_events);
    return status;
}

void model_likelihood_clear(struct model_likelihood *l) {
    likelihood_clear(&l->likelihood);
}

double model_likelihood_signal(const struct model_likelihood *l, double epsilon) {
    const double ratio = epsilon / EPSCAN_REFERENCE_EPSILON;
    return l->events * ratio * ratio;
}
