/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of bremsstrahlung, pair production and the media they happen in; test_electron_processes.c has the rest. */
#include "test_media.h"
#include "testing.h"

#include "epscan/constants.h"
#include "matter/bethe_heitler.h"
#include "matter/cross_sections.h"
#include "matter/lpm.h"
#include "matter/material.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_dilog.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;
static const struct em_effects approximation_a = {0}, screened = {.finite_screening = true}, migdal = {.lpm = true};
static const struct em_effects everything = {.finite_screening = true, .mass_terms = true, .lpm = true, .dielectric = true};

static double complete_screening_constant(const struct em_medium *medium) {
    double above = 0.0;
    for (int i = 0; i < medium->element_count; i++) {
        const double Z = medium->atoms[i].Z;
        above += medium->atoms[i].radiators_per_cm2_X0 * (Z * Z + Z);
    }
    return 4.0 / 3.0 + above / 9.0;
}

struct beam {
    const struct em_medium *medium;
    struct em_effects effects;
    double energy_GeV;
};

static double radiated(double fraction, const void *data) {
    const struct beam *beam = data;
    return fraction * bremsstrahlung_rate_per_X0(beam->medium, beam->effects, beam->energy_GeV, fraction * beam->energy_GeV);
}

static double pair_spectrum(double fraction, const void *data) {
    const struct beam *beam = data;
    return pair_rate_per_X0(beam->medium, beam->effects, beam->energy_GeV, fraction * beam->energy_GeV);
}

static double pair_total(const struct beam *beam) {
    return 2.0 * integral((struct integrand){pair_spectrum, beam}, 1e-12, 0.5); /* what is below 1e-12 is below 1e-12 */
}

/* Rounding only: 1e-14. */
static void all_effects_off_is_approximation_a(void **state) {
    (void)state;
    for (int m = 0; m < TEST_MEDIA; m++) {
        const struct em_medium medium = test_medium(m);
        const double c = complete_screening_constant(&medium);
        for (double y = 0.001; y < 1.0; y += 0.0499) {
            const double k = 100.0 * y, left = 100.0 - k;
            assert_close(bremsstrahlung_rate_per_X0(&medium, approximation_a, 100.0, k), (c * left / 100.0 + y * y) / y, 1e-14,
                         0.0);
            assert_close(pair_rate_per_X0(&medium, approximation_a, 100.0, k), 1.0 - c * y * (1.0 - y), 1e-14, 0.0);
        }
    }
}

/* 0.03245: the textbook constant, to its digits. The second constant is material.c's own sum: rounding. */
static void constant_of_lead_is_that_of_the_target(void **state) {
    (void)state;
    const struct material lead = {.density_g_per_cm3 = 11.35,
                                  .radiation_length_g_per_cm2 = 6.37,
                                  .element_count = 1,
                                  .elements = {{.Z = 82, .A_g_per_mol = 207.2, .atoms = 1.0}}};
    const struct target target = target_of_material(&lead);
    struct em_medium medium;
    assert_true(em_medium_of_material(&lead, 0.0, &medium));
    assert_close(complete_screening_constant(&medium), 4.0 / 3.0 + 0.03245, 5e-6, 0.0);
    assert_close(complete_screening_constant(&medium), target_screening_constant(&target), 1e-14, 0.0);
}

/* At 10 TeV, y = 1/2, 6.5 g = 8e-6 and 40 e = 1e-5 are what is left of screening. */
static void finite_screening_tends_to_complete_screening(void **state) {
    (void)state;
    for (int m = 0; m < TEST_MEDIA; m++) {
        const struct em_medium medium = test_medium(m);
        assert_close(bremsstrahlung_rate_per_X0(&medium, screened, 1e4, 5e3),
                     bremsstrahlung_rate_per_X0(&medium, approximation_a, 1e4, 5e3), 2e-5, 0.0);
        assert_close(pair_rate_per_X0(&medium, screened, 1e4, 5e3), pair_rate_per_X0(&medium, approximation_a, 1e4, 5e3), 2e-5,
                     0.0);
    }
}

