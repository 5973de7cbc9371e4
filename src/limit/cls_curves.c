/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CLs = P(q~ >= q | nu) / P(q~ >= q | 0), each probability a count over the number of toys; its error is binomial, of ln CLs. q is
 * that of the data, or for an expected band the quantile of the background's own toys at -2 ... +2 sigma. Signals are kept in the
 * order of being tested, beside their order in nu. nu in events. Read, J. Phys. G 28, 2693 (2002).
 */
#include "limit/cls_curves.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

/* Of background toys beyond q, below which CLs is not known to a third. */
enum { LEAST_COUNT = 10 };

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sort; values that are not numbers go to the end. Returns how many are numbers. */
static size_t sort_numbers(double *q, size_t count) {
    size_t numbers = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(q[i])) q[numbers++] = q[i];
    for (size_t i = numbers; i < count; i++) q[i] = NAN;
    qsort(q, numbers, sizeof *q, ascending);
    return numbers;
}

/* How many of sorted q[] are as large as `least`, or so near below that rounding decides. */
static size_t as_large_as(const double *q, size_t count, double least) {
    const double bound = least - 1e-9 * (1.0 + least);
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (q[middle] < bound)
            low = middle + 1;
        else
            high = middle;
    }
    return count - low;
}

/*
 * ln of the ratio of two counted probabilities and its error. NaN where the background's is not known to a third: too few toys.
 * Half a toy stands for none with signal, which is far below any level then.
 */
static void put_cls(struct cls_curves *curves, int curve, int at, const size_t count[TOY_HYPOTHESES],
                    const size_t of[TOY_HYPOTHESES]) {
    double share[TOY_HYPOTHESES], variance = 0.0;
    for (int h = 0; h < TOY_HYPOTHESES; h++) {
        const double n = (double)of[h], k = fmax((double)count[h], 0.5);
        share[h] = k / n;
        variance += (1.0 - fmin(share[h], 1.0)) / k + 1e-4 / n;
    }
    curves->log_cls[curve][at] = count[TOY_BACKGROUND] < LEAST_COUNT ? NAN : log(share[TOY_SIGNAL] / share[TOY_BACKGROUND]);
    curves->error[curve][at] = sqrt(variance);
    curves->is_known[curve][at] = count[TOY_BACKGROUND] >= LEAST_COUNT && count[TOY_SIGNAL] >= LEAST_COUNT;
}

/* q of a band among the background's sorted toys: upward fluctuations of the background make q~ small. */
static double band_quantile(const double *q, size_t count, int band) {
    const double above = gsl_cdf_ugaussian_P(band - EPSCAN_LIMIT_BANDS / 2);
    const size_t rank = (size_t)(above * (double)count + 0.5);
    return q[count - (rank > 0 ? rank : 1)];
}

void cls_curves_count(struct cls_curves *curves, int at, double *const q[TOY_HYPOTHESES], size_t toys, double observed) {
    size_t of[TOY_HYPOTHESES], count[TOY_HYPOTHESES];
    for (int h = 0; h < TOY_HYPOTHESES; h++) {
        of[h] = sort_numbers(q[h], toys);
        curves->failed += toys - of[h];
        curves->all += toys;
    }
    if (of[TOY_BACKGROUND] == 0 || of[TOY_SIGNAL] == 0) of[TOY_BACKGROUND] = of[TOY_SIGNAL] = 1; /* counted as failed */
    for (int curve = 0; curve < CLS_CURVES; curve++) {
        const double least = curve == CLS_OBSERVED ? observed : band_quantile(q[TOY_BACKGROUND], of[TOY_BACKGROUND], curve);
        for (int h = 0; h < TOY_HYPOTHESES; h++) count[h] = as_large_as(q[h], of[h], least);
        put_cls(curves, curve, at, count, of);
    }
}

int cls_curves_add(struct cls_curves *curves, double log_signal) {
    const int at = curves->count++;
    int place = at;
    curves->log_signal[at] = log_signal;
    for (; place > 0 && curves->log_signal[curves->order[place - 1]] > log_signal; place--)
        curves->order[place] = curves->order[place - 1];
    curves->order[place] = at;
    return at;
}

bool cls_curves_bracket(const struct cls_curves *curves, int curve, double level, int bracket[2]) {
    const double *y = curves->log_cls[curve];
    int above = curves->count - 1;
    while (above >= 0 && !(y[curves->order[above]] > level)) above--;
    bracket[0] = above;
    bracket[1] = above + 1;
    return above >= 0 && above < curves->count - 1 && y[curves->order[above + 1]] <= level;
}

double cls_curves_log_signal(const struct cls_curves *curves, int place) {
    return curves->log_signal[curves->order[place]];
}
