/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The abundance of chi per entropy, Y = n/s, through freeze-out: see freeze_out.c. */
#ifndef EPSCAN_RELIC_FREEZE_OUT_H
#define EPSCAN_RELIC_FREEZE_OUT_H

#include "epscan/status.h"

#include <stddef.h>

enum { FREEZE_OUT_STAGES = 3 };

/*
 * Steps in ln x, x = m_chi/T, and what the equation needs at their stages: arrays of FREEZE_OUT_STAGES * step_count, stage by
 * stage, the last of each step at its end. Borrowed.
 */
struct freeze_out_steps {
    size_t step_count;
    const double *length;          /* [step_count], in ln x */
    const double *log_x;           /* at the stages */
    const double *log_rate;        /* ln Lambda of dY/dln x = -Lambda (Y^2 - Y_eq^2) */
    const double *log_equilibrium; /* ln Y_eq */
};

/* Where the stages of a step stand, in units of its length; ascending, the last is 1. */
extern const double freeze_out_stage[FREEZE_OUT_STAGES];

struct freeze_out {
    double log_abundance; /* ln Y after the last step and all that annihilates later */
    double x_freeze_out;  /* where Y = 2.5 Y_eq, to 1e-3; NAN if it never is */
    double memory;        /* share of a small departure from Y_eq at the start that is left at freeze-out */
};

/*
 * From equilibrium at `start_log_equilibrium` before the first step. The relative error of Y is 1e-6 for steps of 0.025 around
 * x = 20. Fails with EPSCAN_FAILED when Newton's method does not converge. Pure.
 */
epscan_status freeze_out_solve(const struct freeze_out_steps *steps, double start_log_equilibrium, struct freeze_out *result);

#endif
