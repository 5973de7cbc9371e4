/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "response/published_limit.h"

#include "core/error.h"
#include "epscan/constants.h"

#include <math.h>
#include <stdlib.h>

epscan_status published_limit_init(struct published_limit *limit, size_t count, const double *mass_GeV, const double *epsilon_up) {
    limit->count = count;
    limit->log_mass = malloc(count * sizeof *limit->log_mass);
    limit->log_epsilon = malloc(count * sizeof *limit->log_epsilon);
    if (!limit->log_mass || !limit->log_epsilon) {
        published_limit_clear(limit);
        return error_no_memory("a published limit");
    }
    for (size_t i = 0; i < count; i++) {
        limit->log_mass[i] = log(mass_GeV[i]);
        limit->log_epsilon[i] = log(epsilon_up[i]);
    }
    return EPSCAN_OK;
}

void published_limit_clear(struct published_limit *limit) {
    free(limit->log_mass);
    free(limit->log_epsilon);
    *limit = (struct published_limit){0};
}

double published_limit_epsilon_up(const struct published_limit *limit, double mass_GeV) {
    const double x = log(mass_GeV);
    /* a mass typed in decimal may differ from the table's by the rounding of its logarithm */
    const double slack = 1e-14 * (1.0 + fabs(x));
    if (limit->count == 0 || !(x >= limit->log_mass[0] - slack && x <= limit->log_mass[limit->count - 1] + slack)) return NAN;
    if (limit->count == 1) return exp(limit->log_epsilon[0]);
    size_t low = 0, high = limit->count - 1;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (limit->log_mass[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    const double share = (x - limit->log_mass[low]) / (limit->log_mass[high] - limit->log_mass[low]);
    return exp(limit->log_epsilon[low] + share * (limit->log_epsilon[high] - limit->log_epsilon[low]));
}

double published_limit_events(const struct published_limit *limit, double mass_GeV) {
    const double epsilon = published_limit_epsilon_up(limit, mass_GeV);
    return EPSCAN_COUNTING_EVENTS / (epsilon * epsilon);
}
