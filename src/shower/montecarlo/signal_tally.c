/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shower/montecarlo/signal_tally.h"

#include <math.h>

static void close_shower(struct signal_tally *tally) {
    for (int sample = 0; sample < SIGNAL_SAMPLES; sample++) {
        tally->sum[sample] += tally->open[sample];
        tally->square[sample] += tally->open[sample] * tally->open[sample];
        tally->open[sample] = 0.0;
    }
}

void signal_tally_add(struct signal_tally *tally, const struct signal_event *events, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct signal_event *event = &events[i];
        if (event->shower != tally->shower) close_shower(tally);
        tally->shower = event->shower;
        for (int sample = 0; sample < SIGNAL_SAMPLES; sample++) {
            if (sample == SIGNAL_SELECTED && !(event->ecal_GeV < tally->ecal_threshold_GeV)) continue;
            tally->count[sample]++;
            tally->open[sample] += event->weight;
        }
    }
}

struct estimate signal_tally_yield(const struct signal_tally *tally, enum signal_sample sample, uint64_t showers) {
    struct signal_tally closed = *tally;
    close_shower(&closed);
    const double n = (double)showers, mean = closed.sum[sample] / n;
    const double variance = fmax(0.0, closed.square[sample] / n - mean * mean);
    return (struct estimate){mean, showers > 1 ? sqrt(variance / (n - 1.0)) : NAN};
}
