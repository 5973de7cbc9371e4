/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mediators of every coupling: widths and cross-sections of annihilation against explicit Dirac matrices in 113 bits, crossing
 * between them, responses and the fold, and which currents go with which.
 */
#include "changed_experiment.h"
#include "dirac_amplitude.h"

#include "core/gauss_legendre.h"
#include "matter/dark_strahlung.h"
#include "model/coupling.h"
#include "model/dark_current.h"
#include "model/spectral_density.h"
#include "yield/signal_yield.h"

#include <string.h>

static const double electron = EPSCAN_ELECTRON_MASS_GeV, e2 = 4.0 * EPSCAN_PI * EPSCAN_FINE_STRUCTURE;

/* ---- Two fermions and X by Dirac matrices ---- */

/* gamma^a of X's coupling, or the one matrix of X without spin (a is ignored). */
static struct spin_matrix vertex_matrix(enum coupling coupling, int a) {
    struct spin_matrix g = gamma_matrix(a), one = {0};
    for (int i = 0; i < 4; i++) one.re[i][i] = 1;
    switch (coupling) {
    case COUPLING_AXIAL: return axial_matrix(&g);
    case COUPLING_SCALAR: return one;
    case COUPLING_PSEUDOSCALAR: return i_gamma5_matrix();
    default: return g;
    }
}

static bool has_spin(enum coupling coupling) {
    return coupling < COUPLING_SCALAR;
}

/* sum over spins of ubar(p) A v(q) [ubar(p) B v(q)]*. */
static quad pair_trace(struct four_vector p, struct four_vector q, quad mass, const struct spin_matrix *A,
                       const struct spin_matrix *B) {
    const struct spin_matrix P = slash(p, mass), Q = slash(q, -mass), PA = spin_product(&P, A), QB = spin_product(&Q, B);
    const struct spin_matrix both = spin_product(&PA, &QB);
    return both.re[0][0] + both.re[1][1] + both.re[2][2] + both.re[3][3];
}

/* Back to back in the frame of their sum, at an angle to z. */
struct pair {
    struct four_vector p, q;
};
static struct pair pair_of(quad s, quad mass, quad cosine) {
    const quad E = quad_sqrt(s) / 2, k = quad_sqrt(s / 4 - mass * mass), sine = quad_sqrt(1 - cosine * cosine);
    return (struct pair){{{E, k * sine, 0, k * cosine}}, {{E, -k * sine, 0, -k * cosine}}};
}

/* What X's propagator has for its spin: -g^ab + q^a q^b/m^2 at rest, or 1. */
static quad numerator(enum coupling coupling, int a, int b, quad s, quad m2) {
    if (!has_spin(coupling)) return a == 0 && b == 0;
    return a == b ? (a ? 1 : s / m2 - 1) : 0;
}

/* Gamma(X -> f fbar) for g^2 = 4 pi: sum over spins, average over those of X, which is at rest. */
static double dirac_width(enum coupling coupling, double mass, double fermion) {
    const quad s = (quad)mass * mass;
    const struct pair pair = pair_of(s, fermion, (quad)0.3);
    quad sum = 0;
    for (int a = 0; a < 4; a++) {
        const struct spin_matrix g = vertex_matrix(coupling, a);
        sum += numerator(coupling, a, a, s, s) * pair_trace(pair.p, pair.q, fermion, &g, &g);
    }
    const double momentum = sqrt(0.25 * mass * mass - fermion * fermion), states = has_spin(coupling) ? 3.0 : 1.0;
    return 4.0 * EPSCAN_PI * (double)sum / states * momentum / (8.0 * EPSCAN_PI * mass * mass);
}

/* Eq. 4 and its like, of leptons and of chi: alpha_D = 1. Rounding only. */
static void widths_are_those_of_the_dirac_matrices(void **state) {
    (void)state;
    static const double ratios[] = {0.01, 0.3, 0.49};
    for (int c = 0; c < COUPLING_COUNT; c++)
        for (size_t i = 0; i < COUNT_OF(ratios); i++) {
            const epscan_dark_photon chi = {coupling_dirac_current((enum coupling)c), 0.2, 1.0, ratios[i]};
            const double expected = dirac_width((enum coupling)c, 0.2, 0.2 * ratios[i]);
            assert_close(coupling_lepton_width_GeV((enum coupling)c, 0.2, 1.0, 0.2 * ratios[i]), expected, 1e-13, 0.0);
            assert_close(epscan_dark_photon_width_GeV(&chi), expected, 1e-13, 0.0);
        }
}

