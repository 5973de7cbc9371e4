/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines are computed between a grid's thresholds as the scan would have (query/grid_query.h); a grid with one threshold has a short
 * line there. The table is what the lines have at the experiment's threshold, or the grid's first.
 */
#include "report/table_figure.h"

#include "core/error.h"
#include "experiment/named_experiment.h"
#include "file/grid_read.h"
#include "query/grid_query.h"
#include "report/limit_lines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_POINTS = 61 };
static const double half_of_short_line = 0.02; /* of the threshold */

epscan_status table_figure_is_meant(const struct plot_request *request, bool *is_meant) {
    const char *path = request->input[0].path;
    struct grid_reader *reader = NULL;
    *is_meant = false;
    if (request->input_count != 1 || experiment_is_meant(path)) return EPSCAN_OK;
    const epscan_status status = grid_reader_open(path, &reader);
    if (status) return status;
    *is_meant = grid_is_of_tables(grid_reader_grid(reader));
    grid_reader_close(reader);
    return EPSCAN_OK;
}

struct table_lines {
    const struct grid_query *query;
    const struct axis *axes;
    double low, high; /* of the thresholds that are drawn */
    double *scratch;
    double least, most; /* of epsilon */
};

static epscan_status check_request(const struct plot_request *request, const char *path) {
    const bool models = request->spins.count || request->alpha_D.count || request->mass_ratios.count || request->splittings.count;
    bool any = models || request->ordinate_is_y || request->curve_count || request->expected || request->stored ||
               request->bounds || request->all_targets;
    for (int kind = 0; kind < EPSCAN_SPIN_COUNT; kind++) any |= request->target[kind];
    if (!any && !request->thresholds_GeV.count) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "%s: is a grid of tables, whose limits are drawn against the threshold; allowed: --scale-shift, --x-range, "
                     "--y-range",
                     path);
}

/* epsilon_UP of a table; NaN where nothing is excluded. */
static double epsilon_at(const struct table_lines *lines, int table, double threshold_GeV, double shift) {
    const epscan_dark_photon model = {.table = table};
    const epscan_selection selection = {threshold_GeV, shift};
    const double epsilon = grid_query_at(lines->query, &model, &selection, lines->scratch).epsilon_up;
    return isfinite(epsilon) ? epsilon : NAN;
}

/* Inside the grid's axis, whose first and last are not to be missed by rounding. */
static double clamped(const struct axis *axis, double value) {
    return fmin(fmax(value, axis->value[0]), axis->value[axis->count - 1]);
}

static void add_line(struct figure *figure, struct table_lines *lines, int table, double shift, size_t number) {
    const struct axis *thresholds = &lines->axes[EPSCAN_AXIS_THRESHOLD];
    const char *name = lines->axes[EPSCAN_AXIS_TABLE].table[table - 1].file.path;
    struct figure_curve *curve = figure_add_curve(figure, 0, FIGURE_LINE, LINE_POINTS);
    if (!curve) return;
    for (int i = 0; i < LINE_POINTS; i++) {
        const double x = lines->low + (lines->high - lines->low) * i / (LINE_POINTS - 1.0);
        const double epsilon = epsilon_at(lines, table, clamped(thresholds, x), shift);
        curve->column[0][i] = x;
        curve->column[1][i] = epsilon;
        if (!isfinite(epsilon)) continue;
        lines->least = fmin(lines->least, epsilon);
        lines->most = fmax(lines->most, epsilon);
    }
    figure_plain(name, curve->label);
    snprintf(curve->name, sizeof curve->name, "%.150s, shift %g", name, shift);
    snprintf(curve->columns, sizeof curve->columns, "ecal_threshold_GeV epsilon_up");
    curve->style = figure_style_of(number);
}

static epscan_status check_shift(const struct table_lines *lines, double shift, const char *path) {
    const struct axis *axis = &lines->axes[EPSCAN_AXIS_SHIFT];
    char range[96];
    if (shift >= axis->value[0] && shift <= axis->value[axis->count - 1]) return EPSCAN_OK;
    axis_range_text(EPSCAN_AXIS_SHIFT, axis, range, sizeof range);
    return error_set(EPSCAN_BAD_INPUT, "%s: energy_scale_shift: \"%.12g\" is not allowed; allowed: what the grid has, %s", path,
                     shift, range);
}

