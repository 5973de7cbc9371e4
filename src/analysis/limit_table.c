/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits at Gauss nodes of the annihilation's part, of ln(1 + change) of annihilation where the energy scale is uncertain, and of
 * strahlung's where it acts on that too; polynomials through them, compared with further limits between the nodes, for changes of
 * annihilation from small to large: up to the first at which they part from the limits by more than is allowed, the table is used.
 * They do so first for a signal of annihilation alone, at the end of the parts: there a sketch finds how far the table reaches.
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

enum { PARTS_MOST = 12, CHANGES_MOST = 16, OTHERS_MOST = 4 };

/* Of annihilation, near whose threshold yields change by their own size, and of strahlung, which knows no threshold. */
static const double largest_change = 2.0, largest_other = 0.5;

/* Where polynomials are compared with limits. */
static const double checked_parts[] = {0.0, 0.0137, 0.181, 0.52, 0.87, 0.993, 1.0};
static const double checked_changes[] = {0.0, 0.021, 0.33, 0.97, 1.61, 2.0};
static const double checked_others[] = {0.0, 0.21, 0.5};
enum {
    CHECKED_PARTS = sizeof checked_parts / sizeof *checked_parts,
    CHECKED_CHANGES = sizeof checked_changes / sizeof *checked_changes,
    CHECKED_OTHERS = sizeof checked_others / sizeof *checked_others
};

struct limit_table {
    const struct experiment *experiment;
    struct gauss_rule part, change, other; /* over the part, ln(1 + change) of annihilation, and of strahlung */
    double reach;                          /* annihilation's change up to which polynomials follow the limits; -1: nowhere */
    double worst;                          /* relative deviation found up to there between the nodes */
    double share;                          /* of the limits that a whole table of this reach is made of: 1, or less of a sketch */
    double events[OTHERS_MOST][CHANGES_MOST][PARTS_MOST];
};

/* How many nodes. */
struct table_shape {
    int parts, changes, others;
};

/* Bayes' limits take long, and are allowed more: where a third dimension is needed they have fewer nodes. */
static struct table_shape shape_of(const struct experiment *e) {
    if (!statistics_need_energy_scale(&e->statistics)) return (struct table_shape){PARTS_MOST, 1, 1};
    if (!statistics_scale_all_channels(&e->statistics)) return (struct table_shape){PARTS_MOST, CHANGES_MOST, 1};
    return e->statistics.method == EPSCAN_LIMIT_BAYES ? (struct table_shape){8, 8, 3}
                                                      : (struct table_shape){PARTS_MOST, CHANGES_MOST, OTHERS_MOST};
}

bool limit_table_takes(epscan_limit_method method) {
    return method != EPSCAN_LIMIT_CLS_TOYS;
}

/* Eq. 7 needs none; limits of several experiments depend on more than a table has. */
static bool has_table(const struct experiment *e) {
    return e->statistics.method != EPSCAN_LIMIT_COUNTING && !e->next;
}

static epscan_status find(const struct experiment *e, double part, struct energy_scale_change change, double *events) {
    struct likelihood likelihood;
    struct upper_limit limit = {.events = NAN};
    const double parts[] = {part, 1.0 - part}, changes[] = {change.annihilation, change.strahlung};
    epscan_status status = experiment_likelihood(e, parts, 2, changes, &likelihood);
    if (status) return status;
    status = limit_without_toys(e->statistics.method, &likelihood, e->statistics.confidence_level, &limit);
    likelihood_clear(&likelihood);
    *events = limit.events;
    if (!status && !limit.converged)
        status = error_set(EPSCAN_FAILED, "limits by %s: no limit for a signal of %.3g annihilation with an uncertainty of %.3g",
                           epscan_limit_method_name(e->statistics.method), part, change.annihilation);
    return status;
}