/* Review of Particle Physics, "Atomic and nuclear properties of materials"; its X0 are Tsai's, given to 4 digits: 0.1 %. */
static void radiation_lengths_are_those_of_the_pdg(void **state) {
    (void)state;
    static const double pdg[TEST_MEDIA] = {6.37, 6.76, 43.79, 7.39, 13.84, 12.86, 42.70, 24.01, 36.08, 65.19};
    for (int m = 0; m < TEST_MEDIA; m++) assert_close(test_medium(m).radiation_length_g_per_cm2, pdg[m], 1e-3, 0.0);
}

/* PDG: hbar omega_p = 61.07 eV; E_LPM: 7.7 TeV/cm x 0.5612 cm, 4.313 TeV. */
static void lead_has_the_known_energy_scales(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    assert_close(lead.plasma_energy_GeV, 61.07e-9, 1e-4, 0.0);
    assert_close(lead.lpm_energy_GeV, 4313.0, 2e-4, 0.0);
    assert_close(lead.electrons_per_cm2_X0, 2.521 * EPSCAN_AVOGADRO_PER_MOL, 2e-4, 0.0);
}

/* 1 - c/6 = 7/9 - (c - 4/3)/6; quadrature: 1e-11. At 10 TeV screening is incomplete only below 100 m_e, 5e-6 at each end: 2e-5. */
static void pair_total_is_seven_ninths_and_a_bit_less(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const double expected = 7.0 / 9.0 - (complete_screening_constant(&lead) - 4.0 / 3.0) / 6.0;
    assert_close(pair_total(&(struct beam){&lead, approximation_a, 1e4}), expected, 1e-10, 0.0);
    assert_close(pair_total(&(struct beam){&lead, screened, 1e4}), expected, 2e-5, 0.0);
}

/* First corrections: phi/6s = 1 - pi s, and for large s the next term is s^-4 smaller. */
static void migdal_functions_have_their_limits(void **state) {
    (void)state;
    assert_close(lpm_phi(1e-5), 6e-5, 4e-5, 0.0);
    assert_close(lpm_G(1e-5), 12.0 * EPSCAN_PI * 1e-10, 1e-4, 0.0);
    assert_close(1.0 - lpm_phi(20.0), 24.0 / 2016.0 / 160000.0, 1e-4, 0.0);
    assert_close(1.0 - lpm_G(20.0), 48.0 * 31.0 / 32.0 / 2016.0 / 160000.0, 1e-4, 0.0);
    assert_close(lpm_phi(1e6), 1.0, 1e-15, 0.0);
    assert_close(lpm_xi(1.0, -7.5), 1.0, 1e-15, 0.0);
    assert_close(lpm_xi(1e-9, -7.5), 2.0, 1e-15, 0.0);
}

/* xi = 1 + ln s/ln s_1 at s = s'/sqrt(xi); Stanev et al.'s approximation is within 2e-4 of that. */
static void stanev_xi_solves_the_recursion(void **state) {
    (void)state;
    for (double log_s1 = -10.6; log_s1 < -7.0; log_s1 += 0.5)
        for (double sp = 2.0 * exp(log_s1); sp < 1.0; sp *= 1.05) {
            const double xi = lpm_xi(sp, log_s1);
            assert_close(xi, 1.0 + log(sp / sqrt(xi)) / log_s1, 2e-4, 0.0);
        }
}

/* phi -> 6 s, G -> 0, so the rate is sqrt(k E_LPM/(8 E^2) xi) x 6 of Approximation A; 2 % is pi s. */
static void strong_lpm_suppression_goes_like_root_k(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const double E = 1e4, k = 1e-2, s_prime = sqrt(lead.lpm_energy_GeV * k / (8.0 * E * E));
    const double ratio = bremsstrahlung_rate_per_X0(&lead, migdal, E, k) / bremsstrahlung_rate_per_X0(&lead, approximation_a, E, k);
    assert_close(ratio, 6.0 * s_prime * sqrt(lpm_xi(s_prime, lead.lpm_log_s1)), 2e-2, 0.0);
}

static void lpm_never_enhances(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    for (double y = 1e-4; y < 1.0; y *= 1.01) {
        assert_true(bremsstrahlung_rate_per_X0(&lead, migdal, 100.0, 100.0 * y) <=
                    bremsstrahlung_rate_per_X0(&lead, approximation_a, 100.0, 100.0 * y) * (1.0 + 1e-14));
        assert_true(pair_rate_per_X0(&lead, migdal, 1e4, 1e4 * y) <=
                    pair_rate_per_X0(&lead, approximation_a, 1e4, 1e4 * y) * (1.0 + 1e-14));
    }
}

