/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihood of one model in one experiment, or several together, as a function of epsilon: for programs and for files of
 * likelihoods. */
#ifndef EPSCAN_ANALYSIS_MODEL_LIKELIHOOD_H
#define EPSCAN_ANALYSIS_MODEL_LIKELIHOOD_H

#include "analysis/model_limit.h"

struct model_likelihood {
    double events; /* nu at EPSCAN_REFERENCE_EPSILON: all channels that are known, all bins; 0: none is expected at any epsilon */
    struct likelihood likelihood;
};

/*
 * Of the options' selection, by their plan or without a mesh. Fails as model_yields_find does. Free with model_likelihood_clear.
 */
epscan_status model_likelihood_init(const struct prepared_experiment *experiment, const epscan_dark_photon *model,
                                    const struct limit_options *options, struct model_likelihood *likelihood);
void model_likelihood_clear(struct model_likelihood *likelihood);

/* nu at a mixing: it goes with epsilon^2. */
double model_likelihood_signal(const struct model_likelihood *likelihood, double epsilon);

#endif
