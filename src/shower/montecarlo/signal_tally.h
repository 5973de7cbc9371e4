/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Yields from signal events. The events of one shower belong together (its weights are correlated), showers do not: the
 * estimator of a yield per beam particle is the mean over showers of w_i, the sum of a shower's weights, and its error
 *     sqrt{ [sum w_i^2 / N - (sum w_i / N)^2] / (N - 1) },
 * unbiased in its square whatever the number of showers or how they were shared out. Not thread-safe.
 */
#ifndef EPSCAN_SHOWER_MONTECARLO_SIGNAL_TALLY_H
#define EPSCAN_SHOWER_MONTECARLO_SIGNAL_TALLY_H

#include "shower/montecarlo/shower_simulation.h"

/* All events of a channel, those whose ECAL reads less than the threshold, and these of all channels. */
enum signal_sample {
    SIGNAL_ANNIHILATED,
    SIGNAL_RADIATED,
    SIGNAL_ANNIHILATED_SELECTED,
    SIGNAL_RADIATED_SELECTED,
    SIGNAL_SELECTED,
    SIGNAL_SAMPLES
};

struct signal_tally {
    double ecal_threshold_GeV;
    uint64_t count[SIGNAL_SAMPLES];
    uint64_t shower; /* of the last event */
    double open[SIGNAL_SAMPLES];
    double sum[SIGNAL_SAMPLES], square[SIGNAL_SAMPLES];
};

/* Add events in the order of showers to a tally that began with zeros and its threshold. */
void signal_tally_add(struct signal_tally *tally, const struct signal_event *events, size_t count);

/* Yield per shower at EPSCAN_REFERENCE_EPSILON; error NaN for fewer than two showers. */
struct estimate signal_tally_yield(const struct signal_tally *tally, enum signal_sample sample, uint64_t showers);

#endif
