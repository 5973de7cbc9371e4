/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only reader of comma-separated text: published limits, track lengths, points.
 *
 * Lines end with LF, CRLF or CR; a byte-order mark, empty lines, and lines that begin with # (after blanks) are skipped. The first
 * line left is the header; every row has its number of fields. Blanks and tabs around a field do not count; a field in double
 * quotes may hold commas, and "" for a quote. Whatever else is met is refused in one line, `file:line: what is wrong`.
 */
#ifndef EPSCAN_TEXT_CSV_READER_H
#define EPSCAN_TEXT_CSV_READER_H

#include "epscan/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CSV_LINE_SIZE = 4096, CSV_MAX_FIELDS = 64 };

struct csv_reader {
    const char *path; /* borrowed, for messages */
    FILE *stream;     /* borrowed */
    size_t line;      /* of the current row, from 1 */
    int field_count;
    const char *field[CSV_MAX_FIELDS];    /* without blanks and quotes */
    const char *verbatim[CSV_MAX_FIELDS]; /* as it stands in the file, without the blanks around it */
    char text[CSV_LINE_SIZE], copy[CSV_LINE_SIZE];
};

/* Read the header. The stream stands at its beginning. */
epscan_status csv_reader_start(const char *path, FILE *stream, struct csv_reader *reader);

/* The next row, of as many fields as the header; *found is false at the end. */
epscan_status csv_reader_next(struct csv_reader *reader, bool *found);

/* EPSCAN_BAD_INPUT of the current line. */
epscan_status csv_fail(const struct csv_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
