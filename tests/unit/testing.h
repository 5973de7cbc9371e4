/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the unit tests share beside assertions.h: experiments. */
#ifndef EPSCAN_TESTS_TESTING_H
#define EPSCAN_TESTS_TESTING_H

#include "assertions.h"
#include "experiment/experiment.h"

/* An experiment of inputs/experiments, prepared. */
static inline struct experiment *load_experiment(const char *name) {
    char path[1024];
    struct experiment *experiment = NULL;
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/experiments/%s.yaml", name);
    if (experiment_read(path, &experiment) || experiment_prepare(experiment)) fail_msg("%s", epscan_error_message());
    return experiment;
}

#endif