/* k^2/(k^2 + k_p^2): rounding. */
static void dielectric_suppression_is_one_half_at_the_plasma_limit(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const struct em_effects polarised = {.dielectric = true};
    const double k_p = 100.0 / electron_mass * lead.plasma_energy_GeV;
    assert_close(bremsstrahlung_rate_per_X0(&lead, polarised, 100.0, k_p),
                 0.5 * bremsstrahlung_rate_per_X0(&lead, approximation_a, 100.0, k_p), 1e-14, 0.0);
}

static double born_pair(double E_plus, const void *k) {
    const double photon = *(const double *)k;
    return 4.0 * bethe_heitler_pair(E_plus, photon - E_plus) / photon;
}

/* Maximon, J. Res. NBS 72B, 79 (1968), in alpha r_e^2 Z^2: the next term is (2/k)^6, 1e-9 at k = 100. */
static void born_pair_total_is_maximons_series(void **state) {
    (void)state;
    const double k = 100.0, l = log(2.0 * k), zeta3 = 1.2020569031595942, pi2 = EPSCAN_PI * EPSCAN_PI;
    const double first = 6.0 * l - 3.5 + 2.0 / 3.0 * l * l * l - l * l - pi2 / 3.0 * l + 2.0 * zeta3 + pi2 / 6.0;
    const double series = 28.0 / 9.0 * l - 218.0 / 27.0 + 4.0 / (k * k) * first - 16.0 / (k * k * k * k) * (3.0 / 16.0 * l + 0.125);
    assert_close(2.0 * integral((struct integrand){born_pair, &k}, 1.0 + 1e-12, 0.5 * k), series, 1e-8, 0.0);
}

static double born_radiated(double photon, const void *E0) {
    const double energy = *(const double *)E0;
    return 4.0 * bethe_heitler_bremsstrahlung(energy, energy - photon) / energy;
}

/* Heitler, The Quantum Theory of Radiation, Sec. 25, in alpha r_e^2 Z^2; what is left out below k = 1e-9 is 1e-8. */
static void born_energy_loss_is_heitlers(void **state) {
    (void)state;
    for (double E0 = 2.0; E0 < 1e3; E0 *= 7.0) {
        const double p = sqrt(E0 * E0 - 1.0), l = log(E0 + p), F = -gsl_sf_dilog(-2.0 * p * (E0 + p));
        const double heitler = (12.0 * E0 * E0 + 4.0) / (3.0 * E0 * p) * l - (8.0 * E0 + 6.0 * p) / (3.0 * E0 * p * p) * l * l -
                               4.0 / 3.0 + 2.0 / (E0 * p) * F;
        assert_close(integral((struct integrand){born_radiated, &E0}, 1e-9, (E0 - 1.0) * (1.0 - 1e-9)), heitler, 1e-7, 0.0);
    }
}

/* (m_e/E)^2 ln E at 5 GeV is 1e-7. */
static void mass_terms_vanish_at_high_energy(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const struct em_effects exact = {.finite_screening = true, .mass_terms = true};
    assert_close(bremsstrahlung_rate_per_X0(&lead, exact, 5.0, 2.0), bremsstrahlung_rate_per_X0(&lead, screened, 5.0, 2.0), 1e-6,
                 0.0);
    assert_close(pair_rate_per_X0(&lead, exact, 5.0, 2.0), pair_rate_per_X0(&lead, screened, 5.0, 2.0), 1e-6, 0.0);
}

static void nothing_beyond_the_kinematic_limits(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    assert_true(bremsstrahlung_rate_per_X0(&lead, everything, 0.01, 0.01 - electron_mass) == 0.0);
    assert_true(bremsstrahlung_rate_per_X0(&lead, everything, 0.01, -1e-3) == 0.0);
    assert_true(pair_rate_per_X0(&lead, everything, 0.01, 0.99 * electron_mass) == 0.0);
    assert_true(pair_rate_per_X0(&lead, everything, 1.9 * electron_mass, 0.95 * electron_mass) == 0.0);
}

