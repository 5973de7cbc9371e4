/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test_targets.h"

#include "matter/material.h"

#include <complex.h>

#include <gsl/gsl_sf_psi.h>

/* 2.521 and 2.803 electrons (mol) per cm^2 and X0, 40.6 X0: three- and four-digit numbers of the literature, rounded. */
static void electrons_and_depth_of_the_calorimeter(void **state) {
    (void)state;
    const struct target pure = target_of_material(&lead), layers = sandwich();
    assert_close(target_electrons_per_cm2_X0(&pure) / 6.02214076e23, 2.521, 0.0, 5e-4);
    assert_close(target_electrons_per_cm2_X0(&pure) / 6.02214076e23, 82.0 / 207.2 * 6.37, 1e-14, 0.0);
    assert_close(target_electrons_per_cm2_X0(&layers) / 6.02214076e23, 2.803, 0.0, 5e-4);
    assert_close(target_depth_X0(&layers), 40.6, 0.0, 0.05);
    assert_close(target_depth_X0(&pure), 1.0, 1e-15, 0.0);
}

/* c - 4/3 = 0.03245 for lead (5 digits). A mixture lies between its elements. */
static void screening_constant_of_lead_and_of_the_sandwich(void **state) {
    (void)state;
    const struct target pure = target_of_material(&lead), plastic = target_of_material(&polystyrene), layers = sandwich();
    assert_close(target_screening_constant(&pure) - 4.0 / 3.0, 0.03245, 0.0, 5e-6);
    assert_true(target_screening_constant(&plastic) < target_screening_constant(&layers));
    assert_true(target_screening_constant(&layers) < target_screening_constant(&pure));
}

/* The table of E0 T/X0 for lead with c = 4/3 + 0.03245, 9 digits, from the exact inverse Mellin transform. */
static void table_of_lead_to_1e_7(void **state) {
    (void)state;
    static const double x[] = {.1, .2, .3, .4, .5, .6, .7, .8, .9, .95};
    static const double secondary[] = {18.5258373, 3.84472284,  1.38797114,  .616985743,   .300191325,
                                       .149481490, .0715964138, .0299687224, .00845440927, .00275036901};
    static const double primary[] = {6.16572573, 3.12689493, 2.13306560, 1.65337573, 1.38375119,
                                     1.22632434, 1.14646314, 1.14708296, 1.32247125, 1.69277661};
    const double c = 4.0 / 3.0 + 0.03245;
    struct track_length *t = approximation_a(&c, 100.0, 5.0);
    for (size_t i = 0; i < COUNT_OF(x); i++) {
        assert_close(100.0 * track_length_secondary_X0_per_GeV(t, 100.0 * x[i]), secondary[i], 1e-8, 0.0);
        assert_close(100.0 * track_length_primary_X0_per_GeV(t, 100.0 * x[i]), primary[i], 1e-8, 0.0);
    }
    track_length_free(t);
}

/* 180 values at 40 digits by another program (tests/reference/make_reference.py), three radiators, E/E0 from 0.02 to 0.999. */
static void inverse_mellin_at_high_precision_to_1e_9(void **state) {
    (void)state;
    FILE *stream = fopen(EPSCAN_SOURCE_DIR "/tests/reference/track_length_reference.csv", "r");
    assert_non_null(stream);
    char line[256];
    double c, x, primary, secondary, current = 0.0;
    struct track_length *t = NULL;
    int rows = 0;
    while (fgets(line, sizeof line, stream)) {
        if (sscanf(line, "%lf,%lf,%lf,%lf", &c, &x, &primary, &secondary) != 4) continue;
        if (c != current) {
            track_length_free(t);
            current = c;
            t = approximation_a(&current, 100.0, 1.0);
        }
        /* at 0.999 the rounding of 1 - E/E0 is 1e-13; the solver's panels hold 1e-10 */
        assert_close(100.0 * track_length_primary_X0_per_GeV(t, 100.0 * x), primary, 1e-9, 0.0);
        assert_close(100.0 * track_length_secondary_X0_per_GeV(t, 100.0 * x), secondary, 1e-9, 0.0);
        rows++;
    }
    fclose(stream);
    track_length_free(t);
    assert_true(rows >= 100);
}

