/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of ionisation, delta rays, annihilation and Compton scattering, and of everything against the reference. */
#include "test_media.h"
#include "testing.h"

#include "epscan/constants.h"
#include "matter/cross_sections.h"
#include "matter/lpm.h"

#include <gsl/gsl_errno.h>

static const double electron_mass = EPSCAN_ELECTRON_MASS_GeV;

static double delta_ray(enum em_lepton lepton, double energy, double kinetic) {
    return lepton == EM_ELECTRON ? moller_cross_section_cm2_per_GeV(energy, kinetic)
                                 : bhabha_cross_section_cm2_per_GeV(energy, kinetic);
}

struct projectile {
    enum em_lepton lepton;
    double energy_GeV;
};

static double delta_ray_number(double kinetic, const void *data) {
    const struct projectile *projectile = data;
    return delta_ray(projectile->lepton, projectile->energy_GeV, kinetic);
}

static double delta_ray_energy(double kinetic, const void *data) {
    return kinetic * delta_ray_number(kinetic, data);
}

static double largest_delta_ray(const struct projectile *projectile) {
    return (projectile->energy_GeV - electron_mass) * (projectile->lepton == EM_ELECTRON ? 0.5 : 1.0);
}

/* The part above the cut is a quadrature good to 1e-11, the loss itself 2 to 20 times the part below: 1e-9 of the whole. */
static void loss_below_and_above_the_cut_is_independent_of_the_cut(void **state) {
    (void)state;
    const struct em_medium lead = test_medium(LEAD);
    const struct projectile projectiles[] = {{EM_ELECTRON, 2e-3}, {EM_POSITRON, 2e-3}, {EM_ELECTRON, 5.0},
                                             {EM_POSITRON, 5.0},  {EM_ELECTRON, 1e3},  {EM_POSITRON, 1e3}};
    for (size_t i = 0; i < sizeof projectiles / sizeof *projectiles; i++) {
        const struct projectile *p = &projectiles[i];
        const double most = largest_delta_ray(p), whole = restricted_loss_GeV_cm2_per_g(&lead, p->lepton, p->energy_GeV, 1e9);
        for (double cut = 1e-4; cut < most; cut *= 3.0) {
            const double above = lead.electrons_per_g * integral((struct integrand){delta_ray_energy, p}, cut, most * (1 - 1e-15));
            assert_close(restricted_loss_GeV_cm2_per_g(&lead, p->lepton, p->energy_GeV, cut) + above, whole, 1e-9, 0.0);
        }
    }
}

/* ESTAR (ICRU 37), MeV cm^2/g at 1 and 10 MeV: its density effect is computed, ours Sternheimer's general fit: 1.5 %. */
static void stopping_powers_are_those_of_estar(void **state) {
    (void)state;
    const struct em_medium water = test_medium(WATER), aluminium = test_medium(ALUMINIUM);
    const double E1 = 1e-3 + electron_mass, E10 = 1e-2 + electron_mass;
    assert_close(restricted_loss_GeV_cm2_per_g(&water, EM_ELECTRON, E1, 1.0), 1.849e-3, 1.5e-2, 0.0);
    assert_close(restricted_loss_GeV_cm2_per_g(&water, EM_ELECTRON, E10, 1.0), 1.968e-3, 1.5e-2, 0.0);
    assert_close(restricted_loss_GeV_cm2_per_g(&aluminium, EM_ELECTRON, E1, 1.0), 1.465e-3, 1.5e-2, 0.0);
    assert_close(restricted_loss_GeV_cm2_per_g(&aluminium, EM_ELECTRON, E10, 1.0), 1.624e-3, 1.5e-2, 0.0);
}

/* A plasma's: exact above x1. */
static void density_effect_tends_to_that_of_a_plasma(void **state) {
    (void)state;
    for (int m = 0; m < TEST_MEDIA; m++) {
        const struct em_medium medium = test_medium(m);
        const double ratio = medium.plasma_energy_GeV / medium.mean_excitation_energy_GeV;
        assert_close(density_effect_delta(&medium, 1e5), 2.0 * log(1e5 * ratio) - 1.0, 1e-14, 0.0);
        assert_true(density_effect_delta(&medium, 1.0) == 0.0);
    }
}

/* 2 pi r_e^2 m_e/(beta T)^2; the next term is 2 T/E of it. */
static void slow_delta_rays_are_rutherfords(void **state) {
    (void)state;
    const double E = 5.0, T = 1e-6, gamma = E / electron_mass, beta2 = 1.0 - 1.0 / (gamma * gamma);
    const double rutherford = 2.0 * EPSCAN_PI * electron_radius_squared_cm2() * electron_mass / (beta2 * T * T);
    assert_close(moller_cross_section_cm2_per_GeV(E, T), rutherford, 1e-6, 0.0);
    assert_close(bhabha_cross_section_cm2_per_GeV(E, T), rutherford, 1e-6, 0.0);
}

