/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/json_output.h"

#include "text/number_text.h"
#include "core/error.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void json_put_number(json_t *object, const char *key, double value) {
    json_object_set_new(object, key, isfinite(value) ? json_real(value) : json_null());
}

void json_put_point(json_t *object, const struct scan_point *point) {
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        const struct axis_description *axis = &axis_descriptions[id];
        const double value = axis_get(id, point);
        if (id == EPSCAN_AXIS_SPIN)
            json_object_set_new(object, axis->key, json_string(epscan_spin_name(point->model.spin)));
        else if (axis->need != AXIS_OPTIONAL || value != 0.0)
            json_put_number(object, axis->key, value);
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