/* By hand at alpha_D = 0.3, m = 0.2, r = 0.3, beta = 0.8: alpha_D m times beta^3/3, beta^3/2, beta/2. Rounding only. */
static void widths_of_new_currents_by_hand(void **state) {
    (void)state;
    const epscan_dark_photon axial = {EPSCAN_AXIAL_FERMION, 0.2, 0.3, 0.3}, scalar = {EPSCAN_YUKAWA_SCALAR, 0.2, 0.3, 0.3},
                             pseudo = {EPSCAN_YUKAWA_PSEUDOSCALAR, 0.2, 0.3, 0.3};
    assert_close(epscan_dark_photon_width_GeV(&axial), 0.01024, 1e-14, 0.0);
    assert_close(epscan_dark_photon_width_GeV(&scalar), 0.01536, 1e-14, 0.0);
    assert_close(epscan_dark_photon_width_GeV(&pseudo), 0.024, 1e-14, 0.0);
}

/* sigma(e+ e- -> X* -> chi chi) [GeV^-2] for narrow X far from its mass, of both kinds of coupling; Gauss in the angle is exact. */
static double dirac_cross_section(enum coupling to_electrons, enum coupling to_chi, const epscan_dark_photon *model,
                                  double s_double) {
    const quad s = s_double, m2 = (quad)model->mass_GeV * model->mass_GeV, mchi = (quad)model->mass_GeV * model->mass_ratio;
    const struct pair in = pair_of(s, electron, 1);
    struct gauss_rule rule;
    gauss_rule_init(&rule, 4);
    quad sum = 0;
    for (int n = 0; n < rule.count; n++) {
        const struct pair out = pair_of(s, mchi, rule.node[n]);
        for (int a = 0; a < 4; a++)
            for (int b = 0; b < 4; b++) {
                const quad both = numerator(to_electrons, a, a, s, m2) * numerator(to_electrons, b, b, s, m2);
                if (both == 0) continue;
                const struct spin_matrix ea = vertex_matrix(to_electrons, a), eb = vertex_matrix(to_electrons, b);
                const struct spin_matrix ca = vertex_matrix(to_chi, a), cb = vertex_matrix(to_chi, b);
                sum += rule.weight[n] / 2 * both * pair_trace(in.p, in.q, electron, &ea, &eb) *
                       pair_trace(out.p, out.q, mchi, &ca, &cb);
            }
    }
    const double chi = (double)mchi, beta_e = sqrt(1.0 - 4.0 * electron * electron / s_double),
                 beta = sqrt(1.0 - 4.0 * chi * chi / s_double);
    const double off = s_double - (double)m2, couplings = e2 * 4.0 * EPSCAN_PI * model->alpha_D;
    return couplings * (double)sum / 4.0 / (2.0 * s_double * beta_e) * beta / (8.0 * EPSCAN_PI) / (off * off);
}

/* rho of the contact term, as dark_current.h has it. */
static double contact_density(const epscan_dark_photon *model, double s) {
    const double chi = model->mass_GeV * model->mass_ratio, m2 = model->mass_GeV * model->mass_GeV;
    return 8.0 * model->alpha_D * electron * electron * chi * chi * sqrt(1.0 - 4.0 * chi * chi / s) / (EPSCAN_PI * m2 * m2 * s);
}

/*
 * At sqrt(s) = 5 MeV, where the electron's mass is a tenth, of X of 7 MeV and 1e-9 of its mass broad: factor times rho, with the
 * contact term of two axial currents; of a vector, (1 + 2x)/beta more. 1e-9 allows for the width.
 */
