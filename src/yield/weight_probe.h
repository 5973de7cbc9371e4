/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a panel's nodes know the selection weight W(E) = T(E) P_sel(E): its interpolant against W itself between the nodes,
 * for selections all over a range. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_WEIGHT_PROBE_H
#define EPSCAN_YIELD_WEIGHT_PROBE_H

#include "yield/search.h"

#include <stdbool.h>

enum { MESH_PANEL_NODES = 24, WEIGHT_PROBE_PLACES = MESH_PANEL_NODES + 1 };

/* The selections that a mesh must resolve, or that one group of columns makes. */
struct selection_range {
    double lowest_threshold_GeV, highest_threshold_GeV;
    double lowest_shift, highest_shift;
};

struct weight_probe {
    const struct search *search; /* borrowed */
    struct selection_range range;
    double negligible_X0_per_GeV; /* of W, by search_negligible_events */
    struct gauss_rule rule;       /* MESH_PANEL_NODES */
    double place[WEIGHT_PROBE_PLACES];
    double cardinal[WEIGHT_PROBE_PLACES][MESH_PANEL_NODES]; /* l_j(place[k]) */
};

/* `search` is borrowed for the probe's life. */
void weight_probe_init(struct weight_probe *probe, const struct search *search, const struct selection_range *range);

/* Whether W is known to 1e-10 of itself plus what is negligible wherever E0 - E is between the losses. */
bool weight_probe_resolves(const struct weight_probe *probe, double least_loss_GeV, double most_loss_GeV);

#endif
