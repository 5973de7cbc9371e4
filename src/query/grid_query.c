/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/grid_query.h"

#include "analysis/limit_table.h"
#include "core/build_info.h"
#include "core/error.h"
#include "query/grid_cell.h"
#include "file/grid_read.h"
#include "file/hdf5_helpers.h"
#include "limit/counting_limit.h"
#include "limit/point_status.h"
#include "yield/yield_plan.h"

#include <math.h>
#include <stdlib.h>

enum { COMPARED_TILES = 8, COMPARED_POINTS = 16 };

/* Of the scan's promise to 1e-9. */
static const double yield_relative = 1e-9, yield_absolute = 1e-13;
static const double same_within = 1e-8;
/*
 * Of grids of other versions: events in which their ratio to those computed need not be smooth; and how often its spread over the
 * corners of a cell its deviation within may be.
 */
static const double interpolated_absolute = 1e-6, spreads = 2.0;

struct grid_query {
    struct grid_reader *reader;
    struct experiment *experiment;
    struct yield_plan plan;
    struct limit_table *limits; /* NULL: Eq. 7 */
    bool has_plan;
    bool is_of_other_version; /* then its numbers are not those computed */
    double moved_GeV;         /* of thresholds, for the limits' sake; 0: not */
};

static const struct axis *axis_of(const struct grid_query *q, epscan_axis id) {
    return &grid_reader_grid(q->reader)->axes[id];
}

size_t grid_query_scratch(const struct grid_query *q) {
    return (size_t)q->plan.mesh.node_count + q->plan.row_length;
}

void grid_query_range(const struct grid_query *q, epscan_axis id, char *text, size_t size) {
    axis_range_text(id, axis_of(q, id), text, size);
}

bool grid_query_interpolates(const struct grid_query *q) {
    return q->is_of_other_version;
}

const struct grid_reader *grid_query_reader(const struct grid_query *q) {
    return q->reader;
}

const struct experiment *grid_query_experiment(const struct grid_query *q) {
    return q->experiment;
}

static bool axis_covers(const struct axis *axis, double value) {
    return value >= axis->value[0] && value <= axis->value[axis->count - 1];
}

