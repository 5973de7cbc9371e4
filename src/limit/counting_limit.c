/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eq. 7 of many columns at once: one over a root each, without a division or a root, and of what came out what a status needs.
 * This file is compiled with contraction to fused multiply-adds and for the widest vectors.
 */
#include "limit/counting_limit.h"

#include "epscan/constants.h"
#include "epscan/dark_photon.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

/*
 * 1/sqrt(x) for DBL_MIN <= x < infinity to 4e-16, without a division and a root, which took a fifth of a scan's time with a
 * thousand columns: Newton's y (3 - x y^2)/2 from half the exponent (C. Lomont, Fast inverse square root, 2003, whose constant for
 * doubles starts it 3.5e-2 off) leaves 1.5 of the error's square: 2e-3, 5e-6, 4e-11, 2e-21.
 */
static inline double reciprocal_root(double x) {
    union {
        double value;
        uint64_t bits;
    } y = {.value = x};
    y.bits = 0x5fe6eb50c7b537a9u - (y.bits >> 1);
    for (int i = 0; i < 4; i++) y.value *= 1.5 - 0.5 * x * (y.value * y.value);
    return y.value;
}

/* Eq. 7, given epsilon_0 sqrt(N_up) */
static inline double epsilon_up(double of_one_event, double events) {
    return events < DBL_MIN ? INFINITY : events > DBL_MAX ? 0.0 : of_one_event * reciprocal_root(events);
}

static double epsilon_up_of_one_event(void) {
    return EPSCAN_REFERENCE_EPSILON * sqrt(EPSCAN_COUNTING_EVENTS);
}

double counting_epsilon_up(double annihilation_events, double strahlung_events) {
    return epsilon_up(epsilon_up_of_one_event(), strahlung_events + annihilation_events);
}

/* NaN is not above zero. */
static inline double is_unusable(double epsilon) {
    return epsilon > 0.0 ? 0.0 : 1.0;
}

static inline double finite_or_zero(double epsilon) {
    return epsilon <= DBL_MAX ? epsilon : 0.0;
}

struct limit_range limit_range_of(size_t count, const double *epsilon) {
    double unusable = 0.0, weakest = 0.0;
#pragma omp simd reduction(+ : unusable) reduction(max : weakest)
    for (size_t i = 0; i < count; i++) {
        const double finite = finite_or_zero(epsilon[i]);
        unusable += is_unusable(epsilon[i]);
        weakest = finite > weakest ? finite : weakest;
    }
    return (struct limit_range){unusable == 0.0, weakest};
}

/* The range is found along: by itself it would wait for its sums. */
struct limit_range counting_epsilon_up_of_each(size_t count, const double *events, double others, double *epsilon) {
    const double of_one_event = epsilon_up_of_one_event();
    double unusable = 0.0, weakest = 0.0;
#pragma omp simd reduction(+ : unusable) reduction(max : weakest)
    for (size_t i = 0; i < count; i++) {
        const double own = epsilon_up(of_one_event, events[i] + others), finite = finite_or_zero(own);
        unusable += is_unusable(own);
        weakest = finite > weakest ? finite : weakest;
        epsilon[i] = own;
    }
    return (struct limit_range){unusable == 0.0, weakest};
}
