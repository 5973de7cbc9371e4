/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response for programs: read from a file, or made of an experiment, and then folded with models, tables and functions on the
 * caller's thread, by yield/response_projection.h, which needs neither GSL nor a lock.
 */
#include "epscan/response.h"

#include "core/error.h"
#include "file/hdf5_helpers.h"
#include "file/response_file.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/opened_experiment.h"
#include "library/ranges.h"
#include "scan/axis.h"
#include "yield/response_projection.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct epscan_response {
    char experiment[64];
    struct response_file file; /* the experiment of a file is let go of */
};

static const struct response_table *table_of(const epscan_response *response) {
    return &response->file.table;
}

/* Models are folded with densities of vectors' currents here. */
static epscan_status check_vector(const struct experiment *e) {
    const struct mediator *mediator = e->mediation.mediator;
    if (mediator->coupling == COUPLING_VECTOR) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "a response for the mediator %s is not allowed; allowed: for one that couples as a vector",
                     mediator->name);
}

epscan_status epscan_response_open(const char *path, epscan_response **response) {
    struct call_guard guard;
    *response = NULL;
    epscan_response *r = calloc(1, sizeof *r);
    if (!r) return error_no_memory("a response");
    call_guard_enter(&guard);
    hdf5_enter();
    epscan_status status = response_file_open(path, &r->file);
    hdf5_leave();
    if (!status) snprintf(r->experiment, sizeof r->experiment, "%s", r->file.experiment->name);
    if (!status && (status = check_vector(r->file.experiment))) response_table_clear(&r->file.table);
    experiment_free(r->file.experiment);
    r->file.experiment = NULL;
    call_guard_leave(&guard);
    if (status)
        free(r);
    else
        *response = r;
    return status;
}

/* A list of an axis' values. */
static epscan_status check_list(const char *name, size_t count, const double *values, epscan_axis axis, double beam_energy_GeV) {
    const struct interval allowed = axis_interval(axis, beam_energy_GeV);
    epscan_status status = EPSCAN_OK;
    if (count < 1 || count > RESPONSE_TABLE_MAX_COLUMNS)
        return error_set(EPSCAN_BAD_INPUT, "%s: %zu numbers are not allowed; allowed: 1 to %d", name, count,
                         RESPONSE_TABLE_MAX_COLUMNS);
    for (size_t i = 0; i < count && !status; i++) {
        status = check_number(name, values[i], &allowed);
        if (!status && i && !(values[i] > values[i - 1]))
            status = error_set(EPSCAN_BAD_INPUT, "%s: %.9g after %.9g is not allowed; allowed: strictly increasing", name,
                               values[i], values[i - 1]);
    }
    return status;
}

epscan_status epscan_response_of_experiment(const epscan_experiment *experiment, size_t threshold_count,
                                            const double *threshold_GeV, size_t shift_count, const double *shift,
                                            epscan_response **response) {
    const struct experiment *e = experiment->experiment;
    struct call_guard guard;
    *response = NULL;
    epscan_response *r = calloc(1, sizeof *r);
    if (!r) return error_no_memory("a response");
    snprintf(r->experiment, sizeof r->experiment, "%s", e->name);
    call_guard_enter(&guard);
    epscan_status status = check_vector(e);
    if (!status) status = check_list("threshold_GeV", threshold_count, threshold_GeV, EPSCAN_AXIS_THRESHOLD, e->beam_energy_GeV);
    if (!status) status = check_list("shift", shift_count, shift, EPSCAN_AXIS_SHIFT, e->beam_energy_GeV);
    if (!status && threshold_count > RESPONSE_TABLE_MAX_COLUMNS / shift_count)
        status = error_set(EPSCAN_BAD_INPUT, "threshold_GeV, shift: %zu x %zu selections are not allowed; allowed: at most %d",
                           threshold_count, shift_count, RESPONSE_TABLE_MAX_COLUMNS);
    if (!status)
        status =
            response_table_of(&experiment->prepared->responses, threshold_GeV, threshold_count, shift, shift_count, &r->file.table);
    call_guard_leave(&guard);
    if (status)
        free(r);
    else
        *response = r;
    return status;
}

void epscan_response_close(epscan_response *response) {
    if (!response) return;
    response_file_close(&response->file);
    free(response);
}

const char *epscan_response_experiment(const epscan_response *response) {
    return response->experiment;
}

size_t epscan_response_thresholds(const epscan_response *response, const double **threshold_GeV) {
    *threshold_GeV = table_of(response)->threshold_GeV;
    return table_of(response)->threshold_count;
}

size_t epscan_response_shifts(const epscan_response *response, const double **shift) {
    *shift = table_of(response)->shift;
    return table_of(response)->shift_count;
}

bool epscan_response_has_channel(const epscan_response *response, size_t channel) {
    return channel < channel_count() && table_of(response)->channel[channel].exists;
}

bool epscan_response_is_at_resonance(const epscan_response *response, size_t channel) {
    return channel < channel_count() && table_of(response)->channel[channel].at_resonance;
}

void epscan_response_range(const epscan_response *response, double *low_GeV, double *high_GeV) {
    response_table_range(table_of(response), low_GeV, high_GeV);
}

size_t epscan_response_panel_edges(const epscan_response *response, const double **edge_GeV2) {
    *edge_GeV2 = table_of(response)->mesh.edge;
    return (size_t)table_of(response)->mesh.panel_count + 1;
}

