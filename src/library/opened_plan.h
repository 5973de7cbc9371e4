/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an epscan_yield_plan is inside. */
#ifndef EPSCAN_LIBRARY_OPENED_PLAN_H
#define EPSCAN_LIBRARY_OPENED_PLAN_H

#include "epscan/yield.h"
#include "experiment/prepared_experiment.h"
#include "yield/yield_plan.h"

struct epscan_yield_plan {
    const struct prepared_experiment *prepared; /* borrowed */
    epscan_selection lowest, highest;
    struct yield_plan plan;
};

/* EPSCAN_BAD_INPUT: a selection that is outside the plan's, or whose threshold is when it moves by moved_GeV either way. */
epscan_status check_within_plan(const epscan_yield_plan *plan, const epscan_selection *selection, double moved_GeV);

/* Doubles of scratch that a yield needs. */
size_t opened_plan_scratch(const epscan_yield_plan *plan);

#endif
