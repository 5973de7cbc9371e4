/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of a model with its mediator's widths, of chi and of neutrinos: what every yield is by. With widths neglected they are the
 * model's own. Thread-safe.
 */
#ifndef EPSCAN_ANALYSIS_MEDIATED_EVENTS_H
#define EPSCAN_ANALYSIS_MEDIATED_EVENTS_H

#include "experiment/prepared_experiment.h"
#include "yield/response_projection.h"
#include "yield/response_table.h"
#include "yield/yield_plan.h"

/*
 * What yields are made with: a plan with its scratch_size + row_length doubles; a response whose columns have the selection, of
 * which no more than the experiment needs to be prepared; or neither, no mesh. Without a plan, `tables` of models with `table`; and
 * with a response `projected`, a density of one's own that is on it, whatever the model is.
 */
struct yield_means {
    const struct prepared_experiment *prepared;
    const struct yield_plan *plan;
    double *scratch;
    const struct response_table *response;
    const struct density_table *tables;
    const struct response_projection *projected;
};

/*
 * events[channel_count()] at EPSCAN_REFERENCE_EPSILON, with Gamma as it is at `epsilon`; 0: without those widths. Fails as
 * model_events does; never with a plan.
 */
epscan_status mediated_events(const struct yield_means *means, const epscan_dark_photon *model, double epsilon,
                              const epscan_selection *selection, double *events);

#endif
