/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "config/experiment.h"
#include "core/error.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct arguments {
    const char *experiment, *energies, *points;
};

static const struct argp_option options[] = {
    {"energies", 'e', "E1,E2,...", 0, "Energies in GeV, between the minimum energy and the beam", 0},
    {"points", 'n', "N", 0, "Without --energies: N energies, equidistant between the two (default 96)", 0},
    {0},
};

static error_t parse(int key, char *argument, struct argp_state *state) {
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

static const struct argp argp = {options,
                                 parse,
                                 "EXPERIMENT.yaml",
                                 "Track length of the beam particle and of secondary positrons, as CSV.\v"
                                 "The beam particle's path before it has lost 1e-8 of its energy, a point mass at the beam energy, "
                                 "is reported on stderr.\n\nExample:\n"
                                 "  epscan tracklength inputs/experiments/na64-2021.yaml --energies 10,50,90\n",
                                 NULL,
                                 NULL,
                                 NULL};

static void print_row(const struct experiment *e, double energy_GeV) {
    printf("%.15g,%.15g,%.15g\n", energy_GeV, track_length_primary_X0_per_GeV(e->track_length, energy_GeV),
           track_length_secondary_X0_per_GeV(e->track_length, energy_GeV));
}

/* Check the whole list before the first line is printed. */
static epscan_status visit_energies(const struct experiment *e, const char *list, int print) {
    const struct interval allowed = {e->minimum_energy_GeV, e->beam_energy_GeV, false, true, "GeV"};
    char item[64];
    for (const char *position = list;; position++) {
        const size_t length = strcspn(position, ",");
        double energy;
        snprintf(item, sizeof item, "%.*s", (int)length, length < sizeof item ? position : "(too long)");
        const epscan_status status = option_number("energies", item, &allowed, &energy);
        if (status) return status;
        if (print) print_row(e, energy);
        position += length;
        if (!*position) return EPSCAN_OK;
    }
}

static epscan_status print_table(const struct experiment *e, const struct arguments *a) {
    long points = 96;
    epscan_status status = EPSCAN_OK;
    if (a->energies) status = visit_energies(e, a->energies, 0);
    if (!status && a->points) status = option_integer("points", a->points, 2, 1000000, &points);
    if (status) return status;
    fprintf(stderr, "undegraded primaries at %g GeV: %.10g X0\n", e->beam_energy_GeV, track_length_undegraded_X0(e->track_length));
    puts("E_GeV,primary_X0_per_GeV,secondary_X0_per_GeV");
    if (a->energies) return visit_energies(e, a->energies, 1);
    const double low = e->minimum_energy_GeV, step = (e->beam_energy_GeV - low) / (double)points;
    for (long i = 0; i < points; i++) print_row(e, low + (double)i * step);
    return EPSCAN_OK;
}

int command_tracklength(int argc, char **argv) {
    struct arguments arguments = {0};
    struct experiment *experiment = NULL;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = experiment_read(arguments.experiment, &experiment);
    if (!status) status = experiment_prepare(experiment);
    if (!status) status = print_table(experiment, &arguments);
    experiment_free(experiment);
    return command_status(status);
}
