/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page to explore: the experiments of files, names and grids, prepared, and handed to report/explorer_page.h. */
#include "cli/command.h"
#include "cli/shared_options.h"
#include "core/data_folder.h"
#include "core/error.h"
#include "experiment/named_experiment.h"
#include "file/grid_read.h"
#include "output/output_file.h"
#include "report/explorer_page.h"

#include <limits.h>

struct arguments {
    size_t count;
    const char *input[PAGE_MAX_EXPERIMENTS];
    const char *output, *limits_folder;
    struct mediation_options mediation;
    bool force;
};

enum { KEY_LIMITS = 256 };

static const struct argp_option options[] = {
    OUTPUT_ROW("FILE.html", "The page to be made (required)", 0),
    {"limits", KEY_LIMITS, "FOLDER", 0, "Other limits to draw; default: those that come with epscan, inputs/limits", 0},
    REPLACE_ROW("a page that exists", 0),
    {0},
};

static error_t parse_page_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->mediation; break;
    case 'o': a->output = argument; break;
    case 'f': a->force = true; break;
    case KEY_LIMITS: a->limits_folder = argument; break;
    case ARGP_KEY_ARG:
        if (a->count == PAGE_MAX_EXPERIMENTS) argp_error(state, "more than %d experiments", PAGE_MAX_EXPERIMENTS);
        a->input[a->count++] = argument;
        break;
    case ARGP_KEY_END:
        if (a->count == 0) argp_error(state, "an experiment or a grid is required");
        if (!a->output) argp_error(state, "--output is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp_child children[] = {{&mediator_argp, 0, NULL, 0}, {0}};

const struct argp page_argp = {
    options,
    parse_page_option,
    "EXPERIMENT.yaml|GRID.h5...",
    "A page in which limits follow models, thresholds, energy scales and exposures as one moves them.\v"
    "One HTML file of less than 2 MB that any browser opens, without network: it computes N = epsilon^2 int ds rho(s) R(s) itself, "
    "to 1e-4 of `epscan point`, for the thresholds within 16 % of the experiment's and shifts of the energy scale within 4 %. "
    "Other limits and thermal targets of the same mediator are drawn beside it; values are read under the pointer or with the "
    "arrow keys; the curve is saved as CSV or SVG. Of a grid the experiment is taken that it carries, with its mediator; and the "
    "tables where its models are tables, whose limits stand below the figure.\n\nExamples:\n"
    "  epscan page na64-2021 -o na64-2021.html\n"
    "  epscan page thin-target-8gev --mediator axial -o axial.html\n",
    children,
    NULL,
    NULL};

struct made {
    struct experiment *experiment[PAGE_MAX_EXPERIMENTS];
    struct prepared_experiment *prepared[PAGE_MAX_EXPERIMENTS];
    struct grid_reader *reader[PAGE_MAX_EXPERIMENTS]; /* of grids */
    const struct axis *tables[PAGE_MAX_EXPERIMENTS];  /* borrowed from them */
};

static epscan_status read_grid(const char *path, struct made *made, size_t i) {
    epscan_status status = grid_reader_open(path, &made->reader[i]);
    if (status) return status;
    const struct grid *grid = grid_reader_grid(made->reader[i]);
    if (grid_is_of_tables(grid)) made->tables[i] = &grid->axes[EPSCAN_AXIS_TABLE];
    status = grid_header_experiment(grid_reader_header(made->reader[i]), &made->experiment[i]);
    if (!status && made->experiment[i]->next)
        status = error_set(EPSCAN_BAD_INPUT, "%s: is of several experiments; allowed: each by itself", path);
    if (!status && made->experiment[i]->mediation.visible_widths)
        status =
            error_set(EPSCAN_BAD_INPUT,
                      "%s: its limits are with widths to leptons, so that events do not go with epsilon^2, as a page has them; "
                      "allowed: grids without visible_widths",
                      path);
    return status;
}

static epscan_status read_input(const struct arguments *a, size_t i, struct made *made) {
    const bool is_grid = !experiment_is_meant(a->input[i]);
    if (is_grid && a->mediation.mediator)
        return error_set(EPSCAN_BAD_INPUT,
                         "--mediator: not allowed with %s, as grids have their own; allowed: of experiments alone", a->input[i]);
    if (is_grid) return read_grid(a->input[i], made, i);
    const epscan_status status = experiment_read(a->input[i], &made->experiment[i]);
    return status ? status : option_mediation(&a->mediation, &made->experiment[i]->mediation);
}

static epscan_status prepare(const struct arguments *a, struct made *made) {
    epscan_status status = EPSCAN_OK;
    for (size_t i = 0; i < a->count && !status; i++) {
        status = read_input(a, i, made);
        if (!status) status = output_file_check_apart_from_inputs(a->output, a->input[i], made->experiment[i]);
    }
    for (size_t i = 0; i < a->count && !status; i++) status = prepared_experiment_create(made->experiment[i], &made->prepared[i]);
    return status;
}

/* The bounds of the experiments' mediators. */
static epscan_status read_bounds(const struct arguments *a, const struct made *made, struct bounds *bounds) {
    char folder[PATH_MAX];
    bool of_mediator[MEDIATOR_COUNT] = {false};
    for (size_t i = 0; i < a->count; i++) of_mediator[made->experiment[i]->mediation.mediator - mediators] = true;
    const struct bounds_choice choice = {.folder = a->limits_folder ? a->limits_folder
                                                                    : data_folder("inputs/limits", folder, sizeof folder),
                                         .of_mediator = of_mediator};
    return bounds_read(&choice, bounds);
}

static epscan_status make_page(const struct arguments *a) {
    struct made made = {0};
    struct bounds bounds = {0};
    epscan_status status = explorer_page_check(a->output, a->force);
    if (!status) status = prepare(a, &made);
    if (!status) status = read_bounds(a, &made, &bounds);
    const struct explorer_page page = {.experiment_count = a->count,
                                       .experiment = (const struct prepared_experiment *const *)made.prepared,
                                       .tables = made.tables,
                                       .bounds = &bounds};
    if (!status) status = explorer_page_write(&page, a->output, a->force);
    bounds_clear(&bounds);
    for (size_t i = 0; i < a->count; i++) {
        prepared_experiment_free(made.prepared[i]);
        experiment_free(made.experiment[i]);
        if (made.reader[i]) grid_reader_close(made.reader[i]);
    }
    return status;
}

int command_page(int argc, char **argv) {
    struct arguments arguments = {0};
    argp_parse(&page_argp, argc, argv, 0, NULL, &arguments);
    return command_status(make_page(&arguments));
}
