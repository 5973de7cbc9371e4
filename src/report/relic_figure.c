/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits in the plane of y and m_chi with the lines along which freeze-out leaves the dark matter there is, and where a limit
 * excludes a target.
 */
#include "core/error.h"
#include "query/grid_line.h"
#include "report/limit_plane.h"
#include "report/plot.h"
#include "report/relic_targets.h"
#include "response/published_limit.h"

#include <math.h>
#include <stdlib.h>

enum { PANELS = 2, TARGET_POINTS = 140, FINE_STEPS = 20000, LAST_YEAR_OF_PAPER = 2021 };

static const double alpha_D[PANELS] = {0.1, 0.5}, ratio = 1.0 / 3.0;
static const double mchi_range_GeV[2] = {1e-3, 0.3}, y_range[2] = {1e-15, 1e-6};

/* The spin whose limit is that of a usual target. */
static const epscan_spin spin_of[RELIC_USUAL_TARGETS] = {EPSCAN_SCALAR, EPSCAN_FERMION, EPSCAN_FERMION};

/* Of Fig. 4: fermion and scalar. */
enum { DRAWN_SPINS = 2 };

struct panel {
    struct grid_line line[DRAWN_SPINS];
    double target_epsilon[RELIC_USUAL_TARGETS][TARGET_POINTS], target_y[RELIC_USUAL_TARGETS][TARGET_POINTS];
};

struct relic_data {
    char experiment[FIGURE_LABEL]; /* of the grid, as its confidence level */
    double confidence_level;
    double mchi_GeV[TARGET_POINTS], mass_GeV[TARGET_POINTS];
    struct panel panel[PANELS];
    struct bounds bounds;
};

static void data_free(struct relic_data *data) {
    if (!data) return;
    for (int p = 0; p < PANELS; p++)
        for (int spin = 0; spin < DRAWN_SPINS; spin++) grid_line_clear(&data->panel[p].line[spin]);
    bounds_clear(&data->bounds);
    free(data);
}

static epscan_status read_lines(const char *path, struct relic_data *data) {
    struct grid_reader *reader = NULL;
    epscan_status status = grid_reader_open(path, &reader);
    if (status) return status;
    status = grid_reader_require_complete(reader);
    if (!status) status = grid_require_masses(grid_reader_grid(reader), path, "fig4");
    double threshold_GeV = 0.0;
    if (!status) status = grid_line_threshold(reader, &threshold_GeV);
    data->confidence_level = grid_reader_header(reader)->confidence_level;
    figure_plain(grid_reader_header(reader)->experiment, data->experiment);
    for (int i = 0; i < PANELS * DRAWN_SPINS && !status; i++) {
        const epscan_dark_photon model = {(epscan_spin)(i % DRAWN_SPINS), 0.0, alpha_D[i / DRAWN_SPINS], ratio};
        const epscan_selection selection = {threshold_GeV, 0.0};
        if (!grid_has_line(reader, &model, &selection))
            status = error_set(EPSCAN_BAD_INPUT, "%s: has no line of %s, alpha_D %g, mass_ratio 1/3, threshold %g, shift 0", path,
                               epscan_spin_name(model.spin), model.alpha_D, threshold_GeV);
        else
            status = grid_line_read(reader, &model, &selection, &data->panel[i / DRAWN_SPINS].line[model.spin]);
    }
    grid_reader_close(reader);
    return status;
}

/* The limits' plane in a panel. */
static struct limit_plane plane_of(int panel) {
    static const char *const suffixes[PANELS] = {", alpha_D = 0.1", ", alpha_D = 0.5"};
    return (struct limit_plane){true, alpha_D[panel], ratio, suffixes[panel]};
}

/* A target that does not exist is NaN: a gap in its line. */
static void compute_targets(struct relic_data *data) {
    for (int i = 0; i < TARGET_POINTS; i++) {
        data->mchi_GeV[i] = mchi_range_GeV[0] * pow(mchi_range_GeV[1] / mchi_range_GeV[0], i / (TARGET_POINTS - 1.0));
        data->mass_GeV[i] = data->mchi_GeV[i] / ratio;
    }
    for (int panel = 0; panel < PANELS; panel++)
        for (int kind = 0; kind < RELIC_USUAL_TARGETS; kind++) {
            const struct relic_model model = {relic_usual_targets[kind], 0.0, ratio, alpha_D[panel]};
            struct panel *p = &data->panel[panel];
            relic_targets_find(&model, TARGET_POINTS, data->mchi_GeV, p->target_epsilon[kind]);
            for (int i = 0; i < TARGET_POINTS; i++) p->target_y[kind][i] = relic_y(&model, p->target_epsilon[kind][i]);
        }
}

static void add_targets(struct figure *figure, const struct relic_data *data, int panel) {
    const struct limit_plane plane = plane_of(panel);
    for (int kind = 0; kind < RELIC_USUAL_TARGETS; kind++) {
        const char *name = relic_target_name(relic_usual_targets[kind]);
        char title[64];
        snprintf(title, sizeof title, "thermal target, %s", name);
        struct figure_curve *curve =
            plane_add_line(figure, panel, &plane, title, TARGET_POINTS,
                           (const double *const[]){data->mass_GeV, data->panel[panel].target_epsilon[kind]});
        if (!curve) return;
        snprintf(curve->label, FIGURE_LABEL, "relic density, %s", name);
        curve->style = relic_target_style(relic_usual_targets[kind]);
    }
}

