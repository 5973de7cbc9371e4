/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The electrons of a target over y = ln(q/m_e), tabulated once for integrals with many polynomials: q k(q) of electron_kernel.h in
 * cells between which it is analytic. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_MATTER_ELECTRON_CELLS_H
#define EPSCAN_MATTER_ELECTRON_CELLS_H

#include "matter/electron_kernel.h"

/* Legendre polynomials P_0 to P_15. */
enum { ELECTRON_MOMENTS = 16 };

struct electron_cells;

/* For q >= least_q_GeV > 0. The caller frees it with electron_cells_free; `kernel` is not kept. */
epscan_status electron_cells_create(const struct electron_kernel *kernel, double least_q_GeV, struct electron_cells **cells);
void electron_cells_free(struct electron_cells *cells);

/* q k(q) [GeV^-1]. */
double electron_cells_density_per_GeV(const struct electron_cells *cells, double y);

/* Up to where q k is analytic from y on; INFINITY beyond the last cell. */
double electron_cells_end(const struct electron_cells *cells, double y);

/*
 * moment[f * ELECTRON_MOMENTS + n] = int dv q k(q) P_n(x) at y = v + shift over each piece edge[f] < v < edge[f+1], f < pieces, x
 * from -1 to 1 across it: 1e-10 of what the largest moment of the piece would be.
 */
void electron_cells_moments(const struct electron_cells *cells, double shift, size_t pieces, const double *edge, double *moment);

#endif
