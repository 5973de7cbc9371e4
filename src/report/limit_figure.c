/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figs. 3 and 4 of the paper: limits on epsilon, or y, against mass, from grids, with published bounds and thermal targets beside
 * them. Each line is a slice of a grid.
 */
#include "report/limit_figure.h"

#include "experiment/experiment.h"
#include "core/error.h"
#include "report/figure.h"
#include "query/grid_line.h"
#include "report/published_bounds.h"
#include "model/magnetic_moment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Lines of the paper's Fig. 3: r = 1/3, nominal energy scale, the experiment's threshold. Of a grid that has none of them, those
 * that it has are drawn, at its first r. What differs between grids, beams and confidence levels, is in their lines' titles.
 */
enum { GRID_LINES = 4, PROJECTION_LINES = 1, CURVES = GRID_LINES + PROJECTION_LINES };

static const epscan_dark_photon of_fig_3[] = {
    {EPSCAN_FERMION, 0.0, 0.1, 1.0 / 3.0}, {EPSCAN_FERMION, 0.0, 0.5, 1.0 / 3.0}, {EPSCAN_SCALAR, 0.0, 0.1, 1.0 / 3.0}};
static const char *const styles[CURVES] = {"lc rgb '" FIGURE_VERMILLION "' lw 3", "lc rgb '" FIGURE_BLUE "' lw 3",
                                           "lc rgb '" FIGURE_GREEN "' lw 3", "lc rgb '" FIGURE_ORANGE "' lw 3",
                                           "lc rgb '" FIGURE_PURPLE "' lw 3 dt 4"};

/* A line read from a grid. */
struct curve {
    epscan_dark_photon model;
    bool projection, positrons;
    double confidence_level, threshold_GeV;
    const char *style;
    char title[96];
    struct grid_line data;
};

struct curves {
    int count;
    struct curve curve[CURVES];
};

static void curves_clear(struct curves *curves) {
    for (int i = 0; i < curves->count; i++) grid_line_clear(&curves->curve[i].data);
    curves->count = 0;
}

static bool is_paper_ratio(const struct curve *curve) {
    return fabs(3.0 * curve->model.mass_ratio - 1.0) < 1e-9;
}

static bool same_confidence(const struct curves *curves) {
    bool same = true;
    for (int i = 1; i < curves->count; i++)
        same = same && fabs(curves->curve[i].confidence_level - curves->curve[0].confidence_level) < 1e-9;
    return same;
}

static bool same_ratio(const struct curves *curves) {
    bool same = true;
    for (int i = 1; i < curves->count; i++) same = same && curves->curve[i].model.mass_ratio == curves->curve[0].model.mass_ratio;
    return same;
}

static bool same_threshold(const struct curves *curves) {
    bool same = true;
    for (int i = 1; i < curves->count; i++) same = same && curves->curve[i].threshold_GeV == curves->curve[0].threshold_GeV;
    return same;
}

/* Once all lines are read: what they have in common stands elsewhere. */
static void name_curves(struct curves *curves) {
    for (int i = 0; i < curves->count; i++) {
        struct curve *c = &curves->curve[i];
        char ratio[32] = "", level[32] = "";
        const char *beam = c->positrons ? "e^+ beam, " : c->projection ? "e^− beam, " : "";
        if (!is_paper_ratio(c)) snprintf(ratio, sizeof ratio, ", r = %g", c->model.mass_ratio);
        if (!same_confidence(curves)) snprintf(level, sizeof level, ", %g%% C.L.", 100.0 * c->confidence_level);
        snprintf(c->title, sizeof c->title, "%s%s, α_D = %g%s%s", beam, epscan_spin_name(c->model.spin), c->model.alpha_D, ratio,
                 level);
    }
}

/* Of Fig. 3 a model has its own, whatever else the grid has. */
static int style_of(const epscan_dark_photon *model, int place) {
    for (int i = 0; i < (int)(sizeof of_fig_3 / sizeof of_fig_3[0]); i++)
        if (model->spin == of_fig_3[i].spin && model->alpha_D == of_fig_3[i].alpha_D && model->mass_ratio == of_fig_3[i].mass_ratio)
            return i;
    return place;
}

/* The models of the figure that a grid has; up to `most`. */
static int choose_models(const struct grid_reader *reader, double threshold_GeV, int most, epscan_dark_photon *models) {
    const struct axis *axes = grid_reader_grid(reader)->axes;
    const struct axis *spin = &axes[EPSCAN_AXIS_SPIN], *alpha = &axes[EPSCAN_AXIS_ALPHA_D];
    int count = 0;
    for (size_t i = 0; i < sizeof of_fig_3 / sizeof of_fig_3[0] && count < most; i++)
        if (grid_has_line(reader, &of_fig_3[i], threshold_GeV)) models[count++] = of_fig_3[i];
    if (count) return count;
    for (size_t i = 0; i < spin->count * alpha->count && count < most; i++) {
        const epscan_dark_photon one = {(epscan_spin)spin->value[i / alpha->count], 0.0, alpha->value[i % alpha->count],
                                        axes[EPSCAN_AXIS_MASS_RATIO].value[0]};
        if (grid_has_line(reader, &one, threshold_GeV)) models[count++] = one;
    }
    return count;
}

