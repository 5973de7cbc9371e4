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

/* na64-2021 by CLs, with one text of its file replaced. */
static struct experiment *experiment_with(const char *from, const char *to) {
    static const char *const path = EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml";
    struct text_file file;
    struct experiment *e = NULL;
    if (text_file_read(path, &file)) fail_msg("%s", epscan_error_message());
    char *text = with_change(strdup(file.text), "\n  method: counting", "\n  method: cls-asymptotic");
    text = with_change(text, from, to);
    if (experiment_parse(path, text, strlen(text), &e)) fail_msg("%s", epscan_error_message());
    free(text);
    text_file_clear(&file);
    return e;
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
            assert_int_equal(limit_table_holds(table, changes[c]), c < cases[i].in_reach);
            assert_int_equal(limit_table_holds(sketch, changes[c]), c < cases[i].in_reach);
        }
        assert_int_equal(limit_table_needs_energy_scale(sketch), limit_table_needs_energy_scale(table));
        assert_true(limit_table_share(table) == 1.0);
        assert_true(limit_table_share(sketch) > 0.0 && limit_table_share(sketch) < cases[i].largest_share);
        limit_table_free(table);
        limit_table_free(sketch);
        experiment_free(e);
    }
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
        cmocka_unit_test(watch_is_told_of_all_limits),
        cmocka_unit_test(counting_has_no_table_and_toys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
