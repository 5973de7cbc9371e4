/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits on epsilon against m_A', or on y against m_chi, of any grids and experiments, over what others published, with thermal
 * targets, bands of expected limits and a user's own curves; and Fig. 3 of the paper, which is such a figure in fixed ranges with
 * the magnetic moment of the muon as it was then.
 */
#include "core/error.h"
#include "model/magnetic_moment.h"
#include "report/limit_plane.h"
#include "report/line_labels.h"
#include "report/relic_targets.h"
#include "report/table_figure.h"
#include "text/csv_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNASKED_LINES = 4, UNASKED_PROJECTION_LINES = 1, MOMENT_POINTS = 200, LAST_YEAR_OF_PAPER = 2021 };

/* What a figure of limits is made of. */
struct limit_data {
    const struct plot_request *request;
    struct limit_lines lines;
    struct csv_table own[PLOT_MAX_CURVES];
    struct bounds bounds;
    struct limit_plane plane;
    double x[2], y[2]; /* of the axes */
};

static void data_clear(struct limit_data *data) {
    limit_lines_clear(&data->lines);
    for (size_t i = 0; i < PLOT_MAX_CURVES; i++) csv_table_clear(&data->own[i]);
    bounds_clear(&data->bounds);
}

/* No line is of a dark photon, as the axes would call it. */
static bool lines_are_of_others(const struct limit_lines *lines) {
    bool others = lines->count > 0;
    for (size_t i = 0; i < lines->count; i++) others = others && lines->line[i].mediation.mediator != &mediators[0];
    return others;
}

static epscan_status read_inputs(const struct plot_request *request, bool is_fig_3, struct limit_data *data) {
    epscan_status status = EPSCAN_OK;
    for (size_t i = 0; i < request->input_count && !status; i++) {
        const struct line_choice choice = {.request = request,
                                           .most = request->input[i].is_projection ? UNASKED_PROJECTION_LINES : UNASKED_LINES,
                                           .compute = !is_fig_3 && !request->stored,
                                           .takes_experiments = !is_fig_3};
        status = limit_lines_read(&request->input[i], &choice, &data->lines);
    }
    for (size_t i = 0; i < request->curve_count && !status; i++)
        status = csv_table_read(request->curve[i].path, csv_limit_columns, CSV_LIMIT_COLUMNS, &data->own[i]);
    bool of_mediator[MEDIATOR_COUNT] = {false};
    for (size_t i = 0; i < data->lines.count; i++) of_mediator[data->lines.line[i].mediation.mediator - mediators] = true;
    const struct bounds_choice bounds = {.folder = request->limits_folder,
                                         .names = request->bounds,
                                         .last_year = is_fig_3 ? LAST_YEAR_OF_PAPER : 0,
                                         .published_only = is_fig_3,
                                         .of_mediator = of_mediator};
    return status ? status : bounds_read(&bounds, &data->bounds);
}

/* ---- ranges */

static const double margin = 1.6; /* of an axis beyond what it holds */

/* Widen range[2] to what is finite of values[count], as far as it goes with x in `within` (NULL: all). */
static void widen(double range[2], size_t count, const double *values, const double *x, const double *within) {
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]) || values[i] <= 0.0 || (within && (x[i] < within[0] || x[i] > within[1]))) continue;
        range[0] = fmin(range[0], values[i]);
        range[1] = fmax(range[1], values[i]);
    }
}

/* Masses at which a line has a limit. */
static void widen_masses(double range[2], size_t count, const double *mass, const double *epsilon) {
    for (size_t i = 0; i < count; i++)
        if (isfinite(epsilon[i])) widen(range, 1, &mass[i], NULL, NULL);
}

