/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The experiments that come with epscan: what each is, in one line of a table, by the name that every command takes. Each file is
 * read and checked, nothing is computed.
 */
#include "cli/command.h"

#include "core/error.h"
#include "experiment/experiment.h"
#include "experiment/named_experiment.h"
#include "response/channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static error_t parse_experiments_option(int key, char *argument, struct argp_state *state) {
    if (key != ARGP_KEY_ARG) return ARGP_ERR_UNKNOWN;
    argp_error(state, "too many arguments: %s", argument);
    return 0;
}

const struct argp experiments_argp = {
    NULL,
    parse_experiments_option,
    NULL,
    "The experiments that come with epscan, as CSV.\v"
    "Their names stand for their files wherever a command or a job takes an experiment. kind: measurement, or projection of what "
    "data could say; target_X0: depth of the target in radiation lengths; channels: how it makes A', separated by blanks; source: "
    "where the numbers come from. The files, inputs/experiments/NAME.yaml, say what is known and what is assumed; the environment "
    "variable EPSCAN_DATA names another folder that holds inputs/.\n\nExamples:\n"
    "  epscan experiments\n"
    "  epscan tracklength na64-2022 --energies 50\n",
    NULL,
    NULL,
    NULL};

/* A field of CSV in quotes. */
static void put_quoted(const char *text) {
    putchar('"');
    for (; *text; text++) {
        if (*text == '"') putchar('"');
        putchar(*text);
    }
    putchar('"');
}

static void print_row(const char *name, const struct experiment *e) {
    double particles = 0.0;
    for (int i = 0; i < e->data_set_count; i++) particles += e->data_sets[i].particles_on_target;
    printf("%s,%s,%s,%.10g,%.4g,%.10g,", name, e->is_projection ? "projection" : "measurement",
           e->beam == EM_POSITRON ? "positron" : "electron", e->beam_energy_GeV, target_depth_X0(&e->target), particles);
    const char *between = "";
    for (size_t i = 0; i < channel_count(); i++) {
        if (!experiment_has_channel(e, i)) continue;
        printf("%s%s", between, channel_at(i)->name);
        between = " ";
    }
    putchar(',');
    put_quoted(e->source);
    putchar('\n');
}

int command_experiments(int argc, char **argv) {
    size_t count = 0;
    char **names = NULL;
    argp_parse(&experiments_argp, argc, argv, 0, NULL, NULL);
    epscan_status status = experiment_names(&count, &names);
    if (!status) puts("name,kind,beam,energy_GeV,target_X0,particles_on_target,channels,source");
    for (size_t i = 0; i < count && names; i++) {
        struct experiment *e = NULL;
        if (!status && names[i]) status = experiment_read(names[i], &e);
        if (e) print_row(names[i], e);
        experiment_free(e);
        free(names[i]);
    }
    free(names);
    return command_status(status);
}
