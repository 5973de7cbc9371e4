/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of yields share: a yield by adaptive quadrature, and by the moments of a plan. */
#ifndef EPSCAN_TESTS_TEST_YIELDS_H
#define EPSCAN_TESTS_TEST_YIELDS_H

#include "testing.h"

#include "yield/selection_weights.h"
#include "yield/signal_yield.h"

static inline struct signal_yield adaptive_yield(const struct search *search, const epscan_dark_photon *model, double threshold,
                                                 double shift) {
    struct signal_yield yield;
    if (signal_yield_adaptive(search, model, threshold, shift, &yield)) fail_msg("%s", epscan_error_message());
    return yield;
}

/* Its N. */
static inline double adaptive(const struct search *search, const epscan_dark_photon *model, double threshold, double shift) {
    return adaptive_yield(search, model, threshold, shift).events;
}

/* N of one column by the moment method. */
static inline double by_moments(const struct yield_plan *plan, const epscan_dark_photon *model, double threshold, double shift) {
    const epscan_selection column = {threshold, shift};
    struct selection_weights weights;
    double *scratch = malloc(plan->scratch_size * sizeof *scratch), *row = malloc(plan->row_length * sizeof *row);
    double events;
    assert_true(scratch && row);
    yield_plan_model_rows(plan, model, 1, scratch, row);
    assert_int_equal(selection_weights_init(&weights, &plan->part[0], &column, 1), EPSCAN_OK);
    selection_weights_events(&weights, &plan->part[0], 1, row, plan->row_length, NULL, &events, 1);
    selection_weights_clear(&weights);
    free(scratch);
    free(row);
    return events;
}

#endif