static epscan_status add_lines(const struct plot_request *request, struct table_lines *lines, struct figure *figure) {
    const double usual = grid_query_selection(lines->query).energy_scale_shift;
    const struct plot_numbers *asked = &request->shifts;
    const size_t shifts = asked->count ? asked->count : 1, tables = lines->axes[EPSCAN_AXIS_TABLE].count;
    if (shifts * tables > LINES_MOST_PER_INPUT)
        return error_set(EPSCAN_BAD_INPUT, "plot: more than %d lines of %s are not allowed", LINES_MOST_PER_INPUT,
                         request->input[0].path);
    for (size_t s = 0; s < shifts; s++) {
        const double shift = asked->count ? asked->value[s] : usual;
        const epscan_status status = check_shift(lines, shift, request->input[0].path);
        if (status) return status;
        for (size_t t = 0; t < tables; t++) add_line(figure, lines, (int)t + 1, shift, s * tables + t);
    }
    return figure_status(figure);
}

/* Linear in the threshold; outwards to a tenth of a decade in epsilon. */
static void set_axes(const struct plot_request *request, const struct table_lines *lines, struct figure *figure) {
    struct figure_panel *panel = &figure->panel[0];
    const struct grid_reader *reader = grid_query_reader(lines->query);
    const bool found = lines->most > 0.0;
    panel->x = (struct figure_axis){.low = request->x.given ? request->x.low : lines->low,
                                    .high = request->x.given ? request->x.high : lines->high};
    panel->y = (struct figure_axis){.logarithmic = true, .low = 1e-6, .high = 1e-2};
    if (found) panel->y.low = pow(10.0, 0.1 * floor(10.0 * log10(lines->least / 1.2)));
    if (found) panel->y.high = pow(10.0, 0.1 * ceil(10.0 * log10(lines->most * 1.2)));
    if (request->y.given) panel->y.low = request->y.low, panel->y.high = request->y.high;
    snprintf(panel->x.label, FIGURE_LABEL, "ECAL threshold (GeV)");
    snprintf(panel->y.label, FIGURE_LABEL, "Coupling ε, %g %% C.L. limit", 100.0 * grid_reader_header(reader)->confidence_level);
    figure_plain(grid_reader_header(reader)->experiment, panel->title);
    panel->legend = FIGURE_LEGEND_BESIDE;
}

static epscan_status put_table(const struct table_lines *lines, struct figure *figure) {
    const epscan_selection usual = grid_query_selection(lines->query);
    const struct axis *tables = &lines->axes[EPSCAN_AXIS_TABLE];
    size_t size;
    FILE *out = figure_table(figure, &size);
    if (!out) return figure_status(figure);
    fprintf(out, "limits at ECAL threshold %g GeV, energy scale shift %g\n%-12s  table\n", usual.threshold_GeV,
            usual.energy_scale_shift, "epsilon_UP");
    for (size_t t = 0; t < tables->count; t++)
        fprintf(out, "%-12.4g  %s\n", epsilon_at(lines, (int)t + 1, usual.threshold_GeV, usual.energy_scale_shift),
                tables->table[t].file.path);
    return fclose(out) ? error_no_memory("the figure") : EPSCAN_OK;
}

static epscan_status draw(const struct plot_request *request, const struct grid_query *query, struct figure *figure) {
    struct table_lines lines = {.query = query,
                                .axes = grid_reader_grid(grid_query_reader(query))->axes,
                                .scratch = malloc(grid_query_scratch(query) * sizeof(double)),
                                .least = INFINITY};
    const struct axis *thresholds = &lines.axes[EPSCAN_AXIS_THRESHOLD];
    epscan_status status = lines.scratch ? EPSCAN_OK : error_no_memory("a figure");
    lines.low = thresholds->value[0];
    lines.high = thresholds->value[thresholds->count - 1];
    if (thresholds->count == 1) lines.low *= 1.0 - half_of_short_line, lines.high *= 1.0 + half_of_short_line;
    if (!status) status = add_lines(request, &lines, figure);
    if (!status) set_axes(request, &lines, figure);
    if (!status) status = put_table(&lines, figure);
    free(lines.scratch);
    return status;
}

epscan_status table_figure_compute(const struct plot_request *request, struct figure *figure) {
    struct grid_query *query = NULL;
    epscan_status status = check_request(request, request->input[0].path);
    if (!status) status = grid_query_open(request->input[0].path, &query);
    if (!status) status = grid_reader_require_complete(grid_query_reader(query));
    if (!status) status = draw(request, query, figure);
    grid_query_close(query);
    return status;
}
