/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response for programs: read from a file, or made of an experiment, which it then has a copy of, for its statistics and its
 * mediator; folded with models on the caller's thread, by yield/response_projection.h, which needs neither GSL nor a lock.
 */
#include "library/opened_response.h"

#include "core/build_info.h"
#include "core/error.h"
#include "file/hdf5_helpers.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/opened_experiment.h"
#include "library/ranges.h"
#include "scan/axis.h"
#include "yield/response_projection.h"

#include <math.h>
#include <stdlib.h>

static const struct response_table *table_of(const epscan_response *response) {
    return &response->file.table;
}

/* The mediator that is asked for, which must couple to electrons as that of the file; NULL: that of the file. */
static epscan_status choose_mediator(const char *mediator, bool visible_widths, struct mediation *mediation) {
    const enum coupling own = mediation->mediator->coupling;
    const epscan_status status = mediator ? check_mediator(mediator, &mediation->mediator) : EPSCAN_OK;
    mediation->visible_widths = visible_widths;
    if (status || mediation->mediator->coupling == own) return status;
    return error_set(EPSCAN_BAD_INPUT,
                     "mediator: %s is not allowed with a response that is for %s couplings; allowed: one of these", mediator,
                     coupling_names[own]);
}

epscan_status epscan_response_open(const char *path, epscan_response **response) {
    return epscan_response_open_for(path, NULL, false, response);
}

epscan_status epscan_response_open_for(const char *path, const char *mediator, bool visible_widths, epscan_response **response) {
    struct call_guard guard;
    *response = NULL;
    epscan_response *r = calloc(1, sizeof *r);
    if (!r) return error_no_memory("a response");
    call_guard_enter(&guard);
    hdf5_enter();
    epscan_status status = response_file_open(path, &r->file);
    hdf5_leave();
    if (!status && (status = choose_mediator(mediator, visible_widths, &r->file.experiment->mediation)))
        response_file_close(&r->file);
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

/* As the experiment was read, so that the program may close it. */
static epscan_status copy_experiment(const struct experiment *e, struct experiment **copy) {
    const struct input_archive archive = {e->inputs, (size_t)e->input_count, physics_version};
    const epscan_status status = experiment_from_archive(&archive, copy);
    if (!status) (*copy)->mediation = e->mediation;
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
    call_guard_enter(&guard);
    epscan_status status = check_list("threshold_GeV", threshold_count, threshold_GeV, EPSCAN_AXIS_THRESHOLD, e->beam_energy_GeV);
    if (!status) status = check_list("shift", shift_count, shift, EPSCAN_AXIS_SHIFT, e->beam_energy_GeV);
    if (!status && threshold_count > RESPONSE_TABLE_MAX_COLUMNS / shift_count)
        status = error_set(EPSCAN_BAD_INPUT, "threshold_GeV, shift: %zu x %zu selections are not allowed; allowed: at most %d",
                           threshold_count, shift_count, RESPONSE_TABLE_MAX_COLUMNS);
    if (!status) status = copy_experiment(e, &r->file.experiment);
    if (!status)
        status = response_table_of(&experiment->prepared->responses,
                                   &(struct selection_axes){threshold_GeV, threshold_count, shift, shift_count}, &r->file.table);
    if (status) experiment_free(r->file.experiment);
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
    return response->file.experiment->name;
}

const char *epscan_response_mediator(const epscan_response *response) {
    return response->file.experiment->mediation.mediator->name;
}

bool epscan_response_has_visible_widths(const epscan_response *response) {
    return response->file.experiment->mediation.visible_widths;
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

/* scratch: twice response_projection_size. */
static epscan_status model_events_of(const epscan_response *response, const epscan_dark_photon *model,
                                     const epscan_selection *selection, double *scratch, double *events) {
    const struct mediation *mediation = &response->file.experiment->mediation;
    const struct response_table *table = table_of(response);
    struct response_projection projection = {.moment = scratch};
    epscan_dark_photon signal[SIGNALS_MOST];
    double more[CHANNELS_MAX];
    epscan_status status = check_model_of(mediation->mediator->coupling, model);
    const size_t count = status ? 0 : mediation_signals(mediation, model, EPSCAN_REFERENCE_EPSILON, signal);
    for (size_t i = 0; i < count && !status; i++) {
        response_project_model(table, &signal[i], scratch + response_projection_size(table), &projection);
        status = response_projected_events(table, &projection, selection, i ? more : events);
        for (size_t c = 0; c < channel_count() && i; c++) events[c] += more[c];
    }
    return status;
}

epscan_status epscan_response_events(const epscan_response *response, const epscan_dark_photon *model,
                                     const epscan_selection *selection, double *events) {
    struct call_guard guard;
    double *scratch = malloc(2 * response_projection_size(table_of(response)) * sizeof *scratch);
    many_nothing(channel_count(), events);
    if (!scratch) return error_no_memory("a yield");
    call_guard_enter_thread(&guard);
    const epscan_status status = model_events_of(response, model, selection, scratch, events);
    call_guard_leave_thread(&guard);
    free(scratch);
    return status;
}

struct many_events {
    const epscan_response *response;
    const epscan_dark_photon *models;
    const epscan_selection *selections;
    double *events;
};

static epscan_status one_of_many(const void *data, size_t i, double *scratch) {
    const struct many_events *m = data;
    return model_events_of(m->response, &m->models[i], &m->selections[i], scratch, m->events + i * channel_count());
}

epscan_status epscan_response_events_many(const epscan_response *response, size_t count, const epscan_dark_photon *models,
                                          const epscan_selection *selections, int threads, double *events) {
    const struct many_events data = {response, models, selections, events};
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
