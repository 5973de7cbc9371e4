/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relic densities of mediators other than kinetic mixing, and what these decay and annihilate to. */
#include "test_thermal_average.h"

#include "epscan/constants.h"
#include "model/dark_current.h"

static const double alpha = 1.0 / 137.035999084, electron = EPSCAN_ELECTRON_MASS_GeV;

static const struct mediator *named(const char *name) {
    const struct mediator *mediator = mediator_of_name(name);
    assert_non_null(mediator);
    return mediator;
}

/* make_relic_mediators.py: traces with the whole propagator, averages and the equation in other ways; 2e-5 as for kinetic mixing.
 */
static void abundances_are_those_of_the_reference(void **state) {
    (void)state;
    FILE *stream = fopen(EPSCAN_SOURCE_DIR "/tests/reference/relic_mediators.csv", "r");
    char line[256], mediator[32], kind[32];
    int rows = 0;
    assert_non_null(stream);
    while (fgets(line, sizeof line, stream)) {
        struct relic_model model = {0};
        struct relic_point point;
        double epsilon, x, omega;
        if (sscanf(line, "%31[^,],%31[^,],%lf,%lf,%lf,%lf,%lf,%lf", mediator, kind, &model.mass_GeV, &model.mass_ratio,
                   &model.alpha_D, &epsilon, &x, &omega) != 8)
            continue;
        model.mediator = named(mediator);
        assert_true(epscan_spin_of_name(kind, &model.kind));
        if (relic_abundance(&model, epsilon, NULL, &point)) fail_msg("%s", epscan_error_message());
        print_message("%.60s: Omega h^2 off by %.1e\n", line, point.omega_h2 / omega - 1.0);
        assert_close(point.omega_h2, omega, 2e-5, 0.0);
        assert_close(point.x_freeze_out, x, 1e-3, 0.0); /* interpolated linearly within a step of 0.025 */
        rows++;
    }
    fclose(stream);
    assert_int_equal(rows, 15);
}

/*
 * At x = 10^5 and m_X = 5 m, with P = 1/(4 m^2 - m_X^2)^2, b the electron's velocity at 2m and <v^2> = 6/x, sigma v is, by hand,
 *     fermion of B-L       16 pi alpha alpha_D eps^2 m^2 P [b (1 + m_e^2/2m^2) + 3/2]     (three left-handed neutrinos)
 *     pseudoscalars        8 pi alpha alpha_D eps^2 m^2 P b
 *     scalars              8 pi alpha alpha_D eps^2 m^2 P b^3 v^2/4
 *     Majorana, axial      16 pi alpha alpha_D eps^2 m^2 P b^3 v^2/6 + 8 pi alpha alpha_D eps^2 m_e^2 b/m_X^4
 * the last being the contact term, which does not fall with v. Corrections are of order 1/x with coefficients of some ten.
 */
static void slow_particles_annihilate_in_one_wave(void **state) {
    (void)state;
    const double m = 0.003, epsilon = 1e-6, alpha_D = 0.1, x = 1e5, v2 = 6.0 / x, M4 = 625.0 * pow(m, 4.0);
    const double e2 = electron * electron / (m * m), b = sqrt(1.0 - e2);
    const double a = 8.0 * M_PI * alpha * alpha_D * epsilon * epsilon * m * m / pow(21.0 * m * m, 2.0);
    const struct {
        const char *mediator;
        epscan_spin kind;
        double expected;
    } cases[] = {
        {"B-L", EPSCAN_FERMION, 2.0 * a * (b * (1.0 + 0.5 * e2) + 1.5)},
        {"pseudoscalar", EPSCAN_YUKAWA_PSEUDOSCALAR, a * b},
        {"scalar", EPSCAN_YUKAWA_SCALAR, a * b * b * b * v2 / 4.0},
        {"axial", EPSCAN_MAJORANA,
         2.0 * a * b * b * b * v2 / 6.0 + 8.0 * M_PI * alpha * alpha_D * epsilon * epsilon * electron * electron * b / M4},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct relic_model model = {
            .kind = cases[i].kind, .mass_GeV = m, .mass_ratio = 0.2, .alpha_D = alpha_D, .mediator = named(cases[i].mediator)};
        assert_close(average_at(&model, epsilon, x), cases[i].expected, 3e-4, 0.0);
    }
}

