/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One model: events of all channels, the limit of Eq. 7, width and resonance, as one JSON object. Of an experiment by adaptive
 * quadrature, without a mesh; of a response file by its own.
 */
#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/shared_options.h"
#include "experiment/prepared_experiment.h"
#include "file/response_file.h"
#include "core/error.h"
#include "analysis/mediated_events.h"
#include "analysis/point_limit.h"
#include "epscan/constants.h"
#include "limit/counting_limit.h"
#include "limit/point_status.h"
#include "yield/response_projection.h"
#include "yield/signal_yield.h"
#include "yield/strahlung_quadrature.h"
#include "yield/table_events.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    const char *experiment, *response;
    bool integrate;
    struct selection_options selection;
    struct model_options model;
    struct mediation_options mediation;
};

enum { KEY_RESPONSE = 256, KEY_INTEGRATE };

static const struct argp_option options[] = {
    {"response", KEY_RESPONSE, "FILE", 0, "A response that `epscan response` made, instead of an experiment", 0},
    {"integrate", KEY_INTEGRATE, NULL, 0,
     "Also A'-strahlung by nested quadrature, without its table: slow, some seconds, a quarter of a minute for a broad A'", 0},
    SELECTION_ROWS("the experiment's", "0"),
    {0},
};

static error_t parse_point_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->model;
        state->child_inputs[1] = &a->mediation;
        a->model.mediation = &a->mediation;
        break;
    case KEY_RESPONSE: a->response = argument; break;
    case KEY_INTEGRATE: a->integrate = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->experiment, argument); break;
    case ARGP_KEY_END:
        if (!a->experiment == !a->response) argp_error(state, "an experiment file is required, or --response without one");
        break;
    default: return keep_selection_option(key, argument, &a->selection);
    }
    return 0;
}

static const struct argp_child children[] = {{&model_or_table_argp, 0, NULL, 0}, {&mediation_argp, 0, NULL, 0}, {0}};

const struct argp point_argp = {
    options,
    parse_point_option,
    "EXPERIMENT.yaml",
    "Yields and limit of one model point, as one JSON object.\v"
    "The limit is that of Eq. 7, null for experiments whose statistics have another method: see `epscan limit`. "
    "Evaluates by adaptive quadrature, independently of the scan; from a response file (--response), at one of its thresholds and "
    "shifts, in microseconds and to 1e-5. --integrate adds n_strahlung_integrated and its estimated error, for experiments that "
    "compute it.\n\nepsilon is the coupling to electrons over e, whatever the --mediator: yields and epsilon_up are the same for "
    "all "
    "vectors. With it, the coupling g at epsilon_up and the widths there to charged leptons and hadrons, and to neutrinos, are "
    "printed, which the yield neglects; status visible_width: the former, no signal, have more than 1 % of the width to chi. With "
    "--visible-widths these widths are part of Gamma and neutrinos are signal: events are those at epsilon = 1e-4, and epsilon_up "
    "is the root of N(epsilon) = N_up; status no_limit: there is none with Gamma below the mass, two_limits: there is another "
    "above, from which on A' is too broad.\n\nExample:\n"
    "  epscan point inputs/experiments/na64-2021.yaml --spin fermion \\\n"
    "      --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3\n",
    children,
    NULL,
    NULL};

/* What is asked for: a model or a table, at a selection. */
struct point {
    struct scan_point at;
    struct density_table table; /* count 0: the model */
};

/* What answers: an experiment, or its response. */
struct source {
    struct experiment *experiment; /* of a response file its own */
    struct response_file file;
    struct prepared_experiment *prepared; /* of the experiment; NULL: the file */
    double events[CHANNELS_MAX], efficiency;
    double epsilon_up; /* by Eq. 7 */
    epscan_point_status status;
    struct strahlung_integral integrated; /* where it is asked for */
};

