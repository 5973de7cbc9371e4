/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a root search asks for, ln of the limit at a Gamma, is smooth in x = ln epsilon, and the same few Gammas serve all columns:
 * polynomials through Gauss nodes on panels of x of width 1/2, each made when a search first comes there. As a function of ln Gamma
 * yields have poles and cuts at Im ln Gamma = +-pi/2 and beyond, where Gamma = +-i (s - m^2)/m; as Gamma is Gamma_chi + w
 * epsilon^2, that is |Im x| >= pi/4, and a polynomial of n nodes on a half-width of 1/4 errs by (pi + sqrt(pi^2 + 1))^-n, times the
 * share of Gamma that varies at all: so many nodes are taken that this is below 1e-12. Where the widths are a millionth there are
 * seven of them, where they are all of Gamma fifteen.
 */
#include "analysis/width_roots.h"

#include "core/error.h"
#include "model/dark_current.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PANELS_MOST = 256 };
static const double panel_width = 0.5, wanted_error = 1e-12, ellipse = 6.4384; /* pi + sqrt(pi^2 + 1) */

/* ln of limits over [low, low + panel_width], or to the end. */
struct root_panel {
    long number;
    double low, high;
    int nodes;
    double *log_limit; /* [columns * nodes], owned; of a column with a limit that is not finite, that alone */
};

struct root_panels {
    const struct root_rules *rules;
    const struct width_limits *limits;
    double total_at_0, widths_at_1, end; /* Gamma without the widths, these at epsilon = 1; ln of the most epsilon */
    const double *at_end;                /* limits there [columns] */
    size_t column;                       /* that is searched */
    int count;
    bool out_of_memory;
    struct root_panel panel[PANELS_MOST];
};

void root_rules_init(struct root_rules *rules) {
    for (int n = 1; n <= ROOT_NODES_MOST; n++) gauss_rule_init(&rules->of[n], n);
}

/* By the share of Gamma that varies, at the panel's upper end. */
static int nodes_wanted(const struct root_panels *p, double high) {
    const double varies = p->widths_at_1 * exp(2.0 * high), share = varies / (p->total_at_0 + varies);
    const double nodes = ceil(log(share / wanted_error) / log(ellipse));
    return (int)fmin(fmax(nodes, 1.0), ROOT_NODES_MOST);
}

/* Columns' limits at the nodes, from rows of nodes; not finite at one, not finite at all. */
static void take_column(const double *limits, size_t columns, size_t column, int nodes, double *log_limit) {
    double sum = 0.0;
    for (int i = 0; i < nodes; i++) {
        log_limit[i] = log(limits[(size_t)i * columns + column]);
        sum += log_limit[i];
    }
    for (int i = 0; i < nodes && !isfinite(sum); i++) log_limit[i] = sum;
}

static bool panel_init(const struct root_panels *p, long number, struct root_panel *panel) {
    const size_t columns = p->limits->columns;
    double epsilon[ROOT_NODES_MOST];
    panel->number = number;
    panel->low = (double)number * panel_width;
    panel->high = fmin(panel->low + panel_width, p->end);
    panel->nodes = nodes_wanted(p, panel->high);
    const struct gauss_rule *rule = &p->rules->of[panel->nodes];
    const double centre = 0.5 * (panel->low + panel->high), half = 0.5 * (panel->high - panel->low);
    double *limits = malloc(columns * (size_t)panel->nodes * sizeof *limits);
    panel->log_limit = malloc(columns * (size_t)panel->nodes * sizeof *panel->log_limit);
    for (int i = 0; i < panel->nodes; i++) epsilon[i] = exp(centre + half * rule->node[i]);
    if (limits && panel->log_limit) p->limits->limits_at(p->limits->data, (size_t)panel->nodes, epsilon, limits);
    for (size_t j = 0; j < columns && limits && panel->log_limit; j++)
        take_column(limits, columns, j, panel->nodes, panel->log_limit + j * (size_t)panel->nodes);
    const bool made = limits && panel->log_limit;
    free(limits);
    if (!made) free(panel->log_limit);
    return made;
}

/* NULL: no memory, or too far. */
static const struct root_panel *panel_at(struct root_panels *p, double x) {
    const long number = (long)floor(x / panel_width);
    for (int i = 0; i < p->count; i++)
        if (p->panel[i].number == number) return &p->panel[i];
    if (p->count < PANELS_MOST && panel_init(p, number, &p->panel[p->count])) return &p->panel[p->count++];
    p->out_of_memory = true;
    return NULL;
}

static double limit_on_panels(double epsilon, void *data) {
    struct root_panels *p = data;
    const double x = log(epsilon);
    if (!(x < p->end - 1e-12)) return p->at_end[p->column];
    const struct root_panel *panel = panel_at(p, x);
    if (!panel) return NAN;
    const double *value = panel->log_limit + p->column * (size_t)panel->nodes;
    if (!isfinite(value[0])) return exp(value[0]);
    const double at = (2.0 * x - panel->low - panel->high) / (panel->high - panel->low);
    return exp(gauss_rule_interpolate(&p->rules->of[panel->nodes], value, at));
}

epscan_status width_roots_find(const struct root_rules *rules, const struct width_limits *limits, const struct mediation *mediation,
                               const epscan_dark_photon *model, double *epsilon_up, enum epsilon_root *root) {
    const double most = mediation_most_epsilon(mediation, model), total = dark_photon_total_width_GeV(model);
    const double ends[2] = {0.0, isfinite(most) ? most : 0.0};
    double *at_ends = malloc(2 * limits->columns * sizeof *at_ends);
    struct root_panels *p = calloc(1, sizeof *p);
    const struct epsilon_limit on_panels = {limit_on_panels, p};
    epscan_status status = p && at_ends ? EPSCAN_OK : error_no_memory("roots in epsilon");
    if (!status) {
        limits->limits_at(limits->data, 2, ends, at_ends);
        *p = (struct root_panels){.rules = rules, .limits = limits, .total_at_0 = total, .end = log(most)};
        p->widths_at_1 = mediation_added_width_GeV(mediation, model->mass_GeV, 1.0);
        p->at_end = at_ends + limits->columns;
    }
    for (size_t j = 0; j < limits->columns && !status; j++) {
        p->column = j;
        root[j] = epsilon_root_find(&on_panels, at_ends[j], most, &epsilon_up[j]);
    }
    if (!status && p->out_of_memory) status = error_no_memory("roots in epsilon");
    for (int i = 0; p && i < p->count; i++) free(p->panel[i].log_limit);
    free(at_ends);
    free(p);
    return status;
}
