/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shower of an experiment, solved as its file says, or as it was solved before (core/result_cache.h). */
#ifndef EPSCAN_EXPERIMENT_SOLVED_SHOWER_H
#define EPSCAN_EXPERIMENT_SOLVED_SHOWER_H

#include "experiment/experiment.h"
#include "shower/track_length.h"

/* The Monte Carlo on all OpenMP threads. EPSCAN_STOPPED when the process is to stop. The caller frees *track_length. */
epscan_status solved_shower(const struct experiment *experiment, struct track_length **track_length);

#endif
