/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits at 12 Gauss nodes of the annihilation's part and, where the energy scale is uncertain, 16 of ln(1 + change); polynomials
 * through them, compared with further limits between the nodes, for changes from small to large: up to the first at which they
 * part from the limits by more than is allowed, the table is used. They do so first for a signal of annihilation alone, at the end
 * of the parts: there a sketch finds how far the table reaches.
 */
#include "analysis/limit_table.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "core/stop_signal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

enum { PARTS = 12, CHANGES = 16 };

static const double largest_change = 2.0;

/* Where polynomials are compared with limits. */
static const double checked_parts[] = {0.0, 0.0137, 0.181, 0.52, 0.87, 0.993, 1.0};
static const double checked_changes[] = {0.0, 0.021, 0.33, 0.97, 1.61, 2.0};
enum {
    CHECKED_PARTS = sizeof checked_parts / sizeof *checked_parts,
    CHECKED_CHANGES = sizeof checked_changes / sizeof *checked_changes
};

struct limit_table {
    const struct experiment *experiment;
    struct gauss_rule part, change; /* over the part, and over ln(1 + change) */
    double reach;                   /* the change up to which polynomials follow the limits; -1: nowhere */
    double worst;                   /* relative deviation found up to there between the nodes */
    double share;                   /* of the limits that a whole table of this reach is made of: 1, or less of a sketch */
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

/* What the threads that find limits share: messages of errors are each thread's own, and only the first one's is told. */
struct shared_work {
    const struct experiment *experiment;
    const struct limit_table_watch *watch; /* NULL: nobody */
    uint64_t limits;                       /* found */
    epscan_status status;
    char reason[512];
};

/* Called by the thread that failed. */
static void note_failure(struct shared_work *work, epscan_status status) {
#pragma omp critical(limit_table)
    if (!work->status) {
        work->status = status;
        snprintf(work->reason, sizeof work->reason, "%s", epscan_error_message());
    }
}

/* One limit, by one of several threads; the first of them tells who watches. */
static void find_one(struct shared_work *work, double part, double change, double *events) {
    uint64_t limits;
    const epscan_status status = stop_is_due() ? stop_status() : find(work->experiment, part, change, events);
    if (status) note_failure(work, status);
#pragma omp atomic capture
    limits = ++work->limits;
    if (work->watch && omp_get_thread_num() == 0) work->watch->found(work->watch->data, limits);
}

/* The first failure, as this thread's. */
static epscan_status failure_of(const struct shared_work *work) {
    return work->status ? error_set(work->status, "%s", work->reason) : EPSCAN_OK;
}

static double part_at(const struct limit_table *table, int i) {
    return 0.5 * (1.0 + table->part.node[i]);
}

/* Relative, what polynomials may part from limits by. */
static double allowed_deviation(const struct experiment *e) {
    return e->statistics.method == EPSCAN_LIMIT_BAYES ? 5e-3 : 1e-4;
}

static int checked_changes_of(const struct limit_table *table) {
    return table->change.count > 1 ? CHECKED_CHANGES : 1;
}

static epscan_status fill(struct shared_work *work, struct limit_table *table) {
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < table->change.count * PARTS; i++) {
        const int change = i / PARTS, part = i % PARTS;
        const double uncertainty = table->change.count > 1 ? change_at(table, change) : 0.0;
        find_one(work, part_at(table, part), uncertainty, &table->events[change][part]);
    }
    return failure_of(work);
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
static epscan_status check_parts(struct shared_work *work, const struct limit_table *table, double change, double *worst) {
    double events[CHECKED_PARTS];
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < CHECKED_PARTS; i++) find_one(work, checked_parts[i], change, &events[i]);
    *worst = 0.0;
    if (work->status) return failure_of(work);
    for (int i = 0; i < CHECKED_PARTS; i++) {
        const double deviation = fabs(interpolate(table, checked_parts[i], change) / events[i] - 1.0);
        if (!(deviation <= *worst)) *worst = deviation;
    }
    return EPSCAN_OK;
}

