/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `epscan export EXPERIMENT... --format pyhf|hs3`: the likelihood of one model. */
#ifndef EPSCAN_CLI_EXPORT_LIKELIHOOD_H
#define EPSCAN_CLI_EXPORT_LIKELIHOOD_H

#include "cli/shared_options.h"
#include "report/likelihood_export.h"

struct likelihood_request {
    const struct likelihood_format *format;
    const char *const *experiments; /* [experiment_count] */
    int experiment_count;
    const char *output;
    struct model_options model;
    struct selection_options selection; /* of the first */
    bool force, quiet;
};

epscan_status export_likelihood(const struct likelihood_request *request);

#endif
