/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the nuisance parameters of an experiment's likelihood stand for, in their order (experiment_likelihood). */
#ifndef EPSCAN_EXPERIMENT_NUISANCE_PLACE_H
#define EPSCAN_EXPERIMENT_NUISANCE_PLACE_H

#include "experiment/experiment.h"

struct nuisance_place {
    const struct uncertainty *uncertainty; /* borrowed */
    int data_set;                          /* -1: one for all of the uncertainty's */
};

/* The k-th; false: there are fewer. */
bool nuisance_place_of(const struct experiment *experiment, int k, struct nuisance_place *place);

/* How many there are. */
int nuisance_count(const struct experiment *experiment);

/* "background", or "background, 2017". Returns `text`, cut at size - 1 bytes. */
const char *nuisance_name(const struct experiment *experiment, const struct nuisance_place *place, char *text, size_t size);

#endif
