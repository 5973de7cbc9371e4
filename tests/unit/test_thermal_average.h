/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of relic densities share. */
#ifndef EPSCAN_TEST_THERMAL_AVERAGE_H
#define EPSCAN_TEST_THERMAL_AVERAGE_H

#include "testing.h"

#include "relic/relic_density.h"
#include "relic/thermal_average.h"

#include <math.h>

/* <sigma v> of one model at one x [GeV^-2]. */
static inline double average_at(const struct relic_model *model, double epsilon, double x) {
    struct thermal_average *average;
    double log_average;
    if (thermal_average_create(model, 1, &x, &average)) fail_msg("%s", epscan_error_message());
    assert_int_equal(thermal_average_evaluate(average, epsilon, &log_average), EPSCAN_OK);
    thermal_average_free(average);
    return exp(log_average);
}

#endif
