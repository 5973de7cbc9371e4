/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes of the root say the form: a file of doubles, unrounded and of all variables has none of them. */
#include "file/stored_form.h"

#include "core/error.h"
#include "file/grid_schema.h"
#include "file/hdf5_helpers.h"
#include "file/hdf5_read.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

/* A name more behind those before, `between` them. */
static void append(char *text, size_t size, const char *between, const char *name) {
    const size_t length = strlen(text);
    snprintf(text + length, size - length, "%s%s", length ? between : "", name);
}

/* What a grid has and does not store. */
static void left_out_text(const struct grid *grid, const char *between, char *text, size_t size) {
    text[0] = '\0';
    for (enum grid_variable_id id = 0; id < VARIABLE_COUNT; id++)
        if (!grid_has_variable(grid, id) && (id >= CHANNELS_MAX || grid->has_channel[id]))
            append(text, size, between, grid_variable(id).name);
}

herr_t stored_form_put(hid_t file, const struct grid *grid) {
    char names[256];
    herr_t status = grid->form.is_factored ? hdf5_put_text(file, GRID_STORAGE, "factored") : 0;
    if (status >= 0 && grid->form.is_single) status = hdf5_put_text(file, GRID_PRECISION, "single");
    if (status >= 0 && grid->form.significant_bits)
        status = hdf5_put_integer(file, GRID_SIGNIFICANT_BITS, grid->form.significant_bits);
    left_out_text(grid, " ", names, sizeof names);
    return status >= 0 && names[0] ? hdf5_put_text(file, GRID_LEFT_OUT, names) : status;
}

static bool leave_out(const char *name, struct grid_form *form) {
    if (strcmp(name, grid_variable(VARIABLE_EPSILON_UP).name) == 0) return form->without_limits = true;
    for (size_t c = 0; c < channel_count(); c++)
        if (strcmp(name, grid_variable((enum grid_variable_id)c).name) == 0) return form->without_events[c] = true;
    return false;
}

/* Whether there is an attribute, which must have this value. */
static bool says(hid_t file, const char *name, const char *value, bool *sound) {
    char text[16] = "";
    if (H5Aexists(file, name) == 0) return false;
    *sound &= hdf5_get_text(file, name, text, sizeof text) >= 0 && strcmp(text, value) == 0;
    return true;
}

epscan_status stored_form_get(const char *path, hid_t file, struct grid_form *form) {
    char names[256], *rest = names;
    bool sound = true;
    int format;
    *form = (struct grid_form){0};
    form->is_factored = says(file, GRID_STORAGE, "factored", &sound);
    sound &= grid_format_of(file, &format) >= 0;
    form->keeps_doubles = form->is_factored && format < GRID_FORMAT_OF_SHORT_FACTORS;
    form->is_single = says(file, GRID_PRECISION, "single", &sound);
    if (H5Aexists(file, GRID_SIGNIFICANT_BITS) != 0)
        sound &= hdf5_get_integer(file, GRID_SIGNIFICANT_BITS, &form->significant_bits) >= 0 && form->significant_bits > 0 &&
                 form->significant_bits < DBL_MANT_DIG - 1;
    if (H5Aexists(file, GRID_LEFT_OUT) != 0) {
        sound &= hdf5_get_text(file, GRID_LEFT_OUT, names, sizeof names) >= 0;
        for (const char *name; sound && (name = strsep(&rest, " "));) sound = leave_out(name, form);
    }
    if (sound) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: damaged: no usable form of its numbers", path);
}

void stored_form_text(const struct grid *grid, char *text, size_t size) {
    char part[300];
    text[0] = '\0';
    if (grid->form.is_factored) append(text, size, ", ", "factored");
    if (grid->form.is_single) append(text, size, ", ", "single precision");
    if (grid->form.significant_bits) {
        snprintf(part, sizeof part, "rounded to %d bits of the mantissa", grid->form.significant_bits);
        append(text, size, ", ", part);
    }
    strcpy(part, "without ");
    left_out_text(grid, ", ", part + strlen(part), sizeof part - strlen(part));
    if (strcmp(part, "without ") != 0) append(text, size, ", ", part);
}
