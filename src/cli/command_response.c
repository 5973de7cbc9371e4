/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The response of an experiment as a file of its own, from which anyone recasts: outputs/response.md. */
#include "cli/command.h"
#include "cli/shared_options.h"
#include "core/error.h"
#include "experiment/prepared_experiment.h"
#include "output/output_file.h"
#include "output/response_output.h"
#include "scan/axis.h"

#include <stdlib.h>

struct arguments {
    const char *experiment, *thresholds, *shifts, *output;
    bool as_csv, force;
    struct mediation_options mediation;
    char command_line[4096];
};

enum { KEY_CSV = 256 };

static const struct argp_option options[] = {
    {"thresholds", 't', "LIST", 0, "ECAL thresholds in GeV, A,B,C or FROM:TO:POINTS; default: the experiment's", 0},
    {"shifts", 'd', "LIST", 0, "Relative shifts of the ECAL energy scale, likewise; default: 0", 0},
    OUTPUT_ROW("FILE", "The file to be made (required)", 0),
    {"csv", KEY_CSV, NULL, 0, "As comma-separated values instead of HDF5", 0},
    REPLACE_ROW("a response that exists", 0),
    {0},
};

static error_t parse_response_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->mediation; break;
    case 't': a->thresholds = argument; break;
    case 'd': a->shifts = argument; break;
    case 'o': a->output = argument; break;
    case 'f': a->force = true; break;
    case KEY_CSV: a->as_csv = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->experiment, argument); break;
    case ARGP_KEY_END:
        if (!a->experiment) argp_error(state, "an experiment file is required");
        if (!a->output) argp_error(state, "--output is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp_child children[] = {{&mediator_argp, 0, NULL, 0}, {0}};

const struct argp response_argp = {
    options,
    parse_response_option,
    "EXPERIMENT.yaml",
    "The response of an experiment, as a file from which yields of any model follow without it.\v"
    "R_c(s) is the number of events at epsilon = 1 that channel c gives for a narrow invisible vector of mass sqrt(s); every "
    "yield is N = epsilon^2 sum_c int ds rho(s) R_c(s) with the model's spectral density rho. The file is netCDF-4, says what "
    "it holds, and carries the experiment; outputs/response.md has recasts in ten lines. `epscan point --response` takes it. R "
    "depends on how a --mediator couples to electrons, and is the "
    "same for all vectors.\n\n"
    "Example:\n"
    "  epscan response inputs/experiments/na64-2021.yaml \\\n"
    "      --thresholds 45:55:11 --shifts=-0.03,0,0.03 -o response.h5\n",
    children,
    NULL,
    NULL};

struct selections {
    struct number_list thresholds, shifts;
};

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A list as an axis; without one, the experiment's own number. */
static epscan_status read_list(const char *option, const char *text, epscan_axis axis, double beam_energy_GeV, double own,
                               struct number_list *list) {
    const struct interval allowed = axis_interval(axis, beam_energy_GeV);
    if (text) {
        const epscan_status status = option_list(option, text, &allowed, list);
        if (!status) qsort(list->value, list->count, sizeof *list->value, ascending);
        return status;
    }
    *list = (struct number_list){1, malloc(sizeof *list->value)};
    if (!list->value) return error_no_memory("a list");
    list->value[0] = own;
    return EPSCAN_OK;
}

static epscan_status read_selections(const struct arguments *a, const struct experiment *e, struct selections *s) {
    epscan_status status =
        read_list("thresholds", a->thresholds, EPSCAN_AXIS_THRESHOLD, e->beam_energy_GeV, e->ecal_threshold_GeV, &s->thresholds);
    if (!status) status = read_list("shifts", a->shifts, EPSCAN_AXIS_SHIFT, e->beam_energy_GeV, 0.0, &s->shifts);
    if (!status && s->thresholds.count * s->shifts.count > RESPONSE_TABLE_MAX_COLUMNS)
        status = error_set(EPSCAN_BAD_INPUT, "--thresholds, --shifts: %zu selections are not allowed; allowed: at most %d",
                           s->thresholds.count * s->shifts.count, RESPONSE_TABLE_MAX_COLUMNS);
    return status;
}

static epscan_status write_response(const struct arguments *a, const struct prepared_experiment *prepared,
                                    const struct selections *s) {
    const struct provenance provenance = {a->command_line, "no MPI"};
    struct response_table table;
    epscan_status status = response_table_of(
        &prepared->responses, &(struct selection_axes){s->thresholds.value, s->thresholds.count, s->shifts.value, s->shifts.count},
        &table);
    if (status) return status;
    status = a->as_csv ? response_output_write_csv(a->output, prepared->experiment, &table, a->force)
                       : response_output_write(a->output, prepared->experiment, &table, &provenance, a->force);
    response_table_clear(&table);
    return status;
}

int command_response(int argc, char **argv) {
    struct arguments arguments = {0};
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    struct selections selections = {0};
    join_arguments(argc, argv, arguments.command_line, sizeof arguments.command_line);
    argp_parse(&response_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = experiment_read(arguments.experiment, &experiment);
    if (!status) status = option_mediation(&arguments.mediation, &experiment->mediation);
    if (!status) status = read_selections(&arguments, experiment, &selections);
    if (!status)
        status = response_output_check(arguments.output, selections.thresholds.count * selections.shifts.count, arguments.as_csv,
                                       arguments.force);
    if (!status) status = output_file_check_apart_from_inputs(arguments.output, arguments.experiment, experiment);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    if (!status) status = write_response(&arguments, prepared, &selections);
    free(selections.thresholds.value);
    free(selections.shifts.value);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return command_status(status);
}
