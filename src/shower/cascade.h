/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The electromagnetic cascade: track lengths of the beam particle, of secondary e+ and e- and of photons, down to a depth
 * or in an infinitely deep target, for any set of cross-sections in the form of shower_kernels.h.
 */
#ifndef EPSCAN_SHOWER_CASCADE_H
#define EPSCAN_SHOWER_CASCADE_H

#include "core/gauss_legendre.h"
#include "epscan/status.h"
#include "shower/shower_kernels.h"
#include "shower/shower_particle.h"

enum { CASCADE_NODES = 16, CASCADE_MAX_PANELS = 96 };

struct cascade_setup {
    enum em_lepton beam;
    double beam_energy_GeV;
    double lowest_energy_GeV; /* > 0, below the beam */
    double depth_X0;          /* > 0; INFINITY: all depths */
};

/* Values at the nodes of each panel. */
struct cascade_spectrum {
    double panel[CASCADE_MAX_PANELS][CASCADE_NODES];
};

/*
 * Spectra as functions of w = ln u, u = ln(E0/E): on panel p, w in [edge[p], edge[p+1]], polynomials through CASCADE_NODES
 * Gauss nodes of X(w) = u E T(E), so that T dE = X dw. SHOWER_POSITRON and SHOWER_ELECTRON are secondaries. Primaries that
 * have lost less than u = e^edge[0], 1e-11 of their energy or less, are a point mass.
 */
struct cascade_solution {
    double beam_energy_GeV;
    int panel_count;
    double edge[CASCADE_MAX_PANELS + 1];
    struct cascade_spectrum spectrum[SHOWER_PARTICLES]; /* [X0] */
    double undegraded_X0;                               /* track length of the point mass */
    struct gauss_rule rule;
};

/*
 * Solve from the beam down to the lowest energy. Relative error of the spectra: 1e-9 for Approximation A in infinite depth,
 * 1e-7 of the infinitely deep spectrum for finite depth (4e-7 of T itself from 0.1 X0 on); with tabulated kernels 1e-5 for
 * beams from 30 GeV and energies up to 0.95 E0, growing to 5e-5 for 8 GeV and 3e-4 for 0.5 GeV, where the electron's mass bends
 * the spectra. Fails with EPSCAN_FAILED when the kernels make a panel's system singular. Thread-safe.
 */
epscan_status cascade_solve(const struct shower_kernels *kernels, const struct cascade_setup *setup,
                            struct cascade_solution *solution);

/*
 * INFINITY where fewer than 1e-9 particles of more than beam/ratio are left at the depth, so that it makes no difference; else
 * the depth. By Approximation A's bound on how many there are. Pure.
 */
double cascade_effective_depth_X0(double depth_X0, double ratio);

/* X of one of the spectra at w (clamped to the solved range from below; zero beneath the first edge). */
double cascade_spectrum_at(const struct cascade_solution *solution, const struct cascade_spectrum *spectrum, double w);

#endif
