/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of limits, and a user's curves, over the first of them, against mass: their ratio, or their relative difference. Each is
 * interpolated linearly in ln epsilon against ln m between its own points, at its masses and at those of the first.
 */
#include "core/error.h"
#include "report/limit_plane.h"
#include "report/line_labels.h"
#include "response/published_limit.h"
#include "text/csv_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNASKED_LINES = 4 };

/* What is drawn of the ratio, and how: ratio - `less`. */
struct comparison {
    const char *ordinate;
    double less;
};

/* A line where it has limits: points[count] of mass and limit. */
static epscan_status keep_finite(size_t count, const double *mass, const double *epsilon, struct published_limit *kept) {
    double *m = malloc((count + 1) * sizeof *m), *e = malloc((count + 1) * sizeof *e);
    size_t finite = 0;
    epscan_status status = m && e ? EPSCAN_OK : error_no_memory("a line");
    for (size_t i = 0; i < count && !status; i++)
        if (isfinite(epsilon[i]) && epsilon[i] > 0.0) m[finite] = mass[i], e[finite++] = epsilon[i];
    if (!status) status = published_limit_init(kept, finite, m, e);
    free(m);
    free(e);
    return status;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The masses of both, in order: masses[a->count + b->count]. */
static void merge_masses(const struct published_limit *a, const struct published_limit *b, double *masses) {
    for (size_t i = 0; i < a->count; i++) masses[i] = exp(a->log_mass[i]);
    for (size_t i = 0; i < b->count; i++) masses[a->count + i] = exp(b->log_mass[i]);
    qsort(masses, a->count + b->count, sizeof *masses, ascending);
}

/* One curve over the first; NaN where either ends. */
static void add_ratio(struct figure *figure, const struct comparison *what, const struct published_limit *first,
                      const struct published_limit *other, const char *name, const struct figure_style *style) {
    struct figure_curve *curve = figure_add_curve(figure, 0, FIGURE_LINE, first->count + other->count);
    if (!curve) return;
    snprintf(curve->name, FIGURE_LABEL, "%s", name);
    snprintf(curve->label, FIGURE_LABEL, "%s", name);
    snprintf(curve->columns, sizeof curve->columns, "mA_GeV %s", what->less > 0.0 ? "relative_difference" : "ratio");
    curve->style = *style;
    merge_masses(first, other, curve->column[0]);
    for (size_t i = 0; i < curve->count; i++) {
        const double mass = curve->column[0][i];
        curve->column[1][i] = published_limit_epsilon_up(other, mass) / published_limit_epsilon_up(first, mass) - what->less;
    }
}

static epscan_status add_ratios(struct figure *figure, const struct comparison *what, const struct plot_request *request,
                                const struct limit_lines *lines, const struct published_limit *first) {
    epscan_status status = EPSCAN_OK;
    for (size_t i = 1; i < lines->count && !status; i++) {
        struct published_limit other = {0};
        char label[FIGURE_LABEL];
        const struct figure_style style = figure_style_of(i);
        status = keep_finite(lines->line[i].count, lines->line[i].mass_GeV, lines->line[i].epsilon_up, &other);
        line_label(lines, i, label);
        if (!status) add_ratio(figure, what, first, &other, label, &style);
        published_limit_clear(&other);
    }
    for (size_t i = 0; i < request->curve_count && !status; i++) {
        const struct own_curve *own = &request->curve[i];
        const struct figure_style style = own->has_style ? own->style : figure_style_of(lines->count + i);
        struct published_limit other = {0};
        struct csv_table table;
        char label[FIGURE_LABEL];
        status = csv_table_read(own->path, csv_limit_columns, CSV_LIMIT_COLUMNS, &table);
        if (!status) status = keep_finite(table.row_count, table.column[0], table.column[1], &other);
        if (!status) add_ratio(figure, what, first, &other, figure_plain(own->label, label), &style);
        published_limit_clear(&other);
        csv_table_clear(&table);
    }
    return status ? status : figure_status(figure);
}

/* Of all curves; with a tenth of room on either side. */
static void set_axes(struct figure *figure, const struct comparison *what, const struct plot_request *request) {
    struct figure_panel *panel = &figure->panel[0];
    double x[2] = {INFINITY, 0.0}, y[2] = {1.0 - what->less, 1.0 - what->less};
    for (size_t c = 0; c < panel->curve_count; c++)
        for (size_t i = 0; i < panel->curve[c].count; i++) {
            const double mass = panel->curve[c].column[0][i], value = panel->curve[c].column[1][i];
            if (!isfinite(value)) continue;
            x[0] = fmin(x[0], mass), x[1] = fmax(x[1], mass);
            if (request->x.given && (mass < request->x.low || mass > request->x.high)) continue;
            y[0] = fmin(y[0], value), y[1] = fmax(y[1], value);
        }
    if (!(x[1] > x[0])) x[0] = 1e-3, x[1] = 1.0;
    const double room = 0.1 * (y[1] - y[0]) + 1e-3;
    panel->x = (struct figure_axis){"Dark photon mass m_{A′} (GeV)", true, request->x.given ? request->x.low : x[0],
                                    request->x.given ? request->x.high : x[1]};
    panel->y = (struct figure_axis){.low = request->y.given ? request->y.low : y[0] - room,
                                    .high = request->y.given ? request->y.high : y[1] + room};
    snprintf(panel->y.label, FIGURE_LABEL, "%s", what->ordinate);
    panel->legend = FIGURE_LEGEND_BESIDE;
}

static epscan_status compute(const struct plot_request *request, const struct comparison *what, struct figure *figure) {
    struct limit_lines lines = {0};
    struct published_limit first = {0};
    char label[FIGURE_LABEL];
    epscan_status status = EPSCAN_OK;
    for (size_t i = 0; i < request->input_count && !status; i++) {
        const struct line_choice choice = {request, UNASKED_LINES, !request->stored, true};
        status = limit_lines_read(&request->input[i], &choice, &lines);
    }
    if (!status && lines.count + request->curve_count < 2)
        status = error_set(EPSCAN_BAD_INPUT,
                           "plot: one line is not allowed; allowed: several, of several inputs, --curve, --alpha-D and "
                           "the like");
    if (!status) status = keep_finite(lines.line[0].count, lines.line[0].mass_GeV, lines.line[0].epsilon_up, &first);
    if (!status) status = add_ratios(figure, what, request, &lines, &first);
    if (!status) {
        set_axes(figure, what, request);
        line_label(&lines, 0, label);
        snprintf(figure->panel[0].title, FIGURE_LABEL, "over %.150s", label);
    }
    published_limit_clear(&first);
    limit_lines_clear(&lines);
    return status;
}

static epscan_status compute_ratio(const struct plot_request *request, struct figure *figure) {
    return compute(request, &(struct comparison){"Ratio of upper limits on ε", 0.0}, figure);
}

static epscan_status compute_difference(const struct plot_request *request, struct figure *figure) {
    return compute(request, &(struct comparison){"Relative difference of upper limits on ε", 1.0}, figure);
}

const struct plot ratio_plot = {
    .name = "ratio",
    .options = PLOT_MODELS | PLOT_X_RANGE | PLOT_Y_RANGE | PLOT_CURVES | PLOT_PROJECTIONS | PLOT_STORED,
    .most_inputs = PLOT_MAX_INPUTS,
    .compute = compute_ratio,
};

const struct plot difference_plot = {
    .name = "difference",
    .options = PLOT_MODELS | PLOT_X_RANGE | PLOT_Y_RANGE | PLOT_CURVES | PLOT_PROJECTIONS | PLOT_STORED,
    .most_inputs = PLOT_MAX_INPUTS,
    .compute = compute_difference,
};
