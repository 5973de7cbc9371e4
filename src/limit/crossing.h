/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a falling function of a positive variable crosses zero, wherever that is. Internal to the limit layer. */
#ifndef EPSCAN_LIMIT_CROSSING_H
#define EPSCAN_LIMIT_CROSSING_H

#include "epscan/status.h"

struct falling_function {
    /* value(x, data), falling in x; NaN where it cannot be computed */
    double (*value)(double x, void *data);
    void *data;
};

/*
 * x within 1e-10, by Brent's method (GSL) in ln x between brackets found by doubling from `guess` > 0. NaN when there is no
 * crossing between guess x 1e-9 and guess x 1e9, or the function is NaN on the way. EPSCAN_FAILED: no memory.
 */
epscan_status crossing_find(struct falling_function function, double guess, double *x);

#endif