/*
 * Detailed balance with e+ e- -> X -> chi chi at the resonance: w k_chi^2 sigma(chi chi -> e e) = 4 k_e^2 sigma(e e -> chi chi),
 * twice that for identical chi. Rounding, and eps^2 of the width; the vector's Eq. 3 leaves m_e^4/s^2 out.
 */
static void annihilation_balances_production(void **state) {
    (void)state;
    static const char *const of_electrons[] = {"axial", "scalar", "pseudoscalar"};
    const double m = 0.008, M = 0.02, ke2 = 0.25 * M * M - electron * electron, k2 = 0.25 * M * M - m * m;
    for (size_t i = 0; i < COUNT_OF(of_electrons); i++)
        for (epscan_spin kind = 0; kind < EPSCAN_SPIN_COUNT; kind++) {
            const struct relic_model model = {
                .kind = kind, .mass_GeV = m, .mass_ratio = 0.4, .alpha_D = 0.3, .mediator = named(of_electrons[i])};
            const epscan_dark_photon photon = relic_dark_photon(&model);
            const struct dark_current *current = &dark_currents[kind];
            char why[COUPLING_WHY_SIZE];
            if (!coupling_takes(model.mediator->coupling, &photon, why)) continue;
            struct dark_cross_section at = dark_cross_section_at(&model, (struct dark_collision){2.5, 0.5, 0.0});
            const double same = current->annihilating_pairs == 1.0 ? 2.0 : 1.0; /* how many of a pair are one particle */
            const double spins = 0.5 * same * current->states, pair = spins * spins;
            const double made = coupling_cross_section_at_offset_cm2(model.mediator->coupling, &photon, 1e-6, 0.0);
            at.contact = 0.0; /* which production leaves out */
            assert_close(dark_cross_section_GeV_2(&at, 1e-6) * pair * k2, same * 4.0 * ke2 * made / EPSCAN_HBARC2_GeV2_CM2, 1e-10,
                         0.0);
        }
}

/* An axial X to pseudo-Dirac chi has the contact term of m_2 - m_1; the vector current of one mass has none, nor has a vector X. */
static void conserved_currents_have_no_contact_term(void **state) {
    (void)state;
    const struct dark_collision at = {2.6, 0.5, 0.1};
    struct relic_model model = {EPSCAN_PSEUDO_DIRAC, 0.004, 0.4, 0.3, 0.1, false, named("axial")};
    const double M2 = 1e-4, s = pow(2.6 * 0.004, 2.0), difference = 0.1 * 0.004, sum = 2.1 * 0.004;
    /* phase space by hand: lambda^(1/2)/s (s - sum^2) alpha_D/2 of chi, alpha beta s/2 of electrons, and 4 pi/k^2/4 of the flux */
    const double root = sqrt((1.0 - sum * sum / s) * (1.0 - difference * difference / s));
    const double chi = 0.5 * 0.3 * root * (s - sum * sum) * difference * difference;
    const double rest = 0.5 * alpha * s * sqrt(1.0 - 4.0 * electron * electron / s) * 4.0 * electron * electron;
    const double expected = 4.0 * M_PI / (0.25 * s * root * root) / 4.0 * chi * rest / pow(s * M2, 2.0);
    assert_close(dark_cross_section_at(&model, at).contact, expected, 1e-12, 0.0);
    model.splitting = 0.0;
    assert_true(dark_cross_section_at(&model, at).contact == 0.0);
    model = (struct relic_model){EPSCAN_MAJORANA, 0.004, 0.4, 0.3, 0.0, false, named("B-L")};
    assert_true(dark_cross_section_at(&model, at).contact == 0.0);
}

/*
 * Baryon number at the omega: four times 9/alpha^2 B_ee, of all but two pions; at the phi once, to 3 % of what lies below it; no
 * rho at 0.6 GeV, where three pions have 0.5 % of the omega's top; quarks 1.1 x 1 at 3 GeV and 1.1 x 4/3 at 9, and what is left of
 * phi, 1e-3.
 */