static epscan_status read_lines(const char *path, const struct grid_reader *reader, bool projection, struct curves *curves) {
    epscan_dark_photon models[GRID_LINES];
    struct experiment *experiment = NULL;
    epscan_status status = grid_header_experiment(grid_reader_header(reader), &experiment);
    if (status) return status;
    const struct curve like = {.projection = projection,
                               .positrons = experiment->beam == EM_POSITRON,
                               .confidence_level = grid_reader_header(reader)->confidence_level,
                               .threshold_GeV = experiment->ecal_threshold_GeV};
    experiment_free(experiment);
    const int count = choose_models(reader, like.threshold_GeV, projection ? PROJECTION_LINES : GRID_LINES, models);
    for (int i = 0; i < count && !status; i++) {
        struct curve *curve = &curves->curve[curves->count++];
        *curve = like;
        curve->model = models[i];
        curve->style = styles[projection ? GRID_LINES : style_of(&models[i], i)];
        status = grid_line_read(reader, &models[i], like.threshold_GeV, &curve->data);
    }
    if (!status && !count)
        status = error_set(EPSCAN_BAD_INPUT, "%s: has no line at the experiment's threshold, %g GeV, and shift 0", path,
                           like.threshold_GeV);
    return status;
}

static epscan_status read_curves(const char *path, bool projection, struct curves *curves) {
    struct grid_reader *reader = NULL;
    epscan_status status = grid_reader_open(path, &reader);
    if (status) return status;
    status = grid_reader_require_complete(reader);
    if (!status) status = read_lines(path, reader, projection, curves);
    grid_reader_close(reader);
    return status;
}

static const char *const axes = "set logscale xy\n"
                                "set xrange [0.001:1]\n"
                                "set yrange [1e-6:2e-2]\n"
                                "set format x '10^{%T}'\n"
                                "set format y '10^{%T}'\n"
                                "set xlabel 'Dark photon mass m_{A''} (GeV)'\n"
                                "set key bottom right\n";

/* Where the regions' labels fit. */
static const struct {
    const char *label;
    double mass_GeV, epsilon;
} places[] = {{"(g − 2)_e", 0.0013, 4e-4}, {"BaBar", 0.45, 1.25e-3}, {"NA62", 0.056, 1.0e-3}, {"E787, E949", 0.03, 8e-3}};

static void put_labels(struct figure *figure) {
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        figure_set(figure, "set label %zu \"%s\" at %g, %g front\n", 10 + i, places[i].label, places[i].mass_GeV,
                   places[i].epsilon);
}

/* The regions, or the lines, among the bounds. */
static void put_bounds(struct figure *figure, const struct bound *bounds, bool regions) {
    for (int i = 0; i < BOUND_COUNT; i++) {
        const struct bound *b = &bounds[i];
        if (regions != (b->colour != NULL)) continue;
        const int block =
            figure_block(figure, b->name, "mA_GeV epsilon_up", b->count, 2, (const double *const[]){b->mass_GeV, b->epsilon_up});
        if (regions)
            figure_draw(figure, block, "using 1:2 with filledcurves y1=2e-2 fc rgb '%s' fs solid notitle", b->colour);
        else
            figure_draw(figure, block, "using 1:2 with lines %s title '%s'", b->line_style, b->label);
    }
}

/* The mixings that would have made the muon's difference of 2021, within two sigma. */
static void put_band_of_2021(struct figure *figure) {
    enum { POINTS = 200 };
    static const struct moment_difference *const then = &moment_muon_2021;
    double mass[POINTS], low[POINTS], high[POINTS];
    for (int i = 0; i < POINTS; i++) {
        mass[i] = 1e-3 * pow(1e3, i / (POINTS - 1.0));
        low[i] = moment_epsilon(then->moment, mass[i], then->mean - 2.0 * then->sigma);
        high[i] = moment_epsilon(then->moment, mass[i], then->mean + 2.0 * then->sigma);
    }
    const int block =
        figure_block(figure, then->source, "mA_GeV epsilon_low epsilon_high", POINTS, 3, (const double *const[]){mass, low, high});
    figure_draw(figure, block,
                "using 1:2:3 with filledcurves fc rgb '" FIGURE_ORANGE "' fs transparent solid 0.45 noborder title "
                "'(g − 2)_μ as of 2021, ± 2σ'");
}

