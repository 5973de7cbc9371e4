/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit of one model: yields, likelihood, upper limit. */
#ifndef EPSCAN_ANALYSIS_MODEL_LIMIT_H
#define EPSCAN_ANALYSIS_MODEL_LIMIT_H

#include "experiment/prepared_experiment.h"
#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "limit/cls_toys.h"
#include "response/channel.h"
#include "yield/response_projection.h"
#include "yield/response_table.h"
#include "yield/yield_plan.h"

struct limit_options {
    epscan_limit_method method;
    epscan_selection selection;
    const struct yield_plan *plan; /* borrowed: yields by its moments, in whose range moved thresholds are too; NULL: no mesh */
    double widths_at; /* of Gamma, where the mediator's widths are part of it: the mixing that they are at; 0: without them */
    double *scratch;  /* with a plan: its scratch_size + row_length doubles, of one thread */
    const struct response_table *response;       /* borrowed: whose columns are the experiment's; NULL: the experiment's own */
    const struct density_table *tables;          /* borrowed: of models with `table` */
    const struct response_projection *projected; /* borrowed, with a response: what the yields are of, instead of the model */
    const struct prepared_experiment *const
        *others; /* borrowed: further experiments that the limit is of, at their own thresholds */
    size_t other_count;
    struct toy_setup toys;             /* of EPSCAN_LIMIT_CLS_TOYS; the confidence level of all methods */
    const struct upper_limit *counted; /* borrowed: signal events that are the limit, found before; NULL: by the method */
};

/*
 * The experiment's own method, threshold and confidence level, an unshifted scale; default toys on this process's threads; yields
 * by adaptive quadrature.
 */
struct limit_options limit_options_of(const struct experiment *experiment);

struct model_limit {
    double channel_events[CHANNELS_MAX];      /* at EPSCAN_REFERENCE_EPSILON, by channel; of all experiments; NaN where not known */
    double energy_scale_change[CHANNELS_MAX]; /* relative, of each channel's events in the first; 0 where no uncertainty needs it */
    bool is_partly_unknown;                   /* some experiment's channel is not, and left out */
    struct upper_limit events;
    double epsilon_up, epsilon_error;            /* +infinity where nothing is expected at all; statistical error of toys */
    double epsilon_expected[EPSCAN_LIMIT_BANDS]; /* NaN for methods without */
    epscan_point_status status;
};

/* Events by channel and, where the method and an uncertainty need it, their energy-scale change; no limit yet. */
epscan_status model_yields_find(const struct prepared_experiment *experiment, const epscan_dark_photon *model,
                                const struct limit_options *options, struct model_limit *limit);

/* No yields and no limit: of a model without a signal. Pure. */
struct model_limit model_limit_nothing(void);

/* What moved thresholds make of a channel's events. */
void model_limit_set_change(struct model_limit *yields, size_t channel, double lowered, double raised);

/*
 * A limit in three steps, of yields that were found before, of one experiment or several: the first one's yields, those of others
 * at nominal efficiency, and then the limit. The likelihood is to be cleared unless starting fails; finishing does so.
 */
epscan_status model_limit_start(const struct experiment *experiment, const struct model_limit *yields, struct model_limit *limit,
                                struct likelihood *likelihood);
epscan_status model_limit_add(const struct experiment *experiment, const struct model_limit *yields, struct model_limit *limit,
                              struct likelihood *likelihood);
epscan_status model_limit_finish(const struct experiment *experiment, const epscan_dark_photon *model,
                                 const struct limit_options *options, struct model_limit *limit, struct likelihood *likelihood);

/* The first two steps, of the experiment, its next ones and the options' others. */
epscan_status model_limit_join(const struct prepared_experiment *experiment, const epscan_dark_photon *model,
                               const struct limit_options *options, struct model_limit *limit, struct likelihood *likelihood);

/*
 * Of the experiment, its next ones and the options' others together, with a Gamma that is held, so that N goes with epsilon^2. A
 * limit that is not found is a status, not an error.
 */
epscan_status model_limit_at(const struct prepared_experiment *experiment, const epscan_dark_photon *model,
                             const struct limit_options *options, struct model_limit *limit);

/*
 * The same where nothing is held: with visible widths limits are roots (root_limit.c), and `widths_at` of the options is not looked
 * at.
 */
epscan_status model_limit_find(const struct prepared_experiment *experiment, const epscan_dark_photon *model,
                               const struct limit_options *options, struct model_limit *limit);

#endif