static void cross_sections_are_those_of_the_dirac_matrices(void **state) {
    (void)state;
    static const struct {
        enum coupling to_electrons, to_chi;
    } cases[] = {{COUPLING_VECTOR, COUPLING_VECTOR},       {COUPLING_VECTOR, COUPLING_AXIAL},
                 {COUPLING_AXIAL, COUPLING_VECTOR},        {COUPLING_AXIAL, COUPLING_AXIAL},
                 {COUPLING_SCALAR, COUPLING_SCALAR},       {COUPLING_SCALAR, COUPLING_PSEUDOSCALAR},
                 {COUPLING_PSEUDOSCALAR, COUPLING_SCALAR}, {COUPLING_PSEUDOSCALAR, COUPLING_PSEUDOSCALAR}};
    const double s = 0.005 * 0.005, x = electron * electron / s;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const enum coupling c = cases[i].to_electrons;
        const epscan_dark_photon model = {coupling_dirac_current(cases[i].to_chi), 0.007, 1e-9, 0.2};
        double expected = coupling_annihilation_factor(c, s) * epscan_dark_photon_spectral_density_per_GeV2(&model, sqrt(s));
        if (c == COUPLING_VECTOR) expected *= (1.0 + 2.0 * x) / sqrt(1.0 - 4.0 * x);
        if (c == COUPLING_AXIAL && cases[i].to_chi == COUPLING_AXIAL)
            expected += coupling_annihilation_factor(COUPLING_PSEUDOSCALAR, s) * contact_density(&model, s);
        const double unit = annihilation_of_unit_density_cm2_GeV2(1.0) / EPSCAN_HBARC2_GeV2_CM2;
        assert_close(unit * expected, dirac_cross_section(c, cases[i].to_chi, &model, s), 1e-9, 0.0);
    }
}

/* At s = m^2 unitarity: (2J+1)/4 4 pi/k^2 Gamma_ee/Gamma, k^2 = s beta^2/4; of a vector but for 4 m_e^2/s = 2e-5. */
static void peaks_are_those_of_unitarity(void **state) {
    (void)state;
    for (int c = 0; c < COUPLING_COUNT; c++) {
        const enum coupling coupling = (enum coupling)c;
        const epscan_dark_photon model = {coupling_dirac_current(coupling), 0.2, 0.1, 1.0 / 3.0};
        const double k2 = 0.25 * 0.04 - electron * electron, width = epscan_dark_photon_width_GeV(&model);
        const double to_electrons = coupling_lepton_width_GeV(coupling, 0.2, EPSCAN_FINE_STRUCTURE * 1e-8, electron);
        const double peak = (coupling < COUPLING_SCALAR ? 3.0 : 1.0) / 4.0 * 4.0 * EPSCAN_PI / k2 * to_electrons / width;
        assert_close(coupling_cross_section_at_offset_cm2(coupling, &model, 1e-4, 0.0), EPSCAN_HBARC2_GeV2_CM2 * peak,
                     coupling == COUPLING_VECTOR ? 1e-4 : 1e-12, 0.0);
    }
}

/* ---- Experiments ---- */

/* An experiment for a coupling, with electrons at rest or moving, without strahlung. */
static struct prepared_experiment *prepared_for(enum coupling coupling, const char *electrons) {
    const char *const pairs[] = {LEAD_AT_REST, electrons, "strahlung_limit: ../limits/na64-2019-strahlung.csv", "strahlung: none",
                                 NULL};
    struct prepared_experiment *vector = changed("na64-2021-textbook", pairs), *made = NULL;
    struct experiment *e = (struct experiment *)vector->experiment; /* ours */
    prepared_experiment_free(vector);
    for (const struct mediator *row = mediators; row < mediators + MEDIATOR_COUNT; row++)
        if (row->coupling == coupling) e->mediation.mediator = row;
    if (prepared_experiment_create(e, &made)) fail_msg("%s", epscan_error_message());
    return made;
}

/* R over that of vectors is the factor, at rest and in motion, of thresholds and scales: rounding only. */
static void responses_are_those_of_vectors_times_the_factor(void **state) {
    (void)state;
    static const char *const electrons[] = {LEAD_AT_REST, LEAD_IN_MOTION("kinetic")};
    static const epscan_selection selection = {50.0, 0.01};
    for (size_t k = 0; k < COUNT_OF(electrons); k++) {
        struct prepared_experiment *vectors = prepared_for(COUPLING_VECTOR, electrons[k]);
        for (int c = COUPLING_AXIAL; c < COUPLING_COUNT; c++) {
            struct prepared_experiment *e = prepared_for((enum coupling)c, electrons[k]);
            for (double mass = 0.1; mass < 0.31; mass += 0.05)
                assert_close(response_narrow_events(&e->responses.of[0], mass, &selection),
                             response_narrow_events(&vectors->responses.of[0], mass, &selection) *
                                 coupling_annihilation_factor((enum coupling)c, mass * mass),
                             1e-12, 0.0);
            unload_experiment(e);
        }
        unload_experiment(vectors);
    }
}

