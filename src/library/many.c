/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Elements of arrays, one after the other on the caller's thread, or as a team of threads takes them: each thread with the guard of
 * its locale and floating point (call_guard.h) and scratch of its own. Waking a team takes longer than what it would save of a
 * short array, milliseconds where other processes want the cores: the caller's thread begins alone, and the team takes over what is
 * left after that time. Of failures that of the smallest index is kept, and what lies behind it is skipped, so that the reason does
 * not depend on the threads.
 */
#include "library/many.h"

#include "core/clock.h"
#include "core/error.h"
#include "library/call_guard.h"
#include "library/ranges.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { REASON_SIZE = 1024 };

/* Of work, before a team is woken. */
static const double team_pays_s = 1e-3;

/* The failure of the smallest index; messages belong to threads. */
struct first_failure {
    size_t index; /* SIZE_MAX: none */
    epscan_status status;
    char reason[REASON_SIZE];
};

void many_nothing(size_t count, double *numbers) {
    for (size_t i = 0; i < count; i++) numbers[i] = NAN;
}

epscan_status many_check_threads(int threads) {
    static const struct interval allowed = {1.0, 1024.0, false, false, ""};
    return check_number("threads", (double)threads, &allowed);
}

epscan_status many_failed_at(size_t index, epscan_status status) {
    char reason[REASON_SIZE];
    snprintf(reason, sizeof reason, "%s", epscan_error_message());
    return error_set(status, "index %zu: %s", index, reason);
}

/* Called by the thread that failed. */
static void note_failure(struct first_failure *first, size_t index, epscan_status status) {
#pragma omp critical(epscan_many)
    if (index < first->index) {
        first->status = status;
        snprintf(first->reason, sizeof first->reason, "%s", epscan_error_message());
#pragma omp atomic write
        first->index = index;
    }
}

static size_t failed_so_far(const struct first_failure *first) {
    size_t index;
#pragma omp atomic read
    index = first->index;
    return index;
}

/* Of the elements from `begin` on, what dynamic scheduling gives this thread of a team. */
static void run_part(const struct many *many, size_t begin, struct first_failure *first) {
    struct call_guard guard;
    call_guard_enter_thread(&guard);
    double *scratch = malloc((many->scratch + 1) * sizeof *scratch);
    if (!scratch) note_failure(first, 0, error_no_memory("an array of points"));
#pragma omp for schedule(dynamic)
    for (size_t i = begin; i < many->count; i++) {
        if (!scratch || i > failed_so_far(first)) continue;
        const epscan_status status = many->one(many->data, i, scratch);
        if (status) note_failure(first, i, status);
    }
    free(scratch);
    call_guard_leave_thread(&guard);
}

/* On the caller's thread alone, for so long: a process that was forked may not use OpenMP. Says where it ended. */
static epscan_status run_alone(const struct many *many, double most_s, size_t *end) {
    const double start_s = monotonic_s();
    double *scratch = malloc((many->scratch + 1) * sizeof *scratch);
    if (!scratch) return error_no_memory("an array of points");
    epscan_status status = EPSCAN_OK;
    size_t i = 0;
    for (; i < many->count && !status && (i == 0 || monotonic_s() - start_s < most_s); i++) {
        status = many->one(many->data, i, scratch);
        if (status) status = many_failed_at(i, status);
    }
    free(scratch);
    *end = i;
    return status;
}

epscan_status many_run(const struct many *many) {
    struct first_failure first = {.index = SIZE_MAX};
    size_t begin = 0;
    const epscan_status status = run_alone(many, many->threads == 1 ? INFINITY : team_pays_s, &begin);
    if (status || begin == many->count) return status;
#pragma omp parallel num_threads(many->threads)
    run_part(many, begin, &first);
    return first.status ? error_set(first.status, "index %zu: %s", first.index, first.reason) : EPSCAN_OK;
}
