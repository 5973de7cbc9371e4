/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shower/cascade_terms.h"

#include <string.h>

static bool is_distinct_positron(const struct shower_kernels *kernels, enum em_lepton beam) {
    return beam == EM_POSITRON && !kernels->charge_symmetric;
}

enum shower_kernel cascade_primary_loss(const struct shower_kernels *kernels, enum em_lepton beam) {
    return is_distinct_positron(kernels, beam) ? KERNEL_POSITRON_LOSS : KERNEL_ELECTRON_LOSS;
}

static void append(struct cascade_terms *terms, size_t count, const struct cascade_term *more) {
    memcpy(terms->term + terms->count, more, count * sizeof *more);
    terms->count += (int)count;
}

void cascade_terms_init(struct cascade_terms *terms, const struct shower_kernels *kernels, enum em_lepton beam) {
    const bool positron = is_distinct_positron(kernels, beam);
    const struct cascade_term both[] = {
        {SHOWER_PRIMARY, SHOWER_PRIMARY, cascade_primary_loss(kernels, beam), 1.0},
        {SHOWER_PHOTON, SHOWER_PRIMARY, positron ? KERNEL_POSITRON_RADIATED : KERNEL_ELECTRON_RADIATED, -1.0},
        {SHOWER_POSITRON, SHOWER_PHOTON, KERNEL_PHOTON_POSITRONS, -1.0},
    };
    const struct cascade_term symmetric[] = {
        {SHOWER_PHOTON, SHOWER_POSITRON, KERNEL_ELECTRON_RADIATED, -2.0},
        {SHOWER_POSITRON, SHOWER_POSITRON, KERNEL_ELECTRON_LOSS, 1.0},
    };
    const struct cascade_term distinct[] = {
        {SHOWER_PHOTON, SHOWER_POSITRON, KERNEL_POSITRON_RADIATED, -1.0},
        {SHOWER_PHOTON, SHOWER_ELECTRON, KERNEL_ELECTRON_RADIATED, -1.0},
        {SHOWER_PHOTON, SHOWER_PHOTON, KERNEL_PHOTON_SCATTERED, -1.0},
        {SHOWER_POSITRON, SHOWER_POSITRON, KERNEL_POSITRON_LOSS, 1.0},
        {SHOWER_ELECTRON, SHOWER_ELECTRON, KERNEL_ELECTRON_LOSS, 1.0},
        {SHOWER_ELECTRON, SHOWER_PHOTON, KERNEL_PHOTON_ELECTRONS, -1.0},
        {SHOWER_ELECTRON, SHOWER_ELECTRON, KERNEL_ELECTRON_KNOCKED, -1.0},
        {SHOWER_ELECTRON, SHOWER_POSITRON, KERNEL_POSITRON_KNOCKED, -1.0},
        {SHOWER_ELECTRON, SHOWER_PRIMARY, positron ? KERNEL_POSITRON_KNOCKED : KERNEL_ELECTRON_KNOCKED, -1.0},
    };
    terms->count = 0;
    append(terms, sizeof both / sizeof *both, both);
    if (kernels->charge_symmetric)
        append(terms, sizeof symmetric / sizeof *symmetric, symmetric);
    else
        append(terms, sizeof distinct / sizeof *distinct, distinct);
    for (enum shower_particle of = SHOWER_POSITRON; of <= SHOWER_ELECTRON && kernels->direct_pairs; of++)
        for (enum shower_particle from = SHOWER_PRIMARY; from <= SHOWER_ELECTRON; from++)
            append(terms, 1, &(struct cascade_term){of, from, KERNEL_DIRECT_PAIRS, -1.0});
}
