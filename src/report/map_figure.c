/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps of a grid over m_A' and another of its axes, computed between its points (query/grid_query.h): epsilon_UP, y, or the
 * relative change of epsilon_UP for one per cent of the energy scale, d ln epsilon_UP/d delta/100, by central differences over
 * `step` of delta within the grid's axis.
 */
#include "core/error.h"
#include "query/grid_query.h"
#include "report/plot.h"
#include "scan/axis.h"

#include "file/grid_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MASSES = 120, ROWS = 60 };

static const double step = 2e-3; /* of the energy scale; the yield's third derivative leaves 1e-4 of the first */

struct map {
    const struct grid_query *query;
    const struct axis *axes;
    enum plot_quantity quantity;
    epscan_axis over;
    double mass_GeV[2];     /* from, to */
    struct scan_point like; /* what is the same everywhere */
};

/* `number`th of `count` values from one end of an axis to the other. */
static double value_of(const struct map *map, epscan_axis id, size_t number, size_t count) {
    const struct axis *axis = &map->axes[id];
    const bool is_mass = id == EPSCAN_AXIS_MASS;
    const double low = is_mass ? map->mass_GeV[0] : axis->value[0],
                 high = is_mass ? map->mass_GeV[1] : axis->value[axis->count - 1];
    const double share = (double)number / (double)(count - 1);
    const double value = is_mass || id == EPSCAN_AXIS_ALPHA_D ? low * pow(high / low, share) : low + share * (high - low);
    return fmin(fmax(value, low), high);
}

static double epsilon_at(const struct map *map, const struct scan_point *point, double *scratch) {
    return grid_query_at(map->query, &point->model, &point->selection, scratch).epsilon_up;
}

static double quantity_at(const struct map *map, const struct scan_point *point, double *scratch) {
    const struct axis *shift = &map->axes[EPSCAN_AXIS_SHIFT];
    struct scan_point low = *point, high = *point;
    if (map->quantity == PLOT_EPSILON) return epsilon_at(map, point, scratch);
    if (map->quantity == PLOT_Y) return epscan_dark_photon_y(&point->model, epsilon_at(map, point, scratch));
    low.selection.energy_scale_shift = fmax(point->selection.energy_scale_shift - step, shift->value[0]);
    high.selection.energy_scale_shift = fmin(point->selection.energy_scale_shift + step, shift->value[shift->count - 1]);
    return 0.01 * log(epsilon_at(map, &high, scratch) / epsilon_at(map, &low, scratch)) /
           (high.selection.energy_scale_shift - low.selection.energy_scale_shift);
}

/* Each scan is one mass. */
static epscan_status fill_map(const struct map *map, struct figure_curve *curve) {
    bool no_memory = false;
    curve->scan = ROWS;
#pragma omp parallel
    {
        double *scratch = malloc(grid_query_scratch(map->query) * sizeof *scratch);
#pragma omp for schedule(dynamic)
        for (size_t m = 0; m < MASSES; m++)
            for (size_t r = 0; r < ROWS; r++) {
                struct scan_point point = map->like;
                const size_t at = m * ROWS + r;
                curve->column[0][at] = point.model.mass_GeV = value_of(map, EPSCAN_AXIS_MASS, m, MASSES);
                curve->column[1][at] = value_of(map, map->over, r, ROWS);
                axis_set(map->over, curve->column[1][at], &point);
                curve->column[2][at] = scratch ? quantity_at(map, &point, scratch) : NAN;
            }
#pragma omp critical(map_memory)
        no_memory |= !scratch;
        free(scratch);
    }
    return no_memory ? error_no_memory("the map") : EPSCAN_OK;
}

