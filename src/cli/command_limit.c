/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits mass by mass, by any method. Masses are shared among ranks where methods need no toys; with toys all ranks work on each
 * limit (parallel/toy_rounds.h). Rank 0 prints, in the order of the masses.
 */
#include "cli/command.h"
#include "cli/scan_run.h"
#include "cli/shared_options.h"
#include "analysis/model_limit.h"
#include "text/number_text.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "file/response_file.h"
#include "parallel/launch.h"
#include "parallel/progress.h"
#include "parallel/ranks_share.h"
#include "parallel/tile_queue.h"
#include "parallel/toy_rounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>
#include <omp.h>

struct arguments {
    const char *experiments[EXPERIMENTS_MAX_JOINT], *response, *method, *ensemble, *toys, *seed, *threads;
    int experiment_count;
    bool quiet;
    struct selection_options selection;
    struct model_options model;
    struct mediation_options mediation;
};

enum { KEY_ENSEMBLE = 256, KEY_TOYS, KEY_SEED, KEY_RESPONSE };

static const struct argp_option options[] = {
    {"method", 'M', "counting|cls|cls-asymptotic|cls-toys|bayes", 0, "Default: the experiment's", 0},
    {"response", KEY_RESPONSE, "FILE", 0, "A response that `epscan response` made, instead of an experiment", 0},
    THRESHOLD_ROW("ECAL threshold; default: the experiment's"),
    {"toys", KEY_TOYS, "N", 0, "Pseudo-experiments with and without signal at each of some 40 tested signals; default: 10000", 0},
    {"seed", KEY_SEED, "N", 0, "Seed of the pseudo-experiments; default: 1", 0},
    {"ensemble", KEY_ENSEMBLE, "fitted|prior", 0,
     "Nuisance parameters of pseudo-experiments: fitted to the data (default), or drawn from their priors", 0},
    THREADS_ROW('j', 0),
    QUIET_ROW("No progress on stderr", 0),
    {0},
};

static error_t parse_limit_option(int key, char *argument, struct argp_state *state) {
    struct arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->model;
        state->child_inputs[1] = &a->mediation;
        a->model.mediation = &a->mediation;
        break;
    case 'M': a->method = argument; break;
    case 't': a->selection.threshold = argument; break;
    case 'j': a->threads = argument; break;
    case 'q': a->quiet = true; break;
    case KEY_RESPONSE: a->response = argument; break;
    case KEY_TOYS: a->toys = argument; break;
    case KEY_SEED: a->seed = argument; break;
    case KEY_ENSEMBLE: a->ensemble = argument; break;
    case ARGP_KEY_ARG:
        if (a->experiment_count == EXPERIMENTS_MAX_JOINT) argp_error(state, "more than %d experiments", EXPERIMENTS_MAX_JOINT);
        a->experiments[a->experiment_count++] = argument;
        break;
    case ARGP_KEY_END:
        if (!a->experiment_count == !a->response) argp_error(state, "an experiment file is required, or --response without one");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp_child children[] = {{&model_list_or_table_argp, 0, NULL, 0}, {&mediation_argp, 0, NULL, 0}, {0}};

const struct argp limit_argp = {
    options,
    parse_limit_option,
    "EXPERIMENT.yaml...",
    "Upper limits on epsilon for a list of masses, observed and expected, as CSV.\v"
    "The likelihood has one bin for each data set and the uncertainties of the experiment file's `statistics`; events_up counts "
    "signal events of all bins at nominal efficiency. Expected limits are those at -2 ... +2 sigma of the background. "
    "Several experiments make one limit: uncertainties of one name are one parameter where the files say `shared: true`; method, "
    "confidence level and --threshold are the first one's.\n\n"
    "Yields are by adaptive quadrature, as in `epscan point`; of a spectral density of your own (--model-table) one "
    "line, with its norm in the place of the mass and no y. A response file (--response) has the experiment's statistics with it: "
    "all methods, no shower to solve, yields to 1e-5; methods that move the threshold by the energy scale's uncertainty need the "
    "response there, too (`epscan response --thresholds`).\n\nMasses, or pseudo-experiments, are shared over MPI "
    "ranks and "
    "threads, and limits do not depend on them; a limit that so many do not show is nan. A limit that is not found is nan with the "
    "status "
    "failed, and makes the exit status 3.\n\n"
    "Examples:\n"
    "  epscan limit inputs/experiments/na64-2021.yaml --spin fermion \\\n"
    "      --mA 0.2:0.3:21 --alpha-D 0.1 --mass-ratio 1/3 \\\n"
    "      --method cls\n"
    "  mpirun -n 4 epscan limit inputs/experiments/na64-2021.yaml \\\n"
    "      --spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3 \\\n"
    "      --method cls-toys --toys 20000\n",
    children,
    NULL,
    NULL};

struct request {
    struct limit_options options;
    size_t model_count;
    epscan_dark_photon *models; /* [model_count] */
    struct density_table table; /* that the only one is, or empty */
};

static epscan_status option_choice(const char *option, const char *text, const char *const *names, int count, const char *allowed,
                                   int *index) {
    for (*index = 0; *index < count; (*index)++)
        if (strcmp(text, names[*index]) == 0) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--%s: \"%.60s\" is not allowed; allowed: %s", option, text, allowed);
}

