/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One point of a grid by options, as JSON, or many by --csv, streamed (query_stream.c). */
#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/query_stream.h"
#include "cli/shared_options.h"
#include "experiment/experiment.h"
#include "file/grid_read.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/text_line.h"
#include "response/channel.h"

#include <math.h>
#include <stdlib.h>

#include <omp.h>

struct arguments {
    const char *grid, *points, *threads;
    struct selection_options selection;
    bool quiet;
    struct model_options model;
};

static const struct argp_option options[] = {
    MODEL_ROWS("", 0),
    TABLE_ROW(0),
    SELECTION_ROWS("the experiment's, or the first of a grid without it", "0, or the first of a grid without it"),
    {"csv", 'c', "POINTS.csv", 0, "Instead of one point: the rows of a file, answered as CSV", 0},
    THREADS_ROW('j', 0),
    QUIET_ROW("No progress on stderr", 0),
    {0},
};

static error_t parse_query_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'c': a->points = argument; break;
    case 'j': a->threads = argument; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->grid, argument); break;
    case ARGP_KEY_END:
        if (!a->grid) argp_error(state, "a grid file is required");
        break;
    default: return keep_model_option(key, argument, &a->model) ? keep_selection_option(key, argument, &a->selection) : 0;
    }
    return 0;
}

const struct argp query_argp = {
    options,
    parse_query_option,
    "GRID.h5",
    "Numbers of a grid between its points, as JSON or CSV.\v"
    "A grid carries its experiment, so that nothing is interpolated: yields are computed again, in microseconds, with the error "
    "that is printed. The grid's own numbers are compared first. A grid of another physics version of epscan is interpolated "
    "instead: "
    "the ratio of its numbers to those computed, whose spread over the neighbouring points is the error. Points outside the grid's "
    "axes are refused, or in a file "
    "nan with the status outside_grid and exit status 3: nothing is extrapolated.\n\nThe header of POINTS.csv names spin, mA_GeV, "
    "alpha_D, "
    "mass_ratio, or for a grid of tables model_table, and, if wanted, mass_splitting, ecal_threshold_GeV and energy_scale_shift, "
    "in "
    "any order; other columns stand behind the answers. "
    "\"-\" "
    "is standard input.\n\nExamples:\n"
    "  epscan query outputs/na64-2021.h5 --spin fermion --mA 0.2345 \\\n"
    "      --alpha-D 0.07 --mass-ratio 0.31\n"
    "  epscan query outputs/na64-2021.h5 --csv points.csv >answers.csv\n",
    NULL,
    NULL,
    NULL};

static const struct axis *tables_of(const struct grid_query *query) {
    return &grid_reader_grid(grid_query_reader(query))->axes[EPSCAN_AXIS_TABLE];
}

static epscan_status print_answer(const struct grid_query *query, const struct scan_point *point, const epscan_grid_point *a) {
    json_t *object = json_object();
    json_put_point(object, point, tables_of(query));
    for (size_t c = 0; c < channel_count(); c++) {
        char name[64];
        snprintf(name, sizeof name, "n_%s", channel_at(c)->name);
        json_put_number(object, name, a->events[c]);
        snprintf(name, sizeof name, "n_%s_error", channel_at(c)->name);
        json_put_number(object, name, a->events_error[c]);
    }
    json_put_number(object, "epsilon_up", a->epsilon_up);
    json_put_number(object, "epsilon_error", a->epsilon_error);
    if (!point->model.table) json_put_number(object, "y_up", a->y_up);
    if (!point->model.table) json_put_number(object, "y_error", a->y_error);
    json_object_set_new(object, "status", json_string(epscan_point_status_name(a->status)));
    return json_print(object);
}

/* The model asked for: of a grid of tables a table alone, of others all else. */
static epscan_status read_model(const struct arguments *a, const struct grid_query *query, epscan_dark_photon *model) {
    const char *table = a->model.text[EPSCAN_AXIS_TABLE];
    const bool of_tables = tables_of(query)->is_dimension;
    *model = (epscan_dark_photon){0};
    if (table) {
        if (model_options_any(&a->model))
            return error_set(EPSCAN_BAD_INPUT, "--model-table stands instead of " MODEL_OPTIONS_NEEDED);
        return option_table(table, tables_of(query), &model->table);
    }
    if (of_tables) return error_set(EPSCAN_BAD_INPUT, "query: --model-table is required with a grid of tables, or --csv");
    if (!model_options_all(&a->model)) return error_set(EPSCAN_BAD_INPUT, "query: " MODEL_OPTIONS_NEEDED " are required, or --csv");
    return option_model(&a->model, model);
}

static epscan_status query_point(const struct arguments *a, const struct grid_query *query, const epscan_selection *selection) {
    epscan_dark_photon model;
    char range[96];
    epscan_status status = read_model(a, query, &model);
    if (status) return status;
    double *scratch = malloc(grid_query_scratch(query) * sizeof *scratch);
    if (!status && !scratch) status = error_no_memory("a query");
    if (!status) {
        const epscan_grid_point answer = grid_query_at(query, &model, selection, scratch);
        if (answer.status == EPSCAN_POINT_OUTSIDE) {
            grid_query_range(query, answer.outside, range, sizeof range);
            status = error_set(EPSCAN_BAD_INPUT, "%s: the point is outside in %s; allowed: %s", a->grid,
                               epscan_axis_name(answer.outside), range);
        } else {
            status = print_answer(query, &(struct scan_point){model, *selection}, &answer);
            if (!status && !epscan_point_is_computed(answer.status))
                status = error_set(EPSCAN_POINTS_FAILED, "%s: the point is %s", a->grid, epscan_point_status_name(answer.status));
        }
    }
    free(scratch);
    return status;
}

static epscan_status query_file(const struct arguments *a, const struct grid_query *query, const epscan_selection *selection) {
    size_t unanswered = 0;
    if (model_options_any(&a->model) || a->model.text[EPSCAN_AXIS_TABLE])
        return error_set(
            EPSCAN_BAD_INPUT,
            "--csv is not allowed beside --spin, --mA, --alpha-D, --mass-ratio, --model-table; allowed: one or the other");
    const epscan_status status = query_stream(query, a->points, selection, a->quiet, &unanswered);
    if (status || !unanswered) return status;
    return error_set(EPSCAN_POINTS_FAILED, "%s: %zu points outside the grid, failed or not run", a->points, unanswered);
}

/* Thresholds and shifts are checked against the grid with the point. */
static epscan_status read_selection(const struct arguments *a, const struct grid_query *query, epscan_selection *selection) {
    int threads;
    *selection = grid_query_selection(query);
    epscan_status status = option_selection(&a->selection, OPTION_ANY_BEAM_GeV, selection);
    if (!status) status = option_threads(a->threads, &threads);
    if (!status) omp_set_num_threads(threads);
    return status;
}

int command_query(int argc, char **argv) {
    struct arguments arguments = {.model.of_grid = true};
    struct grid_query *query = NULL;
    epscan_selection selection;
    stop_signal_install();
    argp_parse(&query_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = grid_query_open(arguments.grid, &query);
    if (!status) status = read_selection(&arguments, query, &selection);
    if (!status && grid_query_interpolates(query) && !arguments.quiet)
        text_put_line(stderr, "%s: made by another physics version of epscan: interpolated between its points", arguments.grid);
    if (!status && !arguments.quiet) command_caution(grid_query_experiment(query), grid_query_experiment(query)->statistics.method);
    if (!status) status = (arguments.points ? query_file : query_point)(&arguments, query, &selection);
    grid_query_close(query);
    return command_status(status);
}
