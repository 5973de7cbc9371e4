/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numeric tables: `#` comments, one header line with the expected column names, rows of finite numbers.
 * Errors are one line `file:line: what is wrong, what is allowed`.
 */
#ifndef EPSCAN_CONFIG_CSV_TABLE_H
#define EPSCAN_CONFIG_CSV_TABLE_H

#include "config/yaml_reader.h"

enum { CSV_MAX_COLUMNS = 4 };

struct csv_column {
    const char *name;
    struct interval allowed;
};

/* column[c][row], c < column_count, row < row_count. */
struct csv_table {
    struct text_file source;
    int column_count;
    size_t row_count;
    double *column[CSV_MAX_COLUMNS];
};

/* Read a table of 1 <= count <= CSV_MAX_COLUMNS columns whose first one strictly increases; at least one row. Free with
 * csv_table_clear. */
epscan_status csv_table_read(const char *path, const struct csv_column *columns, int count, struct csv_table *table);
/* The same for text in memory; `text` is copied. */
epscan_status csv_table_parse(const char *name, const char *text, size_t size, const struct csv_column *columns, int count,
                              struct csv_table *table);
void csv_table_clear(struct csv_table *table);

#endif
