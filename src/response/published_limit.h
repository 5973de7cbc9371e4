/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A published curve epsilon_UP(m_A'), interpolated linearly in ln epsilon against ln m. Immutable once made; readers are
 * thread-safe.
 */
#ifndef EPSCAN_RESPONSE_PUBLISHED_LIMIT_H
#define EPSCAN_RESPONSE_PUBLISHED_LIMIT_H

#include "epscan/status.h"

#include <stddef.h>

struct published_limit {
    size_t count;
    double *log_mass, *log_epsilon; /* [count], masses strictly increasing */
};

/* Copies mass_GeV[count] > 0, strictly increasing, and epsilon_up[count] > 0. Free with published_limit_clear. */
epscan_status published_limit_init(struct published_limit *limit, size_t count, const double *mass_GeV, const double *epsilon_up);
void published_limit_clear(struct published_limit *limit);

/* epsilon_UP at a mass; NaN outside the published range, and for an empty limit (count 0). */
double published_limit_epsilon_up(const struct published_limit *limit, double mass_GeV);

/* The yield at epsilon = 1 that the curve implies: N_up / epsilon_UP^2; NaN outside its range. */
double published_limit_events(const struct published_limit *limit, double mass_GeV);

#endif
