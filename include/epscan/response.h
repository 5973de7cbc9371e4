/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment as its response R_c(s): the events at epsilon = 1 that channel c gives for a narrow invisible mediator of mass
 * sqrt(s), for a list of ECAL thresholds and a list of shifts of its energy scale. Every yield is
 *
 *     N_c = epsilon^2 int ds rho(s) R_c(s)
 *
 * with the spectral density rho of a model (dark_photon.h), or of one's own, and limits are those of the experiment's statistics,
 * which it has with it. Read from a file of `epscan response`, with no shower to solve, or made of an experiment. To 1e-5 of R. A
 * channel that the experiment takes at s = m_A'^2 from a published curve is taken there for dark photons, NaN where the curve ends;
 * with densities of one's own it is folded as the others are.
 *
 * A response is immutable. All functions but those that open and make one are thread-safe, those of events without any lock;
 * opening uses HDF5, of which grid.h speaks.
 */
#ifndef EPSCAN_RESPONSE_H
#define EPSCAN_RESPONSE_H

#include "epscan/channel.h"
#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/limit.h"
#include "epscan/point.h"
#include "epscan/status.h"

#include <stdbool.h>
#include <stddef.h>

EPSCAN_BEGIN

typedef struct epscan_response epscan_response;

/*
 * Read a response file and prove it: EPSCAN_BAD_INPUT when it is none, or not what was written. Milliseconds. The caller closes
 * *response.
 */
epscan_status epscan_response_open(const char *path, epscan_response **response);

/*
 * The same for a mediator, epscan_mediator_name() of some number, that couples to electrons as that of the file; NULL: that of the
 * file. visible_widths as epscan_experiment_open_for has it; of densities of one's own they are no part. EPSCAN_BAD_INPUT: no such
 * mediator, or one of another coupling.
 */
epscan_status epscan_response_open_for(const char *path, const char *mediator, bool visible_widths, epscan_response **response);

/*
 * Make that of an experiment, and its mediator, for all pairs of thresholds[threshold_count] and shifts[shift_count], each strictly
 * increasing. A second or two where strahlung is computed, else a tenth. The experiment may be closed afterwards. EPSCAN_BAD_INPUT:
 * a number outside its range.
 */
epscan_status epscan_response_of_experiment(const epscan_experiment *experiment, size_t threshold_count,
                                            const double *threshold_GeV, size_t shift_count, const double *shift,
                                            epscan_response **response);
void epscan_response_close(epscan_response *response); /* NULL is fine */

/* Names of the experiment and its mediator, borrowed; and whether the mediator's widths are part of Gamma. */
const char *epscan_response_experiment(const epscan_response *response);
const char *epscan_response_mediator(const epscan_response *response);
bool epscan_response_has_visible_widths(const epscan_response *response);

/* The axes of its selections; *values is borrowed. Returns how many. */
size_t epscan_response_thresholds(const epscan_response *response, const double **threshold_GeV);
size_t epscan_response_shifts(const epscan_response *response, const double **shift);

/* Whether it has events by a channel, and whether these are taken at the resonance. */
bool epscan_response_has_channel(const epscan_response *response, size_t channel);
bool epscan_response_is_at_resonance(const epscan_response *response, size_t channel);

/* sqrt(s) from which and up to which any channel may have events [GeV]. */
void epscan_response_range(const epscan_response *response, double *low_GeV, double *high_GeV);

/*
 * The edges in s of its panels [GeV^2], borrowed; returns how many. On each panel R is a polynomial of degree 23 in s, so that sums
 * over panels of Gauss nodes between these edges and a density's own breaks fold it exactly.
 */
size_t epscan_response_panel_edges(const epscan_response *response, const double **edge_GeV2);

/* *events: R_channel(s) at epsilon = 1; 0 outside the panels, NaN outside a published curve. EPSCAN_BAD_INPUT: no such channel, or
 * the selection is none of the response's. */
