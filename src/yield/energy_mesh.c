/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panels are laid from E0 downwards, each as wide as may be, and narrowed until the probe finds the weights resolved. They begin
 * with energies     that grow by 2.4: sigma falls like powers of E, singular at E = -m_e, rho = 4.6 selection    3.7 sigma of the
 * resolution: Phi on half-width h = 1.85 is interpolated to (e h^2/(4 n))^(n/2) ~ 1e-12 and end at rows of a table. Towards E0,
 * where T ~ 1/(u ln^2 u) of primaries is singular, they shrink in proportion to the deposit. Where no selection accepts anything
 * there is nothing to resolve.
 */
#include "yield/energy_mesh.h"

#include "core/error.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static const double energy_growth = 2.4, sigma_width = 3.7;
/* Phi(-8.6) = 4e-18 of what may be a few hundred events; an acceptance short of 1 by Phi(-6.8) = 5e-12 is 1. */
static const double least_cut_reach = 8.6, open_reach = 6.8;
/* No shower's spectrum, nor any table's, changes within this share of the energy. */
static const double narrowest = 1e-12;

/* How many sigma below the threshold's reading nothing is left: exp(-x^2/2) of the largest yield is negligible. */
static double cut_reach(const struct search *search) {
    return fmax(least_cut_reach, sqrt(2.0 * log(fmax(search_largest_events(search) / search_negligible_events(search), 1.0))));
}

static int accepts_nothing(const struct search *search, const struct selection_range *range, double reach, double deposit) {
    const double reading = (1.0 + range->lowest_shift) * deposit;
    return reading - range->highest_threshold_GeV > reach * resolution_sigma_GeV(&search->resolution, deposit);
}

static int accepts_all(const struct search *search, const struct selection_range *range, double deposit) {
    const double reading = (1.0 + range->highest_shift) * deposit;
    return range->lowest_threshold_GeV - reading > open_reach * resolution_sigma_GeV(&search->resolution, deposit);
}

/* The width that spans `sigma_width` of the resolution in the panel's middle. */
static double selection_width(const struct search *search, double deposit) {
    double width = 0.0;
    for (int i = 0; i < 3; i++) width = sigma_width * resolution_sigma_GeV(&search->resolution, deposit + 0.5 * width);
    return width;
}

/* The largest deposit that all selections accept fully, to a per mille of the beam energy. */
static double open_deposit(const struct search *search, const struct selection_range *range) {
    double open = 0.0, cut = search->beam_energy_GeV;
    while (cut - open > 1e-3 * search->beam_energy_GeV) {
        const double middle = 0.5 * (open + cut);
        if (accepts_all(search, range, middle))
            open = middle;
        else
            cut = middle;
    }
    return open;
}

/* The widest that the panel which begins with this loss may be. */
static double widest(const struct search *search, const struct selection_range *range, bool rejected, double loss) {
    const double by_energy = (search->beam_energy_GeV - loss) * (1.0 - 1.0 / energy_growth);
    if (search->convolution == CONVOLUTION_CROSS_SECTION) return fmin(by_energy, fmax(selection_width(search, loss), loss));
    if (rejected) return by_energy;
    return fmin(by_energy, fmax(selection_width(search, loss), open_deposit(search, range) - loss));
}

/* A panel too wide by far, against the distance to E0, is narrowed by large steps first. */
static double narrower(double width, double loss) {
    return width > 9.0 * loss ? fmax(8.0 * loss, sqrt(width * loss)) : 0.7 * width;
}

/* The loss where a panel of this width ends: at a knot of T, or with the last energy, if these come first. */
static double panel_end(const struct search *search, double loss, double width) {
    const double beam = search->beam_energy_GeV, last = beam - search->minimum_energy_GeV, here = loss + DBL_EPSILON * beam;
    double end = loss + width > last - 1e-6 * search->minimum_energy_GeV ? last : loss + width;
    size_t count;
    const double *knot_GeV = track_length_knots_GeV(search->track_length, &count);
    for (size_t i = 0; i < count; i++)
        if (beam - knot_GeV[i] > here && beam - knot_GeV[i] < end) end = beam - knot_GeV[i];
    return end;
}

/* The loss where the panel that begins with `loss` ends; NAN when no width resolves the weights. */
static double next_loss(const struct search *search, const struct weight_probe *probe, double reach, double loss) {
    const bool rejected = search->convolution == CONVOLUTION_SELECTION && accepts_nothing(search, &probe->range, reach, loss);
    double width = widest(search, &probe->range, rejected, loss);
    for (; width > narrowest * loss; width = narrower(width, loss)) {
        const double end = panel_end(search, loss, width);
        if (rejected || weight_probe_resolves(probe, loss, end)) return end;
        width = end - loss;
    }
    return NAN;
}

