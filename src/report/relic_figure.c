/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits in the plane of y and m_chi with the lines along which freeze-out leaves the dark matter there is, and where a limit
 * excludes a target.
 */
#include "report/relic_figure.h"

#include "core/error.h"
#include "report/figure.h"
#include "query/grid_line.h"
#include "report/published_bounds.h"
#include "response/published_limit.h"
#include "relic/relic_density.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PANELS = 2, TARGET_POINTS = 140, FINE_STEPS = 20000 };

static const double alpha_D[PANELS] = {0.1, 0.5}, ratio = 1.0 / 3.0;
static const double lowest_mchi_GeV = 1e-3, highest_mchi_GeV = 0.3, lowest_y = 1e-15, highest_y = 1e-6;

/* The kinds of dark matter, and the spin whose limit is that of their model. */
static const struct {
    const char *name, *style;
    epscan_spin spin;
} targets[RELIC_KIND_COUNT] = {
    [RELIC_SCALAR] = {"scalar", "lc rgb '#555555' lw 2.5 dt 1", EPSCAN_SCALAR},
    [RELIC_MAJORANA] = {"Majorana", "lc rgb '#555555' lw 2.5 dt 2", EPSCAN_FERMION},
    [RELIC_PSEUDO_DIRAC] = {"pseudo-Dirac", "lc rgb '#555555' lw 2.5 dt 4", EPSCAN_FERMION},
};

/* Of Fig. 4: fermion and scalar. */
enum { DRAWN_SPINS = 2 };

struct panel {
    struct grid_line line[DRAWN_SPINS];
    double target_y[RELIC_KIND_COUNT][TARGET_POINTS];
};

struct relic_data {
    char experiment[64]; /* of the grid, as its confidence level */
    double confidence_level;
    double mchi_GeV[TARGET_POINTS];
    struct panel panel[PANELS];
    struct bound bounds[BOUND_COUNT];
};

static void data_free(struct relic_data *data) {
    if (!data) return;
    for (int p = 0; p < PANELS; p++)
        for (int spin = 0; spin < DRAWN_SPINS; spin++) grid_line_clear(&data->panel[p].line[spin]);
    free(data);
}

static epscan_status read_lines(const char *path, struct relic_data *data) {
    struct grid_reader *reader = NULL;
    epscan_status status = grid_reader_open(path, &reader);
    if (status) return status;
    status = grid_reader_require_complete(reader);
    double threshold_GeV = 0.0;
    if (!status) status = grid_line_threshold(reader, &threshold_GeV);
    data->confidence_level = grid_reader_header(reader)->confidence_level;
    snprintf(data->experiment, sizeof data->experiment, "%s", grid_reader_header(reader)->experiment);
    for (int i = 0; i < PANELS * DRAWN_SPINS && !status; i++) {
        const epscan_dark_photon model = {(epscan_spin)(i % DRAWN_SPINS), 0.0, alpha_D[i / DRAWN_SPINS], ratio};
        if (!grid_has_line(reader, &model, threshold_GeV))
            status = error_set(EPSCAN_BAD_INPUT, "%s: has no line of %s, alpha_D %g, mass_ratio 1/3, threshold %g, shift 0", path,
                               epscan_spin_name(model.spin), model.alpha_D, threshold_GeV);
        else
            status = grid_line_read(reader, &model, threshold_GeV, &data->panel[i / DRAWN_SPINS].line[model.spin]);
    }
    grid_reader_close(reader);
    return status;
}

/* A target that does not exist is NaN: a gap in its line. */
static void compute_targets(struct relic_data *data) {
    for (int i = 0; i < TARGET_POINTS; i++)
        data->mchi_GeV[i] = lowest_mchi_GeV * pow(highest_mchi_GeV / lowest_mchi_GeV, i / (TARGET_POINTS - 1.0));
#pragma omp parallel for schedule(dynamic)
    for (int job = 0; job < PANELS * RELIC_KIND_COUNT * TARGET_POINTS; job++) {
        const int point = job % TARGET_POINTS, kind = job / TARGET_POINTS % RELIC_KIND_COUNT;
        const int panel = job / TARGET_POINTS / RELIC_KIND_COUNT;
        const struct relic_model model = {(enum relic_dark_matter)kind, data->mchi_GeV[point], ratio, alpha_D[panel]};
        double epsilon;
        data->panel[panel].target_y[kind][point] = relic_thermal_epsilon(&model, &epsilon) ? NAN : relic_y(&model, epsilon);
    }
}

