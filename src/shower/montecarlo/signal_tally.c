/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shower/montecarlo/signal_tally.h"

#include <math.h>
#include <stdbool.h>

static void close_shower(struct signal_tally *tally) {
    for (int sample = 0; sample < SIGNAL_SAMPLES; sample++) {
        tally->sum[sample] += tally->open[sample];
        tally->square[sample] += tally->open[sample] * tally->open[sample];
        tally->open[sample] = 0.0;
    }
}

static void add_to_sample(struct signal_tally *tally, enum signal_sample sample, double weight) {
    tally->count[sample]++;
    tally->open[sample] += weight;
}

void signal_tally_add(struct signal_tally *tally, const struct signal_event *events, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct signal_event *event = &events[i];
        if (event->shower != tally->shower) close_shower(tally);
        tally->shower = event->shower;
        const bool radiated = event->channel == SIGNAL_STRAHLUNG;
        add_to_sample(tally, radiated ? SIGNAL_RADIATED : SIGNAL_ANNIHILATED, event->weight);
        if (!(event->ecal_GeV < tally->ecal_threshold_GeV)) continue;
        add_to_sample(tally, radiated ? SIGNAL_RADIATED_SELECTED : SIGNAL_ANNIHILATED_SELECTED, event->weight);
        add_to_sample(tally, SIGNAL_SELECTED, event->weight);
    }
}

struct estimate signal_tally_yield(const struct signal_tally *tally, enum signal_sample sample, uint64_t showers) {
    struct signal_tally closed = *tally;
    close_shower(&closed);
    const double n = (double)showers, mean = closed.sum[sample] / n;
    const double variance = fmax(0.0, closed.square[sample] / n - mean * mean);
    return (struct estimate){mean, showers > 1 ? sqrt(variance / (n - 1.0)) : NAN};
}
