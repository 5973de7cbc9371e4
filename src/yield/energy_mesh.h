/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The panels over positron energy on which selection weights are sampled and cross-sections are integrated: as wide as the
 * weights of the search at hand allow, which is tried on each, and broken at rows of a table.
 * Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_ENERGY_MESH_H
#define EPSCAN_YIELD_ENERGY_MESH_H

#include "epscan/status.h"
#include "yield/search.h"
#include "yield/weight_probe.h"

/*
 * The panels where the selections of a range differ from all or nothing: below `first_cut` none accepts anything (weight
 * < 1e-17 of T), from `first_open` on every one accepts everything (to 1e-11). With CONVOLUTION_CROSS_SECTION all panels.
 */
struct mesh_window {
    int first_cut, first_open;
};

/*
 * Panel p spans [edge[p], edge[p+1]], edge[panel_count] = E0 (1 - 1e-8); its nodes are energy_GeV[p*MESH_PANEL_NODES + i]. What is
 * lost of E0, edge_loss[p] and loss_GeV[..], has digits that the energies next to E0 lack.
 */
struct energy_mesh {
    int panel_count, node_count;
    double cut_reach;                       /* sigma of the resolution beyond which nothing that counts is accepted */
    struct mesh_window window;              /* of the whole range */
    double *edge, *edge_loss;               /* [panel_count + 1] */
    double *energy_GeV, *loss_GeV, *weight; /* nodes and quadrature weights [node_count] */
};

/* The caller frees the mesh's arrays with energy_mesh_clear. */
epscan_status energy_mesh_init(struct energy_mesh *mesh, const struct search *search, const struct selection_range *range);
void energy_mesh_clear(struct energy_mesh *mesh);

/* The window of a part of the mesh's range. */
struct mesh_window energy_mesh_window(const struct energy_mesh *mesh, const struct search *search,
                                      const struct selection_range *range);

#endif