static epscan_status read_source(const struct arguments *a, struct source *source) {
    if (a->integrate && (a->response || a->model.text[EPSCAN_AXIS_TABLE]))
        return error_set(EPSCAN_BAD_INPUT,
                         "--integrate: stands beside --response or --model-table; allowed: an experiment, a model");
    if (a->experiment) return experiment_read(a->experiment, &source->experiment);
    const epscan_status status = response_file_open(a->response, &source->file);
    source->experiment = source->file.experiment;
    return status;
}

static void close_source(const struct arguments *a, struct source *source) {
    prepared_experiment_free(source->prepared);
    if (a->experiment) experiment_free(source->experiment);
    response_file_close(&source->file);
}

static bool mediation_is_asked(const struct arguments *a) {
    return a->mediation.mediator || a->mediation.visible_widths;
}

static epscan_status read_point(const struct arguments *a, struct experiment *e, struct point *point) {
    *point = (struct point){.at.selection = {e->ecal_threshold_GeV, 0.0}};
    const char *table = a->model.text[EPSCAN_AXIS_TABLE];
    if (table && mediation_is_asked(a))
        return error_set(EPSCAN_BAD_INPUT, "--mediator, --visible-widths: not allowed with --model-table, which has all of rho(s)");
    epscan_status status = table ? density_table_read(table, &point->table) : option_model(&a->model, &point->at.model);
    if (table) point->at.model = (epscan_dark_photon){.table = 1};
    if (!status) status = (a->response ? option_mediation_of_response : option_mediation)(&a->mediation, &e->mediation);
    return status ? status : option_selection(&a->selection, e->beam_energy_GeV, &point->at.selection);
}

/* Of the model, or the table, with the mediator's widths at a mixing. */
static epscan_status events_at(const struct source *source, const struct point *point, double epsilon, double *events) {
    const struct prepared_experiment of_response = {.experiment = source->experiment};
    const struct yield_means means = {.prepared = source->prepared ? source->prepared : &of_response,
                                      .response = source->prepared ? NULL : &source->file.table,
                                      .tables = &point->table};
    return mediated_events(&means, &point->at.model, epsilon, &point->at.selection, events);
}

/* The efficiency of Eq. 5, where annihilation is that alone, and strahlung by nested quadrature, of what is asked for. */
static epscan_status find_more(const struct arguments *a, const struct point *point, struct source *source) {
    const struct search *search = &source->prepared->search;
    struct signal_yield yield = {NAN, NAN};
    epscan_status status = EPSCAN_OK;
    if (a->integrate) status = strahlung_quadrature(search, &point->at.model, &point->at.selection, &source->integrated);
    if (!status && !point->table.count && search_is_eq_5(search))
        status = signal_yield_adaptive(search, &point->at.model, point->at.selection.threshold_GeV,
                                       point->at.selection.energy_scale_shift, &yield);
    source->efficiency = yield.efficiency;
    return status;
}

static epscan_status find_events(const struct arguments *a, const struct point *point, struct source *source) {
    epscan_status status = a->experiment ? prepared_experiment_create(source->experiment, &source->prepared) : EPSCAN_OK;
    if (!status && source->prepared) status = find_more(a, point, source);
    return status ? status : events_at(source, point, EPSCAN_REFERENCE_EPSILON, source->events);
}

static void put_what_is_asked(json_t *object, const struct arguments *a, const struct point *point) {
    if (!point->table.count) {
        json_put_point(object, &point->at, NULL);
        return;
    }
    json_object_set_new(object, "model_table", json_string(a->model.text[EPSCAN_AXIS_TABLE]));
    json_put_number(object, "rho_norm", point->table.norm);
    json_put_number(object, "ecal_threshold_GeV", point->at.selection.threshold_GeV);
    json_put_number(object, "energy_scale_shift", point->at.selection.energy_scale_shift);
}

/* What a mediator that is named adds at epsilon_up. */
static void put_mediator(json_t *object, const struct mediator *mediator, const epscan_dark_photon *model, double epsilon_up) {
    const double e = sqrt(4.0 * EPSCAN_PI * EPSCAN_FINE_STRUCTURE), mass = model->mass_GeV;
    json_object_set_new(object, "mediator", json_string(mediator->name));
    json_put_number(object, "g_up", e * epsilon_up * mediator_coupling_per_epsilon(mediator, mass));
    json_put_number(object, "visible_width_GeV", mediator_visible_width_GeV(mediator, mass, epsilon_up));
    json_put_number(object, "neutrino_width_GeV", mediator_neutrino_width_GeV(mediator, mass, epsilon_up));
}

