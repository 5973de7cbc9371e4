/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a simulation, checked and turned into a setup; simulate_run.c does the work on all ranks. */
#include "cli/command.h"
#include "cli/scan_run.h"
#include "cli/shared_options.h"
#include "cli/simulate_run.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "file/hdf5_helpers.h"
#include "matter/electron_kernel.h"
#include "parallel/launch.h"
#include "shower/montecarlo/strahlung_sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

struct arguments {
    const char *experiment, *output, *table, *hepmc, *showers, *seed, *cut, *soft_share, *threads, *time_limit, *append;
    struct model_options model;
    struct mediation_options mediation;
    const char *biasing, *beta, *above;
    bool force, quiet, resume;
    double start_s;
};

enum option_key {
    KEY_SEED = 256,
    KEY_CUT,
    KEY_SOFT_SHARE,
    KEY_TABLE,
    KEY_HEPMC,
    KEY_BIASING,
    KEY_BETA,
    KEY_ABOVE,
    KEY_RESUME,
    KEY_TIME_LIMIT,
    KEY_APPEND
};

static const struct argp_option options[] = {
    {"showers", 'n', "N", 0, "How many beam particles (required)", 1},
    OUTPUT_ROW("FILE.h5", "Write here (required)", 1),
    {"seed", KEY_SEED, "S", 0, "Seed of the random numbers; default: 1", 1},
    {"cut", KEY_CUT, "GEV", 0, "Follow particles down to this energy; default: the experiment's minimum energy", 1},
    {"soft-share", KEY_SOFT_SHARE, "X", 0,
     "Photons and delta rays below this share of the energy are continuous loss; default: 0.002", 1},
    {"table", KEY_TABLE, "T.csv", 0, "Write the track length as a table too, for an experiment's shower: {model: table}", 1},
    THREADS_ROW('t', 1),
    {"append", KEY_APPEND, "N", 0, "Instead of --showers: so many more than FILE.h5 has, with the options it was made with", 1},
    {"resume", KEY_RESUME, NULL, 0, "Keep what is done in FILE.h5.checkpoint, and go on where a run stopped", 1},
    {"time-limit", KEY_TIME_LIMIT, "HH:MM:SS", 0, "The same, and stop, with exit status 75, before this time has passed", 1},
    REPLACE_ROW("outputs that exist", 1),
    QUIET_ROW("No progress and no warnings", 1),
    {NULL, 0, NULL, 0,
     "Dark photons of the shower: of positrons that annihilate, and of A'-strahlung where the experiment computes it:", 2},
    MODEL_ROWS("", 2),
    {"biasing", KEY_BIASING, "weighted|multiplied", 0,
     "Weight every step (default), or multiply the cross-section of annihilation alone and absorb the positron", 2},
    {"hepmc", KEY_HEPMC, "FILE.hepmc3", 0, "Write the events as HepMC3 too, for detector simulations", 2},
    {"beta", KEY_BETA, "NUMBER", 0, "Factor on the cross-section; required with multiplied", 2},
    {"above", KEY_ABOVE, "GEV", 0,
     "Positrons, and A' that are radiated, below are not made; default: the experiment's minimum energy when weighted, 42.5 when "
     "multiplied",
     2},
    {0},
};

/* What makes dark photons. */
static error_t keep_signal_option(int key, char *argument, struct arguments *a) {
    switch (key) {
    case KEY_HEPMC: a->hepmc = argument; break;
    case KEY_BIASING: a->biasing = argument; break;
    case KEY_BETA: a->beta = argument; break;
    case KEY_ABOVE: a->above = argument; break;
    default: return keep_model_option(key, argument, &a->model);
    }
    return 0;
}

/* When all options were read. */
static void check_given(const struct arguments *a, struct argp_state *state) {
    if (!a->experiment) argp_error(state, "an experiment file is required");
    if (!(a->showers || a->append) || !a->output) argp_error(state, "--showers and --output are required");
    if (a->showers && a->append) argp_error(state, "--append stands for --showers");
}

static error_t parse_simulate_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->mediation;
        a->model.mediation = &a->mediation;
        break;
    case 'n': a->showers = argument; break;
    case 'o': a->output = argument; break;
    case 't': a->threads = argument; break;
    case 'f': a->force = true; break;
    case 'q': a->quiet = true; break;
    case KEY_APPEND: a->append = argument; break;
    case KEY_RESUME: a->resume = true; break;
    case KEY_TIME_LIMIT: a->time_limit = argument; break;
    case KEY_SEED: a->seed = argument; break;
    case KEY_CUT: a->cut = argument; break;
    case KEY_SOFT_SHARE: a->soft_share = argument; break;
    case KEY_TABLE: a->table = argument; break;
    case ARGP_KEY_ARG: keep_argument(state, &a->experiment, argument); break;
    case ARGP_KEY_END: check_given(a, state); break;
    default: return keep_signal_option(key, argument, a);
    }
    return 0;
}