static void baryon_number_meets_mesons_by_its_quarks(void **state) {
    (void)state;
    const double omega = EPSCAN_OMEGA_MASS_GeV, phi = EPSCAN_PHI_MASS_GeV;
    assert_close(hadron_ratio(&baryon_quarks, omega * omega), 4.0 * 9.0 / (alpha * alpha) * 7.38e-5 * 0.9847, 1e-3, 0.0);
    assert_close(hadron_ratio(&baryon_quarks, phi * phi), 9.0 / (alpha * alpha) * 2.979e-4, 0.03, 0.0);
    assert_true(hadron_ratio(&baryon_quarks, 0.36) < 0.1 * hadron_ratio(&electric_quarks, 0.36));
    assert_close(hadron_ratio(&baryon_quarks, 9.0), 1.1, 0.01, 0.0);
    assert_close(hadron_ratio(&baryon_quarks, 81.0), 1.1 * 4.0 / 3.0, 0.02, 0.0); /* charm's threshold factor is 0.995 */
    for (double root = 0.2; root < 20.0; root *= 1.0005)
        assert_true(fmax(hadron_ratio(&baryon_quarks, root * root), hadron_ratio(&electric_quarks, root * root)) <
                    HADRON_RATIO_MOST);
}

/* sqrt(s) Gamma on the mass is m times the width, of each mediator at masses with and without hadrons; rounding. */
static void what_chi_annihilates_to_is_what_x_decays_to(void **state) {
    (void)state;
    static const double masses[] = {0.0009, 0.02, 0.25, 0.5, 0.783, 1.1, 5.0};
    for (size_t row = 0; row < MEDIATOR_COUNT; row++)
        for (size_t i = 0; i < COUNT_OF(masses); i++) {
            const double m = masses[i], epsilon = 1e-3;
            const struct mediator_widths at = mediator_widths_at(&mediators[row], m, m);
            const double seen = mediator_visible_width_GeV(&mediators[row], m, epsilon);
            assert_close(1e-6 * (at.leptons + at.hadrons), m * seen, 1e-13, 0.0);
            assert_close(1e-6 * at.neutrinos, m * mediator_neutrino_width_GeV(&mediators[row], m, epsilon), 1e-13, 0.0);
            assert_true(mediators[row].quarks || mediators[row].by_loop || at.hadrons == 0.0);
            assert_true(mediator_visible_width_exceeds(&mediators[row], m, epsilon, 0.999999 * seen) == (seen > 0.0));
            assert_false(mediator_visible_width_exceeds(&mediators[row], m, epsilon, seen));
        }
}

/* One line each, and nothing is computed. */
static void what_has_no_target_fails_with_a_reason(void **state) {
    (void)state;
    const struct relic_model vector = {EPSCAN_YUKAWA_SCALAR, 0.01, 0.3, 0.1},
                             scalar = {EPSCAN_FERMION, 0.01, 0.3, 0.1, 0.0, false, named("scalar")},
                             strong = {EPSCAN_YUKAWA_SCALAR, 0.01, 0.3, 2.5, 0.0, false, named("scalar")},
                             heavy = {EPSCAN_SCALAR, 1.0, 0.02, 1e-6, 0.0, false, named("Lmu-Ltau")};
    struct relic_point point = {.epsilon = -1.0};
    assert_int_equal(relic_thermal_target(&vector, &point), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "yukawa-scalar is not allowed with a mediator of vector coupling"));
    assert_int_equal(relic_thermal_target(&scalar, &point), EPSCAN_BAD_INPUT);
    assert_int_equal(relic_thermal_target(&strong, &point), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "allowed: up to 2"));
    /* far above the loop's leptons the g of an epsilon is large: X of 50 GeV is as wide as its mass at some 1e-4, told to 3 digits
     */
    double most = 0.0;
    assert_int_equal(relic_thermal_target(&heavy, &point), EPSCAN_FAILED);
    const char *told = strstr(epscan_error_message(), "too abundant for any epsilon <= ");
    assert_true(told && sscanf(told, "too abundant for any epsilon <= %lf", &most) == 1);
    assert_close(mediator_visible_width_GeV(heavy.mediator, 50.0, most) + mediator_neutrino_width_GeV(heavy.mediator, 50.0, most),
                 50.0, 0.01, 0.0);
    assert_true(point.epsilon == -1.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(abundances_are_those_of_the_reference),    cmocka_unit_test(slow_particles_annihilate_in_one_wave),
        cmocka_unit_test(annihilation_balances_production),         cmocka_unit_test(conserved_currents_have_no_contact_term),
        cmocka_unit_test(baryon_number_meets_mesons_by_its_quarks), cmocka_unit_test(what_chi_annihilates_to_is_what_x_decays_to),
        cmocka_unit_test(what_has_no_target_fails_with_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