/* Of everything that is drawn as a line. */
static void find_mass_range(const struct limit_data *data, double mass[2]) {
    mass[0] = INFINITY, mass[1] = 0.0;
    for (size_t i = 0; i < data->lines.count; i++)
        widen_masses(mass, data->lines.line[i].count, data->lines.line[i].mass_GeV, data->lines.line[i].epsilon_up);
    for (size_t i = 0; i < data->request->curve_count; i++)
        widen_masses(mass, data->own[i].row_count, data->own[i].column[0], data->own[i].column[1]);
    if (!(mass[1] > 0.0)) mass[0] = 1e-3, mass[1] = 1.0;
    if (mass[1] < 1.2 * mass[0]) mass[0] /= 1.1, mass[1] *= 1.1;
}

static void find_epsilon_range(const struct limit_data *data, const double mass[2], double epsilon[2]) {
    epsilon[0] = 1.0, epsilon[1] = 0.0;
    for (size_t i = 0; i < data->lines.count; i++) {
        const struct limit_line *line = &data->lines.line[i];
        widen(epsilon, line->count, line->epsilon_up, line->mass_GeV, mass);
        for (int band = 0; band < EXPECTED_BANDS; band++)
            if (line->expected[band]) widen(epsilon, line->count, line->expected[band], line->mass_GeV, mass);
    }
    for (size_t i = 0; i < data->request->curve_count; i++)
        widen(epsilon, data->own[i].row_count, data->own[i].column[1], data->own[i].column[0], mass);
    for (size_t i = 0; i < data->bounds.count; i++) {
        const struct bound *b = &data->bounds.bound[i];
        widen(epsilon, b->count, b->epsilon_up, b->mass_GeV, mass);
    }
    epsilon[1] = fmin(epsilon[1], 1.0); /* more mixing than that means nothing */
    if (!(epsilon[1] >= epsilon[0])) epsilon[0] = 1e-6, epsilon[1] = 1e-2;
    epsilon[0] /= margin, epsilon[1] *= margin;
}

static void widen_to_tenths(double low, double high, double range[2]) {
    range[0] = pow(10.0, 0.1 * floor(10.0 * log10(low) + 1e-9));
    range[1] = pow(10.0, 0.1 * ceil(10.0 * log10(high) - 1e-9));
}

/* As asked for, or outwards to a tenth of a decade. */
static void set_range(const struct plot_range *asked, double low, double high, double range[2]) {
    range[0] = asked->low, range[1] = asked->high;
    if (!asked->given) widen_to_tenths(low, high, range);
}

static void set_ranges(struct limit_data *data) {
    const struct plot_request *request = data->request;
    const struct limit_plane *plane = &data->plane;
    double mass[2], epsilon[2];
    find_mass_range(data, mass);
    set_range(&request->x, plane_x(plane, mass[0]), plane_x(plane, mass[1]), data->x);
    for (int end = 0; end < 2; end++) mass[end] = data->x[end] / plane_x(plane, 1.0);
    find_epsilon_range(data, mass, epsilon);
    set_range(&request->y, plane_y(plane, epsilon[0]), plane_y(plane, epsilon[1]), data->y);
}

/* ---- what is drawn */

static const char *const band_labels[2] = {"expected, ± 2σ", "expected, ± 1σ"};
static const char *const band_colours[2] = {"#F0E442", "#7AC77A"};

/* Of the first line: bands of two lines each would hide one another. */
static void add_bands(struct figure *figure, const struct limit_data *data) {
    const struct limit_line *line = &data->lines.line[0];
    for (int band = 0; band < 2; band++) {
        struct figure_curve *curve = figure_add_curve(figure, 0, FIGURE_BAND, line->count);
        if (!curve) return;
        for (size_t i = 0; i < line->count; i++) {
            curve->column[0][i] = plane_x(&data->plane, line->mass_GeV[i]);
            curve->column[1][i] = plane_y(&data->plane, line->expected[band][i]);
            curve->column[2][i] = plane_y(&data->plane, line->expected[EXPECTED_BANDS - 1 - band][i]);
        }
        snprintf(curve->name, FIGURE_LABEL, "%s", band_labels[band]);
        snprintf(curve->columns, sizeof curve->columns, "%s",
                 data->plane.is_y ? "mchi_GeV y_low y_high" : "mA_GeV epsilon_low epsilon_high");
        snprintf(curve->label, FIGURE_LABEL, "%s", band_labels[band]);
        snprintf(curve->style.colour, FIGURE_COLOUR, "%s", band_colours[band]);
    }
    struct figure_curve *median = plane_add_line(figure, 0, &data->plane, "expected, median", line->count,
                                                 (const double *const[]){line->mass_GeV, line->expected[EXPECTED_BANDS / 2]});
    if (!median) return;
    snprintf(median->label, FIGURE_LABEL, "expected, median");
    median->style = (struct figure_style){FIGURE_BLACK, FIGURE_DASHED, 1.0};
}

