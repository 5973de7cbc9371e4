/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The yield of one grid point as its users compute it today: scripts on GSL's adaptive quadrature, relative error 1e-6.
 * The track length is tabulated once as a cubic spline, the widths once per model, as a careful script would.
 */
#ifndef EPSCAN_TESTS_BENCH_BASELINES_H
#define EPSCAN_TESTS_BENCH_BASELINES_H

#include "epscan/dark_photon.h"
#include "response/search.h"

struct baseline;

struct baseline *baseline_create(const struct search *search);
void baseline_free(struct baseline *baseline);

/* What a very good script does: one QAGP with a breakpoint at the resonance, the resolution as an error function. */
double baseline_erf_qagp(struct baseline *baseline, const epscan_dark_photon *model, double threshold_GeV, double shift);

/* What most scripts do: QAGS over the energy, QAGS over the reading inside, split at the resonance. */
double baseline_nested(struct baseline *baseline, const epscan_dark_photon *model, double threshold_GeV, double shift);

#endif
