/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Widths, each from the convergence of a 24-node Gauss panel (error of an interpolant ~ rho^-24, of an integral ~ rho^-48):
 *   towards E0   T ~ 1/(u ln^2 u) for primaries, u^2 for secondaries, is singular at E0: deposits grow from panel to panel
 *                by what keeps the error near 6e-18 of the largest yield (1e-15 events for NA64), which is a factor 3
 *                (rho = 3.7) where events are many, and 9 where an electron beam's positrons die out
 *   energies     grow by 2.4: T and sigma fall like powers of E, singular at E = 0, rho = 4.6
 *   selection    3.7 sigma of the resolution: Phi on half-width h = 1.85 is interpolated to (e h^2/(4 n))^(n/2) ~ 1e-12
 */
#include "yield/energy_mesh.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>

static const double energy_growth = 2.4, sigma_width = 3.7;
static const double allowed_share = 6e-18, smallest_error = 2e-14, largest_error = 5e-8;
/* Phi(-8.6) = 4e-18 of what may be a few hundred events; an acceptance short of 1 by Phi(-6.8) = 5e-12 is 1. */
static const double cut_reach = 8.6, open_reach = 6.8;

static int accepts_nothing(const struct search *search, const struct selection_range *range, double deposit) {
    const double reading = (1.0 + range->lowest_shift) * deposit;
    return reading - range->highest_threshold_GeV > cut_reach * resolution_sigma_GeV(&search->resolution, deposit);
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

/* Events of a narrow resonance that loses `deposit`, over the largest there are. */
static double share_of_events(const struct search *search, double largest_events, double deposit) {
    const double energy = fmax(search->beam_energy_GeV - deposit, search->minimum_energy_GeV);
    return search_events_of_unit_track_length(search) * search_positrons_X0_per_GeV(search, energy) / largest_events;
}

/* By how much deposits may grow over the panel whose smallest deposit is this: rho = (sqrt g + 1)/(sqrt g - 1). */
static double deposit_growth(const struct search *search, double largest_events, double deposit) {
    const double share = share_of_events(search, largest_events, fmin(4.0 * deposit, 0.5 * search->beam_energy_GeV));
    const double error = fmin(fmax(allowed_share / share, smallest_error), largest_error);
    const double rho = pow(error, -1.0 / MESH_PANEL_NODES), root = (rho + 1.0) / (rho - 1.0);
    return root * root;
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

/* The low edge of the panel whose high edge is `high`. */
static double next_edge(const struct search *search, const struct selection_range *range, double largest_events, double high) {
    const double deposit = search->beam_energy_GeV - high;
    double width = fmin((deposit_growth(search, largest_events, deposit) - 1.0) * deposit, high * (1.0 - 1.0 / energy_growth));
    if (search->convolution == CONVOLUTION_CROSS_SECTION)
        width = fmin(width, selection_width(search, deposit));
    else if (!accepts_nothing(search, range, deposit))
        width = fmin(width, fmax(selection_width(search, deposit), open_deposit(search, range) - deposit));
    return high - width;
}

/*
 * The low edge of the panel at the top: deposits whose events could be wrong by `largest_error`, and that all selections
 * accept.
 */
static double last_edge(const struct search *search, const struct selection_range *range, double largest_events) {
    const double beam = search->beam_energy_GeV;
    double deposit = beam - search_highest_energy_GeV(search);
    if (search->convolution == CONVOLUTION_CROSS_SECTION) return beam - deposit; /* its weights have other edges */
    while (deposit < 1e-2 * beam && accepts_all(search, range, 3.0 * deposit) &&
           share_of_events(search, largest_events, 3.0 * deposit) < allowed_share / largest_error)
        deposit *= 3.0;
    return fmax(beam - deposit, search->minimum_energy_GeV);
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
    const double largest_events = search_largest_events(search), last = last_edge(search, range, largest_events);
    if (edge && last < edge[0]) edge[count++] = highest_knot(search, last, edge[0]);
    while (edge && edge[count - 1] > search->minimum_energy_GeV) {
        if (count == capacity) {
            double *larger = realloc(edge, 2 * capacity * sizeof *edge);
            if (!larger) free(edge);
            edge = larger;
            capacity *= 2;
            if (!edge) break;
        }
        const double high = edge[count - 1];
        double low = next_edge(search, range, largest_events, high);
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

struct mesh_window energy_mesh_window(const struct energy_mesh *mesh, const struct search *search,
                                      const struct selection_range *range) {
    struct mesh_window window = {0, mesh->panel_count};
    if (search->convolution == CONVOLUTION_CROSS_SECTION) return window;
    while (window.first_cut < mesh->panel_count &&
           accepts_nothing(search, range, search->beam_energy_GeV - mesh->edge[window.first_cut + 1]))
        window.first_cut++;
    while (window.first_open > window.first_cut &&
           accepts_all(search, range, search->beam_energy_GeV - mesh->edge[window.first_open - 1]))
        window.first_open--;
    return window;
}

epscan_status energy_mesh_init(struct energy_mesh *mesh, const struct search *search, const struct selection_range *range) {
    *mesh = (struct energy_mesh){0};
    const epscan_status status = lay_edges(mesh, search, range);
    if (status) return status;
    mesh->window = energy_mesh_window(mesh, search, range);
    mesh->node_count = mesh->panel_count * MESH_PANEL_NODES;
    mesh->energy_GeV = malloc((size_t)mesh->node_count * sizeof *mesh->energy_GeV);
    mesh->weight = malloc((size_t)mesh->node_count * sizeof *mesh->weight);
    if (!mesh->energy_GeV || !mesh->weight) {
        energy_mesh_clear(mesh);
        return error_no_memory("the energy mesh");
    }
    struct gauss_rule rule;
    gauss_rule_init(&rule, MESH_PANEL_NODES);
    for (int p = 0; p < mesh->panel_count; p++) {
        const double centre = 0.5 * (mesh->edge[p] + mesh->edge[p + 1]), half = 0.5 * (mesh->edge[p + 1] - mesh->edge[p]);
        for (int i = 0; i < MESH_PANEL_NODES; i++) {
            mesh->energy_GeV[p * MESH_PANEL_NODES + i] = centre + half * rule.node[i];
            mesh->weight[p * MESH_PANEL_NODES + i] = half * rule.weight[i];
        }
    }
    return EPSCAN_OK;
}

void energy_mesh_clear(struct energy_mesh *mesh) {
    free(mesh->edge);
    free(mesh->energy_GeV);
    free(mesh->weight);
    *mesh = (struct energy_mesh){0};
}
