/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panels are laid from the end of the response downwards, each as wide as may be, and narrowed until the probe finds R resolved.
 * They begin with
 *     s             that grows by 2.4: spectral densities fall like powers of s, singular at s = 0, rho = 4.6
 *     selection     3.7 sigma of the resolution, where a deposit belongs to one s: Phi on half-width h = 1.85 is interpolated to
 *                   (e h^2/(4 n))^(n/2) ~ 1e-12
 * and end at knots. Towards the end, where T ~ 1/(u ln^2 u) of primaries is singular, they shrink in proportion to the deposit.
 * Where no selection accepts anything there is nothing to resolve.
 */
#include "yield/response_mesh.h"

#include "core/error.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static const double growth = 2.4, sigma_width = 3.7;
/* From edge to edge where R is smooth in ln s and known to 1e-7: rho = 1.9 for the singularity at s = 0, 1.9^-24 = 2e-7. */
static const double widest_ratio = 8.0;
/* What the logarithm of a ratio shrinks by that was too wide: four panels become five. */
static const double narrowing = 0.8;
/* Phi(-8.6) = 4e-18 of what may be a few hundred events; an acceptance short of 1 by Phi(-6.8) = 5e-12 is 1. */
static const double least_cut_reach = 8.6, open_reach = 6.8;
/* No shower's spectrum, nor any table's, changes within this share of what is lost. */
static const double narrowest = 1e-12;

/* How many sigma below the threshold's reading nothing is left: exp(-x^2/2) of the largest yield is negligible. */
static double cut_reach(const struct response *response) {
    return fmax(least_cut_reach, sqrt(2.0 * log(fmax(response->largest_events / response->negligible_events, 1.0))));
}

/* Whether selections cut in s: a deposit belongs to one, and is what the resolution smears. */
static bool has_windows(const struct response *response) {
    return response->s_per_deposit_GeV > 0.0 && !response->channel->accepted;
}

static bool accepts_nothing(const struct response *response, const struct selection_range *range, double reach, double below) {
    if (!has_windows(response)) return false;
    const double deposit = response_deposit_GeV(response, below), reading = (1.0 + range->lowest_shift) * deposit;
    return reading - range->highest_threshold_GeV > reach * resolution_sigma_GeV(&response->search->resolution, deposit);
}

static bool accepts_all(const struct response *response, const struct selection_range *range, double deposit) {
    const double reading = (1.0 + range->highest_shift) * deposit;
    return range->lowest_threshold_GeV - reading > open_reach * resolution_sigma_GeV(&response->search->resolution, deposit);
}

/* Deposits that `sigma_width` of the resolution spans in the panel's middle. */
static double selection_width_GeV(const struct search *search, double deposit) {
    double width = 0.0;
    for (int i = 0; i < 3; i++) width = sigma_width * resolution_sigma_GeV(&search->resolution, deposit + 0.5 * width);
    return width;
}

/* The largest deposit that all selections accept fully, to a per mille of the beam energy. */
static double open_deposit_GeV(const struct response *response, const struct selection_range *range) {
    const double beam = response->search->beam_energy_GeV;
    double open = 0.0, cut = beam;
    while (cut - open > 1e-3 * beam) {
        const double middle = 0.5 * (open + cut);
        if (accepts_all(response, range, middle))
            open = middle;
        else
            cut = middle;
    }
    return open;
}

/* The widest that the panel which begins so far below the end may be. */
static double widest(const struct response *response, const struct selection_range *range, bool rejected, double below) {
    const double by_s = (response->end_GeV2 - below) * (1.0 - 1.0 / growth);
    if (rejected) return by_s;
    const double deposit = response_deposit_GeV(response, below), selection = selection_width_GeV(response->search, deposit);
    const double least = has_windows(response) ? open_deposit_GeV(response, range) - deposit : deposit;
    return fmin(by_s, response->s_per_deposit_GeV * fmax(selection, least));
}

/* A panel too wide by far, against the distance to the end, is narrowed by large steps first. */
static double narrower(double width, double below) {
    return width > 9.0 * below ? fmax(8.0 * below, sqrt(width * below)) : 0.7 * width;
}

/* Where a panel of this width ends: at a knot of R, or with the last s, if these come first. */
static double panel_end(const struct response *response, double below, double width) {
    const double last = response->most_below_GeV2, here = below + DBL_EPSILON * response->end_GeV2;
    double end = below + width > last - 1e-6 * (response->end_GeV2 - last) ? last : below + width;
    for (size_t i = 0; i < response->knot_count; i++)
        if (response->knot_below_GeV2[i] > here && response->knot_below_GeV2[i] < end) end = response->knot_below_GeV2[i];
    return end;
}

