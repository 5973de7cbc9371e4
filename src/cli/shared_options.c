/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Models, selections, threads and seeds from the command line. Parsing has two steps: argp's parsers keep the texts (keep_*), and
 * option_* turn them into numbers once the experiment is read, as a threshold's range ends at its beam energy. Ranges of values are
 * those of the axes of a scan (axis_interval), so that a command takes what a job takes. Masses and energies are in GeV.
 */
#include "cli/shared_options.h"

#include "core/error.h"
#include "scan/axis.h"

#include <stdlib.h>
#include <string.h>

#include <omp.h>

static const struct argp_option coupling_options[] = {
    SPIN_ROW(" (required)", 0), ALPHA_D_ROW(" (required)", 0), MASS_RATIO_ROW(" (required)", 0), {0}};
static const struct argp_option one_mass[] = {MASS_ROW(" (required)", 0), {0}};
static const struct argp_option list_of_masses[] = {MASSES_ROW, {0}};

enum { KEY_MODEL_TABLE = 512 };
static const struct argp_option table_option[] = {
    {"model-table", KEY_MODEL_TABLE, "FILE", 0,
     "A spectral density of your own, a table sqrt_s_GeV,rho_per_GeV2, instead of --spin, --mA, --alpha-D and --mass-ratio", 0},
    {0}};

