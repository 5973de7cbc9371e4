/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid for programs: opened with its experiment, and asked for points; HDF5 is entered by one thread at a time. */
#include "core/error.h"
#include "epscan/grid.h"
#include "file/grid_read.h"
#include "file/grid_schema.h"
#include "file/hdf5_helpers.h"
#include "library/call_guard.h"
#include "library/opened_grid.h"
#include "library/ranges.h"

#include "experiment/experiment.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct grid_header *header_of(const epscan_grid *grid) {
    return grid_reader_header(grid_query_reader(grid->query));
}

epscan_status epscan_grid_open(const char *path, epscan_grid **grid) {
    struct call_guard guard;
    call_guard_enter(&guard);
    hdf5_enter();
    epscan_grid *g = calloc(1, sizeof *g);
    const epscan_status status = g ? grid_query_open(path, &g->query) : error_no_memory("a grid");
    hdf5_leave();
    if (status) {
        free(g);
        g = NULL;
    }
    *grid = g;
    call_guard_leave(&guard);
    return status;
}

void epscan_grid_close(epscan_grid *grid) {
    if (!grid) return;
    hdf5_enter();
    grid_query_close(grid->query);
    hdf5_leave();
    free(grid);
}

const char *epscan_grid_title(const epscan_grid *grid) {
    return header_of(grid)->title;
}

const char *epscan_grid_experiment(const epscan_grid *grid) {
    return header_of(grid)->experiment;
}

bool epscan_grid_is_complete(const epscan_grid *grid) {
    return grid_reader_complete(grid_query_reader(grid->query));
}

epscan_limit_method epscan_grid_limit_method(const epscan_grid *grid) {
    return header_of(grid)->limit_method;
}

double epscan_grid_confidence_level(const epscan_grid *grid) {
    return header_of(grid)->confidence_level;
}

const char *epscan_grid_mediator(const epscan_grid *grid) {
    return header_of(grid)->mediation.mediator->name;
}

bool epscan_grid_has_visible_widths(const epscan_grid *grid) {
    return header_of(grid)->mediation.visible_widths;
}

size_t epscan_grid_axis(const epscan_grid *grid, epscan_axis axis, const double **values) {
    *values = NULL;
    if ((unsigned)axis >= EPSCAN_AXIS_COUNT) return 0;
    const struct axis *found = &grid_reader_grid(grid_query_reader(grid->query))->axes[axis];
    *values = found->value;
    return found->count;
}

bool epscan_grid_has_dimension(const epscan_grid *grid, epscan_axis axis) {
    return (unsigned)axis < EPSCAN_AXIS_COUNT && grid_reader_grid(grid_query_reader(grid->query))->axes[axis].is_dimension;
}

const char *epscan_grid_table_name(const epscan_grid *grid, int table) {
    const struct axis *tables = &grid_reader_grid(grid_query_reader(grid->query))->axes[EPSCAN_AXIS_TABLE];
    return tables->table && table >= 1 && (size_t)table <= tables->count ? tables->table[table - 1].file.path : NULL;
}

epscan_selection epscan_grid_default_selection(const epscan_grid *grid) {
    return grid_query_selection(grid->query);
}

epscan_status epscan_grid_at(const epscan_grid *grid, const epscan_dark_photon *model, const epscan_selection *selection,
                             epscan_grid_point *point) {
    struct call_guard guard;
    double *scratch = malloc(grid_query_scratch(grid->query) * sizeof *scratch);
    *point = grid_query_nothing(EPSCAN_POINT_FAILED, EPSCAN_AXIS_SPIN);
    if (!scratch) return error_no_memory("a query");
    /* limits by a table may need GSL, those of Eq. 7 never */
    const bool needs_gsl = header_of(grid)->limit_method != EPSCAN_LIMIT_COUNTING;
    (needs_gsl ? call_guard_enter : call_guard_enter_thread)(&guard);
    *point = grid_query_at(grid->query, model, selection, scratch);
    (needs_gsl ? call_guard_leave : call_guard_leave_thread)(&guard);
    free(scratch);
    return EPSCAN_OK;
}

static epscan_status check_index(const epscan_grid *grid, const size_t index[EPSCAN_AXIS_COUNT]) {
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        const double *values;
        const size_t count = epscan_grid_axis(grid, (epscan_axis)axis, &values);
        if (index[axis] >= count)
            return error_set(EPSCAN_BAD_INPUT, "index of %s: %zu is not allowed; allowed: 0 to %zu",
                             epscan_axis_name((epscan_axis)axis), index[axis], count - 1);
    }
    return EPSCAN_OK;
}

epscan_status epscan_grid_stored(const epscan_grid *grid, const size_t index[EPSCAN_AXIS_COUNT], epscan_grid_point *point) {
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    *point = grid_query_nothing(EPSCAN_POINT_FAILED, EPSCAN_AXIS_SPIN);
    epscan_status status = check_index(grid, index);
    if (!status) {
        hdf5_enter();
        status = grid_query_stored(grid->query, index, point);
        hdf5_leave();
    }
    call_guard_leave_thread(&guard);
    return status;
}

/* The variable of a name; EPSCAN_BAD_INPUT: there is none. */
static epscan_status variable_of_name(const char *name, enum grid_variable_id *variable) {
    for (int v = 0; v < VARIABLE_COUNT; v++) {
        *variable = (enum grid_variable_id)v;
        const bool exists = v >= CHANNELS_MAX || (size_t)v < channel_count();
        if (exists && strcmp(grid_variable(*variable).name, name) == 0) return EPSCAN_OK;
    }
    return error_set(EPSCAN_BAD_INPUT, "variable: \"%.60s\" is not allowed; allowed: epsilon_up, status, n_ and a channel", name);
}

static epscan_status check_box(const epscan_grid *grid, const size_t start[EPSCAN_AXIS_COUNT],
                               const size_t extent[EPSCAN_AXIS_COUNT]) {
    size_t last[EPSCAN_AXIS_COUNT];
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        if (extent[axis] < 1)
            return error_set(EPSCAN_BAD_INPUT, "extent of %s: 0 is not allowed; allowed: 1 or more",
                             epscan_axis_name((epscan_axis)axis));
        last[axis] = start[axis] > SIZE_MAX - extent[axis] ? SIZE_MAX : start[axis] + extent[axis] - 1;
    }
    return check_index(grid, last);
}

epscan_status epscan_grid_read(const epscan_grid *grid, const char *variable, const size_t start[EPSCAN_AXIS_COUNT],
                               const size_t extent[EPSCAN_AXIS_COUNT], double *values) {
    enum grid_variable_id id;
    uint64_t from[EPSCAN_AXIS_COUNT], counts[EPSCAN_AXIS_COUNT];
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    epscan_status status = variable_of_name(variable, &id);
    if (!status) status = check_box(grid, start, extent);
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT && !status; axis++) {
        const bool counted = axis < grid_variable(id).axes;
        from[axis] = counted ? start[axis] : 0;
        counts[axis] = counted ? extent[axis] : 1;
    }
    if (!status) {
        hdf5_enter();
        status = grid_reader_box(grid_query_reader(grid->query), id, from, counts, values);
        hdf5_leave();
    }
    call_guard_leave_thread(&guard);
    return status;
}
