/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dN/dE_A' of one model as a table whose trapezoids add up to the events that `epscan point` gives. */
#include "cli/shared_options.h"
#include "experiment/prepared_experiment.h"
#include "text/number_text.h"
#include "core/error.h"
#include "yield/energy_spectrum.h"
#include "yield/folded_spectrum.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    const char *experiment, *points, *channel;
    struct selection_options selection;
    bool selected, normalised;
    struct model_options model;
    struct mediation_options mediation;
};

enum { KEY_SELECTED = 256, KEY_NORMALISED };
enum { ANNIHILATION, STRAHLUNG };

static const struct argp_option options[] = {
    {"channel", 'c', "annihilation|strahlung", 0, "How the dark photons are made (default annihilation)", 0},
    {"points", 'n', "N", 0, "Equidistant energies to begin with (default 200); more are added where the spectrum bends", 0},
    {"selected", KEY_SELECTED, NULL, 0, "Only what reads below the ECAL threshold; default: all that is produced", 0},
    THRESHOLD_ROW("With --selected: the threshold; default: the experiment's"),
    {"normalised", KEY_NORMALISED, NULL, 0, "Divide each spectrum by its integral", 0},
    {0},
};

static error_t parse_spectrum_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->model;
        state->child_inputs[1] = &a->mediation;
        a->model.mediation = &a->mediation;
        break;
    case 'c': a->channel = argument; break;
    case 'n': a->points = argument; break;
    case KEY_SELECTED: a->selected = true; break;
    case 't': a->selection.threshold = argument; break;
    case KEY_NORMALISED: a->normalised = true; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->experiment, argument); break;
    case ARGP_KEY_END:
        if (!a->experiment) argp_error(state, "an experiment file is required");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp_child children[] = {{&model_list_argp, 0, NULL, 0}, {&mediator_argp, 0, NULL, 0}, {0}};

const struct argp spectrum_argp = {
    options,
    parse_spectrum_option,
    "EXPERIMENT.yaml",
    "Energy spectrum dN/dE of the dark photons from annihilation, or from A'-strahlung, at epsilon = 1e-4, for a list of masses, "
    "as CSV.\v"
    "E is the dark photon's energy, the positron's plus the electron mass. Each mass has energies of its own, so close at the "
    "resonance that trapezoids integrate the table to 1e-4: with --selected to the n_annihilation of `epscan point`. For a "
    "positron "
    "beam the primaries that have lost less than 1e-8 of their energy are a point mass, reported on stderr. A'-strahlung has a "
    "spectrum where the "
    "experiment computes it; its E is a sum over all electrons and positrons of the shower. With --normalised a "
    "mass that yields nothing has nan.\n\nExample:\n"
    "  epscan spectrum inputs/experiments/na64-2021.yaml --spin fermion \\\n"
    "      --mA 0.21,0.225,0.25,0.28 --alpha-D 0.1 --mass-ratio 1/3\n",
    children,
    NULL,
    NULL};

struct request {
    size_t model_count;
    epscan_dark_photon *models;
    epscan_selection selection;
    long points;
    bool selected, normalised;
    int channel;
};

static epscan_status read_channel(const struct arguments *a, const struct experiment *e, int *channel) {
    static const char *const channels[] = {[ANNIHILATION] = "annihilation", [STRAHLUNG] = "strahlung", NULL};
    const epscan_status status = a->channel ? option_word("channel", a->channel, channels, channel) : EPSCAN_OK;
    if (!status && *channel == STRAHLUNG && !e->computes_strahlung)
        return error_set(EPSCAN_BAD_INPUT,
                         "--channel: %s has no spectrum of strahlung; allowed: an experiment with `strahlung: %s`", e->name,
                         "exact-tree-level");
    return status;
}

static epscan_status read_request(const struct arguments *a, const struct experiment *e, struct request *request) {
    *request = (struct request){
        .selection = {.threshold_GeV = e->ecal_threshold_GeV}, .points = 200, .selected = a->selected, .normalised = a->normalised};
    if (a->selection.threshold && !a->selected)
        return error_set(EPSCAN_BAD_INPUT, "--threshold is not allowed; allowed: with --selected");
    epscan_status status = read_channel(a, e, &request->channel);
    if (!status) status = option_models(&a->model, &request->model_count, &request->models);
    if (!status && a->points) status = option_integer("points", a->points, 2, 1000000, &request->points);
    return status ? status : option_selection(&a->selection, e->beam_energy_GeV, &request->selection);
}

static void print_spectrum(const epscan_dark_photon *model, const struct energy_spectrum *spectrum, double scale) {
    char mass[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < spectrum->count; i++)
        printf("%s,%.15g,%.10g\n", number_to_text(model->mass_GeV, mass), spectrum->energy_GeV[i],
               scale * spectrum->events_per_GeV[i]);
    if (spectrum->undegraded_events > 0.0)
        fprintf(stderr, "undegraded primaries, mA %.15g GeV: %.10g at %.15g GeV\n", model->mass_GeV,
                scale * spectrum->undegraded_events, spectrum->energy_GeV[spectrum->count - 1]);
}

static epscan_status spectrum_of(const struct prepared_experiment *prepared, const struct request *request,
                                 const epscan_dark_photon *model, struct energy_spectrum *spectrum) {
    const epscan_selection *selection = request->selected ? &request->selection : NULL;
    struct folded_spectrum folded;
    if (request->channel == ANNIHILATION)
        return energy_spectrum_init(spectrum, &prepared->search, model, selection, request->points);
    const epscan_status status = folded_spectrum_init(&folded, &prepared->responses.of[channel_of_name("strahlung")], model);
    return status ? status : folded_spectrum_table(&folded, selection, request->points, spectrum);
}

static epscan_status print_spectra(const struct prepared_experiment *prepared, const struct request *request) {
    epscan_status status = EPSCAN_OK;
    size_t nothing = 0;
    for (size_t m = 0; m < request->model_count && !status && request->channel == ANNIHILATION; m++)
        status = energy_spectrum_check(&prepared->search, &request->models[m]);
    if (!status) puts("mA_GeV,E_GeV,dN_dE_per_GeV");
    for (size_t m = 0; m < request->model_count && !status; m++) {
        const epscan_dark_photon *model = &request->models[m];
        struct energy_spectrum spectrum;
        status = spectrum_of(prepared, request, model, &spectrum);
        if (status) break;
        const double events = energy_spectrum_events(&spectrum);
        if (request->normalised && !(events > 0.0)) nothing++;
        print_spectrum(model, &spectrum, !request->normalised ? 1.0 : events > 0.0 ? 1.0 / events : NAN);
        energy_spectrum_clear(&spectrum);
    }
    if (!status && nothing)
        status = error_set(EPSCAN_POINTS_FAILED, "%zu of %zu spectra are nan: no event to normalise them to", nothing,
                           request->model_count);
    return status;
}

int command_spectrum(int argc, char **argv) {
    struct arguments arguments = {0};
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    struct request request = {0};
    argp_parse(&spectrum_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = experiment_read(arguments.experiment, &experiment);
    if (!status) status = option_mediation(&arguments.mediation, &experiment->mediation);
    if (!status) status = read_request(&arguments, experiment, &request);
    if (!status) status = prepared_experiment_create(experiment, &prepared);
    if (!status) status = print_spectra(prepared, &request);
    free(request.models);
    prepared_experiment_free(prepared);
    experiment_free(experiment);
    return command_status(status);
}