static struct invariant at_below(const struct response *response, double below) {
    return (struct invariant){response->end_GeV2 - below, below};
}

/* Where the panel that begins so far below ends; NAN when no width resolves R. */
static double next_below(struct response_probe *probe, double reach, double below) {
    const bool rejected = accepts_nothing(probe->response, &probe->range, reach, below);
    double width = widest(probe->response, &probe->range, rejected, below);
    for (; width > narrowest * below; width = narrower(width, below)) {
        const double end = panel_end(probe->response, below, width);
        if (rejected || response_probe_resolves(probe, at_below(probe->response, end), at_below(probe->response, below)))
            return end;
        width = end - below;
    }
    return NAN;
}

/* A list of edges that grows, from the end down. */
struct edges {
    size_t count, capacity;
    struct invariant *at;
};

static epscan_status add_edge(struct edges *edges, struct invariant at) {
    if (edges->count == edges->capacity) {
        const size_t capacity = edges->capacity ? 2 * edges->capacity : 64;
        struct invariant *larger = realloc(edges->at, capacity * sizeof *larger);
        if (!larger) return error_no_memory("the response's mesh");
        edges->at = larger;
        edges->capacity = capacity;
    }
    edges->at[edges->count++] = at;
    return EPSCAN_OK;
}

static epscan_status cannot_resolve(const struct response *response, double s) {
    return error_set(EPSCAN_FAILED, "the response of %s cannot be resolved at mA = %.6g GeV", response->channel->long_name,
                     sqrt(s));
}

/* The knot next below s, or the last s. */
static double knot_below(const struct response *response, double s) {
    double next = response->start_GeV2;
    for (size_t i = 0; i < response->knot_count; i++) {
        const double knot = response->end_GeV2 - response->knot_below_GeV2[i];
        if (knot < s * (1.0 - 1e-9) && knot > next) next = knot;
    }
    return next;
}

/* Where the first of as few panels of one ratio as there are of at most this ends, from s down to the next knot. */
static double geometric_end(const struct response *response, double s, double ratio) {
    const double knot = knot_below(response, s), panels = ceil(log(s / knot) / log(ratio) - 1e-9);
    return panels > 1.0 ? s * pow(knot / s, 1.0 / panels) : knot;
}

/* Where a deposit belongs to many s, R is smooth in ln s: from knot to knot panels of one ratio, as wide as will do. */
static epscan_status lay_geometric_edges(struct response_probe *probe, struct edges *edges) {
    const struct response *response = probe->response;
    double s = response->end_GeV2, ratio = widest_ratio;
    epscan_status status = add_edge(edges, (struct invariant){s, 0.0});
    while (!status && s > response->start_GeV2 * (1.0 + 1e-9)) {
        const double next = geometric_end(response, s, ratio);
        const struct invariant low = {next, response->end_GeV2 - next}, high = {s, response->end_GeV2 - s};
        if (!response_probe_resolves(probe, low, high)) {
            ratio = pow(s / next, narrowing);
            if (ratio < 1.0 + narrowest) return cannot_resolve(response, s);
            continue;
        }
        status = add_edge(edges, low);
        s = next;
        ratio = fmin(pow(ratio, 1.0 / narrowing), widest_ratio);
    }
    return status;
}

/* From the end down: ascending distances from it. */
static epscan_status lay_edges_below(struct response_probe *probe, double reach, struct edges *edges) {
    const struct response *response = probe->response;
    double below = response->least_below_GeV2;
    epscan_status status = add_edge(edges, at_below(response, below));
    while (!status && below < response->most_below_GeV2) {
        const double next = next_below(probe, reach, below);
        if (isnan(next)) return cannot_resolve(response, response->end_GeV2 - below);
        below = next;
        status = add_edge(edges, at_below(response, below));
    }
    return status;
}

static epscan_status take_edges(struct response_mesh *mesh, const struct edges *edges) {
    mesh->panel_count = (int)edges->count - 1;
    mesh->edge = malloc(edges->count * sizeof *mesh->edge);
    mesh->edge_below = malloc(edges->count * sizeof *mesh->edge_below);
    if (!mesh->edge || !mesh->edge_below) return error_no_memory("the response's mesh");
    for (size_t i = 0; i < edges->count; i++) {
        mesh->edge_below[i] = edges->at[edges->count - 1 - i].below_end_GeV2;
        mesh->edge[i] = edges->at[edges->count - 1 - i].s_GeV2;
    }
    return EPSCAN_OK;
}

