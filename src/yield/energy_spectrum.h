/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The energy spectrum dN/dE_A' of the dark photons that annihilation makes, as a table whose trapezoids add up to N_ann
 * however narrow the resonance: E_A' = E + m_e, for the electron is at rest. Thread-safe.
 */
#ifndef EPSCAN_YIELD_ENERGY_SPECTRUM_H
#define EPSCAN_YIELD_ENERGY_SPECTRUM_H

#include "epscan/dark_photon.h"
#include "epscan/status.h"
#include "response/search.h"
#include "yield/selection_weights.h"

struct energy_spectrum {
    size_t count;
    double *energy_GeV;       /* of the A', strictly increasing, in print with 15 digits too */
    double *events_per_GeV;   /* dN/dE_A' at EPSCAN_REFERENCE_EPSILON */
    double undegraded_events; /* of the point mass at E0 + m_e, not in the table: positron beams only */
};

/*
 * From the minimum energy to E0 on `points` >= 2 equidistant energies and as many more as the trapezoids need: they miss
 * less than 1e-4 of the integral. `selection` NULL: all that is produced. Fails as energy_spectrum_check does. Free with
 * energy_spectrum_clear.
 */
epscan_status energy_spectrum_init(struct energy_spectrum *spectrum, const struct search *search, const epscan_dark_photon *model,
                                   const epscan_selection *selection, long points);
void energy_spectrum_clear(struct energy_spectrum *spectrum);

/* EPSCAN_BAD_INPUT when the resonance on electrons at rest is so narrow, below 1e-9 E0, that energies printed in decimals cannot
 * resolve it. */
epscan_status energy_spectrum_check(const struct search *search, const epscan_dark_photon *model);

/* The table's integral by trapezoids; the point mass is not in it. */
double energy_spectrum_events(const struct energy_spectrum *spectrum);

#endif