epscan_status epscan_response_at(const epscan_response *response, size_t channel, const epscan_selection *selection,
                                 double sqrt_s_GeV, double *events) {
    struct call_guard guard;
    size_t column;
    *events = NAN;
    call_guard_enter_thread(&guard);
    epscan_status status = response_table_find_column(table_of(response), selection, &column);
    if (!status && channel >= channel_count())
        status = error_set(EPSCAN_BAD_INPUT, "channel: %zu is not allowed; allowed: 0 to %zu", channel, channel_count() - 1);
    if (!status && sqrt_s_GeV > 0.0) *events = response_table_at(table_of(response), channel, column, sqrt_s_GeV);
    call_guard_leave_thread(&guard);
    return status;
}

static void take_events(const struct response_table *table, const struct response_projection *projection, size_t column,
                        double *events) {
    for (size_t c = 0; c < channel_count(); c++) events[c] = response_projection_events(table, projection, c, column);
}

/* scratch: twice response_projection_size. */
static epscan_status model_events_of(const struct response_table *table, const epscan_dark_photon *model,
                                     const epscan_selection *selection, double *scratch, double *events) {
    struct response_projection projection = {.moment = scratch};
    size_t column;
    epscan_status status = check_model_of(COUPLING_VECTOR, model);
    if (!status) status = response_table_find_column(table, selection, &column);
    if (status) return status;
    response_project_model(table, model, scratch + response_projection_size(table), &projection);
    take_events(table, &projection, column, events);
    return EPSCAN_OK;
}

epscan_status epscan_response_events(const epscan_response *response, const epscan_dark_photon *model,
                                     const epscan_selection *selection, double *events) {
    struct call_guard guard;
    double *scratch = malloc(2 * response_projection_size(table_of(response)) * sizeof *scratch);
    many_nothing(channel_count(), events);
    if (!scratch) return error_no_memory("a yield");
    call_guard_enter_thread(&guard);
    const epscan_status status = model_events_of(table_of(response), model, selection, scratch, events);
    call_guard_leave_thread(&guard);
    free(scratch);
    return status;
}

struct many_events {
    const struct response_table *table;
    const epscan_dark_photon *models;
    const epscan_selection *selections;
    double *events;
};

static epscan_status one_of_many(const void *data, size_t i, double *scratch) {
    const struct many_events *m = data;
    return model_events_of(m->table, &m->models[i], &m->selections[i], scratch, m->events + i * channel_count());
}

epscan_status epscan_response_events_many(const epscan_response *response, size_t count, const epscan_dark_photon *models,
                                          const epscan_selection *selections, int threads, double *events) {
    const struct many_events data = {table_of(response), models, selections, events};
    const struct many many = {.count = count,
                              .threads = threads,
                              .scratch = 2 * response_projection_size(table_of(response)),
                              .data = &data,
                              .one = one_of_many};
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    epscan_status status = many_check_threads(threads);
    if (!status) status = many_run(&many);
    if (status) many_nothing(count * channel_count(), events);
    call_guard_leave_thread(&guard);
    return status;
}

/* What a density of one's own is projected by: a table, or else a function. */
static epscan_status events_of_own(const epscan_response *response, const struct density_table *rows, const struct any_density *rho,
                                   const epscan_selection *selection, double *events) {
    const struct response_table *table = table_of(response);
    struct response_projection projection = {.moment = malloc(response_projection_size(table) * sizeof(double))};
    size_t column;
    epscan_status status = projection.moment ? EPSCAN_OK : error_no_memory("a yield");
    if (!status) status = response_table_find_column(table, selection, &column);
    if (!status)
        status = rows ? response_project_table(table, rows, &projection) : response_project_density(table, rho, &projection);
    if (!status) take_events(table, &projection, column, events);
    free(projection.moment);
    return status;
}

epscan_status epscan_response_events_of_table(const epscan_response *response, size_t rows, const double *sqrt_s_GeV,
                                              const double *rho_per_GeV2, const epscan_selection *selection, double *events) {
    struct call_guard guard;
    struct density_table table;
    many_nothing(channel_count(), events);
    call_guard_enter_thread(&guard);
    epscan_status status = density_table_of("rho", sqrt_s_GeV, rho_per_GeV2, rows, &table);
    if (!status) status = events_of_own(response, &table, NULL, selection, events);
    density_table_clear(&table);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_response_events_of_file(const epscan_response *response, const char *path, const epscan_selection *selection,
                                             double *events) {
    struct call_guard guard;
    struct density_table table;
    many_nothing(channel_count(), events);
    call_guard_enter_thread(&guard);
    epscan_status status = density_table_read(path, &table);
    if (!status) status = events_of_own(response, &table, NULL, selection, events);
    density_table_clear(&table);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_response_events_of_density(const epscan_response *response, epscan_density *rho, void *data,
                                                size_t break_count, const double *breaks_GeV2, const epscan_selection *selection,
                                                double *events) {
    const struct any_density density = {rho, data, break_count, breaks_GeV2};
    struct call_guard guard;
    many_nothing(channel_count(), events);
    call_guard_enter_thread(&guard);
    const epscan_status status = events_of_own(response, NULL, &density, selection, events);
    call_guard_leave_thread(&guard);
    return status;
}
