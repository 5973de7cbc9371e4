/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The expected number of annihilation events of one model, Eq. 5, by adaptive quadrature of Eq. 3 as printed.
 * Slow, and independent of the moments: it is what a scan is checked against. Thread-safe.
 */
#ifndef EPSCAN_YIELD_SIGNAL_YIELD_H
#define EPSCAN_YIELD_SIGNAL_YIELD_H

#include "epscan/dark_photon.h"
#include "epscan/status.h"
#include "response/search.h"

struct signal_yield {
    double events;     /* N_ann at EPSCAN_REFERENCE_EPSILON */
    double efficiency; /* selected over produced, both above the production cut; NaN when nothing is produced there */
};

/*
 * Asks for a relative error of 1e-12 on every piece; fails with EPSCAN_FAILED when the estimated total exceeds 1e-9.
 * threshold_GeV > 0, energy_scale_shift > -1.
 */
epscan_status signal_yield_adaptive(const struct search *search, const epscan_dark_photon *model, double threshold_GeV,
                                    double energy_scale_shift, struct signal_yield *yield);

#endif