/* The panel's axis of y, which was set before there were curves from `first` on, to those as well. */
static void widen_to_curves(struct figure_panel *panel, size_t first) {
    double range[2] = {panel->y.low, panel->y.high};
    for (size_t i = first; i < panel->curve_count; i++) widen(range, panel->curve[i].count, panel->curve[i].column[1], NULL, NULL);
    if (range[0] < panel->y.low) range[0] /= margin;
    if (range[1] > panel->y.high) range[1] *= margin;
    widen_to_tenths(range[0], range[1], range);
    panel->y.low = range[0], panel->y.high = range[1];
}

/* Of each mediator that lines have; coupling, r and splitting are the first line's. The axis of y holds them, if none was asked
 * for. */
static epscan_status add_targets(struct figure *figure, const struct limit_data *data) {
    const struct limit_line *line = data->lines.line;
    const size_t first = figure->panel[0].curve_count;
    epscan_status status = EPSCAN_OK;
    for (size_t i = 0; i < data->lines.count && !status; i++) {
        bool is_new = true;
        for (size_t k = 0; k < i; k++) is_new &= line[k].mediation.mediator != line[i].mediation.mediator;
        if (is_new)
            status =
                relic_targets_add(figure, data->request, &data->plane, data->x, line[i].mediation.mediator, line->model.splitting);
    }
    if (!data->request->y.given) widen_to_curves(&figure->panel[0], first);
    return status;
}

/* The mixings that would have made the muon's difference of 2021, within two sigma. */
static void add_band_of_2021(struct figure *figure, const struct limit_data *data) {
    static const struct moment_difference *const then = &moment_muon_2021;
    struct figure_curve *curve = figure_add_curve(figure, 0, FIGURE_BAND, MOMENT_POINTS);
    if (!curve) return;
    for (int i = 0; i < MOMENT_POINTS; i++) {
        const double mass = data->x[0] * pow(data->x[1] / data->x[0], i / (MOMENT_POINTS - 1.0));
        curve->column[0][i] = mass;
        curve->column[1][i] = moment_epsilon(then->moment, mass, then->mean - 2.0 * then->sigma);
        curve->column[2][i] = moment_epsilon(then->moment, mass, then->mean + 2.0 * then->sigma);
    }
    snprintf(curve->name, FIGURE_LABEL, "%s", then->source);
    snprintf(curve->columns, sizeof curve->columns, "mA_GeV epsilon_low epsilon_high");
    snprintf(curve->label, FIGURE_LABEL, "(g − 2)_μ as of 2021, ± 2σ");
    snprintf(curve->style.colour, FIGURE_COLOUR, FIGURE_ORANGE);
    curve->opacity = 0.45;
}

static void add_lines(struct figure *figure, const struct limit_data *data) {
    const struct limit_lines *lines = &data->lines;
    for (size_t i = 0; i < lines->count; i++) {
        char label[FIGURE_LABEL];
        line_label(lines, i, label);
        struct figure_curve *curve = plane_add_line(figure, 0, &data->plane, label, lines->line[i].count,
                                                    (const double *const[]){lines->line[i].mass_GeV, lines->line[i].epsilon_up});
        if (!curve) return;
        snprintf(curve->label, FIGURE_LABEL, "%s", label);
        curve->style = figure_style_of(i);
        if (data->plane.is_y) /* each with its own coupling and ratio */
            for (size_t k = 0; k < curve->count; k++) {
                curve->column[0][k] = lines->line[i].model.mass_ratio * lines->line[i].mass_GeV[k];
                curve->column[1][k] = epscan_dark_photon_y(&lines->line[i].model, lines->line[i].epsilon_up[k]);
            }
    }
}

