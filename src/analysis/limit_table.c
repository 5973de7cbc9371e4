/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/limit_table.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "core/stop_signal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PARTS = 12, CHANGES = 16 };

static const double largest_change = 2.0;

struct limit_table {
    const struct experiment *experiment;
    struct gauss_rule part, change; /* over the part, and over ln(1 + change) */
    double reach;                   /* the change up to which polynomials follow the limits; -1: nowhere */
    double worst;                   /* relative deviation found up to there between the nodes */
    double events[CHANGES][PARTS];
};

bool limit_table_takes(epscan_limit_method method) {
    return method != EPSCAN_LIMIT_CLS_TOYS;
}

static epscan_status find(const struct experiment *e, double part, double change, double *events) {
    struct likelihood likelihood;
    struct upper_limit limit = {.events = NAN};
    const double parts[] = {part, 1.0 - part}, changes[] = {change, 0.0};
    epscan_status status = experiment_likelihood(e, parts, 2, changes, &likelihood);
    if (status) return status;
    status = limit_without_toys(e->statistics.method, &likelihood, e->statistics.confidence_level, &limit);
    likelihood_clear(&likelihood);
    *events = limit.events;
    if (!status && !limit.converged)
        status = error_set(EPSCAN_FAILED, "limits by %s: no limit for a signal of %.3g annihilation with an uncertainty of %.3g",
                           epscan_limit_method_name(e->statistics.method), part, change);
    return status;
}

static double change_at(const struct limit_table *table, int i) {
    return expm1(0.5 * (1.0 + table->change.node[i]) * log1p(largest_change));
}

static epscan_status find_unless_stopped(const struct experiment *e, double part, double change, double *events) {
    return stop_is_due() ? stop_status() : find(e, part, change, events);
}

/* What one of several threads has to say: messages of errors are each thread's own. */
struct first_failure {
    epscan_status status;
    char reason[512];
};

/* Called by the thread that failed. */
static void note_failure(struct first_failure *first, epscan_status status) {
    if (!status) return;
#pragma omp critical(limit_table)
    if (!first->status) {
        first->status = status;
        snprintf(first->reason, sizeof first->reason, "%s", epscan_error_message());
    }
}

static epscan_status fill(const struct experiment *e, struct limit_table *table) {
    struct first_failure failure = {EPSCAN_OK, ""};
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < table->change.count * PARTS; i++) {
        const int change = i / PARTS, part = i % PARTS;
        const double uncertainty = table->change.count > 1 ? change_at(table, change) : 0.0;
        note_failure(&failure,
                     find_unless_stopped(e, 0.5 * (1.0 + table->part.node[part]), uncertainty, &table->events[change][part]));
    }
    return failure.status ? error_set(failure.status, "%s", failure.reason) : EPSCAN_OK;
}

static double interpolate(const struct limit_table *table, double annihilation_part, double energy_scale_change) {
    double row[CHANGES];
    for (int i = 0; i < table->change.count; i++)
        row[i] = gauss_rule_interpolate(&table->part, table->events[i], 2.0 * annihilation_part - 1.0);
    if (table->change.count == 1) return row[0];
    const double u = log1p(energy_scale_change) / log1p(largest_change);
    return gauss_rule_interpolate(&table->change, row, 2.0 * u - 1.0);
}

/* The largest deviation at one change, between the nodes of the part and at its ends; NaN where one is. */
static epscan_status check_parts(const struct experiment *e, const struct limit_table *table, double change, double *worst) {
    static const double parts[] = {0.0, 0.0137, 0.181, 0.52, 0.87, 0.993, 1.0};
    enum { COUNT = sizeof parts / sizeof parts[0] };
    struct first_failure failure = {EPSCAN_OK, ""};
    double events[COUNT];
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < COUNT; i++) note_failure(&failure, find_unless_stopped(e, parts[i], change, &events[i]));
    *worst = 0.0;
    if (failure.status) return error_set(failure.status, "%s", failure.reason);
    for (int i = 0; i < COUNT; i++) {
        const double deviation = fabs(interpolate(table, parts[i], change) / events[i] - 1.0);
        if (!(deviation <= *worst)) *worst = deviation;
    }
    return EPSCAN_OK;
}

/* How far up the polynomials follow the limits; beyond, the table is not used. */
static epscan_status check(const struct experiment *e, struct limit_table *table) {
    static const double changes[] = {0.0, 0.021, 0.33, 0.97, 1.61, 2.0};
    const double allowed = e->statistics.method == EPSCAN_LIMIT_BAYES ? 5e-3 : 1e-4;
    const size_t change_count = table->change.count > 1 ? sizeof changes / sizeof changes[0] : 1;
    table->reach = -1.0;
    for (size_t i = 0; i < change_count; i++) {
        double worst;
        const epscan_status status = check_parts(e, table, changes[i], &worst);
        if (status || !(worst < allowed)) return status;
        table->worst = fmax(table->worst, worst);
        table->reach = changes[i];
    }
    return EPSCAN_OK;
}

epscan_status limit_table_create(const struct experiment *e, struct limit_table **table) {
    if (!limit_table_takes(e->statistics.method))
        return error_set(EPSCAN_BAD_INPUT, "limits of scans: %s is not allowed; allowed: counting, cls-asymptotic, bayes",
                         epscan_limit_method_name(e->statistics.method));
    struct limit_table *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the table of limits");
    made->experiment = e;
    gauss_rule_init(&made->part, PARTS);
    gauss_rule_init(&made->change, statistics_need_energy_scale(&e->statistics) ? CHANGES : 1);
    epscan_status status = fill(e, made);
    if (!status) status = check(e, made);
    if (status)
        free(made);
    else
        *table = made;
    return status;
}

void limit_table_free(struct limit_table *table) {
    free(table);
}

bool limit_table_needs_energy_scale(const struct limit_table *table) {
    return table->change.count > 1;
}

double limit_table_error(const struct limit_table *table) {
    const double own = table->experiment->statistics.method == EPSCAN_LIMIT_BAYES ? 1e-3 : 1e-5; /* of the limits themselves */
    return own + table->worst;
}

bool limit_table_holds(const struct limit_table *table, double energy_scale_change) {
    return table->change.count > 1 ? energy_scale_change <= table->reach : table->reach >= 0.0;
}

double limit_table_events(const struct limit_table *table, double annihilation_part, double energy_scale_change) {
    double events = NAN;
    if (isnan(annihilation_part) || isnan(energy_scale_change)) return NAN;
    const double change = table->change.count > 1 ? energy_scale_change : 0.0;
    if (limit_table_holds(table, change)) return interpolate(table, annihilation_part, change);
    return stop_is_due() || find(table->experiment, annihilation_part, change, &events) ? NAN : events;
}