/* Eq. 7 with the widths at each mixing. */
struct root_search {
    const struct source *source;
    const struct point *point;
    epscan_status status;
};

static double limit_with_widths_at(double epsilon, void *data) {
    struct root_search *search = data;
    double events[CHANNELS_MAX];
    if (!search->status) search->status = events_at(search->source, search->point, epsilon, events);
    return search->status ? NAN : counting_epsilon_up(point_total_events(events), 0.0);
}

static epscan_status find_limit(const struct point *point, struct source *source) {
    const struct mediation *mediation = &source->experiment->mediation;
    const epscan_dark_photon *model = point->table.count ? NULL : &point->at.model;
    struct root_search search = {source, point, EPSCAN_OK};
    const struct epsilon_limit limit = {limit_with_widths_at, &search};
    source->status = point_counting_limit(model, mediation, source->events, &source->epsilon_up);
    if (!model || !mediation->visible_widths) return EPSCAN_OK;
    const enum epsilon_root root = epsilon_root_find(&limit, limit_with_widths_at(0.0, &search),
                                                     mediation_most_epsilon(mediation, model), &source->epsilon_up);
    source->status = point_status_of_roots(source->status == EPSCAN_POINT_STRAHLUNG_OUT_OF_RANGE, 1, &root);
    return search.status;
}

static void put_limit(json_t *object, const struct arguments *a, const struct point *point, const struct source *source) {
    const struct experiment *e = source->experiment;
    const epscan_dark_photon *model = point->table.count ? NULL : &point->at.model;
    const double epsilon_up = e->statistics.method == EPSCAN_LIMIT_COUNTING ? source->epsilon_up : NAN; /* else by `epscan limit` */
    json_put_number(object, "epsilon_up", epsilon_up);
    if (model) {
        json_put_number(object, "y_up", epscan_dark_photon_y(model, epsilon_up));
        json_put_number(object, "width_GeV", epscan_dark_photon_width_GeV(model));
        json_put_number(object, "resonance_energy_GeV", epscan_dark_photon_resonance_energy_GeV(model));
    }
    if (model && mediation_is_asked(a)) put_mediator(object, e->mediation.mediator, model, epsilon_up);
    json_object_set_new(object, "status", json_string(epscan_point_status_name(source->status)));
}

static epscan_status print_point(const struct arguments *a, const struct point *point, const struct source *source) {
    char variable[32];
    json_t *object = json_object();
    json_object_set_new(object, "experiment", json_string(source->experiment->name));
    put_what_is_asked(object, a, point);
    json_put_number(object, "reference_epsilon", EPSCAN_REFERENCE_EPSILON);
    for (size_t c = 0; c < channel_count(); c++) {
        snprintf(variable, sizeof variable, "n_%s", channel_at(c)->name);
        json_put_number(object, variable, source->events[c]);
    }
    if (a->integrate) {
        json_put_number(object, "n_strahlung_integrated", source->integrated.events);
        json_put_number(object, "n_strahlung_integrated_error", source->integrated.error);
    }
    json_put_number(object, "ecal_efficiency", source->efficiency);
    put_limit(object, a, point, source);
    return json_print(object);
}

int command_point(int argc, char **argv) {
    struct arguments arguments = {0};
    struct source source = {.efficiency = NAN};
    struct point point = {0};
    argp_parse(&point_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = read_source(&arguments, &source);
    if (!status) status = read_point(&arguments, source.experiment, &point);
    if (!status) status = find_events(&arguments, &point, &source);
    if (!status) status = find_limit(&point, &source);
    if (!status) status = print_point(&arguments, &point, &source);
    density_table_clear(&point.table);
    close_source(&arguments, &source);
    return command_status(status);
}
