/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each data set is a channel of HistFactory with one bin; samples are the channels that make A', at epsilon = 1e-4, and background.
 * mu = (epsilon/1e-4)^2 scales the signal. Each nuisance is a normsys of the samples that it changes, hi = kappa and lo = 1/kappa:
 * by exponential interpolation (code 1 of pyhf) hi^theta = lo^-theta = kappa^theta, so that both likelihoods are one but for a
 * constant. What pyhf and ROOT choose by themselves, code 4, is a polynomial between -1 and 1 that has kappa^theta's values and two
 * derivatives at the ends: it parts from it by (ln kappa)^7 kappa max|x(1 - x^2)^3|/7! = 4.7e-5 kappa (ln kappa)^7 at most, 1e-7
 * for 50 %. There are no statistical errors: yields are computed, not simulated.
 *
 * The range of mu reaches to ten times what a Poisson limit could be, since pyhf's own ends at 10.
 */
#include "report/likelihood_export.h"

#include "core/error.h"
#include "limit/likelihood_terms.h"
#include "output/text_output.h"

#include <stdio.h>
#include <string.h>

const struct likelihood_format *likelihood_format_of_name(const char *name) {
#define LIKELIHOOD_FORMAT_ADDRESS(name) &name##_likelihood_format,
    static const struct likelihood_format *const all[] = {LIKELIHOOD_FORMATS(LIKELIHOOD_FORMAT_ADDRESS)};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0) return all[i];
    return NULL;
}

double likelihood_export_events(const struct model_likelihood *l, int bin, int source) {
    const double expected = l->likelihood.bin[bin].expected[source];
    if (source == likelihood_background(&l->likelihood)) return expected;
    return expected > 0.0 ? expected * l->events : -1.0;
}

const char *likelihood_export_source(const struct model_likelihood *l, int source) {
    return source == likelihood_background(&l->likelihood) ? "background" : channel_at((size_t)source)->name;
}

double likelihood_export_log_kappa(const struct model_likelihood *l, int k, int bin, int source) {
    return l->likelihood.nuisance[k].log_kappa[bin][source];
}

double likelihood_export_largest_interest(const struct model_likelihood *l) {
    double events = 10.0;
    for (int i = 0; i < l->likelihood.bins; i++)
        events += l->likelihood.bin[i].observed + l->likelihood.bin[i].expected[likelihood_background(&l->likelihood)];
    return 10.0 * events / l->events;
}

static epscan_status check_signal(const struct likelihood_export *export) {
    if (export->likelihood->events > 0.0) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "%s: no event is expected of this model at any epsilon; allowed: models with a signal",
                     export->experiment->name);
}

static epscan_status write_document(const struct likelihood_export *export, const struct likelihood_format *format,
                                    enum existing_output existing, const json_t *document) {
    struct text_output file;
    epscan_status status = text_output_open(export->output, &format->kind, existing, &file);
    if (status) return status;
    if (json_dumpf(document, file.stream, JSON_INDENT(2) | JSON_REAL_PRECISION(17)))
        status = error_set(EPSCAN_FAILED, "%s: cannot be written", export->output);
    fputc('\n', file.stream);
    return text_output_close(&file, status);
}

epscan_status likelihood_export_write(const struct likelihood_export *export, const struct likelihood_format *format) {
    static struct likelihood_labels labels;
    const enum existing_output existing = export->replace ? EXISTING_REPLACED : EXISTING_REFUSED;
    epscan_status status = likelihood_labels_init(export->experiment, LIKELIHOOD_INTEREST, &labels);
    if (!status) status = check_signal(export);
    if (!status) status = output_file_check(export->output, &format->kind, existing, 0);
    json_t *document = status ? NULL : format->document(export, &labels);
    if (!status && !document) status = error_no_memory("the likelihood");
    if (!status) status = write_document(export, format, existing, document);
    json_decref(document);
    return status;
}