static epscan_status read_method(const struct arguments *a, struct limit_options *limit) {
    static const char *const ensembles[] = {"fitted", "prior"};
    const char *methods[EPSCAN_LIMIT_METHODS];
    int method = (int)limit->method, ensemble = 0;
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < EPSCAN_LIMIT_METHODS; i++) methods[i] = epscan_limit_method_name((epscan_limit_method)i);
    if (a->method)
        status = option_choice("method", a->method, methods, EPSCAN_LIMIT_METHODS, "counting, cls, cls-asymptotic, cls-toys, bayes",
                               &method);
    if (!status && a->ensemble) status = option_choice("ensemble", a->ensemble, ensembles, 2, "fitted, prior", &ensemble);
    limit->method = (epscan_limit_method)method;
    limit->toys.ensemble = ensemble ? TOYS_PRIOR : TOYS_FITTED;
    if (!status && limit->method != EPSCAN_LIMIT_CLS_TOYS && (a->toys || a->seed || a->ensemble))
        status = error_set(EPSCAN_BAD_INPUT, "--%s is not allowed; allowed: with --method cls-toys",
                           a->toys   ? "toys"
                           : a->seed ? "seed"
                                     : "ensemble");
    return status;
}

/* The only model is a table. */
static epscan_status read_table(const char *path, struct request *request) {
    request->models = calloc(1, sizeof *request->models);
    if (!request->models) return error_no_memory("a list of models");
    request->models[0].table = 1;
    request->model_count = 1;
    request->options.tables = &request->table;
    return density_table_read(path, &request->table);
}

static epscan_status read_request(const struct arguments *a, const struct experiment *e, struct request *request) {
    struct limit_options *o = &request->options;
    long toys = CLS_TOYS_DEFAULT;
    int threads;
    *o = limit_options_of(e);
    epscan_status status = read_method(a, o);
    if (!status) status = option_selection(&a->selection, e->beam_energy_GeV, &o->selection);
    if (!status && a->toys) status = option_integer("toys", a->toys, CLS_TOYS_LEAST, CLS_TOYS_MOST, &toys);
    if (!status) status = option_seed(a->seed, &o->toys.seed);
    if (!status) status = option_threads(a->threads, &threads);
    if (!status) omp_set_num_threads(threads);
    o->toys.toys = (size_t)toys;
    if (status) return status;
    return a->model.text[EPSCAN_AXIS_TABLE] ? read_table(a->model.text[EPSCAN_AXIS_TABLE], request)
                                            : option_models(&a->model, &request->model_count, &request->models);
}

/* Of some masses; those of a rank in limits[], zeros for others. */
struct search_work {
    const struct prepared_experiment *experiment;
    const struct request *request;
    struct model_limit *limits;
    uint64_t block; /* masses of a tile: one for each thread */
};

static uint64_t block_masses(void *data, uint64_t tile) {
    const struct search_work *work = data;
    const uint64_t left = work->request->model_count - tile * work->block;
    return left < work->block ? left : work->block;
}

