/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of one model by channel, without a mesh: what points and limits are made of, and what scans are checked against. */
#ifndef EPSCAN_YIELD_MODEL_EVENTS_H
#define EPSCAN_YIELD_MODEL_EVENTS_H

#include "epscan/dark_photon.h"
#include "response/channel.h"

/*
 * events[channel_count()] at EPSCAN_REFERENCE_EPSILON: annihilation by adaptive quadrature of Eq. 5, channels whose response is a
 * table by that of rho R, those that are taken at the resonance there, NaN where they are not known; 0 where the experiment has no
 * such channel. Fails as signal_yield_adaptive does. Thread-safe.
 */
epscan_status model_events(const struct responses *responses, const epscan_dark_photon *model, const epscan_selection *selection,
                           double *events);

#endif
