/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each figure is a name, what it draws from, and a function of report/; this parses and calls. */
#include "cli/shared_options.h"
#include "core/data_folder.h"
#include "experiment/experiment.h"
#include "core/error.h"
#include "report/limit_figure.h"
#include "report/paper_figures.h"
#include "report/relic_figure.h"
#include "scan/axis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct arguments {
    const char *figure, *input, *output_base, *projection, *limits_folder, *masses;
    bool data_only, force, quiet;
};

static const struct argp_option options[] = {
    {"output", 'o', "BASE", 0,
     "Write BASE.png, .pdf, .svg, .dat and .gp; default: the grid's name with -limits; fig1 ... fig4, in outputs/ where there is "
     "one",
     0},
    {"projection", 'p', "GRID.h5", 0, "limits: add a line of this grid, as of a positron beam", 0},
    {"limits", 'l', "DIR", 0, "limits, fig3, fig4: folder of the published limits; default: inputs/limits of this installation", 0},
    {"mA", 'm', "LIST", 0, "fig1, fig2: up to 7 masses in GeV; default: 0.21,0.225,0.25,0.28 and 0.22,0.225,0.24,0.25", 0},
    {"data-only", 'd', NULL, 0, "Write the data and the gnuplot script, and do not run gnuplot", 0},
    {"force", 'f', NULL, 0, "Replace files that are not epscan's, or that were changed; figures that were not are replaced anyway",
     0},
    QUIET_ROW("Print no table", 0),
    {0},
};

static error_t parse_plot_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->output_base = argument; break;
    case 'p': a->projection = argument; break;
    case 'l': a->limits_folder = argument; break;
    case 'm': a->masses = argument; break;
    case 'd': a->data_only = true; break;
    case 'f': a->force = true; break;
    case 'q': a->quiet = true; break;
    case ARGP_KEY_ARG:
        if (!a->figure)
            a->figure = argument;
        else
            keep_argument(state, &a->input, argument);
        break;
    case ARGP_KEY_END:
        if (!a->figure || !a->input) argp_error(state, "a figure and a grid or experiment file are required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp plot_argp = {
    options,
    parse_plot_option,
    "limits GRID.h5\nfig1 EXPERIMENT.yaml\nfig2 EXPERIMENT.yaml\nfig3 GRID.h5\nfig4 GRID.h5",
    "Draw a figure with gnuplot and print some of it as a table.\v"
    "limits: epsilon_UP against the dark photon mass over published bounds, from a grid.\n"
    "fig1: energy spectra of the dark photons, produced and selected.\n"
    "fig2: efficiency against the ECAL threshold, with 3 % on either side of the experiment's.\n"
    "These two are for fermions with alpha_D = 0.1, r = 1/3.\n"
    "fig3: limits, with the magnetic moment of the muon as of 2021.\n"
    "fig4: y against the mass of chi, with the targets of the relic density, for alpha_D = 0.1 and 0.5; "
    "prints the masses at which they are excluded.\n\nExamples:\n"
    "  epscan plot limits outputs/na64-2021.h5 \\\n"
    "      --projection outputs/positron-beam.h5\n"
    "  epscan plot fig4 outputs/na64-2021.h5\n"
    "  epscan plot fig2 inputs/experiments/na64-2021.yaml -o outputs/fig2\n",
    NULL,
    NULL,
    NULL,
};

static const char *limits_folder(const struct arguments *a, char *path, size_t size) {
    return a->limits_folder ? a->limits_folder : data_folder("inputs/limits", path, size);
}

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Where a figure of the paper goes by default; outside of a repository, here. */
static const char *paper_base(const char *name, char *base, size_t size) {
    snprintf(base, size, "%s%s", is_folder("outputs") ? "outputs/" : "", name);
    return base;
}