epscan_status epscan_response_at(const epscan_response *response, size_t channel, const epscan_selection *selection,
                                 double sqrt_s_GeV, double *events);

/* events[epscan_channel_count()] of a model at EPSCAN_REFERENCE_EPSILON: what epscan_yield_channels gives, to 1e-5, in 5
 * microseconds. EPSCAN_BAD_INPUT: a number outside its range, or a selection that is none of the response's. */
epscan_status epscan_response_events(const epscan_response *response, const epscan_dark_photon *model,
                                     const epscan_selection *selection, double *events);

/* The same for arrays, as many.h has it: events[count * epscan_channel_count()]. */
epscan_status epscan_response_events_many(const epscan_response *response, size_t count, const epscan_dark_photon *models,
                                          const epscan_selection *selections, int threads, double *events);

/*
 * The same of a spectral density of one's own, a table: rho >= 0 [1/GeV^2] at sqrt_s_GeV[rows], strictly increasing, inside
 * epscan_response_range; linear in s between the rows and zero outside, folded exactly, whatever its norm. Also of a table in a
 * file, as `epscan point --model-table` takes it.
 */
epscan_status epscan_response_events_of_table(const epscan_response *response, size_t rows, const double *sqrt_s_GeV,
                                              const double *rho_per_GeV2, const epscan_selection *selection, double *events);
epscan_status epscan_response_events_of_file(const epscan_response *response, const char *path, const epscan_selection *selection,
                                             double *events);

/*
 * The same of a function rho(s) >= 0, s in GeV^2 and rho in 1/GeV^2, called some thousand times on the caller's thread.
 * breaks_GeV2, in any order, are the s where it has what is narrower than a hundredth of the way to the next: resonances,
 * thresholds, steps. What is close to a pole is found by halving. EPSCAN_FAILED: rho is not a number >= 0, or has structures that
 * were not named.
 */
typedef double epscan_density(double s_GeV2, void *data);
epscan_status epscan_response_events_of_density(const epscan_response *response, epscan_density *rho, void *data,
                                                size_t break_count, const double *breaks_GeV2, const epscan_selection *selection,
                                                double *events);

/* As epscan_limit_options_of has them of the experiment: its own threshold need not be among the response's. */
epscan_limit_options epscan_response_limit_options(const epscan_response *response);

/*
 * The limit of a model as epscan_limit_find has it, epsilon and y to 1e-5, in the time of the method: 10 microseconds where it is
 * counting. EPSCAN_BAD_INPUT: a number outside its range, counting where something was observed, or a selection that is none of the
 * response's; methods with an uncertainty of the energy scale need the threshold moved by that either way, too. Thread-safe.
 */
epscan_status epscan_response_limit(const epscan_response *response, const epscan_dark_photon *model,
                                    const epscan_limit_options *options, epscan_limit *limit);

/* The same for arrays, as many.h has it; selections NULL: all have that of the options, which is not looked at otherwise. */
epscan_status epscan_response_limit_many(const epscan_response *response, size_t count, const epscan_dark_photon *models,
                                         const epscan_selection *selections, const epscan_limit_options *options, int threads,
                                         epscan_limit *limits);

/* The same of a density of one's own, as its events are above: a table, one in a file, or a function. limit->y_up is NaN. */
epscan_status epscan_response_limit_of_table(const epscan_response *response, size_t rows, const double *sqrt_s_GeV,
                                             const double *rho_per_GeV2, const epscan_limit_options *options, epscan_limit *limit);
epscan_status epscan_response_limit_of_file(const epscan_response *response, const char *path, const epscan_limit_options *options,
                                            epscan_limit *limit);
epscan_status epscan_response_limit_of_density(const epscan_response *response, epscan_density *rho, void *data, size_t break_count,
                                               const double *breaks_GeV2, const epscan_limit_options *options, epscan_limit *limit);

EPSCAN_END

#endif
