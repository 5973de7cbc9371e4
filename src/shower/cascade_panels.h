/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panels in w = ln u of a cascade's solution: see cascade.c. Pure. */
#ifndef EPSCAN_SHOWER_CASCADE_PANELS_H
#define EPSCAN_SHOWER_CASCADE_PANELS_H

#include "shower/cascade.h"

#include <stdbool.h>

double cascade_panel_centre(const struct cascade_solution *s, int panel);
double cascade_panel_half(const struct cascade_solution *s, int panel);
double cascade_panel_node(const struct cascade_solution *s, int panel, int node);

/* Where panels must be narrow for what absorption does to the undegraded: X ~ u e^(-p u E0/beta) oscillates for complex p. */
struct cascade_layer {
    double low_w, high_w;
};

/* Fill the solution's edges from the lowest to the highest w. */
void cascade_panels_lay(struct cascade_solution *s, double lowest_w, double highest_w, bool continuous,
                        const struct cascade_layer *layer);

#endif
