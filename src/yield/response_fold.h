/* SPDX-License-Identifier: GPL-3.0-or-later */
/* int rho R ds of one model and one selection by adaptive quadrature, for channels whose R is a table: no mesh, no moments. */
#ifndef EPSCAN_YIELD_RESPONSE_FOLD_H
#define EPSCAN_YIELD_RESPONSE_FOLD_H

#include "epscan/dark_photon.h"
#include "response/channel.h"

/*
 * *events at EPSCAN_REFERENCE_EPSILON, to 1e-8 of itself; some ten milliseconds for a broad A', less for a narrow one.
 * EPSCAN_FAILED: an error above 1e-6. Thread-safe.
 */
epscan_status response_fold(const struct response *response, const epscan_dark_photon *model, const epscan_selection *selection,
                            double *events);

#endif
