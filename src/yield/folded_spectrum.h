/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dN/dE_A' of one model in a channel whose missing energies lie at the same places for all s: int ds rho(s) of them, once for all
 * selections. For efficiencies and spectra. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_FOLDED_SPECTRUM_H
#define EPSCAN_YIELD_FOLDED_SPECTRUM_H

#include "epscan/dark_photon.h"
#include "response/channel.h"
#include "yield/energy_scale.h"
#include "yield/energy_spectrum.h"

struct folded_spectrum {
    const struct response *response; /* borrowed */
    size_t count;
    double deposit_GeV[MISSING_POINTS_MAX], events[MISSING_POINTS_MAX]; /* at EPSCAN_REFERENCE_EPSILON */
};

/* Whether an experiment's channel has one: strahlung that is computed, annihilation on electrons in motion. */
bool folded_spectrum_exists(const struct response *response);

/* To 1e-6 of response_fold, which is adaptive; some ten milliseconds, some fifty for electrons in motion. */
epscan_status folded_spectrum_init(struct folded_spectrum *spectrum, const struct response *response,
                                   const epscan_dark_photon *model);

/* Events with a missing energy of least_missing_GeV or more; selection NULL: all that is produced. */
double folded_spectrum_events(const struct folded_spectrum *spectrum, const epscan_selection *selection, double least_missing_GeV);

/* The share of what is produced above a missing energy that a threshold selects; NaN where nothing is. */
double folded_spectrum_efficiency(const struct folded_spectrum *spectrum, double threshold_GeV, double least_missing_GeV);

/* How events change with the threshold. */
struct energy_scale_change folded_spectrum_change(const struct folded_spectrum *spectrum, double threshold_GeV, double shift_GeV);

/*
 * The table of a spectrum, as energy_spectrum_init makes that of annihilation: trapezoids miss less than 1e-4. The caller clears it
 * by energy_spectrum_clear.
 */
epscan_status folded_spectrum_table(const struct folded_spectrum *folded, const epscan_selection *selection, long points,
                                    struct energy_spectrum *table);

#endif