static void add_own_curves(struct figure *figure, const struct limit_data *data) {
    for (size_t i = 0; i < data->request->curve_count; i++) {
        const struct own_curve *own = &data->request->curve[i];
        const struct csv_table *table = &data->own[i];
        struct figure_curve *curve = plane_add_line(figure, 0, &data->plane, own->path, table->row_count,
                                                    (const double *const[]){table->column[0], table->column[1]});
        if (!curve) return;
        figure_plain(own->label, curve->label);
        curve->style = figure_style_of(data->lines.count + i);
        if (own->has_style) curve->style = own->style;
    }
}

/* Filled regions first, then lines, of others over ours. */
static epscan_status build(struct figure *figure, const struct limit_data *data, bool is_fig_3) {
    char limit[FIGURE_LABEL];
    struct figure_text text = {.x = 0.03, .y = 0.95, .of_frame = true};
    line_common_limit(&data->lines, limit);
    plane_set_axes(&data->plane, limit, data->x, data->y, &figure->panel[0]);
    line_common_selection(&data->lines, text.text);
    if (text.text[0]) figure_add_text(figure, 0, &text);
    if (!is_fig_3) {
        line_common_experiment(&data->lines, figure->panel[0].title);
        figure->panel[0].legend = FIGURE_LEGEND_BESIDE;
    }
    plane_add_regions(figure, 0, &data->plane, &data->bounds);
    if (is_fig_3) add_band_of_2021(figure, data);
    if (data->lines.line[0].expected[0]) add_bands(figure, data);
    const epscan_status status = add_targets(figure, data);
    if (status) return status;
    plane_add_region_labels(figure, 0, &data->plane, &data->bounds);
    add_lines(figure, data);
    add_own_curves(figure, data);
    plane_add_bound_lines(figure, 0, &data->plane, &data->bounds);
    return figure_status(figure);
}

/* ---- the table */

/* epsilon_UP at the line's mass nearest to `mass_GeV`. */
static double nearest(const struct limit_line *line, double mass_GeV, double *line_mass_GeV) {
    size_t best = 0;
    for (size_t i = 1; i < line->count; i++)
        if (fabs(log(line->mass_GeV[i] / mass_GeV)) < fabs(log(line->mass_GeV[best] / mass_GeV))) best = i;
    *line_mass_GeV = line->mass_GeV[best];
    return line->epsilon_up[best];
}

/* What the columns are: in one line when they are alike in all but what stands above them. */
static void put_heading(const struct limit_lines *lines, FILE *out) {
    const struct limit_line *one = &lines->line[0];
    const bool alike = lines_share_confidence(lines) && lines_share_ratio(lines) && lines_share_threshold(lines);
    if (alike) fprintf(out, "%g%% C.L. ", 100.0 * one->confidence_level);
    fputs("limits", out);
    if (alike && line_has_paper_ratio(one)) fprintf(out, " at mA = 3 mchi, ECAL threshold %g GeV", one->selection.threshold_GeV);
    if (alike && !line_has_paper_ratio(one))
        fprintf(out, " at mchi = %g mA, ECAL threshold %g GeV", one->model.mass_ratio, one->selection.threshold_GeV);
    fputs(" (nearest masses of each line)\n", out);
    for (size_t i = 0; i < lines->count && !alike; i++) {
        char label[FIGURE_LABEL];
        line_label(lines, i, label);
        fprintf(out, "column %zu: %s; %g%% C.L., mchi = %.4g mA, ECAL threshold %g GeV\n", i + 1, label,
                100.0 * lines->line[i].confidence_level, lines->line[i].model.mass_ratio, lines->line[i].selection.threshold_GeV);
    }
}

