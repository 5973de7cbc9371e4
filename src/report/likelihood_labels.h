/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bins and nuisance parameters of a likelihood of several experiments are called, in their order (limit/likelihood_join.c). */
#ifndef EPSCAN_REPORT_LIKELIHOOD_LABELS_H
#define EPSCAN_REPORT_LIKELIHOOD_LABELS_H

#include "experiment/experiment.h"

enum { LIKELIHOOD_LABEL_SIZE = 200 };

struct likelihood_labels {
    int bins, nuisances;
    char bin[LIKELIHOOD_MAX_BINS][LIKELIHOOD_LABEL_SIZE], nuisance[LIKELIHOOD_MAX_NUISANCES][LIKELIHOOD_LABEL_SIZE];
};

/*
 * Of one experiment "2017" and "background", or "background, 2017" where each data set has its own; of several with "NAME: "
 * before, but for shared parameters, which are one. EPSCAN_BAD_INPUT: two bins or two parameters of one name, or one named
 * `reserved`.
 */
epscan_status likelihood_labels_init(const struct experiment *first, const char *reserved, struct likelihood_labels *labels);

#endif