static double y_of(double epsilon, int panel) {
    return alpha_D[panel] * epsilon * epsilon * ratio * ratio * ratio * ratio;
}

/* A curve in m_A' and epsilon, drawn in m_chi and y; room[2 * count]. */
static void put_curve(struct figure *out, int panel, const char *name, size_t count, const double *mass, const double *epsilon,
                      double *room, const char *drawing) {
    double *mchi = room, *y = room + count;
    for (size_t i = 0; i < count; i++) {
        mchi[i] = ratio * mass[i];
        y[i] = y_of(epsilon[i], panel);
    }
    char title[160];
    snprintf(title, sizeof title, "%.80s, alpha_D = %g", name, alpha_D[panel]);
    const int block = figure_block(out, title, "mchi_GeV y", count, 2, (const double *const[]){mchi, y});
    figure_draw(out, block, "%s", drawing);
}

/* Where the regions' labels fit; the mixing becomes the panel's y. */
static const struct {
    const char *label;
    double mchi_GeV, epsilon;
} places[] = {{"(g − 2)_e", 0.0012, 4.5e-4}, {"BaBar", 0.115, 7e-3}, {"NA62", 0.0187, 1.0e-3}, {"E787, E949", 0.01, 8e-3}};

static void put_labels(struct figure *out, int panel) {
    figure_set(out, "unset label\nset label 1 'α_D = %g,  m_{A''} = 3 m_χ' at graph 0.03, graph 0.95 front\n", alpha_D[panel]);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        figure_set(out, "set label %zu \"%s\" at %g, %g front\n", 10 + i, places[i].label, places[i].mchi_GeV,
                   y_of(places[i].epsilon, panel));
}

/* The regions, or the lines, among the bounds. */
static void put_bounds(struct figure *out, const struct relic_data *data, int panel, bool regions, double *room) {
    char drawing[160];
    for (int i = 0; i < BOUND_COUNT; i++) {
        const struct bound *b = &data->bounds[i];
        if (regions != (b->colour != NULL)) continue;
        if (regions)
            snprintf(drawing, sizeof drawing, "using 1:2 with filledcurves y1=%g fc rgb '%s' fs solid notitle", highest_y,
                     b->colour);
        else
            snprintf(drawing, sizeof drawing, "using 1:2 with lines %s title '%s'", b->line_style, b->label);
        put_curve(out, panel, b->name, b->count, b->mass_GeV, b->epsilon_up, room, drawing);
    }
}

static void put_targets(struct figure *out, const struct relic_data *data, int panel) {
    for (int kind = 0; kind < RELIC_KIND_COUNT; kind++) {
        char title[96];
        snprintf(title, sizeof title, "thermal target, %s, alpha_D = %g", targets[kind].name, alpha_D[panel]);
        const int block = figure_block(out, title, "mchi_GeV y", TARGET_POINTS, 2,
                                       (const double *const[]){data->mchi_GeV, data->panel[panel].target_y[kind]});
        figure_draw(out, block, "using 1:2 with lines %s title 'relic density, %s'", targets[kind].style, targets[kind].name);
    }
}

static epscan_status put_panel(struct figure *out, const struct relic_data *data, int panel) {
    static const char *const colours[DRAWN_SPINS] = {FIGURE_VERMILLION, FIGURE_GREEN};
    static const char *const spin_names[DRAWN_SPINS] = {"limit, fermion", "limit, scalar"};
    const struct panel *p = &data->panel[panel];
    double *room = malloc(2 * (p->line[0].count + BOUND_MAX_POINTS) * sizeof *room);
    if (!room) return error_no_memory("the figure");
    figure_panel(out, PANELS);
    put_labels(out, panel);
    put_bounds(out, data, panel, true, room);
    put_targets(out, data, panel);
    for (int spin = 0; spin < DRAWN_SPINS; spin++) {
        char drawing[160];
        snprintf(drawing, sizeof drawing, "using 1:2 with lines lc rgb '%s' lw 3 title '%s, %s'", colours[spin], data->experiment,
                 epscan_spin_name((epscan_spin)spin));
        put_curve(out, panel, spin_names[spin], p->line[spin].count, p->line[spin].mass_GeV, p->line[spin].epsilon_up, room,
                  drawing);
    }
    put_bounds(out, data, panel, false, room);
    free(room);
    return EPSCAN_OK;
}

