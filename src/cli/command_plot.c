/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options become a request (report/plot.h), from which the figure's file computes a figure, which renderers draw
 * (report/renderer.h). */
#include "cli/plot_request.h"
#include "cli/shared_options.h"
#include "core/data_folder.h"
#include "core/error.h"
#include "experiment/named_experiment.h"
#include "report/renderer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    KEY_SPIN = 256,
    KEY_ALPHA_D,
    KEY_MASS_RATIO,
    KEY_SPLITTING,
    KEY_THRESHOLD,
    KEY_SHIFT,
    KEY_ORDINATE,
    KEY_X,
    KEY_Y,
    KEY_CURVE,
    KEY_BOUNDS,
    KEY_TARGETS,
    KEY_EXPECTED,
    KEY_STORED,
    KEY_OVER,
    KEY_QUANTITY
};

static const struct argp_option options[] = {
    {"output", 'o', "BASE", 0,
     "Write BASE.png, .pdf, .svg, .dat and .gp; default: the first input's name with the figure's; fig1 ... fig4, in outputs/ "
     "where "
     "there is one",
     0},
    {"projection", 'p', "GRID.h5", 0, "Add this input, called a projection; may be repeated", 0},
    {"limits", 'l', "DIR", 0, "Folder of the published limits; default: inputs/limits of this installation", 0},
    {"bounds", KEY_BOUNDS, "LIST", 0, "Which of them, by names of files without .csv; none; default: all but those for comparison",
     0},
    {"curve", KEY_CURVE, "FILE.csv[:LABEL[:STYLE]]", 0,
     "Draw a table of mA_GeV,epsilon_up too; STYLE: words with commas, " FIGURE_STYLE_WORDS "; may be repeated", 0},
    {"spin", KEY_SPIN, "LIST", 0, "Spins of the lines, for each input", 0},
    {"alpha-D", KEY_ALPHA_D, "LIST", 0, "Dark couplings of the lines, A,B,C or FROM:TO:POINTS, as below", 0},
    {"mass-ratio", KEY_MASS_RATIO, "LIST", 0, "r = m_chi/m_A' of the lines", 0},
    {"splitting", KEY_SPLITTING, "LIST", 0, "(m_2 - m_1)/m_1 of pseudo-dirac lines", 0},
    {"threshold", KEY_THRESHOLD, "LIST", 0, "ECAL thresholds of the lines in GeV; default: the experiment's", 0},
    {"scale-shift", KEY_SHIFT, "LIST", 0, "Relative shifts of the ECAL energy scale; default: 0", 0},
    {"ordinate", KEY_ORDINATE, "epsilon|y", 0, "What is limited; default: epsilon, against m_A'; y is against m_chi", 0},
    {"x-range", KEY_X, "LOW:HIGH", 0, "In GeV; default: from the first to the last mass with a limit", 0},
    {"y-range", KEY_Y, "LOW:HIGH", 0, "Default: all that is drawn", 0},
    {"targets", KEY_TARGETS, "LIST", 0, "Add thermal targets of the limits' mediators, of what chi is as in --spin, or all", 0},
    {"expected", KEY_EXPECTED, NULL, 0, "Add bands of the limits expected for the first line, by cls-asymptotic", 0},
    {"as-stored", KEY_STORED, NULL, 0, "Draw a grid's own points, and compute none between them", 0},
    {"over", KEY_OVER, "alpha-D|mass-ratio|splitting|threshold|scale-shift", 0, "map: the other axis; default: alpha-D", 0},
    {"quantity", KEY_QUANTITY, "epsilon|y|shift-derivative", 0,
     "map: what is shown; default: epsilon; shift-derivative: its relative change for 1 % of the energy scale", 0},
    {"mA", 'm', "LIST", 0, "fig1, fig2: up to 7 masses in GeV; default: 0.21,0.225,0.25,0.28 and 0.22,0.225,0.24,0.25", 0},
    {"data-only", 'd', NULL, 0, "Write the data and the gnuplot script, and do not run gnuplot", 0},
    {"force", 'f', NULL, 0, "Replace files that are not epscan's, or that were changed; figures that were not are replaced anyway",
     0},
    QUIET_ROW("Print no table", 0),
    {0},
};

struct arguments {
    const char *figure, *output_base;
    bool data_only, force, quiet;
    struct plot_options options;
};

static error_t keep_plot_operand(char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    if (!a->figure)
        a->figure = argument;
    else if (!plot_options_add_input(&a->options, argument, false))
        argp_error(state, "at most %d inputs are allowed", PLOT_MAX_INPUTS);
    return 0;
}

