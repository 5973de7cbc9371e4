/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts from users' files and names of files as lines: a terminal must not obey them, and a file must not break at them. */
#ifndef EPSCAN_CORE_TEXT_LINE_H
#define EPSCAN_CORE_TEXT_LINE_H

#include <stdbool.h>
#include <stdio.h>

/* Whether a text is UTF-8, as Unicode defines it. */
bool text_is_utf8(const char *text);

/* Make `text` one line that can be shown: control characters become blanks, what is not UTF-8 becomes '?'. Returns it. */
char *text_in_one_line(char *text);

/* Print one such line, whatever is put into it (printf style; without '\n'). */
void text_put_line(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
