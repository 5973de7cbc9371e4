/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "model/coupling.h"
#include "model/dark_current.h"
#include "model/spectral_density.h"
#include "relic/dark_annihilation.h"
#include "scan/axis.h"

#include <gsl/gsl_integration.h>

static const epscan_dark_photon models[] = {
    {EPSCAN_FERMION, 0.225, 0.1, 1.0 / 3.0}, {EPSCAN_SCALAR, 0.24, 0.1, 1.0 / 3.0},        {EPSCAN_FERMION, 0.05, 1.0, 0.01},
    {EPSCAN_SCALAR, 0.31, 0.5, 0.49},        {EPSCAN_FERMION, 0.3, 1e-6, 0.4999},          {EPSCAN_SCALAR, 0.001, 0.02, 0.2},
    {EPSCAN_MAJORANA, 0.23, 0.3, 0.4},       {EPSCAN_PSEUDO_DIRAC, 0.23, 0.3, 0.3, 0.5},   {EPSCAN_AXIAL_FERMION, 0.2, 0.3, 0.3},
    {EPSCAN_YUKAWA_SCALAR, 0.2, 0.3, 0.3},   {EPSCAN_YUKAWA_PSEUDOSCALAR, 0.2, 0.3, 0.45},
};

/* Eq. 4 evaluated by hand at alpha_D = 0.3, m = 0.2, r = 0.3: beta^2 = 0.64, beta = 0.8. */
static void widths_are_eq_4(void **state) {
    (void)state;
    const epscan_dark_photon fermion = {EPSCAN_FERMION, 0.2, 0.3, 0.3}, scalar = {EPSCAN_SCALAR, 0.2, 0.3, 0.3},
                             majorana = {EPSCAN_MAJORANA, 0.2, 0.3, 0.3};
    /* 0.3*0.2/3 * (1 + 0.18) * 0.8, 0.3*0.2/12 * 0.512, 0.3*0.2/6 * 0.512; rounding only */
    assert_close(epscan_dark_photon_width_GeV(&fermion), 0.01888, 1e-14, 0.0);
    assert_close(epscan_dark_photon_width_GeV(&scalar), 0.00256, 1e-14, 0.0);
    assert_close(epscan_dark_photon_width_GeV(&majorana), 0.00512, 1e-14, 0.0);
}

/* sqrt(s) Gamma(A' -> chi1 chi2) as it stands in the literature, in m_1 and m_2. */
static long double sqrt_s_width_of_two_masses(long double alpha_D, long double s, long double m1, long double m2) {
    const long double sum = m1 + m2, difference = m2 - m1;
    const long double q = sqrtl((s - sum * sum) * (s - difference * difference)) / (2.0L * sqrtl(s));
    const long double squares = m1 * m1 + m2 * m2, products = (m1 * m1 - m2 * m2) * (m1 * m1 - m2 * m2);
    return 2.0L * alpha_D * q / (3.0L * sqrtl(s)) * (3.0L * m1 * m2 + s - squares / 2.0L - products / (2.0L * s));
}

/*
 * Width and spectral density of pseudo-Dirac chi are of that formula, which shares neither variables nor factors with the row's;
 * rounding only, 1e-12 of the threshold's root where the phase space nearly closes.
 */
static void pseudo_dirac_widths_are_those_of_two_masses(void **state) {
    (void)state;
    static const double ratio[] = {0.01, 0.2, 1.0 / 3.0, 0.49}, share[] = {1e-6, 0.01, 0.3, 0.7, 0.999};
    for (size_t i = 0; i < COUNT_OF(ratio) * COUNT_OF(share); i++) {
        const double r = ratio[i / COUNT_OF(share)], splitting = share[i % COUNT_OF(share)] * (1.0 / r - 2.0);
        const epscan_dark_photon model = {EPSCAN_PSEUDO_DIRAC, 0.2, 0.3, r, splitting};
        const long double m1 = 0.2L * r, m2 = m1 * (1.0L + splitting), m2_A = 0.04L;
        const double width = epscan_dark_photon_width_GeV(&model);
        assert_close(width, (double)(sqrt_s_width_of_two_masses(0.3L, m2_A, m1, m2) / 0.2L), 1e-12, 0.0);
        for (double sqrt_s = 0.199; sqrt_s < 1.0; sqrt_s *= 1.7) {
            const long double s = (long double)sqrt_s * sqrt_s, eta = (s / m2_A) * (s / m2_A);
            const long double expected = s > (m1 + m2) * (m1 + m2)
                                             ? sqrt_s_width_of_two_masses(0.3L, s, m1, m2) /
                                                   (M_PI * ((s - m2_A) * (s - m2_A) + m2_A * (long double)(width * width) * eta))
                                             : 0.0L;
            assert_close(epscan_dark_photon_spectral_density_per_GeV2(&model, sqrt_s), (double)expected, 1e-11, 0.0);
        }
    }
}

