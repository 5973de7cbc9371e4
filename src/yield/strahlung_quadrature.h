/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A'-strahlung by nested adaptive quadrature of what it is defined as, without the table of response/strahlung_table.h: a few seconds
 * of one core for a narrow A', fifteen for a broad one, on all threads. It is what the response is checked against. Thread-safe.
 */
#ifndef EPSCAN_YIELD_STRAHLUNG_QUADRATURE_H
#define EPSCAN_YIELD_STRAHLUNG_QUADRATURE_H

#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "epscan/status.h"
#include "response/search.h"

/* Events at EPSCAN_REFERENCE_EPSILON, and how far they may be off by what the quadratures estimate of themselves. */
struct strahlung_integral {
    double events, error;
};

/* Of a narrow A', to some 1e-6 of itself. EPSCAN_BAD_INPUT where the search computes no strahlung, EPSCAN_FAILED: no memory. */
epscan_status strahlung_quadrature_narrow(const struct search *search, double mass_GeV, const epscan_selection *selection,
                                          struct strahlung_integral *result);

/* Folded with rho(s) of a model, to 6e-5. */
epscan_status strahlung_quadrature(const struct search *search, const epscan_dark_photon *model, const epscan_selection *selection,
                                   struct strahlung_integral *result);

#endif