/* `base`: the default. */
static struct figure_output output_of(const struct arguments *a, const char *base, const struct experiment *experiment) {
    return (struct figure_output){.base = a->output_base ? a->output_base : base,
                                  .data_only = a->data_only,
                                  .force = a->force,
                                  .inputs = {a->input, a->projection},
                                  .experiment = experiment};
}

/* `name`: of the figure, after which its files are called; fig3 stands where those of the paper do. */
static epscan_status plot_limits(const struct arguments *a, const char *name) {
    char base[4096], folder[4096];
    const char *path = a->input, *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    const size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
    const bool is_fig3 = strcmp(name, "fig3") == 0;
    if (is_fig3)
        paper_base(name, base, sizeof base);
    else
        snprintf(base, sizeof base, "%.*s-limits", (int)stem, path);
    if (a->masses) return error_set(EPSCAN_BAD_INPUT, "--mA is not allowed; allowed: with fig1 and fig2");
    const struct limit_figure figure = {.grid_path = path,
                                        .projection_path = a->projection,
                                        .limits_folder = limits_folder(a, folder, sizeof folder),
                                        .output = output_of(a, base, NULL),
                                        .band_of_2021 = is_fig3,
                                        .table = !a->quiet};
    return limit_figure_write(&figure);
}

static epscan_status plot_relic(const struct arguments *a) {
    char folder[4096], base[32];
    if (a->masses || a->projection)
        return error_set(EPSCAN_BAD_INPUT, "--mA and --projection are not allowed; allowed: with fig1 and fig2, and with limits");
    const struct relic_figure figure = {.grid_path = a->input,
                                        .limits_folder = limits_folder(a, folder, sizeof folder),
                                        .output = output_of(a, paper_base("fig4", base, sizeof base), NULL),
                                        .table = !a->quiet};
    return relic_figure_write(&figure);
}

static epscan_status plot_of_experiment(const struct arguments *a, const char *default_masses,
                                        epscan_status (*write)(const struct paper_figure *)) {
    char base[32];
    const struct interval mass = axis_interval(EPSCAN_AXIS_MASS, 0.0);
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    struct number_list masses = {0};
    if (a->projection || a->limits_folder)
        return error_set(EPSCAN_BAD_INPUT, "--projection and --limits are not allowed; allowed: with limits");
    epscan_status status = option_list("mA", a->masses ? a->masses : default_masses, &mass, &masses);
    if (!status && masses.count > PAPER_FIGURE_MAX_MASSES)
        status = error_set(EPSCAN_BAD_INPUT, "--mA: %zu masses are not allowed; allowed: 1 to %d", masses.count,
                           PAPER_FIGURE_MAX_MASSES);
    if (!status) status = experiment_read(a->input, &experiment);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    const struct paper_figure figure = {.experiment = prepared,
                                        .mass_count = masses.count,
                                        .mass_GeV = masses.value,
                                        .output = output_of(a, paper_base(a->figure, base, sizeof base), experiment),
                                        .table = !a->quiet};
    if (!status) status = write(&figure);
    free(masses.value);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return status;
}

int command_plot(int argc, char **argv) {
    struct arguments arguments = {0};
    argp_parse(&plot_argp, argc, argv, 0, NULL, &arguments);
    const char *name = arguments.figure;
    if (strcmp(name, "limits") == 0 || strcmp(name, "fig3") == 0) return command_status(plot_limits(&arguments, name));
    if (strcmp(name, "fig4") == 0) return command_status(plot_relic(&arguments));
    if (strcmp(name, "fig1") == 0)
        return command_status(plot_of_experiment(&arguments, "0.21,0.225,0.25,0.28", spectrum_figure_write));
    if (strcmp(name, "fig2") == 0)
        return command_status(plot_of_experiment(&arguments, "0.22,0.225,0.24,0.25", efficiency_figure_write));
    return command_status(
        error_set(EPSCAN_BAD_INPUT, "plot: unknown figure \"%.60s\"; allowed: limits, fig1, fig2, fig3, fig4", name));
}
