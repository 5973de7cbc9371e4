/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A'-strahlung: its amplitude against Dirac matrices in 113 bits, its cross-sections against others' and another integration. */
#include "assertions.h"
#include "dirac_amplitude.h"

#include "epscan/constants.h"
#include "matter/dark_strahlung.h"
#include "matter/strahlung_amplitude.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

static const double m = EPSCAN_ELECTRON_MASS_GeV;

/* ---- The amplitude --------------------------------------------------------------------------------------------- */

/* A point of phase space. */
struct kinematics {
    double M, omega, rest, mass;
    double excess; /* u above its least */
    double z;      /* of t */
};

/* The point as four-vectors, lepton mass `lepton`, azimuth given by its half-angle's tangent; in quad so that they are on shell. */
struct quad_point {
    struct emission_vectors vectors;
    quad t, u, s_mean, s_cosine; /* s = s_mean + s_cosine cos(phi) */
};

/* t where the nucleus takes the momentum Q. */
static quad t_of_momentum(quad M, quad Q) {
    return 2 * M * Q * Q / (quad_sqrt(M * M + Q * Q) + M);
}

static struct quad_point quad_point_of(const struct kinematics *point, quad lepton, quad half_tangent) {
    const quad M = point->M, w = point->omega, rest = point->rest, E = w + rest, mA2 = (quad)point->mass * point->mass;
    const quad p = quad_sqrt(E * E - lepton * lepton), k = quad_sqrt(w * w - mA2);
    const quad cosine = 1 - point->excess / (2 * p * k), sine = quad_sqrt(1 - cosine * cosine);
    const quad u = mA2 - 2 * (E * w - p * k * cosine); /* (p-k)^2 - m^2 */
    const quad Vx = -k * sine, Vz = p - k * cosine, V = quad_sqrt(Vx * Vx + Vz * Vz), H = rest + M;
    const quad root = quad_sqrt(u * u + 4 * M * u * H + 4 * M * M * V * V), middle = V * (u + 2 * M * H),
               below = 2 * (H * H - V * V);
    const quad Q_high = (middle + H * root) / below, Q_low = (H * root > middle ? H * root - middle : middle - H * root) / below;
    const quad t_low = t_of_momentum(M, Q_low), t_high = t_of_momentum(M, Q_high);
    const quad z = point->z, t = (t_low + t_high * z) / (1 + z), q0 = t / (2 * M);
    const quad along = (rest * q0 - (u - t) / 2) / V, across = quad_sqrt(q0 * q0 + t - along * along);
    const quad c = (1 - half_tangent * half_tangent) / (1 + half_tangent * half_tangent);
    const quad s = 2 * half_tangent / (1 + half_tangent * half_tangent);
    /* across V: in the plane of p and k, (Vz, 0, -Vx)/V, and y. */
    const struct four_vector q = {{q0, along * Vx / V + across * c * Vz / V, across * s, along * Vz / V - across * c * Vx / V}};
    const struct four_vector in = {{E, 0, 0, p}}, vector = {{w, k * sine, 0, k * cosine}};
    const struct four_vector virtual_lepton = four_sum(in, -1, vector);
    const quad along_p = p * Vz / V, across_p = p * k * sine / V; /* s + t = 2 (Q.p - q0 E) */
    return (struct quad_point){
        .vectors = {.p = in, .k = vector, .p_out = four_sum(virtual_lepton, -1, q), .P = {{M, 0, 0, 0}}, .mass = lepton},
        .t = t,
        .u = u,
        .s_mean = 2 * (along * along_p - q0 * E) - t,
        .s_cosine = 2 * across * across_p,
    };
}

static struct emission_invariants invariants_of(const struct quad_point *q, quad s) {
    const struct emission_vectors *v = &q->vectors;
    const quad M = v->P.component[0], mA2 = four_product(v->k, v->k), m2 = v->mass * v->mass;
    return (struct emission_invariants){
        .m2 = m2,
        .mA2 = mA2,
        .M2 = M * M,
        .s = s,
        .u = q->u,
        .pp = m2 - (mA2 - q->u) / 2 + (s + q->t) / 2,
        .pP = M * v->p.component[0],
        .kP = M * v->k.component[0],
        .qP = M * (v->p.component[0] - v->k.component[0] - q->t / (2 * M)),
    };
}

/* <T>/(4 M^2) over so many azimuths, of which the trapezoidal rule makes exponentially little error. */
static double averaged_traces(const struct quad_point *q, int azimuths) {
    quad sum = 0;
    for (int i = 0; i < azimuths; i++) {
        const struct emission_invariants at = invariants_of(q, q->s_mean + q->s_cosine * (quad)cos(2.0 * EPSCAN_PI * i / azimuths));
        sum += trace_amplitude(&at) / (4 * at.M2);
    }
    return (double)(sum / azimuths);
}