static void put_rows(const struct limit_lines *lines, FILE *out) {
    static const double masses_GeV[] = {0.01, 0.1, 0.2, 0.21, 0.22, 0.225, 0.23, 0.24, 0.25, 0.26, 0.28, 0.3, 0.5};
    const struct limit_line *first = &lines->line[0];
    for (size_t m = 0; m < sizeof masses_GeV / sizeof masses_GeV[0]; m++) {
        double mass;
        if (masses_GeV[m] < 0.99 * first->mass_GeV[0] || masses_GeV[m] > 1.01 * first->mass_GeV[first->count - 1]) continue;
        nearest(first, masses_GeV[m], &mass);
        fprintf(out, "%-12.5g", mass);
        for (size_t i = 0; i < lines->count; i++) {
            const double epsilon = nearest(&lines->line[i], masses_GeV[m], &mass);
            fprintf(out, "  %-10.4g %-10.4g", epsilon, epscan_dark_photon_y(&lines->line[i].model, epsilon));
        }
        fputc('\n', out);
    }
}

static epscan_status put_table(const struct limit_lines *lines, struct figure *figure) {
    size_t size;
    FILE *out = figure_table(figure, &size);
    if (!out) return figure_status(figure);
    put_heading(lines, out);
    fprintf(out, "%-12s", "mA (GeV)");
    for (size_t i = 0; i < lines->count; i++)
        fprintf(out, "  %s%-7s aD %-4g    ", line_beam(&lines->line[i]), epscan_spin_name(lines->line[i].model.spin),
                lines->line[i].model.alpha_D);
    fprintf(out, "\n%-12s", "");
    for (size_t i = 0; i < lines->count; i++) fprintf(out, "  %-10s %-10s", "epsilon_UP", "y_UP");
    fputc('\n', out);
    put_rows(lines, out);
    return fclose(out) ? error_no_memory("the figure") : EPSCAN_OK;
}

/* ---- */

static epscan_status compute(const struct plot_request *request, bool is_fig_3, struct figure *figure) {
    struct limit_data data = {.request = request};
    epscan_status status = read_inputs(request, is_fig_3, &data);
    if (!status) {
        const epscan_dark_photon *model = &data.lines.line[0].model;
        data.plane =
            (struct limit_plane){request->ordinate_is_y, model->alpha_D, model->mass_ratio, "", lines_are_of_others(&data.lines)};
        set_ranges(&data);
        status = build(figure, &data, is_fig_3);
    }
    if (!status) status = put_table(&data.lines, figure);
    data_clear(&data);
    return status;
}

static epscan_status compute_limits(const struct plot_request *request, struct figure *figure) {
    bool is_meant;
    const epscan_status status = table_figure_is_meant(request, &is_meant);
    if (status) return status;
    return is_meant ? table_figure_compute(request, figure) : compute(request, false, figure);
}

static epscan_status compute_fig3(const struct plot_request *request, struct figure *figure) {
    struct plot_request fixed = *request;
    fixed.x = (struct plot_range){true, 1e-3, 1.0};
    fixed.y = (struct plot_range){true, 1e-6, 2e-2};
    return compute(&fixed, true, figure);
}

const struct plot limits_plot = {
    .name = "limits",
    .options = PLOT_MODELS | PLOT_PLANE | PLOT_X_RANGE | PLOT_Y_RANGE | PLOT_BOUNDS_FOLDER | PLOT_BOUNDS | PLOT_CURVES |
               PLOT_PROJECTIONS | PLOT_TARGETS | PLOT_EXPECTED | PLOT_STORED,
    .most_inputs = PLOT_MAX_INPUTS,
    .compute = compute_limits,
};

const struct plot fig3_plot = {
    .name = "fig3",
    .options = PLOT_BOUNDS_FOLDER | PLOT_PROJECTIONS,
    .most_inputs = 1,
    .is_of_paper = true,
    .compute = compute_fig3,
};
