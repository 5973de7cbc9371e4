/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/query_stream.h"
#include "experiment/experiment.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/text_line.h"
#include "response/channel.h"
#include "scan/axis.h"

#include <math.h>
#include <stdlib.h>

#include <omp.h>

struct arguments {
    const char *grid, *points, *threshold, *shift, *threads;
    bool quiet;
    struct model_options model;
};

static const struct argp_option options[] = {
    {"spin", 's', "fermion|scalar", 0, "Spin of chi", 0},
    {"mA", 'm', "GEV", 0, "Dark photon mass in GeV", 0},
    {"alpha-D", 'a', "NUMBER", 0, "Dark coupling", 0},
    {"mass-ratio", 'r', "NUMBER", 0, "r = m_chi/m_A'; a fraction as 1/3 is fine", 0},
    {"threshold", 't', "GEV", 0, "ECAL threshold; default: the experiment's, or the first of a grid without it", 0},
    {"scale-shift", 'd', "NUMBER", 0, "Relative shift of the ECAL energy scale; default: 0, or the first of a grid without it", 0},
    {"csv", 'c', "POINTS.csv", 0, "Instead of one point: the rows of a file, answered as CSV", 0},
    {"threads", 'j', "N", 0, "OpenMP threads; default: OMP_NUM_THREADS, or the cores it may use", 0},
    {"quiet", 'q', NULL, 0, "No progress on stderr", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 's': a->model.spin = argument; break;
    case 'm': a->model.mass = argument; break;
    case 'a': a->model.alpha_D = argument; break;
    case 'r': a->model.mass_ratio = argument; break;
    case 't': a->threshold = argument; break;
    case 'd': a->shift = argument; break;
    case 'c': a->points = argument; break;
    case 'j': a->threads = argument; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->grid, argument); break;
    case ARGP_KEY_END:
        if (!a->grid) argp_error(state, "a grid file is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp query_argp = {
    options,
    parse,
    "GRID.h5",
    "Numbers of a grid between its points, as JSON or CSV.\v"
    "A grid carries its experiment, so that nothing is interpolated: yields are computed again, in microseconds, with the error "
    "that is printed. The grid's own numbers are compared first. A grid of another physics version of epscan is interpolated "
    "instead: "
    "the ratio of its numbers to those computed, whose spread over the neighbouring points is the error. Points outside the grid's "
    "axes are refused, or in a file "
    "nan with the status outside_grid and exit status 3: nothing is extrapolated.\n\nThe header of POINTS.csv names spin, mA_GeV, "
    "alpha_D, "
    "mass_ratio and, if wanted, ecal_threshold_GeV and energy_scale_shift, in any order; other columns stand behind the answers. "
    "\"-\" "
    "is standard input.\n\nExamples:\n"
    "  epscan query outputs/na64-2021.h5 --spin fermion --mA 0.2345 \\\n"
    "      --alpha-D 0.07 --mass-ratio 0.31\n"
    "  epscan query outputs/na64-2021.h5 --csv points.csv >answers.csv\n",
    NULL,
    NULL,
    NULL};

static epscan_status print_answer(const epscan_dark_photon *model, const epscan_selection *selection, const epscan_grid_point *a) {
    json_t *object = json_object();
    json_object_set_new(object, "spin", json_string(epscan_spin_name(model->spin)));
    json_put_number(object, "mA_GeV", model->mass_GeV);
    json_put_number(object, "alpha_D", model->alpha_D);
    json_put_number(object, "mass_ratio", model->mass_ratio);
    json_put_number(object, "ecal_threshold_GeV", selection->threshold_GeV);
    json_put_number(object, "energy_scale_shift", selection->energy_scale_shift);
    for (size_t c = 0; c < channel_count(); c++) {
        char name[64];
        snprintf(name, sizeof name, "n_%s", channel_at(c)->name);
        json_put_number(object, name, a->events[c]);
        snprintf(name, sizeof name, "n_%s_error", channel_at(c)->name);
        json_put_number(object, name, a->events_error[c]);
    }
    json_put_number(object, "epsilon_up", a->epsilon_up);
    json_put_number(object, "epsilon_error", a->epsilon_error);
    json_put_number(object, "y_up", a->y_up);
    json_put_number(object, "y_error", a->y_error);
    json_object_set_new(object, "status", json_string(epscan_point_status_name(a->status)));
    return json_print(object);
}

static epscan_status query_point(const struct arguments *a, const struct grid_query *query, const epscan_selection *selection) {
    epscan_dark_photon model;
    char range[96];
    if (!a->model.spin || !a->model.mass || !a->model.alpha_D || !a->model.mass_ratio)
        return error_set(EPSCAN_BAD_INPUT, "query: --spin, --mA, --alpha-D and --mass-ratio are required, or --csv");
    epscan_status status = option_model(&a->model, &model);
    double *scratch = malloc(grid_query_scratch(query) * sizeof *scratch);
    if (!status && !scratch) status = error_no_memory("a query");
    if (!status) {
        const epscan_grid_point answer = grid_query_at(query, &model, selection, scratch);
        if (answer.status == EPSCAN_POINT_OUTSIDE) {
            grid_query_range(query, answer.outside, range, sizeof range);
            status = error_set(EPSCAN_BAD_INPUT, "%s: the point is outside in %s; allowed: %s", a->grid,
                               epscan_axis_name(answer.outside), range);
        } else {
            status = print_answer(&model, selection, &answer);
            if (!status && !epscan_point_is_computed(answer.status))
                status = error_set(EPSCAN_POINTS_FAILED, "%s: the point is %s", a->grid, epscan_point_status_name(answer.status));
        }
    }
    free(scratch);
    return status;
}

static epscan_status query_file(const struct arguments *a, const struct grid_query *query, const epscan_selection *selection) {
    size_t unanswered = 0;
    if (a->model.spin || a->model.mass || a->model.alpha_D || a->model.mass_ratio)
        return error_set(EPSCAN_BAD_INPUT,
                         "--csv is not allowed beside --spin, --mA, --alpha-D, --mass-ratio; allowed: one or the other");
    const epscan_status status = query_stream(query, a->points, selection, a->quiet, &unanswered);
    if (status || !unanswered) return status;
    return error_set(EPSCAN_POINTS_FAILED, "%s: %zu points outside the grid, failed or not run", a->points, unanswered);
}

/* Thresholds and shifts are checked against the grid with the point. */
static epscan_status read_selection(const struct arguments *a, const struct grid_query *query, epscan_selection *selection) {
    static const struct interval threshold = {0.0, 1e5, true, false, "GeV"}, shift = {-1.0, 1.0, true, false, ""};
    long threads = omp_get_max_threads();
    *selection = grid_query_selection(query);
    epscan_status status = EPSCAN_OK;
    if (a->threshold) status = option_number("threshold", a->threshold, &threshold, &selection->threshold_GeV);
    if (!status && a->shift) status = option_number("scale-shift", a->shift, &shift, &selection->energy_scale_shift);
    if (!status && a->threads) status = option_integer("threads", a->threads, 1, 4096, &threads);
    if (!status) omp_set_num_threads((int)threads);
    return status;
}

int command_query(int argc, char **argv) {
    struct arguments arguments = {0};
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
