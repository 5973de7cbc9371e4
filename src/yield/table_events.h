/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a tabulated spectral density: channel by channel, without a mesh, as model_events.h has those of models. */
#ifndef EPSCAN_YIELD_TABLE_EVENTS_H
#define EPSCAN_YIELD_TABLE_EVENTS_H

#include "model/density_table.h"
#include "response/channel.h"

/*
 * events[channel_count()] at EPSCAN_REFERENCE_EPSILON, to 1e-9; a channel that is taken at the resonance is folded too.
 * EPSCAN_BAD_INPUT unless all rows lie where some channel has events. Thread-safe.
 */
epscan_status table_events(const struct responses *responses, const struct density_table *table, const epscan_selection *selection,
                           double *events);

/* Those of a channel that is taken at the resonance, which no selection changes. Likewise. */
epscan_status table_events_at_resonance(const struct response *response, const struct density_table *table, double *events);

#endif
