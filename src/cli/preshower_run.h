/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The efficiency of a cut on the preshower's energy, by simulated events of annihilation. */
#ifndef EPSCAN_CLI_PRESHOWER_RUN_H
#define EPSCAN_CLI_PRESHOWER_RUN_H

#include "cli/command.h"
#include "experiment/experiment.h"

struct preshower_request {
    size_t model_count;
    const epscan_dark_photon *models;         /* borrowed */
    const struct number_list *thresholds_GeV; /* borrowed: an event reads less in the ECAL, */
    struct number_list cuts_GeV;              /* and more in the preshower */
    double lowest_GeV;                        /* particles are followed down to this, up to the experiment's minimum energy */
    uint64_t showers, seed;
};

enum { PRESHOWER_MOST_SHOWERS = 10000000 };

/* Print a row of CSV for each mass, threshold and cut; *missing counts those that no event was selected for, which are nan. */
epscan_status preshower_run(const struct experiment *experiment, const struct preshower_request *request, size_t *missing);

#endif
