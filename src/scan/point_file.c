/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/point_file.h"

#include "config/number_text.h"
#include "core/error.h"
#include "scan/axis.h"

#include <errno.h>
#include <string.h>

#include <sys/stat.h>

enum { LINE_SIZE = 1024 };

static epscan_status fail(const struct point_file *f, const char *what, const char *value, const char *allowed) {
    return error_set(EPSCAN_BAD_INPUT, "%s:%zu: %s: \"%.60s\" is not allowed; allowed: %s", f->path, f->line, what, value, allowed);
}

/* The next line that is no comment and not empty, without its end. False at the end of the file. */
static bool next_line(struct point_file *f, char *line, epscan_status *status) {
    *status = EPSCAN_OK;
    while (fgets(line, LINE_SIZE, f->stream)) {
        f->line++;
        const size_t length = strcspn(line, "\r\n");
        if (!line[length] && !feof(f->stream)) {
            *status = fail(f, "line", line, "fewer than 1023 characters");
            return false;
        }
        line[length] = '\0';
        if (length && line[0] != '#') return true;
    }
    if (ferror(f->stream)) *status = error_set(EPSCAN_FAILED, "%s:%zu: cannot be read", f->path, f->line + 1);
    return false;
}

static void trim(char **item) {
    while (**item == ' ' || **item == '\t') (*item)++;
    for (char *end = *item + strlen(*item); end > *item && (end[-1] == ' ' || end[-1] == '\t');) *--end = '\0';
}

static epscan_status read_header(struct point_file *f) {
    char line[LINE_SIZE];
    bool found[EPSCAN_AXIS_COUNT] = {false};
    epscan_status status;
    if (!next_line(f, line, &status)) return status ? status : error_set(EPSCAN_BAD_INPUT, "%s: has no header", f->path);
    char *rest = line;
    for (char *item = strsep(&rest, ","); item; item = strsep(&rest, ",")) {
        if (f->column_count == POINT_FILE_MAX_COLUMNS) return fail(f, "header", item, "64 columns");
        trim(&item);
        int axis = EPSCAN_AXIS_COUNT - 1;
        while (axis >= 0 && strcmp(item, axis_descriptions[axis].key) != 0) axis--;
        if (axis >= 0 && found[axis]) return fail(f, "header", item, "each column once");
        if (axis >= 0) found[axis] = true;
        f->axis_of_column[f->column_count++] = axis;
    }
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++)
        if (!found[axis])
            return error_set(EPSCAN_BAD_INPUT,
                             "%s:%zu: header: no column \"%s\"; allowed: spin, mA_GeV, alpha_D and mass_ratio among the columns",
                             f->path, f->line, axis_descriptions[axis].key);
    return EPSCAN_OK;
}

static epscan_status read_spin(const struct point_file *f, const char *item, epscan_spin *spin) {
    return epscan_spin_of_name(item, spin) ? EPSCAN_OK : fail(f, "spin", item, "fermion, scalar");
}

static epscan_status read_point(struct point_file *f, char *line, struct point *point) {
    double *const place[EPSCAN_AXIS_COUNT] = {NULL,
                                              &point->model.mass_GeV,
                                              &point->model.alpha_D,
                                              &point->model.mass_ratio,
                                              &point->selection.threshold_GeV,
                                              &point->selection.energy_scale_shift};
    char *rest = line;
    int columns = 1;
    for (const char *c = line; *c; c++) columns += *c == ',';
    if (columns != f->column_count)
        return error_set(EPSCAN_BAD_INPUT, "%s:%zu: %d columns; allowed: the %d of the header", f->path, f->line, columns,
                         f->column_count);
    point->selection = f->selection;
    for (int column = 0; column < columns; column++) {
        char *item = strsep(&rest, ",");
        const int axis = f->axis_of_column[column];
        epscan_status status = EPSCAN_OK;
        if (axis < 0) continue;
        trim(&item);
        if (axis == EPSCAN_AXIS_SPIN)
            status = read_spin(f, item, &point->model.spin);
        else if (!number_from_text(item, place[axis]))
            status = fail(f, axis_descriptions[axis].key, item, "a number");
        if (status) return status;
    }
    return EPSCAN_OK;
}

epscan_status point_file_from_stream(const char *path, FILE *stream, const epscan_selection *selection, struct point_file *f) {
    *f = (struct point_file){.path = path, .selection = *selection, .stream = stream};
    return read_header(f);
}

epscan_status point_file_open(const char *path, const epscan_selection *selection, struct point_file *f) {
    struct stat about;
    FILE *stream = fopen(path, "r");
    *f = (struct point_file){0};
    if (!stream) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno));
    if (fstat(fileno(stream), &about) || !S_ISREG(about.st_mode)) {
        fclose(stream);
        return error_set(EPSCAN_BAD_INPUT, "%s: not a regular file; allowed: a CSV file", path);
    }
    return point_file_from_stream(path, stream, selection, f);
}

void point_file_close(struct point_file *f) {
    if (f->stream) fclose(f->stream);
    f->stream = NULL;
}

epscan_status point_file_next(struct point_file *f, struct point *point, bool *found) {
    char line[LINE_SIZE];
    epscan_status status;
    *found = next_line(f, line, &status);
    if (*found) status = read_point(f, line, point);
    return status;
}
