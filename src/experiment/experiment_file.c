/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One function for each section of an experiment file, in the order in which sections need each other: thresholds are bounded by
 * the beam's energy, uncertainties by the data sets and channels there are. All errors name file, line, key and what is allowed.
 */
#include "experiment/experiment.h"

#include "experiment/experiment_input.h"
#include "experiment/named_experiment.h"
#include "core/error.h"
#include "core/text_file.h"
#include "response/channel.h"
#include "response/radiation_map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct interval share = {0.0, 1.0, false, false, ""};

static epscan_status read_beam(struct experiment *e, const struct yaml_value *root) {
    static const char *const keys[] = {"particle", "energy_GeV", NULL}, *const particles[] = {"electron", "positron", NULL};
    static const struct interval energy = {0.1, 1e5, false, false, "GeV"};
    struct yaml_value beam;
    int particle = 0;
    epscan_status status = yaml_require(root, "beam", &beam);
    if (!status) status = yaml_check_keys(&beam, keys);
    if (!status) status = yaml_require_choice(&beam, "particle", particles, &particle);
    if (!status) status = yaml_require_number(&beam, "energy_GeV", &energy, &e->beam_energy_GeV);
    e->beam = particle ? EM_POSITRON : EM_ELECTRON;
    return status;
}

static epscan_status read_layer(struct experiment_reader *reader, const struct yaml_value *item, struct layer *layer) {
    static const char *const keys[] = {"material", "thickness_cm", NULL};
    static const struct interval thickness = {1e-6, 1e4, false, false, "cm"};
    struct yaml_value material;
    epscan_status status = yaml_check_keys(item, keys);
    if (!status) status = yaml_require(item, "material", &material);
    if (!status) status = experiment_material(reader, &material, &layer->material);
    return status ? status : yaml_require_number(item, "thickness_cm", &thickness, &layer->thickness_cm);
}

/* Whose: "all-layers", or a material in which the whole track is taken to run. */
static epscan_status read_counted(struct experiment_reader *reader, const struct yaml_value *value) {
    struct experiment *e = reader->experiment;
    char text[1024];
    struct material material = {0};
    struct target counted = e->target;
    epscan_status status = yaml_text(value, text, sizeof text);
    if (status) return status;
    e->electrons_of_all_layers = strcmp(text, "all-layers") == 0;
    if (!e->electrons_of_all_layers) {
        status = experiment_material(reader, value, &material);
        if (status) return status;
        counted = target_of_material(&material);
    }
    e->electrons_per_cm2_X0 = target_electrons_per_cm2_X0(&counted);
    if (target_nuclei_of(&counted, &e->nuclei) < 0) e->nuclei.count = EXPERIMENT_TOO_MANY_NUCLEI;
    return EPSCAN_OK;
}

static epscan_status read_motion(struct experiment *e, const struct yaml_value *electrons) {
    static const char *const motions[] = {"rest", "compton-profiles", NULL};
    static const char *const bindings[] = {
        [ELECTRON_BINDING_KINETIC] = "kinetic", [ELECTRON_BINDING_NONE] = "none", [ELECTRON_BINDING_EDGES] = "edges", NULL};
    const struct yaml_value motion_key = yaml_find(electrons, "motion"), binding_key = yaml_find(electrons, "binding");
    int motion = 0, binding = ELECTRON_BINDING_KINETIC;
    epscan_status status = motion_key.node ? yaml_choice(&motion_key, motions, &motion) : EPSCAN_OK;
    if (!status && binding_key.node) status = yaml_choice(&binding_key, bindings, &binding);
    if (!status && binding_key.node && !motion)
        status = yaml_fail(&binding_key, "is not allowed for electrons at rest; allowed: with `motion: compton-profiles`");
    if (!status && motion && e->nuclei.count == EXPERIMENT_TOO_MANY_NUCLEI)
        status = yaml_fail(&motion_key, "compton-profiles of more than %d elements; allowed: %d elements in the target",
                           TARGET_MAX_NUCLEI, TARGET_MAX_NUCLEI);
    for (int k = 0; k < e->nuclei.count && motion && !status; k++) {
        struct atom_shells atom;
        if (atom_shells_init(&atom, e->nuclei.of[k].Z))
            status =
                yaml_fail(&motion_key, "no Compton profiles of Z = %d; allowed: with elements up to Z = 96", e->nuclei.of[k].Z);
    }
    e->electrons_move = motion;
    e->binding = (enum electron_binding)binding;
    return status;
}

