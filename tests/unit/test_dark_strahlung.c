/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strahlung of all couplings: amplitudes against Dirac matrices in 113 bits, cross-sections against others' and another
 * integration. */
#include "strahlung_kinematics.h"

#include "matter/dark_strahlung.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

/* ---- The amplitude --------------------------------------------------------------------------------------------- */

/* P shifted along q so that it is orthogonal to p - k, which takes most of what cancels out of the matrices. */
static struct emission_vectors orthogonal(const struct emission_vectors *v) {
    const struct four_vector lepton = four_sum(v->p, -1, v->k), q = four_sum(lepton, -1, v->p_out);
    struct emission_vectors shifted = *v;
    shifted.P = four_sum(v->P, -four_product(v->P, lepton) / four_product(q, lepton), q);
    return shifted;
}

/* And on-shell kinematics are what they should be. Components of vectors cancel so far that of the 34 digits, 10 are left up to
 * 300 GeV and down to 10 keV. */
static void traces_are_those_of_the_dirac_matrices(void **state) {
    (void)state;
    uint64_t random = 18;
    for (int i = 0; i < 200; i++) {
        const struct kinematics point = random_kinematics(&random, 300.0);
        const quad half = (quad)tan(0.5 * random_between(&random, 0.1, 3.0)), cosine = (1 - half * half) / (1 + half * half);
        const struct quad_point q = quad_point_of(&point, (quad)m, half);
        const struct emission_invariants at = invariants_of(&q, q.s_mean + q.s_cosine * cosine);
        const struct emission_vectors shifted = orthogonal(&q.vectors);
        assert_close((double)(four_product(q.vectors.p_out, q.vectors.p_out) / at.m2), 1.0, 1e-15, 0.0);
        for (int c = 0; c < COUPLING_COUNT; c++)
            assert_close((double)trace_amplitude((enum coupling)c, &at), (double)dirac_amplitude((enum coupling)c, &shifted), 1e-10,
                         0.0);
    }
}

static void amplitude_is_that_of_the_dirac_matrices_to_1e_10(void **state) {
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 400; i++) {
        const struct kinematics point = random_kinematics(&random, 1e4);
        const struct quad_point q = quad_point_of(&point, (quad)m, 1);
        const double A = (double)q.s_mean, B = (double)q.s_cosine,
                     R = (double)quad_sqrt(q.s_mean * q.s_mean - q.s_cosine * q.s_cosine);
        /* The rule's error is (B/(A+R))^n n. */
        const int azimuths = (int)fmin(40000.0, 8.0 + 40.0 / log((A + R) / B));
        for (int c = 0; c < COUPLING_COUNT; c++)
            assert_close(amplitude_of_source((enum coupling)c, &point), averaged_traces((enum coupling)c, &q, azimuths), 1e-10,
                         0.0);
    }
}

/* Before the average over azimuths. */
static void amplitude_at_an_azimuth_is_that_of_the_dirac_matrices(void **state) {
    (void)state;
    uint64_t random = 5;
    for (int i = 0; i < 400; i++) {
        const struct kinematics point = random_kinematics(&random, 1e3);
        const struct quad_point q = quad_point_of(&point, (quad)m, 1);
        const double cosine = random_between(&random, -1.0, 1.0);
        const struct emission_invariants at = invariants_of(&q, q.s_mean + q.s_cosine * (quad)cosine);
        struct radiated_vector vector;
        struct virtual_lepton l;
        assert_true(radiated_vector_init(&vector, point.M, point.omega, point.rest, point.mass));
        assert_true(virtual_lepton_init(&l, &vector, point.excess));
        const double t = (l.t_low + l.t_high * point.z) / (1.0 + point.z);
        for (int c = 0; c < COUPLING_COUNT; c++)
            assert_close(strahlung_amplitude_at_azimuth((enum coupling)c, &l, point.z, t, cosine),
                         (double)(trace_amplitude((enum coupling)c, &at) / (4 * at.M2)), 1e-10, 0.0);
    }
}