error_t keep_model_option(int key, char *argument, struct model_options *model) {
    switch (key) {
    case 's': model->spin = argument; break;
    case 'm': model->mass = argument; break;
    case 'a': model->alpha_D = argument; break;
    case 'r': model->mass_ratio = argument; break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static error_t parse_coupling(int key, char *argument, struct argp_state *state) {
    return keep_model_option(key, argument, state->input);
}

static error_t parse_required_model(int key, char *argument, struct argp_state *state) {
    struct model_options *model = state->input;
    if (key == ARGP_KEY_INIT) state->child_inputs[0] = model;
    if (key == ARGP_KEY_END && !model_options_all(model))
        argp_error(state, "--spin, --mA, --alpha-D and --mass-ratio are required");
    return key == ARGP_KEY_INIT || key == ARGP_KEY_END ? 0 : keep_model_option(key, argument, model);
}

/* The rows of a model, all or none, or the table. */
static error_t parse_model_or_table(int key, char *argument, struct argp_state *state) {
    struct model_options *model = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = state->child_inputs[1] = model; break;
    case KEY_MODEL_TABLE: model->table = argument; break;
    case ARGP_KEY_END:
        if (model->table && model_options_any(model))
            argp_error(state, "--model-table stands instead of --spin, --mA, --alpha-D "
                              "and --mass-ratio");
        if (!model->table && !model_options_all(model))
            argp_error(state, "--spin, --mA, --alpha-D and --mass-ratio are required, or --model-table");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp coupling_argp = {coupling_options, parse_coupling, NULL, NULL, NULL, NULL, NULL};
static const struct argp_child couplings[] = {{&coupling_argp, 0, NULL, 0}, {0}};

const struct argp model_list_argp = {list_of_masses, parse_required_model, NULL, NULL, couplings, NULL, NULL};

static const struct argp mass_argp = {one_mass, parse_coupling, NULL, NULL, NULL, NULL, NULL};
static const struct argp masses_argp = {list_of_masses, parse_coupling, NULL, NULL, NULL, NULL, NULL};
static const struct argp_child mass_or_table[] = {{&mass_argp, 0, NULL, 0}, {&coupling_argp, 0, NULL, 0}, {0}};
static const struct argp_child masses_or_table[] = {{&masses_argp, 0, NULL, 0}, {&coupling_argp, 0, NULL, 0}, {0}};
const struct argp model_or_table_argp = {table_option, parse_model_or_table, NULL, NULL, mass_or_table, NULL, NULL};
const struct argp model_list_or_table_argp = {table_option, parse_model_or_table, NULL, NULL, masses_or_table, NULL, NULL};

bool model_options_any(const struct model_options *options) {
    return options->spin || options->mass || options->alpha_D || options->mass_ratio;
}

bool model_options_all(const struct model_options *options) {
    return options->spin && options->mass && options->alpha_D && options->mass_ratio;
}

static epscan_status option_spin(const char *text, epscan_spin *spin) {
    if (epscan_spin_of_name(text, spin)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--spin: \"%.60s\" is not allowed; allowed: %s", text, DARK_CURRENT_NAMES);
}

epscan_status option_spins(const char *text, struct number_list *list) {
    char item[OPTION_ITEM_SIZE];
    epscan_status status = EPSCAN_OK;
    *list = (struct number_list){.value = malloc(EPSCAN_SPIN_COUNT * sizeof(double))};
    if (!list->value) return error_no_memory("a list");
    for (const char *rest = text; rest && !status;) {
        epscan_spin spin = EPSCAN_FERMION;
        rest = option_next_item(rest, ',', item, sizeof item);
        status = option_spin(item, &spin);
        for (size_t i = 0; i < list->count && !status; i++)
            if (list->value[i] == (double)spin)
                status = error_set(EPSCAN_BAD_INPUT, "--spin: \"%.60s\" is not allowed; allowed: each spin once", text);
        if (!status) list->value[list->count++] = spin;
    }
    if (!status) return EPSCAN_OK;
    free(list->value);
    *list = (struct number_list){0};
    return status;
}

/* All of a model but its mass. */
static epscan_status option_couplings(const struct model_options *options, epscan_dark_photon *model) {
    const struct interval alpha = axis_interval(EPSCAN_AXIS_ALPHA_D, 0.0), ratio = axis_interval(EPSCAN_AXIS_MASS_RATIO, 0.0);
    epscan_status status = option_spin(options->spin, &model->spin);
    if (!status) status = option_number("alpha-D", options->alpha_D, &alpha, &model->alpha_D);
    return status ? status : option_number("mass-ratio", options->mass_ratio, &ratio, &model->mass_ratio);
}

epscan_status option_model(const struct model_options *options, epscan_dark_photon *model) {
    const struct interval mass = axis_interval(EPSCAN_AXIS_MASS, 0.0);
    const epscan_status status = option_couplings(options, model);
    return status ? status : option_number("mA", options->mass, &mass, &model->mass_GeV);
}

epscan_status option_models(const struct model_options *options, size_t *count, epscan_dark_photon **models) {
    const struct interval mass = axis_interval(EPSCAN_AXIS_MASS, 0.0);
    epscan_dark_photon common = {0};
    struct number_list masses = {0};
    *models = NULL;
    epscan_status status = option_couplings(options, &common);
    if (!status) status = option_list("mA", options->mass, &mass, &masses);
    if (!status) *models = malloc(masses.count * sizeof **models);
    if (!status && !*models) status = error_no_memory("a list of models");
    *count = status ? 0 : masses.count;
    for (size_t i = 0; i < *count; i++) {
        (*models)[i] = common;
        (*models)[i].mass_GeV = masses.value[i];
    }
    free(masses.value);
    return status;
}

error_t keep_selection_option(int key, char *argument, struct selection_options *selection) {
    switch (key) {
    case 't': selection->threshold = argument; break;
    case 'd': selection->shift = argument; break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

epscan_status option_selection(const struct selection_options *options, double beam_energy_GeV, epscan_selection *selection) {
    const struct interval threshold = axis_interval(EPSCAN_AXIS_THRESHOLD, beam_energy_GeV);
    const struct interval shift = axis_interval(EPSCAN_AXIS_SHIFT, beam_energy_GeV);
    epscan_status status = EPSCAN_OK;
    if (options->threshold) status = option_number("threshold", options->threshold, &threshold, &selection->threshold_GeV);
    if (!status && options->shift) status = option_number("scale-shift", options->shift, &shift, &selection->energy_scale_shift);
    return status;
}

epscan_status option_threads(const char *text, int *threads) {
    enum { MOST_THREADS = 4096 };
    long number = omp_get_max_threads();
    const epscan_status status = text ? option_integer("threads", text, 1, MOST_THREADS, &number) : EPSCAN_OK;
    *threads = (int)number;
    return status;
}

epscan_status option_seed(const char *text, uint64_t *seed) {
    long number = 1;
    const epscan_status status = text ? option_integer("seed", text, 0, 1L << 53, &number) : EPSCAN_OK;
    *seed = (uint64_t)number;
    return status;
}