/* A medium of one element is that many atoms: rounding. */
static void atoms_add_up_to_the_medium(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const struct em_effects atomic = {.finite_screening = true, .mass_terms = true};
    const double atoms_per_cm2 = lead.electrons_per_cm2_X0 / 82.0, E = 0.5, k = 0.1;
    assert_close(bremsstrahlung_cross_section_cm2_per_GeV(&lead.atoms[0], atomic, E, k) * atoms_per_cm2 * E,
                 bremsstrahlung_rate_per_X0(&lead, atomic, E, k), 1e-13, 0.0);
    assert_close(pair_cross_section_cm2_per_GeV(&lead.atoms[0], atomic, E, k) * atoms_per_cm2 * E,
                 pair_rate_per_X0(&lead, atomic, E, k), 1e-13, 0.0);
}

static void invalid_media_are_refused(void **state) {
    (void)state;
    struct em_medium medium;
    const struct em_element good = {82, 207.2, 1.0}, no_mass = {82, 207.2, 0.0}, beyond = {93, 237.0, 1.0};
    assert_false(em_medium_init(&good, 0, 1.0, 0.0, &medium));
    assert_false(em_medium_init(&good, EM_MEDIUM_MAX_ELEMENTS + 1, 1.0, 0.0, &medium));
    assert_false(em_medium_init(&good, 1, 0.0, 0.0, &medium));
    assert_false(em_medium_init(&good, 1, (double)NAN, 0.0, &medium));
    assert_false(em_medium_init(&no_mass, 1, 1.0, 0.0, &medium));
    assert_false(em_medium_init(&beyond, 1, 1.0, 0.0, &medium));
}

/* 0 < x < 1 to fractions evenly in ln[y/(1-y)], from 1e-9 to 1 - 1e-9: the ends of the spectra are resolved. */
static double logistic(double x) {
    return 1.0 / (1.0 + exp(41.4 * (0.5 - x)));
}

static double scan_radiated(double x, const void *beam) {
    return radiated(logistic(x), beam);
}

static double scan_pairs(double x, const void *beam) {
    return pair_spectrum(logistic(x), beam);
}

static void radiation_is_finite_positive_and_continuous(void **state) {
    (void)state;
    static const double energies[] = {0.02, 0.05, 5.0, 100.0, 1e4};
    const struct em_effects kinematics = {.finite_screening = true, .mass_terms = true};
    const struct em_effects sets[] = {approximation_a, kinematics, migdal, everything};
    for (int m = 0; m < TEST_MEDIA; m += 2) {
        const struct em_medium medium = test_medium(m);
        for (size_t e = 0; e < sizeof energies / sizeof *energies; e++)
            for (size_t s = 0; s < sizeof sets / sizeof *sets; s++) {
                const struct beam beam = {&medium, sets[s], energies[e]};
                assert_finite_positive_continuous((struct integrand){scan_radiated, &beam});
                assert_finite_positive_continuous((struct integrand){scan_pairs, &beam});
            }
    }
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_effects_off_is_approximation_a),
        cmocka_unit_test(constant_of_lead_is_that_of_the_target),
        cmocka_unit_test(finite_screening_tends_to_complete_screening),
        cmocka_unit_test(radiation_lengths_are_those_of_the_pdg),
        cmocka_unit_test(lead_has_the_known_energy_scales),
        cmocka_unit_test(pair_total_is_seven_ninths_and_a_bit_less),
        cmocka_unit_test(migdal_functions_have_their_limits),
        cmocka_unit_test(stanev_xi_solves_the_recursion),
        cmocka_unit_test(strong_lpm_suppression_goes_like_root_k),
        cmocka_unit_test(lpm_never_enhances),
        cmocka_unit_test(dielectric_suppression_is_one_half_at_the_plasma_limit),
        cmocka_unit_test(born_pair_total_is_maximons_series),
        cmocka_unit_test(born_energy_loss_is_heitlers),
        cmocka_unit_test(mass_terms_vanish_at_high_energy),
        cmocka_unit_test(nothing_beyond_the_kinematic_limits),
        cmocka_unit_test(atoms_add_up_to_the_medium),
        cmocka_unit_test(invalid_media_are_refused),
        cmocka_unit_test(radiation_is_finite_positive_and_continuous),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
