/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels integrated against the polynomials of a panel: see cascade.c, which alone includes this. */
#ifndef EPSCAN_SHOWER_CASCADE_ROW_H
#define EPSCAN_SHOWER_CASCADE_ROW_H

#include "shower/cascade_panels.h"

/* int l_j(w') kernel(u - e^w') dw' for one collocation point and the unknowns j of one panel. */
struct cascade_row {
    double of[KERNEL_COUNT][CASCADE_NODES];
};

enum { CASCADE_NEAR_NODES = 32 };

/* Slots are what a row may be of: the panels, and for each of them what is gathered up to it (cascade_far.c). */
enum { CASCADE_SLOTS = 2 * CASCADE_MAX_PANELS };

static inline int cascade_gathered_slot(int panel) {
    return CASCADE_MAX_PANELS + panel;
}

/* What evaluates the kernels between the nodes of a solution's panels. */
struct cascade_sampler {
    const struct shower_kernels *kernels;    /* borrowed, */
    const struct cascade_solution *solution; /* as this: its panels, once laid */
    double *scratch;                         /* [node] of the kernels, owned; NULL: no memory */
    double u[CASCADE_SLOTS][CASCADE_NODES], weight[CASCADE_SLOTS][CASCADE_NODES]; /* of integrals over w */
    struct gauss_rule near_rule;
    double own_cardinal[CASCADE_NODES][CASCADE_NEAR_NODES][CASCADE_NODES]; /* of samples beneath the nodes of their own panel */
};

void cascade_sampler_init(struct cascade_sampler *sampler, const struct shower_kernels *kernels,
                          const struct cascade_solution *solution);
void cascade_sampler_clear(struct cascade_sampler *sampler);

/* To be called when the solution's panels are laid. */
void cascade_sampler_lay(struct cascade_sampler *sampler);

/* The kernels of particles that come to u[count], ascending, from less than the drop. */
void cascade_sampler_prepare(const struct cascade_sampler *sampler, int count, const double *u, double largest_drop);

/* All kernels of one drop to the i-th of the energies prepared. */
void cascade_sampler_kernels(const struct cascade_sampler *sampler, int i, double drop, double value[KERNEL_COUNT]);

/* The row of one slot at or below a node of a panel, whose nodes are prepared. */
void cascade_row_fill(const struct cascade_sampler *sampler, int slot, int panel, int node, struct cascade_row *row);

#endif
