/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment as its file describes it, inputs/experiments/NAME.yaml: beam, target, shower, calorimeter, data sets.
 * Immutable once open: all readers are thread-safe, and pure.
 */
#ifndef EPSCAN_EXPERIMENT_H
#define EPSCAN_EXPERIMENT_H

#include "epscan/status.h"
#include "epscan/visibility.h"

#include <stdbool.h>
#include <stddef.h>

EPSCAN_BEGIN

typedef struct epscan_experiment epscan_experiment;

/*
 * Read an experiment file with all that it names, and solve its shower: 0.1 s by the cascade, longer by Monte Carlo. The caller
 * closes *experiment. EPSCAN_BAD_INPUT with file, line and key; EPSCAN_FAILED: no memory. Thread-safe.
 */
epscan_status epscan_experiment_open(const char *path, epscan_experiment **experiment);
void epscan_experiment_close(epscan_experiment *experiment); /* NULL is fine */

/* The same of text[size] in memory; `name` stands for its path, next to which the files are that it names. */
epscan_status epscan_experiment_parse(const char *name, const char *text, size_t size, epscan_experiment **experiment);

/*
 * The same for a mediator, epscan_mediator_name() of some number; NULL: kinetic mixing. With visible_widths its widths to charged
 * leptons, hadrons and neutrinos are part of Gamma at each epsilon, and neutrinos are signal: yields are those at
 * EPSCAN_REFERENCE_EPSILON, limits roots of N(epsilon) = N_up with statuses of their own (point.h); likelihoods, spectra and
 * pseudo-experiments are not for it. EPSCAN_BAD_INPUT: no such mediator, or one that a channel of the experiment cannot make.
 */
epscan_status epscan_experiment_open_for(const char *path, const char *mediator, bool visible_widths,
                                         epscan_experiment **experiment);
epscan_status epscan_experiment_parse_for(const char *name, const char *text, size_t size, const char *mediator,
                                          bool visible_widths, epscan_experiment **experiment);

/* How many mediators there are, and their names: "kinetic-mixing", "B-L", ...; "unknown" beyond. Thread-safe. */
size_t epscan_mediator_count(void);
const char *epscan_mediator_name(size_t i);

/* Which it was opened for. */
const char *epscan_experiment_mediator(const epscan_experiment *experiment);
bool epscan_experiment_has_visible_widths(const epscan_experiment *experiment);

/* Borrowed: its name, and the text of its file. */
const char *epscan_experiment_name(const epscan_experiment *experiment);
const char *epscan_experiment_text(const epscan_experiment *experiment);

/* Whether it makes A' by a channel (channel.h). */
bool epscan_experiment_has_channel(const epscan_experiment *experiment, size_t channel);

/* By how much its uncertainties move thresholds, either way [GeV]; 0: not at all. */
double epscan_experiment_energy_scale_GeV(const epscan_experiment *experiment);

double epscan_experiment_beam_energy_GeV(const epscan_experiment *experiment);
double epscan_experiment_ecal_threshold_GeV(const epscan_experiment *experiment);

/* Positrons below never count [GeV]. */
double epscan_experiment_minimum_energy_GeV(const epscan_experiment *experiment);

/* sum over data sets of particles on target times efficiency. */
double epscan_experiment_exposure(const epscan_experiment *experiment);

/* N_str at EPSCAN_REFERENCE_EPSILON, from the published limit; 0 without one, NaN where its table ends. */
double epscan_experiment_strahlung_events(const epscan_experiment *experiment, double mass_GeV);

/*
 * T(E), Eq. 5: path length of the shower's positrons of energy E per unit energy and beam particle [X0/GeV], from the minimum to
 * below the beam energy; NaN elsewhere. Secondary positrons; and the beam particle itself, whose part before it has lost 1e-8 of
 * its energy is a point mass [X0].
 */
double epscan_track_length_secondary_X0_per_GeV(const epscan_experiment *experiment, double energy_GeV);
double epscan_track_length_primary_X0_per_GeV(const epscan_experiment *experiment, double energy_GeV);
double epscan_track_length_undegraded_X0(const epscan_experiment *experiment);

EPSCAN_END

#endif
