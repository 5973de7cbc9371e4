/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dN/domega of A'-strahlung at epsilon = 1 for vectors of any mass, on fixed energies omega of the A' between the least missing
 * energy and E0, in segments of deposits E0 - omega. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_RESPONSE_STRAHLUNG_TABLE_H
#define EPSCAN_RESPONSE_STRAHLUNG_TABLE_H

#include "core/gauss_legendre.h"
#include "epscan/status.h"
#include "response/search.h"

enum { STRAHLUNG_SEGMENTS_MAX = 8, STRAHLUNG_SEGMENT_NODES = 10 };
enum { STRAHLUNG_ENERGIES_MAX = STRAHLUNG_SEGMENTS_MAX * STRAHLUNG_SEGMENT_NODES, STRAHLUNG_MASSES_MAX = 64 };

/*
 * A segment of deposits, in a variable v that rises from 0 to 1 with the deposit:
 *     nearest to E0     deposit = m_e exp(v^2 range), as the recoil electron's threshold is a square root
 *     then              deposit = low exp(v range)
 *     farthest          omega = high exp(-v range)
 */
enum strahlung_scale { SCALE_RECOIL, SCALE_DEPOSIT, SCALE_ENERGY };
struct strahlung_segment {
    enum strahlung_scale scale;
    double start_GeV, range; /* m_e, low, or high omega */
    double first_deposit_GeV, last_deposit_GeV;
};

/* Chebyshev points on -1 .. 1, with their barycentric weights. */
struct mass_points {
    int count;
    double x[STRAHLUNG_MASSES_MAX], barycentric[STRAHLUNG_MASSES_MAX];
};

/* What one kind of nuclei makes: ln dN/domega at Chebyshev points in y = 1/2 ln[(m^2 + c^2)/(omega^2 - m^2)], c = m_e omega/E0. */
struct nucleus_table {
    struct mass_points points;
    double most_y[STRAHLUNG_ENERGIES_MAX];                              /* where the recoil leaves next to nothing */
    double last[STRAHLUNG_ENERGIES_MAX], slope[STRAHLUNG_ENERGIES_MAX]; /* there, by x; beyond it falls on */
    double log_density[STRAHLUNG_ENERGIES_MAX][STRAHLUNG_MASSES_MAX];
};

struct strahlung_table {
    enum coupling coupling;
    double beam_energy_GeV;
    double least_mass_GeV, most_mass_GeV;
    struct gauss_rule rule; /* STRAHLUNG_SEGMENT_NODES, on -1 .. 1: v of the energies of a segment */
    int segments, energies; /* in use */
    struct strahlung_segment segment[STRAHLUNG_SEGMENTS_MAX];
    double energy_GeV[STRAHLUNG_ENERGIES_MAX], deposit_GeV[STRAHLUNG_ENERGIES_MAX]; /* segment by segment, deposits rising */
    double weight_GeV[STRAHLUNG_ENERGIES_MAX];                                      /* of int domega */
    int nuclei;
    struct nucleus_table nucleus[]; /* [nuclei] */
};

/* search->nuclei must not be NULL. On all OpenMP threads of all processes that have a share. The caller frees *table with free().
 * EPSCAN_FAILED: no memory. */
epscan_status strahlung_table_create(const struct search *search, struct strahlung_table **table);

/* dN/domega [1/GeV] at energy `node` for mass^2 = s. */
double strahlung_table_density(const struct strahlung_table *table, int node, double s_GeV2);

/* Fill the segments of a table of this search, and the number of its energies. */
void strahlung_segments_lay(const struct search *search, struct strahlung_table *table);

/* The deposit at v of a segment, 0 <= v <= 1, and d deposit/dv. */
double strahlung_segment_deposit_GeV(const struct strahlung_segment *segment, double beam_energy_GeV, double v, double *slope);

/* Back: v of a deposit. */
double strahlung_segment_place(const struct strahlung_segment *segment, double beam_energy_GeV, double deposit_GeV);

#endif
