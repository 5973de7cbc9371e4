/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the unit tests share beside assertions.h: experiments, and energies as masses. */
#ifndef EPSCAN_TESTS_TESTING_H
#define EPSCAN_TESTS_TESTING_H

#include "assertions.h"
#include "config/experiment.h"

/* An experiment of inputs/experiments, prepared. */
static inline struct experiment *load_experiment(const char *name) {
    char path[1024];
    struct experiment *experiment = NULL;
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/experiments/%s.yaml", name);
    if (experiment_read(path, &experiment) || experiment_prepare(experiment)) fail_msg("%s", epscan_error_message());
    return experiment;
}

/* The mass whose resonance is at a positron energy. */
static inline double mass_of_resonance(double energy_GeV) {
    const double me = 0.51099895e-3;
    return sqrt(2.0 * me * (energy_GeV + me));
}

#endif
