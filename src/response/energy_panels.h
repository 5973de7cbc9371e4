/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Energies at which a selection is looked at where one s takes positrons of many: nodes of panels so narrow that P_sel is
 * interpolated between them, next to E0 in the logarithm of the deposit. And the track length T on them. Energies are v = ln(E0/E).
 */
#ifndef EPSCAN_RESPONSE_ENERGY_PANELS_H
#define EPSCAN_RESPONSE_ENERGY_PANELS_H

#include "core/gauss_legendre.h"
#include "epscan/point.h"
#include "response/search.h"

enum {
    ENERGY_PANEL_NODES = 16,
    ENERGY_NEAR_PANELS = 2,
    ENERGY_NEAR_NODES = ENERGY_NEAR_PANELS * ENERGY_PANEL_NODES,
    ENERGY_LOW_PANELS = 8
};

/* Points: E0 itself, where undegraded primaries are; the nodes next to it; those of each panel. Deposits ascend. */
struct energy_panels {
    double beam_energy_GeV;
    struct gauss_rule rule;
    double undegraded_X0;
    double near_edge[ENERGY_NEAR_PANELS + 1];                     /* ln u of the panels next to E0 */
    double near_v[ENERGY_NEAR_NODES], near_X0[ENERGY_NEAR_NODES]; /* int T f dv = sum near_X0 f(near_v) on them */
    size_t panel_count, piece_count, point_count;
    double *edge;           /* [panel_count + 1], of v */
    double *piece_edge;     /* [piece_count + 1]: the same, and knots of T */
    size_t *panel_of_piece; /* [piece_count] */
    double *from_moments;   /* [piece_count][16][16]: int f T l_j dv = sum_n (int f P_n dv) from_moments[n][j] on a piece */
    double *deposit_GeV;    /* [point_count] */
};

/* Points that a search would have; computed without its track length. */
size_t energy_panels_points(const struct resolution *resolution, double beam_energy_GeV, double minimum_energy_GeV,
                            double production_cut_GeV);

/*
 * With the search's T; or as if T were 1 and without knots, and with ENERGY_LOW_PANELS more below the minimum energy, down to its
 * share ENERGY_LOWEST. Free with energy_panels_clear.
 */
epscan_status energy_panels_init(struct energy_panels *panels, const struct search *search);
epscan_status energy_panels_init_of_ones(struct energy_panels *panels, const struct search *search);
#define ENERGY_LOWEST 0.025
void energy_panels_clear(struct energy_panels *panels);

/*
 * Gauss points of the near panel p between two ln u: places v, weights, and near_X0[] of the panel's nodes by what part of it each
 * takes of f: int T f dv = sum_i f(v[i]) sum_j X0[i][j].
 */
void energy_panels_near_part(const struct energy_panels *panels, int p, double from, double to, double v[ENERGY_PANEL_NODES],
                             double X0[ENERGY_PANEL_NODES][ENERGY_PANEL_NODES]);

/* f(u) = sum_k cardinal[k] f(point first + k) of a function that is smooth as T is, u f(u) in ln u next to E0; returns `first`. */
size_t energy_panels_cardinals(const struct energy_panels *panels, double deposit_GeV, double cardinal[ENERGY_PANEL_NODES]);

/* ln u at v, and v at ln u. */
double energy_panels_log_deposit(const struct energy_panels *panels, double v);
double energy_panels_v(const struct energy_panels *panels, double log_deposit);

/* share[point_count] of each point that a selection accepts; NULL: 1. Of missing energies from least_missing_GeV on. */
void energy_panels_acceptance(const struct energy_panels *panels, const struct resolution *resolution,
                              const epscan_selection *selection, double least_missing_GeV, double *share);

#endif