static double complex psi(double complex z) {
    gsl_sf_result re, im;
    assert_int_equal(gsl_sf_complex_psi_e(creal(z), cimag(z), &re, &im), 0);
    return re.val + im.val * I;
}

/* E0 T at E = x E0 by a Talbot contour on the exact Mellin transform, about 11 digits in double precision. */
static void mellin_spectra(double c, double x, double *primary, double *secondary) {
    enum { M = 24 };
    const double L = -log(x), gamma = 0.57721566490153286061, shift = 1.0;
    double complex sum_primary = 0.0, sum_secondary = 0.0;
    for (int k = 0; k < M; k++) {
        const double theta = (k + 0.5) * M_PI / M, cotangent = cos(theta) / sin(theta);
        const double complex p = 0.4 * M / L * theta * (cotangent + I);
        const double complex slope = 0.4 * M / L * (cotangent - theta / (sin(theta) * sin(theta)) + I);
        const double complex s = p + shift;
        const double complex A = c * (psi(s + 2.0) + gamma - 1.0) + 0.5 - 1.0 / ((s + 1.0) * (s + 2.0));
        const double complex B = 2.0 * (1.0 / (s + 1.0) - c / ((s + 2.0) * (s + 3.0)));
        const double complex C = c / (s * (s + 1.0)) + 1.0 / (s + 2.0), D = 1.0 - c / 6.0;
        const double complex factor = cexp(p * L) * slope;
        sum_primary += factor / A;
        sum_secondary += factor * B * C / (2.0 * A * (A * D - B * C));
    }
    /* (1/2 pi i) int e^{pL} F dp, the lower half of the contour being the conjugate of the upper */
    const double norm = exp(shift * L) / M / x;
    *primary = norm * cimag(sum_primary);
    *secondary = norm * cimag(sum_secondary);
}

/* The solver against the exact transform inverted here, for radiators from light to heavier than lead; 1e-8 is Talbot's error. */
static void marching_agrees_with_inverse_mellin(void **state) {
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 10; i++) {
        const double c = 4.0 / 3.0 + random_between(&seed, 0.005, 0.06), beam = random_between(&seed, 4.0, 300.0);
        struct track_length *t = approximation_a(&c, beam, 0.02 * beam);
        for (int k = 0; k < 20; k++) {
            const double x = random_between(&seed, 0.03, 0.97);
            double primary, secondary;
            mellin_spectra(c, x, &primary, &secondary);
            assert_close(beam * track_length_primary_X0_per_GeV(t, beam * x), primary, 1e-8, 0.0);
            assert_close(beam * track_length_secondary_X0_per_GeV(t, beam * x), secondary, 1e-8, 1e-10);
        }
        track_length_free(t);
    }
}

/* int T_primary (E/E0)^s dE = 1/A(s): the point mass and the singular spectrum together. The part below 1 GeV is 1e-2^(s+1) small.
 */
static void primary_with_its_point_mass_has_the_mellin_moment(void **state) {
    (void)state;
    const double c = 4.0 / 3.0 + 0.03245, E0 = 100.0, s = 6.0;
    struct track_length *t = approximation_a(&c, E0, 1.0);
    struct gauss_rule rule;
    gauss_rule_init(&rule, 20);
    double sum = track_length_undegraded_X0(t);
    for (double deposit = E0 * TRACK_LENGTH_UNDEGRADED_SHARE; deposit < 99.0; deposit *= 1.5) {
        const double end = fmin(99.0, 1.5 * deposit);
        for (int i = 0; i < rule.count; i++) {
            const double d = 0.5 * (deposit + end + (end - deposit) * rule.node[i]), x = 1.0 - d / E0;
            sum += 0.5 * (end - deposit) * rule.weight[i] * track_length_primary_X0_per_GeV(t, E0 - d) * pow(x, s);
        }
    }
    const double A = c * (creal(psi(s + 2.0)) + 0.57721566490153286061 - 1.0) + 0.5 - 1.0 / ((s + 1.0) * (s + 2.0));
    assert_close(sum, 1.0 / A, 2e-9, 0.0); /* u = d/E0 is rounded to 1e-8 at the first node, on 0.3 % of the sum */
    track_length_free(t);
}

