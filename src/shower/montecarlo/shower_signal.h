/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dark photons on the way of a shower's positrons, as an observer of its steps: internal to the shower simulation. */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_SIGNAL_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_SIGNAL_H

#include "shower/montecarlo/shower_simulation.h"
#include "shower/montecarlo/shower_transport.h"

/*
 * A batch of showers with their dark photons, events[*made] in the order of showers, and how
 * many do not balance. The run has no observer before or after. EPSCAN_FAILED: no memory.
 */
epscan_status shower_signal_showers(struct shower_run *run, const struct signal_setup *setup, struct shower_batch batch,
                                    struct signal_event *events, size_t *made, int *unbalanced);

#endif
