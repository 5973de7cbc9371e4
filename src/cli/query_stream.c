/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points come in batches: read, computed by all threads, printed in their order, so that a file of any size takes the memory of one
 * batch.
 */
#include "cli/query_stream.h"

#include "text/number_text.h"
#include "core/error.h"
#include "file/grid_read.h"
#include "core/stop_signal.h"
#include "parallel/progress.h"
#include "response/channel.h"
#include "scan/axis.h"
#include "scan/point_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

enum { BLOCK_ROWS = 16384 };

struct row {
    struct scan_point point;
    epscan_grid_point answer;
    char *own; /* of the user's own columns, NULL without any */
};

enum { NAME_SIZE = 64 };

/* The axes of answers: the dimensions of the grid. Returns how many. */
static size_t axes_of_answers(const struct grid *grid, epscan_axis axes[EPSCAN_AXIS_COUNT]) {
    size_t count = 0;
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++)
        if (grid->axes[id].is_dimension) axes[count++] = id;
    return count;
}

/* The names of the answers' columns, from 0; columns of the user's own follow. False: there is none of that number. */
static bool column_name(const struct grid *grid, size_t column, char name[NAME_SIZE]) {
    static const char *const last[] = {"epsilon_up", "epsilon_error", "y_up", "y_error", "status"};
    epscan_axis axes[EPSCAN_AXIS_COUNT];
    const size_t axis_count = axes_of_answers(grid, axes), first_of_last = axis_count + 2 * channel_count();
    if (column < axis_count)
        snprintf(name, NAME_SIZE, "%s", axis_descriptions[axes[column]].key);
    else if (column < first_of_last)
        snprintf(name, NAME_SIZE, "n_%s%s", channel_at((column - axis_count) / 2)->name, (column - axis_count) % 2 ? "_error" : "");
    else if (column < first_of_last + sizeof last / sizeof last[0])
        snprintf(name, NAME_SIZE, "%s", last[column - first_of_last]);
    else
        return false;
    return true;
}

/* Up to BLOCK_ROWS rows. */
static epscan_status read_block(struct point_file *f, struct row *rows, size_t *count) {
    char own[CSV_LINE_SIZE];
    for (*count = 0; *count < BLOCK_ROWS; ++*count) {
        struct row *row = &rows[*count];
        bool found;
        const epscan_status status = point_file_next(f, &row->point, &found);
        if (status || !found) return status;
        free(row->own);
        row->own = NULL;
        if (!f->own_columns) continue;
        point_file_own_text(f, own);
        row->own = strdup(own);
        if (!row->own) return error_no_memory("a query");
    }
    return EPSCAN_OK;
}

static void answer_block(const struct grid_query *query, struct row *rows, size_t count, double *scratch, size_t stride,
                         int threads) {
#pragma omp parallel for schedule(dynamic, 64) num_threads(threads)
    for (size_t i = 0; i < count; i++) {
        if (stop_signal_arrived()) continue;
        rows[i].answer =
            grid_query_at(query, &rows[i].point.model, &rows[i].point.selection, scratch + (size_t)omp_get_thread_num() * stride);
    }
}

static void print_point(const struct grid *grid, const struct scan_point *point) {
    char text[NUMBER_TEXT_SIZE];
    epscan_axis axes[EPSCAN_AXIS_COUNT];
    const size_t count = axes_of_answers(grid, axes);
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i ? "," : "", axis_value_text(axes[i], &grid->axes[axes[i]], axis_get(axes[i], point), text));
}

static size_t print_block(const struct grid *grid, const struct row *rows, size_t count) {
    size_t unanswered = 0;
    for (size_t i = 0; i < count; i++) {
        const epscan_grid_point *a = &rows[i].answer;
        print_point(grid, &rows[i].point);
        for (size_t c = 0; c < channel_count(); c++) printf(",%.12g,%.2g", a->events[c], a->events_error[c]);
        printf(",%.12g,%.2g,%.12g,%.2g,%s%s\n", a->epsilon_up, a->epsilon_error, a->y_up, a->y_error,
               epscan_point_status_name(a->status), rows[i].own ? rows[i].own : "");
        unanswered += !epscan_point_is_computed(a->status);
    }
    return unanswered;
}

/* The user's own columns are handed through under their names, which must not be those of the answers. */
static epscan_status check_own_names(const struct grid *grid, const struct point_file *file) {
    char name[NAME_SIZE];
    for (int field = 0; field < file->reader.field_count; field++)
        for (size_t column = 0; file->axis_of_column[field] < 0 && column_name(grid, column, name); column++)
            if (strcmp(file->reader.field[field], name) == 0)
                return csv_fail(&file->reader, "header: the answers have a column \"%s\" of their own; allowed: another name",
                                name);
    return EPSCAN_OK;
}

static void print_header(const struct grid *grid, const struct point_file *file) {
    char own[CSV_LINE_SIZE], name[NAME_SIZE];
    for (size_t column = 0; column_name(grid, column, name); column++) printf("%s%s", column ? "," : "", name);
    point_file_own_text(file, own);
    puts(own);
}

/* Read all rows; answer and print them unless `query` is NULL. */
static epscan_status pass_over(const struct grid_query *query, struct point_file *file, struct progress *progress,
                               size_t *rows_read, size_t *unanswered) {
    const int threads = omp_get_max_threads();
    const size_t stride = query ? grid_query_scratch(query) : 0;
    struct row *rows = calloc(BLOCK_ROWS, sizeof *rows);
    double *scratch = malloc(((size_t)threads * stride + 1) * sizeof *scratch);
    size_t count = 0;
    epscan_status status = rows && scratch ? EPSCAN_OK : error_no_memory("a query");
    *rows_read = *unanswered = 0;
    for (; !status; *rows_read += count) {
        status = stop_status();
        if (!status) status = read_block(file, rows, &count);
        if (status || count == 0) break;
        if (!query) continue;
        answer_block(query, rows, count, scratch, stride, threads);
        if ((status = stop_status())) break;
        *unanswered += print_block(grid_reader_grid(grid_query_reader(query)), rows, count);
        progress_add(progress, count);
    }
    for (size_t i = 0; rows && i < BLOCK_ROWS; i++) free(rows[i].own);
    free(rows);
    free(scratch);
    return status;
}

/* Twice over the file, so that nothing is answered of one that has a fault. */
epscan_status query_stream(const struct grid_query *query, const char *path, const epscan_selection *selection, bool quiet,
                           size_t *unanswered) {
    struct progress progress;
    struct point_file file;
    const struct grid *grid = grid_reader_grid(grid_query_reader(query));
    size_t rows = 0;
    epscan_status status = point_file_open(path, selection, &grid->axes[EPSCAN_AXIS_TABLE], &file);
    if (!status) status = check_own_names(grid, &file);
    if (!status) status = pass_over(NULL, &file, NULL, &rows, unanswered);
    if (!status) status = point_file_rewind(&file);
    if (!status) {
        progress_start(&progress, rows, "points", quiet);
        print_header(grid, &file);
        status = pass_over(query, &file, &progress, &rows, unanswered);
        if (!status && rows) progress_finish(&progress);
    }
    point_file_close(&file);
    return status;
}
