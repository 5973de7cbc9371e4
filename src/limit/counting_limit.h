/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 90 % C.L. limit of a counting experiment that saw nothing, Eq. 7. Pure and thread-safe. */
#ifndef EPSCAN_LIMIT_COUNTING_LIMIT_H
#define EPSCAN_LIMIT_COUNTING_LIMIT_H

#include <stddef.h>

/*
 * epsilon_UP = epsilon_0 sqrt[N_up / (N_str + N_ann)], Eq. 7, yields >= 0 at EPSCAN_REFERENCE_EPSILON;
 * +infinity when both vanish (nothing is excluded).
 */
double counting_epsilon_up(double annihilation_events, double strahlung_events);

/* The same for many: epsilon[i] of events[i] + others, i < count. `epsilon` may be `events`. */
void counting_epsilon_up_of_each(size_t count, const double *events, double others, double *epsilon);

#endif
