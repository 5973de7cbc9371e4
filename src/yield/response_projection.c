/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * On each panel R is the polynomial through its 24 nodes, sum_j l_j(s) R_j, so that int rho R ds needs int rho l_j ds alone. Of the
 * models with a pole these are moments.c's, in closed form. Of any other density they are sums over Gauss nodes of panels that end
 * at the mesh's edges and at the density's own breaks, halved until two halves give what the whole did: where rho is linear between
 * two breaks, rho l_j has degree 24 and 16 nodes are exact. A published curve, a power of s between its rows, is integrated in
 * the same way with itself in the place of the l_j.
 */
#include "yield/response_projection.h"

#include "core/error.h"
#include "model/dark_current.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a panel's integrals to themselves; and to all found so far, below which nothing counts. */
static const double relative_tolerance = 1e-9, negligible_share = 1e-13;
enum { PANEL_RULE = 16, MOST_HALVINGS = 60, MOST_PANELS = 100000 };

size_t response_projection_size(const struct response_table *table) {
    return (size_t)(table->mesh.node_count ? table->mesh.node_count : 1);
}

void response_project_model(const struct response_table *table, const epscan_dark_photon *model, double *scratch,
                            struct response_projection *projection) {
    const struct spectral_density rho = spectral_density_of(model);
    if (table->mesh.panel_count) {
        density_numerators(&table->rules, &rho, scratch);
        density_moments(&table->rules, &rho, scratch, projection->moment);
    }
    for (size_t c = 0; c < CHANNELS_MAX; c++) {
        const struct table_channel *own = &table->channel[c];
        projection->fixed[c] =
            own->at_resonance ? response_table_at(table, c, 0, model->mass_GeV) * dark_photon_signal_share(model) : 0.0;
        if (own->point_mass_GeV2 > 0.0)
            projection->fixed[c] =
                own->point_mass_GeV2 * spectral_density_at_offset(model, own->point_mass_at_GeV2 - rho.resonance);
    }
}

/* int rho f_i ds, i < count, on a stretch of s where the f_i are smooth: the l_j of a panel of the mesh, or a curve of rows. */
struct projector {
    const struct response_table *table;
    const struct any_density *rho;
    struct gauss_rule rule;
    int count, panel;   /* of the mesh, or -1: */
    size_t channel;     /* at the resonance */
    double scale;       /* of what was found so far */
    size_t panels_left; /* before it is given up */
    bool failed;        /* rho is no number >= 0 */
    double *sum;        /* [count] */
};

static void functions_at(const struct projector *p, double s, double f[MESH_PANEL_NODES]) {
    if (p->panel < 0) {
        const double R = response_table_at(p->table, p->channel, 0, sqrt(s));
        f[0] = isnan(R) ? 0.0 : R;
        return;
    }
    const double low = p->table->mesh.edge[p->panel], high = p->table->mesh.edge[p->panel + 1];
    gauss_rule_cardinals(&p->table->rules.panel.gauss, (2.0 * s - low - high) / (high - low), f);
}

static void integrals(struct projector *p, double low, double high, double integral[MESH_PANEL_NODES]) {
    const double centre = 0.5 * (low + high), half = 0.5 * (high - low);
    memset(integral, 0, MESH_PANEL_NODES * sizeof *integral);
    for (int q = 0; q < PANEL_RULE; q++) {
        double f[MESH_PANEL_NODES];
        const double s = centre + half * p->rule.node[q], rho = p->rho->at(s, p->rho->data);
        if (!(rho >= 0.0 && rho < INFINITY)) p->failed = true;
        if (!(rho > 0.0)) continue;
        functions_at(p, s, f);
        for (int i = 0; i < p->count; i++) integral[i] += half * p->rule.weight[q] * rho * f[i];
    }
}

static double magnitude(const struct projector *p, const double *integral) {
    double sum = 0.0;
    for (int i = 0; i < p->count; i++) sum += fabs(integral[i]);
    return sum;
}

/* Add what is between `low` and `high`, of which `whole` are the integrals by one panel. */
static void add_halved(struct projector *p, double low, double high, const double whole[MESH_PANEL_NODES], int halvings) {
    double lower[MESH_PANEL_NODES], upper[MESH_PANEL_NODES], difference = 0.0;
    const double middle = 0.5 * (low + high);
    if (p->failed || p->panels_left < 2) {
        p->failed = true;
        return;
    }
    p->panels_left -= 2;
    integrals(p, low, middle, lower);
    integrals(p, middle, high, upper);
    for (int i = 0; i < p->count; i++) difference += fabs(lower[i] + upper[i] - whole[i]);
    const double found = magnitude(p, lower) + magnitude(p, upper);
    if (difference <= relative_tolerance * found + negligible_share * p->scale || halvings == 0) {
        for (int i = 0; i < p->count; i++) p->sum[i] += lower[i] + upper[i];
        return;
    }
    p->scale = fmax(p->scale, found);
    add_halved(p, low, middle, lower, halvings - 1);
    add_halved(p, middle, high, upper, halvings - 1);
}

