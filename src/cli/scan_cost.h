/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scan will cost, from a sample of it. */
#ifndef EPSCAN_CLI_SCAN_COST_H
#define EPSCAN_CLI_SCAN_COST_H

#include "scan/job.h"

/* Seconds of one core like this one: of all, and those before the first tile. */
struct scan_cost {
    double seconds, setup_s;
};

/*
 * Prepares the job's experiment and a sketch of its table of limits, on all OpenMP threads, and then computes tiles spread over
 * the grid for some seconds, on one. Progress on stderr unless quiet. EPSCAN_STOPPED when a signal came.
 */
epscan_status scan_cost_of(const struct job *job, bool quiet, struct scan_cost *cost);

#endif
