/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The energy spectrum of one model's dark photons, as a table whose trapezoids add up to its events. */
#ifndef EPSCAN_SPECTRUM_H
#define EPSCAN_SPECTRUM_H

#include "epscan/channel.h"
#include "epscan/dark_photon.h"
#include "epscan/experiment.h"
#include "epscan/point.h"

EPSCAN_BEGIN

/* All borrowed; as long as the spectrum lives. */
typedef struct {
    size_t count;
    const double *energy_GeV;     /* of the A', strictly increasing */
    const double *events_per_GeV; /* dN/dE at EPSCAN_REFERENCE_EPSILON */
    double undegraded_events;     /* a point mass at the last energy, not in the table: of positron beams */
} epscan_spectrum_table;

typedef struct epscan_spectrum epscan_spectrum;

/*
 * By a channel (channel.h): annihilation on electrons at rest, strahlung where it is computed. `selection` NULL: all that is
 * produced. On `points` >= 2 equidistant energies and as many more as trapezoids need, which miss less than 1e-4. Milliseconds. The
 * caller frees *spectrum. EPSCAN_BAD_INPUT: a number outside its range, a channel without a spectrum, or a resonance that is too
 * narrow to be drawn, below 1e-9 of the beam energy. Thread-safe.
 */
epscan_status epscan_spectrum_create(const epscan_experiment *experiment, const epscan_dark_photon *model, size_t channel,
                                     const epscan_selection *selection, size_t points, epscan_spectrum **spectrum);
void epscan_spectrum_free(epscan_spectrum *spectrum); /* NULL is fine */

epscan_spectrum_table epscan_spectrum_read(const epscan_spectrum *spectrum);

EPSCAN_END

#endif
