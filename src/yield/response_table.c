/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mesh of a table begins with the panels that each folded channel needs by itself, at a tolerance of 5e-6 instead of a scan's
 * 1e-10 (response_mesh.c), which are brought together; edges that no channel needs are then taken out again, each after a probe.
 * Next to the end of the response s has fewer digits than what lies below it, 1e-8 of R at the last node: fine for a table.
 */
#include "yield/response_table.h"

#include "core/error.h"
#include "response/published_limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of R to itself: what the nodes are laid for. Half of what is promised; folds with densities are closer. */
static const double mesh_tolerance = 5e-6;
/* Panels are not joined beyond this ratio of s: spectral densities are singular at s = 0 (response_mesh.c). */
static const double widest_ratio = 8.0;
/* Edges closer than this share of s are one. */
static const double same_edge = 1e-11;
/* A selection is a column of the table up to what was lost on the way of its numbers through text. */
static const double same_selection = 1e-12;

static double *copy_of(const double *values, size_t count) {
    double *copy = malloc((count ? count : 1) * sizeof *copy);
    if (copy) memcpy(copy, values, count * sizeof *copy);
    return copy;
}

epscan_status response_table_init(struct response_table *table, const double *edge_GeV2, int panel_count,
                                  const struct selection_axes *axes) {
    *table = (struct response_table){.threshold_count = axes->threshold_count,
                                     .shift_count = axes->shift_count,
                                     .threshold_GeV = copy_of(axes->threshold_GeV, axes->threshold_count),
                                     .shift = copy_of(axes->shift, axes->shift_count)};
    epscan_status status = table->threshold_GeV && table->shift ? EPSCAN_OK : error_no_memory("the response");
    if (!status && panel_count > 0) status = response_mesh_of_edges(&table->mesh, edge_GeV2, panel_count);
    if (!status && panel_count > 0) status = moment_rules_init(&table->rules, &table->mesh);
    if (status) response_table_clear(table);
    return status;
}

void response_table_clear(struct response_table *table) {
    response_mesh_clear(&table->mesh);
    moment_rules_clear(&table->rules);
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        free(table->channel[c].events);
        free(table->channel[c].row_sqrt_s_GeV);
        free(table->channel[c].row_events);
    }
    free(table->threshold_GeV);
    free(table->shift);
    *table = (struct response_table){0};
}

size_t response_table_columns(const struct response_table *table) {
    return table->threshold_count * table->shift_count;
}

epscan_selection response_table_selection(const struct response_table *table, size_t column) {
    return (epscan_selection){table->threshold_GeV[column / table->shift_count], table->shift[column % table->shift_count]};
}

static bool is_selection(const epscan_selection *a, const epscan_selection *b) {
    return fabs(a->threshold_GeV - b->threshold_GeV) <= same_selection * b->threshold_GeV &&
           fabs(a->energy_scale_shift - b->energy_scale_shift) <= same_selection;
}

size_t response_table_column(const struct response_table *table, const epscan_selection *selection) {
    size_t column = 0;
    for (; column < response_table_columns(table); column++) {
        const epscan_selection own = response_table_selection(table, column);
        if (is_selection(selection, &own)) break;
    }
    return column;
}

epscan_status response_table_find_column(const struct response_table *table, const epscan_selection *selection, size_t *column) {
    *column = response_table_column(table, selection);
    if (*column < response_table_columns(table)) return EPSCAN_OK;
    return error_set(
        EPSCAN_BAD_INPUT,
        "threshold %.9g GeV, scale shift %.9g: not in the response; allowed: one of its %zu thresholds, %.9g to %.9g GeV, "
        "and %zu shifts, %.9g to %.9g",
        selection->threshold_GeV, selection->energy_scale_shift, table->threshold_count, table->threshold_GeV[0],
        table->threshold_GeV[table->threshold_count - 1], table->shift_count, table->shift[0],
        table->shift[table->shift_count - 1]);
}

/* A channel's own panels, and how it is probed on others. */
struct folded_channel {
    struct response loose; /* the response with the table's tolerance; borrows what it points to */
    struct response_probe probe;
    double low, high; /* of s: R is zero outside */
};

struct table_edges {
    size_t count;
    double *at; /* ascending [GeV^2] */
};

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static epscan_status append_edges(const struct response_mesh *mesh, struct table_edges *edges) {
    const size_t added = (size_t)mesh->panel_count + 1;
    double *larger = realloc(edges->at, (edges->count + added) * sizeof *larger);
    if (!larger) return error_no_memory("the response's mesh");
    memcpy(larger + edges->count, mesh->edge, added * sizeof *larger);
    edges->at = larger;
    edges->count += added;
    return EPSCAN_OK;
}

