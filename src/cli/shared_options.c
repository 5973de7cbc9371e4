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

static const struct argp_option coupling_options[] = {COUPLING_ROWS(" (required)", 0), {0}};
static const struct argp_option one_mass[] = {MASS_AXIS_ROW(MODEL_OPTION, " (required)", 0), {0}};
static const struct argp_option list_of_masses[] = {MASSES_ROW, {0}};

static const struct argp_option table_option[] = {TABLE_ROW(0), {0}};

enum { KEY_MEDIATOR = 520, KEY_VISIBLE_WIDTHS };
#define MEDIATOR_OPTION                                                                                                            \
    { "mediator", KEY_MEDIATOR, MEDIATOR_CHOICE, 0, "What A' couples to beside chi; default: kinetic-mixing", 0 }
static const struct argp_option mediator_options[] = {MEDIATOR_OPTION, {0}};
static const struct argp_option mediation_rows[] = {
    MEDIATOR_OPTION,
    {"visible-widths", KEY_VISIBLE_WIDTHS, NULL, 0,
     "Its widths to charged leptons and hadrons, and to neutrinos, which are signal, are part of Gamma: epsilon_up is then a root",
     0},
    {0}};

static error_t parse_mediation(int key, char *argument, struct argp_state *state) {
    struct mediation_options *options = state->input;
    switch (key) {
    case KEY_MEDIATOR: options->mediator = argument; break;
    case KEY_VISIBLE_WIDTHS: options->visible_widths = true; break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

const struct argp mediator_argp = {mediator_options, parse_mediation, NULL, NULL, NULL, NULL, NULL};
const struct argp mediation_argp = {mediation_rows, parse_mediation, NULL, NULL, NULL, NULL, NULL};

epscan_status option_mediation(const struct mediation_options *options, struct mediation *mediation) {
    const struct mediator *mediator = options->mediator ? mediator_of_name(options->mediator) : mediation->mediator;
    if (!mediator)
        return error_set(EPSCAN_BAD_INPUT, "--mediator: \"%.60s\" is not allowed; allowed: %s", options->mediator, MEDIATOR_NAMES);
    *mediation = (struct mediation){mediator, options->visible_widths};
    return EPSCAN_OK;
}

epscan_status option_mediation_of_response(const struct mediation_options *options, struct mediation *mediation) {
    const enum coupling own = mediation->mediator->coupling;
    const epscan_status status = option_mediation(options, mediation);
    if (status || mediation->mediator->coupling == own) return status;
    return error_set(EPSCAN_BAD_INPUT,
                     "--mediator: %s is not allowed with --response, which is for %s couplings; allowed: an experiment",
                     options->mediator, coupling_names[own]);
}

error_t keep_model_option(int key, char *argument, struct model_options *model) {
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) {
        if (key != axis_descriptions[axis].letter) continue;
        model->text[axis] = argument;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_coupling(int key, char *argument, struct argp_state *state) {
    return keep_model_option(key, argument, state->input);
}

static error_t parse_required_model(int key, char *argument, struct argp_state *state) {
    struct model_options *model = state->input;
    if (key == ARGP_KEY_INIT) state->child_inputs[0] = model;
    if (key == ARGP_KEY_END && !model_options_all(model)) argp_error(state, MODEL_OPTIONS_NEEDED " are required");
    return key == ARGP_KEY_INIT || key == ARGP_KEY_END ? 0 : keep_model_option(key, argument, model);
}

/* The rows of a model, all or none, or the table. */
static error_t parse_model_or_table(int key, char *argument, struct argp_state *state) {
    struct model_options *model = state->input;
    const char *table = model->text[EPSCAN_AXIS_TABLE];
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = state->child_inputs[1] = model; break;
    case ARGP_KEY_END:
        if (table && model_options_any(model)) argp_error(state, "--model-table stands instead of " MODEL_OPTIONS_NEEDED);
        if (!table && !model_options_all(model)) argp_error(state, MODEL_OPTIONS_NEEDED " are required, or --model-table");
        break;
    default: return keep_model_option(key, argument, model);
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
    bool any = false;
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) any |= options->text[axis] && axis != EPSCAN_AXIS_TABLE;
    return any;
}

bool model_options_all(const struct model_options *options) {
    bool all = true;
    for (int axis = 0; axis < MODEL_AXIS_COUNT; axis++) all &= options->text[axis] || axis_descriptions[axis].need != AXIS_REQUIRED;
    return all;
}

static epscan_status option_spin(const char *text, epscan_spin *spin) {
    if (epscan_spin_of_name(text, spin)) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "--spin: \"%.60s\" is not allowed; allowed: %s", text, DARK_CURRENT_NAMES);
}

/* What --spin lists with commas, as epscan_spin. Empty on errors. */
static epscan_status option_spins(const char *text, struct number_list *list) {
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

epscan_status option_axis_values(epscan_axis axis, const char *text, double beam_energy_GeV, struct number_list *list) {
    const struct interval allowed = axis_interval(axis, beam_energy_GeV);
    return axis == EPSCAN_AXIS_SPIN ? option_spins(text, list) : option_list(axis_descriptions[axis].option, text, &allowed, list);
}

epscan_status option_table(const char *text, const struct axis *tables, int *table) {
    char names[400];
    if (axis_find_table(tables, text, table)) return EPSCAN_OK;
    if (!tables->table) return error_set(EPSCAN_BAD_INPUT, "--model-table is not allowed; allowed: with a grid of tables");
    axis_range_text(EPSCAN_AXIS_TABLE, tables, names, sizeof names);
    return error_set(EPSCAN_BAD_INPUT, "--model-table: \"%.60s\" is not allowed; allowed: %s", text, names);
}

epscan_status option_tables(const char *text, const struct axis *tables, struct number_list *list) {
    char item[OPTION_ITEM_SIZE];
    epscan_status status = EPSCAN_OK;
    *list = (struct number_list){.value = malloc(AXIS_MAX_TABLES * sizeof(double))};
    if (!list->value) return error_no_memory("a list");
    for (const char *rest = text; rest && !status && list->count < AXIS_MAX_TABLES;) {
        int table = 0;
        rest = option_next_item(rest, ',', item, sizeof item);
        status = option_table(item, tables, &table);
        list->value[list->count++] = table;
    }
    if (!status) return EPSCAN_OK;
    free(list->value);
    *list = (struct number_list){0};
    return status;
}

/* One axis' member of a point, if its option is given. */
static epscan_status option_axis(epscan_axis axis, const char *text, double beam_energy_GeV, struct scan_point *point) {
    const struct interval allowed = axis_interval(axis, beam_energy_GeV);
    double value = 0.0;
    if (!text) return EPSCAN_OK;
    if (axis == EPSCAN_AXIS_SPIN) return option_spin(text, &point->model.spin);
    const epscan_status status = option_number(axis_descriptions[axis].option, text, &allowed, &value);
    if (!status) axis_set(axis, value, point);
    return status;
}

/* Of the mediator that is named, if there is such a one. */
static enum coupling option_coupling(const struct mediation_options *mediation) {
    const struct mediator *mediator = mediation && mediation->mediator ? mediator_of_name(mediation->mediator) : NULL;
    return mediator ? mediator->coupling : COUPLING_VECTOR;
}

/* All of a model but its mass. */
static epscan_status option_couplings(const struct model_options *options, epscan_dark_photon *model) {
    struct scan_point point = {0};
    char why[COUPLING_WHY_SIZE];
    epscan_status status = EPSCAN_OK;
    for (epscan_axis axis = 0; axis < MODEL_AXIS_COUNT && !status; axis++)
        if (axis != EPSCAN_AXIS_MASS && axis != EPSCAN_AXIS_TABLE) status = option_axis(axis, options->text[axis], 0.0, &point);
    *model = point.model;
    if (!status && !options->of_grid && !coupling_takes(option_coupling(options->mediation), model, why))
        return error_set(EPSCAN_BAD_INPUT, "--spin: %s", why);
    if (status || dark_photon_exists(model, why)) return status;
    return error_set(EPSCAN_BAD_INPUT, "--splitting: %s", why);
}

epscan_status option_model(const struct model_options *options, epscan_dark_photon *model) {
    const struct interval mass = axis_interval(EPSCAN_AXIS_MASS, 0.0);
    const epscan_status status = option_couplings(options, model);
    return status ? status : option_number("mA", options->text[EPSCAN_AXIS_MASS], &mass, &model->mass_GeV);
}

epscan_status option_models(const struct model_options *options, size_t *count, epscan_dark_photon **models) {
    const struct interval mass = axis_interval(EPSCAN_AXIS_MASS, 0.0);
    epscan_dark_photon common = {0};
    struct number_list masses = {0};
    *models = NULL;
    epscan_status status = option_couplings(options, &common);
    if (!status) status = option_list("mA", options->text[EPSCAN_AXIS_MASS], &mass, &masses);
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
    struct scan_point point = {.selection = *selection};
    epscan_status status = option_axis(EPSCAN_AXIS_THRESHOLD, options->threshold, beam_energy_GeV, &point);
    if (!status) status = option_axis(EPSCAN_AXIS_SHIFT, options->shift, beam_energy_GeV, &point);
    *selection = point.selection;
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
