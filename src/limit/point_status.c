/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit/point_status.h"

#include "epscan/constants.h"

#include <float.h>

/* Of the width, from which on the neglected one is told: a percent of it moves the yield by as much. */
static const double neglected_share = 0.01;

double visible_width_GeV(const epscan_dark_photon *model, double epsilon) {
    static const double lepton_GeV[] = {EPSCAN_ELECTRON_MASS_GeV, EPSCAN_MUON_MASS_GeV, EPSCAN_TAU_MASS_GeV};
    double width = 0.0;
    for (size_t i = 0; i < sizeof lepton_GeV / sizeof lepton_GeV[0]; i++) {
        const epscan_dark_photon to_leptons = {EPSCAN_FERMION, model->mass_GeV, EPSCAN_FINE_STRUCTURE * epsilon * epsilon,
                                               lepton_GeV[i] / model->mass_GeV};
        if (to_leptons.mass_ratio < 0.5) width += epscan_dark_photon_width_GeV(&to_leptons);
    }
    return width;
}

epscan_point_status point_status_of(const epscan_dark_photon *model, bool unknown, size_t selections, const double *epsilon_up) {
    double unusable = 0.0, weakest = 0.0;
#pragma omp simd reduction(+ : unusable) reduction(max : weakest)
    for (size_t i = 0; i < selections; i++) {
        unusable += epsilon_up[i] > 0.0 ? 0.0 : 1.0; /* NaN is not above zero */
        const double finite = epsilon_up[i] <= DBL_MAX ? epsilon_up[i] : 0.0;
        weakest = finite > weakest ? finite : weakest;
    }
    if (unusable > 0.0) return EPSCAN_POINT_FAILED;
    if (weakest == 0.0) return EPSCAN_POINT_NO_SIGNAL;
    if (model && visible_width_GeV(model, weakest) > neglected_share * epscan_dark_photon_width_GeV(model))
        return EPSCAN_POINT_VISIBLE_WIDTH;
    return unknown ? EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE : EPSCAN_POINT_OK;
}