static epscan_status draw(const struct relic_figure *figure, const struct relic_data *data) {
    struct figure out;
    epscan_status status = figure_begin(&out, &figure->output);
    if (status) return status;
    figure_set(&out,
               "set logscale xy\nset xrange [%g:%g]\nset yrange [%g:%g]\nset format x '10^{%%T}'\nset format y '10^{%%T}'\n"
               "set xlabel 'Dark matter mass m_χ (GeV)'\nset ylabel 'y = α_D ε^2 (m_χ/m_{A''})^4'\nset key bottom right\n",
               lowest_mchi_GeV, highest_mchi_GeV, lowest_y, highest_y);
    for (int panel = 0; panel < PANELS && !status; panel++) status = put_panel(&out, data, panel);
    return figure_end(&out, status);
}

/* m_chi number i of FINE_STEPS from the lowest to the highest. */
static double fine_mchi_GeV(int i) {
    return lowest_mchi_GeV * pow(highest_mchi_GeV / lowest_mchi_GeV, (double)i / FINE_STEPS);
}

/* A target between its points, linear in the logarithms. */
static double target_at(const double *target_y, double mchi_GeV) {
    const double position = (TARGET_POINTS - 1) * log(mchi_GeV / lowest_mchi_GeV) / log(highest_mchi_GeV / lowest_mchi_GeV);
    const int i = position < TARGET_POINTS - 2 ? (int)position : TARGET_POINTS - 2;
    return target_y[i] * pow(target_y[i + 1] / target_y[i], position - i);
}

/* The intervals of m_chi in MeV where the limit lies below the target, as text; the least y_UP/y_target. */
static double find_excluded(const struct published_limit *limit, const double *target_y, int panel, char *text, size_t size) {
    double least = INFINITY;
    bool excluded = false;
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i <= FINE_STEPS; i++) {
        const double mchi = fine_mchi_GeV(i), y_up = y_of(published_limit_epsilon_up(limit, mchi / ratio), panel);
        const bool now = y_up < target_at(target_y, mchi);
        if (now != excluded && used + 32 < size)
            used += (size_t)snprintf(text + used, size - used, now ? " %.3g" : " - %.3g,", 1e3 * mchi);
        least = fmin(least, y_up / target_at(target_y, mchi));
        excluded = now;
    }
    if (excluded && used + 32 < size) snprintf(text + used, size - used, " - %.3g,", 1e3 * highest_mchi_GeV);
    return least;
}

static epscan_status print_exclusions(const struct relic_data *data) {
    printf("m_chi (MeV) at which the thermal target is excluded at %g%% C.L., m_A' = 3 m_chi, 1 to 300 MeV\n",
           100.0 * data->confidence_level);
    for (int panel = 0; panel < PANELS; panel++)
        for (int kind = 0; kind < RELIC_KIND_COUNT; kind++) {
            const struct grid_line *line = &data->panel[panel].line[targets[kind].spin];
            struct published_limit limit;
            char intervals[256];
            const epscan_status status = published_limit_init(&limit, line->count, line->mass_GeV, line->epsilon_up);
            if (status) return status;
            const double least = find_excluded(&limit, data->panel[panel].target_y[kind], panel, intervals, sizeof intervals);
            printf("alpha_D %-4g %-13s%s  (y_UP/y_target at least %.3g)\n", alpha_D[panel], targets[kind].name, intervals, least);
            published_limit_clear(&limit);
        }
    return EPSCAN_OK;
}

epscan_status relic_figure_write(const struct relic_figure *figure) {
    struct relic_data *data = calloc(1, sizeof *data);
    epscan_status status = data ? figure_files_check(&figure->output) : error_no_memory("the figure");
    if (!status) status = published_bounds_read(figure->limits_folder, data->bounds);
    if (!status) status = read_lines(figure->grid_path, data);
    if (!status) compute_targets(data);
    if (!status) status = draw(figure, data);
    if (!status && figure->table) status = print_exclusions(data);
    data_free(data);
    return status;
}
