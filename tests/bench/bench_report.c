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
    const char *key;
    json_t *value;
    for (int i = 0; i < count; i++) add_argument(result, arguments[i]);
    const char *machine = json_string_value(json_object_get(result, "machine"));
    if (machine) printf("%s\n", machine);
    print_columns(result);
    printf("\n| | |\n|---|---|\n");
    json_object_foreach(result, key, value) if (json_is_number(value)) printf("| %s | %.3g |\n", key, json_number_value(value));
    print_scheduling(json_object_get(result, "scheduling"));
}
