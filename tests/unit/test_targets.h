/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the shower share: targets, and the shower of approximation A. */
#ifndef EPSCAN_TESTS_TEST_TARGETS_H
#define EPSCAN_TESTS_TEST_TARGETS_H

#include "testing.h"

#include "shower/track_length.h"

static const struct material lead = {"lead", 11.35, 6.37, 1, {{82, 207.2, 1.0}}};
static const struct material polystyrene = {"polystyrene", 1.06, 43.8, 2, {{6, 12.011, 8.0}, {1, 1.008, 8.0}}};

/* NA64's calorimeter: 150 cells of lead and scintillator. */
static inline struct target sandwich(void) {
    return (struct target){.layer_count = 2, .repeat = 150, .layers = {{lead, 0.15}, {polystyrene, 0.15}}};
}

/* Track lengths of an electron, approximation A with c, energies in GeV; to be freed. */
static inline struct track_length *approximation_a(const double *c, double beam_GeV, double lowest_GeV) {
    const struct shower_kernels kernels = approximation_a_kernels(c);
    struct track_length *t = NULL;
    const struct cascade_setup setup = {EM_ELECTRON, beam_GeV, lowest_GeV, INFINITY};
    if (track_length_from_cascade(&kernels, &setup, &t)) fail_msg("%s", epscan_error_message());
    return t;
}

#endif
