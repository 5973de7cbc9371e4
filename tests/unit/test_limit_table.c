/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of limits and their sketches. What they hold is compared with limits found one by one in tests/cli/limit.sh. */
#include "assertions.h"

#include "analysis/limit_table.h"

#include <omp.h>

/* `text` with the first `from` replaced; frees it. */
static char *with_change(char *text, const char *from, const char *to) {
    const char *at = strstr(text, from);
    if (!at) fail_msg("no \"%s\" in the experiment", from);
    const size_t size = strlen(text) + strlen(to) + 1;
    char *changed = malloc(size);
    snprintf(changed, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    free(text);
    return changed;
}

/* An experiment by CLs, with one text of its file replaced. */
static struct experiment *named_with(const char *name, const char *from, const char *to) {
    char path[sizeof EPSCAN_SOURCE_DIR + 80];
    struct text_file file;
    struct experiment *e = NULL;
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/experiments/%s.yaml", name);
    if (text_file_read(path, &file)) fail_msg("%s", epscan_error_message());
    char *text = with_change(strdup(file.text), "\n  method: counting", "\n  method: cls-asymptotic");
    text = with_change(text, from, to);
    if (experiment_parse(path, text, strlen(text), &e)) fail_msg("%s", epscan_error_message());
    free(text);
    text_file_clear(&file);
    return e;
}

static struct experiment *experiment_with(const char *from, const char *to) {
    return named_with("na64-2021", from, to);
}

/* As far up the energy-scale changes, from a part of the limits. A table that ended nowhere would prove nothing. */
static void sketch_reaches_as_far_as_its_table(void **state) {
    (void)state;
    static const struct {
        const char *from, *to;
        double largest_share;
        int in_reach; /* of the changes below */
    } cases[] = {{"relative: 0.05, ", "relative: 0.05, ", 0.25, 5},
                 {"observed: 0, background: 0.3490", "observed: 5, background: 0.3490", 0.25, 4},
                 {"relative: 0.10, ", "relative: 10, ", 0.25, 0},
                 {"relative: energy-scale", "relative: 0.1", 0.75, 5}};
    static const double changes[] = {0.01, 0.3, 0.9, 1.5, 1.9};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct experiment *e = experiment_with(cases[i].from, cases[i].to);
        struct limit_table *table = NULL, *sketch = NULL;
        assert_int_equal(limit_table_create(e, NULL, &table), EPSCAN_OK);
        assert_int_equal(limit_table_sketch(e, &sketch), EPSCAN_OK);
        for (int c = 0; c < (int)COUNT_OF(changes); c++) {
            assert_int_equal(limit_table_holds(table, (struct energy_scale_change){changes[c], 0.0}), c < cases[i].in_reach);
            assert_int_equal(limit_table_holds(sketch, (struct energy_scale_change){changes[c], 0.0}), c < cases[i].in_reach);
        }
        assert_int_equal(limit_table_needs_energy_scale(sketch), limit_table_needs_energy_scale(table));
        assert_true(limit_table_share(table) == 1.0);
        assert_true(limit_table_share(sketch) > 0.0 && limit_table_share(sketch) < cases[i].largest_share);
        limit_table_free(table);
        limit_table_free(sketch);
        experiment_free(e);
    }
}

/* The limit of a part and both changes, found by itself: events of the two channels, likelihood, CLs. */
static double limit_by_itself(const struct experiment *e, double part, struct energy_scale_change change) {
    const double events[] = {part, 1.0 - part}, changes[] = {change.annihilation, change.strahlung};
    struct likelihood likelihood;
    struct upper_limit limit;
    assert_int_equal(experiment_likelihood(e, events, 2, changes, &likelihood), EPSCAN_OK);
    assert_int_equal(limit_without_toys(e->statistics.method, &likelihood, e->statistics.confidence_level, &limit), EPSCAN_OK);
    likelihood_clear(&likelihood);
    return limit.events;
}

/*
 * Where the energy scale moves both channels, each by its own change: at places that are neither nodes nor those that the table
 * checks, to the 1e-4 that it allows itself; the last is beyond its reach, found by itself, to rounding. Swapped changes must
 * matter.
 */
static void both_channels_have_their_own_change(void **state) {
    (void)state;
    static const struct {
        double part;
        struct energy_scale_change change;
        double tolerance;
    } at[] = {{0.37, {0.52, 0.14}, 1e-4}, {0.08, {1.3, 0.04}, 1e-4}, {0.94, {0.011, 0.4}, 1e-4},
              {0.63, {0.2, 0.48}, 1e-4},  {0.0, {0.7, 0.33}, 1e-4},  {0.5, {0.1, 0.9}, 1e-12}};
    struct experiment *e = named_with("na64-2021-first-principles", "confidence_level: 0.90", "confidence_level: 0.90");
    struct limit_table *table = NULL;
    assert_int_equal(limit_table_create(e, NULL, &table), EPSCAN_OK);
    for (size_t i = 0; i < COUNT_OF(at); i++)
        assert_close(limit_table_events(table, at[i].part, at[i].change), limit_by_itself(e, at[i].part, at[i].change),
                     at[i].tolerance, 0.0);
    const double apart = limit_table_events(table, 0.3, (struct energy_scale_change){0.4, 0.1}) /
                         limit_table_events(table, 0.3, (struct energy_scale_change){0.1, 0.4});
    assert_true(fabs(apart - 1.0) > 1e-2);
    limit_table_free(table);
    experiment_free(e);
}

struct told {
    uint64_t calls, last;
    bool grows;
};

static void keep_told(void *data, uint64_t limits) {
    struct told *told = data;
    told->grows &= limits > told->last;
    told->last = limits;
    told->calls++;
}

/* One thread is the calling one, and is told of each. */
static void watch_is_told_of_all_limits(void **state) {
    (void)state;
    struct experiment *e = experiment_with("relative: energy-scale", "relative: 0.1");
    struct told told = {.grows = true};
    struct limit_table *table = NULL;
    omp_set_num_threads(1);
    assert_int_equal(limit_table_create(e, &(struct limit_table_watch){keep_told, &told}, &table), EPSCAN_OK);
    assert_int_equal(told.last, limit_table_most_limits(e));
    assert_int_equal(told.calls, told.last);
    assert_true(told.grows && told.last > 10);
    limit_table_free(table);
    experiment_free(e);
}

static void counting_has_no_table_and_toys_are_refused(void **state) {
    (void)state;
    struct experiment *e = experiment_with("relative: 0.05", "relative: 0.05");
    struct limit_table *table = NULL;
    e->statistics.method = EPSCAN_LIMIT_COUNTING;
    assert_int_equal(limit_table_create(e, NULL, &table), EPSCAN_OK);
    assert_null(table);
    assert_int_equal(limit_table_most_limits(e), 0);
    e->statistics.method = EPSCAN_LIMIT_CLS_TOYS;
    assert_int_equal(limit_table_create(e, NULL, &table), EPSCAN_BAD_INPUT);
    experiment_free(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sketch_reaches_as_far_as_its_table),
        cmocka_unit_test(both_channels_have_their_own_change),
        cmocka_unit_test(watch_is_told_of_all_limits),
        cmocka_unit_test(counting_has_no_table_and_toys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
