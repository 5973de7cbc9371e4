/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Widths, each from the convergence of a 20-node Gauss panel (error of an interpolant ~ rho^-20, of an integral ~ rho^-40):
 *   towards E0   deposits grow by 2.5 from panel to panel: T ~ 1/(u ln^2 u) has its singularity at rho = 4.4
 *   energies     grow by 1.8: T and sigma fall like powers of E, singular at E = 0, rho = 8.5
 *   selection    2.2 sigma of the resolution: Phi on half-width h = 1.1 is interpolated to (e h^2/(4 n))^(n/2) ~ 1e-14
 */
#include "yield/energy_mesh.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>

static const double deposit_growth = 2.5, energy_growth = 1.8, sigma_width = 2.2;
/* Phi(-8.6) = 4e-18 */
static const double selection_reach = 8.6;

static int accepts_nothing(const struct search *search, const struct selection_range *range, double deposit) {
    const double reading = (1.0 + range->lowest_shift) * deposit;
    return reading - range->highest_threshold_GeV > selection_reach * resolution_sigma_GeV(&search->resolution, deposit);
}

static int accepts_all(const struct search *search, const struct selection_range *range, double deposit) {
    const double reading = (1.0 + range->highest_shift) * deposit;
    return range->lowest_threshold_GeV - reading > selection_reach * resolution_sigma_GeV(&search->resolution, deposit);
}

/* The low edge of the panel whose high edge is `high`. */
static double next_edge(const struct search *search, const struct selection_range *range, double high) {
    const double deposit = search->beam_energy_GeV - high;
    double width = fmin((deposit_growth - 1.0) * deposit, high * (1.0 - 1.0 / energy_growth));
    const int literal = search->convolution == CONVOLUTION_CROSS_SECTION;
    const double sigma = sigma_width * resolution_sigma_GeV(&search->resolution, deposit);
    if (literal || (!accepts_all(search, range, deposit + width) && !accepts_nothing(search, range, deposit)))
        width = fmin(width, sigma);
    return high - width;
}

/* The largest table row in (low, high), or low. */
static double highest_knot(const struct search *search, double low, double high) {
    size_t count;
    const double *knot = track_length_knots_GeV(search->track_length, &count);
    double highest = low;
    for (size_t i = 0; i < count; i++)
        if (knot[i] > highest && knot[i] < high) highest = knot[i];
    return highest;
}

static epscan_status lay_edges(struct energy_mesh *mesh, const struct search *search, const struct selection_range *range) {
    size_t capacity = 64, count = 1;
    double *edge = malloc(capacity * sizeof *edge);
    if (edge) edge[0] = search_highest_energy_GeV(search);
    while (edge && edge[count - 1] > search->minimum_energy_GeV) {
        if (count == capacity) {
            double *larger = realloc(edge, 2 * capacity * sizeof *edge);
            if (!larger) free(edge);
            edge = larger;
            capacity *= 2;
            if (!edge) break;
        }
        const double high = edge[count - 1];
        double low = next_edge(search, range, high);
        if (low < search->minimum_energy_GeV * (1.0 + 1e-6)) low = search->minimum_energy_GeV;
        edge[count++] = highest_knot(search, low, high);
    }
    if (!edge) return error_no_memory("the energy mesh");
    mesh->panel_count = (int)count - 1;
    for (size_t i = 0; i < count / 2; i++) {
        const double swap = edge[i];
        edge[i] = edge[count - 1 - i];
        edge[count - 1 - i] = swap;
    }
    mesh->edge = edge;
    return EPSCAN_OK;
}

static void classify_panels(struct energy_mesh *mesh, const struct search *search, const struct selection_range *range) {
    mesh->first_cut = 0;
    mesh->first_open = mesh->panel_count;
    if (search->convolution == CONVOLUTION_CROSS_SECTION) return;
    while (mesh->first_cut < mesh->panel_count &&
           accepts_nothing(search, range, search->beam_energy_GeV - mesh->edge[mesh->first_cut + 1]))
        mesh->first_cut++;
    while (mesh->first_open > mesh->first_cut &&
           accepts_all(search, range, search->beam_energy_GeV - mesh->edge[mesh->first_open - 1]))
        mesh->first_open--;
}

epscan_status energy_mesh_init(struct energy_mesh *mesh, const struct search *search, const struct selection_range *range) {
    *mesh = (struct energy_mesh){0};
    const epscan_status status = lay_edges(mesh, search, range);
    if (status) return status;
    classify_panels(mesh, search, range);
    mesh->node_count = mesh->panel_count * MESH_PANEL_NODES;
    mesh->energy_GeV = malloc((size_t)mesh->node_count * sizeof *mesh->energy_GeV);
    if (!mesh->energy_GeV) {
        energy_mesh_clear(mesh);
        return error_no_memory("the energy mesh");
    }
    struct gauss_rule rule;
    gauss_rule_init(&rule, MESH_PANEL_NODES);
    for (int p = 0; p < mesh->panel_count; p++) {
        const double centre = 0.5 * (mesh->edge[p] + mesh->edge[p + 1]), half = 0.5 * (mesh->edge[p + 1] - mesh->edge[p]);
        for (int i = 0; i < MESH_PANEL_NODES; i++) mesh->energy_GeV[p * MESH_PANEL_NODES + i] = centre + half * rule.node[i];
    }
    return EPSCAN_OK;
}

void energy_mesh_clear(struct energy_mesh *mesh) {
    free(mesh->edge);
    free(mesh->energy_GeV);
    *mesh = (struct energy_mesh){0};
}
