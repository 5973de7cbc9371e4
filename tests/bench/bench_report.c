/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double number(json_t *object, const char *key) {
    return json_number_value(json_object_get(object, key));
}

static void add_argument(json_t *result, const char *argument) {
    char key[64], *end;
    const char *equals = strchr(argument, '=');
    if (!equals) return;
    snprintf(key, sizeof key, "%.*s", (int)(equals - argument), argument);
    const double value = strtod(equals + 1, &end);
    json_object_set_new(result, key, *end || end == equals + 1 ? json_string(equals + 1) : json_real(value));
}

/* What the numbers are that stand alone, in the order of a report. */
static const struct {
    const char *key, *label;
} labels[] = {
    {"channels_published_10", "time of 10 columns with the published limit on A'-strahlung, over that of annihilation alone"},
    {"channels_published_100", "likewise, 100 columns"},
    {"channels_published_1000", "likewise, 1000 columns"},
    {"channels_computed_10", "time of 10 columns with both channels computed, over that of annihilation alone"},
    {"channels_computed_100", "likewise, 100 columns"},
    {"channels_computed_1000", "likewise, 1000 columns"},
    {"shower_ms", "the cascade of NA64's target, ms of one core"},
    {"startup_ms", "with the weights of 1000 columns, ms"},
    {"threads_2", "two threads, of twice the speed of one"},
    {"threads_2_one_long_axis", "likewise, one long axis"},
    {"threads_2_tiny_tiles", "likewise, tiles of 250 points"},
    {"ranks_2", "two ranks, of twice the speed of one"},
    {"ranks_2_one_long_axis", "likewise, one long axis"},
    {"ranks_2_tiny_tiles", "likewise, tiles of 250 points"},
    {"queue_64", "64 ranks whose tiles sleep for 200 ms, share of their time in tiles"},
    {"queue_256", "256 such ranks"},
    {"queue_256_masters_of_32", "256 such ranks, a master for each 32"},
    {"scan_points", "points of a whole scan of 1000 columns"},
    {"scan_over_limit_1_rank", "its speed over that of the slower of computing alone and raw writes, one rank"},
    {"scan_over_limit", "likewise, two ranks"},
    {"raw_GB_per_s", "raw writes of the same bytes by two ranks in the same run, GB/s"},
    {"peak_MB", "memory of a rank of it, MB"},
    {"showers_per_s_lead", "showers a second and core, 100 GeV down to 5 GeV, T tallied: lead"},
    {"showers_per_s_calorimeter", "likewise, the calorimeter's 300 layers"},
    {"showers_threads_2", "showers on two threads, of twice the speed of one"},
    {"showers_ranks_2", "likewise, two ranks, start and file included"},
};

static const char *label_of(const char *key) {
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].key, key) == 0) return labels[i].label;
    return NULL;
}

/* In the order of the list, then what it does not know, by its key. */
static void print_numbers(json_t *result) {
    const char *key;
    json_t *value;
    printf("\n| | |\n|---|---|\n");
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if ((value = json_object_get(result, labels[i].key))) printf("| %s | %.3g |\n", labels[i].label, json_number_value(value));
    json_object_foreach(result, key, value) if (json_is_number(value) && !label_of(key))
        printf("| %s | %.3g |\n", key, json_number_value(value));
}

static void print_columns(json_t *result) {
    size_t i;
    json_t *row;
    printf("\n| columns | thresholds (GeV) | ns per point, yield and limit | over erf-QAGP | over nested QAGS | largest error |\n"
           "|---|---|---|---|---|---|\n");
    json_array_foreach(json_object_get(result, "columns"), i, row) {
        printf("| %.0f | %.0f ... %.0f | %.3g | %.0f | %.0f | %.1e |\n", number(row, "n"), number(row, "lowest_threshold_GeV"),
               number(row, "highest_threshold_GeV"), number(row, "ns_per_point"), number(row, "over_erf_qagp"),
               number(row, "over_nested"), number(row, "max_rel_error"));
    }
}

static void print_efficiencies(json_t *row, const char *masters, const char *key) {
    size_t j;
    json_t *cell;
    printf("| %.0f | %.3g | %s |", number(row, "tile_points"), number(row, "tile_ms"), masters);
    json_array_foreach(json_object_get(row, "ranks"), j, cell) printf(" %.3f |", number(cell, key));
    putchar('\n');
}

static void print_scheduling(json_t *scheduling) {
    size_t i, j;
    json_t *row, *cell;
    printf("\nThe master answers in %.2f us. Share of all ranks' time spent on tiles, by a discrete-event model:\n\n"
           "| points of a tile | ms | masters |",
           number(scheduling, "service_us"));
    json_array_foreach(json_object_get(json_array_get(json_object_get(scheduling, "tiles"), 0), "ranks"), j, cell)
        printf(" %.0f ranks |", number(cell, "ranks"));
    printf("\n|---|---|---|---|---|---|---|---|\n");
    json_array_foreach(json_object_get(scheduling, "tiles"), i, row) {
        print_efficiencies(row, "one", "efficiency");
        print_efficiencies(row, "one a node", "master_per_node");
    }
}

void bench_report(json_t *result, int count, char **arguments) {
    for (int i = 0; i < count; i++) add_argument(result, arguments[i]);
    const char *machine = json_string_value(json_object_get(result, "machine"));
    if (machine) printf("%s\n", machine);
    print_columns(result);
    print_numbers(result);
    print_scheduling(json_object_get(result, "scheduling"));
}
