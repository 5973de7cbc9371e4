/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid/grid_query.h"

#include "config/limit_table.h"
#include "core/build_info.h"
#include "core/error.h"
#include "grid/grid_read.h"
#include "limit/counting_limit.h"
#include "yield/yield_plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARED_TILES = 8, COMPARED_POINTS = 16 };

/* Of the scan's promise to 1e-9, and of what limits follow it by. */
static const double yield_relative = 1e-9, yield_absolute = 1e-13, table_relative = 1e-5;
static const double same_within = 1e-8;
/* A coordinate may be this far outside by the rounding of its decimals. */
static const double axis_slack = 1e-12;

struct grid_query {
    struct grid_reader *reader;
    struct experiment *experiment;
    struct yield_plan plan;
    struct limit_table *limits; /* NULL: Eq. 7 */
    bool has_plan;
    double moved_GeV; /* of thresholds, for the limits' sake; 0: not */
};

static const struct axis *axis_of(const struct grid_query *q, epscan_axis id) {
    return &grid_reader_grid(q->reader)->axes[id];
}

static bool axis_holds(const struct axis *axis, double value) {
    const double low = axis->value[0], high = axis->value[axis->count - 1];
    return value >= low - axis_slack * fabs(low) && value <= high + axis_slack * fabs(high);
}

static bool has_spin(const struct grid_query *q, epscan_spin spin) {
    const struct axis *axis = axis_of(q, EPSCAN_AXIS_SPIN);
    for (size_t i = 0; i < axis->count; i++)
        if ((epscan_spin)axis->value[i] == spin) return true;
    return false;
}

/* The first dimension that a point is outside of, or NULL. */
static const char *outside_of(const struct grid_query *q, const epscan_dark_photon *model, const epscan_selection *selection) {
    const double coordinate[EPSCAN_AXIS_COUNT] = {
        0.0, model->mass_GeV, model->alpha_D, model->mass_ratio, selection->threshold_GeV, selection->energy_scale_shift};
    if (!has_spin(q, model->spin)) return axis_descriptions[EPSCAN_AXIS_SPIN].dimension;
    for (epscan_axis id = EPSCAN_AXIS_MASS; id < EPSCAN_AXIS_COUNT; id++)
        if (!axis_holds(axis_of(q, id), coordinate[id])) return axis_descriptions[id].dimension;
    return NULL;
}

size_t grid_query_scratch(const struct grid_query *q) {
    return (size_t)q->plan.mesh.node_count + q->plan.row_length;
}

void grid_query_range(const struct grid_query *q, const char *dimension, char *text, size_t size) {
    text[0] = '\0';
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        if (strcmp(dimension, axis_descriptions[id].dimension) != 0) continue;
        const struct axis *axis = axis_of(q, id);
        const char *unit = axis_descriptions[id].unit;
        if (id == EPSCAN_AXIS_SPIN)
            snprintf(text, size, "%s", epscan_spin_name((epscan_spin)axis->value[0]));
        else
            snprintf(text, size, "%.9g to %.9g%s%s", axis->value[0], axis->value[axis->count - 1], strcmp(unit, "1") ? " " : "",
                     strcmp(unit, "1") ? unit : "");
    }
}

epscan_selection grid_query_selection(const struct grid_query *q) {
    const struct axis *threshold = axis_of(q, EPSCAN_AXIS_THRESHOLD), *shift = axis_of(q, EPSCAN_AXIS_SHIFT);
    const double own = q->experiment->ecal_threshold_GeV;
    return (epscan_selection){axis_holds(threshold, own) ? own : threshold->value[0],
                              axis_holds(shift, 0.0) ? 0.0 : shift->value[0]};
}

/* The limit by the table, with the yield's change when the threshold moves. */
static double table_limit(const struct grid_query *q, const epscan_dark_photon *model, const epscan_selection *selection,
                          double events, double strahlung, double *scratch) {
    double change = 0.0;
    if (!(events + strahlung > 0.0)) return INFINITY;
    if (q->moved_GeV > 0.0 && events > 0.0)
        for (int side = -1; side <= 1; side += 2)
            change += 0.5 * fabs(yield_plan_events(&q->plan, model, selection->threshold_GeV + side * q->moved_GeV,
                                                   selection->energy_scale_shift, scratch) /
                                     events -
                                 1.0);
    const double up = limit_table_events(q->limits, events / (events + strahlung), change);
    return EPSCAN_REFERENCE_EPSILON * sqrt(up / (events + strahlung));
}

