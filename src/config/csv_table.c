/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/csv_table.h"

#include "config/number_text.h"
#include "core/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_LENGTH = 512 };

static epscan_status fail_at(const struct csv_table *table, unsigned long line, const char *reason) {
    return error_set(EPSCAN_BAD_INPUT, "%s:%lu: %s", table->source.path, line, reason);
}

/* Copy the next line without its end and surrounding blanks; the next position, or NULL when it is too long or binary. */
static const char *next_line(const char *text, char line[LINE_LENGTH]) {
    size_t length = strcspn(text, "\n");
    const char *after = text[length] ? text + length + 1 : text + length;
    while (length && (text[length - 1] == '\r' || text[length - 1] == ' ')) length--;
    while (length && *text == ' ') text++, length--;
    if (length >= LINE_LENGTH) return NULL;
    memcpy(line, text, length);
    line[length] = '\0';
    return after;
}

static epscan_status check_header(const struct csv_table *table, const struct csv_column *columns, const char *line,
                                  unsigned long at) {
    char expected[256];
    size_t used = 0;
    for (int c = 0; c < table->column_count; c++)
        used += (size_t)snprintf(expected + used, sizeof expected - used, "%s%s", c ? "," : "", columns[c].name);
    if (strcmp(line, expected) == 0) return EPSCAN_OK;
    char reason[400];
    snprintf(reason, sizeof reason, "the header must be \"%s\"", expected);
    return fail_at(table, at, reason);
}

static epscan_status read_row(struct csv_table *table, const struct csv_column *columns, char *line, unsigned long at) {
    char reason[400], range[160];
    char *rest = line;
    for (int c = 0; c < table->column_count; c++) {
        char *field = rest;
        const size_t length = strcspn(field, ",");
        rest = field[length] ? field + length + 1 : NULL;
        field[length] = '\0';
        field += strspn(field, " ");
        double *value = &table->column[c][table->row_count];
        interval_text(&columns[c].allowed, columns[c].name, range, sizeof range);
        if (!number_from_text(field, value) || !interval_holds(&columns[c].allowed, *value)) {
            snprintf(reason, sizeof reason, "%s: \"%.40s\" is not allowed; allowed: a number, %s", columns[c].name, field, range);
            return fail_at(table, at, reason);
        }
        if ((rest == NULL) != (c == table->column_count - 1)) {
            snprintf(reason, sizeof reason, "must have %d columns", table->column_count);
            return fail_at(table, at, reason);
        }
    }
    if (table->row_count && !(table->column[0][table->row_count] > table->column[0][table->row_count - 1])) {
        snprintf(reason, sizeof reason, "%s: rows must increase strictly", columns[0].name);
        return fail_at(table, at, reason);
    }
    table->row_count++;
    return EPSCAN_OK;
}

static epscan_status read_lines(struct csv_table *table, const struct csv_column *columns) {
    char line[LINE_LENGTH];
    unsigned long at = 1;
    bool header_seen = false;
    if (strlen(table->source.text) != table->source.size) return fail_at(table, 1, "not a text file");
    for (const char *position = table->source.text; *position; at++) {
        position = next_line(position, line);
        if (!position) return fail_at(table, at, "line too long; at most 511 characters are allowed");
        if (line[0] == '\0' || line[0] == '#') continue;
        const epscan_status status = header_seen ? read_row(table, columns, line, at) : check_header(table, columns, line, at);
        if (status) return status;
        header_seen = true;
    }
    return table->row_count ? EPSCAN_OK : fail_at(table, at, "has no rows");
}

static epscan_status read_table(struct csv_table *table, const struct csv_column *columns) {
    size_t lines = 1;
    for (size_t i = 0; i < table->source.size; i++) lines += table->source.text[i] == '\n';
    for (int c = 0; c < table->column_count; c++) {
        table->column[c] = malloc(lines * sizeof(double));
        if (!table->column[c]) return error_no_memory(table->source.path);
    }
    return read_lines(table, columns);
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
