/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The electromagnetic cascade in an infinitely deep target: track length of primaries and of secondary positrons,
 * for any set of cross-sections in the form of shower_kernels.h.
 */
#ifndef EPSCAN_PHYSICS_CASCADE_H
#define EPSCAN_PHYSICS_CASCADE_H

#include "core/gauss_legendre.h"
#include "epscan/status.h"
#include "physics/shower_kernels.h"

enum { CASCADE_NODES = 16, CASCADE_MAX_PANELS = 40 };

/* Values at the nodes of each panel. */
struct cascade_spectrum {
    double panel[CASCADE_MAX_PANELS][CASCADE_NODES];
};

/*
 * Spectra as functions of w = ln u, u = ln(E0/E): on panel p, w in [edge[p], edge[p+1]], polynomials through CASCADE_NODES
 * Gauss nodes of X(w) = u E T(E), so that T dE = X dw. Primaries that have lost less than a share e^edge[0] = 1e-30 of
 * their energy are a point mass.
 */
struct cascade_solution {
    double beam_energy_GeV;
    int panel_count;
    double edge[CASCADE_MAX_PANELS + 1];
    struct cascade_spectrum primary;   /* [X0] */
    struct cascade_spectrum secondary; /* positrons [X0] */
    double undegraded_X0;              /* track length of the point mass */
    struct gauss_rule rule;
};

/*
 * Solve from `beam_energy_GeV` down to `lowest_energy_GeV` (> 0, below the beam). Relative error of the spectra below
 * 1e-9 for Approximation A. Fails with EPSCAN_FAILED when the kernels make a panel's system singular. Thread-safe.
 */
epscan_status cascade_solve(const struct shower_kernels *kernels, double beam_energy_GeV, double lowest_energy_GeV,
                            struct cascade_solution *solution);

/* X of one of the spectra at w (clamped to the solved range from below; zero beneath the first edge). */
double cascade_spectrum_at(const struct cascade_solution *solution, const struct cascade_spectrum *spectrum, double w);

#endif