static const struct argp_child children[] = {{&mediator_argp, 0, NULL, 0}, {0}};

const struct argp simulate_argp = {
    options,
    parse_simulate_option,
    "EXPERIMENT.yaml",
    "Electromagnetic showers by Monte Carlo: track lengths, profile and signal events. Alone, or under mpirun or srun.\v"
    "The file holds the same numbers, to the last bit, for any ranks and threads. SIGTERM, SIGINT or SIGUSR1 stops with exit "
    "status 75; nothing is kept, but with --resume or --time-limit, where a run goes on as if it had never stopped. A summary is "
    "printed as one JSON object.\n\n"
    "Examples:\n"
    "  epscan simulate inputs/experiments/na64-2021.yaml --showers 1e6 \\\n"
    "      -o outputs/showers.h5 --table outputs/track.csv\n"
    "  mpirun -n 4 epscan simulate inputs/experiments/na64-2021.yaml \\\n"
    "      --spin fermion --mA 0.25 --alpha-D 0.1 --mass-ratio 1/3 \\\n"
    "      --showers 1e6 -o outputs/signal.h5\n",
    children,
    NULL,
    NULL};

/* Bins of track length need some room below the beam energy. */
static const double highest_cut_share = 0.99;

static epscan_status read_showers(const struct arguments *a, const struct experiment *e, struct simulate_request *request) {
    static const struct interval share = {SIMULATION_LEAST_SOFT_SHARE, SIMULATION_LARGEST_SOFT_SHARE, false, false, ""};
    static const int64_t most_showers = SIMULATION_MOST_SHOWERS;
    const bool bound = model_options_any(&a->model) || a->table; /* yields and tables begin at the minimum energy */
    const struct interval cut = {SIMULATION_LOWEST_CUT_GeV, bound ? e->minimum_energy_GeV : highest_cut_share * e->beam_energy_GeV,
                                 false, false, "GeV"};
    char default_cut[32];
    long showers = 0, append = 0;
    snprintf(default_cut, sizeof default_cut, "%.17g", e->minimum_energy_GeV);
    epscan_status status = a->append ? option_integer("append", a->append, 1, most_showers, &append)
                                     : option_integer("showers", a->showers, 1, most_showers, &showers);
    if (!status) status = option_seed(a->seed, &request->seed);
    if (!status) status = option_number("cut", a->cut ? a->cut : default_cut, &cut, &request->cut_GeV);
    if (!status && a->soft_share) status = option_number("soft-share", a->soft_share, &share, &request->soft_share);
    if (!status) status = option_threads(a->threads, &request->threads);
    request->showers = (uint64_t)showers;
    request->append = (uint64_t)append;
    return status;
}

/* Weighted steps, or multiplied cross-sections with their factor beta. */
static epscan_status choose_biasing(const struct arguments *a, const struct experiment *e, struct signal_setup *signal) {
    signal->biasing = a->biasing && strcmp(a->biasing, "multiplied") == 0 ? SIGNAL_MULTIPLIED : SIGNAL_WEIGHTED;
    if (a->biasing && signal->biasing == SIGNAL_WEIGHTED && strcmp(a->biasing, "weighted") != 0)
        return error_set(EPSCAN_BAD_INPUT, "--biasing: \"%.60s\" is not allowed; allowed: weighted, multiplied", a->biasing);
    if (signal->biasing == SIGNAL_MULTIPLIED && !a->beta)
        return error_set(EPSCAN_BAD_INPUT, "--beta is missing; --biasing multiplied requires it");
    if (signal->biasing == SIGNAL_MULTIPLIED && e->electrons_move)
        return error_set(EPSCAN_BAD_INPUT, "--biasing: multiplied is for electrons at rest; allowed for those in motion: weighted");
    if (signal->biasing == SIGNAL_WEIGHTED && a->beta)
        return error_set(EPSCAN_BAD_INPUT, "--beta is not allowed; allowed: with --biasing multiplied");
    return EPSCAN_OK;
}