/* `electrons`: whose alone, at rest; or a mapping of that, how they move and which energy they bring. */
static epscan_status read_electrons(struct experiment_reader *reader, const struct yaml_value *target) {
    static const char *const keys[] = {"of", "motion", "binding", NULL};
    struct yaml_value value, of;
    epscan_status status = yaml_require(target, "electrons", &value);
    if (status) return status;
    if (!yaml_is_mapping(&value)) return read_counted(reader, &value);
    status = yaml_check_keys(&value, keys);
    if (!status) status = yaml_require(&value, "of", &of);
    if (!status) status = read_counted(reader, &of);
    return status ? status : read_motion(reader->experiment, &value);
}

static epscan_status read_target(struct experiment_reader *reader, const struct yaml_value *root) {
    struct experiment *e = reader->experiment;
    static const char *const keys[] = {"repeat", "layers", "electrons", "preshower_cells", NULL};
    struct yaml_value target, layers;
    long repeat = 1, preshower_cells = 0;
    epscan_status status = yaml_require(root, "target", &target);
    if (!status) status = yaml_check_keys(&target, keys);
    if (!status) status = yaml_require_integer(&target, "repeat", 1, 1000000, &repeat);
    if (!status) status = yaml_require(&target, "layers", &layers);
    if (status) return status;
    const struct yaml_value preshower = yaml_find(&target, "preshower_cells");
    if (preshower.node) status = yaml_integer(&preshower, 0, repeat, &preshower_cells);
    if (status) return status;
    e->target.repeat = (int)repeat;
    e->preshower_cells = (int)preshower_cells;
    e->target.layer_count = yaml_list_length(&layers);
    if (e->target.layer_count < 1 || e->target.layer_count > TARGET_MAX_LAYERS)
        return yaml_fail(&layers, "must be a list of 1 to %d layers", TARGET_MAX_LAYERS);
    for (int i = 0; i < e->target.layer_count && !status; i++) {
        const struct yaml_value item = yaml_list_item(&layers, i);
        status = read_layer(reader, &item, &e->target.layers[i]);
    }
    return status ? status : read_electrons(reader, &target);
}

static epscan_status read_detector(struct experiment *e, const struct yaml_value *root) {
    static const char *const keys[] = {"stochastic_sqrt_GeV", "constant", "sum", NULL}, *const sums[] = {"linear", "quadrature",
                                                                                                         NULL};
    static const struct interval stochastic = {0.0, 2.0, false, false, "sqrt(GeV)"}, constant = {0.0, 1.0, false, false, ""};
    struct yaml_value resolution;
    int sum = 0;
    epscan_status status = yaml_require(root, "ecal_resolution", &resolution);
    if (!status) status = yaml_check_keys(&resolution, keys);
    if (!status) status = yaml_require_number(&resolution, "stochastic_sqrt_GeV", &stochastic, &e->resolution.stochastic);
    if (!status) status = yaml_require_number(&resolution, "constant", &constant, &e->resolution.constant);
    if (!status) status = yaml_require_choice(&resolution, "sum", sums, &sum);
    if (status) return status;
    e->resolution.sum = sum ? RESOLUTION_QUADRATURE : RESOLUTION_LINEAR;
    if (e->resolution.stochastic + e->resolution.constant < 0.005)
        return yaml_fail(&resolution, "stochastic and constant together must be at least 0.005");
    return EPSCAN_OK;
}

static epscan_status read_selection(struct experiment *e, const struct yaml_value *root) {
    static const char *const keys[] = {"ecal_threshold_GeV", "minimum_energy_GeV", "production_cut_GeV", "convolution", NULL};
    static const char *const convolutions[] = {"selection", "cross-section", NULL};
    const double E0 = e->beam_energy_GeV;
    const struct interval threshold = {0.0, E0, true, false, "GeV"}, minimum = {1e-3 * E0, 0.99 * E0, false, false, "GeV"};
    struct yaml_value selection;
    int convolution = 0;
    epscan_status status = yaml_require(root, "selection", &selection);
    if (!status) status = yaml_check_keys(&selection, keys);
    if (!status) status = yaml_require_number(&selection, "ecal_threshold_GeV", &threshold, &e->ecal_threshold_GeV);
    if (!status) status = yaml_require_number(&selection, "minimum_energy_GeV", &minimum, &e->minimum_energy_GeV);
    const struct interval cut = {e->minimum_energy_GeV, E0, false, true, "GeV"};
    const struct yaml_value cut_key = yaml_find(&selection, "production_cut_GeV");
    e->production_cut_GeV = e->minimum_energy_GeV;
    if (!status && cut_key.node) status = yaml_number(&cut_key, &cut, &e->production_cut_GeV);
    const struct yaml_value key = yaml_find(&selection, "convolution");
    if (!status && key.node) status = yaml_choice(&key, convolutions, &convolution);
    if (!status && convolution && e->electrons_move)
        status = yaml_fail(&key, "cross-section, the literal Eq. 5, is for electrons at rest; allowed: selection");
    e->convolution = convolution ? CONVOLUTION_CROSS_SECTION : CONVOLUTION_SELECTION;
    return status;
}

