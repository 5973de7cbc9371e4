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

/* Pieces of s - m_A'^2 on which rho R has one scale each: from `low`, at[0], at[1], ... to the last, which is `high`; none where
 * rho and R do not meet. Next to the threshold 4 m_chi^2 - m_A'^2 it goes with a root of what is above. */
enum { FOLD_MAX_PIECES = 512 };
struct fold_pieces {
    double threshold, low, high;
    size_t count;
    double at[FOLD_MAX_PIECES];
};
void fold_pieces_init(struct fold_pieces *pieces, const struct response *response, const epscan_dark_photon *model);

#endif