/* <T>/(4 M^2) at z. */
static double amplitude_at(const struct virtual_lepton *l, double z) {
    const double ratio = sqrt(z / l->z_parallel), weight = 1.0 / (1.0 + z), parallel = ratio - 1.0 / ratio;
    const double R = weight * sqrt(l->A_low * l->A_high * z * (parallel * parallel + l->softness * l->softness));
    return strahlung_amplitude(l, sqrt(z), weight, R, (l->t_low + l->t_high * z) * weight);
}

static double amplitude_of_source(const struct kinematics *point) {
    struct radiated_vector vector;
    struct virtual_lepton l;
    assert_true(radiated_vector_init(&vector, point->M, point->omega, point->rest, point->mass));
    assert_true(virtual_lepton_init(&l, &vector, point->excess));
    return amplitude_at(&l, point->z);
}

/* A point near which something happens, of a vector that can be radiated: u about its least, t from just above its least. */
static bool random_recoil(uint64_t *random, struct kinematics *point) {
    struct radiated_vector vector;
    struct virtual_lepton lepton;
    const double logit = random_between(random, -12.0, 12.0), largest = 1.0 - exp(-fabs(logit) - 0.1);
    if (!radiated_vector_init(&vector, point->M, point->omega, point->rest, point->mass)) return false;
    point->excess = fmin(vector.least_virtuality * exp(logit), vector.virtuality_range * largest);
    if (!virtual_lepton_init(&lepton, &vector, point->excess)) return false;
    point->z = exp(random_between(random, log(lepton.t_low / lepton.t_high) - 5.0, 10.0));
    return true;
}

/* Energies 1 GeV to `highest`, masses 10 keV to 3 GeV, nuclei H to U, both ends of x down to 1-x = m_e/E. */
static struct kinematics random_kinematics(uint64_t *random, double highest) {
    for (;;) {
        const double E = exp(random_between(random, log(1.0), log(highest))),
                     mass = exp(random_between(random, log(1e-5), log(3.0)));
        const bool hard = random_unit(random) < 0.5;
        const double least = hard ? m : mass, part = least * pow(0.5 * E / least, random_unit(random));
        struct kinematics point = {.M = exp(random_between(random, log(0.94), log(222.0))),
                                   .omega = hard ? E - part : part,
                                   .rest = hard ? part : E - part,
                                   .mass = mass};
        if (mass < 0.5 * E && random_recoil(random, &point)) return point;
    }
}

/* And on-shell kinematics are what they should be. Components of vectors cancel so far that of the 34 digits, 10 are left up to
 * 1 TeV and down to 10 keV. */
static void traces_are_those_of_the_dirac_matrices(void **state) {
    (void)state;
    uint64_t random = 18;
    for (int i = 0; i < 200; i++) {
        const struct kinematics point = random_kinematics(&random, 1e3);
        const quad half = (quad)tan(0.5 * random_between(&random, 0.1, 3.0)), cosine = (1 - half * half) / (1 + half * half);
        const struct quad_point q = quad_point_of(&point, (quad)m, half);
        const struct emission_invariants at = invariants_of(&q, q.s_mean + q.s_cosine * cosine);
        assert_close((double)(four_product(q.vectors.p_out, q.vectors.p_out) / at.m2), 1.0, 1e-15, 0.0);
        assert_close((double)trace_amplitude(&at), (double)dirac_amplitude(&q.vectors), 1e-10, 0.0);
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
        assert_close(amplitude_of_source(&point), averaged_traces(&q, azimuths), 1e-10, 0.0);
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
        assert_close(strahlung_amplitude_at_azimuth(&l, point.z, t, cosine), (double)(trace_amplitude(&at) / (4 * at.M2)), 1e-10,
                     0.0);
    }
}

/* Of charge: what the nucleus couples to may be shifted along q; of A': there is no polarisation along k. The vectors
 * have 34 digits, of which the factor (E/m)^4 or so of the single terms takes 20. */
static void currents_are_conserved(void **state) {
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 50; i++) {
        const struct kinematics point = random_kinematics(&random, 100.0);
        const struct quad_point q = quad_point_of(&point, (quad)m, (quad)random_between(&random, 0.1, 3.0));
        const struct four_vector transfer = four_sum(four_sum(q.vectors.p, -1, q.vectors.k), -1, q.vectors.p_out);
        struct emission_vectors shifted = q.vectors;
        shifted.P = four_sum(shifted.P, (quad)random_between(&random, -5.0, 5.0), transfer);
        const double amplitude = (double)dirac_amplitude(&q.vectors);
        assert_close((double)dirac_amplitude(&shifted), amplitude, 1e-10, 0.0);
        assert_close((double)dirac_amplitude_along_k(&q.vectors) / point.mass / point.mass, 0.0, 0.0, 1e-10 * amplitude);
    }
}

