/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options that several commands take: their rows of argp's tables, stated once, and one parser of each, whose ranges are those of
 * the axes (scan/axis.h). What is given is kept as text while argp parses, and read once the experiment is known.
 */
#ifndef EPSCAN_CLI_SHARED_OPTIONS_H
#define EPSCAN_CLI_SHARED_OPTIONS_H

#include "cli/command.h"
#include "epscan/dark_photon.h"
#include "model/coupling.h"
#include "model/dark_current.h"
#include "model/mediator.h"
#include "scan/axis.h"

/*
 * Rows of argp's tables from those of the axes (scan/axis.h). `note`: behind the explanation of what is required, " (required)" or
 * ""; `group`: argp's, by which --help sorts.
 */
#define OPTION_NOTE_REQUIRED(note) note
#define OPTION_NOTE_OPTIONAL(note) "; default: 0"
#define OPTION_NOTE_TABLE(note) note
#define MODEL_OPTION(id, key, dimension, unit, long_name, member, low, high, open_low, open_high, need, option, letter, argument,  \
                     explanation, list, of_list, note, group)                                                                      \
    { option, letter, argument, 0, explanation OPTION_NOTE_##need(note), group }
#define LIST_OPTION(id, key, dimension, unit, long_name, member, low, high, open_low, open_high, need, option, letter, argument,   \
                    explanation, list, of_list, group)                                                                             \
    { option, letter, list, 0, of_list, group }
#define COUPLING_ROWS(note, group) COUPLING_AXIS_ROWS(MODEL_OPTION, note, group)
#define MODEL_ROWS(note, group) MASS_AXIS_ROW(MODEL_OPTION, note, group), COUPLING_ROWS(note, group)
#define TABLE_ROW(group) TABLE_AXIS_ROW(MODEL_OPTION, "", group)
#define AXIS_LIST_ROWS(group) AXIS_ROWS(LIST_OPTION, group)

/* clang-format off */
#define MASSES_ROW \
    {"mA", 'm', "LIST", 0, "Dark photon masses in GeV, A,B,C or FROM:TO:POINTS (required)", 0}
#define THRESHOLD_ROW(explanation) \
    {"threshold", 't', "GEV", 0, explanation, 0}
#define SHIFT_ROW(default) \
    {"scale-shift", 'd', "NUMBER", 0, "Relative shift of the ECAL energy scale; default: " default, 0}
#define SELECTION_ROWS(default_threshold, default_shift)                                                                           \
    THRESHOLD_ROW("ECAL threshold; default: " default_threshold), SHIFT_ROW(default_shift)

#define THREADS_ROW(letter, group) \
    {"threads", letter, "N", 0, "OpenMP threads per rank; default: OMP_NUM_THREADS, or the cores the rank is bound to", group}
#define OUTPUT_ROW(kind, explanation, group) \
    {"output", 'o', kind, 0, explanation, group}
#define FORCE_ROW(explanation, group) \
    {"force", 'f', NULL, 0, explanation, group}
#define REPLACE_ROW(what, group) FORCE_ROW("Replace " what, group)
#define QUIET_ROW(explanation, group) \
    {"quiet", 'q', NULL, 0, explanation, group}
/* clang-format on */

/* --mediator, and --visible-widths where a command has it, as child parsers whose input is a struct mediation_options. */
struct mediation_options {
    const char *mediator; /* NULL: not given */
    bool visible_widths;
};
extern const struct argp mediation_argp, mediator_argp;

/* What they ask for; without a name the mediator stays that of `mediation`. */
epscan_status option_mediation(const struct mediation_options *options, struct mediation *mediation);

/* The same of a response file's mediation, whose coupling to electrons is its own. */
epscan_status option_mediation_of_response(const struct mediation_options *options, struct mediation *mediation);

/* Points of the model space as the options of the model axes give them, by axis; NULL: not given. */
struct model_options {
    const char *text[MODEL_AXIS_COUNT];        /* of tables: --model-table, which some commands take instead of all else */
    const struct mediation_options *mediation; /* that say which currents there are; NULL: of vectors */
    bool of_grid;                              /* a grid has its own */
};

/* These options, all required but --splitting, as a child parser whose input is a struct model_options, for a list of masses. */
extern const struct argp model_list_argp;

/* The same for one mass, or a list of them, or --model-table instead of all. */
extern const struct argp model_or_table_argp, model_list_or_table_argp;

/* The parser of MODEL_ROWS, for a command's own: ARGP_ERR_UNKNOWN for a key of others. */
error_t keep_model_option(int key, char *argument, struct model_options *model);

/* Whether any is given but --model-table. */
bool model_options_any(const struct model_options *options);

/* Whether all are given that a model needs, which MODEL_OPTIONS_NEEDED names. */
bool model_options_all(const struct model_options *options);

/* An axis' text in a list: names of spins, or numbers. Empty on errors. The same of the tables of a grid, by their names. */
epscan_status option_axis_values(epscan_axis axis, const char *text, double beam_energy_GeV, struct number_list *list);
epscan_status option_tables(const char *text, const struct axis *tables, struct number_list *list);

/* One of them: from 1. */
epscan_status option_table(const char *text, const struct axis *tables, int *table);

/* All that are needed must be given. */
epscan_status option_model(const struct model_options *options, epscan_dark_photon *model);

/* The same where --mA is a list: models that differ in mass only. The caller frees *models. */
epscan_status option_models(const struct model_options *options, size_t *count, epscan_dark_photon **models);

/* --threshold and --scale-shift as given; NULL: not given. */
struct selection_options {
    const char *threshold, *shift;
};

error_t keep_selection_option(int key, char *argument, struct selection_options *selection);

/* Above every beam: where a grid bounds the selection by itself. */
#define OPTION_ANY_BEAM_GeV 1e5

/* Of `selection`, what is given is set; thresholds up to the beam energy. */
epscan_status option_selection(const struct selection_options *options, double beam_energy_GeV, epscan_selection *selection);

/* --threads as given; NULL: OpenMP's own number. */
epscan_status option_threads(const char *text, int *threads);

/* --seed as given, up to 2^53, which HDF5's and JSON's readers keep exactly; NULL: 1. */
epscan_status option_seed(const char *text, uint64_t *seed);

#endif
