/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CLs by pseudo-experiments ("toys"): for each tested signal, q~ of data drawn with it and without it. A toy is keyed by (seed,
 * tested signal, toy), so that its numbers do not depend on who computes it.
 */
#ifndef EPSCAN_LIMIT_CLS_TOYS_H
#define EPSCAN_LIMIT_CLS_TOYS_H

#include "limit/upper_limit.h"

#include <stddef.h>

#define CLS_TOYS_DEFAULT 10000
#define CLS_TOYS_LEAST 1000
#define CLS_TOYS_MOST 10000000

/* Without and with signal. */
enum toy_hypothesis { TOY_BACKGROUND, TOY_SIGNAL, TOY_HYPOTHESES };

/*
 * Where a toy's nuisances come from:
 * TOYS_FITTED  those of the fit to the data with the tested, or no, signal; their measurements are drawn about them. The
 *              frequentist prescription of the LHC (ATLAS and CMS, ATL-PHYS-PUB-2011-11).
 * TOYS_PRIOR   drawn from their constraints, measured as in the data (Cousins and Highland, Nucl. Instrum. Methods A 320, 331
 * (1992)).
 */
enum toy_ensemble { TOYS_FITTED, TOYS_PRIOR };

/* A tested signal; everything borrowed. */
struct toy_test {
    const struct likelihood *likelihood;
    double tested_signal;
    enum toy_ensemble ensemble;
    const double *theta[TOY_HYPOTHESES]; /* [nuisances] of TOYS_FITTED */
    uint64_t seed, key;                  /* toys of different keys are independent */
};

/* q[count] of toys first .. first + count - 1; NaN where a fit failed. Serial. EPSCAN_FAILED: no memory. */
epscan_status toy_test_run(const struct toy_test *test, enum toy_hypothesis hypothesis, uint64_t first, size_t count, double *q);

/*
 * Computes q[toys] of a test by toy_test_run, in whatever parts and on whatever threads and ranks. EPSCAN_STOPPED when the process
 * is to stop.
 */
struct toy_runner {
    epscan_status (*run)(const struct toy_test *test, enum toy_hypothesis hypothesis, size_t toys, double *q, void *data);
    void *data;
};

/* A runner on the threads of this process. */
struct toy_runner toy_runner_threads(void);

struct toy_setup {
    double confidence_level;
    enum toy_ensemble ensemble;
    size_t toys; /* of each hypothesis and tested signal: CLS_TOYS_LEAST to CLS_TOYS_MOST */
    uint64_t seed;
    struct toy_runner runner;
};

/*
 * Observed and expected limits. Around where each curve of CLs falls through 1 - CL, some 40 signals in all are tested, brackets
 * halved; the limit is where a parabola in ln CLs against ln nu through those of the last bracket does, with the error of
 * that fit. A limit that toys do not show, for CLs of the background is known by fewer than ten of them or the parabola does
 * not fit, is NaN. More than one failed fit in a thousand: not converged. EPSCAN_FAILED: no memory; EPSCAN_STOPPED as the runner.
 */
epscan_status limit_cls_toys(const struct likelihood *likelihood, const struct toy_setup *setup, struct upper_limit *limit);

#endif