/* Filled regions first, then our lines, then published lines over them. */
static void put_drawing(struct figure *figure, const struct bound *bounds, const struct limit_figure *limits,
                        const struct curves *curves) {
    char level[32] = "";
    bool paper_ratio = true;
    for (int i = 0; i < curves->count; i++) paper_ratio = paper_ratio && is_paper_ratio(&curves->curve[i]);
    if (same_confidence(curves)) snprintf(level, sizeof level, "%g%% C.L. ", 100.0 * curves->curve[0].confidence_level);
    figure_set(figure, "%s", axes);
    if (paper_ratio) figure_set(figure, "set label 1 'm_{A''} = 3 m_χ' at graph 0.03, graph 0.95 front\n");
    figure_set(figure, "set ylabel 'Kinetic mixing ε, %supper limit'\n", level);
    put_labels(figure);
    put_bounds(figure, bounds, true);
    if (limits->band_of_2021) put_band_of_2021(figure);
    for (int i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->curve[i];
        const int block = figure_block(figure, curve->title, "mA_GeV epsilon_up", curve->data.count, 2,
                                       (const double *const[]){curve->data.mass_GeV, curve->data.epsilon_up});
        figure_draw(figure, block, "using 1:2 with lines %s title '%s'", curve->style, curve->title);
    }
    put_bounds(figure, bounds, false);
}

static epscan_status draw(const struct limit_figure *limits, const struct curves *curves) {
    struct bound *bounds = malloc(BOUND_COUNT * sizeof *bounds);
    struct figure figure;
    epscan_status status = bounds ? EPSCAN_OK : error_no_memory("the figure");
    if (!status) status = published_bounds_read(limits->limits_folder, bounds);
    if (!status) status = figure_begin(&figure, &limits->output);
    if (!status) {
        put_drawing(&figure, bounds, limits, curves);
        status = figure_end(&figure, EPSCAN_OK);
    }
    free(bounds);
    return status;
}

/* epsilon_UP at the grid's mass nearest to `mass_GeV`. */
static double nearest(const struct grid_line *line, double mass_GeV, double *grid_mass_GeV) {
    size_t best = 0;
    for (size_t i = 1; i < line->count; i++)
        if (fabs(log(line->mass_GeV[i] / mass_GeV)) < fabs(log(line->mass_GeV[best] / mass_GeV))) best = i;
    *grid_mass_GeV = line->mass_GeV[best];
    return line->epsilon_up[best];
}

/* What the columns are: in one line when they are alike in all but what stands above them. */
static void print_heading(const struct curves *curves) {
    const struct curve *one = &curves->curve[0];
    const bool alike = same_confidence(curves) && same_ratio(curves) && same_threshold(curves);
    if (alike) printf("%g%% C.L. ", 100.0 * one->confidence_level);
    printf("limits");
    if (alike && is_paper_ratio(one)) printf(" at mA = 3 mchi, ECAL threshold %g GeV", one->threshold_GeV);
    if (alike && !is_paper_ratio(one)) printf(" at mchi = %g mA, ECAL threshold %g GeV", one->model.mass_ratio, one->threshold_GeV);
    puts(" (nearest masses of the grid)");
    for (int i = 0; i < curves->count && !alike; i++)
        printf("column %d: %s; %g%% C.L., mchi = %.4g mA, ECAL threshold %g GeV\n", i + 1, curves->curve[i].title,
               100.0 * curves->curve[i].confidence_level, curves->curve[i].model.mass_ratio, curves->curve[i].threshold_GeV);
}

static void print_table(const struct curves *curves) {
    static const double masses_GeV[] = {0.01, 0.1, 0.2, 0.21, 0.22, 0.225, 0.23, 0.24, 0.25, 0.26, 0.28, 0.3, 0.5};
    print_heading(curves);
    printf("%-12s", "mA (GeV)");
    for (int i = 0; i < curves->count; i++) {
        const struct curve *c = &curves->curve[i];
        printf("  %s%-7s aD %-4g    ",
               c->positrons    ? "e+ "
               : c->projection ? "e- "
                               : "   ",
               epscan_spin_name(c->model.spin), c->model.alpha_D);
    }
    printf("\n%-12s", "");
    for (int i = 0; i < curves->count; i++) printf("  %-10s %-10s", "epsilon_UP", "y_UP");
    putchar('\n');
    for (size_t m = 0; m < sizeof masses_GeV / sizeof masses_GeV[0]; m++) {
        const struct grid_line *first = &curves->curve[0].data;
        if (masses_GeV[m] < 0.99 * first->mass_GeV[0] || masses_GeV[m] > 1.01 * first->mass_GeV[first->count - 1]) continue;
        double mass, epsilon = nearest(first, masses_GeV[m], &mass);
        printf("%-12.5g", mass);
        for (int i = 0; i < curves->count; i++) {
            epsilon = nearest(&curves->curve[i].data, masses_GeV[m], &mass);
            printf("  %-10.4g %-10.4g", epsilon, epscan_dark_photon_y(&curves->curve[i].model, epsilon));
        }
        putchar('\n');
    }
}

epscan_status limit_figure_write(const struct limit_figure *figure) {
    struct curves curves = {0};
    epscan_status status = read_curves(figure->grid_path, false, &curves);
    if (!status && figure->projection_path) status = read_curves(figure->projection_path, true, &curves);
    name_curves(&curves);
    if (!status) status = draw(figure, &curves);
    if (!status && figure->table) print_table(&curves);
    curves_clear(&curves);
    return status;
}
