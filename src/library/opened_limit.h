/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits for programs, within a call that is guarded (call_guard.h). */
#ifndef EPSCAN_LIBRARY_OPENED_LIMIT_H
#define EPSCAN_LIBRARY_OPENED_LIMIT_H

#include "analysis/model_limit.h"
#include "epscan/limit.h"

/* What the experiment itself asks for. */
epscan_limit_options opened_limit_own_options(const struct experiment *experiment);

/* A program's options, looked at; EPSCAN_BAD_INPUT. Their selection too, if it counts. */
epscan_status opened_limit_options(const struct experiment *experiment, const epscan_limit_options *options, bool has_selection,
                                   struct limit_options *inner);

/* The limit of a model and options that were looked at; nothing found: NaN. */
epscan_status opened_limit_find(const struct prepared_experiment *prepared, const epscan_dark_photon *model,
                                const struct limit_options *options, epscan_limit *limit);
void opened_limit_nothing(epscan_limit *limit);

#endif
