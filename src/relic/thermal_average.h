/* SPDX-License-Identifier: GPL-3.0-or-later */
/* <sigma v> of chi pairs in a bath, at many temperatures and any mixing: see thermal_average.c. */
#ifndef EPSCAN_RELIC_THERMAL_AVERAGE_H
#define EPSCAN_RELIC_THERMAL_AVERAGE_H

#include "epscan/status.h"
#include "relic/dark_annihilation.h"

#include <stddef.h>

/* Immutable once made; readers are thread-safe. */
struct thermal_average;

/* For x[count] = m_chi/T, ascending, > 0, copied. Fails with EPSCAN_FAILED. The caller frees *average. */
epscan_status thermal_average_create(const struct relic_model *model, size_t count, const double *x,
                                     struct thermal_average **average);
void thermal_average_free(struct thermal_average *average);

/* log_average[count] = ln(<sigma v> GeV^2) at mixing epsilon > 0; 1e-8. Fails when memory is out. */
epscan_status thermal_average_evaluate(const struct thermal_average *average, double epsilon, double *log_average);

#endif
