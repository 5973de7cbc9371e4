/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/missed_peak.h"

#include <math.h>
#include <stdio.h>

static double narrowest_half_width_GeV(const struct grid *grid, double mass_GeV) {
    const struct axis *axes = grid->axes, *spin = &axes[EPSCAN_AXIS_SPIN], *ratio = &axes[EPSCAN_AXIS_MASS_RATIO],
                      *splitting = &axes[EPSCAN_AXIS_SPLITTING];
    double narrowest = INFINITY;
    for (size_t s = 0; s < spin->count; s++)
        for (size_t r = 0; r < ratio->count; r++) {
            const epscan_dark_photon model = {(epscan_spin)spin->value[s], mass_GeV, axes[EPSCAN_AXIS_ALPHA_D].value[0],
                                              ratio->value[r], splitting->value[splitting->count - 1]};
            narrowest = fmin(narrowest, 0.5 * epscan_dark_photon_width_GeV(&model));
        }
    return narrowest;
}

bool missed_peak_find(const struct experiment *e, const struct grid *grid, struct missed_peak *peak) {
    const struct axis *mass = &grid->axes[EPSCAN_AXIS_MASS];
    if (e->beam != EM_POSITRON) return false;
    peak->mass_GeV = epscan_dark_photon_resonance_mass_GeV(e->beam_energy_GeV);
    size_t above = 0;
    while (above < mass->count && mass->value[above] < peak->mass_GeV) above++;
    if (above == 0 || above == mass->count) return false;
    peak->below_GeV = mass->value[above - 1];
    peak->above_GeV = mass->value[above];
    peak->half_width_GeV = narrowest_half_width_GeV(grid, peak->mass_GeV);
    return fmin(peak->mass_GeV - peak->below_GeV, peak->above_GeV - peak->mass_GeV) > peak->half_width_GeV;
}

void missed_peak_text(const struct missed_peak *peak, char *text, size_t size) {
    snprintf(
        text, size,
        "the beam itself is resonant at mA = %.8g GeV, between the masses %.6g and %.6g: a peak +- %.1e GeV wide or wider, whose "
        "limit, the strongest there, this grid does not show",
        peak->mass_GeV, peak->below_GeV, peak->above_GeV, peak->half_width_GeV);
}