/* What is not of Eq. 5: `initial_state_radiation: none | leading-log`. */
static epscan_status read_annihilation(struct experiment *e, const struct yaml_value *root) {
    static const char *const keys[] = {"initial_state_radiation", NULL}, *const radiations[] = {"none", "leading-log", NULL};
    const struct yaml_value annihilation = yaml_find(root, "annihilation");
    if (!annihilation.node) return EPSCAN_OK;
    const struct yaml_value key = yaml_find(&annihilation, keys[0]);
    int radiation = 0;
    epscan_status status = yaml_check_keys(&annihilation, keys);
    if (!status && key.node) status = yaml_choice(&key, radiations, &radiation);
    if (!status && radiation && e->convolution == CONVOLUTION_CROSS_SECTION)
        status = yaml_fail(&key, "leading-log is not allowed with the literal Eq. 5; allowed: with `convolution: selection`");
    e->initial_state_radiates = radiation;
    return status;
}

static size_t points_of(const struct experiment *e, const struct resolution *resolution) {
    return energy_panels_points(resolution, e->beam_energy_GeV, e->minimum_energy_GeV, e->production_cut_GeV);
}

/* What is not Eq. 5 needs energies as close as the resolution is fine; the least constant term that leaves few enough. */
static epscan_status check_resolution(const struct experiment *e, const struct yaml_value *root) {
    const size_t most =
        e->initial_state_radiates ? RADIATION_MAP_MOST_POINTS - ENERGY_LOW_PANELS * ENERGY_PANEL_NODES : MISSING_POINTS_MAX;
    struct resolution resolution = e->resolution;
    double low = resolution.constant, high = 1.0;
    if ((!e->electrons_move && !e->initial_state_radiates) || points_of(e, &resolution) <= most) return EPSCAN_OK;
    while (high > 1.001 * low + 1e-6) {
        resolution.constant = 0.5 * (low + high);
        *(points_of(e, &resolution) > most ? &low : &high) = resolution.constant;
    }
    const struct yaml_value key = yaml_find(root, "ecal_resolution"), constant = yaml_find(&key, "constant");
    return yaml_fail(&constant, "%g is too fine for %s with this beam; allowed: %.2g to 1", e->resolution.constant,
                     e->initial_state_radiates ? "initial_state_radiation" : "electrons in motion", 1.01 * high);
}

static epscan_status read_data_set(const struct yaml_value *item, struct data_set *set) {
    static const char *const keys[] = {"name", "particles_on_target", "efficiency", "observed", "background", NULL};
    static const struct interval events = {0.0, 1e9, false, false, "events"}, particles = {1.0, 1e24, false, false, ""};
    const struct yaml_value observed_key = yaml_find(item, "observed"), background_key = yaml_find(item, "background");
    long observed = 0;
    epscan_status status = yaml_check_keys(item, keys);
    if (!status) status = yaml_require_text(item, "name", set->name, sizeof set->name);
    if (!status) status = yaml_require_number(item, "particles_on_target", &particles, &set->particles_on_target);
    if (!status) status = yaml_require_number(item, "efficiency", &share, &set->efficiency);
    if (!status && observed_key.node) status = yaml_integer(&observed_key, 0, 1000000000, &observed);
    if (!status && background_key.node) status = yaml_number(&background_key, &events, &set->background);
    set->observed = (double)observed;
    return status;
}