/* The i-th node of a change that goes up to `largest`; 0 where it does not matter. */
static double change_at(const struct gauss_rule *rule, double largest, int i) {
    return rule->count > 1 ? expm1(0.5 * (1.0 + rule->node[i]) * log1p(largest)) : 0.0;
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
static void find_one(struct shared_work *work, double part, struct energy_scale_change change, double *events) {
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

static int checked_others_of(const struct limit_table *table) {
    return table->other.count > 1 ? CHECKED_OTHERS : 1;
}

static epscan_status fill(struct shared_work *work, struct limit_table *table) {
    const int parts = table->part.count, changes = table->change.count, others = table->other.count;
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < others * changes * parts; i++) {
        const int other = i / (changes * parts), change = i / parts % changes, part = i % parts;
        const struct energy_scale_change uncertainty = {change_at(&table->change, largest_change, change),
                                                        change_at(&table->other, largest_other, other)};
        find_one(work, part_at(table, part), uncertainty, &table->events[other][change][part]);
    }
    return failure_of(work);
}

/* The polynomial through values at the nodes of a change. */
static double interpolate_change(const struct gauss_rule *rule, const double *value, double change, double largest) {
    return rule->count == 1 ? value[0] : gauss_rule_interpolate(rule, value, 2.0 * log1p(change) / log1p(largest) - 1.0);
}

static double interpolate(const struct limit_table *table, double annihilation_part, struct energy_scale_change change) {
    double part[PARTS_MOST], of_change[CHANGES_MOST], of_other[OTHERS_MOST];
    gauss_rule_cardinals(&table->part, 2.0 * annihilation_part - 1.0, part);
    for (int other = 0; other < table->other.count; other++) {
        for (int i = 0; i < table->change.count; i++) {
            of_change[i] = 0.0;
            for (int k = 0; k < table->part.count; k++) of_change[i] += part[k] * table->events[other][i][k];
        }
        of_other[other] = interpolate_change(&table->change, of_change, change.annihilation, largest_change);
    }
    return interpolate_change(&table->other, of_other, change.strahlung, largest_other);
}

/* The largest deviation at one change of annihilation, between the nodes of all else and at their ends; NaN where one is. */
static epscan_status check_at(struct shared_work *work, const struct limit_table *table, double change, double *worst) {
    double events[CHECKED_OTHERS][CHECKED_PARTS];
    const int others = checked_others_of(table);
#pragma omp parallel for schedule(dynamic) collapse(2)
    for (int other = 0; other < others; other++)
        for (int i = 0; i < CHECKED_PARTS; i++)
            find_one(work, checked_parts[i], (struct energy_scale_change){change, checked_others[other]}, &events[other][i]);
    *worst = 0.0;
    if (failure_of(work)) return failure_of(work);
    for (int other = 0; other < others; other++)
        for (int i = 0; i < CHECKED_PARTS; i++) {
            const struct energy_scale_change at = {change, checked_others[other]};
            const double deviation = fabs(interpolate(table, checked_parts[i], at) / events[other][i] - 1.0);
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
        const epscan_status status = check_at(work, table, checked_changes[i], &worst);
        if (status || !(worst < allowed)) return status;
        table->worst = fmax(table->worst, worst);
        table->reach = checked_changes[i];
    }
    return EPSCAN_OK;
}

/* Whether the polynomial of the part at one change ends where limits do. */
static epscan_status probe(struct shared_work *work, struct limit_table *table, double change, bool *follows) {
    double *row = table->events[0][0], end;
    const struct energy_scale_change at = {change, 0.0};
    const int parts = table->part.count;
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i <= parts; i++) find_one(work, i < parts ? part_at(table, i) : 1.0, at, i < parts ? &row[i] : &end);
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
    for (int other = 0; other < table->other.count; other++)
        for (int i = other ? 0 : 1; i < table->change.count; i++)
            memcpy(table->events[other][i], table->events[0][0], sizeof table->events[0][0]);
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
    const int nodes = table->other.count * table->change.count * table->part.count;
    return (uint64_t)(nodes + checks * checked_others_of(table) * CHECKED_PARTS);
}

static epscan_status make(const struct experiment *e, const struct limit_table_watch *watch,
                          epscan_status (*find_limits)(struct shared_work *, struct limit_table *), struct limit_table **table) {
    struct shared_work work = {.experiment = e, .watch = watch};
    const struct table_shape shape = shape_of(e);
    *table = NULL;
    if (!has_table(e)) return EPSCAN_OK;
    if (!limit_table_takes(e->statistics.method))
        return error_set(EPSCAN_BAD_INPUT, "limits of scans: %s is not allowed; allowed: counting, cls, cls-asymptotic, bayes",
                         epscan_limit_method_name(e->statistics.method));
    struct limit_table *made = calloc(1, sizeof *made);
    if (!made) return error_no_memory("the table of limits");
    made->experiment = e;
    gauss_rule_init(&made->part, shape.parts);
    gauss_rule_init(&made->change, shape.changes);
    gauss_rule_init(&made->other, shape.others);
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
    if (!has_table(e)) return 0;
    const struct table_shape shape = shape_of(e);
    const int checks = (shape.changes > 1 ? CHECKED_CHANGES : 1) * (shape.others > 1 ? CHECKED_OTHERS : 1);
    return (uint64_t)(shape.others * shape.changes * shape.parts + checks * CHECKED_PARTS);
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
    return limit_relative_error(table->experiment->statistics.method) + table->worst;
}

/* The changes that the table looks at. */
static struct energy_scale_change relevant_change(const struct limit_table *table, struct energy_scale_change change) {
    return (struct energy_scale_change){table->change.count > 1 ? change.annihilation : 0.0,
                                        table->other.count > 1 ? change.strahlung : 0.0};
}

bool limit_table_holds(const struct limit_table *table, struct energy_scale_change change) {
    const struct energy_scale_change at = relevant_change(table, change);
    return at.annihilation <= table->reach && at.strahlung <= largest_other;
}

double limit_table_events(const struct limit_table *table, double annihilation_part, struct energy_scale_change change) {
    double events = NAN;
    const struct energy_scale_change at = relevant_change(table, change);
    if (isnan(annihilation_part) || isnan(at.annihilation) || isnan(at.strahlung)) return NAN;
    if (limit_table_holds(table, at)) return interpolate(table, annihilation_part, at);
    return stop_is_due() || find(table->experiment, annihilation_part, at, &events) ? NAN : events;
}