/* Ascending losses from the undegraded to the minimum energy: *loss has *count edges. */
static epscan_status lay_losses(const struct search *search, const struct selection_range *range, double reach, double **loss,
                                size_t *count) {
    struct weight_probe probe;
    size_t capacity = 64, laid = 1;
    double *edge = malloc(capacity * sizeof *edge);
    if (!edge) return error_no_memory("the energy mesh");
    weight_probe_init(&probe, search, range);
    const double last = search->beam_energy_GeV - search->minimum_energy_GeV;
    edge[0] = TRACK_LENGTH_UNDEGRADED_SHARE * search->beam_energy_GeV;
    while (edge[laid - 1] < last) {
        if (laid == capacity) {
            double *larger = realloc(edge, (capacity *= 2) * sizeof *edge);
            if (!larger) {
                free(edge);
                return error_no_memory("the energy mesh");
            }
            edge = larger;
        }
        edge[laid] = next_loss(search, &probe, reach, edge[laid - 1]);
        if (isnan(edge[laid])) {
            const epscan_status status =
                error_set(EPSCAN_FAILED, "the track length cannot be resolved %g GeV below the beam energy", edge[laid - 1]);
            free(edge);
            return status;
        }
        laid++;
    }
    *loss = edge;
    *count = laid;
    return EPSCAN_OK;
}

static epscan_status lay_edges(struct energy_mesh *mesh, const struct search *search, const struct selection_range *range) {
    double *loss;
    size_t count;
    const epscan_status status = lay_losses(search, range, mesh->cut_reach, &loss, &count);
    if (status) return status;
    mesh->panel_count = (int)count - 1;
    mesh->edge = malloc(count * sizeof *mesh->edge);
    mesh->edge_loss = malloc(count * sizeof *mesh->edge_loss);
    if (mesh->edge && mesh->edge_loss)
        for (size_t i = 0; i < count; i++) {
            mesh->edge_loss[i] = loss[count - 1 - i];
            mesh->edge[i] = search->beam_energy_GeV - mesh->edge_loss[i];
        }
    free(loss);
    return mesh->edge && mesh->edge_loss ? EPSCAN_OK : error_no_memory("the energy mesh");
}

struct mesh_window energy_mesh_window(const struct energy_mesh *mesh, const struct search *search,
                                      const struct selection_range *range) {
    struct mesh_window window = {0, mesh->panel_count};
    if (search->convolution == CONVOLUTION_CROSS_SECTION) return window;
    while (window.first_cut < mesh->panel_count &&
           accepts_nothing(search, range, mesh->cut_reach, mesh->edge_loss[window.first_cut + 1]))
        window.first_cut++;
    while (window.first_open > window.first_cut && accepts_all(search, range, mesh->edge_loss[window.first_open - 1]))
        window.first_open--;
    return window;
}

static void lay_nodes(struct energy_mesh *mesh) {
    struct gauss_rule rule;
    gauss_rule_init(&rule, MESH_PANEL_NODES);
    for (int p = 0; p < mesh->panel_count; p++) {
        const double centre = 0.5 * (mesh->edge[p] + mesh->edge[p + 1]), half = 0.5 * (mesh->edge_loss[p] - mesh->edge_loss[p + 1]);
        const double middle_loss = 0.5 * (mesh->edge_loss[p] + mesh->edge_loss[p + 1]);
        for (int i = 0; i < MESH_PANEL_NODES; i++) {
            const int node = p * MESH_PANEL_NODES + i;
            mesh->energy_GeV[node] = centre + half * rule.node[i];
            mesh->loss_GeV[node] = middle_loss - half * rule.node[i];
            mesh->weight[node] = half * rule.weight[i];
        }
    }
}

epscan_status energy_mesh_init(struct energy_mesh *mesh, const struct search *search, const struct selection_range *range) {
    *mesh = (struct energy_mesh){.cut_reach = cut_reach(search)};
    epscan_status status = lay_edges(mesh, search, range);
    if (!status) {
        const size_t nodes = (size_t)(mesh->panel_count * MESH_PANEL_NODES);
        mesh->window = energy_mesh_window(mesh, search, range);
        mesh->node_count = (int)nodes;
        mesh->energy_GeV = malloc(nodes * sizeof *mesh->energy_GeV);
        mesh->loss_GeV = malloc(nodes * sizeof *mesh->loss_GeV);
        mesh->weight = malloc(nodes * sizeof *mesh->weight);
        if (!mesh->energy_GeV || !mesh->loss_GeV || !mesh->weight) status = error_no_memory("the energy mesh");
    }
    if (status)
        energy_mesh_clear(mesh);
    else
        lay_nodes(mesh);
    return status;
}

void energy_mesh_clear(struct energy_mesh *mesh) {
    free(mesh->edge);
    free(mesh->edge_loss);
    free(mesh->energy_GeV);
    free(mesh->loss_GeV);
    free(mesh->weight);
    *mesh = (struct energy_mesh){0};
}
