/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/query_stream.h"

#include "core/error.h"
#include "parallel/progress.h"
#include "scan/point_file.h"

#include <stdio.h>
#include <stdlib.h>

#include <omp.h>

enum { BLOCK_ROWS = 16384 };

struct row {
    struct point point;
    epscan_grid_point answer;
};

/* Up to BLOCK_ROWS rows. */
static epscan_status read_block(struct point_file *f, struct row *rows, size_t *count) {
    for (*count = 0; *count < BLOCK_ROWS; ++*count) {
        bool found;
        const epscan_status status = point_file_next(f, &rows[*count].point, &found);
        if (status || !found) return status;
    }
    return EPSCAN_OK;
}

static void answer_block(const struct grid_query *query, struct row *rows, size_t count, double *scratch, size_t stride,
                         int threads) {
#pragma omp parallel for schedule(dynamic, 64) num_threads(threads)
    for (size_t i = 0; i < count; i++)
        rows[i].answer =
            grid_query_at(query, &rows[i].point.model, &rows[i].point.selection, scratch + (size_t)omp_get_thread_num() * stride);
}

static size_t print_block(const struct row *rows, size_t count) {
    size_t unanswered = 0;
    for (size_t i = 0; i < count; i++) {
        const struct point *p = &rows[i].point;
        const epscan_grid_point *a = &rows[i].answer;
        printf("%s,%.15g,%.15g,%.15g,%.15g,%.15g,%.12g,%.2g,%.12g,%.2g,%.12g,%.2g,%s\n", epscan_spin_name(p->model.spin),
               p->model.mass_GeV, p->model.alpha_D, p->model.mass_ratio, p->selection.threshold_GeV,
               p->selection.energy_scale_shift, a->annihilation_events, a->annihilation_error, a->epsilon_up, a->epsilon_error,
               a->y_up, a->y_error, epscan_point_status_name(a->status));
        unanswered += !epscan_point_is_computed(a->status);
    }
    return unanswered;
}

/* Read all rows; answer and print them unless `query` is NULL. */
static epscan_status pass_over(const struct grid_query *query, const char *path, const epscan_selection *selection,
                               struct progress *progress, size_t *rows_read, size_t *unanswered) {
    const int threads = omp_get_max_threads();
    const size_t stride = query ? grid_query_scratch(query) : 0;
    struct row *rows = malloc(BLOCK_ROWS * sizeof *rows);
    double *scratch = malloc(((size_t)threads * stride + 1) * sizeof *scratch);
    struct point_file file = {0};
    size_t count = 0;
    epscan_status status = rows && scratch ? point_file_open(path, selection, &file) : error_no_memory("a query");
    *rows_read = *unanswered = 0;
    for (; !status; *rows_read += count) {
        status = read_block(&file, rows, &count);
        if (status || count == 0) break;
        if (!query) continue;
        answer_block(query, rows, count, scratch, stride, threads);
        *unanswered += print_block(rows, count);
        progress_add(progress, count);
    }
    point_file_close(&file);
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
