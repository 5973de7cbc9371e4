/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What track_length.h hides: internal to track_length.c and track_length_bytes.c. */
#ifndef EPSCAN_SHOWER_TRACK_LENGTH_STATE_H
#define EPSCAN_SHOWER_TRACK_LENGTH_STATE_H

#include "shower/cascade.h"

#include <stddef.h>

#include <gsl/gsl_interp.h>

enum { MAX_DEGREE = 44, PRIMARY_PIECES = 4 };

/* sum_k coefficient[k] P_k(x), x = -1 .. 1 on w in [low, high]: X, or its logarithm. */
struct legendre_piece {
    double low, high;
    int logarithm; /* no bool: bytes without gaps are kept by track_length_bytes.c */
    int degree;
    double coefficient[MAX_DEGREE + 1];
};

/*
 * A cascade solved with tables, in w = ln u, u = ln(E0/E): X = u E T(E) of primaries, and as it spans many decades ln X of
 * secondaries. The panels of the solution join to some 1e-6 of T only, which is little, but quadrature sees it; so wide polynomials
 * are fitted to the values at their nodes. There are next to no secondaries above the lowest edge of their piece, 1e-10 X0: a power
 * law.
 */
struct spectra {
    double beam_energy_GeV;
    struct legendre_piece primary[PRIMARY_PIECES];
    struct secondary_piece {
        struct legendre_piece piece;
        double slope; /* of the power law */
    } positrons, electrons;
};

struct track_length {
    double undegraded_X0;
    size_t knot_count;
    double knot_GeV[CASCADE_MAX_PANELS]; /* ascending: where pieces of a solution meet. A table's are its rows */
    struct cascade_solution *cascade;    /* of exact kernels, */
    struct spectra *spectra;             /* or of tabulated ones; or both NULL, when it is a table: */
    size_t count;
    double *energy_GeV, *log_energy, *primary_X0_per_GeV, *secondary_X0_per_GeV;
    gsl_interp *primary, *secondary;
};

#endif