/* At mA = 1 GeV, that of massless electrons: corrections are (m_e/mA)^2 = 2.6e-7 times a few. */
static void light_electrons_are_as_massless_ones(void **state) {
    (void)state;
    static const double shares[] = {0.2, 0.5, 0.9};
    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        const struct kinematics point = {
            .M = 193.0, .omega = 100.0 * shares[i], .rest = 100.0 * (1.0 - shares[i]), .mass = 1.0, .excess = 0.7, .z = 1e-4};
        const struct quad_point massless = quad_point_of(&point, 0, 1);
        assert_close(amplitude_of_source(&point), averaged_traces(&massless, 64), 3e-6, 0.0);
    }
}

/*
 * Weizsaecker-Williams: for t_- << t << u, <T>/(4 M^2) is (t - t_-) times 8 E^2 (1-x)/u^2 [1 - x + x^2/2 - x (1-x) (mA^2 + 2 m^2)
 * E^2 theta^2 x/u^2]: Bjorken et al., Phys. Rev. D 80, 075018 (2009), Eq. A12, whose U is u; its 2 m^2 from Kim and Tsai.
 * Corrections are of order t/u, 1e-4, and u/E^2.
 */
static void small_t_is_the_weizsaecker_williams_limit(void **state) {
    (void)state;
    static const double shares[] = {0.1, 0.5, 0.9}, angles[] = {0.0, 1e-5, 4e-5};
    const double E = 1e4, mass = 0.1;
    for (size_t i = 0; i < COUNT_OF(shares); i++)
        for (size_t j = 0; j < COUNT_OF(angles); j++) {
            const double x = shares[i], p2theta2 = E * E * angles[j] * angles[j];
            struct kinematics point = {.M = 193.0, .omega = x * E, .rest = E - x * E, .mass = mass};
            struct radiated_vector vector;
            struct virtual_lepton l;
            point.excess = x * p2theta2;
            assert_true(radiated_vector_init(&vector, point.M, point.omega, point.rest, mass));
            assert_true(virtual_lepton_init(&l, &vector, point.excess));
            point.z = 1e-4 * l.u / l.t_high;
            const double t = (l.t_low + point.z * l.t_high) / (1.0 + point.z);
            const double bracket = 1.0 - x + x * x / 2.0 - x * x * (1.0 - x) * (mass * mass + 2.0 * m * m) * p2theta2 / (l.u * l.u);
            assert_close(amplitude_of_source(&point), 8.0 * E * E * (1.0 - x) / (l.u * l.u) * bracket * (t - l.t_low), 2e-3, 0.0);
        }
}

/* ---- Spectra --------------------------------------------------------------------------------------------------- */

enum { INTERVALS = 2000 };

/* An adaptive integration in ln z within one in the logit of u. */
struct nested_integral {
    const struct nucleus *nucleus;
    struct radiated_vector vector;
    struct virtual_lepton lepton;
    gsl_integration_workspace *outer, *inner;
};

static double of_ln_z(double ln_z, void *data) {
    const struct nested_integral *integral = data;
    const struct virtual_lepton *l = &integral->lepton;
    const double z = exp(ln_z), weight = 1.0 / (1.0 + z), t = (l->t_low + l->t_high * z) * weight;
    return (l->t_high - l->t_low) * z * weight * weight * nucleus_G2_over_t2(integral->nucleus, t) * amplitude_at(l, z);
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

/* Twice what is promised of the rules of the source, which are fixed: 1e-6, and 5e-6 in corners. */
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
        struct kinematics point = random_kinematics(&random, 1e3);
        const double least_t = pow(point.mass * point.mass / (2.0 * point.omega), 2.0),
                     x = point.omega / (point.omega + point.rest);
        point.M = strahlung.nucleus.mass_GeV;
        integral.nucleus = &strahlung.nucleus;
        assert_close(dark_strahlung_spectrum_cm2(&strahlung, point.omega, point.rest, point.mass),
                     adaptive_spectrum_cm2(&integral, &point), least_t > 0.3 || (x < 0.01 && point.mass < 1e-4) ? 1e-5 : 2e-6, 0.0);
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
    } promised[] = {{&dark_strahlung_fair, 2e-6, 3e-5}, {&dark_strahlung_rough, 3e-5, 3e-4}, {&dark_strahlung_poor, 3e-4, 5e-3}};
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
