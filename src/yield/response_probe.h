/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a panel's nodes know the response R(s) of a channel: its interpolant against R itself between the nodes, for selections
 * all over a range. Immutable once made but for its scratch: one probe, one thread.
 */
#ifndef EPSCAN_YIELD_RESPONSE_PROBE_H
#define EPSCAN_YIELD_RESPONSE_PROBE_H

#include "core/gauss_legendre.h"
#include "response/channel.h"

#include <stdbool.h>

enum { MESH_PANEL_NODES = 24, PROBE_PLACES = MESH_PANEL_NODES + 1, PROBE_SAMPLES = MESH_PANEL_NODES + PROBE_PLACES };

/* The selections that a mesh must resolve, or that one group of columns makes. */
struct selection_range {
    double lowest_threshold_GeV, highest_threshold_GeV;
    double lowest_shift, highest_shift;
};

struct response_probe {
    const struct response *response; /* borrowed */
    struct selection_range range;
    double negligible;      /* of R: response->negligible_events at epsilon = 1 */
    struct gauss_rule rule; /* MESH_PANEL_NODES */
    double place[PROBE_PLACES];
    double cardinal[PROBE_PLACES][MESH_PANEL_NODES]; /* l_j(place[k]) */
    struct missing_energy sample[PROBE_SAMPLES];     /* of the panel at hand: at the rule's nodes, and where they are compared */
    double *room;                                    /* of the samples, owned */
};

/* `response` is borrowed for the probe's life. Free with response_probe_clear. */
epscan_status response_probe_init(struct response_probe *probe, const struct response *response,
                                  const struct selection_range *range);
void response_probe_clear(struct response_probe *probe);

/* Whether R is known to its tolerance plus what is negligible wherever s is between these two, low and high. */
bool response_probe_resolves(struct response_probe *probe, struct invariant low, struct invariant high);

#endif
