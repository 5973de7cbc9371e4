/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T(E): path length of the shower's particles at energy E, per unit energy and beam particle, over the depth [X0/GeV].
 * One object for every source of it: the cascade solver or a table. Immutable once made; all readers are thread-safe.
 */
#ifndef EPSCAN_SHOWER_TRACK_LENGTH_H
#define EPSCAN_SHOWER_TRACK_LENGTH_H

#include "epscan/status.h"
#include "shower/cascade.h"

#include <stddef.h>

struct track_length;

/* A primary that has lost less than this share of the beam energy counts as undegraded: a point mass at E0. */
#define TRACK_LENGTH_UNDEGRADED_SHARE 1e-8

/* Solve the cascade. The caller frees *track_length. */
epscan_status track_length_from_cascade(const struct shower_kernels *kernels, const struct cascade_setup *setup,
                                        struct track_length **track_length);

/*
 * Interpolate a table: energy_GeV[count] strictly increasing, primary[count] and secondary[count] >= 0 [X0/GeV], copied.
 * Monotone cubics (Steffen) in ln E between rows; zero outside them. The caller frees *track_length.
 */
epscan_status track_length_from_table(size_t count, const double *energy_GeV, const double *primary, const double *secondary,
                                      double undegraded_X0, struct track_length **track_length);

void track_length_free(struct track_length *track_length);

/* The beam particle itself, without the undegraded point mass; E in GeV, below E0. */
double track_length_primary_X0_per_GeV(const struct track_length *track_length, double energy_GeV);

/* Secondary positrons. */
double track_length_secondary_X0_per_GeV(const struct track_length *track_length, double energy_GeV);

/* The same where the loss E0 - E is known to more digits than E has: next to E0 the beam particle's T is singular in it. */
double track_length_primary_after_loss_X0_per_GeV(const struct track_length *track_length, double energy_GeV, double loss_GeV);
double track_length_secondary_after_loss_X0_per_GeV(const struct track_length *track_length, double energy_GeV, double loss_GeV);

/*
 * Secondary electrons, knocked out and of pairs. Approximation A, tables and simulations know none of their own: as many as there
 * are positrons.
 */
double track_length_electrons_after_loss_X0_per_GeV(const struct track_length *track_length, double energy_GeV, double loss_GeV);

/* Path length of primaries before they have lost a share TRACK_LENGTH_UNDEGRADED_SHARE of their energy [X0]. */
double track_length_undegraded_X0(const struct track_length *track_length);

/* Energies, ascending, where T is less smooth than a polynomial piece: table rows, or where pieces of a solution meet. Borrowed.
 */
const double *track_length_knots_GeV(const struct track_length *track_length, size_t *count);

/*
 * As bytes that stand for themselves, to be kept by core/result_cache.h: *size of them, which the caller frees; NULL: no memory.
 * And back, bit by bit the same T(E): NULL where they are not such bytes, or without memory.
 */
void *track_length_bytes(const struct track_length *track_length, size_t *size);
struct track_length *track_length_of_bytes(const void *bytes, size_t size);

#endif