/* A block of masses, one for each thread. Messages belong to threads: the first failure's is handed on. */
static epscan_status find_block(void *data, uint64_t tile, void (*idle)(void *), void *idle_data,
                                uint64_t counters[TILE_COUNTERS]) {
    const struct search_work *work = data;
    const uint64_t first = tile * work->block, end = first + block_masses(data, tile);
    epscan_status status = EPSCAN_OK;
    char reason[512] = "";
    (void)counters;
#pragma omp parallel for schedule(dynamic)
    for (uint64_t i = first; i < end; i++) {
        epscan_status now = stop_status();
        if (!now) now = model_limit_find(work->experiment, &work->request->models[i], &work->request->options, &work->limits[i]);
        if (omp_get_thread_num() == 0) idle(idle_data);
        if (!now) continue;
#pragma omp critical(limit_failure)
        {
            status = now;
            snprintf(reason, sizeof reason, "%s", epscan_error_message());
        }
    }
    return status ? error_set(status, "%s", reason) : EPSCAN_OK;
}

/* Collective: masses shared out over ranks and threads; rank 0 gets all. */
static epscan_status find_without_toys(struct search_work *work, struct progress *progress) {
    int threads = omp_get_max_threads(), rank;
    struct tile_summary summary;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Allreduce(MPI_IN_PLACE, &threads, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    work->block = (uint64_t)threads;
    const size_t count = work->request->model_count;
    const struct tile_work tiles = {0, (count + work->block - 1) / work->block, find_block, block_masses, work, INFINITY};
    const epscan_status status = agree(tile_queue_run(MPI_COMM_WORLD, &tiles, progress, &summary));
    if (status) return status;
    const int bytes = (int)(count * sizeof *work->limits);
    MPI_Reduce(rank ? work->limits : MPI_IN_PLACE, rank ? NULL : work->limits, bytes, MPI_BYTE, MPI_BOR, 0, MPI_COMM_WORLD);
    return agree(rank == 0 && summary.stopped ? error_set(EPSCAN_STOPPED, "stopped by a signal; no limits are printed")
                                              : EPSCAN_OK);
}

/* A mass tests about so many signals, with and without. */
enum { USUAL_ROUNDS = 2 * 45 };

/* Toys done of this mass; never more than a mass has. */
struct toy_progress {
    struct progress *progress;
    uint64_t end; /* of this mass */
};

static void count_toys(void *data, uint64_t toys) {
    const struct toy_progress *p = data;
    const uint64_t left = p->end - p->progress->done;
    progress_add(p->progress, toys < left ? toys : left);
}

/* Collective: rank 0 takes the masses one after the other; the others work for it. */
static epscan_status find_with_toys(struct search_work *work, struct progress *progress) {
    const struct request *request = work->request;
    struct toy_progress toys = {progress, 0};
    struct toy_rounds rounds = {MPI_COMM_WORLD, count_toys, &toys};
    struct limit_options chosen = request->options;
    epscan_status status = EPSCAN_OK;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank) toy_rounds_serve(MPI_COMM_WORLD);
    if (rank) return agree(EPSCAN_OK);
    chosen.toys.runner = toy_runner_ranks(&rounds);
    for (size_t i = 0; i < request->model_count && !status; i++) {
        toys.end = (i + 1) * USUAL_ROUNDS * chosen.toys.toys;
        status = stop_status();
        if (!status) status = model_limit_find(work->experiment, &request->models[i], &chosen, &work->limits[i]);
        progress_add(progress, toys.end - progress->done);
    }
    toy_rounds_end(MPI_COMM_WORLD);
    return agree(status);
}

static epscan_status find_all(struct search_work *work, bool quiet) {
    const struct request *request = work->request;
    const bool with_toys = request->options.method == EPSCAN_LIMIT_CLS_TOYS;
    struct progress progress;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    progress_start(&progress, request->model_count * (with_toys ? USUAL_ROUNDS * request->options.toys.toys : 1),
                   with_toys ? "toys" : "masses", quiet || rank);
    const epscan_status status = with_toys ? find_with_toys(work, &progress) : find_without_toys(work, &progress);
    if (!status) progress_finish(&progress);
    return status;
}

