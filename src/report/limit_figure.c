/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/limit_figure.h"

#include "core/error.h"
#include "report/figure.h"
#include "query/grid_line.h"
#include "report/published_bounds.h"
#include "model/magnetic_moment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A curve of the paper's Fig. 3 conventions: r = 1/3, nominal energy scale, the experiment's threshold. */
struct line {
    epscan_dark_photon model;
    bool projection;
    const char *title, *style;
};

static const struct line lines[] = {
    {{EPSCAN_FERMION, 0.0, 0.1, 1.0 / 3.0}, false, "fermion, α_D = 0.1", "lc rgb '" FIGURE_VERMILLION "' lw 3"},
    {{EPSCAN_FERMION, 0.0, 0.5, 1.0 / 3.0}, false, "fermion, α_D = 0.5", "lc rgb '" FIGURE_BLUE "' lw 3"},
    {{EPSCAN_SCALAR, 0.0, 0.1, 1.0 / 3.0}, false, "scalar, α_D = 0.1", "lc rgb '" FIGURE_GREEN "' lw 3"},
    {{EPSCAN_FERMION, 0.0, 0.1, 1.0 / 3.0}, true, "e^+ beam, fermion, α_D = 0.1", "lc rgb '" FIGURE_PURPLE "' lw 3 dt 4"},
};
enum { LINE_COUNT = sizeof lines / sizeof lines[0] };

/* A line read from a grid. */
struct curve {
    const struct line *line;
    struct grid_line data;
};

struct curves {
    double confidence_level, threshold_GeV; /* of the last grid read */
    int count;
    struct curve curve[LINE_COUNT];
};

static void curves_clear(struct curves *curves) {
    for (int i = 0; i < curves->count; i++) grid_line_clear(&curves->curve[i].data);
    curves->count = 0;
}

static epscan_status read_curves(const char *path, bool projection, struct curves *curves) {
    struct grid_reader *reader = NULL;
    epscan_status status = grid_reader_open(path, &reader);
    if (status) return status;
    status = grid_reader_require_complete(reader);
    if (!status) status = grid_line_threshold(reader, &curves->threshold_GeV);
    const int before = curves->count;
    curves->confidence_level = grid_reader_header(reader)->confidence_level;
    for (int i = 0; i < LINE_COUNT && !status; i++) {
        if (lines[i].projection != projection || !grid_has_line(reader, &lines[i].model, curves->threshold_GeV)) continue;
        struct curve *curve = &curves->curve[curves->count++];
        curve->line = &lines[i];
        status = grid_line_read(reader, &lines[i].model, curves->threshold_GeV, &curve->data);
    }
    if (!status && curves->count == before)
        status = error_set(EPSCAN_BAD_INPUT,
                           "%s: has none of the figure's lines (alpha_D 0.1 or 0.5, mass_ratio 1/3, threshold %g, shift 0)", path,
                           curves->threshold_GeV);
    grid_reader_close(reader);
    return status;
}

static const char *const axes = "set logscale xy\n"
                                "set xrange [0.001:1]\n"
                                "set yrange [1e-6:2e-2]\n"
                                "set format x '10^{%T}'\n"
                                "set format y '10^{%T}'\n"
                                "set xlabel 'Dark photon mass m_{A''} (GeV)'\n"
                                "set key bottom right\n"
                                "set label 1 'm_{A''} = 3 m_χ' at graph 0.03, graph 0.95 front\n";

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
    figure_set(figure, "%sset ylabel 'Kinetic mixing ε, %g%% C.L. upper limit'\n", axes, 100.0 * curves->confidence_level);
    put_labels(figure);
    put_bounds(figure, bounds, true);
    if (limits->band_of_2021) put_band_of_2021(figure);
    for (int i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->curve[i];
        const int block = figure_block(figure, curve->line->title, "mA_GeV epsilon_up", curve->data.count, 2,
                                       (const double *const[]){curve->data.mass_GeV, curve->data.epsilon_up});
        figure_draw(figure, block, "using 1:2 with lines %s title '%s'", curve->line->style, curve->line->title);
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

static void print_table(const struct curves *curves) {
    static const double masses_GeV[] = {0.01, 0.1, 0.2, 0.21, 0.22, 0.225, 0.23, 0.24, 0.25, 0.26, 0.28, 0.3, 0.5};
    printf("%g%% C.L. limits at mA = 3 mchi, ECAL threshold %g GeV (nearest masses of the grid)\n",
           100.0 * curves->confidence_level, curves->threshold_GeV);
    printf("%-12s", "mA (GeV)");
    for (int i = 0; i < curves->count; i++) {
        const struct line *line = curves->curve[i].line;
        printf("  %s%-7s aD %-4g    ", line->projection ? "e+ " : "   ", epscan_spin_name(line->model.spin), line->model.alpha_D);
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
            printf("  %-10.4g %-10.4g", epsilon, epscan_dark_photon_y(&curves->curve[i].line->model, epsilon));
        }
        putchar('\n');
    }
}

epscan_status limit_figure_write(const struct limit_figure *figure) {
    struct curves curves = {0};
    epscan_status status = read_curves(figure->grid_path, false, &curves);
    if (!status && figure->projection_path) status = read_curves(figure->projection_path, true, &curves);
    if (!status) status = draw(figure, &curves);
    if (!status && figure->table) print_table(&curves);
    curves_clear(&curves);
    return status;
}
