/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bins, sources and nuisances of an experiment's likelihoods are. */
#include "epscan/likelihood.h"
#include "experiment/nuisance_place.h"
#include "library/opened_experiment.h"

#include <math.h>

size_t epscan_experiment_bins(const epscan_experiment *experiment) {
    return (size_t)experiment->experiment->data_set_count;
}

const char *epscan_experiment_bin_name(const epscan_experiment *experiment, size_t bin) {
    return bin < epscan_experiment_bins(experiment) ? experiment->experiment->data_sets[bin].name : NULL;
}

double epscan_experiment_bin_observed(const epscan_experiment *experiment, size_t bin) {
    return bin < epscan_experiment_bins(experiment) ? experiment->experiment->data_sets[bin].observed : NAN;
}

size_t epscan_experiment_sources(const epscan_experiment *experiment) {
    (void)experiment;
    return channel_count() + 1;
}

const char *epscan_experiment_source_name(const epscan_experiment *experiment, size_t source) {
    (void)experiment;
    if (source < channel_count()) return channel_at(source)->name;
    return source == channel_count() ? "background" : NULL;
}

size_t epscan_experiment_nuisances(const epscan_experiment *experiment) {
    return (size_t)nuisance_count(experiment->experiment);
}

bool epscan_experiment_nuisance_name(const epscan_experiment *experiment, size_t nuisance, char *name, size_t name_size) {
    struct nuisance_place place;
    if (nuisance >= LIKELIHOOD_MAX_NUISANCES || !nuisance_place_of(experiment->experiment, (int)nuisance, &place)) return false;
    nuisance_name(experiment->experiment, &place, name, name_size);
    return true;
}
