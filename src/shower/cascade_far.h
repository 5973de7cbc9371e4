/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panels far below a cascade's march, taken together: see cascade_far.c. Only cascade.c includes this. */
#ifndef EPSCAN_SHOWER_CASCADE_FAR_H
#define EPSCAN_SHOWER_CASCADE_FAR_H

#include "shower/cascade_history.h"

/* The last panel that is far below `panel`, as all before it are; -1: none. */
int cascade_last_far(const struct cascade_sampler *sampler, int panel);

/* Gather the X of `panel`, now known, with those of all panels before. */
void cascade_gather(struct cascade_sampler *sampler, struct cascade_history *history, int panel);

#endif
