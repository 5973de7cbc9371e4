/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the unit tests share beside assertions.h: experiments. */
#ifndef EPSCAN_TESTS_TESTING_H
#define EPSCAN_TESTS_TESTING_H

#include "assertions.h"
#include "experiment/prepared_experiment.h"

/* An experiment of inputs/experiments, prepared. */
static inline struct prepared_experiment *load_experiment(const char *name) {
    char path[1024];
    struct experiment *experiment = NULL;
    struct prepared_experiment *prepared = NULL;
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/experiments/%s.yaml", name);
    if (experiment_read(path, &experiment) || prepared_experiment_create(experiment, &prepared))
        fail_msg("%s", epscan_error_message());
    return prepared;
}

/* It and what its file says. */
static inline void unload_experiment(struct prepared_experiment *prepared) {
    struct experiment *experiment = (struct experiment *)prepared->experiment; /* ours */
    prepared_experiment_free(prepared);
    experiment_free(experiment);
}

#endif
