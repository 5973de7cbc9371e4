/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood as a workspace of pyhf, by its schema 1.0.0 (Heinrich, Feickert, Stark, Cranmer, J. Open Source Softw. 6, 2823
 * (2021); scikit-hep.org/pyhf): channels with samples and modifiers, observations, one measurement.
 */
#include "report/likelihood_export.h"

#include <math.h>

static json_t *modifier(const char *name, const char *type, json_t *data) {
    return json_pack("{s:s, s:s, s:o}", "name", name, "type", type, "data", data);
}

/* The nuisances that change a source of a bin. */
static void add_uncertainties(json_t *modifiers, const struct model_likelihood *l, const struct likelihood_labels *labels, int bin,
                              int source) {
    for (int k = 0; k < labels->nuisances; k++) {
        const double log_kappa = likelihood_export_log_kappa(l, k, bin, source);
        if (log_kappa == 0.0) continue;
        json_t *size = json_pack("{s:f, s:f}", "lo", exp(-log_kappa), "hi", exp(log_kappa));
        json_array_append_new(modifiers, modifier(labels->nuisance[k], "normsys", size));
    }
}

static json_t *sample_of(const struct model_likelihood *l, const struct likelihood_labels *labels, int bin, int source) {
    json_t *modifiers = json_array();
    if (source < l->likelihood.sources - 1)
        json_array_append_new(modifiers, modifier(LIKELIHOOD_INTEREST, "normfactor", json_null()));
    add_uncertainties(modifiers, l, labels, bin, source);
    return json_pack("{s:s, s:[f], s:o}", "name", likelihood_export_source(l, source), "data",
                     likelihood_export_events(l, bin, source), "modifiers", modifiers);
}

static json_t *channel_of(const struct model_likelihood *l, const struct likelihood_labels *labels, int bin) {
    json_t *samples = json_array();
    for (int source = 0; source < l->likelihood.sources; source++)
        if (likelihood_export_events(l, bin, source) >= 0.0) json_array_append_new(samples, sample_of(l, labels, bin, source));
    return json_pack("{s:s, s:o}", "name", labels->bin[bin], "samples", samples);
}

static json_t *workspace_of(const struct likelihood_export *export, const struct likelihood_labels *labels) {
    const struct model_likelihood *l = export->likelihood;
    json_t *channels = json_array(), *observations = json_array();
    for (int bin = 0; bin < labels->bins; bin++) {
        json_array_append_new(channels, channel_of(l, labels, bin));
        json_array_append_new(observations,
                              json_pack("{s:s, s:[f]}", "name", labels->bin[bin], "data", l->likelihood.bin[bin].observed));
    }
    json_t *parameter = json_pack("{s:s, s:[f], s:[[f, f]]}", "name", LIKELIHOOD_INTEREST, "inits", 1.0, "bounds", 0.0,
                                  likelihood_export_largest_interest(l));
    json_t *measurement = json_pack("{s:s, s:{s:s, s:[o]}}", "name", export->measurement, "config", "poi", LIKELIHOOD_INTEREST,
                                    "parameters", parameter);
    return json_pack("{s:o, s:o, s:[o], s:s}", "channels", channels, "observations", observations, "measurements", measurement,
                     "version", "1.0.0");
}

const struct likelihood_format pyhf_likelihood_format = {
    .name = "pyhf",
    .kind = {.noun = "workspace", .when_existing = "another output, or --force to replace it", .start = "{\n  \"channels\": ["},
    .document = workspace_of,
};
