/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One model: events of all channels without a mesh, the limit of Eq. 7, width and resonance, as one JSON object. */
#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/shared_options.h"
#include "experiment/prepared_experiment.h"
#include "core/error.h"
#include "analysis/point_limit.h"
#include "yield/model_events.h"
#include "yield/signal_yield.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct arguments {
    const char *experiment;
    struct selection_options selection;
    struct model_options model;
};

static const struct argp_option options[] = {
    SELECTION_ROWS("the experiment's", "0"),
    {0},
};

static error_t parse_point_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->model; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->experiment, argument); break;
    case ARGP_KEY_END:
        if (!a->experiment) argp_error(state, "an experiment file is required");
        break;
    default: return keep_selection_option(key, argument, &a->selection);
    }
    return 0;
}

static const struct argp_child children[] = {{&model_argp, 0, NULL, 0}, {0}};

const struct argp point_argp = {
    options,
    parse_point_option,
    "EXPERIMENT.yaml",
    "Yields and limit of one model point, as one JSON object.\v"
    "The limit is that of Eq. 7, null for experiments whose statistics have another method: see `epscan limit`. "
    "Evaluates by adaptive quadrature, independently of the scan.\n\nExample:\n"
    "  epscan point inputs/experiments/na64-2021.yaml --spin fermion \\\n"
    "      --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3\n",
    children,
    NULL,
    NULL};

struct point {
    epscan_dark_photon model;
    epscan_selection selection;
};

static epscan_status read_point(const struct arguments *a, const struct experiment *e, struct point *point) {
    *point = (struct point){.selection = {e->ecal_threshold_GeV, 0.0}};
    const epscan_status status = option_model(&a->model, &point->model);
    return status ? status : option_selection(&a->selection, e->beam_energy_GeV, &point->selection);
}

static epscan_status print_point(const struct experiment *e, const struct point *point, const double *events, double efficiency) {
    const epscan_dark_photon *model = &point->model;
    char variable[32];
    double counted;
    const epscan_point_status status = point_counting_limit(model, events, &counted);
    const double epsilon_up = e->statistics.method == EPSCAN_LIMIT_COUNTING ? counted : NAN; /* else by `epscan limit` */
    json_t *object = json_object();
    json_object_set_new(object, "experiment", json_string(e->name));
    json_object_set_new(object, "spin", json_string(epscan_spin_name(model->spin)));
    json_put_number(object, "mA_GeV", model->mass_GeV);
    json_put_number(object, "alpha_D", model->alpha_D);
    json_put_number(object, "mass_ratio", model->mass_ratio);
    json_put_number(object, "ecal_threshold_GeV", point->selection.threshold_GeV);
    json_put_number(object, "energy_scale_shift", point->selection.energy_scale_shift);
    json_put_number(object, "reference_epsilon", EPSCAN_REFERENCE_EPSILON);
    for (size_t c = 0; c < channel_count(); c++) {
        snprintf(variable, sizeof variable, "n_%s", channel_at(c)->name);
        json_put_number(object, variable, events[c]);
    }
    json_put_number(object, "ecal_efficiency", efficiency);
    json_put_number(object, "epsilon_up", epsilon_up);
    json_put_number(object, "y_up", epscan_dark_photon_y(model, epsilon_up));
    json_put_number(object, "width_GeV", epscan_dark_photon_width_GeV(model));
    json_put_number(object, "resonance_energy_GeV", epscan_dark_photon_resonance_energy_GeV(model));
    json_object_set_new(object, "status", json_string(epscan_point_status_name(status)));
    return json_print(object);
}

int command_point(int argc, char **argv) {
    struct arguments arguments = {0};
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    struct point point;
    struct signal_yield yield = {NAN, NAN}; /* the efficiency: of electrons at rest alone */
    double events[CHANNELS_MAX];
    argp_parse(&point_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = experiment_read(arguments.experiment, &experiment);
    if (!status) status = read_point(&arguments, experiment, &point);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    if (!status && !prepared->moving_electrons)
        status = signal_yield_adaptive(&prepared->search, &point.model, point.selection.threshold_GeV,
                                       point.selection.energy_scale_shift, &yield);
    if (!status) status = model_events(&prepared->responses, &point.model, &point.selection, events);
    if (!status) status = print_point(experiment, &point, events, yield.efficiency);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return command_status(status);
}