static epscan_status take_own_panels(const struct response *response, const struct selection_range *range,
                                     struct folded_channel *channel, struct table_edges *edges) {
    struct response_mesh mesh;
    channel->loose = *response;
    channel->loose.tolerance = fmax(response->tolerance, mesh_tolerance);
    epscan_status status = response_mesh_init(&mesh, &channel->loose, range);
    if (status) return status;
    channel->low = mesh.edge[0];
    channel->high = mesh.edge[mesh.panel_count];
    status = append_edges(&mesh, edges);
    response_mesh_clear(&mesh);
    return status ? status : response_probe_init(&channel->probe, &channel->loose, range);
}

static void sort_edges(struct table_edges *edges) {
    size_t kept = 0;
    qsort(edges->at, edges->count, sizeof *edges->at, ascending);
    for (size_t i = 0; i < edges->count; i++)
        if (!kept || edges->at[i] > edges->at[kept - 1] * (1.0 + same_edge)) edges->at[kept++] = edges->at[i];
    edges->count = kept;
}

/* Whether a panel from `low` to `high` is good for a channel: all of it outside its s, or all inside and resolved. */
static bool serves(struct folded_channel *channel, double low, double high) {
    const double end = channel->loose.end_GeV2;
    if (high <= channel->low * (1.0 + same_edge) || low >= channel->high * (1.0 - same_edge)) return true;
    if (low < channel->low * (1.0 - same_edge) || high > channel->high * (1.0 + same_edge)) return false;
    return response_probe_resolves(&channel->probe, (struct invariant){low, end - low}, (struct invariant){high, end - high});
}

/* Take out the edges between panels of several channels that none of them needs. */
static void thin_edges(struct folded_channel *channels, size_t count, struct table_edges *edges) {
    size_t kept = 1;
    for (size_t i = 1; count > 1 && i < edges->count; i++) {
        const double low = edges->at[kept - 1], next = i + 1 < edges->count ? edges->at[i + 1] : INFINITY;
        bool needed = next > widest_ratio * low;
        for (size_t c = 0; c < count && !needed; c++) needed = !serves(&channels[c], low, next);
        if (needed) edges->at[kept++] = edges->at[i];
    }
    if (count > 1) edges->count = kept;
}

static epscan_status lay_edges(const struct responses *responses, const struct selection_range *range, struct table_edges *edges) {
    struct folded_channel *channels = calloc(CHANNELS_MAX, sizeof *channels);
    size_t count = 0;
    epscan_status status = channels ? EPSCAN_OK : error_no_memory("the response's mesh");
    for (size_t c = 0; c < channel_count() && !status; c++)
        if (response_is_folded(&responses->of[c])) status = take_own_panels(&responses->of[c], range, &channels[count++], edges);
    if (!status) {
        sort_edges(edges);
        thin_edges(channels, count, edges);
    }
    for (size_t c = 0; c < count; c++) response_probe_clear(&channels[c].probe);
    free(channels);
    return status;
}

/* Missing energies at all nodes where the channel has any; `missing` of the others stays empty. */
static void sample_nodes(const struct response_table *table, const struct response *response, double *room,
                         struct missing_energy *missing) {
    const size_t points = response->spectrum_points;
    const double low = response->s_per_deposit_GeV > 0.0 ? response->end_GeV2 - response->most_below_GeV2 : response->start_GeV2;
    for (int j = 0; j < table->mesh.node_count; j++) {
        const double s = table->mesh.s[j];
        double *own = room + 2 * (size_t)j * points;
        missing[j] = (struct missing_energy){0, own, own + points};
        if (s > low && s < response->end_GeV2)
            response->channel->spectrum(response, (struct invariant){s, response->end_GeV2 - s}, &missing[j]);
    }
}

static void select_columns(const struct response_table *table, const struct response *response,
                           const struct missing_energy *missing, double *events) {
    struct selection_fold fold;
    const size_t columns = response_table_columns(table);
    for (size_t column = 0; column < columns; column++) {
        const epscan_selection selection = response_table_selection(table, column);
        selection_fold_init(&fold, response, &selection);
        for (size_t j = 0; j < (size_t)table->mesh.node_count; j++)
            events[j * columns + column] = missing[j].count ? selection_fold_events(&fold, &missing[j]) : 0.0;
    }
}

static epscan_status fill_folded(const struct response *response, struct response_table *table, struct table_channel *channel) {
    const size_t nodes = (size_t)table->mesh.node_count, points = response->spectrum_points;
    struct missing_energy *missing = malloc(nodes * sizeof *missing);
    double *room = malloc(2 * nodes * points * sizeof *room);
    channel->events = malloc(nodes * response_table_columns(table) * sizeof *channel->events);
    channel->point_mass_GeV2 = response->point_mass_GeV2;
    channel->point_mass_at_GeV2 = response->end_GeV2;
    const bool has_room = missing && room && channel->events;
    if (has_room) {
        sample_nodes(table, response, room, missing);
        select_columns(table, response, missing, channel->events);
    }
    free(missing);
    free(room);
    return has_room ? EPSCAN_OK : error_no_memory("the response");
}

