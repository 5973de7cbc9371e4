/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/json_output.h"

#include "core/error.h"

#include <math.h>
#include <stdio.h>

void json_put_number(json_t *object, const char *key, double value) {
    json_object_set_new(object, key, isfinite(value) ? json_real(value) : json_null());
}

epscan_status json_print(json_t *object) {
    const int failed = json_dumpf(object, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
    json_decref(object);
    if (failed || putchar('\n') == EOF) return error_set(EPSCAN_FAILED, "standard output cannot be written");
    return EPSCAN_OK;
}
