/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an experiment file says about limits, its key `statistics`: method, confidence level, uncertainties. And the likelihood
 * that follows from it, the data sets and a model's yields.
 */
#ifndef EPSCAN_EXPERIMENT_STATISTICS_H
#define EPSCAN_EXPERIMENT_STATISTICS_H

#include "limit/likelihood.h"
#include "limit/upper_limit.h"
#include "response/channel.h"

enum { STATISTICS_MAX_UNCERTAINTIES = 24, STATISTICS_MAX_DATA_SETS = LIKELIHOOD_MAX_BINS };

/* A log-normal uncertainty of what it affects, by a factor (1 + relative)^theta. */
struct uncertainty {
    char name[48];
    double relative;      /* >= 0; of energy-scale uncertainties unused */
    bool is_energy_scale; /* the mean change of the yield when the threshold moves by energy_scale_GeV, model by model */
    bool affects_channel[CHANNELS_MAX], affects_background;
    bool is_correlated; /* one theta for all data sets, or one for each */
    bool is_shared;     /* and for those of other experiments with an uncertainty of this name that is shared */
    bool in_data_set[STATISTICS_MAX_DATA_SETS];
};

struct statistics {
    epscan_limit_method method;
    double confidence_level;
    double energy_scale_GeV; /* 0 unless an uncertainty needs it */
    int uncertainty_count;
    struct uncertainty uncertainties[STATISTICS_MAX_UNCERTAINTIES];
};

struct experiment;

/* Whether a model's energy-scale change matters to its likelihood. */
bool statistics_need_energy_scale(const struct statistics *statistics);

/* By how much limits of a method move thresholds, either way; 0: not. */
double statistics_moved_GeV(const struct statistics *statistics, epscan_limit_method method);

/* False when the method is counting and something was observed, by the experiment or its next ones, or the confidence level is not
 * Eq. 7's. */
bool statistics_may_count(const struct experiment *experiment);

/*
 * What must be said of limits by `method`: a line in text[], or false and "" when there is nothing. Of cls-asymptotic when fewer
 * than ten events were observed, or five expected: against exact Poisson CLs without uncertainties its limits on signal events are
 * 29 % too low for none observed and 0.5 expected, 15 % for 0 and 3, 7 % for 10 and 10.
 */
enum { STATISTICS_CAUTION_SIZE = 320 };
bool statistics_caution(const struct experiment *experiment, epscan_limit_method method, char text[STATISTICS_CAUTION_SIZE]);

/* Whether an energy-scale uncertainty is of other channels than annihilation too. */
bool statistics_scale_all_channels(const struct statistics *statistics);

/*
 * The likelihood of a model's yields at nominal efficiency, >= 0 and not all zero: events_of_channel[channel_count], in the order
 * of response/channel.h. Data sets share them as particles on target x efficiency. energy_scale_change_of_channel
 * [channel_count]: the relative change of each; unused unless needed. Free with likelihood_clear. EPSCAN_FAILED: no memory.
 */
epscan_status experiment_likelihood(const struct experiment *experiment, const double *events_of_channel, int channel_count,
                                    const double *energy_scale_change_of_channel, struct likelihood *likelihood);

#endif
