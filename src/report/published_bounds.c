/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounds of others that figures draw: tables of inputs/limits, each with its label and style. */
#include "report/published_bounds.h"

#include "text/csv_table.h"
#include "core/error.h"
#include "model/magnetic_moment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Pale and opaque: what lies on top hides what is below, in every format. No file: a magnetic moment. */
static const struct {
    const char *file, *label, *colour, *line_style;
    const struct moment_difference *moment;
} sources[BOUND_COUNT] = {
    {NULL, "(g − 2)_e", "#D6EAD9", NULL, &moment_electron_rubidium},
    {"babar-2017.csv", "BaBar", "#CCCCCC", NULL, NULL},
    {"na62-2019.csv", "NA62", "#F4EB71", NULL, NULL},
    {"e787-e949-lobe1.csv", "E787, E949", "#BCE2F8", NULL, NULL},
    {"e787-e949-lobe2.csv", "", "#BCE2F8", NULL, NULL},
    {NULL, "(g − 2)_μ, 2025", NULL, "lc rgb '#7A5195' lw 2 dt 3", &moment_muon_2025},
    {"na64-2019-strahlung.csv", "NA64 2019, strahlung only", NULL, "lc rgb '#000000' lw 2 dt 2", NULL},
};

static epscan_status read_curve(const char *folder, const char *file, struct bound *bound) {
    struct csv_table table = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    epscan_status status = csv_table_read(path, csv_limit_columns, CSV_LIMIT_COLUMNS, &table);
    if (!status && table.row_count > BOUND_MAX_POINTS)
        status = error_set(EPSCAN_BAD_INPUT, "%s: %zu rows; allowed: at most %d", path, table.row_count, BOUND_MAX_POINTS);
    if (!status) {
        bound->count = table.row_count;
        memcpy(bound->mass_GeV, table.column[0], table.row_count * sizeof(double));
        memcpy(bound->epsilon_up, table.column[1], table.row_count * sizeof(double));
    }
    csv_table_clear(&table);
    return status;
}

/* From 0.1 MeV to 10 GeV. */
static void compute_moment(const struct moment_difference *difference, struct bound *bound) {
    bound->count = BOUND_MAX_POINTS;
    for (size_t i = 0; i < bound->count; i++) {
        bound->mass_GeV[i] = 1e-4 * pow(1e5, (double)i / (double)(bound->count - 1));
        bound->epsilon_up[i] = moment_epsilon_up(difference, bound->mass_GeV[i]);
    }
}

epscan_status published_bounds_read(const char *folder, struct bound *bounds) {
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < BOUND_COUNT && !status; i++) {
        bounds[i] = (struct bound){.name = sources[i].file ? sources[i].file : sources[i].moment->source,
                                   .label = sources[i].label,
                                   .colour = sources[i].colour,
                                   .line_style = sources[i].line_style};
        if (sources[i].file)
            status = read_curve(folder, sources[i].file, &bounds[i]);
        else
            compute_moment(sources[i].moment, &bounds[i]);
    }
    return status;
}
