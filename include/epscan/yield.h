/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The expected number of annihilation events N_ann at EPSCAN_REFERENCE_EPSILON, Eq. 5; it scales as epsilon^2.
 * Two independent ways, which agree to 1e-9 of it plus 1e-13 events: adaptive quadrature, and the scan's moments.
 */
#ifndef EPSCAN_YIELD_H
#define EPSCAN_YIELD_H

#include "epscan/channel.h"
#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/point.h"

EPSCAN_BEGIN

/*
 * By adaptive quadrature, about a millisecond. `efficiency` (may be NULL): of the ECAL threshold, above the production cut.
 * EPSCAN_BAD_INPUT: a number outside its range; EPSCAN_FAILED: an error above 1e-9. Thread-safe.
 */
epscan_status epscan_yield_by_quadrature(const epscan_experiment *experiment, const epscan_dark_photon *model,
                                         const epscan_selection *selection, double *events, double *efficiency);

/*
 * The same of every channel: events[EPSCAN_CHANNELS_MAX], of which the first epscan_channel_count() are set; 0 of those that the
 * experiment has not, NaN by strahlung where its published limit ends.
 */
epscan_status epscan_yield_channels(const epscan_experiment *experiment, const epscan_dark_photon *model,
                                    const epscan_selection *selection, double *events);

/* A mesh over positron energies and the track length on it, for the selections of a range: what makes a yield take 4 us. */
typedef struct epscan_yield_plan epscan_yield_plan;

/*
 * For selections from `lowest` to `highest` in both their numbers; the experiment is borrowed for the plan's life. The caller
 * closes *plan. EPSCAN_BAD_INPUT: a number outside its range.
 */
epscan_status epscan_yield_plan_create(const epscan_experiment *experiment, const epscan_selection *lowest,
                                       const epscan_selection *highest, epscan_yield_plan **plan);
void epscan_yield_plan_close(epscan_yield_plan *plan); /* NULL is fine */

/* EPSCAN_BAD_INPUT: a number outside its range, or a selection outside the plan's. Thread-safe. */
epscan_status epscan_yield_plan_events(const epscan_yield_plan *plan, const epscan_dark_photon *model,
                                       const epscan_selection *selection, double *events);

/* The same of every channel, as epscan_yield_channels: what a grid's column holds. Thread-safe. */
epscan_status epscan_yield_plan_channels(const epscan_yield_plan *plan, const epscan_dark_photon *model,
                                         const epscan_selection *selection, double *events);

EPSCAN_END

#endif
