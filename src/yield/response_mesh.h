/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The panels over s on which a response is sampled and spectral densities are integrated: as wide as R allows for the selections of
 * a range, which is tried on each, and broken at knots. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_RESPONSE_MESH_H
#define EPSCAN_YIELD_RESPONSE_MESH_H

#include "epscan/status.h"
#include "response/channel.h"
#include "yield/response_probe.h"

/*
 * The panels where the selections of a range differ from all or nothing: below `first_cut` none accepts anything (less than 1e-17
 * of R), from `first_open` on every one accepts everything (to 1e-11). All panels where a deposit belongs to many s.
 */
struct mesh_window {
    int first_cut, first_open;
};

/*
 * Panel p spans [edge[p], edge[p+1]], in GeV^2; its nodes are s[p*MESH_PANEL_NODES + i]. How far below the end of the response they
 * lie, edge_below[p] and below[..], has digits that s next to the end lacks.
 */
struct response_mesh {
    int panel_count, node_count;
    double cut_reach;           /* sigma of the resolution beyond which nothing that counts is accepted */
    struct mesh_window window;  /* of the whole range */
    double *edge, *edge_below;  /* [panel_count + 1] */
    double *s, *below, *weight; /* nodes and quadrature weights [node_count] */
};

/* The caller frees the mesh's arrays with response_mesh_clear. */
epscan_status response_mesh_init(struct response_mesh *mesh, const struct response *response, const struct selection_range *range);

/* The same of panels that are known, edge_GeV2[panel_count + 1] strictly increasing; what lies below the end is by the last edge. */
epscan_status response_mesh_of_edges(struct response_mesh *mesh, const double *edge_GeV2, int panel_count);
void response_mesh_clear(struct response_mesh *mesh);

/* The window of a part of the mesh's range. */
struct mesh_window response_mesh_window(const struct response_mesh *mesh, const struct response *response,
                                        const struct selection_range *range);

#endif
