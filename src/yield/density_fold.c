/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panels end where the caller cuts s and at the density's own breaks, and are halved until two halves give what the whole did, to
 * 1e-9. Moments are folds with a mesh panel's cardinal polynomials l_j: R is sum_j l_j(s) R_j there, so that int rho R ds needs
 * int rho l_j ds alone; where rho is linear between two breaks, rho l_j has degree 24 and 16 nodes are exact.
 */
#include "yield/density_fold.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a panel's integrals to themselves; and to all found so far, below which nothing counts. */
static const double relative_tolerance = 1e-9, negligible_share = 1e-13;
enum { MOST_HALVINGS = 60, MOST_PANELS = 100000, PANELS_OF_BREAK = 8 };

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The breaks, sorted, and room for panels between them. */
static epscan_status start(struct density_fold *fold, const double *breaks, size_t count, int nodes) {
    fold->breaks = malloc((count + 1) * sizeof *fold->breaks);
    if (!fold->breaks) return error_no_memory("a spectral density");
    if (count) memcpy(fold->breaks, breaks, count * sizeof *breaks);
    qsort(fold->breaks, count, sizeof *fold->breaks, ascending);
    fold->break_count = count;
    fold->panels_left = MOST_PANELS + PANELS_OF_BREAK * count;
    gauss_rule_init(&fold->rule, nodes);
    return EPSCAN_OK;
}

epscan_status density_fold_init(struct density_fold *fold, const struct any_density *rho, int nodes) {
    *fold = (struct density_fold){.rho = rho};
    return start(fold, rho->breaks_GeV2, rho->break_count, nodes);
}

epscan_status density_fold_init_table(struct density_fold *fold, const struct density_table *table, int nodes) {
    *fold = (struct density_fold){.table = table};
    return start(fold, table->s_GeV2, table->count, nodes);
}

void density_fold_clear(struct density_fold *fold) {
    free(fold->breaks);
    fold->breaks = NULL;
}

/* One call's: the functions, and where their integrals go. */
struct fold_sum {
    struct density_fold *fold;
    const struct folded_functions *functions;
    double *sum;
};

double density_fold_at(const struct density_fold *fold, double s) {
    return fold->table ? density_table_at(fold->table, s) : fold->rho->at(s, fold->rho->data);
}

static void integrals(const struct fold_sum *p, double low, double high, double integral[MESH_PANEL_NODES]) {
    const struct gauss_rule *rule = &p->fold->rule;
    const double centre = 0.5 * (low + high), half = 0.5 * (high - low);
    memset(integral, 0, MESH_PANEL_NODES * sizeof *integral);
    for (int q = 0; q < rule->count; q++) {
        double f[MESH_PANEL_NODES];
        const double s = centre + half * rule->node[q], rho = density_fold_at(p->fold, s);
        if (!(rho >= 0.0 && rho < INFINITY)) p->fold->failed = true;
        if (!(rho > 0.0)) continue;
        p->functions->at(s, f, p->functions->data);
        for (int i = 0; i < p->functions->count; i++) integral[i] += half * rule->weight[q] * rho * f[i];
    }
}

static double magnitude(const struct fold_sum *p, const double *integral) {
    double sum = 0.0;
    for (int i = 0; i < p->functions->count; i++) sum += fabs(integral[i]);
    return sum;
}

/* Add what is between `low` and `high`, of which `whole` are the integrals by one panel. */
static void add_halved(const struct fold_sum *p, double low, double high, const double whole[MESH_PANEL_NODES], int halvings) {
    double lower[MESH_PANEL_NODES], upper[MESH_PANEL_NODES], difference = 0.0;
    const double middle = 0.5 * (low + high);
    const int count = p->functions->count;
    if (p->fold->failed || p->fold->panels_left < 2) {
        p->fold->failed = true;
        return;
    }
    p->fold->panels_left -= 2;
    integrals(p, low, middle, lower);
    integrals(p, middle, high, upper);
    for (int i = 0; i < count; i++) difference += fabs(lower[i] + upper[i] - whole[i]);
    const double found = magnitude(p, lower) + magnitude(p, upper);
    if (difference <= relative_tolerance * found + negligible_share * p->fold->scale || halvings == 0) {
        for (int i = 0; i < count; i++) p->sum[i] += lower[i] + upper[i];
        return;
    }
    p->fold->scale = fmax(p->fold->scale, found);
    add_halved(p, low, middle, lower, halvings - 1);
    add_halved(p, middle, high, upper, halvings - 1);
}

/* The first break above `low`. */
static size_t first_break_above(const struct density_fold *fold, double low) {
    size_t first = 0, end = fold->break_count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if (fold->breaks[middle] > low)
            end = middle;
        else
            first = middle + 1;
    }
    return first;
}

void density_fold_add(struct density_fold *fold, const struct folded_functions *functions, double low, double high, double *sum) {
    const struct fold_sum p = {fold, functions, sum};
    double whole[MESH_PANEL_NODES], from = low;
    for (size_t i = first_break_above(fold, low); from < high; i++) {
        const double to = i < fold->break_count ? fmin(fold->breaks[i], high) : high;
        if (!(to > from)) continue;
        integrals(&p, from, to, whole);
        add_halved(&p, from, to, whole, MOST_HALVINGS);
        from = to;
    }
    fold->scale = fmax(fold->scale, magnitude(&p, sum));
}

/* The cardinal polynomials of a panel of a mesh. */
struct panel_cardinals {
    const struct moment_rules *rules;
    int panel;
};

static void cardinals_at(double s, double *f, void *data) {
    const struct panel_cardinals *own = data;
    const double *edge = own->rules->mesh->edge + own->panel;
    gauss_rule_cardinals(&own->rules->panel.gauss, (2.0 * s - edge[0] - edge[1]) / (edge[1] - edge[0]), f);
}

void density_fold_moments(struct density_fold *fold, const struct moment_rules *rules, double *moment) {
    const struct response_mesh *mesh = rules->mesh;
    struct panel_cardinals own = {rules, 0};
    const struct folded_functions cardinals = {MESH_PANEL_NODES, cardinals_at, &own};
    for (own.panel = 0; own.panel < mesh->panel_count; own.panel++) {
        double *sum = moment + (size_t)own.panel * MESH_PANEL_NODES;
        memset(sum, 0, MESH_PANEL_NODES * sizeof *sum);
        density_fold_add(fold, &cardinals, mesh->edge[own.panel], mesh->edge[own.panel + 1], sum);
    }
}

epscan_status density_fold_status(const struct density_fold *fold) {
    if (!fold->failed) return EPSCAN_OK;
    return error_set(EPSCAN_FAILED, "the spectral density cannot be folded: it is not a number >= 0 everywhere, or has structures "
                                    "that are not among its breaks");
}
