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

const struct argp page_argp = {
    options,
    parse_page_option,
    "EXPERIMENT.yaml|GRID.h5...",
    "A page in which limits follow models, thresholds, energy scales and exposures as one moves them.\v"
    "One HTML file of less than 2 MB that any browser opens, without network: it computes N = epsilon^2 int ds rho(s) R(s) itself, "
    "to 1e-4 of `epscan point`, for the thresholds within 16 % of the experiment's and shifts of the energy scale within 4 %. "
    "Other limits are drawn beside it; values are read under the pointer or with the arrow keys; the curve is saved as CSV or "
    "SVG. Of a grid the experiment is taken that it carries.\n\nExample:\n"
    "  epscan page na64-2021 -o na64-2021.html\n",
    NULL,
    NULL,
    NULL};

static epscan_status read_input(const char *input, struct experiment **experiment) {
    struct grid_reader *reader = NULL;
    if (experiment_is_meant(input)) return experiment_read(input, experiment);
    epscan_status status = grid_reader_open(input, &reader);
    if (!status) status = grid_header_experiment(grid_reader_header(reader), experiment);
    if (!status && (*experiment)->next)
        status = error_set(EPSCAN_BAD_INPUT, "%s: is of several experiments; allowed: each by itself", input);
    if (reader) grid_reader_close(reader);
    if (!status && !mediation_is_usual(&(*experiment)->mediation))
        status = error_set(EPSCAN_BAD_INPUT, "%s: of the mediator %s is not allowed; allowed: %s, its widths to leptons neglected",
                           input, (*experiment)->mediation.mediator->name, mediators[0].name);
    return status;
}

struct made {
    struct experiment *experiment[PAGE_MAX_EXPERIMENTS];
    struct prepared_experiment *prepared[PAGE_MAX_EXPERIMENTS];
};

static epscan_status prepare(const struct arguments *a, struct made *made) {
    epscan_status status = EPSCAN_OK;
    for (size_t i = 0; i < a->count && !status; i++) {
        status = read_input(a->input[i], &made->experiment[i]);
        if (!status) status = output_file_check_apart_from_inputs(a->output, a->input[i], made->experiment[i]);
    }
    for (size_t i = 0; i < a->count && !status; i++) status = prepared_experiment_create(made->experiment[i], &made->prepared[i]);
    return status;
}

static epscan_status make_page(const struct arguments *a) {
    char folder[PATH_MAX];
    struct made made = {0};
    struct bounds bounds = {0};
    const struct bounds_choice choice = {.folder = a->limits_folder ? a->limits_folder
                                                                    : data_folder("inputs/limits", folder, sizeof folder)};
    epscan_status status = explorer_page_check(a->output, a->force);
    if (!status) status = bounds_read(&choice, &bounds);
    if (!status) status = prepare(a, &made);
    const struct explorer_page page = {
        .experiment_count = a->count, .experiment = (const struct prepared_experiment *const *)made.prepared, .bounds = &bounds};
    if (!status) status = explorer_page_write(&page, a->output, a->force);
    bounds_clear(&bounds);
    for (size_t i = 0; i < a->count; i++) {
        prepared_experiment_free(made.prepared[i]);
        experiment_free(made.experiment[i]);
    }
    return status;
}

int command_page(int argc, char **argv) {
    struct arguments arguments = {0};
    argp_parse(&page_argp, argc, argv, 0, NULL, &arguments);
    return command_status(make_page(&arguments));
}
