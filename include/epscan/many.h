/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same for arrays: element i of the outputs is what the single call gives of models[i] and selections[i], to the last bit. What
 * is the same for all is repeated by the caller: arrays all have `count` elements.
 *
 * The first element that is not allowed or fails ends a call, with its number before the reason, "index 17: mass_GeV: ...", and NaN
 * in all outputs. Numbers are looked at before anything is computed. No lock is taken on the way from one element to the next.
 * `threads`: 1, the caller's alone, without OpenMP; or a team of so many, with the same numbers, which is woken once there has been
 * a millisecond of work: short arrays take no longer for it. Thread-safe.
 */
#ifndef EPSCAN_MANY_H
#define EPSCAN_MANY_H

#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/grid.h"
#include "epscan/limit.h"
#include "epscan/point.h"
#include "epscan/relic.h"
#include "epscan/yield.h"

EPSCAN_BEGIN

/*
 * events[count * epscan_channel_count()], all channels of an element together. `plan` NULL: epscan_yield_channels; else
 * epscan_yield_plan_channels of a plan of this experiment, three orders of magnitude faster.
 */
epscan_status epscan_yield_many(const epscan_experiment *experiment, const epscan_yield_plan *plan, size_t count,
                                const epscan_dark_photon *models, const epscan_selection *selections, int threads, double *events);

/*
 * epscan_limit_find of each; selections NULL: all have that of the options, which is not looked at otherwise. With a plan yields
 * are its; it must hold the selections with thresholds moved by epscan_experiment_energy_scale_GeV either way, but for counting.
 */
epscan_status epscan_limit_find_many(const epscan_experiment *experiment, const epscan_yield_plan *plan, size_t count,
                                     const epscan_dark_photon *models, const epscan_selection *selections,
                                     const epscan_limit_options *options, int threads, epscan_limit *limits);

/* epscan_grid_at of each; what is outside is a status. */
epscan_status epscan_grid_at_many(const epscan_grid *grid, size_t count, const epscan_dark_photon *models,
                                  const epscan_selection *selections, int threads, epscan_grid_point *points);

/* T(E) of secondaries and of primaries, as epscan_track_length_..., NaN where it is not known. Either output may be NULL. */
epscan_status epscan_track_length_many(const epscan_experiment *experiment, size_t count, const double *energy_GeV,
                                       double *secondary_X0_per_GeV, double *primary_X0_per_GeV);

/* epscan_relic_target of each. A target that is not there is NaN, with status[i] EPSCAN_FAILED; status may be NULL. */
epscan_status epscan_relic_target_many(size_t count, const epscan_dark_photon *models, int threads, epscan_relic *targets,
                                       epscan_status *status);
epscan_status epscan_relic_target_many_for(const char *mediator, size_t count, const epscan_dark_photon *models, int threads,
                                           epscan_relic *targets, epscan_status *status);

/* Of dark_photon.h, one output each; models are looked at. y and cross-sections: >= 0 mixings. */
epscan_status epscan_dark_photon_width_many(size_t count, const epscan_dark_photon *models, double *width_GeV);
epscan_status epscan_dark_photon_y_many(size_t count, const epscan_dark_photon *models, const double *epsilon, double *y);
epscan_status epscan_dark_photon_cross_section_many(size_t count, const epscan_dark_photon *models, const double *epsilon,
                                                    const double *energy_GeV, double *cross_section_cm2);
epscan_status epscan_dark_photon_spectral_density_many(size_t count, const epscan_dark_photon *models, const double *sqrt_s_GeV,
                                                       double *density_per_GeV2);

EPSCAN_END

#endif
