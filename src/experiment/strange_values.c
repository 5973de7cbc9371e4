/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The experiment's own text is read once more for the lines of its keys. What is strange:
 * a beam above 2 TeV, which no e+- beam has; a target of more than 100 X0, or below 1e-3 X0; fewer than a million particles on
 * target; uncertainties above 100 %; a strahlung table that ends above the beam's energy.
 */
#include "experiment/strange_values.h"

#include "core/error.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double most_beam_GeV = 2000.0, most_depth_X0 = 100.0, least_depth_X0 = 1e-3, least_particles = 1e6;

void strange_values_add(struct strange_values *strange, const struct yaml_value *value, const char *format, ...) {
    char words[STRANGE_TEXT_SIZE];
    va_list arguments;
    if (strange->count == STRANGE_MAX_VALUES) return;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    yaml_fail(value, "%s", words);
    snprintf(strange->text[strange->count++], STRANGE_TEXT_SIZE, "%s", epscan_error_message());
}

static void look_at_target(const struct experiment *e, const struct yaml_value *root, struct strange_values *strange) {
    const struct yaml_value target = yaml_find(root, "target");
    const double depth_X0 = target_depth_X0(&e->target);
    if (depth_X0 > most_depth_X0)
        strange_values_add(strange, &target, "is %.4g X0 deep; are thicknesses in mm? that would be %.4g X0", depth_X0,
                           0.1 * depth_X0);
    if (depth_X0 < least_depth_X0) strange_values_add(strange, &target, "is %.4g X0 deep; are thicknesses in cm?", depth_X0);
}

static void look_at_data_sets(const struct experiment *e, const struct yaml_value *root, struct strange_values *strange) {
    const struct yaml_value list = yaml_find(root, "data_sets");
    for (int i = 0; i < e->data_set_count && i < yaml_list_length(&list); i++) {
        const struct yaml_value item = yaml_list_item(&list, i), key = yaml_find(&item, "particles_on_target");
        if (e->data_sets[i].particles_on_target < least_particles)
            strange_values_add(strange, &key, "%.6g; is the exponent missing?", e->data_sets[i].particles_on_target);
    }
}

static void look_at_uncertainties(const struct experiment *e, const struct yaml_value *root, struct strange_values *strange) {
    const struct yaml_value statistics = yaml_find(root, "statistics");
    if (!statistics.node) return;
    const struct yaml_value list = yaml_find(&statistics, "uncertainties");
    for (int i = 0; i < e->statistics.uncertainty_count && i < yaml_list_length(&list); i++) {
        const struct uncertainty *u = &e->statistics.uncertainties[i];
        const struct yaml_value item = yaml_list_item(&list, i), key = yaml_find(&item, "relative");
        if (!u->is_energy_scale && u->relative > 1.0)
            strange_values_add(strange, &key, "%.6g is %.4g %%; in percent? that would be %.6g", u->relative, 100.0 * u->relative,
                               0.01 * u->relative);
    }
}

static void look_at_strahlung(const struct experiment *e, const struct yaml_value *root, struct strange_values *strange) {
    const struct yaml_value limit = yaml_find(root, "strahlung_limit"), key = limit.node ? limit : yaml_find(root, "strahlung");
    const double last = e->strahlung.count ? e->strahlung.log_mass[e->strahlung.count - 1]
                        : e->yields.masses ? e->yields.log_mass[e->yields.masses - 1]
                                           : -INFINITY;
    if (key.node && exp(last) > e->beam_energy_GeV)
        strange_values_add(strange, &key, "its masses end at %.6g GeV, above the beam's energy; in MeV? that would be %.6g GeV",
                           exp(last), 1e-3 * exp(last));
}

epscan_status experiment_strange_values(const struct experiment *e, struct strange_values *strange) {
    struct yaml_file file;
    const struct text_file *text = &e->inputs[0];
    const epscan_status status = yaml_file_parse(text->path, text->text, text->size, FILE_KIND_EXPERIMENT, &file);
    if (status) return status;
    const struct yaml_value root = yaml_root(&file), beam = yaml_find(&root, "beam"), energy = yaml_find(&beam, "energy_GeV");
    if (e->beam_energy_GeV > most_beam_GeV)
        strange_values_add(strange, &energy, "%.6g; in MeV? that would be %.6g GeV", e->beam_energy_GeV, 1e-3 * e->beam_energy_GeV);
    look_at_target(e, &root, strange);
    look_at_data_sets(e, &root, strange);
    look_at_uncertainties(e, &root, strange);
    look_at_strahlung(e, &root, strange);
    yaml_file_clear(&file);
    return EPSCAN_OK;
}
