/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T(E) of an experiment's shower on a grid of energies, as a table that an experiment file can take. */
#include "cli/command.h"
#include "experiment/prepared_experiment.h"
#include "core/error.h"

#include <stdio.h>
#include <stdlib.h>

struct arguments {
    const char *experiment, *energies, *points;
};

static const struct argp_option options[] = {
    {"energies", 'e', "LIST", 0, "Energies in GeV from the minimum energy to the beam, A,B,C or FROM:TO:POINTS", 0},
    {"points", 'n', "N", 0, "Without --energies: N energies, equidistant between the two (default 96)", 0},
    {0},
};

static error_t parse_tracklength_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case 'e': a->energies = argument; break;
    case 'n': a->points = argument; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->experiment, argument); break;
    case ARGP_KEY_END:
        if (!a->experiment) argp_error(state, "an experiment file is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp tracklength_argp = {
    options,
    parse_tracklength_option,
    "EXPERIMENT.yaml",
    "Track length of the beam particle and of secondary positrons, as CSV.\v"
    "The beam particle's path before it has lost 1e-8 of its energy, a point mass at the beam energy, "
    "is reported on stderr.\n\nExample:\n"
    "  epscan tracklength inputs/experiments/na64-2021.yaml \\\n"
    "      --energies 10,50,90\n"
    "  # E_GeV,primary_X0_per_GeV,secondary_X0_per_GeV\n"
    "  # 10,0.0617760646669691,0.185787464855743\n"
    "  # 50,0.0138462642506537,0.0030306517214424\n"
    "  # 90,0.0131774011075366,8.75621084103215e-05\n",
    NULL,
    NULL,
    NULL};

static void print_row(const struct track_length *t, double energy_GeV) {
    printf("%.15g,%.15g,%.15g\n", energy_GeV, track_length_primary_X0_per_GeV(t, energy_GeV),
           track_length_secondary_X0_per_GeV(t, energy_GeV));
}

static epscan_status list_energies(const struct experiment *e, const struct arguments *a, struct number_list *energies) {
    const struct interval allowed = {e->minimum_energy_GeV, e->beam_energy_GeV, false, true, "GeV"};
    long points = 96;
    if (a->energies) return option_list("energies", a->energies, &allowed, energies);
    const epscan_status status = a->points ? option_integer("points", a->points, 2, 1000000, &points) : EPSCAN_OK;
    if (status) return status;
    energies->value = malloc((size_t)points * sizeof *energies->value);
    if (!energies->value) return error_no_memory("a list");
    energies->count = (size_t)points;
    const double low = e->minimum_energy_GeV, step = (e->beam_energy_GeV - low) / (double)points;
    for (long i = 0; i < points; i++) energies->value[i] = low + (double)i * step;
    return EPSCAN_OK;
}

static void print_table(const struct prepared_experiment *prepared, const struct number_list *energies) {
    fprintf(stderr, "undegraded primaries at %g GeV: %.10g X0\n", prepared->experiment->beam_energy_GeV,
            track_length_undegraded_X0(prepared->track_length));
    puts("E_GeV,primary_X0_per_GeV,secondary_X0_per_GeV");
    for (size_t i = 0; i < energies->count; i++) print_row(prepared->track_length, energies->value[i]);
}

int command_tracklength(int argc, char **argv) {
    struct arguments arguments = {0};
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    struct number_list energies = {0};
    argp_parse(&tracklength_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = experiment_read(arguments.experiment, &experiment);
    if (!status) status = list_energies(experiment, &arguments, &energies);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    if (!status) print_table(prepared, &energies);
    free(energies.value);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return command_status(status);
}