static epscan_status read_data_sets(struct experiment *e, const struct yaml_value *root) {
    struct yaml_value sets;
    epscan_status status = yaml_require(root, "data_sets", &sets);
    if (status) return status;
    e->data_set_count = yaml_list_length(&sets);
    if (e->data_set_count < 1 || e->data_set_count > EXPERIMENT_MAX_DATA_SETS)
        return yaml_fail(&sets, "must be a list of 1 to %d data sets", EXPERIMENT_MAX_DATA_SETS);
    for (int i = 0; i < e->data_set_count && !status; i++) {
        const struct yaml_value item = yaml_list_item(&sets, i);
        struct data_set *set = &e->data_sets[i];
        status = read_data_set(&item, set);
        if (!status && set->observed > 0.0 && set->background == 0.0 && set->efficiency == 0.0)
            status = yaml_fail(&item, "%g events observed, and neither background nor efficiency to make them", set->observed);
    }
    if (!status) status = yaml_check_unique(&sets, "name");
    if (!status && !(experiment_exposure(e) > 0.0)) status = yaml_fail(&sets, "no data set has an efficiency above 0");
    return status;
}

/* What it is called, where it is from, and whether it was. */
static epscan_status read_identity(struct experiment *e, const struct yaml_value *root) {
    static const char *const kinds[] = {"measurement", "projection", NULL};
    const struct yaml_value source = yaml_find(root, "source"), kind = yaml_find(root, "kind");
    int is_projection = 0;
    epscan_status status = yaml_require_text(root, "name", e->name, sizeof e->name);
    if (!status && source.node) status = yaml_text(&source, e->source, sizeof e->source);
    if (!status && kind.node) status = yaml_choice(&kind, kinds, &is_projection);
    e->is_projection = is_projection;
    return status;
}

static epscan_status read_all(struct experiment_reader *reader, const struct yaml_file *file) {
    struct experiment *e = reader->experiment;
    static const char *const keys[] = {"name",      "source",          "kind",       "beam",      "target",
                                       "shower",    "ecal_resolution", "selection",  "data_sets", "annihilation",
                                       "strahlung", "strahlung_limit", "statistics", NULL};
    const struct yaml_value root = yaml_root(file);
    epscan_status status = yaml_check_keys(&root, keys);
    if (!status) status = read_identity(e, &root);
    if (!status) status = read_beam(e, &root);
    if (!status) status = read_target(reader, &root);
    if (!status) status = read_detector(e, &root);
    if (!status) status = read_selection(e, &root);
    if (!status) status = read_annihilation(e, &root);
    if (!status) status = check_resolution(e, &root);
    if (!status) status = shower_choice_read(reader, &root);
    if (!status) status = read_data_sets(e, &root);
    if (!status) status = strahlung_choice_read(reader, &root);
    return status ? status : statistics_read(e, &root);
}

/* Read the keys of a parsed file, which is cleared; its text becomes the first input. */
static epscan_status from_file(struct yaml_file *file, const struct input_archive *archive, struct experiment **experiment) {
    struct experiment *e = calloc(1, sizeof *e);
    struct experiment_reader reader = {e, archive};
    if (e) e->mediation.mediator = &mediators[0];
    epscan_status status =
        e ? experiment_keep_input(e, path_name(file->source.path), &file->source) : error_no_memory("the experiment");
    if (!status) status = read_all(&reader, file);
    yaml_file_clear(file);
    if (status)
        experiment_free(e);
    else
        *experiment = e;
    return status;
}

epscan_status experiment_read(const char *name, struct experiment **experiment) {
    struct yaml_file file;
    char *path = NULL;
    epscan_status status = experiment_path(NULL, name, &path);
    if (!status) status = yaml_file_read(path, FILE_KIND_EXPERIMENT, &file);
    free(path);
    return status ? status : from_file(&file, NULL, experiment);
}

epscan_status experiment_parse(const char *name, const char *text, size_t size, struct experiment **experiment) {
    struct yaml_file file;
    const epscan_status status = yaml_file_parse(name, text, size, FILE_KIND_EXPERIMENT, &file);
    return status ? status : from_file(&file, NULL, experiment);
}

epscan_status experiment_from_archive(const struct input_archive *archive, struct experiment **experiment) {
    struct yaml_file file;
    if (archive->count == 0) return error_set(EPSCAN_BAD_INPUT, "no recorded inputs");
    const struct text_file *first = &archive->files[0];
    const epscan_status status = yaml_file_parse(first->path, first->text, first->size, FILE_KIND_EXPERIMENT, &file);
    return status ? status : from_file(&file, archive, experiment);
}
