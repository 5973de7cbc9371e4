/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain text as the roff language of manual pages, with the macros of man(7). */
#ifndef EPSCAN_CLI_ROFF_H
#define EPSCAN_CLI_ROFF_H

#include <stddef.h>
#include <stdio.h>

/* `length` characters as text that roff fills. Words between backquotes are set bold. */
void roff_text(FILE *stream, const char *text, size_t length);

/* The same with a line's end behind it. */
void roff_line(FILE *stream, const char *text);

/* Explanations as argp takes them: a blank line parts paragraphs, lines that begin with two spaces stay as they are. */
void roff_explanation(FILE *stream, const char *text);

#endif