/* Without splitting they are the Dirac fermion, to the last bit. */
static void pseudo_dirac_without_splitting_is_the_fermion(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        epscan_dark_photon fermion = models[i], pseudo = models[i];
        fermion.spin = EPSCAN_FERMION;
        pseudo.spin = EPSCAN_PSEUDO_DIRAC;
        fermion.splitting = pseudo.splitting = 0.0;
        assert_true(epscan_dark_photon_width_GeV(&pseudo) == epscan_dark_photon_width_GeV(&fermion));
        for (double offset = -20.0; offset < 50.0; offset += 0.7)
            assert_true(epscan_dark_photon_cross_section_at_offset_cm2(&pseudo, 1e-4, offset) ==
                        epscan_dark_photon_cross_section_at_offset_cm2(&fermion, 1e-4, offset));
    }
}

/* Of every current Gamma < m_A' up to the largest alpha_D that jobs and commands take: none is broader than its mass. */
static void no_width_that_is_allowed_exceeds_the_mass(void **state) {
    (void)state;
    const double most = axis_interval(EPSCAN_AXIS_ALPHA_D, 0.0).high;
    for (int spin = 0; spin < EPSCAN_SPIN_COUNT; spin++)
        for (double r = 0.001; r < 0.5; r += 0.001) {
            const double alpha_D = dark_currents[spin].is_yukawa ? YUKAWA_MOST_ALPHA_D : most;
            const epscan_dark_photon model = {(epscan_spin)spin, 0.2, alpha_D, r};
            assert_true(epscan_dark_photon_width_GeV(&model) <= model.mass_GeV);
        }
}

/*
 * Off its mass, and for relic densities, A' has the width of one with mass sqrt(s); by hand at s = 0.04, x = 0.09. Majorana with
 * L = 1/2 g_D chibar gamma^mu gamma5 chi A'_mu: alpha_D s beta^3/6, twice the scalar's. Rounding only.
 */
static void widths_of_relic_densities_are_eq_4_too(void **state) {
    (void)state;
    const double sqrt_s_width[EPSCAN_PSEUDO_DIRAC + 1] = {
        [EPSCAN_SCALAR] = 0.2 * 0.00256, [EPSCAN_MAJORANA] = 0.2 * 0.00512, [EPSCAN_PSEUDO_DIRAC] = 0.2 * 0.01888};
    for (epscan_spin kind = EPSCAN_SCALAR; kind <= EPSCAN_PSEUDO_DIRAC; kind++) {
        const struct relic_model model = {kind, 0.06, 0.4, 0.3}; /* m_A' = 0.15, sqrt(s) = 0.2 */
        const double z = 0.2 / 0.06;
        const struct dark_cross_section at = dark_cross_section_at(&model, (struct dark_collision){z, z - 2.0, z - 2.5});
        assert_close(at.dark, sqrt_s_width[kind], 1e-14, 0.0);
    }
}

/* Eq. 6 follows from Eqs. 3 and 4 at s = m^2; rounding only. */
static void peak_is_4_pi_alpha_eps2_over_m_gamma(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const double peak = epscan_dark_photon_cross_section_at_offset_cm2(&models[i], 1e-4, 0.0);
        assert_close(peak, epscan_dark_photon_peak_cross_section_cm2(&models[i], 1e-4), 1e-12, 0.0);
        const double eq6 = EPSCAN_HBARC2_GeV2_CM2 * 4.0 * M_PI / 137.035999084 * 1e-8 /
                           (models[i].mass_GeV * epscan_dark_photon_width_GeV(&models[i]));
        assert_close(peak, eq6, 1e-12, 0.0);
    }
}

