/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which share of the signal a threshold leaves, mass by mass, by adaptive quadrature of Eq. 5, and how much yields change when the
 * threshold is moved by --shift; or which share of what it leaves passes a cut on the preshower, by simulated events
 * (preshower_run.c).
 */
#include "cli/preshower_run.h"
#include "cli/shared_options.h"
#include "experiment/prepared_experiment.h"
#include "shower/montecarlo/shower_simulation.h"
#include "text/number_text.h"
#include "core/error.h"
#include "scan/axis.h"
#include "yield/energy_scale.h"
#include "yield/folded_spectrum.h"
#include "yield/signal_yield.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    const char *experiment, *thresholds, *shift;
    const char *preshower_cut, *showers, *seed, *cut;
    bool systematics, preshower;
    struct model_options model;
    struct mediation_options mediation;
};

enum { KEY_SYSTEMATICS = 256, KEY_SHIFT, KEY_PRESHOWER, KEY_PRESHOWER_CUT, KEY_SHOWERS, KEY_SEED, KEY_CUT };

static const struct argp_option options[] = {
    {"thresholds", 't', "LIST", 0,
     "ECAL thresholds in GeV, A,B,C or FROM:TO:POINTS; default: 61 from 20 to 80 % of the beam energy, and with --systematics or "
     "--preshower the experiment's",
     0},
    {"systematics", KEY_SYSTEMATICS, NULL, 0, "Instead: by how much the yield changes when the threshold moves", 0},
    {"shift", KEY_SHIFT, "GEV", 0, "By how much it moves; default: 3 % of the experiment's threshold", 0},
    {"preshower", KEY_PRESHOWER, NULL, 0, "Instead: the share of what reads below the threshold that a cut on the preshower keeps",
     0},
    {"preshower-cut", KEY_PRESHOWER_CUT, "LIST", 0, "The preshower reads more than this, in GeV; default: 0.5", 0},
    {"showers", KEY_SHOWERS, "N", 0, "Showers to simulate for each mass; default: 200000", 0},
    {"seed", KEY_SEED, "S", 0, "Seed of their random numbers; default: 1", 0},
    {"cut", KEY_CUT, "GEV", 0, "Follow particles down to this energy; default: the experiment's minimum energy", 0},
    {0},
};

static error_t keep_preshower_option(int key, char *argument, struct arguments *a) {
    switch (key) {
    case KEY_PRESHOWER: a->preshower = true; break;
    case KEY_PRESHOWER_CUT: a->preshower_cut = argument; break;
    case KEY_SHOWERS: a->showers = argument; break;
    case KEY_SEED: a->seed = argument; break;
    case KEY_CUT: a->cut = argument; break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static error_t parse_efficiency_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->model;
        state->child_inputs[1] = &a->mediation;
        a->model.mediation = &a->mediation;
        break;
    case 't': a->thresholds = argument; break;
    case KEY_SYSTEMATICS: a->systematics = true; break;
    case KEY_SHIFT: a->shift = argument; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->experiment, argument); break;
    case ARGP_KEY_END:
        if (!a->experiment) argp_error(state, "an experiment file is required");
        break;
    default: return keep_preshower_option(key, argument, a);
    }
    return 0;
}

static const struct argp_child children[] = {{&model_list_argp, 0, NULL, 0}, {&mediator_argp, 0, NULL, 0}, {0}};

const struct argp efficiency_argp = {
    options,
    parse_efficiency_option,
    "EXPERIMENT.yaml",
    "Efficiency of the ECAL threshold for a list of masses, as CSV.\v"
    "The efficiency is the yield that reads below the threshold over all that is produced, both above the experiment's "
    "production_cut_GeV; nan where nothing is produced, with exit status 3. One row a threshold, one column a mass.\n\n"
    "With --systematics one row for each mass and threshold: the yield, its relative changes with the threshold lowered and raised "
    "by the shift, and the mean of their magnitudes.\n\n"
    "Where the experiment computes A'-strahlung, its own columns follow those of annihilation.\n\n"
    "With --preshower one row for each mass, threshold and cut, of annihilation by Monte Carlo: efficiency with its statistical "
    "error, events that read below the threshold, and how many of equal weight would be as good. The error is 0 where all pass: "
    "the share lost is then below 2.3 over the effective events, at 90 %.\n\nExamples:\n"
    "  epscan efficiency inputs/experiments/na64-2021.yaml --spin fermion \\\n"
    "      --mA 0.22,0.225,0.24,0.25 --alpha-D 0.1 --mass-ratio 1/3\n"
    "  epscan efficiency inputs/experiments/na64-2021.yaml --spin fermion \\\n"
    "      --mA 0.2:0.3:21 --alpha-D 0.1 --mass-ratio 1/3 \\\n"
    "      --systematics --shift 1.5\n"
    "  epscan efficiency inputs/experiments/na64-2021.yaml --spin fermion \\\n"
    "      --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3 \\\n"
    "      --preshower --showers 20000\n",
    children,
    NULL,
    NULL};