/* Of charge: what the nucleus couples to may be shifted along q; of A': there is no polarisation along k, which of an axial vector
 * is a pseudoscalar, 2 m/mA of it. The vectors have 34 digits, of which the factor (E/m)^4 or so of the single terms takes 20. */
static void currents_are_conserved(void **state) {
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 50; i++) {
        const struct kinematics point = random_kinematics(&random, 100.0);
        const struct quad_point q = quad_point_of(&point, (quad)m, (quad)random_between(&random, 0.1, 3.0));
        const struct four_vector transfer = four_sum(four_sum(q.vectors.p, -1, q.vectors.k), -1, q.vectors.p_out);
        struct emission_vectors shifted = q.vectors;
        shifted.P = four_sum(shifted.P, (quad)random_between(&random, -5.0, 5.0), transfer);
        for (int c = 0; c < COUPLING_COUNT; c++)
            assert_close((double)dirac_amplitude((enum coupling)c, &shifted), (double)dirac_amplitude((enum coupling)c, &q.vectors),
                         1e-10, 0.0);
        assert_close((double)dirac_amplitude_along_k(COUPLING_VECTOR, &q.vectors) / point.mass / point.mass, 0.0, 0.0,
                     1e-10 * (double)dirac_amplitude(COUPLING_VECTOR, &q.vectors));
        assert_close((double)dirac_amplitude_along_k(COUPLING_AXIAL, &q.vectors),
                     4.0 * m * m * (double)dirac_amplitude(COUPLING_PSEUDOSCALAR, &q.vectors), 1e-10, 0.0);
    }
}

/* At mA = 1 GeV, that of massless electrons, for which parity does not matter: corrections are (m_e/mA)^2 = 2.6e-7 times a few. */
static void light_electrons_are_as_massless_ones(void **state) {
    (void)state;
    static const double shares[] = {0.2, 0.5, 0.9};
    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        const struct kinematics point = {
            .M = 193.0, .omega = 100.0 * shares[i], .rest = 100.0 * (1.0 - shares[i]), .mass = 1.0, .excess = 0.7, .z = 1e-4};
        const struct quad_point massless = quad_point_of(&point, 0, 1);
        for (int c = 0; c < COUPLING_COUNT; c++)
            assert_close(amplitude_of_source((enum coupling)c, &point), averaged_traces((enum coupling)c, &massless, 64), 3e-6,
                         0.0);
        assert_close(averaged_traces(COUPLING_AXIAL, &massless, 64), averaged_traces(COUPLING_VECTOR, &massless, 64), 1e-15, 0.0);
        assert_close(averaged_traces(COUPLING_SCALAR, &massless, 64), averaged_traces(COUPLING_PSEUDOSCALAR, &massless, 64), 1e-15,
                     0.0);
    }
}

/* Liu, McKeen and Miller, Phys. Rev. D 95, 036010 (2017), and Liu and Miller, D 96, 016004 (2017), at t_-; w2 = x^2 E^2 theta^2. */
static double weizsaecker_williams(enum coupling coupling, double x, double mass, double w2, double u) {
    const double soft = -w2 / (u * u), vector = 2.0 * (2.0 - 2.0 * x + x * x) / (1.0 - x), m2 = m * m, mass2 = mass * mass;
    switch (coupling) {
    case COUPLING_SCALAR: return x * x / (1.0 - x) + 2.0 * (mass2 - 4.0 * m2) * soft;
    case COUPLING_PSEUDOSCALAR: return x * x / (1.0 - x) + 2.0 * mass2 * soft;
    case COUPLING_AXIAL: return 4.0 * m2 * x * x / (mass2 * (1.0 - x)) + vector + 4.0 * (mass2 - 4.0 * m2) * soft;
    default: return vector + 4.0 * (mass2 + 2.0 * m2) * soft;
    }
}

