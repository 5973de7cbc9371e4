/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/error.h"

#include "core/text_line.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char last_message[1024];

epscan_status error_set(epscan_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(last_message, sizeof last_message, format, arguments);
    va_end(arguments);
    text_in_one_line(last_message);
    return status;
}

epscan_status error_no_memory(const char *what) {
    return error_set(EPSCAN_FAILED, "out of memory for %s", what);
}

const char *epscan_error_message(void) {
    return last_message;
}