struct request {
    size_t model_count;
    epscan_dark_photon *models;
    struct number_list thresholds;
    double shift_GeV;
    struct preshower_request preshower;
};

static void request_clear(struct request *request) {
    free(request->models);
    free(request->thresholds.value);
    free(request->preshower.cuts_GeV.value);
}

/* A shift must leave every threshold above zero and not above the beam energy. */
static epscan_status read_shift(const struct arguments *a, const struct experiment *e, struct request *request) {
    struct interval allowed = {0.0, e->beam_energy_GeV, true, true, "GeV"};
    char three_percent[32];
    for (size_t i = 0; i < request->thresholds.count; i++) {
        const double threshold = request->thresholds.value[i];
        allowed.high = fmin(allowed.high, fmin(threshold, e->beam_energy_GeV - threshold));
    }
    snprintf(three_percent, sizeof three_percent, "%.15g", 0.03 * e->ecal_threshold_GeV);
    return option_number("shift", a->shift ? a->shift : three_percent, &allowed, &request->shift_GeV);
}

/* What is given of a cut on the preshower, and what it needs. */
static epscan_status read_preshower(const struct arguments *a, const struct experiment *e, struct request *request) {
    struct preshower_request *preshower = &request->preshower;
    const struct interval energy = {0.0, e->beam_energy_GeV, true, true, "GeV"};
    const struct interval lowest = {SIMULATION_LOWEST_CUT_GeV, e->minimum_energy_GeV, false, false, "GeV"};
    char minimum[32];
    long showers;
    if (e->preshower_cells < 1)
        return error_set(EPSCAN_BAD_INPUT, "--preshower: %s has no preshower; target.preshower_cells says how many cells it is",
                         a->experiment);
    snprintf(minimum, sizeof minimum, "%.17g", e->minimum_energy_GeV);
    epscan_status status = option_list("preshower-cut", a->preshower_cut ? a->preshower_cut : "0.5", &energy, &preshower->cuts_GeV);
    if (!status) status = option_integer("showers", a->showers ? a->showers : "200000", 1, PRESHOWER_MOST_SHOWERS, &showers);
    if (!status) status = option_seed(a->seed, &preshower->seed);
    if (!status) status = option_number("cut", a->cut ? a->cut : minimum, &lowest, &preshower->lowest_GeV);
    if (status) return status;
    preshower->showers = (uint64_t)showers;
    preshower->model_count = request->model_count;
    preshower->models = request->models;
    preshower->thresholds_GeV = &request->thresholds;
    return EPSCAN_OK;
}

/* What goes with which. */
static epscan_status check_modes(const struct arguments *a) {
    if (a->shift && !a->systematics) return error_set(EPSCAN_BAD_INPUT, "--shift is not allowed; allowed: with --systematics");
    if (a->preshower && a->systematics)
        return error_set(EPSCAN_BAD_INPUT, "--preshower is not allowed; allowed: without --systematics");
    if (!a->preshower && (a->preshower_cut || a->showers || a->seed || a->cut))
        return error_set(EPSCAN_BAD_INPUT,
                         "--preshower-cut, --showers, --seed and --cut are not allowed; allowed: with --preshower");
    return EPSCAN_OK;
}

