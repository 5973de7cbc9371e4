/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The panels that a cascade's march has passed, and what they do to the balance of the next: one matrix product for all Laplace
 * transforms, which are the columns. Only cascade.c includes this.
 */
#ifndef EPSCAN_SHOWER_CASCADE_HISTORY_H
#define EPSCAN_SHOWER_CASCADE_HISTORY_H

#include "shower/cascade_row.h"
#include "shower/cascade_terms.h"

struct cascade_history {
    const struct cascade_terms *terms; /* borrowed */
    int panels, columns, stride;       /* from one node's X to the next's */
    int first_secondary;               /* panel beneath which there are no secondaries, or next to none */
    int slots, slot[CASCADE_SLOTS];    /* which act on the panel that is open, ascending */
    int first_with_secondaries;        /* of these slots */
    double *room;                      /* of all arrays, owned */
    double *primary;                   /* X [slot][node][column] */
    double *secondary;                 /* X [slot][particle - 1][node][column] */
    double *by_primary;                /* [particle][node][slot][node before]: what an X does to a balance */
    double *by_secondary;              /* [particle - 1][node][slot - first_with_secondaries][particle - 1][node before] */
    double *product;                   /* [particle][node][column], scratch */
    double *lost;                      /* [node][column], likewise */
    double *moments;                   /* [particle][node][column], likewise */
};

/* False without memory; cascade_history_clear then too. */
bool cascade_history_init(struct cascade_history *history, const struct cascade_terms *terms, int panels, int columns);
void cascade_history_clear(struct cascade_history *history);

/* X of one particle at one node of one slot: [columns]; the next node's is `stride` further on. */
double *cascade_history_X(const struct cascade_history *history, int slot, enum shower_particle particle, int node);

/* Begin with the balance at the nodes of `panel`, on which panels up to `far` (-1: none) act as gathered. */
void cascade_history_open(struct cascade_history *history, int panel, int far);

/* The row of one collocation node and of history->slot[before]. */
void cascade_history_add_row(struct cascade_history *history, int node, int before, const struct cascade_row *row);

/* balance[particle][node][stride] = what all slots do to it. */
void cascade_history_balance(struct cascade_history *history, double *balance);

/* To be called when the X of `panel` are known. */
void cascade_history_close(struct cascade_history *history, int panel);

#endif
