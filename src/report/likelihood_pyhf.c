/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood in HistFactory's terms, as pyhf's schema 1.0.0 has them (Cranmer et al., CERN-OPEN-2012-016; scikit-hep.org/pyhf).
 * Each data set is a channel of one bin; samples are the channels that make A', at epsilon = 1e-4, and background. The parameter of
 * interest, mu, scales the signal: mu = (epsilon/1e-4)^2. Each nuisance is a normsys of the samples that it changes, hi = kappa and
 * lo = 1/kappa: by pyhf's exponential interpolation (code 1, its own choice for normsys) hi^theta = lo^-theta = kappa^theta, so
 * that both likelihoods are one but for a constant. There are no statistical errors: yields are computed, not simulated.
 *
 * The range of mu reaches to ten times what a Poisson limit could be, since pyhf's own ends at 10.
 */
#include "report/likelihood_pyhf.h"

#include "core/error.h"
#include "experiment/nuisance_place.h"
#include "limit/likelihood_terms.h"
#include "output/text_output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

static const char interest[] = "mu";

static json_t *modifier(const char *name, const char *type, json_t *data) {
    return json_pack("{s:s, s:s, s:o}", "name", name, "type", type, "data", data);
}

/* The nuisances that change a source of a bin. */
static void add_uncertainties(json_t *modifiers, const struct likelihood_export *export, int bin, int source) {
    const struct likelihood *l = &export->likelihood->likelihood;
    struct nuisance_place place;
    char name[128];
    for (int k = 0; k < l->nuisances && nuisance_place_of(export->experiment, k, &place); k++) {
        const double log_kappa = l->nuisance[k].log_kappa[bin][source];
        if (log_kappa == 0.0) continue;
        json_t *size = json_pack("{s:f, s:f}", "lo", exp(-log_kappa), "hi", exp(log_kappa));
        json_array_append_new(modifiers, modifier(nuisance_name(export->experiment, &place, name, sizeof name), "normsys", size));
    }
}

static json_t *sample_of(const struct likelihood_export *export, int bin, int source) {
    const struct model_likelihood *l = export->likelihood;
    const bool is_signal = source != likelihood_background(&l->likelihood);
    const double expected = l->likelihood.bin[bin].expected[source] * (is_signal ? l->events : 1.0);
    json_t *modifiers = json_array();
    if (is_signal) json_array_append_new(modifiers, modifier(interest, "normfactor", json_null()));
    add_uncertainties(modifiers, export, bin, source);
    return json_pack("{s:s, s:[f], s:o}", "name", is_signal ? channel_at((size_t)source)->name : "background", "data", expected,
                     "modifiers", modifiers);
}

/* Channels that nothing comes from have no sample. */
static json_t *channel_of(const struct likelihood_export *export, int bin) {
    const struct likelihood *l = &export->likelihood->likelihood;
    json_t *samples = json_array();
    for (int source = 0; source < l->sources; source++)
        if (source == likelihood_background(l) || l->bin[bin].expected[source] > 0.0)
            json_array_append_new(samples, sample_of(export, bin, source));
    return json_pack("{s:s, s:o}", "name", export->experiment->data_sets[bin].name, "samples", samples);
}

/* mu where ten times as many events are expected as are seen or expected from background, and ten more. */
static double largest_interest(const struct model_likelihood *l) {
    double events = 10.0;
    for (int i = 0; i < l->likelihood.bins; i++)
        events += l->likelihood.bin[i].observed + l->likelihood.bin[i].expected[likelihood_background(&l->likelihood)];
    return 10.0 * events / l->events;
}

static json_t *workspace_of(const struct likelihood_export *export) {
    const struct likelihood *l = &export->likelihood->likelihood;
    json_t *channels = json_array(), *observations = json_array();
    for (int bin = 0; bin < l->bins; bin++) {
        json_array_append_new(channels, channel_of(export, bin));
        json_array_append_new(
            observations, json_pack("{s:s, s:[f]}", "name", export->experiment->data_sets[bin].name, "data", l->bin[bin].observed));
    }
    json_t *parameter =
        json_pack("{s:s, s:[f], s:[[f, f]]}", "name", interest, "inits", 1.0, "bounds", 0.0, largest_interest(export->likelihood));
    json_t *measurement =
        json_pack("{s:s, s:{s:s, s:[o]}}", "name", export->measurement, "config", "poi", interest, "parameters", parameter);
    return json_pack("{s:o, s:o, s:[o], s:s}", "channels", channels, "observations", observations, "measurements", measurement,
                     "version", "1.0.0");
}

static epscan_status check_names(const struct likelihood_export *export) {
    struct nuisance_place place;
    for (int k = 0; nuisance_place_of(export->experiment, k, &place); k++)
        if (strcmp(place.uncertainty->name, interest) == 0)
            return error_set(EPSCAN_BAD_INPUT, "%s: an uncertainty named %s is not allowed with pyhf; allowed: another name",
                             export->experiment->name, interest);
    if (export->likelihood->events > 0.0) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: no event is expected of this model at any epsilon; allowed: models with a signal",
                     export->experiment->name);
}

epscan_status likelihood_pyhf_write(const struct likelihood_export *export) {
    static const struct output_kind kind = {
        .noun = "workspace", .when_existing = "another output, or --force to replace it", .start = "{\n  \"channels\": ["};
    const enum existing_output existing = export->replace ? EXISTING_REPLACED : EXISTING_REFUSED;
    struct text_output file;
    epscan_status status = check_names(export);
    if (!status) status = output_file_check(export->output, &kind, existing, 0);
    json_t *workspace = status ? NULL : workspace_of(export);
    if (!status && !workspace) status = error_no_memory("the workspace");
    if (!status) status = text_output_open(export->output, &kind, existing, &file);
    if (!status) {
        const int failed = json_dumpf(workspace, file.stream, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
        if (failed) status = error_set(EPSCAN_FAILED, "%s: cannot be written", export->output);
        fputc('\n', file.stream);
        status = text_output_close(&file, status);
    }
    json_decref(workspace);
    return status;
}
