/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options that several commands take: their rows of argp's tables, stated once, and one parser of each, whose ranges are those of
 * the axes (scan/axis.h). What is given is kept as text while argp parses, and read once the experiment is known.
 */
#ifndef EPSCAN_CLI_SHARED_OPTIONS_H
#define EPSCAN_CLI_SHARED_OPTIONS_H

#include "cli/command.h"
#include "epscan/dark_photon.h"
#include "model/dark_current.h"

/* clang-format off */
/* `note`: behind the explanation, " (required)" or ""; `group`: argp's, by which --help sorts. */
#define SPIN_ROW(note, group) \
    {"spin", 's', DARK_CURRENT_CHOICE, 0, "Spin of chi" note, group}
#define MASS_ROW(note, group) \
    {"mA", 'm', "GEV", 0, "Dark photon mass in GeV" note, group}
#define MASSES_ROW \
    {"mA", 'm', "LIST", 0, "Dark photon masses in GeV, A,B,C or FROM:TO:POINTS (required)", 0}
#define ALPHA_D_ROW(note, group) \
    {"alpha-D", 'a', "NUMBER", 0, "Dark coupling" note, group}
#define MASS_RATIO_ROW(note, group) \
    {"mass-ratio", 'r', "NUMBER", 0, "r = m_chi/m_A', below 1/2; a fraction as 1/3 is fine" note, group}
#define MODEL_ROWS(note, group) SPIN_ROW(note, group), MASS_ROW(note, group), ALPHA_D_ROW(note, group), MASS_RATIO_ROW(note, group)

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

/* Points of the model space as --spin, --mA, --alpha-D and --mass-ratio give them; NULL: not given. */
struct model_options {
    const char *spin, *mass, *alpha_D, *mass_ratio;
    const char *table; /* --model-table, which some commands take instead */
};

/* These four options, all required, as a child parser whose input is a struct model_options, for a list of masses. */
extern const struct argp model_list_argp;

/* The same for one mass, or a list of them, or --model-table instead of all. */
extern const struct argp model_or_table_argp, model_list_or_table_argp;

/* The parser of MODEL_ROWS, for a command's own: ARGP_ERR_UNKNOWN for a key of others. */
error_t keep_model_option(int key, char *argument, struct model_options *model);

bool model_options_any(const struct model_options *options);
bool model_options_all(const struct model_options *options);

/* All four must be given. */
epscan_status option_model(const struct model_options *options, epscan_dark_photon *model);

/* The same where --mA is a list: models that differ in mass only. The caller frees *models. */
epscan_status option_models(const struct model_options *options, size_t *count, epscan_dark_photon **models);

/* What --spin lists with commas, as epscan_spin. Empty on errors. */
epscan_status option_spins(const char *text, struct number_list *list);

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