struct grid_answer grid_query_at(const struct grid_query *q, const epscan_dark_photon *model, const epscan_selection *selection,
                                 double *scratch) {
    struct grid_answer a = {NAN, NAN, NAN, NAN, NAN, NAN, outside_of(q, model, selection), EPSCAN_POINT_OUTSIDE};
    if (a.outside) return a;
    const double published = experiment_strahlung_events(q->experiment, model->mass_GeV);
    const double strahlung = isnan(published) ? 0.0 : published;
    a.n_annihilation = yield_plan_events(&q->plan, model, selection->threshold_GeV, selection->energy_scale_shift, scratch);
    a.n_strahlung = published;
    a.n_annihilation_error = yield_relative * a.n_annihilation + yield_absolute;
    a.epsilon_up = q->limits ? table_limit(q, model, selection, a.n_annihilation, strahlung, scratch)
                             : counting_epsilon_up(a.n_annihilation, strahlung);
    a.epsilon_error =
        a.epsilon_up * (0.5 * a.n_annihilation_error / (a.n_annihilation + strahlung) + (q->limits ? table_relative : 0.0));
    a.y_up = epscan_dark_photon_y(model, a.epsilon_up);
    a.status = isnan(published) ? EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE : EPSCAN_POINT_OK;
    if (isnan(a.n_annihilation) || isnan(a.epsilon_up)) a.status = EPSCAN_POINT_FAILED;
    return a;
}

static epscan_status make_plan(struct grid_query *q) {
    const struct axis *threshold = axis_of(q, EPSCAN_AXIS_THRESHOLD), *shift = axis_of(q, EPSCAN_AXIS_SHIFT);
    epscan_status status = EPSCAN_OK;
    if (q->experiment->statistics.method != EPSCAN_LIMIT_COUNTING) status = limit_table_create(q->experiment, &q->limits);
    if (status) return status;
    if (q->limits && limit_table_needs_energy_scale(q->limits)) q->moved_GeV = q->experiment->statistics.energy_scale_GeV;
    const struct selection_range range = {threshold->value[0] - q->moved_GeV, threshold->value[threshold->count - 1] + q->moved_GeV,
                                          shift->value[0], shift->value[shift->count - 1]};
    status = yield_plan_init(&q->plan, &q->experiment->search, &range);
    q->has_plan = !status;
    return status;
}

/* Whether one of a tile's points is what it is computed to be. */
static bool point_agrees(const struct grid_query *q, const struct tile *tile, uint64_t point, double *scratch) {
    const uint64_t index = point / tile->box.column_count;
    const struct grid *grid = grid_reader_grid(q->reader);
    const epscan_dark_photon model = grid_box_model(grid, &tile->box, index);
    epscan_selection selection;
    if (tile->status[index] == EPSCAN_POINT_FAILED) return true;
    grid_box_column(grid, &tile->box, point % tile->box.column_count, &selection.threshold_GeV, &selection.energy_scale_shift);
    const struct grid_answer a = grid_query_at(q, &model, &selection, scratch);
    const double events = tile->n_annihilation[point], epsilon = tile->epsilon_up[point];
    return fabs(events - a.n_annihilation) <= same_within * events + yield_absolute &&
           (epsilon == a.epsilon_up || fabs(epsilon - a.epsilon_up) <= 1e-4 * epsilon);
}

/* Points spread over a few of the tiles that are there. */
static epscan_status compare(const char *path, struct grid_query *q) {
    const struct grid *grid = grid_reader_grid(q->reader);
    struct tile tile = {0};
    double *scratch = malloc(grid_query_scratch(q) * sizeof *scratch);
    epscan_status status = scratch ? tile_init(&tile, grid) : error_no_memory("a query");
    for (uint64_t t = 0; t < COMPARED_TILES && !status; t++) {
        if (!grid_reader_get_tile(q->reader, grid->tile_count * t / COMPARED_TILES, &tile)) continue;
        const uint64_t points = tile.box.model_count * tile.box.column_count;
        for (uint64_t i = 0; i < COMPARED_POINTS && !status; i++)
            if (!point_agrees(q, &tile, (points - 1) * i / (COMPARED_POINTS - 1), scratch))
                status = error_set(EPSCAN_BAD_INPUT, "%s: damaged: its numbers are not those of the inputs that it carries", path);
    }
    tile_clear(&tile);
    free(scratch);
    return status;
}

static epscan_status open_query(const char *path, struct grid_query *q) {
    epscan_status status = grid_reader_open(path, &q->reader);
    if (status) return status;
    const struct grid_header *header = grid_reader_header(q->reader);
    if (header->physics_version != physics_version)
        return error_set(EPSCAN_BAD_INPUT, "%s: made by physics version %d of epscan, this is %d; allowed: the same", path,
                         header->physics_version, physics_version);
    status = grid_header_experiment(header, &q->experiment);
    if (!status) status = experiment_prepare(q->experiment);
    if (!status) status = make_plan(q);
    return status ? status : compare(path, q);
}

epscan_status grid_query_open(const char *path, struct grid_query **query) {
    struct grid_query *made = calloc(1, sizeof *made);
    const epscan_status status = made ? open_query(path, made) : error_no_memory("a query");
    if (status)
        grid_query_close(made);
    else
        *query = made;
    return status;
}

void grid_query_close(struct grid_query *q) {
    if (!q) return;
    if (q->has_plan) yield_plan_clear(&q->plan);
    limit_table_free(q->limits);
    experiment_free(q->experiment);
    if (q->reader) grid_reader_close(q->reader);
    free(q);
}
