/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit/counting_limit.h"

#include "epscan/constants.h"
#include "epscan/dark_photon.h"

#include <math.h>

/* Eq. 7 */
static inline double epsilon_up(double events) {
    return EPSCAN_REFERENCE_EPSILON * sqrt(EPSCAN_COUNTING_EVENTS / events);
}

double counting_epsilon_up(double annihilation_events, double strahlung_events) {
    return epsilon_up(strahlung_events + annihilation_events);
}

void counting_epsilon_up_of_each(size_t count, const double *events, double others, double *epsilon) {
#pragma omp simd
    for (size_t i = 0; i < count; i++) epsilon[i] = epsilon_up(events[i] + others);
}
