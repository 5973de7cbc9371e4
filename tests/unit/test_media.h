/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the cross-sections share: media, quadrature, scans of arguments. */
#ifndef EPSCAN_TESTS_TEST_MEDIA_H
#define EPSCAN_TESTS_TEST_MEDIA_H

#include "testing.h"

#include "matter/cross_sections.h"

#include <gsl/gsl_integration.h>

enum test_medium { LEAD, TUNGSTEN, POLYSTYRENE, LEAD_TUNGSTATE, IRON, COPPER, CARBON, ALUMINIUM, WATER, BERYLLIUM, TEST_MEDIA };

struct definition {
    const char *name;
    int count;
    struct em_element elements[3];
    double density, excitation_eV;
};

/* A and mean excitation energies: PDG, ICRU 37. The first four are those of make_cross_sections.py. */
static const struct definition definitions[TEST_MEDIA] = {
    [LEAD] = {"lead", 1, {{82, 207.2, 1.0}}, 11.35, 823.0},
    [TUNGSTEN] = {"tungsten", 1, {{74, 183.84, 1.0}}, 19.3, 727.0},
    [POLYSTYRENE] = {"polystyrene", 2, {{6, 12.011, 0.922582}, {1, 1.008, 0.077418}}, 1.06, 68.7},
    [LEAD_TUNGSTATE] = {"lead_tungstate", 3, {{82, 207.2, 0.455347}, {74, 183.84, 0.404011}, {8, 15.999, 0.140642}}, 8.3, 600.7},
    [IRON] = {"iron", 1, {{26, 55.845, 1.0}}, 7.874, 0.0},
    [COPPER] = {"copper", 1, {{29, 63.546, 1.0}}, 8.96, 0.0},
    [CARBON] = {"carbon", 1, {{6, 12.011, 1.0}}, 2.21, 0.0},
    [ALUMINIUM] = {"aluminium", 1, {{13, 26.982, 1.0}}, 2.699, 0.0},
    [WATER] = {"water", 2, {{1, 1.008, 0.111894}, {8, 15.999, 0.888106}}, 1.0, 75.0},
    [BERYLLIUM] = {"beryllium", 1, {{4, 9.0122, 1.0}}, 1.848, 0.0},
};

/* `which`: an enum test_medium. */
static inline struct em_medium test_medium(int which) {
    const struct definition *definition = &definitions[which];
    struct em_medium medium;
    assert_true(
        em_medium_init(definition->elements, definition->count, definition->density, 1e-9 * definition->excitation_eV, &medium));
    return medium;
}

static inline const char *test_medium_name(int which) {
    return definitions[which].name;
}

/* A function of one variable with parameters. */
struct integrand {
    double (*value)(double x, const void *parameters);
    const void *parameters;
};

static inline double in_logarithm(double log_x, void *data) {
    const struct integrand *f = data;
    const double x = exp(log_x);
    return x * f->value(x, f->parameters);
}

/* Integral from a to b > a > 0 in ln x, relative error 1e-11 asked of GSL. */
static inline double integral(struct integrand f, double a, double b) {
    enum { INTERVALS = 2000 };
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(INTERVALS);
    gsl_function function = {.function = in_logarithm, .params = &f};
    double result = NAN, error = NAN;
    assert_non_null(workspace);
    gsl_integration_qag(&function, log(a), log(b), 0.0, 1e-11, INTERVALS, GSL_INTEG_GAUSS31, workspace, &result, &error);
    gsl_integration_workspace_free(workspace);
    return result;
}

static inline double largest_step(struct integrand f, int points) {
    double before = f.value(0.5 / points, f.parameters), largest = before, step = 0.0;
    for (int i = 1; i < points; i++) {
        const double value = f.value((i + 0.5) / points, f.parameters);
        if (!isfinite(value) || value < 0.0) fail_msg("%g at %g", value, (i + 0.5) / points);
        step = fmax(step, fabs(value - before));
        largest = fmax(largest, value);
        before = value;
    }
    return step / largest;
}

/*
 * f on 0 < x < 1 is finite and >= 0 at 64000 points, and its largest step, in units of its largest value, falls by 2 or
 * more from 4000 points to 64000: a spectrum that ends like a square root has 4, a jump has 1.
 */
static inline void assert_finite_positive_continuous(struct integrand f) {
    const double coarse = largest_step(f, 4000), fine = largest_step(f, 64000);
    if (!(fine <= 0.5 * coarse)) fail_msg("steps of %g at 4000 points, %g at 64000", coarse, fine);
}

#endif
