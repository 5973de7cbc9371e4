/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dN/domega of A'-strahlung at epsilon = 1 for vectors of any mass, on fixed energies omega of the A' between the least missing
 * energy and E0, in segments of deposits E0 - omega. Masses are in panels, of which each is made when it is first asked for, by
 * whom that is; its numbers do not depend on the others. Readers are thread-safe.
 */
#ifndef EPSCAN_RESPONSE_STRAHLUNG_TABLE_H
#define EPSCAN_RESPONSE_STRAHLUNG_TABLE_H

#include "core/gauss_legendre.h"
#include "epscan/status.h"
#include "response/search.h"

#include <pthread.h>
#include <stdatomic.h>

enum { STRAHLUNG_SEGMENTS_MAX = 12, STRAHLUNG_SEGMENT_NODES = 10, STRAHLUNG_PIECE_NODES = 16 };
enum {
    STRAHLUNG_ENERGIES_MAX = STRAHLUNG_SEGMENTS_MAX * STRAHLUNG_SEGMENT_NODES,
    STRAHLUNG_PANELS_MAX = 16,
    STRAHLUNG_PANEL_MASSES = 20
};

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
    double x[STRAHLUNG_PANEL_MASSES], barycentric[STRAHLUNG_PANEL_MASSES];
};

/* The masses of a panel at one energy for one kind of nuclei, y = 1/2 ln[(m^2 + c^2)/(omega^2 - m^2)], c = m_e omega/E0. */
struct mass_range {
    double low_y, high_y;
    int count; /* of points */
};

/* ln dN/domega at the points; and at high_y with its slope by y, with which it falls on where this is the last panel. */
struct mass_curve {
    double log_density[STRAHLUNG_PANEL_MASSES];
    double last, slope;
};

/* What one kind of nuclei makes, by panel and energy. */
struct nucleus_table {
    int last_panel[STRAHLUNG_ENERGIES_MAX]; /* in which the recoil leaves next to nothing */
    struct mass_range range[STRAHLUNG_PANELS_MAX][STRAHLUNG_ENERGIES_MAX];
    struct mass_curve curve[STRAHLUNG_PANELS_MAX][STRAHLUNG_ENERGIES_MAX]; /* of panels that are made */
};

struct strahlung_maker;

struct strahlung_table {
    const struct search *search; /* borrowed */
    double beam_energy_GeV;
    double least_mass_GeV, most_mass_GeV;
    struct gauss_rule rule;       /* STRAHLUNG_SEGMENT_NODES, on -1 .. 1: v of the energies of a segment */
    struct gauss_rule piece_rule; /* STRAHLUNG_PIECE_NODES: of what a selection accepts of one */
    int segments, energies;       /* in use */
    struct strahlung_segment segment[STRAHLUNG_SEGMENTS_MAX];
    double energy_GeV[STRAHLUNG_ENERGIES_MAX], deposit_GeV[STRAHLUNG_ENERGIES_MAX]; /* segment by segment, deposits rising */
    double weight_GeV[STRAHLUNG_ENERGIES_MAX];                                      /* of int domega */
    int panels;
    double edge_GeV2[STRAHLUNG_PANELS_MAX + 1];            /* of m^2 */
    struct mass_points points[STRAHLUNG_PANEL_MASSES + 1]; /* by their number */
    pthread_mutex_t making;
    atomic_bool made[STRAHLUNG_PANELS_MAX];
    struct strahlung_maker *maker; /* owned */
    int nuclei;
    struct nucleus_table nucleus[]; /* [nuclei] */
};

/*
 * search->nuclei must not be NULL; the search is borrowed for the table's life. Where processes have a share, all panels are made
 * now, on all OpenMP threads of all of them; else none. Free with strahlung_table_free. EPSCAN_FAILED: no memory.
 */
epscan_status strahlung_table_create(const struct search *search, struct strahlung_table **table);
void strahlung_table_free(struct strahlung_table *table);

/* dN/domega [1/GeV] at all energies for mass^2 = s: density[energies]. */
void strahlung_table_densities(struct strahlung_table *table, double s_GeV2, double *density);

/* A mass at y of an energy, and what an axial vector has more of the lighter it is: dN/domega over this is what curves have. */
double strahlung_table_mass_GeV(const struct strahlung_table *table, int node, double y);
double strahlung_table_growth(const struct strahlung_table *table, int node, double mass2);

/* Fill the segments of a table of this search, and the number of its energies. */
void strahlung_segments_lay(const struct search *search, struct strahlung_table *table);

/* The deposit at v of a segment, 0 <= v <= 1, and d deposit/dv. */
double strahlung_segment_deposit_GeV(const struct strahlung_segment *segment, double beam_energy_GeV, double v, double *slope);

/* Back: v of a deposit. */
double strahlung_segment_place(const struct strahlung_segment *segment, double beam_energy_GeV, double deposit_GeV);

#endif
