/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of sqrt(s) in GeV become rows of s in GeV^2. The interpolant is linear in s, so that int rho ds, by trapezes, is exact, and
 * so is its fold with a response that is a polynomial in s (yield/response_projection.c).
 */
#include "model/density_table.h"

#include "core/error.h"
#include "text/csv_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 2 };
static const struct csv_column columns[COLUMNS] = {{"sqrt_s_GeV", {1e-6, 1e3, false, false, "GeV"}},
                                                   {"rho_per_GeV2", {0.0, 1e30, false, false, "1/GeV2"}}};

static const char *name_of(const struct density_table *table) {
    return table->file.path ? table->file.path : "rho";
}

static double norm_of(const struct density_table *table) {
    double sum = 0.0;
    for (size_t i = 1; i < table->count; i++)
        sum += 0.5 * (table->rho[i - 1] + table->rho[i]) * (table->s_GeV2[i] - table->s_GeV2[i - 1]);
    return sum;
}

/* What rows that are good one by one must be together. */
static epscan_status check_rows(struct density_table *table) {
    if (table->count < 2 || table->count > DENSITY_TABLE_MAX_ROWS)
        return error_set(EPSCAN_BAD_INPUT, "%s: %zu rows are not allowed; allowed: 2 to %d", name_of(table), table->count,
                         DENSITY_TABLE_MAX_ROWS);
    for (size_t i = 1; i < table->count; i++)
        if (!(table->s_GeV2[i] > table->s_GeV2[i - 1]))
            return error_set(EPSCAN_BAD_INPUT, "%s: sqrt_s_GeV: row %zu is not above the one before; allowed: strictly increasing",
                             name_of(table), i + 1);
    table->norm = norm_of(table);
    if (table->norm > 0.0) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: rho_per_GeV2: zero everywhere is not allowed; allowed: above 0 somewhere",
                     name_of(table));
}

static epscan_status take_rows(const double *sqrt_s_GeV, const double *rho, size_t count, struct density_table *table) {
    table->count = count;
    table->s_GeV2 = malloc((count + 1) * sizeof *table->s_GeV2);
    table->rho = malloc((count + 1) * sizeof *table->rho);
    if (!table->s_GeV2 || !table->rho) return error_no_memory("a spectral density");
    for (size_t i = 0; i < count; i++) {
        table->s_GeV2[i] = sqrt_s_GeV[i] * sqrt_s_GeV[i];
        table->rho[i] = rho[i];
    }
    return check_rows(table);
}

/* The table takes over the text that the rows were read from. */
static epscan_status take_csv(struct csv_table *csv, struct density_table *table) {
    *table = (struct density_table){.file = csv->source};
    csv->source = (struct text_file){0};
    const epscan_status status = take_rows(csv->column[0], csv->column[1], csv->row_count, table);
    csv_table_clear(csv);
    if (status) density_table_clear(table);
    return status;
}

epscan_status density_table_read(const char *path, struct density_table *table) {
    struct csv_table csv;
    *table = (struct density_table){0};
    const epscan_status status = csv_table_read(path, columns, COLUMNS, &csv);
    return status ? status : take_csv(&csv, table);
}

epscan_status density_table_parse(const char *name, const char *text, size_t size, struct density_table *table) {
    struct csv_table csv;
    *table = (struct density_table){0};
    const epscan_status status = csv_table_parse(name, text, size, columns, COLUMNS, &csv);
    return status ? status : take_csv(&csv, table);
}

static bool is_within(double number, const struct interval *allowed) {
    return number >= allowed->low && number <= allowed->high;
}

epscan_status density_table_of(const char *name, const double *sqrt_s_GeV, const double *rho, size_t count,
                               struct density_table *table) {
    *table = (struct density_table){0};
    for (size_t i = 0; i < count; i++) {
        const int wrong = !is_within(sqrt_s_GeV[i], &columns[0].allowed) ? 0 : !is_within(rho[i], &columns[1].allowed) ? 1 : -1;
        if (wrong >= 0)
            return error_set(EPSCAN_BAD_INPUT, "%s: %s: %g of row %zu is not allowed; allowed: %g to %g", name, columns[wrong].name,
                             wrong ? rho[i] : sqrt_s_GeV[i], i + 1, columns[wrong].allowed.low, columns[wrong].allowed.high);
    }
    const epscan_status status = take_rows(sqrt_s_GeV, rho, count, table);
    if (status) density_table_clear(table);
    return status;
}

void density_table_clear(struct density_table *table) {
    free(table->s_GeV2);
    free(table->rho);
    text_file_clear(&table->file);
    *table = (struct density_table){0};
}

double density_table_at(const struct density_table *table, double s) {
    const double *x = table->s_GeV2;
    size_t low = 0, high = table->count - 1;
    if (!(s >= x[0] && s <= x[high])) return 0.0;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (x[middle] <= s)
            low = middle;
        else
            high = middle;
    }
    return table->rho[low] + (table->rho[high] - table->rho[low]) * (s - x[low]) / (x[high] - x[low]);
}

epscan_status density_table_check_range(const struct density_table *table, double low_GeV, double high_GeV) {
    const double first = sqrt(table->s_GeV2[0]), last = sqrt(table->s_GeV2[table->count - 1]);
    static const double rounding = 1e-9;
    if (first >= low_GeV * (1.0 - rounding) && last <= high_GeV * (1.0 + rounding)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT,
                     "%s: sqrt_s_GeV: %.9g to %.9g is not allowed; allowed: inside the response, %.9g to %.9g GeV", name_of(table),
                     first, last, low_GeV, high_GeV);
}
