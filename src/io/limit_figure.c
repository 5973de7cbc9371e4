/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/limit_figure.h"

#include "config/csv_table.h"
#include "core/error.h"
#include "io/figure.h"
#include "io/grid_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A curve of the paper's Fig. 3 conventions: r = 1/3, nominal energy scale, threshold 50 GeV. */
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

static const double threshold_GeV = 50.0;

/* A line read from a grid. */
struct curve {
    const struct line *line;
    size_t count;
    double *mass_GeV, *epsilon_up;
};

struct curves {
    int count;
    struct curve curve[LINE_COUNT];
};

static void curves_clear(struct curves *curves) {
    for (int i = 0; i < curves->count; i++) {
        free(curves->curve[i].mass_GeV);
        free(curves->curve[i].epsilon_up);
    }
    curves->count = 0;
}

/* Index of a value on an axis, to rounding of its decimal form; false when the axis does not have it. */
static bool find_on_axis(const struct axis *axis, double value, uint64_t *index) {
    for (size_t i = 0; i < axis->count; i++) {
        if (fabs(axis->value[i] - value) > 1e-6 * fmax(1e-3, fabs(value))) continue;
        *index = i;
        return true;
    }
    return false;
}

static bool find_line(const struct grid *grid, const epscan_dark_photon *model, uint64_t index[AXIS_COUNT]) {
    index[AXIS_MASS] = 0;
    return find_on_axis(&grid->axes[AXIS_SPIN], model->spin, &index[AXIS_SPIN]) &&
           find_on_axis(&grid->axes[AXIS_ALPHA_D], model->alpha_D, &index[AXIS_ALPHA_D]) &&
           find_on_axis(&grid->axes[AXIS_MASS_RATIO], model->mass_ratio, &index[AXIS_MASS_RATIO]) &&
           find_on_axis(&grid->axes[AXIS_THRESHOLD], threshold_GeV, &index[AXIS_THRESHOLD]) &&
           find_on_axis(&grid->axes[AXIS_SHIFT], 0.0, &index[AXIS_SHIFT]);
}

static epscan_status read_curve(const struct grid_reader *reader, const struct line *line, const uint64_t index[AXIS_COUNT],
                                struct curves *curves) {
    const struct axis *mass = &grid_reader_grid(reader)->axes[AXIS_MASS];
    struct curve *curve = &curves->curve[curves->count++];
    *curve = (struct curve){.line = line, .count = mass->count};
    curve->mass_GeV = malloc(mass->count * sizeof(double));
    curve->epsilon_up = malloc(mass->count * sizeof(double));
    if (!curve->mass_GeV || !curve->epsilon_up) return error_no_memory("the figure");
    memcpy(curve->mass_GeV, mass->value, mass->count * sizeof(double));
    return grid_reader_mass_line(reader, VARIABLE_EPSILON_UP, index, curve->epsilon_up);
}

static epscan_status read_curves(const char *path, bool projection, struct curves *curves) {
    struct grid_reader *reader = NULL;
    uint64_t index[AXIS_COUNT];
    epscan_status status = grid_reader_open(path, &reader);
    if (status) return status;
    if (!grid_reader_complete(reader))
        status = error_set(EPSCAN_BAD_INPUT, "%s: incomplete; `epscan info` tells what is missing", path);
    const int before = curves->count;
    for (int i = 0; i < LINE_COUNT && !status; i++)
        if (lines[i].projection == projection && find_line(grid_reader_grid(reader), &lines[i].model, index))
            status = read_curve(reader, &lines[i], index, curves);
    if (!status && curves->count == before)
        status = error_set(EPSCAN_BAD_INPUT,
                           "%s: has none of the figure's lines (alpha_D 0.1 or 0.5, mass_ratio 1/3, threshold 50, shift 0)", path);
    grid_reader_close(reader);
    return status;
}

struct published {
    const char *file, *label, *colour;
    double label_mass_GeV, label_epsilon;
    bool filled;
};

/* Pale and opaque: what lies on top hides what is below, in every format. */
static const struct published published[] = {
    {"babar-2017.csv", "BaBar", "#CCCCCC", 0.0108, 1.2e-3, true},
    {"na62-2019.csv", "NA62", "#F4EB71", 0.056, 1.0e-3, true},
    {"e787-e949-lobe1.csv", "E787, E949", "#BCE2F8", 0.024, 9.0e-3, true},
    {"e787-e949-lobe2.csv", "", "#BCE2F8", 0.0, 0.0, true},
    {"na64-2019-strahlung.csv", "NA64 2019, strahlung only", FIGURE_BLACK, 0.0, 0.0, false},
};
enum { PUBLISHED_COUNT = sizeof published / sizeof published[0] };

/* Read all published curves; freed by the caller whatever the status. */
static epscan_status read_published(const char *folder, struct csv_table tables[PUBLISHED_COUNT]) {
    static const struct csv_column columns[] = {{"mA_GeV", {0.0, INFINITY, true, true, "GeV"}},
                                                {"epsilon_up", {0.0, INFINITY, true, true, ""}}};
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < PUBLISHED_COUNT && !status; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, published[i].file);
        status = csv_table_read(path, columns, 2, &tables[i]);
    }
    return status;
}