static void set_axes(const struct map *map, const struct figure_curve *curve, struct figure_panel *panel) {
    static const char *const over[EPSCAN_AXIS_COUNT] = {[EPSCAN_AXIS_ALPHA_D] = "Dark coupling α_D",
                                                        [EPSCAN_AXIS_MASS_RATIO] = "r = m_χ/m_{A′}",
                                                        [EPSCAN_AXIS_SPLITTING] = "Mass splitting Δ = (m_2 − m_1)/m_1",
                                                        [EPSCAN_AXIS_THRESHOLD] = "Threshold of E_{ECAL} (GeV)",
                                                        [EPSCAN_AXIS_SHIFT] = "Shift δ of the energy scale"};
    static const char *const quantities[] = {"ε, upper limit", "y, upper limit", "Change of ε_{UP} for + 1 % of the energy scale"};
    double z[2] = {INFINITY, -INFINITY};
    for (size_t i = 0; i < curve->count; i++)
        if (isfinite(curve->column[2][i])) z[0] = fmin(z[0], curve->column[2][i]), z[1] = fmax(z[1], curve->column[2][i]);
    if (!(z[1] > z[0])) z[0] = 0.9 * z[0], z[1] = 1.1 * z[0] + 1e-12;
    panel->legend = FIGURE_LEGEND_NONE;
    panel->x = (struct figure_axis){"Dark photon mass m_{A′} (GeV)", true, curve->column[0][0], curve->column[0][curve->count - 1]};
    panel->y = (struct figure_axis){
        .logarithmic = map->over == EPSCAN_AXIS_ALPHA_D, .low = curve->column[1][0], .high = curve->column[1][ROWS - 1]};
    panel->z = (struct figure_axis){.logarithmic = map->quantity != PLOT_SHIFT_DERIVATIVE, .low = z[0], .high = z[1]};
    snprintf(panel->y.label, FIGURE_LABEL, "%s", over[map->over]);
    snprintf(panel->z.label, FIGURE_LABEL, "%s", quantities[map->quantity]);
}

/* "na64-2021, fermion, α_D = 0.1, ...": all that is the same everywhere. */
static void set_title(const struct map *map, struct figure_panel *panel) {
    const struct scan_point *p = &map->like;
    char name[FIGURE_LABEL], part[4][48] = {"", "", "", ""};
    figure_plain(grid_reader_header(grid_query_reader(map->query))->experiment, name);
    if (map->over != EPSCAN_AXIS_ALPHA_D) snprintf(part[0], sizeof part[0], ", α_D = %g", p->model.alpha_D);
    if (map->over != EPSCAN_AXIS_MASS_RATIO) snprintf(part[1], sizeof part[1], ", r = %.4g", p->model.mass_ratio);
    if (map->over != EPSCAN_AXIS_THRESHOLD) snprintf(part[2], sizeof part[2], ", E_{ECAL} < %g GeV", p->selection.threshold_GeV);
    if (map->over != EPSCAN_AXIS_SHIFT && p->selection.energy_scale_shift != 0.0)
        snprintf(part[3], sizeof part[3], ", δ = %+g", p->selection.energy_scale_shift);
    snprintf(panel->title, FIGURE_LABEL, "%.80s, %s%s%s%s%s", name, epscan_spin_name(p->model.spin), part[0], part[1], part[2],
             part[3]);
}

/* The one value that is asked for, the usual one if the axis has it, or its first. */
static epscan_status choose_value(struct map *map, epscan_axis id, const struct plot_numbers *asked, double usual) {
    const struct axis *axis = &map->axes[id];
    double value = asked->count ? asked->value[0] : usual;
    uint64_t index;
    const bool is_there = id == EPSCAN_AXIS_SPIN
                              ? axis_find(axis, value, &index)
                              : value >= axis->value[0] * (1.0 - 1e-12) && value <= axis->value[axis->count - 1] * (1.0 + 1e-12);
    if (asked->count > 1)
        return error_set(EPSCAN_BAD_INPUT, "plot map: several values of %s are not allowed; allowed: one",
                         axis_descriptions[id].dimension);
    if (asked->count && !is_there) {
        char range[160];
        axis_range_text(id, axis, range, sizeof range);
        return error_set(EPSCAN_BAD_INPUT, "plot map: %s: %g is not allowed; allowed: what the grid has, %s",
                         axis_descriptions[id].dimension, value, range);
    }
    axis_set(id, is_there ? value : axis->value[0], &map->like);
    return EPSCAN_OK;
}