/* The published curve's own rows. */
static epscan_status fill_rows(const struct response *response, struct table_channel *channel) {
    const struct published_limit *limit = response->search->published_strahlung;
    channel->at_resonance = true;
    channel->row_sqrt_s_GeV = malloc(limit->count * sizeof *channel->row_sqrt_s_GeV);
    channel->row_events = malloc(limit->count * sizeof *channel->row_events);
    if (!channel->row_sqrt_s_GeV || !channel->row_events) return error_no_memory("the response");
    channel->row_count = limit->count;
    for (size_t i = 0; i < limit->count; i++) {
        channel->row_sqrt_s_GeV[i] = exp(limit->log_mass[i]);
        channel->row_events[i] = response->channel->at_resonance(response, channel->row_sqrt_s_GeV[i]);
    }
    return EPSCAN_OK;
}

epscan_status response_table_of(const struct responses *responses, const struct selection_axes *axes,
                                struct response_table *table) {
    const struct selection_range range = {axes->threshold_GeV[0], axes->threshold_GeV[axes->threshold_count - 1], axes->shift[0],
                                          axes->shift[axes->shift_count - 1]};
    struct table_edges edges = {0};
    *table = (struct response_table){0};
    epscan_status status = lay_edges(responses, &range, &edges);
    const int panels = edges.count > 1 ? (int)edges.count - 1 : 0;
    if (!status) status = response_table_init(table, edges.at, panels, axes);
    free(edges.at);
    for (size_t c = 0; c < channel_count() && !status; c++) {
        const struct response *response = &responses->of[c];
        table->channel[c].exists = response->exists;
        if (!response->exists) continue;
        status = response_is_folded(response) ? fill_folded(response, table, &table->channel[c])
                                              : fill_rows(response, &table->channel[c]);
    }
    if (status) response_table_clear(table);
    return status;
}

/* The panel that holds s; -1 outside all. */
static int panel_of(const struct response_mesh *mesh, double s) {
    if (!mesh->panel_count || !(s >= mesh->edge[0] && s <= mesh->edge[mesh->panel_count])) return -1;
    int low = 0, high = mesh->panel_count;
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (mesh->edge[middle] <= s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double rows_at(const struct table_channel *channel, double sqrt_s) {
    const double *x = channel->row_sqrt_s_GeV, *R = channel->row_events;
    const size_t last = channel->row_count - 1;
    const double slack = 1e-13 * sqrt_s;
    if (!(sqrt_s >= x[0] - slack && sqrt_s <= x[last] + slack)) return NAN;
    if (last == 0) return R[0];
    size_t i = 0;
    while (i + 1 < last && x[i + 1] <= sqrt_s) i++;
    return R[i] * exp(log(R[i + 1] / R[i]) * log(sqrt_s / x[i]) / log(x[i + 1] / x[i]));
}

double response_table_at(const struct response_table *table, size_t channel, size_t column, double sqrt_s_GeV) {
    const struct table_channel *own = &table->channel[channel];
    const double s = sqrt_s_GeV * sqrt_s_GeV;
    double cardinal[MESH_PANEL_NODES], sum = 0.0;
    if (!own->exists) return 0.0;
    if (own->at_resonance) return rows_at(own, sqrt_s_GeV);
    const int p = panel_of(&table->mesh, s);
    if (p < 0) return 0.0;
    const double low = table->mesh.edge[p], high = table->mesh.edge[p + 1];
    gauss_rule_cardinals(&table->rules.panel.gauss, (2.0 * s - low - high) / (high - low), cardinal);
    for (size_t j = 0; j < MESH_PANEL_NODES; j++)
        sum += cardinal[j] * own->events[((size_t)p * MESH_PANEL_NODES + j) * response_table_columns(table) + column];
    return sum > 0.0 ? sum : 0.0;
}

void response_table_range(const struct response_table *table, double *low_GeV, double *high_GeV) {
    *low_GeV = INFINITY;
    *high_GeV = 0.0;
    if (table->mesh.panel_count) {
        *low_GeV = sqrt(table->mesh.edge[0]);
        *high_GeV = sqrt(table->mesh.edge[table->mesh.panel_count]);
    }
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        const struct table_channel *own = &table->channel[c];
        if (own->row_count) {
            *low_GeV = fmin(*low_GeV, own->row_sqrt_s_GeV[0]);
            *high_GeV = fmax(*high_GeV, own->row_sqrt_s_GeV[own->row_count - 1]);
        }
        if (own->point_mass_GeV2 > 0.0) *high_GeV = fmax(*high_GeV, sqrt(own->point_mass_at_GeV2));
    }
}
