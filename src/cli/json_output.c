/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of a point and its numbers; jansson has neither NaN nor the fewest digits that read back as a number. */
#include "cli/json_output.h"

#include "text/number_text.h"
#include "core/error.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void json_put_number(json_t *object, const char *key, double value) {
    json_object_set_new(object, key, isfinite(value) ? json_real(value) : json_null());
}

/* Whether a point has something to say on an axis. */
static bool is_told(epscan_axis id, const struct scan_point *point) {
    const bool of_table = point->model.table != 0;
    switch (axis_descriptions[id].need) {
    case AXIS_POINT: return true;
    case AXIS_REQUIRED: return !of_table;
    case AXIS_OPTIONAL: return axis_get(id, point) != 0.0;
    default: return of_table;
    }
}

void json_put_point(json_t *object, const struct scan_point *point, const struct axis *tables) {
    char text[NUMBER_TEXT_SIZE];
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        const double value = axis_get(id, point);
        if (!is_told(id, point)) continue;
        if (axis_is_of_names(id))
            json_object_set_new(object, axis_descriptions[id].key, json_string(axis_value_text(id, tables, value, text)));
        else
            json_put_number(object, axis_descriptions[id].key, value);
    }
}

/* Reals in the fewest digits that read back as they are, which jansson cannot; with a point or an exponent they stay reals. */
static void print_value(json_t *value) {
    char text[NUMBER_TEXT_SIZE];
    if (!json_is_real(value)) {
        json_dumpf(value, stdout, JSON_ENCODE_ANY);
        return;
    }
    number_to_text(json_real_value(value), text);
    printf("%s%s", text, strpbrk(text, ".e") ? "" : ".0");
}

epscan_status json_print(json_t *object) {
    const char *key, *before = "{";
    json_t *value;
    json_object_foreach(object, key, value) {
        printf("%s\n  \"%s\": ", before, key);
        print_value(value);
        before = ",";
    }
    json_decref(object);
    puts("\n}");
    if (ferror(stdout)) return error_set(EPSCAN_FAILED, "standard output cannot be written");
    return EPSCAN_OK;
}