/* Inverse functions; a few roundings. */
static void resonance_mass_and_energy_are_inverse(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const double energy = epscan_dark_photon_resonance_energy_GeV(&models[i]);
        assert_close(epscan_dark_photon_resonance_mass_GeV(energy), models[i].mass_GeV, 1e-14, 0.0);
    }
}

static void cross_section_vanishes_below_the_chi_chi_threshold(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const double threshold = epscan_dark_photon_threshold_energy_GeV(&models[i]);
        assert_true(epscan_dark_photon_cross_section_cm2(&models[i], 1e-4, threshold - 1e-6 * fabs(threshold)) == 0.0);
        assert_true(epscan_dark_photon_cross_section_cm2(&models[i], 1e-4, threshold + 1e-6 * fabs(threshold)) > 0.0);
    }
}

/*
 * Partial-wave unitarity: sigma(e+e- -> chi chi) in J = 1 with unpolarised beams stays below 12 pi/s (12 pi hbarc^2/s at the
 * peak is reached only for Gamma_ee = Gamma_chichi; epsilon = 1e-4 is far below).
 */
static void peak_respects_unitarity(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const double bound = 12.0 * M_PI / (models[i].mass_GeV * models[i].mass_GeV) * EPSCAN_HBARC2_GeV2_CM2;
        assert_true(epscan_dark_photon_peak_cross_section_cm2(&models[i], 1e-4) < bound);
    }
}

struct folded {
    epscan_dark_photon model;
    double half_width;
};

/* The integral over E in x = E - E_res = w tan(theta), so that any width is resolved. */
static double folded_cross_section(double theta, void *data) {
    const struct folded *folded = data;
    const double x = folded->half_width * tan(theta), jacobian = folded->half_width * (1.0 + tan(theta) * tan(theta));
    return jacobian * epscan_dark_photon_cross_section_at_offset_cm2(&folded->model, 1e-4, x);
}

/* Narrow width: a delta function of weight 2 pi^2 alpha eps^2/m_e. Corrections and cut tails are of order Gamma/m = 1e-7. */
static void narrow_width_limit_is_2pi2_alpha_eps2_over_me(void **state) {
    (void)state;
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(1000);
    for (int spin = 0; spin < EPSCAN_SPIN_COUNT; spin++) {
        struct folded folded = {{(epscan_spin)spin, 0.225, 1e-6, 1.0 / 3.0}, 0.0};
        folded.half_width = epscan_dark_photon_half_width_energy_GeV(&folded.model);
        gsl_function function = {folded_cross_section, &folded};
        double value, error;
        const double end = 0.5 * M_PI - 1e-5; /* |x| up to 1e5 half-widths: 1 % of E_res */
        assert_int_equal(gsl_integration_qag(&function, -end, end, 0.0, 1e-10, 1000, GSL_INTEG_GAUSS61, workspace, &value, &error),
                         0);
        const double expected = 2.0 * M_PI * M_PI / 137.035999084 * 1e-8 / 0.51099895e-3 * EPSCAN_HBARC2_GeV2_CM2;
        assert_close(value, expected, 2e-5, 0.0); /* the tails beyond +-1e5 half-widths hold 2/pi * 1e-5 */
    }
    gsl_integration_workspace_free(workspace);
}

/* rho(s) as defined, times 4 pi^2 alpha eps^2, is Eq. 3 as printed; 1e-10 allows for s - m^2 near narrow resonances. */
static void spectral_density_is_eq_3(void **state) {
    (void)state;
    const double per_density = EPSCAN_HBARC2_GeV2_CM2 * 4.0 * M_PI * M_PI / 137.035999084 * 1e-8;
    for (size_t i = 0; i < COUNT_OF(models); i++)
        for (double energy = 0.5 + epscan_dark_photon_threshold_energy_GeV(&models[i]); energy < 150.0; energy += 7.31)
            assert_close(per_density * epscan_dark_photon_spectral_density_per_GeV2(&models[i],
                                                                                    epscan_dark_photon_resonance_mass_GeV(energy)),
                         epscan_dark_photon_cross_section_cm2(&models[i], 1e-4, energy), 1e-10, 0.0);
}