/* Quadrature: 1e-10. */
static void delta_ray_totals_are_integrals_of_the_spectra(void **state) {
    (void)state;
    for (double E = 1.5e-3; E < 1e4; E *= 13.0)
        for (double fraction = 1e-5; fraction < 0.4; fraction *= 9.0) {
            const struct projectile electron = {EM_ELECTRON, E}, positron = {EM_POSITRON, E};
            const double most = E - electron_mass, cut = fraction * most, edge = 1.0 - 1e-15;
            assert_close(moller_cross_section_above_cm2(E, cut),
                         integral((struct integrand){delta_ray_number, &electron}, cut, 0.5 * most * edge), 1e-10, 0.0);
            assert_close(bhabha_cross_section_above_cm2(E, cut),
                         integral((struct integrand){delta_ray_number, &positron}, cut, most * edge), 1e-10, 0.0);
        }
}

static double annihilation_photons(double photon, const void *positron) {
    return annihilation_spectrum_cm2_per_GeV(*(const double *)positron, photon);
}

/* Two photons; even, so one half of the spectrum counts them once. Quadrature: 1e-9. */
static void annihilation_total_is_the_integral_of_its_spectrum(void **state) {
    (void)state;
    for (double E = 6e-4; E < 1e4; E *= 7.0) {
        const double lowest = annihilation_lowest_photon_GeV(E) * (1.0 + 1e-14), middle = 0.5 * (E + electron_mass);
        assert_close(integral((struct integrand){annihilation_photons, &E}, lowest, middle), annihilation_cross_section_cm2(E),
                     1e-9, 0.0);
    }
}

/* pi r_e^2 [ln(2 gamma) - 1]/gamma up to ln(gamma)/gamma, and pi r_e^2/beta up to beta^2. */
static void annihilation_has_its_limits(void **state) {
    (void)state;
    const double unit = EPSCAN_PI * electron_radius_squared_cm2(), gamma = 1e6, beta = 1e-3;
    assert_close(annihilation_cross_section_cm2(gamma * electron_mass), unit * (log(2.0 * gamma) - 1.0) / gamma, 1e-5, 0.0);
    assert_close(annihilation_cross_section_cm2(electron_mass / sqrt(1.0 - beta * beta)), unit / beta, 1e-5, 0.0);
}

static double compton_photons(double scattered, const void *photon) {
    return compton_spectrum_cm2_per_GeV(*(const double *)photon, scattered);
}

/* Quadrature 1e-11 and, below 1 MeV, cancellation in the closed form, 1e-16 (m_e/k)^3: 1e-9. */
static void compton_total_is_the_integral_of_its_spectrum(void **state) {
    (void)state;
    for (double k = 1e-5; k < 1e4; k *= 7.0) {
        const double lowest = k / (1.0 + 2.0 * k / electron_mass) * (1.0 + 1e-13);
        assert_close(integral((struct integrand){compton_photons, &k}, lowest, k), compton_cross_section_cm2(k), 1e-9, 0.0);
    }
}

/* 8 pi r_e^2/3 (1 - 2 w), and pi r_e^2/w [ln(2 w) + 1/2] up to ln(w)/w. */
static void compton_has_its_limits(void **state) {
    (void)state;
    const double r2 = electron_radius_squared_cm2(), w = 1e-3, fast = 1e6;
    assert_close(compton_cross_section_cm2(w * electron_mass), 8.0 * EPSCAN_PI * r2 / 3.0 * (1.0 - 2.0 * w), 1e-5, 0.0);
    assert_close(compton_cross_section_cm2(fast * electron_mass), EPSCAN_PI * r2 / fast * (log(2.0 * fast) + 0.5), 1e-5, 0.0);
}

/* A scan maps 0 < x < 1 to the arguments of one function. */
static double scan_moller(double x, const void *E) {
    const double most = *(const double *)E - electron_mass;
    return moller_cross_section_cm2_per_GeV(*(const double *)E, most * (0.01 + 0.49 * x));
}

static double scan_bhabha(double x, const void *E) {
    const double most = *(const double *)E - electron_mass;
    return bhabha_cross_section_cm2_per_GeV(*(const double *)E, most * (0.01 + 0.99 * x));
}

static double scan_annihilation(double x, const void *E) {
    const double positron = *(const double *)E, lowest = annihilation_lowest_photon_GeV(positron);
    const double middle = 0.5 * (positron + electron_mass);
    return annihilation_photons(lowest * pow(middle / lowest, x), E) * electron_mass;
}

static double scan_compton(double x, const void *E) {
    const double k = *(const double *)E;
    return compton_photons(k * pow(1.0 + 2.0 * k / electron_mass, -x), E);
}

static double scan_loss(double x, const void *E) {
    const struct em_medium lead = test_medium(LEAD);
    (void)E;
    return restricted_loss_GeV_cm2_per_g(&lead, EM_POSITRON, 1e-3 * pow(1e7, x), 1e-3); /* in energy, through x0 and x1 */
}