/* For t_- << t << u, <T>/(4 M^2) is (t - t_-) 2 E^2 (1-x)^2/u^2 times that. Corrections are of order t/u, 1e-4, and u/E^2. */
static void small_t_is_the_weizsaecker_williams_limit(void **state) {
    (void)state;
    static const double shares[] = {0.1, 0.5, 0.9}, angles[] = {0.0, 1.0, 4.0}, masses[] = {0.1, 0.001};
    const double E = 1e4;
    for (size_t i = 0; i < COUNT_OF(shares) * COUNT_OF(angles) * COUNT_OF(masses) * COUPLING_COUNT; i++) {
        const double x = shares[i % 3], mass = masses[i / 9 % 2], angle = angles[i / 3 % 3] * 0.1 * mass / E;
        const enum coupling coupling = (enum coupling)(i / 18);
        struct kinematics point = {
            .M = 193.0, .omega = x * E, .rest = E - x * E, .mass = mass, .excess = x * E * E * angle * angle};
        struct radiated_vector vector;
        struct virtual_lepton l;
        assert_true(radiated_vector_init(&vector, point.M, point.omega, point.rest, mass));
        assert_true(virtual_lepton_init(&l, &vector, point.excess));
        point.z = 1e-4 * l.u / l.t_high;
        const double t = (l.t_low + point.z * l.t_high) / (1.0 + point.z), factor = E * (1.0 - x) / l.u;
        assert_close(amplitude_of_source(coupling, &point),
                     2.0 * factor * factor * (t - l.t_low) *
                         weizsaecker_williams(coupling, x, mass, x * x * E * E * angle * angle, l.u),
                     2e-3, 0.0);
    }
}

/* ---- Spectra --------------------------------------------------------------------------------------------------- */

enum { INTERVALS = 2000 };

/* An adaptive integration in ln z within one in the logit of u. */
struct nested_integral {
    const struct nucleus *nucleus;
    enum coupling coupling;
    struct radiated_vector vector;
    struct virtual_lepton lepton;
    gsl_integration_workspace *outer, *inner;
};

static double of_ln_z(double ln_z, void *data) {
    const struct nested_integral *integral = data;
    const struct virtual_lepton *l = &integral->lepton;
    const double z = exp(ln_z), weight = 1.0 / (1.0 + z), t = (l->t_low + l->t_high * z) * weight;
    return (l->t_high - l->t_low) * z * weight * weight * nucleus_G2_over_t2(integral->nucleus, t) *
           amplitude_at(integral->coupling, l, z);
}

static double of_logit(double logit, void *data) {
    struct nested_integral *integral = data;
    gsl_function f = {of_ln_z, data};
    const double range = integral->vector.virtuality_range, excess = range / (1.0 + exp(-logit));
    double result = 0.0, error = 0.0;
    if (!virtual_lepton_init(&integral->lepton, &integral->vector, excess)) return 0.0;
    const double low = log(fmax(integral->lepton.t_low, 1e-11) / integral->lepton.t_high) - 20.0;
    gsl_integration_qag(&f, low, 20.0, 0.0, 1e-8, INTERVALS, GSL_INTEG_GAUSS31, integral->inner, &result, &error);
    return excess * (1.0 - excess / range) * result / integral->lepton.V;
}

static double adaptive_spectrum_cm2(struct nested_integral *integral, const struct kinematics *point) {
    const double a = EPSCAN_FINE_STRUCTURE;
    double result = 0.0, error = 0.0;
    gsl_function f = {of_logit, integral};
    assert_true(radiated_vector_init(&integral->vector, point->M, point->omega, point->rest, point->mass));
    const struct radiated_vector *v = &integral->vector;
    const double low = fmin(0.0, log(v->least_virtuality / v->virtuality_range)) - 18.0;
    gsl_integration_qag(&f, low, fmin(25.0, low + 45.0), 0.0, 1e-7, INTERVALS, GSL_INTEG_GAUSS21, integral->outer, &result, &error);
    return 0.5 * a * a * a * EPSCAN_HBARC2_GeV2_CM2 * v->energy / (v->momentum * v->momentum) * result;
}