static error_t parse_line_option(int key, char *argument, struct plot_options *o) {
    switch (key) {
    case KEY_SPIN: o->spin = argument; break;
    case KEY_ALPHA_D: o->alpha_D = argument; break;
    case KEY_MASS_RATIO: o->mass_ratio = argument; break;
    case KEY_SPLITTING: o->splitting = argument; break;
    case KEY_THRESHOLD: o->threshold = argument; break;
    case KEY_SHIFT: o->shift = argument; break;
    case KEY_ORDINATE: o->ordinate = argument; break;
    case KEY_X: o->x_range = argument; break;
    case KEY_Y: o->y_range = argument; break;
    case KEY_BOUNDS: o->bounds = argument; break;
    case KEY_TARGETS: o->targets = argument; break;
    case KEY_EXPECTED: o->expected = true; break;
    case KEY_STORED: o->stored = true; break;
    case KEY_OVER: o->over = argument; break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static void require_operands(const struct arguments *a, struct argp_state *state) {
    if (!a->figure || !plot_options_has_input(&a->options))
        argp_error(state, "a figure and a grid or experiment file are required");
}

static error_t parse_plot_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->output_base = argument; break;
    case 'p':
        if (!plot_options_add_input(&a->options, argument, true))
            argp_error(state, "at most %d inputs are allowed", PLOT_MAX_INPUTS);
        break;
    case 'l': a->options.limits_folder = argument; break;
    case 'm': a->options.masses = argument; break;
    case KEY_QUANTITY: a->options.quantity = argument; break;
    case 'd': a->data_only = true; break;
    case 'f': a->force = true; break;
    case 'q': a->quiet = true; break;
    case KEY_CURVE:
        if (a->options.curve_count == PLOT_MAX_CURVES) argp_error(state, "at most %d curves are allowed", PLOT_MAX_CURVES);
        a->options.curves[a->options.curve_count++] = argument;
        break;
    case ARGP_KEY_ARG: return keep_plot_operand(argument, state);
    case ARGP_KEY_END: require_operands(a, state); break;
    default: return parse_line_option(key, argument, &a->options);
    }
    return 0;
}

#define PLOT_OPERANDS(name, operands, explanation) "\n" #name " " operands
#define PLOT_EXPLANATION(name, operands, explanation) #name ": " explanation ".\n"

const struct argp plot_argp = {
    options,
    parse_plot_option,
    &PLOTS(PLOT_OPERANDS)[1], /* without the first "\n" */
    "Draw a figure with gnuplot and print some of it as a table.\v" PLOTS(
        PLOT_EXPLANATION) "\n"
                          "Several values of --spin, --alpha-D and the like give a line for each combination, of each input. A "
                          "grid's lines are computed "
                          "between its points where they bend, as at the resonance of a positron beam.\n\nExamples:\n"
                          "  epscan plot limits outputs/na64-2021.h5 \\\n"
                          "      --projection outputs/positron-beam.h5\n"
                          "  epscan plot limits outputs/na64-2021.h5 --ordinate y \\\n"
                          "      --spin scalar --alpha-D 0.1,0.5 --targets scalar\n"
                          "  epscan plot fig4 outputs/na64-2021.h5\n"
                          "  epscan plot fig2 inputs/experiments/na64-2021.yaml -o outputs/fig2\n",
    NULL,
    NULL,
    NULL,
};

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Where a figure goes by default: one of the paper to outputs/, or here where there is none; others beside the first input. */
static void default_base(const struct plot *plot, const char *input, char *base, size_t size) {
    const char *dot = strrchr(input, '.'), *slash = strrchr(input, '/');
    const size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - input) : strlen(input);
    if (plot->is_of_paper)
        snprintf(base, size, "%s%s", is_folder("outputs") ? "outputs/" : "", plot->name);
    else
        snprintf(base, size, "%.*s-%s", (int)stem, input, plot->name);
}

/* What must not be overwritten: inputs, own curves, and what experiments name. */
static epscan_status list_inputs(const struct plot_request *request, struct figure_output *output,
                                 struct experiment **experiments) {
    epscan_status status = EPSCAN_OK;
    size_t count = 0;
    for (size_t i = 0; i < request->input_count && !status; i++, count++) {
        output->inputs[count] = request->input[i].path;
        if (!experiment_is_meant(request->input[i].path)) continue;
        status = experiment_read(request->input[i].path, &experiments[i]);
        output->experiments[count] = experiments[i];
    }
    for (size_t i = 0; i < request->curve_count; i++) output->inputs[count++] = request->curve[i].path;
    return status;
}

static epscan_status compute_and_draw(const struct plot *plot, const struct plot_request *request,
                                      const struct figure_output *output, bool quiet) {
    struct figure figure;
    figure_init(&figure);
    epscan_status status = figure_files_check(output);
    if (!status) status = plot->compute(request, &figure);
    if (!status) status = figure_write(&figure, output);
    if (!status && !quiet && figure.table) fputs(figure.table, stdout);
    figure_clear(&figure);
    return status;
}

static epscan_status draw_plot(const struct arguments *a, const struct plot *plot, const struct plot_request *request) {
    struct experiment *experiments[PLOT_MAX_INPUTS] = {NULL};
    char base[4096];
    default_base(plot, request->input[0].path, base, sizeof base);
    struct figure_output output = {.base = a->output_base ? a->output_base : base, .data_only = a->data_only, .force = a->force};
    epscan_status status = list_inputs(request, &output, experiments);
    if (!status) status = compute_and_draw(plot, request, &output, a->quiet);
    for (int i = 0; i < PLOT_MAX_INPUTS; i++) experiment_free(experiments[i]);
    return status;
}

int command_plot(int argc, char **argv) {
    struct arguments arguments = {0};
    struct plot_request request;
    char names[256], folder[4096];
    argp_parse(&plot_argp, argc, argv, 0, NULL, &arguments);
    const struct plot *plot = plot_of_name(arguments.figure);
    if (!plot)
        return command_status(error_set(EPSCAN_BAD_INPUT, "plot: unknown figure \"%.60s\"; allowed: %s", arguments.figure,
                                        plot_names(0, names, sizeof names)));
    epscan_status status = plot_request_make(&arguments.options, plot, &request);
    if (!request.limits_folder) request.limits_folder = data_folder("inputs/limits", folder, sizeof folder);
    if (!status) status = draw_plot(&arguments, plot, &request);
    plot_request_clear(&request);
    return command_status(status);
}