static epscan_status read_request(const struct arguments *a, const struct experiment *e, struct request *request) {
    struct interval threshold = axis_interval(EPSCAN_AXIS_THRESHOLD, e->beam_energy_GeV);
    char range[96];
    if (a->systematics || a->preshower)
        snprintf(range, sizeof range, "%.15g", e->ecal_threshold_GeV);
    else
        snprintf(range, sizeof range, "%.15g:%.15g:61", 0.2 * e->beam_energy_GeV, 0.8 * e->beam_energy_GeV);
    threshold.high_open = a->systematics; /* room for the shift */
    epscan_status status = check_modes(a);
    if (!status) status = option_models(&a->model, &request->model_count, &request->models);
    if (!status) status = option_list("thresholds", a->thresholds ? a->thresholds : range, &threshold, &request->thresholds);
    if (!status && a->preshower) status = read_preshower(a, e, request);
    return status || !a->systematics ? status : read_shift(a, e, request);
}

/* Exit status 3 with a line, when some of what was printed is nan. */
static epscan_status tell_missing(const struct search *search, size_t missing) {
    if (!missing) return EPSCAN_OK;
    return error_set(
        EPSCAN_POINTS_FAILED,
        "nothing is produced, and nan, in %zu rows or fields; positrons are looked for from %g GeV, their resonances end at "
        "mA = %.3g GeV",
        missing, search->minimum_energy_GeV, epscan_dark_photon_resonance_mass_GeV(search->beam_energy_GeV));
}

/* What is printed: of annihilation by the adaptive quadrature where electrons rest, and of channels that have a spectrum. */
struct channels {
    const struct search *search;
    const struct request *request;
    struct folded_spectrum *annihilation, *strahlung; /* [model_count], or NULL */
};

static epscan_status spectra_of(const struct prepared_experiment *prepared, const char *channel, const struct request *request,
                                struct folded_spectrum **spectra) {
    const struct response *response = &prepared->responses.of[channel_of_name(channel)];
    epscan_status status = EPSCAN_OK;
    if (!folded_spectrum_exists(response)) return EPSCAN_OK;
    *spectra = calloc(request->model_count, sizeof **spectra);
    if (!*spectra) return error_no_memory("the spectra");
    for (size_t m = 0; m < request->model_count && !status; m++)
        status = folded_spectrum_init(&(*spectra)[m], response, &request->models[m]);
    return status;
}

static epscan_status channels_init(struct channels *channels, const struct prepared_experiment *prepared,
                                   const struct request *request) {
    *channels = (struct channels){&prepared->search, request, NULL, NULL};
    const epscan_status status = spectra_of(prepared, "annihilation", request, &channels->annihilation);
    return status ? status : spectra_of(prepared, "strahlung", request, &channels->strahlung);
}

static void channels_clear(struct channels *channels) {
    free(channels->annihilation);
    free(channels->strahlung);
}

static void print_head(const struct request *request, const char *column) {
    char text[NUMBER_TEXT_SIZE];
    for (size_t m = 0; m < request->model_count; m++)
        printf(",%s_mA_%s", column, number_to_text(request->models[m].mass_GeV, text));
}

/* A field of the table; counts it when it is nan. */
static void print_efficiency(double efficiency, size_t *missing) {
    printf(",%.10g", efficiency);
    *missing += isnan(efficiency) ? 1 : 0;
}

static epscan_status annihilation_efficiency(const struct channels *channels, size_t m, double threshold_GeV, double *efficiency) {
    struct signal_yield yield = {0};
    epscan_status status = EPSCAN_OK;
    if (channels->annihilation)
        yield.efficiency =
            folded_spectrum_efficiency(&channels->annihilation[m], threshold_GeV, channels->search->production_cut_GeV);
    else
        status = signal_yield_adaptive(channels->search, &channels->request->models[m], threshold_GeV, 0.0, &yield);
    *efficiency = yield.efficiency;
    return status;
}

