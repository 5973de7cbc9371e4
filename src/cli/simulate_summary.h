/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `epscan simulate` prints on stdout at the end. */
#ifndef EPSCAN_CLI_SIMULATE_SUMMARY_H
#define EPSCAN_CLI_SIMULATE_SUMMARY_H

#include "cli/simulate_run.h"
#include "shower/montecarlo/signal_tally.h"

struct simulate_result {
    uint64_t simulated; /* showers of this run alone, */
    double seconds;     /* in this time */
    const struct shower_simulation *simulation;
    const struct shower_tally *tally;
    const struct signal_tally *yield; /* of all showers; unused without a signal */
};

/* One JSON object. */
epscan_status simulate_print_summary(const struct simulate_request *request, const struct experiment *experiment,
                                     const struct simulate_result *result);

#endif
