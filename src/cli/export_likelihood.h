/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `epscan export EXPERIMENT.yaml --format pyhf`: the likelihood of one model. */
#ifndef EPSCAN_CLI_EXPORT_LIKELIHOOD_H
#define EPSCAN_CLI_EXPORT_LIKELIHOOD_H

#include "cli/shared_options.h"

#define LIKELIHOOD_FORMAT "pyhf"

struct likelihood_request {
    const char *experiment, *output;
    struct model_options model;
    struct selection_options selection;
    bool force, quiet;
};

epscan_status export_likelihood(const struct likelihood_request *request);

#endif