static epscan_status choose_values(const struct plot_request *request, struct map *map) {
    const epscan_selection own = grid_query_selection(map->query);
    epscan_status status = choose_value(map, EPSCAN_AXIS_SPIN, &request->spins, EPSCAN_FERMION);
    if (!status) status = choose_value(map, EPSCAN_AXIS_ALPHA_D, &request->alpha_D, 0.1);
    if (!status) status = choose_value(map, EPSCAN_AXIS_MASS_RATIO, &request->mass_ratios, 1.0 / 3.0);
    if (!status) status = choose_value(map, EPSCAN_AXIS_SPLITTING, &request->splittings, 0.0);
    if (!status) status = choose_value(map, EPSCAN_AXIS_THRESHOLD, &request->thresholds_GeV, own.threshold_GeV);
    return status ? status : choose_value(map, EPSCAN_AXIS_SHIFT, &request->shifts, own.energy_scale_shift);
}

/* Whether the grid reaches along an axis. */
static epscan_status check_axis(const struct map *map, epscan_axis id) {
    return map->axes[id].count > 1 ? EPSCAN_OK
                                   : error_set(EPSCAN_BAD_INPUT, "plot map: the grid has one %s; allowed: a grid with several",
                                               axis_descriptions[id].dimension);
}

static epscan_status make_map(const struct plot_request *request, struct map *map, struct figure *figure) {
    epscan_status status = check_axis(map, map->over);
    if (!status) status = check_axis(map, EPSCAN_AXIS_MASS);
    if (!status && map->quantity == PLOT_SHIFT_DERIVATIVE) status = check_axis(map, EPSCAN_AXIS_SHIFT);
    const struct axis *mass = &map->axes[EPSCAN_AXIS_MASS];
    map->mass_GeV[0] = request->x.given ? fmax(request->x.low, mass->value[0]) : mass->value[0];
    map->mass_GeV[1] = request->x.given ? fmin(request->x.high, mass->value[mass->count - 1]) : mass->value[mass->count - 1];
    if (!status && !(map->mass_GeV[0] < map->mass_GeV[1]))
        status = error_set(EPSCAN_BAD_INPUT, "--x-range: allowed: some of the grid's masses, %g to %g GeV", mass->value[0],
                           mass->value[mass->count - 1]);
    if (!status) status = choose_values(request, map);
    if (status) return status;
    struct figure_curve *curve = figure_add_curve(figure, 0, FIGURE_MAP, (size_t)MASSES * ROWS);
    if (!curve) return figure_status(figure);
    static const char *const names[] = {"epsilon_up", "y_up", "relative_change_per_percent"};
    snprintf(curve->name, FIGURE_LABEL, "map");
    snprintf(curve->columns, sizeof curve->columns, "mA_GeV %s %s", axis_descriptions[map->over].dimension, names[map->quantity]);
    status = fill_map(map, curve);
    set_axes(map, curve, &figure->panel[0]);
    set_title(map, &figure->panel[0]);
    return status;
}

static epscan_status compute_map(const struct plot_request *request, struct figure *figure) {
    struct grid_query *query = NULL;
    epscan_status status = grid_query_open(request->input[0].path, &query);
    if (status) return status;
    status = grid_reader_require_complete(grid_query_reader(query));
    struct map map = {.query = query,
                      .axes = grid_reader_grid(grid_query_reader(query))->axes,
                      .quantity = request->quantity,
                      .over = request->over};
    if (!status) status = grid_require_masses(grid_reader_grid(grid_query_reader(query)), request->input[0].path, "map");
    if (!status) status = make_map(request, &map, figure);
    grid_query_close(query);
    return status;
}

const struct plot map_plot = {
    .name = "map",
    .options = PLOT_MODELS | PLOT_MAP | PLOT_X_RANGE,
    .most_inputs = 1,
    .compute = compute_map,
};
