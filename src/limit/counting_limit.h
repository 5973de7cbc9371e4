/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 90 % C.L. limit of a counting experiment that saw nothing, Eq. 7. Pure and thread-safe. */
#ifndef EPSCAN_LIMIT_COUNTING_LIMIT_H
#define EPSCAN_LIMIT_COUNTING_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * epsilon_UP = epsilon_0 sqrt[N_up / (N_str + N_ann)], Eq. 7, yields >= 0 at EPSCAN_REFERENCE_EPSILON;
 * +infinity when both vanish (nothing is excluded).
 */
double counting_epsilon_up(double annihilation_events, double strahlung_events);

/* What limits span: whether all are above zero (NaN is not), and the largest that is finite; 0: none is. */
struct limit_range {
    bool all_usable;
    double weakest;
};

struct limit_range limit_range_of(size_t count, const double *epsilon);

/* The same for many: epsilon[i] of events[i] + others, i < count, and their range. `epsilon` may be `events`. */
struct limit_range counting_epsilon_up_of_each(size_t count, const double *events, double others, double *epsilon);

#endif
