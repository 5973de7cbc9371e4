/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as roff wants it: hyphens, dots at a line's start, backslashes and quotes escaped. */
#include "cli/roff.h"

#include <stdbool.h>
#include <string.h>

/* Characters that roff would take for a command, or print as a typographer's: hyphens, quotes, accents. */
static const char *escaped(char c) {
    switch (c) {
    case '\\': return "\\(rs";
    case '-': return "\\-";
    case '\'': return "\\(aq";
    case '`': return "\\(ga";
    case '^': return "\\(ha";
    case '~': return "\\(ti";
    default: return NULL;
    }
}

static void put(FILE *stream, char c) {
    if (escaped(c))
        fputs(escaped(c), stream);
    else
        fputc(c, stream);
}

void roff_text(FILE *stream, const char *text, size_t length) {
    bool bold = false;
    if (length && *text == '.') fputs("\\&", stream);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '`') {
            bold = !bold;
            fputs(bold ? "\\fB" : "\\fR", stream);
            continue;
        }
        put(stream, text[i]);
        const bool breaks = text[i] == '/' || text[i] == '|'; /* of a path, or a choice of many */
        if (breaks && i + 1 < length && text[i + 1] != ' ') fputs("\\:", stream);
    }
}

void roff_line(FILE *stream, const char *text) {
    roff_text(stream, text, strlen(text));
    fputc('\n', stream);
}

static void put_as_it_is(FILE *stream, const char *text, size_t length) {
    if (length && *text == '.') fputs("\\&", stream);
    for (size_t i = 0; i < length; i++) put(stream, text[i]);
    fputc('\n', stream);
}

enum line_kind { LINE_NONE, LINE_BLANK, LINE_FILLED, LINE_AS_IT_IS };

void roff_explanation(FILE *stream, const char *text) {
    static const size_t indent = 2;
    enum line_kind before = LINE_NONE;
    while (*text) {
        const size_t length = strcspn(text, "\n");
        const enum line_kind kind = !length ? LINE_BLANK : strncmp(text, "  ", indent) == 0 ? LINE_AS_IT_IS : LINE_FILLED;
        if (before == LINE_AS_IT_IS && kind != before) fputs(".fi\n.RE\n", stream);
        if (kind == LINE_AS_IT_IS) {
            if (before != kind) fputs(".RS 2\n.nf\n", stream);
            put_as_it_is(stream, text + indent, length - indent);
        } else if (kind == LINE_FILLED) {
            if (before != LINE_NONE) fputs(before == LINE_FILLED ? ".br\n" : ".PP\n", stream);
            roff_text(stream, text, length);
            fputc('\n', stream);
        }
        before = kind;
        text += length + (text[length] == '\n');
    }
    if (before == LINE_AS_IT_IS) fputs(".fi\n.RE\n", stream);
}
