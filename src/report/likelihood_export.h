/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formats in which the likelihood of one model in one experiment or several goes to others, who compute limits by it and combine
 * them. A new one is a file that defines NAME_likelihood_format, and its name in LIKELIHOOD_FORMATS.
 */
#ifndef EPSCAN_REPORT_LIKELIHOOD_EXPORT_H
#define EPSCAN_REPORT_LIKELIHOOD_EXPORT_H

#include "analysis/model_likelihood.h"
#include "output/output_file.h"
#include "report/likelihood_labels.h"

#include <jansson.h>

/* The list: X(name) of each. */
#define LIKELIHOOD_FORMATS(X) X(pyhf) X(hs3)

struct likelihood_export {
    const struct experiment *experiment;       /* with its next ones */
    const struct model_likelihood *likelihood; /* with a signal, or EPSCAN_BAD_INPUT */
    const char *measurement;                   /* what the measurement is called: the model in words */
    const char *output;
    bool replace; /* an output that is of the format */
};

struct likelihood_format {
    const char *name;
    struct output_kind kind;
    /* The file; NULL without memory. The caller releases it. */
    json_t *(*document)(const struct likelihood_export *export, const struct likelihood_labels *labels);
};

#define LIKELIHOOD_FORMAT_DECLARATION(name) extern const struct likelihood_format name##_likelihood_format;
LIKELIHOOD_FORMATS(LIKELIHOOD_FORMAT_DECLARATION)

/* "|pyhf|hs3", as a constant. */
#define LIKELIHOOD_CHOICE(name) "|" #name
#define LIKELIHOOD_CHOICES LIKELIHOOD_FORMATS(LIKELIHOOD_CHOICE)

/* ", pyhf, hs3", likewise. */
#define LIKELIHOOD_ITEM(name) ", " #name
#define LIKELIHOOD_LIST LIKELIHOOD_FORMATS(LIKELIHOOD_ITEM)

/* NULL: there is none of that name. */
const struct likelihood_format *likelihood_format_of_name(const char *name);

/* Write all or nothing. EPSCAN_BAD_INPUT: an output that exists, or a likelihood that the format cannot say. */
epscan_status likelihood_export_write(const struct likelihood_export *export, const struct likelihood_format *format);

/* ---- what formats share: HistFactory (CERN-OPEN-2012-016), by other words */

/* The parameter of interest, which scales the signal: (epsilon/1e-4)^2. */
#define LIKELIHOOD_INTEREST "mu"

/* Expected events at mu = 1 of a source of a bin; negative of a channel that has none there, which has no sample. */
double likelihood_export_events(const struct model_likelihood *likelihood, int bin, int source);

/* A channel's name, or "background". */
const char *likelihood_export_source(const struct model_likelihood *likelihood, int source);

/* ln kappa of nuisance k. */
double likelihood_export_log_kappa(const struct model_likelihood *likelihood, int k, int bin, int source);

/* mu where ten times as many events are expected as are seen or expected from background, and ten more. */
double likelihood_export_largest_interest(const struct model_likelihood *likelihood);

#endif