static void add_limits(struct figure *figure, const struct relic_data *data, int panel) {
    static const char *const names[DRAWN_SPINS] = {"limit, fermion", "limit, scalar"};
    const struct limit_plane plane = plane_of(panel);
    for (int spin = 0; spin < DRAWN_SPINS; spin++) {
        const struct grid_line *line = &data->panel[panel].line[spin];
        struct figure_curve *curve = plane_add_line(figure, panel, &plane, names[spin], line->count,
                                                    (const double *const[]){line->mass_GeV, line->epsilon_up});
        if (!curve) return;
        snprintf(curve->label, FIGURE_LABEL, "%.160s, %s", data->experiment, epscan_spin_name((epscan_spin)spin));
        curve->style = figure_style_of((size_t)spin);
    }
}

static epscan_status build(struct figure *figure, const struct relic_data *data) {
    figure->panel_count = PANELS;
    for (int panel = 0; panel < PANELS; panel++) {
        const struct limit_plane plane = plane_of(panel);
        struct figure_text text = {.x = 0.03, .y = 0.95, .of_frame = true};
        snprintf(text.text, sizeof text.text, "α_D = %g,  m_{A′} = 3 m_χ", alpha_D[panel]);
        plane_set_axes(&plane, "", mchi_range_GeV, y_range, &figure->panel[panel]);
        figure_add_text(figure, panel, &text);
        plane_add_regions(figure, panel, &plane, &data->bounds);
        plane_add_region_labels(figure, panel, &plane, &data->bounds);
        add_targets(figure, data, panel);
        add_limits(figure, data, panel);
        plane_add_bound_lines(figure, panel, &plane, &data->bounds);
    }
    return figure_status(figure);
}

/* m_chi number i of FINE_STEPS from the lowest to the highest. */
static double fine_mchi_GeV(int i) {
    return mchi_range_GeV[0] * pow(mchi_range_GeV[1] / mchi_range_GeV[0], (double)i / FINE_STEPS);
}

/* A target between its points, linear in the logarithms. */
static double target_at(const double *target_y, double mchi_GeV) {
    const double position = (TARGET_POINTS - 1) * log(mchi_GeV / mchi_range_GeV[0]) / log(mchi_range_GeV[1] / mchi_range_GeV[0]);
    const int i = position < TARGET_POINTS - 2 ? (int)position : TARGET_POINTS - 2;
    return target_y[i] * pow(target_y[i + 1] / target_y[i], position - i);
}

static double y_of(double epsilon, int panel) {
    const struct limit_plane plane = plane_of(panel);
    return plane_y(&plane, epsilon);
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
    if (excluded && used + 32 < size) snprintf(text + used, size - used, " - %.3g,", 1e3 * mchi_range_GeV[1]);
    return least;
}

static epscan_status put_exclusions(const struct relic_data *data, FILE *out) {
    fprintf(out, "m_chi (MeV) at which the thermal target is excluded at %g%% C.L., m_A' = 3 m_chi, 1 to 300 MeV\n",
            100.0 * data->confidence_level);
    for (int panel = 0; panel < PANELS; panel++)
        for (int kind = 0; kind < RELIC_USUAL_TARGETS; kind++) {
            const struct grid_line *line = &data->panel[panel].line[spin_of[kind]];
            struct published_limit limit;
            char intervals[256];
            const epscan_status status = published_limit_init(&limit, line->count, line->mass_GeV, line->epsilon_up);
            if (status) return status;
            const double least = find_excluded(&limit, data->panel[panel].target_y[kind], panel, intervals, sizeof intervals);
            fprintf(out, "alpha_D %-4g %-13s%s  (y_UP/y_target at least %.3g)\n", alpha_D[panel],
                    relic_target_name(relic_usual_targets[kind]), intervals, least);
            published_limit_clear(&limit);
        }
    return EPSCAN_OK;
}

static epscan_status put_table(const struct relic_data *data, struct figure *figure) {
    size_t size;
    FILE *out = figure_table(figure, &size);
    if (!out) return figure_status(figure);
    const epscan_status status = put_exclusions(data, out);
    return fclose(out) && !status ? error_no_memory("the figure") : status;
}

static epscan_status compute_fig4(const struct plot_request *request, struct figure *figure) {
    const struct bounds_choice choice = {.folder = request->limits_folder, .last_year = LAST_YEAR_OF_PAPER, .published_only = true};
    struct relic_data *data = calloc(1, sizeof *data);
    if (!data) return error_no_memory("the figure");
    epscan_status status = bounds_read(&choice, &data->bounds);
    if (!status) status = read_lines(request->input[0].path, data);
    if (!status) compute_targets(data);
    if (!status) status = build(figure, data);
    if (!status) status = put_table(data, figure);
    data_free(data);
    return status;
}

const struct plot fig4_plot = {
    .name = "fig4",
    .options = PLOT_BOUNDS_FOLDER,
    .most_inputs = 1,
    .is_of_paper = true,
    .compute = compute_fig4,
};
