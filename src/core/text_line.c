/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text_line.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the character that begins at `c`, and its number; 0 when it is not UTF-8. The text ends with NUL. */
static size_t decode(const unsigned char *c, uint32_t *number) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = c[0] < 0x80 ? 1 : c[0] >> 5 == 6 ? 2 : c[0] >> 4 == 14 ? 3 : c[0] >> 3 == 30 ? 4 : 0;
    if (length == 0) return 0;
    *number = length == 1 ? c[0] : c[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (c[i] >> 6 != 2) return 0;
        *number = *number << 6 | (c[i] & 0x3Fu);
    }
    const bool surrogate = *number >= 0xD800 && *number < 0xE000;
    return *number < least[length] || *number > 0x10FFFF || surrogate ? 0 : length;
}

bool text_is_utf8(const char *text) {
    uint32_t number;
    size_t length = 1;
    for (const unsigned char *c = (const unsigned char *)text; *c && length; c += length) length = decode(c, &number);
    return length > 0;
}

char *text_in_one_line(char *text) {
    uint32_t number = 0;
    for (unsigned char *c = (unsigned char *)text; *c;) {
        const size_t length = decode(c, &number);
        if (length == 0)
            *c = '?';
        else if (number < ' ' || (number >= 0x7F && number < 0xA0))
            memset(c, ' ', length);
        c += length ? length : 1;
    }
    return text;
}

void text_put_line(FILE *stream, const char *format, ...) {
    char *line = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&line, format, arguments);
    va_end(arguments);
    if (length < 0) return; /* out of memory: a line less */
    fprintf(stream, "%s\n", text_in_one_line(line));
    free(line);
}