/* Eq. 5 of a narrow scalar is half a vector's, of a pseudoscalar too: beta is 1 - 1e-5 there. */
static void narrow_scalars_have_half_of_a_vectors_yield(void **state) {
    (void)state;
    double events[COUPLING_COUNT];
    for (int c = 0; c < COUPLING_COUNT; c++) {
        struct prepared_experiment *e = prepared_for((enum coupling)c, LEAD_AT_REST);
        const epscan_dark_photon model = {coupling_dirac_current((enum coupling)c), 0.25, 1e-6, 1.0 / 3.0};
        struct signal_yield yield;
        if (signal_yield_adaptive(&e->search, &model, 50.0, 0.0, &yield)) fail_msg("%s", epscan_error_message());
        events[c] = yield.events;
        unload_experiment(e);
    }
    assert_close(events[COUPLING_AXIAL], events[COUPLING_VECTOR], 3e-5, 0.0);
    assert_close(events[COUPLING_SCALAR], 0.5 * events[COUPLING_VECTOR], 3e-5, 0.0);
    assert_close(events[COUPLING_PSEUDOSCALAR], 0.5 * events[COUPLING_VECTOR], 3e-5, 0.0);
}

/* What the contact term adds to a narrow axial X of 10 MeV on lead at 100 GeV, as dark_current.h states it: two digits. */
static void contact_term_of_strahlung_is_small(void **state) {
    (void)state;
    enum { STEPS = 60 };
    const epscan_dark_photon model = {EPSCAN_AXIAL_FERMION, 0.01, 0.1, 1.0 / 3.0};
    struct dark_strahlung pseudo, axial;
    dark_strahlung_init(&pseudo, 82, 207.2, FORM_FACTOR_TSAI);
    dark_strahlung_init(&axial, 82, 207.2, FORM_FACTOR_TSAI);
    pseudo.coupling = COUPLING_PSEUDOSCALAR;
    axial.coupling = COUPLING_AXIAL;
    const double low = log(4.0 / 9.0 * 1e-4 * 1.0001), high = log(1.0); /* of s; T falls as 1/s */
    double contact = 0.0;
    for (int i = 0; i < STEPS; i++) {
        const double s = exp(low + (high - low) * (i + 0.5) / STEPS);
        contact += (high - low) / STEPS * s * contact_density(&model, s) * dark_strahlung_total_cm2(&pseudo, 100.0, sqrt(s));
    }
    const double share = contact / dark_strahlung_total_cm2(&axial, 100.0, 0.01), ratio = electron / 0.01;
    print_message("contact term: %.2e, %.2f alpha_D (m_e/m)^2\n", share, share / (0.1 * ratio * ratio));
    assert_close(share / (0.1 * ratio * ratio), 0.16, 0.0, 0.005);
}

/* ---- What goes with what ---- */

static void couplings_name_the_currents_that_they_take(void **state) {
    (void)state;
    char why[COUPLING_WHY_SIZE];
    const epscan_dark_photon fermion = {EPSCAN_FERMION, 0.2, 0.1, 0.3}, yukawa = {EPSCAN_YUKAWA_SCALAR, 0.2, 0.1, 0.3},
                             broad = {EPSCAN_YUKAWA_SCALAR, 0.2, 2.5, 0.3};
    for (int c = 0; c < COUPLING_COUNT; c++) {
        assert_int_equal(coupling_takes((enum coupling)c, &fermion, why), c < COUPLING_SCALAR);
        assert_int_equal(coupling_takes((enum coupling)c, &yukawa, why), c >= COUPLING_SCALAR);
    }
    assert_false(coupling_takes(COUPLING_SCALAR, &fermion, why));
    assert_string_equal(why, "fermion is not allowed with a mediator of scalar coupling to electrons; allowed: yukawa-scalar, "
                             "yukawa-pseudoscalar");
    assert_false(coupling_takes(COUPLING_AXIAL, &yukawa, why));
    assert_non_null(strstr(why, "allowed: fermion, scalar, majorana, pseudo-dirac, axial-fermion"));
    assert_false(coupling_takes(COUPLING_SCALAR, &broad, why));
    assert_non_null(strstr(why, "alpha_D 2.5 is not allowed with yukawa-scalar"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_those_of_the_dirac_matrices),
        cmocka_unit_test(widths_of_new_currents_by_hand),
        cmocka_unit_test(cross_sections_are_those_of_the_dirac_matrices),
        cmocka_unit_test(peaks_are_those_of_unitarity),
        cmocka_unit_test(responses_are_those_of_vectors_times_the_factor),
        cmocka_unit_test(narrow_scalars_have_half_of_a_vectors_yield),
        cmocka_unit_test(contact_term_of_strahlung_is_small),
        cmocka_unit_test(couplings_name_the_currents_that_they_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
