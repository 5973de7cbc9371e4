/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A point inside the axes is computed again by the scan's own plan from the experiment that the grid carries; of another physics
 * version, times the ratio of the file's numbers to today's, interpolated over the cell. What was computed is compared with the
 * file when it is opened.
 */
#include "query/grid_query.h"

#include "core/build_info.h"
#include "core/error.h"
#include "experiment/prepared_experiment.h"
#include "query/grid_cell.h"
#include "file/grid_read.h"
#include "file/hdf5_helpers.h"
#include "analysis/joint_limit.h"
#include "analysis/mediated_events.h"
#include "analysis/point_limit.h"
#include "limit/point_status.h"
#include "yield/yield_plan.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARED_TILES = 8, COMPARED_POINTS = 16 };

/* Of the scan's promise, beside response_relative_error. */
static const double yield_absolute = 1e-13;
static const double same_within = 1e-8;
/*
 * Of grids of other versions: events in which their ratio to those computed need not be smooth; and how often its spread over the
 * corners of a cell its deviation within may be.
 */
static const double interpolated_absolute = 1e-6, spreads = 2.0;

struct grid_query {
    struct grid_reader *reader;
    struct experiment *experiment;
    struct prepared_experiment *prepared;
    struct joint_limiter *joint; /* of several experiments; NULL: of one, by its plan */
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
    return q->joint ? joint_limiter_scratch(q->joint) : q->plan.scratch_size + q->plan.row_length;
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

epscan_grid_point grid_query_nothing(epscan_point_status status, epscan_axis outside) {
    epscan_grid_point p = {
        .epsilon_up = NAN, .epsilon_error = NAN, .y_up = NAN, .y_error = NAN, .status = status, .outside = outside};
    for (size_t c = 0; c < EPSCAN_CHANNELS_MAX; c++) p.events[c] = p.events_error[c] = NAN;
    return p;
}

static void set_y(const epscan_dark_photon *model, epscan_grid_point *p) {
    p->y_up = epscan_dark_photon_y(model, p->epsilon_up);
    p->y_error = isinf(p->epsilon_up) ? 0.0 : 2.0 * p->y_up * p->epsilon_error / p->epsilon_up;
}

/* A point that is asked for, and room to compute it in. */
struct asked {
    const struct grid_query *query;
    const epscan_dark_photon *model;
    const epscan_selection *selection;
    double *scratch;
};

/* Events with the widths at a mixing, at a threshold that is moved or not. */
static void events_at(const struct asked *a, double epsilon, double moved_GeV, double *events) {
    const epscan_selection moved = {a->selection->threshold_GeV + moved_GeV, a->selection->energy_scale_shift};
    const struct yield_means means = {a->query->prepared, &a->query->plan, a->scratch};
    mediated_events(&means, a->model, epsilon, &moved, events);
}

/* The limit with Gamma as it is at a mixing, from the events there; its status into *status. */
static double limit_of_events(const struct asked *a, double epsilon, const double *events, epscan_point_status *status) {
    const struct grid_query *q = a->query;
    const bool moves = q->moved_GeV > 0.0;
    double lowered[CHANNELS_MAX], raised[CHANNELS_MAX], epsilon_up;
    struct point_events point = {.columns = 1};
    if (moves) {
        events_at(a, epsilon, -q->moved_GeV, lowered);
        events_at(a, epsilon, q->moved_GeV, raised);
    }
    for (size_t c = 0; c < channel_count(); c++) {
        point.nominal[c] = &events[c];
        point.unknown[c] = isnan(events[c]);
        if (!moves) continue;
        point.lowered[c] = &lowered[c];
        point.raised[c] = &raised[c];
    }
    const struct point_limiter limiter = {.mediation = &q->experiment->mediation, .table = q->limits};
    *status = point_limits(&limiter, a->model, &point, &epsilon_up);
    return epsilon_up;
}

static double limit_with_widths_at(double epsilon, void *data) {
    double events[CHANNELS_MAX];
    epscan_point_status status;
    events_at(data, epsilon, 0.0, events);
    return limit_of_events(data, epsilon, events, &status);
}

/* epsilon_up and status from the events at the reference. */
static void find_limit(struct asked *a, epscan_grid_point *p) {
    const struct mediation *mediation = &a->query->experiment->mediation;
    const struct epsilon_limit limit = {limit_with_widths_at, a};
    p->epsilon_up = limit_of_events(a, EPSCAN_REFERENCE_EPSILON, p->events, &p->status);
    if (!mediation->visible_widths || p->status == EPSCAN_POINT_FAILED) return;
    const enum epsilon_root root =
        epsilon_root_find(&limit, limit_with_widths_at(0.0, a), mediation_most_epsilon(mediation, a->model), &p->epsilon_up);
    p->status = point_status_of_roots(p->status == EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE, 1, &root);
}

static bool is_folded(const struct prepared_experiment *e, size_t channel) {
    for (; e; e = e->next)
        if (response_is_folded(&e->responses.of[channel])) return true;
    return false;
}

/* Events, limit and status of several experiments together; a failed point where none is found. */
static void find_joint(const struct grid_query *q, const epscan_dark_photon *model, double *scratch, epscan_grid_point *p) {
    struct model_limit limit;
    if (joint_limit_find(q->joint, model, scratch, &limit)) {
        *p = grid_query_nothing(EPSCAN_POINT_FAILED, 0);
        return;
    }
    memcpy(p->events, limit.channel_events, sizeof limit.channel_events);
    p->epsilon_up = limit.epsilon_up;
    p->status = limit.status;
}

/* Events, limit and status of one experiment. */
static void find_one(const struct grid_query *q, const epscan_dark_photon *model, const epscan_selection *selection,
                     double *scratch, epscan_grid_point *p) {
    struct asked asked = {q, model, selection, scratch};
    events_at(&asked, EPSCAN_REFERENCE_EPSILON, 0.0, p->events);
    find_limit(&asked, p);
}

/* Relative, of limits beside that of the yields. */
static double limit_error(const struct grid_query *q) {
    return q->limits ? limit_table_error(q->limits) : limit_relative_error(q->experiment->statistics.method);
}

/* What this version of epscan has at a point inside. */
static epscan_grid_point compute(const struct grid_query *q, const epscan_dark_photon *model, const epscan_selection *selection,
                                 double *scratch) {
    epscan_grid_point p = {0};
    double error = 0.0;
    if (q->joint)
        find_joint(q, model, scratch, &p);
    else
        find_one(q, model, selection, scratch, &p);
    for (size_t c = 0; c < channel_count(); c++) {
        if (!is_folded(q->prepared, c)) continue;
        p.events_error[c] = prepared_experiment_events_error(q->prepared, c) * p.events[c] + yield_absolute;
        error += isnan(p.events_error[c]) ? 0.0 : p.events_error[c];
    }
    if (!isinf(p.epsilon_up)) p.epsilon_error = 0.5 * p.epsilon_up * (error / point_total_events(p.events) + limit_error(q));
    set_y(model, &p);
    return p;
}

/* A file's numbers at the corners of a cell. */
struct corners {
    double events[CHANNELS_MAX][CELL_MOST_CORNERS], epsilon[CELL_MOST_CORNERS];
    double status[CELL_MOST_CORNERS]; /* of models, each with so many columns: */
    size_t columns;
};

static epscan_status read_corners(const struct grid_query *q, const struct grid_cell *cell, struct corners *file) {
    file->columns = cell->extent[EPSCAN_AXIS_THRESHOLD] * cell->extent[EPSCAN_AXIS_SHIFT];
    hdf5_enter();
    epscan_status status = EPSCAN_OK;
    for (enum grid_variable_id c = 0; c < channel_count() && !status; c++)
        status = grid_reader_box(q->reader, c, cell->start, cell->extent, file->events[c]);
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

static bool is_any_unknown(const epscan_grid_point *p) {
    bool unknown = false;
    for (size_t c = 0; c < channel_count(); c++) unknown |= isnan(p->events[c]);
    return unknown;
}

/*
 * A grid of another physics version, between its points: what is computed today, times the interpolated ratio of the file's numbers
 * to what they would be today. That ratio is near 1 and smooth where the numbers themselves are neither.
 */
static epscan_grid_point correct(const struct grid_query *q, const struct grid_cell *cell, const epscan_dark_photon *model,
                                 epscan_grid_point p, double *scratch) {
    struct corners file;
    double ratios[CHANNELS_MAX][CELL_MOST_CORNERS], epsilon[CELL_MOST_CORNERS];
    if (read_corners(q, cell, &file)) return grid_query_nothing(EPSCAN_POINT_FAILED, 0);
    for (size_t i = 0; i < cell->corner_count; i++) {
        epscan_dark_photon corner;
        epscan_selection selection;
        const epscan_point_status status = (epscan_point_status)file.status[i / file.columns];
        if (!epscan_point_is_computed(status))
            return grid_query_nothing(status == EPSCAN_POINT_NOT_RUN ? status : EPSCAN_POINT_FAILED, 0);
        grid_cell_corner(grid_reader_grid(q->reader), cell, i, &corner, &selection);
        const epscan_grid_point today = compute(q, &corner, &selection, scratch);
        for (size_t c = 0; c < channel_count(); c++)
            ratios[c][i] = ratio(file.events[c][i], today.events[c], interpolated_absolute);
        epsilon[i] = ratio(file.epsilon[i], today.epsilon_up, 0.0);
    }
    for (size_t c = 0; c < channel_count(); c++) scale(cell, ratios[c], interpolated_absolute, &p.events[c], &p.events_error[c]);
    scale(cell, epsilon, 0.0, &p.epsilon_up, &p.epsilon_error);
    set_y(model, &p);
    if (!q->experiment->mediation.visible_widths)
        p.status = point_status_of(model, &q->experiment->mediation, is_any_unknown(&p), limit_range_of(1, &p.epsilon_up));
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
    double point_status;
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        box.start[axis] = index[axis];
        box.extent[axis] = 1;
    }
    epscan_grid_point stored = {0};
    epscan_status status = grid_reader_box(q->reader, VARIABLE_EPSILON_UP, box.start, box.extent, &stored.epsilon_up);
    if (!status) status = grid_reader_box(q->reader, VARIABLE_STATUS, box.start, box.extent, &point_status);
    for (enum grid_variable_id c = 0; c < channel_count() && !status; c++)
        status = grid_reader_box(q->reader, c, box.start, box.extent, &stored.events[c]);
    if (status) return status;
    const epscan_dark_photon model = grid_box_model(grid_reader_grid(q->reader), &box, 0);
    stored.y_up = epscan_dark_photon_y(&model, stored.epsilon_up);
    stored.status = (epscan_point_status)point_status;
    *point = stored;
    return EPSCAN_OK;
}

static epscan_status make_plan(struct grid_query *q) {
    const struct axis *threshold = axis_of(q, EPSCAN_AXIS_THRESHOLD), *shift = axis_of(q, EPSCAN_AXIS_SHIFT);
    if (q->prepared->next) return joint_limiter_create(q->prepared, &q->joint);
    epscan_status status = limit_table_create(q->experiment, NULL, &q->limits);
    if (status) return status;
    if (q->limits && limit_table_needs_energy_scale(q->limits)) q->moved_GeV = q->experiment->statistics.energy_scale_GeV;
    const struct selection_range range = {threshold->value[0] - q->moved_GeV, threshold->value[threshold->count - 1] + q->moved_GeV,
                                          shift->value[0], shift->value[shift->count - 1]};
    status = yield_plan_init_lent(&q->plan, &q->prepared->search, &q->prepared->responses, &range);
    q->has_plan = !status;
    if (!status)
        status = yield_plan_add_tables(&q->plan, axis_of(q, EPSCAN_AXIS_TABLE)->table, axis_of(q, EPSCAN_AXIS_TABLE)->count);
    return status;
}

/* Not known is the same as not known. */
static bool same_events(double events, double expected, double rounding) {
    return isnan(expected) ? isnan(events) : fabs(events - expected) <= (same_within + rounding) * events + yield_absolute;
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
    const double epsilon = tile->epsilon_up[point], rounding = 2.0 * grid_form_error(&grid->form);
    for (size_t c = 0; c < channel_count(); c++)
        if (tile->events[c] && !grid->form.without_events[c] && !same_events(tile->events[c][point], a.events[c], rounding))
            return false;
    return epsilon == a.epsilon_up || fabs(epsilon - a.epsilon_up) <= (1e-4 + rounding) * epsilon ||
           (grid->form.is_single && a.epsilon_up > FLT_MAX);
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
    if (!status) status = prepared_experiment_create(q->experiment, &q->prepared);
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
    joint_limiter_free(q->joint);
    limit_table_free(q->limits);
    prepared_experiment_free(q->prepared);
    experiment_free(q->experiment);
    if (q->reader) grid_reader_close(q->reader);
    free(q);
}