/* How far up the polynomials follow the limits; beyond, the table is not used. */
static epscan_status check(struct shared_work *work, struct limit_table *table) {
    const double allowed = allowed_deviation(work->experiment);
    table->reach = -1.0;
    for (int i = 0; i < checked_changes_of(table); i++) {
        double worst;
        const epscan_status status = check_parts(work, table, checked_changes[i], &worst);
        if (status || !(worst < allowed)) return status;
        table->worst = fmax(table->worst, worst);
        table->reach = checked_changes[i];
    }
    return EPSCAN_OK;
}

/* Whether the polynomial of the part at one change ends where limits do. */
static epscan_status probe(struct shared_work *work, struct limit_table *table, double change, bool *follows) {
    double *row = table->events[0], end;
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i <= PARTS; i++) find_one(work, i < PARTS ? part_at(table, i) : 1.0, change, i < PARTS ? &row[i] : &end);
    *follows = fabs(gauss_rule_interpolate(&table->part, row, 1.0) / end - 1.0) < allowed_deviation(work->experiment);
    return failure_of(work);
}

/* The reach, by bisection of the checked changes; the limits at the last of them that was looked at stand for all. */
static epscan_status sketch(struct shared_work *work, struct limit_table *table) {
    int low = -1, high = checked_changes_of(table) - 1;
    while (low < high) {
        const int i = (low + high + 1) / 2;
        bool follows;
        const epscan_status status = probe(work, table, checked_changes[i], &follows);
        if (status) return status;
        if (follows)
            low = i;
        else
            high = i - 1;
    }
    for (int i = 1; i < table->change.count; i++) memcpy(table->events[i], table->events[0], sizeof table->events[0]);
    table->reach = low < 0 ? -1.0 : checked_changes[low];
    return EPSCAN_OK;
}

static epscan_status fill_and_check(struct shared_work *work, struct limit_table *table) {
    const epscan_status status = fill(work, table);
    return status ? status : check(work, table);
}

/* How many limits a whole table of this reach is made of: checking ends with the first change that is out of reach. */
static uint64_t limits_of_a_whole(const struct limit_table *table) {
    int checks = 0;
    while (checks < checked_changes_of(table) && (checks == 0 || checked_changes[checks - 1] <= table->reach)) checks++;
    return (uint64_t)(table->change.count * PARTS + checks * CHECKED_PARTS);
}

static bool changes_matter(const struct experiment *e) {
    return statistics_need_energy_scale(&e->statistics);
}

static epscan_status make(const struct experiment *e, const struct limit_table_watch *watch,
                          epscan_status (*find_limits)(struct shared_work *, struct limit_table *), struct limit_table **table) {
    struct shared_work work = {.experiment = e, .watch = watch};
    *table = NULL;
    if (e->statistics.method == EPSCAN_LIMIT_COUNTING) return EPSCAN_OK;
    if (!limit_table_takes(e->statistics.method))
        return error_set(EPSCAN_BAD_INPUT, "limits of scans: %s is not allowed; allowed: counting, cls-asymptotic, bayes",
                         epscan_limit_method_name(e->statistics.method));
    struct limit_table *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the table of limits");
    made->experiment = e;
    gauss_rule_init(&made->part, PARTS);
    gauss_rule_init(&made->change, changes_matter(e) ? CHANGES : 1);
    const epscan_status status = find_limits(&work, made);
    made->share = (double)work.limits / (double)limits_of_a_whole(made);
    if (status)
        free(made);
    else
        *table = made;
    return status;
}

epscan_status limit_table_create(const struct experiment *e, const struct limit_table_watch *watch, struct limit_table **table) {
    return make(e, watch, fill_and_check, table);
}

epscan_status limit_table_sketch(const struct experiment *e, struct limit_table **table) {
    return make(e, NULL, sketch, table);
}

uint64_t limit_table_most_limits(const struct experiment *e) {
    if (e->statistics.method == EPSCAN_LIMIT_COUNTING) return 0;
    return changes_matter(e) ? CHANGES * PARTS + CHECKED_CHANGES * CHECKED_PARTS : PARTS + CHECKED_PARTS;
}

double limit_table_share(const struct limit_table *table) {
    return table ? table->share : 1.0;
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