/* A stretch of s, cut at the density's breaks, which are sorted. */
static void add_stretch(struct projector *p, double low, double high, const double *breaks, size_t count) {
    double whole[MESH_PANEL_NODES], from = low;
    for (size_t i = 0; i <= count; i++) {
        const double to = i < count ? fmin(breaks[i], high) : high;
        if (!(to > from)) continue;
        integrals(p, from, to, whole);
        add_halved(p, from, to, whole, MOST_HALVINGS);
        from = to;
    }
    p->scale = fmax(p->scale, magnitude(p, p->sum));
}

static void project_panels(struct projector *p, const double *breaks, size_t count, double *moment) {
    p->count = MESH_PANEL_NODES;
    for (p->panel = 0; p->panel < p->table->mesh.panel_count; p->panel++) {
        p->sum = moment + (size_t)p->panel * MESH_PANEL_NODES;
        memset(p->sum, 0, MESH_PANEL_NODES * sizeof *p->sum);
        add_stretch(p, p->table->mesh.edge[p->panel], p->table->mesh.edge[p->panel + 1], breaks, count);
    }
}

static double project_rows(struct projector *p, const double *breaks, size_t count) {
    const struct table_channel *own = &p->table->channel[p->channel];
    double sum = 0.0;
    p->count = 1;
    p->panel = -1;
    p->sum = &sum;
    p->scale = 0.0;
    for (size_t i = 0; i + 1 < own->row_count; i++)
        add_stretch(p, own->row_sqrt_s_GeV[i] * own->row_sqrt_s_GeV[i], own->row_sqrt_s_GeV[i + 1] * own->row_sqrt_s_GeV[i + 1],
                    breaks, count);
    return sum;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

epscan_status response_project_density(const struct response_table *table, const struct any_density *rho,
                                       struct response_projection *projection) {
    struct projector p = {.table = table, .rho = rho, .panels_left = MOST_PANELS};
    double *breaks = malloc((rho->break_count + 1) * sizeof *breaks);
    if (!breaks) return error_no_memory("a spectral density");
    if (rho->break_count) memcpy(breaks, rho->breaks_GeV2, rho->break_count * sizeof *breaks);
    qsort(breaks, rho->break_count, sizeof *breaks, ascending);
    p.panels_left += 8 * rho->break_count;
    gauss_rule_init(&p.rule, PANEL_RULE);
    project_panels(&p, breaks, rho->break_count, projection->moment);
    for (p.channel = 0; p.channel < CHANNELS_MAX; p.channel++) {
        const struct table_channel *own = &table->channel[p.channel];
        projection->fixed[p.channel] = own->at_resonance ? project_rows(&p, breaks, rho->break_count) : 0.0;
        if (own->point_mass_GeV2 > 0.0)
            projection->fixed[p.channel] = own->point_mass_GeV2 * rho->at(own->point_mass_at_GeV2, rho->data);
    }
    free(breaks);
    if (!p.failed) return EPSCAN_OK;
    return error_set(EPSCAN_FAILED, "the spectral density cannot be folded: it is not a number >= 0 everywhere, or has structures "
                                    "that are not among its breaks");
}

struct table_data {
    const struct density_table *table;
};

static double table_at(double s, void *data) {
    return density_table_at(((const struct table_data *)data)->table, s);
}

epscan_status response_project_table(const struct response_table *table, const struct density_table *rho,
                                     struct response_projection *projection) {
    double low, high;
    response_table_range(table, &low, &high);
    const epscan_status status = density_table_check_range(rho, low, high);
    if (status) return status;
    struct table_data data = {rho};
    const struct any_density density = {table_at, &data, rho->count, rho->s_GeV2};
    return response_project_density(table, &density, projection);
}

double response_projection_events(const struct response_table *table, const struct response_projection *projection, size_t channel,
                                  size_t column) {
    const struct table_channel *own = &table->channel[channel];
    const size_t columns = response_table_columns(table);
    double sum = projection->fixed[channel];
    if (!own->exists) return 0.0;
    if (!own->at_resonance)
        for (size_t j = 0; j < (size_t)table->mesh.node_count; j++)
            sum += projection->moment[j] * own->events[j * columns + column];
    return EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON * (sum > 0.0 || isnan(sum) ? sum : 0.0);
}
