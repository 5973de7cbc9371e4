/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A CSV file of numbers as columns: its header names known columns in any order, each number must lie in its column's interval, and
 * the first column must increase strictly. What is not known is refused, not dropped. Units are those of the columns' names.
 */
#include "text/csv_table.h"

#include "text/csv_reader.h"
#include "text/number_text.h"
#include "core/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_SIZE = 256 };

const struct csv_column csv_limit_columns[CSV_LIMIT_COLUMNS] = {{"mA_GeV", {1e-6, 1e3, false, false, "GeV"}},
                                                                {"epsilon_up", {1e-12, 1.0, false, false, ""}}};

static void list_columns(const struct csv_table *table, const struct csv_column *columns, char names[NAMES_SIZE]) {
    size_t used = 0;
    for (int c = 0; c < table->column_count; c++)
        used += (size_t)snprintf(names + used, NAMES_SIZE - used, "%s%s", c ? "," : "", columns[c].name);
}

/* place[f]: the column that field f of a row belongs to. A column that is not known is refused: it would be dropped silently. */
static epscan_status read_header(const struct csv_reader *r, const struct csv_table *table, const struct csv_column *columns,
                                 int place[CSV_MAX_FIELDS]) {
    char names[NAMES_SIZE];
    list_columns(table, columns, names);
    if (r->field_count != table->column_count)
        return csv_fail(r, "the header has %d columns, \"%.60s\" the first; allowed: \"%s\", in any order", r->field_count,
                        r->field[0], names);
    for (int f = 0; f < r->field_count; f++) {
        for (place[f] = 0; place[f] < table->column_count; place[f]++)
            if (strcmp(r->field[f], columns[place[f]].name) == 0) break;
        if (place[f] == table->column_count)
            return csv_fail(r, "header: \"%.60s\" is not allowed; the header must be \"%s\", in any order", r->field[f], names);
    }
    return EPSCAN_OK;
}

/* Whether a row follows the one before it, by the first column and the coordinates next to it. */
static bool increases(const struct csv_table *table, const struct csv_column *columns, size_t row) {
    for (int c = 0; c < table->column_count && (c == 0 || columns[c].is_coordinate); c++)
        if (table->column[c][row] != table->column[c][row - 1]) return table->column[c][row] > table->column[c][row - 1];
    return false;
}

static epscan_status read_row(const struct csv_reader *r, const struct csv_column *columns, const int *place,
                              struct csv_table *table) {
    char range[160], slip[UNIT_SLIP_SIZE];
    const size_t row = table->row_count;
    for (int f = 0; f < r->field_count; f++) {
        const struct csv_column *column = &columns[place[f]];
        double *value = &table->column[place[f]][row];
        *value = NAN;
        if (number_from_text(r->field[f], value) && interval_holds(&column->allowed, *value)) continue;
        return csv_fail(r, "%s: \"%.40s\" is not allowed; allowed: a number, %s%s", column->name, r->field[f],
                        interval_text(&column->allowed, column->name, range, sizeof range),
                        unit_slip_text(&column->allowed, *value, slip));
    }
    if (row && !increases(table, columns, row)) return csv_fail(r, "%s: rows must increase strictly", columns[0].name);
    table->row_count++;
    return EPSCAN_OK;
}

static epscan_status read_rows(FILE *stream, const struct csv_column *columns, struct csv_table *table) {
    struct csv_reader reader;
    int place[CSV_MAX_FIELDS];
    bool found = true;
    epscan_status status = csv_reader_start(table->source.path, stream, &reader);
    if (!status) status = read_header(&reader, table, columns, place);
    while (!status && found) {
        status = csv_reader_next(&reader, &found);
        if (!status && found) status = read_row(&reader, columns, place, table);
    }
    if (status) return status;
    return table->row_count ? EPSCAN_OK : csv_fail(&reader, "has no rows");
}

static epscan_status read_table(struct csv_table *table, const struct csv_column *columns) {
    size_t lines = 1;
    for (size_t i = 0; i < table->source.size; i++) lines += table->source.text[i] == '\n' || table->source.text[i] == '\r';
    for (int c = 0; c < table->column_count; c++) {
        table->column[c] = malloc(lines * sizeof(double));
        if (!table->column[c]) return error_no_memory(table->source.path);
    }
    if (!table->source.size) return error_set(EPSCAN_BAD_INPUT, "%s: is empty", table->source.path);
    FILE *stream = fmemopen(table->source.text, table->source.size, "r");
    if (!stream) return error_no_memory(table->source.path);
    const epscan_status status = read_rows(stream, columns, table);
    fclose(stream);
    return status;
}
epscan_status csv_table_read(const char *path, const struct csv_column *columns, int count, struct csv_table *table) {
    *table = (struct csv_table){.column_count = count};
    epscan_status status = text_file_read(path, &table->source);
    if (!status) status = read_table(table, columns);
    if (status) csv_table_clear(table);
    return status;
}

epscan_status csv_table_parse(const char *name, const char *text, size_t size, const struct csv_column *columns, int count,
                              struct csv_table *table) {
    *table = (struct csv_table){.column_count = count};
    epscan_status status = text_file_from_memory(name, text, size, &table->source);
    if (!status) status = read_table(table, columns);
    if (status) csv_table_clear(table);
    return status;
}

void csv_table_clear(struct csv_table *table) {
    for (int c = 0; c < CSV_MAX_COLUMNS; c++) free(table->column[c]);
    text_file_clear(&table->source);
    *table = (struct csv_table){0};
}
