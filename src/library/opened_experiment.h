/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an epscan_experiment is inside. */
#ifndef EPSCAN_LIBRARY_OPENED_EXPERIMENT_H
#define EPSCAN_LIBRARY_OPENED_EXPERIMENT_H

#include "experiment/prepared_experiment.h"
#include "epscan/experiment.h"

struct epscan_experiment {
    struct experiment *experiment;
    struct prepared_experiment *prepared;
};

#endif