struct mesh_window response_mesh_window(const struct response_mesh *mesh, const struct response *response,
                                        const struct selection_range *range) {
    struct mesh_window window = {0, mesh->panel_count};
    if (!has_windows(response)) return window;
    while (window.first_cut < mesh->panel_count &&
           accepts_nothing(response, range, mesh->cut_reach, mesh->edge_below[window.first_cut + 1]))
        window.first_cut++;
    while (window.first_open > window.first_cut &&
           accepts_all(response, range, response_deposit_GeV(response, mesh->edge_below[window.first_open - 1])))
        window.first_open--;
    return window;
}

/* By the difference that has more digits. */
static double half_width(const struct response_mesh *mesh, int p) {
    return mesh->edge[p] < mesh->edge_below[p] ? 0.5 * (mesh->edge[p + 1] - mesh->edge[p])
                                               : 0.5 * (mesh->edge_below[p] - mesh->edge_below[p + 1]);
}

static void lay_nodes(struct response_mesh *mesh) {
    struct gauss_rule rule;
    gauss_rule_init(&rule, MESH_PANEL_NODES);
    for (int p = 0; p < mesh->panel_count; p++) {
        const double centre = 0.5 * (mesh->edge[p] + mesh->edge[p + 1]), half = half_width(mesh, p);
        const double middle_below = 0.5 * (mesh->edge_below[p] + mesh->edge_below[p + 1]);
        for (int i = 0; i < MESH_PANEL_NODES; i++) {
            const int node = p * MESH_PANEL_NODES + i;
            mesh->s[node] = centre + half * rule.node[i];
            mesh->below[node] = middle_below - half * rule.node[i];
            mesh->weight[node] = half * rule.weight[i];
        }
    }
}

static epscan_status allocate_nodes(struct response_mesh *mesh) {
    const size_t nodes = (size_t)(mesh->panel_count * MESH_PANEL_NODES);
    mesh->node_count = (int)nodes;
    mesh->s = malloc(nodes * sizeof *mesh->s);
    mesh->below = malloc(nodes * sizeof *mesh->below);
    mesh->weight = malloc(nodes * sizeof *mesh->weight);
    return mesh->s && mesh->below && mesh->weight ? EPSCAN_OK : error_no_memory("the response's mesh");
}

epscan_status response_mesh_of_edges(struct response_mesh *mesh, const double *edge_GeV2, int panel_count) {
    struct edges edges = {(size_t)panel_count + 1, 0, malloc(((size_t)panel_count + 1) * sizeof *edges.at)};
    *mesh = (struct response_mesh){0};
    if (!edges.at) return error_no_memory("the response's mesh");
    for (int i = 0; i <= panel_count; i++)
        edges.at[panel_count - i] = (struct invariant){edge_GeV2[i], edge_GeV2[panel_count] - edge_GeV2[i]};
    epscan_status status = take_edges(mesh, &edges);
    if (!status) status = allocate_nodes(mesh);
    free(edges.at);
    if (status) {
        response_mesh_clear(mesh);
        return status;
    }
    mesh->window = (struct mesh_window){0, panel_count};
    lay_nodes(mesh);
    return EPSCAN_OK;
}

epscan_status response_mesh_init(struct response_mesh *mesh, const struct response *response, const struct selection_range *range) {
    struct response_probe probe;
    struct edges edges = {0};
    *mesh = (struct response_mesh){.cut_reach = cut_reach(response)};
    epscan_status status = response_probe_init(&probe, response, range);
    if (!status)
        status = response->s_per_deposit_GeV > 0.0 ? lay_edges_below(&probe, mesh->cut_reach, &edges)
                                                   : lay_geometric_edges(&probe, &edges);
    if (!status) status = take_edges(mesh, &edges);
    if (!status) status = allocate_nodes(mesh);
    response_probe_clear(&probe);
    free(edges.at);
    if (status) {
        response_mesh_clear(mesh);
        return status;
    }
    mesh->window = response_mesh_window(mesh, response, range);
    lay_nodes(mesh);
    return EPSCAN_OK;
}

void response_mesh_clear(struct response_mesh *mesh) {
    free(mesh->edge);
    free(mesh->edge_below);
    free(mesh->s);
    free(mesh->below);
    free(mesh->weight);
    *mesh = (struct response_mesh){0};
}