/* The factored form is the same function, whose pole and threshold are those of the model. */
static void factored_form_is_the_spectral_density(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const struct spectral_density rho = spectral_density_of(&models[i]);
        const double m2 = models[i].mass_GeV * models[i].mass_GeV;
        assert_close(rho.pole - rho.threshold, rho.pole_above_threshold, 1e-9, 1e-12 * m2);
        assert_close(rho.resonance, m2, 1e-15, 0.0);
        for (double above = 1e-3 * m2; above < 1e3 * m2; above *= 3.7) {
            const double distance = rho.threshold + above - rho.pole;
            const double factored =
                spectral_density_regular(&rho, above) * sqrt(above) / (distance * distance + rho.half_width * rho.half_width);
            assert_close(factored, spectral_density_at_offset(&models[i], rho.threshold + above - m2), 1e-9, 0.0);
        }
    }
}

/* int rho ds = 1 for a narrow A', of every current: by tan(theta) about the pole; the tails beyond hold 2/pi 1e-5. */
static void narrow_spectral_density_integrates_to_one(void **state) {
    (void)state;
    enum { STEPS = 20000 };
    for (int spin = 0; spin < EPSCAN_SPIN_COUNT; spin++) {
        const epscan_dark_photon model = {(epscan_spin)spin, 0.2, 1e-6, 0.3};
        const double width = spectral_density_of(&model).half_width, end = 0.5 * M_PI - 1e-5;
        double sum = 0.0;
        for (int i = 0; i < STEPS; i++) { /* rho ds is flat in theta */
            const double t = tan(end * (2.0 * (i + 0.5) / STEPS - 1.0));
            sum += 2.0 * end / STEPS * width * (1.0 + t * t) * spectral_density_at_offset(&model, width * t);
        }
        assert_close(sum, 1.0, 2e-5, 0.0);
    }
}

/* Off resonance the offset form and the energy form agree to the rounding of s - m^2. */
static void offset_form_is_the_energy_form(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const double resonance = epscan_dark_photon_resonance_energy_GeV(&models[i]);
        for (double offset = 0.5; offset < 100.0; offset *= 2.0)
            assert_close(epscan_dark_photon_cross_section_at_offset_cm2(&models[i], 1e-4, offset),
                         epscan_dark_photon_cross_section_cm2(&models[i], 1e-4, resonance + offset), 1e-11, 0.0);
    }
}

static void y_is_eq_2(void **state) {
    (void)state;
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.2, 0.5, 0.25};
    assert_close(epscan_dark_photon_y(&model, 2e-4), 0.5 * 4e-8 / 256.0, 1e-15, 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_eq_4),
        cmocka_unit_test(pseudo_dirac_widths_are_those_of_two_masses),
        cmocka_unit_test(pseudo_dirac_without_splitting_is_the_fermion),
        cmocka_unit_test(no_width_that_is_allowed_exceeds_the_mass),
        cmocka_unit_test(widths_of_relic_densities_are_eq_4_too),
        cmocka_unit_test(peak_is_4_pi_alpha_eps2_over_m_gamma),
        cmocka_unit_test(resonance_mass_and_energy_are_inverse),
        cmocka_unit_test(cross_section_vanishes_below_the_chi_chi_threshold),
        cmocka_unit_test(peak_respects_unitarity),
        cmocka_unit_test(narrow_width_limit_is_2pi2_alpha_eps2_over_me),
        cmocka_unit_test(spectral_density_is_eq_3),
        cmocka_unit_test(factored_form_is_the_spectral_density),
        cmocka_unit_test(narrow_spectral_density_integrates_to_one),
        cmocka_unit_test(offset_form_is_the_energy_form),
        cmocka_unit_test(y_is_eq_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
