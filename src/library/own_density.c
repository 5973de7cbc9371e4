/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a response gives of a spectral density that is the program's own, a table, a file of one or a function: projected on the
 * response once, it is then asked for the events of a selection, or for a limit, whose method may move the threshold. Mediators
 * have no part in it: rho(s) is used as it is.
 */
#include "core/error.h"
#include "library/call_guard.h"
#include "library/many.h"
#include "library/opened_limit.h"
#include "library/opened_response.h"
#include "yield/response_projection.h"

#include <stdlib.h>

/* The events of a selection, or, where there are options, a limit. */
struct question {
    const epscan_selection *selection;
    double *events; /* [channel_count()] */
    const epscan_limit_options *options;
    epscan_limit *limit;
};

static void answer_nothing(const struct question *question) {
    if (question->events) many_nothing(channel_count(), question->events);
    if (question->limit) opened_limit_nothing(question->limit);
}

/* With GSL, which folding needs not. */
static epscan_status find_limit(const epscan_response *response, const struct response_projection *projection,
                                const struct question *question) {
    static const epscan_dark_photon none = {.table = 1}; /* no mass, no width */
    const struct prepared_experiment source = {.experiment = response->file.experiment};
    struct limit_options inner;
    struct call_guard guard;
    call_guard_enter(&guard);
    epscan_status status = opened_limit_options(source.experiment, question->options, true, &inner);
    inner.response = &response->file.table;
    inner.projected = projection;
    if (!status) status = opened_limit_find(&source, &none, &inner, question->limit);
    call_guard_leave(&guard);
    return status;
}

/* Of `table`, or else of `rho`. */
static epscan_status answer(const epscan_response *response, const struct density_table *table, const struct any_density *rho,
                            const struct question *question) {
    const struct response_table *on = &response->file.table;
    struct response_projection projection = {.moment = malloc(response_projection_size(on) * sizeof(double))};
    epscan_status status = projection.moment ? EPSCAN_OK : error_no_memory("a yield");
    if (!status) status = table ? response_project_table(on, table, &projection) : response_project_density(on, rho, &projection);
    if (!status && question->options) status = find_limit(response, &projection, question);
    if (!status && !question->options) status = response_projected_events(on, &projection, question->selection, question->events);
    free(projection.moment);
    return status;
}

static epscan_status answer_of_table(const epscan_response *response, size_t rows, const double *sqrt_s_GeV,
                                     const double *rho_per_GeV2, const struct question *question) {
    struct call_guard guard;
    struct density_table table;
    answer_nothing(question);
    call_guard_enter_thread(&guard);
    epscan_status status = density_table_of("rho", sqrt_s_GeV, rho_per_GeV2, rows, &table);
    if (!status) status = answer(response, &table, NULL, question);
    density_table_clear(&table);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_response_events_of_table(const epscan_response *response, size_t rows, const double *sqrt_s_GeV,
                                              const double *rho_per_GeV2, const epscan_selection *selection, double *events) {
    return answer_of_table(response, rows, sqrt_s_GeV, rho_per_GeV2, &(struct question){.selection = selection, .events = events});
}

epscan_status epscan_response_limit_of_table(const epscan_response *response, size_t rows, const double *sqrt_s_GeV,
                                             const double *rho_per_GeV2, const epscan_limit_options *options, epscan_limit *limit) {
    return answer_of_table(response, rows, sqrt_s_GeV, rho_per_GeV2, &(struct question){.options = options, .limit = limit});
}

static epscan_status answer_of_file(const epscan_response *response, const char *path, const struct question *question) {
    struct call_guard guard;
    struct density_table table;
    answer_nothing(question);
    call_guard_enter_thread(&guard);
    epscan_status status = density_table_read(path, &table);
    if (!status) status = answer(response, &table, NULL, question);
    density_table_clear(&table);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_response_events_of_file(const epscan_response *response, const char *path, const epscan_selection *selection,
                                             double *events) {
    return answer_of_file(response, path, &(struct question){.selection = selection, .events = events});
}

epscan_status epscan_response_limit_of_file(const epscan_response *response, const char *path, const epscan_limit_options *options,
                                            epscan_limit *limit) {
    return answer_of_file(response, path, &(struct question){.options = options, .limit = limit});
}

static epscan_status answer_of_density(const epscan_response *response, const struct any_density *density,
                                       const struct question *question) {
    struct call_guard guard;
    answer_nothing(question);
    call_guard_enter_thread(&guard);
    const epscan_status status = answer(response, NULL, density, question);
    call_guard_leave_thread(&guard);
    return status;
}

epscan_status epscan_response_events_of_density(const epscan_response *response, epscan_density *rho, void *data,
                                                size_t break_count, const double *breaks_GeV2, const epscan_selection *selection,
                                                double *events) {
    return answer_of_density(response, &(struct any_density){rho, data, break_count, breaks_GeV2},
                             &(struct question){.selection = selection, .events = events});
}

epscan_status epscan_response_limit_of_density(const epscan_response *response, epscan_density *rho, void *data, size_t break_count,
                                               const double *breaks_GeV2, const epscan_limit_options *options,
                                               epscan_limit *limit) {
    return answer_of_density(response, &(struct any_density){rho, data, break_count, breaks_GeV2},
                             &(struct question){.options = options, .limit = limit});
}
