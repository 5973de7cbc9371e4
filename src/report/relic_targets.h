/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines along which freeze-out leaves the dark matter there is (relic/relic_density.h), as figures draw them. */
#ifndef EPSCAN_REPORT_RELIC_TARGETS_H
#define EPSCAN_REPORT_RELIC_TARGETS_H

#include "relic/relic_density.h"
#include "report/limit_plane.h"
#include "report/plot.h"

/* Of a model without its mass: epsilon[count] at masses of chi; NaN, a gap, where there is no target. On all OpenMP threads. */
void relic_targets_find(const struct relic_model *like, size_t count, const double *mchi_GeV, double *epsilon);

/* Those of the figures of the field, which differ in how chi annihilates: p-wave, its own partner, s-wave. */
enum { RELIC_USUAL_TARGETS = 3 };
extern const epscan_spin relic_usual_targets[RELIC_USUAL_TARGETS];

/* "scalar", "Majorana", "pseudo-Dirac", ... */
const char *relic_target_name(epscan_spin kind);
struct figure_style relic_target_style(epscan_spin kind);

/*
 * Lines of what a request wants, of a mediator, over the axis x[2] of panel 0, of the plane's coupling and r. EPSCAN_BAD_INPUT: a
 * current by name that the mediator does not take.
 */
enum { RELIC_TARGET_POINTS = 100 };
epscan_status relic_targets_add(struct figure *figure, const struct plot_request *request, const struct limit_plane *plane,
                                const double x[2], const struct mediator *mediator, double splitting);

#endif