epscan_selection grid_query_selection(const struct grid_query *q) {
    const struct axis *threshold = axis_of(q, EPSCAN_AXIS_THRESHOLD), *shift = axis_of(q, EPSCAN_AXIS_SHIFT);
    const double own = q->experiment->ecal_threshold_GeV;
    return (epscan_selection){axis_covers(threshold, own) ? own : threshold->value[0],
                              axis_covers(shift, 0.0) ? 0.0 : shift->value[0]};
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

static void set_y(const epscan_dark_photon *model, epscan_grid_point *p) {
    p->y_up = epscan_dark_photon_y(model, p->epsilon_up);
    p->y_error = isinf(p->epsilon_up) ? 0.0 : 2.0 * p->y_up * p->epsilon_error / p->epsilon_up;
}

/* What this version of epscan has at a point inside. */
static epscan_grid_point compute(const struct grid_query *q, const epscan_dark_photon *model, const epscan_selection *selection,
                                 double *scratch) {
    epscan_grid_point p = {.strahlung_events = experiment_strahlung_events(q->experiment, model->mass_GeV)};
    const double strahlung = isnan(p.strahlung_events) ? 0.0 : p.strahlung_events;
    p.annihilation_events = yield_plan_events(&q->plan, model, selection->threshold_GeV, selection->energy_scale_shift, scratch);
    p.annihilation_error = yield_relative * p.annihilation_events + yield_absolute;
    p.epsilon_up = q->limits ? table_limit(q, model, selection, p.annihilation_events, strahlung, scratch)
                             : counting_epsilon_up(p.annihilation_events, strahlung);
    if (!isinf(p.epsilon_up))
        p.epsilon_error =
            0.5 * p.epsilon_up *
            (p.annihilation_error / (p.annihilation_events + strahlung) + (q->limits ? limit_table_error(q->limits) : 0.0));
    set_y(model, &p);
    p.status = point_status_of(model, p.strahlung_events, 1, &p.annihilation_events, &p.epsilon_up);
    return p;
}

epscan_grid_point grid_query_nothing(epscan_point_status status, epscan_axis outside) {
    return (epscan_grid_point){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, status, outside};
}

/* A file's numbers at the corners of a cell. */
struct corners {
    double events[CELL_MOST_CORNERS], epsilon[CELL_MOST_CORNERS];
    double status[CELL_MOST_CORNERS]; /* of models, each with so many columns: */
    size_t columns;
};

static epscan_status read_corners(const struct grid_query *q, const struct grid_cell *cell, struct corners *file) {
    file->columns = cell->extent[EPSCAN_AXIS_THRESHOLD] * cell->extent[EPSCAN_AXIS_SHIFT];
    hdf5_enter();
    epscan_status status = grid_reader_box(q->reader, VARIABLE_N_ANNIHILATION, cell->start, cell->extent, file->events);
    if (!status) status = grid_reader_box(q->reader, VARIABLE_EPSILON_UP, cell->start, cell->extent, file->epsilon);
    if (!status) status = grid_reader_box(q->reader, VARIABLE_STATUS, cell->start, cell->extent, file->status);
    hdf5_leave();
    return status;
}

/* 1 where both have nothing. */
static double ratio(double file, double computed, double negligible) {
    return isinf(file) && isinf(computed) ? 1.0 : (file + negligible) / (computed + negligible);
}

/* A computed number by the ratios at the cell's corners. */
static void scale(const struct grid_cell *cell, const double *ratios, double negligible, double *number, double *error) {
    double spread;
    const double factor = grid_cell_interpolate(cell, ratios, &spread);
    if (isinf(*number)) return;
    *error = *error * factor + spreads * *number * spread + negligible;
    *number = (*number + negligible) * factor - negligible;
}

/* N_str of the file is known on the mass axis alone. */
static void scale_strahlung(const struct grid_query *q, const struct grid_cell *cell, epscan_grid_point *p) {
    const double *file = grid_reader_header(q->reader)->strahlung + cell->start[EPSCAN_AXIS_MASS];
    const double *mass = axis_of(q, EPSCAN_AXIS_MASS)->value + cell->start[EPSCAN_AXIS_MASS];
    struct grid_cell along = {.extent = {1, cell->extent[EPSCAN_AXIS_MASS], 1, 1, 1, 1},
                              .corner_count = cell->extent[EPSCAN_AXIS_MASS]};
    double ratios[2];
    along.upper_share[EPSCAN_AXIS_MASS] = cell->upper_share[EPSCAN_AXIS_MASS];
    for (size_t i = 0; i < along.corner_count; i++)
        ratios[i] = ratio(file[i], experiment_strahlung_events(q->experiment, mass[i]), yield_absolute);
    scale(&along, ratios, yield_absolute, &p->strahlung_events, &p->strahlung_error);
}

/*
 * A grid of another physics version, between its points: what is computed today, times the interpolated ratio of the file's numbers
 * to what they would be today. That ratio is near 1 and smooth where the numbers themselves are neither.
 */
static epscan_grid_point correct(const struct grid_query *q, const struct grid_cell *cell, const epscan_dark_photon *model,
                                 epscan_grid_point p, double *scratch) {
    struct corners file;
    double events[CELL_MOST_CORNERS], epsilon[CELL_MOST_CORNERS];
    if (read_corners(q, cell, &file)) return grid_query_nothing(EPSCAN_POINT_FAILED, 0);
    for (size_t i = 0; i < cell->corner_count; i++) {
        epscan_dark_photon corner;
        epscan_selection selection;
        const epscan_point_status status = (epscan_point_status)file.status[i / file.columns];
        if (!epscan_point_is_computed(status))
            return grid_query_nothing(status == EPSCAN_POINT_NOT_RUN ? status : EPSCAN_POINT_FAILED, 0);
        grid_cell_corner(grid_reader_grid(q->reader), cell, i, &corner, &selection);
        const epscan_grid_point today = compute(q, &corner, &selection, scratch);
        events[i] = ratio(file.events[i], today.annihilation_events, interpolated_absolute);
        epsilon[i] = ratio(file.epsilon[i], today.epsilon_up, 0.0);
    }
    scale(cell, events, interpolated_absolute, &p.annihilation_events, &p.annihilation_error);
    scale(cell, epsilon, 0.0, &p.epsilon_up, &p.epsilon_error);
    scale_strahlung(q, cell, &p);
    set_y(model, &p);
    p.status = point_status_of(model, p.strahlung_events, 1, &p.annihilation_events, &p.epsilon_up);
    return p;
}

epscan_grid_point grid_query_at(const struct grid_query *q, const epscan_dark_photon *model, const epscan_selection *selection,
                                double *scratch) {
    struct grid_cell cell;
    epscan_axis outside;
    if (!grid_cell_around(grid_reader_grid(q->reader), model, selection, &cell, &outside))
        return grid_query_nothing(EPSCAN_POINT_OUTSIDE, outside);
    const epscan_grid_point p = compute(q, model, selection, scratch);
    return q->is_of_other_version ? correct(q, &cell, model, p, scratch) : p;
}

epscan_status grid_query_stored(const struct grid_query *q, const size_t index[EPSCAN_AXIS_COUNT], epscan_grid_point *point) {
    struct tile_box box = {.model_count = 1, .column_count = 1};
    double events, epsilon, point_status;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        box.start[axis] = index[axis];
        box.extent[axis] = 1;
    }
    epscan_status status = grid_reader_box(q->reader, VARIABLE_N_ANNIHILATION, box.start, box.extent, &events);
    if (!status) status = grid_reader_box(q->reader, VARIABLE_EPSILON_UP, box.start, box.extent, &epsilon);
    if (!status) status = grid_reader_box(q->reader, VARIABLE_STATUS, box.start, box.extent, &point_status);
    if (status) return status;
    const epscan_dark_photon model = grid_box_model(grid_reader_grid(q->reader), &box, 0);
    *point = (epscan_grid_point){.annihilation_events = events,
                                 .strahlung_events = grid_reader_header(q->reader)->strahlung[index[EPSCAN_AXIS_MASS]],
                                 .epsilon_up = epsilon,
                                 .y_up = epscan_dark_photon_y(&model, epsilon),
                                 .status = (epscan_point_status)point_status};
    return EPSCAN_OK;
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
    const epscan_grid_point a = compute(q, &model, &selection, scratch);
    const double events = tile->n_annihilation[point], epsilon = tile->epsilon_up[point];
    return fabs(events - a.annihilation_events) <= same_within * events + yield_absolute &&
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
    q->is_of_other_version = header->physics_version != physics_version;
    status = grid_header_experiment(header, &q->experiment);
    if (!status) status = experiment_prepare(q->experiment);
    if (!status) status = make_plan(q);
    return status || q->is_of_other_version ? status : compare(path, q);
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
