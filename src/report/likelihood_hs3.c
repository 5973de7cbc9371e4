/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood by the HEP Statistics Serialization Standard 0.2 (HS3, hep-statistics-serialization-standard.github.io), as ROOT
 * 6.28 and later read it: a histfactory_dist and a binned data set for each of our data sets, one likelihood of all, domain,
 * initial values and analysis. Names of parameters have only letters, digits and "_", as RooFit wants them, with "alpha_" before
 * those that a unit normal constrains about zero. The standard's words for interpolation changed with its versions; there is none
 * here, and readers take their own, which makes no difference (likelihood_export.c).
 */
#include "report/likelihood_export.h"

#include "core/build_info.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

static const char domain_name[] = "parameters", point_name[] = "nominal", likelihood_name[] = "likelihood";
static const double largest_pull = 5.0; /* as RooFit's and pyhf's own */

enum { NAME_SIZE = LIKELIHOOD_LABEL_SIZE + 40 };

/* A label with something before it and a number behind, so that no two become one, as a name for RooFit. */
static const char *safe_name(const char *before, const char *label, int number, char name[NAME_SIZE]) {
    snprintf(name, NAME_SIZE, "%s%s_%d", before, label, number);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c)) *c = '_';
    return name;
}

static const char *parameter_name(const struct likelihood_labels *labels, int k, char name[NAME_SIZE]) {
    return safe_name("alpha_", labels->nuisance[k], k, name);
}

static json_t *axes_of(const struct likelihood_labels *labels, int bin) {
    char name[NAME_SIZE];
    return json_pack("[{s:s, s:f, s:f, s:i}]", "name", safe_name("events_", labels->bin[bin], bin, name), "min", 0.0, "max", 1.0,
                     "nbins", 1);
}

static json_t *modifiers_of(const struct model_likelihood *l, const struct likelihood_labels *labels, int bin, int source) {
    json_t *modifiers = json_array();
    char name[NAME_SIZE];
    if (source < l->likelihood.sources - 1)
        json_array_append_new(modifiers, json_pack("{s:s, s:s, s:s}", "name", LIKELIHOOD_INTEREST, "type", "normfactor",
                                                   "parameter", LIKELIHOOD_INTEREST));
    for (int k = 0; k < labels->nuisances; k++) {
        const double log_kappa = likelihood_export_log_kappa(l, k, bin, source);
        if (log_kappa == 0.0) continue;
        json_array_append_new(modifiers, json_pack("{s:s, s:s, s:s, s:s, s:{s:f, s:f}}", "name", labels->nuisance[k], "type",
                                                   "normsys", "parameter", parameter_name(labels, k, name), "constraint", "Gauss",
                                                   "data", "lo", exp(-log_kappa), "hi", exp(log_kappa)));
    }
    return modifiers;
}

static json_t *distribution_of(const struct model_likelihood *l, const struct likelihood_labels *labels, int bin) {
    json_t *samples = json_array();
    char name[NAME_SIZE];
    for (int source = 0; source < l->likelihood.sources; source++) {
        const double events = likelihood_export_events(l, bin, source);
        if (events < 0.0) continue;
        json_array_append_new(samples,
                              json_pack("{s:s, s:{s:[f], s:[f]}, s:o}", "name", likelihood_export_source(l, source), "data",
                                        "contents", events, "errors", 0.0, "modifiers", modifiers_of(l, labels, bin, source)));
    }
    return json_pack("{s:s, s:s, s:o, s:o}", "name", safe_name("model_", labels->bin[bin], bin, name), "type", "histfactory_dist",
                     "axes", axes_of(labels, bin), "samples", samples);
}

static json_t *data_of(const struct model_likelihood *l, const struct likelihood_labels *labels, int bin) {
    char name[NAME_SIZE];
    return json_pack("{s:s, s:s, s:[f], s:o}", "name", safe_name("data_", labels->bin[bin], bin, name), "type", "binned",
                     "contents", l->likelihood.bin[bin].observed, "axes", axes_of(labels, bin));
}

static json_t *domain_of(const struct model_likelihood *l, const struct likelihood_labels *labels) {
    char name[NAME_SIZE];
    json_t *axes =
        json_pack("[{s:s, s:f, s:f}]", "name", LIKELIHOOD_INTEREST, "min", 0.0, "max", likelihood_export_largest_interest(l));
    for (int k = 0; k < labels->nuisances; k++)
        json_array_append_new(
            axes, json_pack("{s:s, s:f, s:f}", "name", parameter_name(labels, k, name), "min", -largest_pull, "max", largest_pull));
    return json_pack("{s:s, s:s, s:o}", "name", domain_name, "type", "product_domain", "axes", axes);
}

static json_t *point_of(const struct likelihood_labels *labels) {
    char name[NAME_SIZE];
    json_t *values = json_pack("[{s:s, s:f}]", "name", LIKELIHOOD_INTEREST, "value", 1.0);
    for (int k = 0; k < labels->nuisances; k++)
        json_array_append_new(values, json_pack("{s:s, s:f}", "name", parameter_name(labels, k, name), "value", 0.0));
    return json_pack("{s:s, s:o}", "name", point_name, "parameters", values);
}

/* The likelihood by the names of its parts. */
static json_t *likelihood_of(const struct likelihood_labels *labels) {
    json_t *distributions = json_array(), *data = json_array();
    char name[NAME_SIZE];
    for (int bin = 0; bin < labels->bins; bin++) {
        json_array_append_new(distributions, json_string(safe_name("model_", labels->bin[bin], bin, name)));
        json_array_append_new(data, json_string(safe_name("data_", labels->bin[bin], bin, name)));
    }
    return json_pack("{s:s, s:o, s:o}", "name", likelihood_name, "distributions", distributions, "data", data);
}

static json_t *document_of(const struct likelihood_export *export, const struct likelihood_labels *labels) {
    const struct model_likelihood *l = export->likelihood;
    json_t *distributions = json_array(), *data = json_array();
    for (int bin = 0; bin < labels->bins; bin++) {
        json_array_append_new(distributions, distribution_of(l, labels, bin));
        json_array_append_new(data, data_of(l, labels, bin));
    }
    json_t *metadata = json_pack("{s:s, s:[{s:s, s:s}], s:s}", "hs3_version", "0.2", "packages", "name", "epscan", "version",
                                 build_version, "description", export->measurement);
    json_t *analysis = json_pack("{s:s, s:s, s:[s], s:[s], s:s}", "name", "analysis", "likelihood", likelihood_name,
                                 "parameters_of_interest", LIKELIHOOD_INTEREST, "domains", domain_name, "init", point_name);
    return json_pack("{s:o, s:o, s:o, s:[o], s:[o], s:[o], s:[o]}", "metadata", metadata, "distributions", distributions, "data",
                     data, "likelihoods", likelihood_of(labels), "domains", domain_of(l, labels), "parameter_points",
                     point_of(labels), "analyses", analysis);
}

const struct likelihood_format hs3_likelihood_format = {
    .name = "hs3",
    .kind = {.noun = "likelihood file",
             .when_existing = "another output, or --force to replace it",
             .start = "{\n  \"metadata\": {\n    \"hs3_version\""},
    .document = document_of,
};
