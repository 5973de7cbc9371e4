/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines along which freeze-out leaves the dark matter there is (relic/relic_density.h), as figures draw them. */
#ifndef EPSCAN_REPORT_RELIC_TARGETS_H
#define EPSCAN_REPORT_RELIC_TARGETS_H

#include "relic/relic_density.h"
#include "report/figure.h"

/* Of a model without its mass: epsilon[count] at masses of chi; NaN, a gap, where there is no target. On all OpenMP threads. */
void relic_targets_find(const struct relic_model *like, size_t count, const double *mchi_GeV, double *epsilon);

/* "scalar", "Majorana", "pseudo-Dirac". */
const char *relic_target_name(enum relic_dark_matter kind);
struct figure_style relic_target_style(enum relic_dark_matter kind);

#endif