static const char *const axes = "set logscale xy\n"
                                "set xrange [0.001:1]\n"
                                "set yrange [1e-6:2e-2]\n"
                                "set format x '10^{%T}'\n"
                                "set format y '10^{%T}'\n"
                                "set xlabel 'Dark photon mass m_{A''} (GeV)'\n"
                                "set ylabel 'Kinetic mixing ε, 90% C.L. upper limit'\n"
                                "set key bottom right\n"
                                "set label 1 'm_{A''} = 3 m_χ' at graph 0.03, graph 0.95 front\n";

/* The data, as blocks 0 ... PUBLISHED_COUNT - 1 and then one a curve. */
static void put_blocks(struct figure *figure, const struct csv_table tables[PUBLISHED_COUNT], const struct curves *curves) {
    for (int i = 0; i < PUBLISHED_COUNT; i++)
        figure_block(figure, published[i].file, "mA_GeV epsilon_up", tables[i].row_count, 2,
                     (const double *const[]){tables[i].column[0], tables[i].column[1]});
    for (int i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->curve[i];
        figure_block(figure, curve->line->title, "mA_GeV epsilon_up", curve->count, 2,
                     (const double *const[]){curve->mass_GeV, curve->epsilon_up});
    }
}

/* Filled regions first, then our lines, then published lines over them. */
static void put_drawing(struct figure *figure, const struct curves *curves) {
    figure_set(figure, "%s", axes);
    for (int i = 0; i < PUBLISHED_COUNT; i++)
        if (published[i].label[0] && published[i].filled)
            figure_set(figure, "set label %d \"%s\" at %g, %g front\n", 10 + i, published[i].label, published[i].label_mass_GeV,
                       published[i].label_epsilon);
    for (int i = 0; i < PUBLISHED_COUNT; i++)
        if (published[i].filled)
            figure_draw(figure, i, "using 1:2 with filledcurves y1=2e-2 fc rgb '%s' fs solid notitle", published[i].colour);
    for (int i = 0; i < curves->count; i++)
        figure_draw(figure, PUBLISHED_COUNT + i, "using 1:2 with lines %s title '%s'", curves->curve[i].line->style,
                    curves->curve[i].line->title);
    for (int i = 0; i < PUBLISHED_COUNT; i++)
        if (!published[i].filled)
            figure_draw(figure, i, "using 1:2 with lines lc rgb '%s' lw 2 dt 2 title '%s'", published[i].colour,
                        published[i].label);
}

static epscan_status draw(const struct limit_figure *limits, const struct curves *curves) {
    struct csv_table tables[PUBLISHED_COUNT] = {0};
    struct figure figure;
    epscan_status status = read_published(limits->limits_folder, tables);
    if (!status) status = figure_begin(&figure, limits->output_base);
    if (!status) {
        put_blocks(&figure, tables, curves);
        put_drawing(&figure, curves);
        status = figure_end(&figure, !limits->data_only);
    }
    for (int i = 0; i < PUBLISHED_COUNT; i++) csv_table_clear(&tables[i]);
    return status;
}

/* epsilon_UP at the grid's mass nearest to `mass_GeV`. */
static double nearest(const struct curve *curve, double mass_GeV, double *grid_mass_GeV) {
    size_t best = 0;
    for (size_t i = 1; i < curve->count; i++)
        if (fabs(log(curve->mass_GeV[i] / mass_GeV)) < fabs(log(curve->mass_GeV[best] / mass_GeV))) best = i;
    *grid_mass_GeV = curve->mass_GeV[best];
    return curve->epsilon_up[best];
}

static void print_table(const struct curves *curves) {
    static const double masses_GeV[] = {0.01, 0.1, 0.2, 0.21, 0.22, 0.225, 0.23, 0.24, 0.25, 0.26, 0.28, 0.3, 0.5};
    printf("90%% C.L. limits at mA = 3 mchi, ECAL threshold %g GeV (nearest masses of the grid)\n", threshold_GeV);
    printf("%-12s", "mA (GeV)");
    for (int i = 0; i < curves->count; i++) {
        const struct line *line = curves->curve[i].line;
        printf("  %s%-7s aD %-4g    ", line->projection ? "e+ " : "   ", epscan_spin_name(line->model.spin), line->model.alpha_D);
    }
    printf("\n%-12s", "");
    for (int i = 0; i < curves->count; i++) printf("  %-10s %-10s", "epsilon_UP", "y_UP");
    putchar('\n');
    for (size_t m = 0; m < sizeof masses_GeV / sizeof masses_GeV[0]; m++) {
        double mass, epsilon = nearest(&curves->curve[0], masses_GeV[m], &mass);
        printf("%-12.5g", mass);
        for (int i = 0; i < curves->count; i++) {
            epsilon = nearest(&curves->curve[i], masses_GeV[m], &mass);
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
