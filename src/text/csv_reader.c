/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comma-separated text, a line at a time, after RFC 4180 and more lenient: LF, CR LF or CR ends a line, quoted fields may hold
 * commas and doubled quotes but no ends of lines, blanks around fields are dropped, empty lines and those that begin with #
 * skipped. Lines are cut in place; errors name file and line.
 */
#include "text/csv_reader.h"

#include "core/error.h"

#include <stdarg.h>
#include <string.h>

epscan_status csv_fail(const struct csv_reader *r, const char *format, ...) {
    char reason[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return error_set(EPSCAN_BAD_INPUT, "%s:%zu: %s", r->path, r->line, reason);
}

/* Whether the byte ends a line; of CR LF both are taken. */
static bool ends_line(FILE *stream, int byte) {
    if (byte != '\r') return byte == '\n';
    const int next = getc_unlocked(stream);
    if (next != '\n' && next != EOF) ungetc(next, stream);
    return true;
}

/* The next line without its end in r->text; *found is false at the end of the file. */
static epscan_status read_line(struct csv_reader *r, bool *found) {
    size_t length = 0;
    int byte;
    r->line++;
    while ((byte = getc_unlocked(r->stream)) != EOF && !ends_line(r->stream, byte)) {
        if (byte == '\0') return csv_fail(r, "not a text file; allowed: comma-separated UTF-8 text");
        if (length == CSV_LINE_SIZE - 1) return csv_fail(r, "line too long; allowed: up to %d characters", CSV_LINE_SIZE - 1);
        r->text[length++] = (char)byte;
    }
    r->text[length] = '\0';
    if (ferror(r->stream)) return csv_fail(r, "cannot be read");
    *found = byte != EOF || length;
    return EPSCAN_OK;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* Take the quotes off a field, in place; its end is moved. False when they do not match. */
static bool unquote(char *field) {
    char *to = field;
    const char *from = field + 1;
    for (; *from; from++) {
        if (*from == '"' && from[1] != '"') break;
        if (*from == '"') from++;
        *to++ = *from;
    }
    if (from[0] != '"' || from[1]) return false;
    *to = '\0';
    return true;
}

/* The comma or the end behind a field that begins at `start`: commas in quotes do not count. */
static size_t field_length(const char *start) {
    bool quoted = false;
    size_t i = 0;
    for (; start[i] && (quoted || start[i] != ','); i++)
        if (start[i] == '"') quoted = !quoted;
    return i;
}

/* End the text of `length` at its last character that is not blank; its first one. */
static char *trim(char *text, size_t length) {
    while (length && is_blank(text[length - 1])) length--;
    text[length] = '\0';
    return text + strspn(text, " \t");
}

static epscan_status split(struct csv_reader *r) {
    size_t start = 0;
    bool more = true;
    strcpy(r->copy, r->text);
    for (r->field_count = 0; more; r->field_count++) {
        const size_t length = field_length(r->text + start);
        if (r->field_count == CSV_MAX_FIELDS) return csv_fail(r, "more than %d columns", CSV_MAX_FIELDS);
        more = r->text[start + length] != '\0';
        char *field = trim(r->text + start, length);
        r->field[r->field_count] = field;
        r->verbatim[r->field_count] = trim(r->copy + start, length);
        const bool quoted = field[0] == '"';
        if (quoted ? !unquote(field) : strchr(field, '"') != NULL)
            return csv_fail(r, "%.60s: quotes that do not match; allowed: \"...\" around a whole field",
                            r->verbatim[r->field_count]);
        start += length + 1;
    }
    return EPSCAN_OK;
}

/* The next line that says something, cut into fields. */
static epscan_status next_row(struct csv_reader *r, bool *found) {
    epscan_status status;
    do {
        status = read_line(r, found);
        const char first = r->text[strspn(r->text, " \t")];
        if (!status && *found && first && first != '#') return split(r);
    } while (!status && *found);
    return status;
}

/* A byte-order mark of UTF-8 is let be; those of UTF-16 contain bytes that no UTF-8 text has. */
static epscan_status skip_mark(struct csv_reader *r) {
    const int first = getc_unlocked(r->stream);
    r->line = 1;
    if (first == 0x89) return csv_fail(r, "is an HDF5 file, such as a grid, or a picture; allowed: comma-separated text");
    if (first == 0xFE || first == 0xFF) return csv_fail(r, "not UTF-8 text; allowed: comma-separated UTF-8 text");
    if (first != 0xEF) {
        if (first != EOF) ungetc(first, r->stream);
    } else if (getc_unlocked(r->stream) != 0xBB || getc_unlocked(r->stream) != 0xBF) {
        return csv_fail(r, "not UTF-8 text; allowed: comma-separated UTF-8 text");
    }
    r->line = 0;
    return EPSCAN_OK;
}

epscan_status csv_reader_start(const char *path, FILE *stream, struct csv_reader *r) {
    bool found = false;
    r->path = path;
    r->stream = stream;
    epscan_status status = skip_mark(r);
    if (!status) status = next_row(r, &found);
    if (status) return status;
    if (!found) return error_set(EPSCAN_BAD_INPUT, "%s: has no header", path);
    if (r->field_count == 1 && strchr(r->field[0], ':'))
        return csv_fail(r, "is YAML as it seems; allowed: comma-separated text with a header");
    if (r->field_count == 1 && r->field[0][strcspn(r->field[0], ";\t ")])
        return csv_fail(r, "header: no commas; allowed: names of columns with commas between");
    for (int i = 0; i < r->field_count; i++)
        for (int j = 0; j < i; j++)
            if (strcmp(r->field[i], r->field[j]) == 0)
                return csv_fail(r, "header: \"%.60s\" is not allowed twice; allowed: each column once", r->field[i]);
    return EPSCAN_OK;
}

epscan_status csv_reader_next(struct csv_reader *r, bool *found) {
    const int expected = r->field_count;
    const epscan_status status = next_row(r, found);
    if (status || !*found || r->field_count == expected) return status;
    const int columns = r->field_count;
    r->field_count = expected;
    return csv_fail(r, "%d columns; allowed: the %d of the header", columns, expected);
}
