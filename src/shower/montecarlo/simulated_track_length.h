/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T(E) from a shower Monte Carlo: the bins it is tallied in, and the smooth function that has the bins' integrals.
 * Energies in GeV, track lengths in X0. Thread-safe.
 */
#ifndef EPSCAN_SHOWER_MONTECARLO_SIMULATED_TRACK_LENGTH_H
#define EPSCAN_SHOWER_MONTECARLO_SIMULATED_TRACK_LENGTH_H

#include "shower/montecarlo/shower_simulation.h"
#include "shower/track_length.h"

enum { SIMULATION_MAX_ENERGY_EDGES = 160, SIMULATED_TRACK_LENGTH_MAX_ROWS = 600 };

/*
 * Edges of energy bins: equal ones of about 1 % of the beam energy from the cut to 0.9 E0, then two for each halving of
 * E0 - E down to 1e-4 E0, or to 5 soft shares of E0: nearer, mean losses to soft photons stand for a spectrum. Returns how
 * many edges; at most SIMULATION_MAX_ENERGY_EDGES whatever cut < 0.999 beam; 0 for another cut or when `most` is less than needed.
 */
int simulation_energy_edges(double beam_energy_GeV, double cut_GeV, double soft_share, double *edges_GeV, int most);

/* Rows of a track-length table, as epscan tracklength prints it. */
struct track_length_rows {
    size_t count;
    double energy_GeV[SIMULATED_TRACK_LENGTH_MAX_ROWS]; /* strictly increasing, the first and the last are the outer edges */
    double primary_X0_per_GeV[SIMULATED_TRACK_LENGTH_MAX_ROWS], secondary_X0_per_GeV[SIMULATED_TRACK_LENGTH_MAX_ROWS];
    double undegraded_X0; /* primaries above the highest edge */
};

/* Means over bins [X0/GeV]; edges_GeV[count + 1] below the beam energy, 2 <= count < SIMULATED_TRACK_LENGTH_MAX_ROWS. */
struct track_length_bins {
    double beam_energy_GeV;
    int count;
    const double *edges_GeV, *primary_X0_per_GeV, *secondary_X0_per_GeV;
};

/* Rows but for undegraded_X0. Fails with EPSCAN_BAD_INPUT for another count. */
epscan_status track_length_rows_of_bins(const struct track_length_bins *bins, struct track_length_rows *rows);

/* The beam particle and secondary positrons in all media of a simulation. Fails likewise. */
epscan_status simulated_track_length_rows(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                          struct track_length_rows *rows);

/* The same as an object; what is above the highest edge is the point mass at the beam energy. The caller frees it. */
epscan_status track_length_from_simulation(const struct shower_simulation *simulation, const struct shower_tally *tally,
                                           struct track_length **track_length);

#endif
