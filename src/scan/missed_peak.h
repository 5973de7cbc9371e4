/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undegraded positrons of the beam annihilate at one energy: a peak of the yield at one mass, as wide as the resonance, which
 * masses of a grid may straddle. Pure.
 */
#ifndef EPSCAN_SCAN_MISSED_PEAK_H
#define EPSCAN_SCAN_MISSED_PEAK_H

#include "experiment/experiment.h"
#include "scan/grid.h"

struct missed_peak {
    double mass_GeV;             /* where E0 is resonant */
    double half_width_GeV;       /* Gamma/2 of the narrowest model of the grid there */
    double below_GeV, above_GeV; /* the grid's masses next to it */
};

/* Whether the masses reach across such a peak and none is within half a width of it. */
bool missed_peak_find(const struct experiment *experiment, const struct grid *grid, struct missed_peak *peak);

/* One line for a person, without a newline. */
void missed_peak_text(const struct missed_peak *peak, char *text, size_t size);

#endif
