/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numeric tables: the expected columns in any order and no others, rows of finite numbers. Read by csv_reader.h.
 */
#ifndef EPSCAN_TEXT_CSV_TABLE_H
#define EPSCAN_TEXT_CSV_TABLE_H

#include "text/yaml_reader.h"

enum { CSV_MAX_COLUMNS = 4 };

struct csv_column {
    const char *name;
    struct interval allowed;
    bool is_coordinate; /* of a grid, as those before it: rows increase in the first, and where that stays in the next of them */
};

/* Of every published limit. */
enum { CSV_LIMIT_COLUMNS = 2 };
extern const struct csv_column csv_limit_columns[CSV_LIMIT_COLUMNS];

/* column[c][row], c < column_count, row < row_count. */
struct csv_table {
    struct text_file source;
    int column_count;
    size_t row_count;
    double *column[CSV_MAX_COLUMNS];
};

/* Read a table of 1 <= count <= CSV_MAX_COLUMNS columns whose first one, or coordinates, strictly increase; at least one row. Free
 * with csv_table_clear. */
epscan_status csv_table_read(const char *path, const struct csv_column *columns, int count, struct csv_table *table);
/* The same for text in memory; `text` is copied. */
epscan_status csv_table_parse(const char *name, const char *text, size_t size, const struct csv_column *columns, int count,
                              struct csv_table *table);
void csv_table_clear(struct csv_table *table);

#endif
