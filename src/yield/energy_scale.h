/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much the yield depends on the energy scale of the ECAL: the relative change of N_ann when its threshold moves, which
 * the paper quotes as about 35 % at 225 MeV and 1.5 % at 250 MeV for 1.5 GeV of 50. Thread-safe.
 */
#ifndef EPSCAN_YIELD_ENERGY_SCALE_H
#define EPSCAN_YIELD_ENERGY_SCALE_H

#include "epscan/dark_photon.h"
#include "epscan/status.h"
#include "response/search.h"
#include "yield/selection_weights.h"

struct energy_scale_change {
    double events;   /* N at EPSCAN_REFERENCE_EPSILON and the threshold itself */
    double down, up; /* N(threshold -+ shift) / N(threshold) - 1; NaN where N is zero */
};

/*
 * By adaptive quadrature. EPSCAN_BAD_INPUT unless 0 < shift_GeV < threshold_GeV and threshold + shift <= beam energy;
 * EPSCAN_FAILED as signal_yield_adaptive.
 */
epscan_status energy_scale_change(const struct search *search, const epscan_dark_photon *model, const epscan_selection *selection,
                                  double shift_GeV, struct energy_scale_change *change);

/* The same of any channel's events at the thresholds moved and at the threshold itself. */
struct energy_scale_change energy_scale_change_of(double lowered, double nominal, double raised);

/* The mean of both magnitudes: one number for a systematic uncertainty. */
double energy_scale_mean_change(const struct energy_scale_change *change);

#endif