/*
 * Twice what is promised of the rules of the source, which are fixed: 1e-6, and 5e-6 in corners; a scalar or pseudoscalar below
 * x = 0.01, where of a vector's spectrum it has x^2, 3e-5.
 */
static double spectrum_tolerance(enum coupling coupling, double x, double mass, double least_t) {
    if (x < 0.01 && coupling >= COUPLING_SCALAR) return 3e-5;
    return least_t > 0.3 || (x < 0.01 && mass < 1e-4) ? 1e-5 : 2e-6;
}

static void spectra_are_those_of_adaptive_integration(void **state) {
    (void)state;
    static const int Z[] = {1, 6, 29, 82};
    static const double A[] = {1.008, 12.011, 63.546, 207.2};
    struct nested_integral integral = {.outer = gsl_integration_workspace_alloc(INTERVALS),
                                       .inner = gsl_integration_workspace_alloc(INTERVALS)};
    uint64_t random = 7;
    for (size_t i = 0; i < 24; i++) {
        struct dark_strahlung strahlung;
        dark_strahlung_init(&strahlung, Z[i % 4], A[i % 4], FORM_FACTOR_TSAI);
        strahlung.coupling = integral.coupling = (enum coupling)(i / 4 % COUPLING_COUNT);
        struct kinematics point = random_kinematics(&random, 1e3);
        const double least_t = pow(point.mass * point.mass / (2.0 * point.omega), 2.0),
                     x = point.omega / (point.omega + point.rest);
        point.M = strahlung.nucleus.mass_GeV;
        integral.nucleus = &strahlung.nucleus;
        assert_close(dark_strahlung_spectrum_cm2(&strahlung, point.omega, point.rest, point.mass),
                     adaptive_spectrum_cm2(&integral, &point), spectrum_tolerance(integral.coupling, x, point.mass, least_t), 0.0);
    }
    gsl_integration_workspace_free(integral.outer);
    gsl_integration_workspace_free(integral.inner);
}

/*
 * What coarser rules promise, against the finest, which the test above holds: in the mean, and at most. Masses and energies as
 * targets see them, where nuclei still hold together.
 */
static void coarser_rules_keep_what_they_promise(void **state) {
    (void)state;
    static const struct {
        const struct dark_strahlung_rule *rule;
        double mean, most;
    } promised[] = {{&dark_strahlung_fair, 2e-6, 3e-5},
                    {&dark_strahlung_rough, 3e-5, 3e-4},
                    {&dark_strahlung_poor, 3e-4, 5e-3},
                    {&dark_strahlung_trace, 3e-2, 0.3}};
    static const int Z[] = {1, 6, 29, 82};
    static const double A[] = {1.008, 12.011, 63.546, 207.2};
    enum { POINTS = 400 };
    double sum[COUNT_OF(promised)] = {0.0};
    uint64_t random = 8;
    for (size_t n = 0; n < POINTS;) {
        const double E = 4.0 * pow(50.0, random_unit(&random)), mass = 1e-5 * pow(3e5, random_unit(&random));
        const double rest = 1.02 * m * pow(E / (1.02 * m), random_unit(&random)), omega = E - rest;
        if (!(omega > fmax(1.05 * mass, 0.03 * E)) || mass * mass > 0.6 * omega) continue;
        struct dark_strahlung exact, coarse;
        dark_strahlung_init(&exact, Z[n % 4], A[n % 4], FORM_FACTOR_TSAI);
        const double expected = dark_strahlung_spectrum_cm2(&exact, omega, rest, mass);
        if (!(expected > 0.0)) continue;
        for (size_t i = 0; i < COUNT_OF(promised); i++) {
            dark_strahlung_init_with(&coarse, Z[n % 4], A[n % 4], FORM_FACTOR_TSAI, promised[i].rule);
            const double error = fabs(dark_strahlung_spectrum_cm2(&coarse, omega, rest, mass) / expected - 1.0);
            assert_true(error < promised[i].most);
            sum[i] += error;
        }
        n++;
    }
    for (size_t i = 0; i < COUNT_OF(promised); i++) assert_true(sum[i] < POINTS * promised[i].mean);
}