static epscan_status read_biasing(const struct arguments *a, const struct experiment *e, const struct simulate_request *request,
                                  struct signal_setup *signal) {
    static const struct interval beta = {0.0, 1e30, true, false, ""};
    const struct interval above = {request->cut_GeV, e->beam_energy_GeV, false, true, "GeV"};
    char default_above[32];
    epscan_status status = choose_biasing(a, e, signal);
    if (status) return status;
    /* the paper multiplied above 42.5 GeV, where everything that can be selected is */
    snprintf(default_above, sizeof default_above, "%.17g", signal->biasing == SIGNAL_MULTIPLIED ? 42.5 : e->minimum_energy_GeV);
    if (a->beta) status = option_number("beta", a->beta, &beta, &signal->beta);
    return status ? status : option_number("above", a->above ? a->above : default_above, &above, &signal->lowest_energy_GeV);
}

/* How electrons move, and what is radiated, where the experiment has it. */
static epscan_status make_samplers(const struct experiment *e, struct simulate_request *request) {
    struct signal_setup *signal = &request->signal;
    epscan_status status = EPSCAN_OK;
    if (e->electrons_move) status = electron_kernel_of_nuclei(&e->nuclei, e->binding, &request->moving_electrons);
    signal->moving_electrons = request->moving_electrons;
    if (status || !e->computes_strahlung || signal->biasing == SIGNAL_MULTIPLIED) return status;
    const struct strahlung_sampler_setup setup = {.target = &e->target,
                                                  .nuclei = &e->nuclei,
                                                  .of_layers = e->electrons_of_all_layers,
                                                  .form_factor = e->form_factor,
                                                  .model = signal->model,
                                                  .coupling = signal->mediator->coupling,
                                                  .beam_energy_GeV = e->beam_energy_GeV,
                                                  .least_vector_GeV = signal->lowest_energy_GeV};
    status = strahlung_sampler_create(&setup, &request->strahlung);
    signal->strahlung = request->strahlung;
    return status;
}

static epscan_status read_signal(const struct arguments *a, const struct experiment *e, struct simulate_request *request) {
    const struct model_options *m = &a->model;
    const bool any = model_options_any(m) || a->mediation.mediator || a->biasing || a->beta || a->above || a->hepmc;
    struct mediation mediation = e->mediation;
    if (!any) return EPSCAN_OK;
    if (!model_options_all(m)) return error_set(EPSCAN_BAD_INPUT, "signal events need all of " MODEL_OPTIONS_NEEDED);
    if (e->initial_state_radiates)
        return error_set(EPSCAN_BAD_INPUT, "signal events: not with `initial_state_radiation: leading-log`; allowed: none");
    request->with_signal = true;
    request->signal = (struct signal_setup){.electrons_per_cm2_X0 = e->electrons_of_all_layers ? 0.0 : e->electrons_per_cm2_X0,
                                            .resolution = e->resolution};
    epscan_status status = option_mediation(&a->mediation, &mediation);
    request->signal.mediator = mediation.mediator;
    if (!status) status = option_model(m, &request->signal.model);
    if (!status) status = read_biasing(a, e, request, &request->signal);
    return status ? status : make_samplers(e, request);
}

static epscan_status read_request(const struct arguments *a, struct simulate_request *request, struct experiment **experiment) {
    request->experiment_path = a->experiment;
    request->output_path = a->output;
    request->table_path = a->table;
    request->hepmc_path = a->hepmc;
    request->force = a->force;
    request->quiet = a->quiet;
    request->resumable = a->resume || a->time_limit;
    request->soft_share = SIMULATION_SOFT_SHARE;
    epscan_status status = EPSCAN_OK;
    double limit_s = INFINITY;
    if (a->time_limit) status = option_duration("time-limit", a->time_limit, &limit_s);
    request->deadline_s = a->start_s + limit_s;
    if (!status) status = experiment_read(a->experiment, experiment);
    if (!status) status = read_showers(a, *experiment, request);
    return status ? status : read_signal(a, *experiment, request);
}

int command_simulate(int argc, char **argv) {
    struct arguments arguments = {.start_s = monotonic_s()};
    struct simulate_request request = {0};
    struct experiment *experiment = NULL;
    char command_line[2048];
    int provided;
    stop_signal_install();
    join_arguments(argc, argv, command_line, sizeof command_line);
    request.command_line = command_line;
    argp_parse(&simulate_argp, argc, argv, 0, NULL, &arguments);
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    epscan_status status = launch_check(MPI_COMM_WORLD);
    if (!status) status = agree(read_request(&arguments, &request, &experiment));
    if (!status) status = simulate_run(&request, experiment);
    strahlung_sampler_free(request.strahlung);
    electron_kernel_free(request.moving_electrons);
    experiment_free(experiment);
    hdf5_forget_errors();
    MPI_Finalize();
    return (int)status;
}
