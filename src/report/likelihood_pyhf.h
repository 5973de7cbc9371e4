/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A likelihood as a workspace of pyhf, by which other groups compute limits and combine them. See likelihood_pyhf.c. */
#ifndef EPSCAN_REPORT_LIKELIHOOD_PYHF_H
#define EPSCAN_REPORT_LIKELIHOOD_PYHF_H

#include "analysis/model_likelihood.h"

struct likelihood_export {
    const struct experiment *experiment;
    const struct model_likelihood *likelihood; /* with a signal, or EPSCAN_BAD_INPUT */
    const char *measurement;                   /* what the measurement is called: the model in words */
    const char *output;
    bool replace; /* an output that is such a workspace */
};

/* Write all or nothing. EPSCAN_BAD_INPUT: an output that exists, or a likelihood that the format cannot say. */
epscan_status likelihood_pyhf_write(const struct likelihood_export *export);

#endif
