/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "core/error.h"
#include "io/limit_figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
    const char *figure;
    bool quiet;
    struct limit_figure limits;
};

static const struct argp_option options[] = {
    {"output", 'o', "BASE", 0, "Write BASE.png, BASE.pdf, BASE.dat and BASE.gp; default: the grid's name with -limits", 0},
    {"projection", 'p', "GRID.h5", 0, "Add the positron-beam line of this grid", 0},
    {"limits", 'l', "DIR", 0, "Folder of the published limits; default: " EPSCAN_LIMITS_DIR, 0},
    {"data-only", 'd', NULL, 0, "Write the data and the gnuplot script, and do not run gnuplot", 0},
    {"quiet", 'q', NULL, 0, "Print no table", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'o': a->limits.output_base = argument; break;
    case 'p': a->limits.projection_path = argument; break;
    case 'l': a->limits.limits_folder = argument; break;
    case 'd': a->limits.data_only = true; break;
    case 'q': a->limits.table = false; break;
    case ARGP_KEY_ARG:
        if (!a->figure)
            a->figure = argument;
        else
            keep_argument(state, &a->limits.grid_path, argument);
        break;
    case ARGP_KEY_END:
        if (!a->figure || !a->limits.grid_path) argp_error(state, "a figure and a grid file are required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp argp = {
    options,
    parse,
    "limits GRID.h5",
    "Draw epsilon_UP against the dark photon mass over published bounds, and print some of it as a table.\v"
    "Example:\n  epscan plot limits outputs/na64-2021.h5 --projection outputs/positron-beam.h5\n",
    NULL,
    NULL,
    NULL};

int command_plot(int argc, char **argv) {
    struct arguments arguments = {.limits = {.limits_folder = EPSCAN_LIMITS_DIR, .table = true}};
    char base[4096];
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    if (strcmp(arguments.figure, "limits") != 0)
        return command_status(error_set(EPSCAN_BAD_INPUT, "plot: unknown figure \"%.60s\"; allowed: limits", arguments.figure));
    const char *path = arguments.limits.grid_path, *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    const size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
    snprintf(base, sizeof base, "%.*s-limits", (int)stem, path);
    if (!arguments.limits.output_base) arguments.limits.output_base = base;
    return command_status(limit_figure_write(&arguments.limits));
}