static double scan_density_effect(double x, const void *E) {
    const struct em_medium lead = test_medium(LEAD);
    (void)E;
    return density_effect_delta(&lead, pow(10.0, 8.0 * x - 1.0));
}

static double scan_totals(double x, const void *E) {
    const double energy = 1e-3 * pow(1e7, x);
    (void)E;
    return (annihilation_cross_section_cm2(energy) + compton_cross_section_cm2(energy) +
            moller_cross_section_above_cm2(energy, 1e-4) + bhabha_cross_section_above_cm2(energy, 1e-4));
}

static void electron_processes_are_finite_positive_and_continuous(void **state) {
    (void)state;
    static const double energies[] = {1e-3, 1e-2, 1.0, 100.0, 1e4};
    double (*const scans[])(double, const void *) = {scan_moller, scan_bhabha, scan_annihilation, scan_compton};
    for (size_t e = 0; e < sizeof energies / sizeof *energies; e++)
        for (size_t i = 0; i < sizeof scans / sizeof *scans; i++)
            assert_finite_positive_continuous((struct integrand){scans[i], &energies[e]});
    assert_finite_positive_continuous((struct integrand){scan_loss, NULL});
    assert_finite_positive_continuous((struct integrand){scan_density_effect, NULL});
    assert_finite_positive_continuous((struct integrand){scan_totals, NULL});
}

static struct em_medium medium_named(const char *name) {
    for (int m = 0; m < TEST_MEDIA; m++)
        if (strcmp(name, test_medium_name(m)) == 0) return test_medium(m);
    return test_medium(LEAD); /* quantities of no medium */
}

static double evaluate(const char *quantity, const struct em_medium *medium, int bits, double a, double b) {
    const struct em_effects effects = {.finite_screening = bits & 1,
                                       .mass_terms = bits & 2,
                                       .lpm = bits & 4,
                                       .dielectric = bits & 8,
                                       .no_coulomb_correction = bits & 16};
    if (strcmp(quantity, "phi") == 0) return lpm_phi(a);
    if (strcmp(quantity, "G") == 0) return lpm_G(a);
    if (strcmp(quantity, "bremsstrahlung") == 0) return bremsstrahlung_rate_per_X0(medium, effects, a, b);
    if (strcmp(quantity, "pairs") == 0) return pair_rate_per_X0(medium, effects, a, b);
    if (strcmp(quantity, "moller") == 0) return moller_cross_section_cm2_per_GeV(a, b);
    if (strcmp(quantity, "bhabha") == 0) return bhabha_cross_section_cm2_per_GeV(a, b);
    if (strcmp(quantity, "annihilation") == 0) return annihilation_spectrum_cm2_per_GeV(a, b);
    if (strcmp(quantity, "compton") == 0) return compton_spectrum_cm2_per_GeV(a, b);
    if (strcmp(quantity, "loss") == 0) return restricted_loss_GeV_cm2_per_g(medium, bits ? EM_POSITRON : EM_ELECTRON, a, b);
    return NAN;
}

/* tests/reference/make_cross_sections.py: 30 digits, another code path. 1e-9 leaves room for rounding, 1e-13 in most, and its
 * quadrature of losses, 5e-12. */
static void everything_agrees_with_the_python_reference(void **state) {
    (void)state;
    FILE *file = fopen(EPSCAN_SOURCE_DIR "/tests/reference/cross_sections.csv", "r");
    assert_non_null(file);
    char line[256], quantity[32], name[32];
    int rows = 0, bits;
    double a, b, value;
    assert_non_null(fgets(line, sizeof line, file)); /* titles */
    while (fgets(line, sizeof line, file)) {
        assert_int_equal(sscanf(line, "%31[^,],%31[^,],%d,%lf,%lf,%lf", quantity, name, &bits, &a, &b, &value), 6);
        const struct em_medium medium = medium_named(name);
        assert_close(evaluate(quantity, &medium, bits, a, b), value, 1e-9, 0.0);
        rows++;
    }
    fclose(file);
    assert_true(rows > 500);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_below_and_above_the_cut_is_independent_of_the_cut),
        cmocka_unit_test(stopping_powers_are_those_of_estar),
        cmocka_unit_test(density_effect_tends_to_that_of_a_plasma),
        cmocka_unit_test(slow_delta_rays_are_rutherfords),
        cmocka_unit_test(delta_ray_totals_are_integrals_of_the_spectra),
        cmocka_unit_test(annihilation_total_is_the_integral_of_its_spectrum),
        cmocka_unit_test(annihilation_has_its_limits),
        cmocka_unit_test(compton_total_is_the_integral_of_its_spectrum),
        cmocka_unit_test(compton_has_its_limits),
        cmocka_unit_test(electron_processes_are_finite_positive_and_continuous),
        cmocka_unit_test(everything_agrees_with_the_python_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
