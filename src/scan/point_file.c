/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of points as comma-separated columns named after axes, in any order, streamed line by line: a line that cannot be read is
 * told by file, line and column, and ends the work.
 */
#include "scan/point_file.h"

#include "text/number_text.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "model/dark_current.h"
#include "scan/axis.h"

#include <errno.h>
#include <string.h>

#include <sys/stat.h>

/* Whether points of the file are on an axis: of a grid of tables, or of models. */
static bool is_asked(const struct point_file *f, int axis) {
    return axis_descriptions[axis].need == AXIS_POINT || (axis_descriptions[axis].need == AXIS_TABLE) == (f->tables != NULL);
}

static epscan_status lacks_column(const struct point_file *f, int axis) {
    return csv_fail(&f->reader, "header: no column \"%s\"; allowed: %s among the columns, with commas between",
                    axis_descriptions[axis].key, f->tables ? axis_descriptions[axis].key : "spin, mA_GeV, alpha_D and mass_ratio");
}

static epscan_status read_header(struct point_file *f) {
    const struct csv_reader *r = &f->reader;
    bool found[EPSCAN_AXIS_COUNT] = {false};
    f->own_columns = 0;
    for (int column = 0; column < r->field_count; column++) {
        int axis = EPSCAN_AXIS_COUNT - 1;
        while (axis >= 0 && !(is_asked(f, axis) && strcmp(r->field[column], axis_descriptions[axis].key) == 0)) axis--;
        if (axis >= 0) found[axis] = true;
        f->own_columns += axis < 0;
        f->axis_of_column[column] = axis;
    }
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++)
        if (!found[axis] && is_asked(f, axis) && axis_descriptions[axis].need != AXIS_OPTIONAL) return lacks_column(f, axis);
    return EPSCAN_OK;
}

static epscan_status refuse(const struct point_file *f, int axis, const char *field) {
    char tables[400];
    if (axis == EPSCAN_AXIS_TABLE) axis_range_text(EPSCAN_AXIS_TABLE, f->tables, tables, sizeof tables);
    return csv_fail(&f->reader, "%s: \"%.60s\" is not allowed; allowed: %s", axis_descriptions[axis].key, field,
                    axis == EPSCAN_AXIS_SPIN    ? DARK_CURRENT_NAMES
                    : axis == EPSCAN_AXIS_TABLE ? tables
                                                : "a number");
}

static epscan_status read_point(const struct point_file *f, struct scan_point *point) {
    const struct csv_reader *r = &f->reader;
    double number;
    *point = (struct scan_point){.selection = f->selection};
    for (int column = 0; column < r->field_count; column++) {
        const int axis = f->axis_of_column[column];
        const char *field = r->field[column];
        if (axis < 0) continue;
        if (axis == EPSCAN_AXIS_SPIN && epscan_spin_of_name(field, &point->model.spin)) continue;
        if (axis == EPSCAN_AXIS_TABLE && axis_find_table(f->tables, field, &point->model.table)) continue;
        if (axis_is_of_names((epscan_axis)axis) || !number_from_text(field, &number)) return refuse(f, axis, field);
        axis_set((epscan_axis)axis, number, point);
    }
    return EPSCAN_OK;
}

static epscan_status start(const char *path, struct point_file *f) {
    const epscan_status status = csv_reader_start(path, f->stream, &f->reader);
    return status ? status : read_header(f);
}

epscan_status point_file_from_stream(const char *path, FILE *stream, const epscan_selection *selection, const struct axis *tables,
                                     struct point_file *f) {
    f->selection = *selection;
    f->tables = tables && tables->is_dimension ? tables : NULL;
    f->stream = stream;
    return start(path, f);
}

/* A pipe's contents in a file that has no name. */
static FILE *spool(FILE *pipe) {
    char block[1 << 14];
    FILE *copy = tmpfile();
    size_t got = 0;
    while (copy && !stop_signal_arrived() && (got = fread(block, 1, sizeof block, pipe)) > 0)
        if (fwrite(block, 1, got, copy) != got) break;
    if (copy && (got || ferror(pipe) || fflush(copy))) {
        fclose(copy);
        copy = NULL;
    }
    if (copy) rewind(copy);
    return copy;
}

static epscan_status open_points(const char *path, const epscan_selection *selection, const struct axis *tables,
                                 struct point_file *f) {
    struct stat about;
    const bool is_input = strcmp(path, "-") == 0;
    const char *name = is_input ? "standard input" : path;
    FILE *stream = is_input ? stdin : fopen(path, "r");
    f->stream = NULL;
    if (!stream || fstat(fileno(stream), &about))
        return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", name, strerror(errno));
    if (S_ISDIR(about.st_mode)) {
        fclose(stream);
        return error_set(EPSCAN_BAD_INPUT, "%s: not a regular file or a pipe; allowed: a CSV file", name);
    }
    if (!S_ISREG(about.st_mode) || is_input) {
        FILE *copy = spool(stream);
        fclose(stream);
        if (!copy) return error_set(EPSCAN_FAILED, "%s: cannot be kept in a temporary file: %s", name, strerror(errno));
        stream = copy;
    }
    return point_file_from_stream(name, stream, selection, tables, f);
}

epscan_status point_file_open(const char *path, const epscan_selection *selection, const struct axis *tables,
                              struct point_file *f) {
    stop_signal_ends_waits(true);
    epscan_status status = open_points(path, selection, tables, f);
    stop_signal_ends_waits(false);
    if (stop_signal_arrived()) status = stop_status();
    return status;
}

void point_file_close(struct point_file *f) {
    if (f->stream) fclose(f->stream);
    f->stream = NULL;
}

epscan_status point_file_rewind(struct point_file *f) {
    rewind(f->stream);
    return start(f->reader.path, f);
}

epscan_status point_file_next(struct point_file *f, struct scan_point *point, bool *found) {
    const epscan_status status = csv_reader_next(&f->reader, found);
    return status || !*found ? status : read_point(f, point);
}

void point_file_own_text(const struct point_file *f, char text[CSV_LINE_SIZE]) {
    char *end = text;
    *end = '\0';
    for (int column = 0; column < f->reader.field_count; column++) {
        if (f->axis_of_column[column] >= 0) continue;
        *end++ = ',';
        end = stpcpy(end, f->reader.verbatim[column]);
    }
}
