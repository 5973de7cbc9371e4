/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits of several experiments together, for scans: each experiment has a plan of yields at its own threshold, and each model's
 * limit is found by itself, as the joint likelihood has too many shapes for a table. Immutable once made; thread-safe.
 */
#ifndef EPSCAN_ANALYSIS_JOINT_LIMIT_H
#define EPSCAN_ANALYSIS_JOINT_LIMIT_H

#include "analysis/model_limit.h"

struct joint_limiter;

/* Of an experiment that has next ones, borrowed, by the first's method and level. Free with joint_limiter_free. */
epscan_status joint_limiter_create(const struct prepared_experiment *first, struct joint_limiter **limiter);
void joint_limiter_free(struct joint_limiter *limiter);

/* Doubles that joint_limit_find needs of each thread. */
size_t joint_limiter_scratch(const struct joint_limiter *limiter);

/* Events of all experiments together and their limit, as model_limit_find has them; with visible widths none that are expected. */
epscan_status joint_limit_find(const struct joint_limiter *limiter, const epscan_dark_photon *model, double *scratch,
                               struct model_limit *limit);

#endif