static int print_limits(const struct request *request, const struct model_limit *limits) {
    char mass[NUMBER_TEXT_SIZE];
    int failed = 0;
    const bool of_table = request->models[0].table != 0;
    printf("%s", of_table ? "rho_norm" : "mA_GeV");
    puts(",n_annihilation,n_strahlung,energy_scale_change,events_up,events_up_error,epsilon_up,y_up,epsilon_expected_minus_2,"
         "epsilon_expected_minus_1,epsilon_expected,epsilon_expected_plus_1,epsilon_expected_plus_2,status");
    for (size_t i = 0; i < request->model_count; i++) {
        const struct model_limit *l = &limits[i];
        const epscan_dark_photon *model = &request->models[i];
        printf("%s,%.10g,%.10g,%.6g,%.10g,%.3g,%.10g,%.10g", number_to_text(of_table ? request->table.norm : model->mass_GeV, mass),
               l->channel_events[0], l->channel_events[1], l->energy_scale_change[0], l->events.events, l->events.events_error,
               l->epsilon_up, epscan_dark_photon_y(model, l->epsilon_up));
        for (int band = 0; band < EPSCAN_LIMIT_BANDS; band++) printf(",%.8g", l->epsilon_expected[band]);
        printf(",%s\n", epscan_point_status_name(l->status));
        failed += l->status == EPSCAN_POINT_FAILED;
    }
    return failed;
}

/* What the command makes, and frees at its end. */
struct limit_run {
    struct experiment *experiment; /* with its next ones; */
    struct prepared_experiment *prepared;
    struct response_file response;          /* instead of these, with its own experiment, */
    struct prepared_experiment of_response; /* which nothing is solved of */
    struct request request;
};

/* The mediator of the options, which tables have none of, and responses one of their coupling. */
static epscan_status read_mediation(const struct arguments *a, struct experiment *experiment) {
    if (a->model.text[EPSCAN_AXIS_TABLE] && (a->mediation.mediator || a->mediation.visible_widths))
        return error_set(EPSCAN_BAD_INPUT, "--mediator, --visible-widths: not allowed with --model-table, which has all of rho(s)");
    return (a->response ? option_mediation_of_response : option_mediation)(&a->mediation, &experiment->mediation);
}

/* What limits are of: experiments, or a response with its experiment's statistics. Each rank for itself. */
static epscan_status read_sources(const struct arguments *a, struct limit_run *made) {
    epscan_status status = a->response ? response_file_open(a->response, &made->response) : EPSCAN_OK;
    if (!status && a->response) status = read_mediation(a, made->response.experiment);
    struct experiment **next = &made->experiment;
    for (int i = 0; i < a->experiment_count && !status; i++, next = *next ? &(*next)->next : next) {
        status = experiment_read(a->experiments[i], next);
        if (!status) status = read_mediation(a, *next);
    }
    made->of_response.experiment = made->response.experiment;
    return status ? status : read_request(a, a->response ? made->response.experiment : made->experiment, &made->request);
}

/* Collective: ranks prepare the experiments together; of a response nothing is to be prepared. */
static epscan_status prepare_all(struct limit_run *made) {
    MPI_Comm communicator = MPI_COMM_WORLD;
    const struct work_share share = ranks_share(&communicator);
    if (!made->experiment) return EPSCAN_OK;
    return prepared_experiment_create_together(made->experiment, &share, &made->prepared);
}

/* Collective. Rank 0 prints. */
static int run(const struct arguments *a, struct limit_run *made) {
    struct request *request = &made->request;
    struct model_limit *limits = NULL;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    epscan_status status = agree(read_sources(a, made));
    if (status) return (int)status;
    status = prepare_all(made);
    request->options.response = a->response ? &made->response.table : NULL;
    const struct prepared_experiment *source = a->response ? &made->of_response : made->prepared;
    if (!status) limits = calloc(request->model_count, sizeof *limits);
    if (!status && !limits) status = error_no_memory("the limits");
    status = agree(status);
    struct search_work work = {source, request, limits, 1};
    if (!status) status = find_all(&work, a->quiet);
    if (!status && rank == 0) command_caution(source->experiment, request->options.method);
    const int failed = status || rank ? 0 : print_limits(request, limits);
    free(limits);
    return failed ? EPSCAN_POINTS_FAILED : (int)status;
}

int command_limit(int argc, char **argv) {
    struct arguments arguments = {0};
    struct limit_run made = {0};
    int provided;
    stop_signal_install();
    argp_parse(&limit_argp, argc, argv, 0, NULL, &arguments);
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    int status = (int)launch_check(MPI_COMM_WORLD);
    if (!status) status = run(&arguments, &made);
    free(made.request.models);
    density_table_clear(&made.request.table);
    response_file_close(&made.response);
    prepared_experiment_free(made.prepared);
    experiment_free(made.experiment);
    MPI_Finalize();
    return status;
}
