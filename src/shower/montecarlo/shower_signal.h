/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dark photons on the way of a shower's positrons, as an observer of its steps: internal to the shower simulation. */
#ifndef EPSCAN_SHOWER_MONTECARLO_SHOWER_SIGNAL_H
#define EPSCAN_SHOWER_MONTECARLO_SHOWER_SIGNAL_H

#include "shower/montecarlo/shower_simulation.h"
#include "shower/montecarlo/shower_transport.h"

/* A shower with its dark photons, events[] in the order they are made; returns how many. The run has no observer before or after.
 */
int shower_signal_one(struct shower_run *run, const struct signal_setup *setup, uint64_t seed, uint64_t shower,
                      struct signal_event *events, bool *balanced);

#endif