/* dsigma/dx is that over angles: Simpson's rule in ln(1 - cos), 2000 steps, 1e-6. */
static void angles_add_up_to_the_spectrum(void **state) {
    (void)state;
    static const struct {
        double omega, rest, mass;
    } points[] = {{50.0, 50.0, 0.1}, {99.9, 0.1, 0.3}, {3.0, 1.0, 0.001}, {0.2, 19.8, 1e-4}};
    struct dark_strahlung copper;
    dark_strahlung_init(&copper, 29, 63.546, FORM_FACTOR_TSAI);
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        const double omega = points[i].omega, rest = points[i].rest, mass = points[i].mass, low = log(1e-18), high = log(2.0);
        const int steps = 4000;
        double sum = 0.0;
        for (int j = 0; j <= steps; j++) {
            const double one_minus_cosine = exp(low + (high - low) * j / steps), weight = j == 0 || j == steps ? 0.5 : 1.0;
            sum += weight * one_minus_cosine * dark_strahlung_angular_cm2(&copper, omega, rest, mass, one_minus_cosine);
        }
        assert_close(sum * (high - low) / steps, dark_strahlung_spectrum_cm2(&copper, omega, rest, mass), 3e-6, 0.0);
    }
}

/* Steps a thousandth beyond the limits: nothing; within: something. */
static void nothing_beyond_the_kinematic_limits(void **state) {
    (void)state;
    static const double energies[] = {0.05, 1.0, 100.0, 1e4}, masses[] = {1e-5, 1e-3, 0.04, 0.9};
    struct dark_strahlung hydrogen;
    dark_strahlung_init(&hydrogen, 1, 1.008, FORM_FACTOR_TSAI);
    for (size_t i = 0; i < COUNT_OF(energies); i++)
        for (size_t j = 0; j < COUNT_OF(masses); j++) {
            const double E = energies[i], mass = masses[j];
            const struct dark_strahlung_range least = dark_strahlung_range(&hydrogen, E, mass);
            const double M = hydrogen.nucleus.mass_GeV, above = sqrt(M * M + m * m + 2.0 * M * E) - M - m - mass;
            if (above < 0.0) {
                assert_true(least.lowest_rest_GeV == 0.0);
                assert_true(dark_strahlung_total_cm2(&hydrogen, E, mass) == 0.0);
                assert_true(dark_strahlung_spectrum_cm2(&hydrogen, 0.9 * E, 0.1 * E, mass) == 0.0);
                continue;
            }
            const double vector = least.lowest_vector_GeV, rest = least.lowest_rest_GeV;
            assert_true(vector >= mass && vector < E && rest >= m);
            assert_true(dark_strahlung_spectrum_cm2(&hydrogen, 1.001 * vector, E - 1.001 * vector, mass) > 0.0);
            assert_true(dark_strahlung_spectrum_cm2(&hydrogen, 0.999 * vector, E - 0.999 * vector, mass) == 0.0);
            assert_true(dark_strahlung_spectrum_cm2(&hydrogen, E - 1.001 * rest, 1.001 * rest, mass) > 0.0);
            assert_true(dark_strahlung_spectrum_cm2(&hydrogen, E - 0.999 * rest, 0.999 * rest, mass) == 0.0);
        }
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_those_of_the_dirac_matrices),
        cmocka_unit_test(amplitude_is_that_of_the_dirac_matrices_to_1e_10),
        cmocka_unit_test(amplitude_at_an_azimuth_is_that_of_the_dirac_matrices),
        cmocka_unit_test(currents_are_conserved),
        cmocka_unit_test(light_electrons_are_as_massless_ones),
        cmocka_unit_test(small_t_is_the_weizsaecker_williams_limit),
        cmocka_unit_test(spectra_are_those_of_adaptive_integration),
        cmocka_unit_test(coarser_rules_keep_what_they_promise),
        cmocka_unit_test(angles_add_up_to_the_spectrum),
        cmocka_unit_test(nothing_beyond_the_kinematic_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
