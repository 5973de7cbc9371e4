/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/query_stream.h"

#include "config/number_text.h"
#include "core/error.h"
#include "parallel/progress.h"
#include "scan/axis.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>
#include <sys/stat.h>

enum { BLOCK_ROWS = 16384, LINE_SIZE = 1024, MOST_COLUMNS = 64 };

/* The columns that matter, as epscan_axis. */
static const char *const column_names[EPSCAN_AXIS_COUNT] = {
    "spin", "mA_GeV", "alpha_D", "mass_ratio", "ecal_threshold_GeV", "energy_scale_shift"};

struct point_row {
    epscan_dark_photon model;
    epscan_selection selection;
    epscan_grid_point answer;
};

struct point_file {
    const char *path;
    FILE *stream;
    size_t line;
    int column_count, axis_of_column[MOST_COLUMNS]; /* -1: not ours */
    epscan_selection selection;
};

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
        if (f->column_count == MOST_COLUMNS) return fail(f, "header", item, "64 columns");
        trim(&item);
        int axis = EPSCAN_AXIS_COUNT - 1;
        while (axis >= 0 && strcmp(item, column_names[axis]) != 0) axis--;
        if (axis >= 0 && found[axis]) return fail(f, "header", item, "each column once");
        if (axis >= 0) found[axis] = true;
        f->axis_of_column[f->column_count++] = axis;
    }
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++)
        if (!found[axis]) return fail(f, "header", line, "spin, mA_GeV, alpha_D and mass_ratio among the columns");
    return EPSCAN_OK;
}

static epscan_status read_spin(const struct point_file *f, const char *item, epscan_spin *spin) {
    for (int i = 0; i < EPSCAN_SPIN_COUNT; i++)
        if (strcmp(item, epscan_spin_name((epscan_spin)i)) == 0) {
            *spin = (epscan_spin)i;
            return EPSCAN_OK;
        }
    return fail(f, "spin", item, "fermion, scalar");
}

static epscan_status read_row(struct point_file *f, char *line, struct point_row *row) {
    double *const place[EPSCAN_AXIS_COUNT] = {NULL,
                                              &row->model.mass_GeV,
                                              &row->model.alpha_D,
                                              &row->model.mass_ratio,
                                              &row->selection.threshold_GeV,
                                              &row->selection.energy_scale_shift};
    char *rest = line;
    int columns = 1;
    for (const char *c = line; *c; c++) columns += *c == ',';
    if (columns != f->column_count)
        return error_set(EPSCAN_BAD_INPUT, "%s:%zu: %d columns; allowed: the %d of the header", f->path, f->line, columns,
                         f->column_count);
    row->selection = f->selection;
    for (int column = 0; column < columns; column++) {
        char *item = strsep(&rest, ",");
        const int axis = f->axis_of_column[column];
        epscan_status status = EPSCAN_OK;
        if (axis < 0) continue;
        trim(&item);
        if (axis == EPSCAN_AXIS_SPIN)
            status = read_spin(f, item, &row->model.spin);
        else if (!number_from_text(item, place[axis]))
            status = fail(f, column_names[axis], item, "a number");
        if (status) return status;
    }
    return EPSCAN_OK;
}

static epscan_status open_points(const char *path, const epscan_selection *selection, struct point_file *f) {
    struct stat about;
    *f = (struct point_file){.path = path, .selection = *selection, .stream = fopen(path, "r")};
    if (!f->stream) return error_set(EPSCAN_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno));
    if (fstat(fileno(f->stream), &about) || !S_ISREG(about.st_mode))
        return error_set(EPSCAN_BAD_INPUT, "%s: not a regular file; allowed: a CSV file", path);
    return read_header(f);
}

/* Up to BLOCK_ROWS rows. */
static epscan_status read_block(struct point_file *f, struct point_row *rows, size_t *count) {
    char line[LINE_SIZE];
    epscan_status status = EPSCAN_OK;
    *count = 0;
    while (*count < BLOCK_ROWS && next_line(f, line, &status)) {
        status = read_row(f, line, &rows[*count]);
        if (status) return status;
        ++*count;
    }
    return status;
}

static void answer_block(const struct grid_query *query, struct point_row *rows, size_t count, double *scratch, size_t stride,
                         int threads) {
#pragma omp parallel for schedule(dynamic, 64) num_threads(threads)
    for (size_t i = 0; i < count; i++)
        rows[i].answer = grid_query_at(query, &rows[i].model, &rows[i].selection, scratch + (size_t)omp_get_thread_num() * stride);
}

static size_t print_block(const struct point_row *rows, size_t count) {
    size_t unanswered = 0;
    for (size_t i = 0; i < count; i++) {
        const struct point_row *r = &rows[i];
        const epscan_grid_point *a = &r->answer;
        printf("%s,%.15g,%.15g,%.15g,%.15g,%.15g,%.12g,%.2g,%.12g,%.2g,%.12g,%.2g,%s\n", epscan_spin_name(r->model.spin),
               r->model.mass_GeV, r->model.alpha_D, r->model.mass_ratio, r->selection.threshold_GeV,
               r->selection.energy_scale_shift, a->annihilation_events, a->annihilation_error, a->epsilon_up, a->epsilon_error,
               a->y_up, a->y_error, epscan_point_status_name(a->status));
        unanswered += a->status >= EPSCAN_POINT_FAILED;
    }
    return unanswered;
}

/* Read all rows; answer and print them unless `query` is NULL. */
static epscan_status pass_over(const struct grid_query *query, const char *path, const epscan_selection *selection,
                               struct progress *progress, size_t *rows_read, size_t *unanswered) {
    const int threads = omp_get_max_threads();
    const size_t stride = query ? grid_query_scratch(query) : 0;
    struct point_row *rows = malloc(BLOCK_ROWS * sizeof *rows);
    double *scratch = malloc(((size_t)threads * stride + 1) * sizeof *scratch);
    struct point_file file = {0};
    size_t count = 0;
    epscan_status status = rows && scratch ? open_points(path, selection, &file) : error_no_memory("a query");
    *rows_read = *unanswered = 0;
    for (; !status; *rows_read += count) {
        status = read_block(&file, rows, &count);
        if (status || count == 0) break;
        if (!query) continue;
        answer_block(query, rows, count, scratch, stride, threads);
        *unanswered += print_block(rows, count);
        progress_add(progress, count);
    }
    if (file.stream) fclose(file.stream);
    free(rows);
    free(scratch);
    return status;
}

epscan_status query_stream(const struct grid_query *query, const char *path, const epscan_selection *selection, bool quiet,
                           size_t *unanswered) {
    struct progress progress;
    size_t rows = 0;
    epscan_status status = pass_over(NULL, path, selection, NULL, &rows, unanswered);
    if (status) return status;
    progress_start(&progress, rows, "points", quiet);
    puts("spin,mA_GeV,alpha_D,mass_ratio,ecal_threshold_GeV,energy_scale_shift,n_annihilation,n_annihilation_error,epsilon_up,"
         "epsilon_error,y_up,y_error,status");
    status = pass_over(query, path, selection, &progress, &rows, unanswered);
    if (!status && rows) progress_finish(&progress);
    return status;
}