static epscan_status print_efficiencies(const struct channels *channels) {
    const struct search *search = channels->search;
    const struct request *request = channels->request;
    double efficiency;
    char text[NUMBER_TEXT_SIZE];
    size_t missing = 0;
    fputs("threshold_GeV", stdout);
    print_head(request, "efficiency");
    if (channels->strahlung) print_head(request, "strahlung_efficiency");
    for (size_t i = 0; i < request->thresholds.count; i++) {
        const double threshold = request->thresholds.value[i];
        printf("\n%s", number_to_text(threshold, text));
        for (size_t m = 0; m < request->model_count; m++) {
            const epscan_status status = annihilation_efficiency(channels, m, threshold, &efficiency);
            if (status) return status;
            print_efficiency(efficiency, &missing);
        }
        for (size_t m = 0; m < request->model_count && channels->strahlung; m++)
            print_efficiency(folded_spectrum_efficiency(&channels->strahlung[m], threshold, search->production_cut_GeV), &missing);
    }
    putchar('\n');
    return tell_missing(search, missing);
}

static void print_change(const struct energy_scale_change *change, size_t *missing) {
    printf(",%.10g,%.8g,%.8g,%.8g", change->events, change->down, change->up, energy_scale_mean_change(change));
    *missing += isnan(change->up) || isnan(change->down) ? 1 : 0;
}

static epscan_status annihilation_change(const struct channels *channels, size_t m, double threshold_GeV,
                                         struct energy_scale_change *change) {
    const struct request *request = channels->request;
    const epscan_selection selection = {threshold_GeV, 0.0};
    if (!channels->annihilation)
        return energy_scale_change(channels->search, &request->models[m], &selection, request->shift_GeV, change);
    *change = folded_spectrum_change(&channels->annihilation[m], threshold_GeV, request->shift_GeV);
    return EPSCAN_OK;
}

static epscan_status print_systematics(const struct channels *channels) {
    const struct request *request = channels->request;
    struct energy_scale_change change;
    char mass[NUMBER_TEXT_SIZE], text[NUMBER_TEXT_SIZE];
    size_t missing = 0;
    fputs("mA_GeV,threshold_GeV,n_annihilation,change_down,change_up,mean_change", stdout);
    puts(channels->strahlung ? ",n_strahlung,strahlung_change_down,strahlung_change_up,strahlung_mean_change" : "");
    for (size_t m = 0; m < request->model_count; m++) {
        for (size_t i = 0; i < request->thresholds.count; i++) {
            const double threshold = request->thresholds.value[i];
            const epscan_status status = annihilation_change(channels, m, threshold, &change);
            if (status) return status;
            printf("%s,%s", number_to_text(request->models[m].mass_GeV, mass), number_to_text(threshold, text));
            print_change(&change, &missing);
            if (channels->strahlung) {
                change = folded_spectrum_change(&channels->strahlung[m], threshold, request->shift_GeV);
                print_change(&change, &missing);
            }
            putchar('\n');
        }
    }
    return tell_missing(channels->search, missing);
}

/* By the responses. */
static epscan_status print_from_responses(const struct arguments *a, const struct experiment *experiment,
                                          const struct request *request) {
    struct prepared_experiment *prepared = NULL;
    struct channels channels = {0};
    epscan_status status = prepared_experiment_create(experiment, &prepared);
    if (!status) status = channels_init(&channels, prepared, request);
    if (!status) status = (a->systematics ? print_systematics : print_efficiencies)(&channels);
    channels_clear(&channels);
    prepared_experiment_free(prepared);
    return status;
}

/* By simulated events, which need none. Exit status 3 with a line, when some of what was printed is nan. */
static epscan_status print_preshower(const struct experiment *experiment, const struct request *request) {
    size_t missing = 0;
    const epscan_status status = preshower_run(experiment, &request->preshower, &missing);
    if (status || !missing) return status;
    return error_set(EPSCAN_POINTS_FAILED, "no event reads below the threshold, and nan, in %zu rows; more --showers may help",
                     missing);
}

int command_efficiency(int argc, char **argv) {
    struct arguments arguments = {0};
    struct experiment *experiment = NULL;
    struct request request = {0};
    argp_parse(&efficiency_argp, argc, argv, 0, NULL, &arguments);
    epscan_status status = experiment_read(arguments.experiment, &experiment);
    if (!status) status = option_mediation(&arguments.mediation, &experiment->mediation);
    if (!status) status = read_request(&arguments, experiment, &request);
    if (!status)
        status =
            arguments.preshower ? print_preshower(experiment, &request) : print_from_responses(&arguments, experiment, &request);
    request_clear(&request);
    experiment_free(experiment);
    return command_status(status);
}