/* Approximation A knows no scale: E0 T(x E0) is the same for any beam. */
static void spectra_scale_with_the_beam(void **state) {
    (void)state;
    const double c = 1.36;
    struct track_length *low = approximation_a(&c, 8.0, 0.5), *high = approximation_a(&c, 1000.0, 5.0);
    for (double x = 0.08; x < 1.0; x += 0.07)
        assert_close(8.0 * track_length_secondary_X0_per_GeV(low, 8.0 * x),
                     1000.0 * track_length_secondary_X0_per_GeV(high, 1000.0 * x), 1e-9, 0.0); /* different panels */
    track_length_free(low);
    track_length_free(high);
}

/* A table goes through its rows, stays between them (Steffen), and is zero outside. */
static void table_is_interpolated_monotonically(void **state) {
    (void)state;
    const double E[] = {5, 10, 20, 40, 80, 100}, primary[] = {6, 5, 4, 3, 2, 1}, secondary[] = {10, 4, 2, 2, 0.1, 0};
    struct track_length *t = NULL;
    assert_int_equal(track_length_from_table(6, E, primary, secondary, 0.25, &t), EPSCAN_OK);
    for (int i = 0; i < 6; i++) assert_close(track_length_secondary_X0_per_GeV(t, E[i]), secondary[i], 1e-14, 1e-14);
    for (double e = 5.0; e < 100.0; e += 0.5) {
        int i = 0;
        while (E[i + 1] < e) i++;
        assert_true(track_length_secondary_X0_per_GeV(t, e) <= secondary[i] + 1e-12);
        assert_true(track_length_secondary_X0_per_GeV(t, e) >= secondary[i + 1] - 1e-12);
    }
    assert_true(track_length_primary_X0_per_GeV(t, 4.99) == 0.0 && track_length_primary_X0_per_GeV(t, 100.01) == 0.0);
    assert_true(track_length_undegraded_X0(t) == 0.25);
    track_length_free(t);
    assert_int_equal(track_length_from_table(2, E, primary, secondary, 0.0, &t), EPSCAN_BAD_INPUT);
}

/* Kernels that are not numbers are refused, not marched through. */
static void not_a_number(const void *data, const double *scratch, int count, const double *drop,
                         double (*value)[KERNEL_MAX_DROPS]) {
    (void)data, (void)scratch, (void)drop;
    for (int i = 0; i < count * KERNEL_COUNT; i++) value[i % KERNEL_COUNT][i / KERNEL_COUNT] = NAN;
}

static void unusable_cross_sections_are_refused(void **state) {
    (void)state;
    const double c = 1.36;
    const struct cascade_setup setup = {EM_ELECTRON, 100.0, 5.0, INFINITY};
    struct shower_kernels kernels = approximation_a_kernels(&c);
    struct track_length *t = NULL;
    kernels.at = not_a_number;
    assert_int_equal(track_length_from_cascade(&kernels, &setup, &t), EPSCAN_FAILED);
    assert_null(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(electrons_and_depth_of_the_calorimeter),
        cmocka_unit_test(screening_constant_of_lead_and_of_the_sandwich),
        cmocka_unit_test(table_of_lead_to_1e_7),
        cmocka_unit_test(inverse_mellin_at_high_precision_to_1e_9),
        cmocka_unit_test(marching_agrees_with_inverse_mellin),
        cmocka_unit_test(primary_with_its_point_mass_has_the_mellin_moment),
        cmocka_unit_test(spectra_scale_with_the_beam),
        cmocka_unit_test(table_is_interpolated_monotonically),
        cmocka_unit_test(unusable_cross_sections_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
