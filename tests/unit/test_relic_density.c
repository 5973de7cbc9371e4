/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test_thermal_average.h"

#include "epscan/constants.h"
#include "epscan/dark_photon.h"
#include "model/hadron_ratio.h"
#include "relic/freeze_out.h"
#include "relic/thermal_bath.h"

#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_bessel.h>

static const double alpha = 1.0 / 137.035999084;
static const epscan_spin kinds[] = {EPSCAN_SCALAR, EPSCAN_MAJORANA, EPSCAN_PSEUDO_DIRAC}; /* whose targets are published */

/*
 * Far above all masses every boson counts 1 and every fermion 7/8: 38 bosonic states; leptons 12 with the nucleons' 8, neutrinos
 * 6. The first mass correction is of order (m/T)^2 = 1e-8.
 */
static void hot_bath_counts_all_states(void **state) {
    (void)state;
    struct thermal_bath bath;
    thermal_bath_init(false, &bath);
    const struct thermal_bath_state hot = thermal_bath_at(&bath, 2e4);
    const double states = 2.0 + 3.0 + 4.0 + 1.0 + 9.0 + 3.0 + 12.0 + 1.0 + 3.0 + 7.0 / 8.0 * (12.0 + 8.0 + 6.0);
    assert_close(hot.energy, states, 3e-8, 0.0);
    assert_close(hot.entropy, states, 3e-8, 0.0);
    assert_close(hot.expansion, sqrt(states), 3e-8, 0.0);
}

/*
 * Far below m_e: photons and colder neutrinos, g = 2 + 21/4 (4/11)^(4/3) = 3.363, h = 2 + 21/11 = 3.909 if electrons are massless
 * when neutrinos decouple. At 2 MeV they have (m_e/T)^2 15/(14 pi^2) = 0.7 % less entropy than that, which the plasma's 5.5 and
 * the neutrinos' share make 0.2 to 0.3 % of g and h, upwards.
 */
static void cold_bath_has_colder_neutrinos(void **state) {
    (void)state;
    struct thermal_bath bath;
    thermal_bath_init(false, &bath);
    const struct thermal_bath_state cold = thermal_bath_at(&bath, 1e-6);
    const double ideal = cbrt(4.0 / 11.0), g = 2.0 + 5.25 * pow(ideal, 4.0), h = 2.0 + 21.0 / 11.0;
    assert_close(g, 3.363, 1e-3, 0.0);
    assert_close(h, 3.909, 1e-3, 0.0);
    assert_close(cold.energy, g, 3e-3, 0.0);
    assert_close(cold.entropy, h, 3e-3, 0.0);
    assert_close(cold.neutrino_to_photon, ideal, 2e-3, 0.0);
    assert_true(cold.energy > g && cold.entropy > h);
    assert_close(cold.expansion, cold.entropy / sqrt(cold.energy), 1e-12, 0.0);
}

/* Neutrinos that keep the photons' temperature: 2 + 6 (7/8) states below the electrons, and above them what there is anyway. */
static void coupled_neutrinos_are_seven_and_a_quarter_with_photons(void **state) {
    (void)state;
    struct thermal_bath coupled, real;
    thermal_bath_init(true, &coupled);
    thermal_bath_init(false, &real);
    const struct thermal_bath_state cold = thermal_bath_at(&coupled, 5e-6), hot = thermal_bath_at(&coupled, 0.01);
    assert_close(cold.energy, 7.25, 1e-9, 0.0);
    assert_close(cold.entropy, 7.25, 1e-9, 0.0);
    assert_close(cold.expansion, sqrt(7.25), 1e-9, 0.0);
    assert_close(hot.expansion, thermal_bath_at(&real, 0.01).expansion, 1e-15, 0.0);
}

/* g*^(1/2) holds an analytic derivative; a central difference of h over 1e-3 in ln T has errors of 1e-6. */
static void expansion_holds_the_derivative_of_the_entropy(void **state) {
    (void)state;
    struct thermal_bath bath;
    thermal_bath_init(false, &bath);
    for (double T = 3e-6; T < 3.0; T *= 1.7) {
        const struct thermal_bath_state here = thermal_bath_at(&bath, T);
        const double step = 1e-3, up = thermal_bath_at(&bath, T * exp(step)).entropy,
                     down = thermal_bath_at(&bath, T * exp(-step)).entropy;
        const double slope = (log(up) - log(down)) / (2.0 * step);
        assert_close(here.expansion, here.entropy / sqrt(here.energy) * (1.0 + slope / 3.0), 3e-6, 0.0);
    }
}

/* Energy of electrons as a sum of Bessel functions (Fermi-Dirac expanded in e^-E), apart from the quadrature. */
static void electrons_have_the_energy_of_their_bessel_sum(void **state) {
    (void)state;
    struct thermal_bath bath;
    thermal_bath_init(false, &bath);
    for (double T = 3e-5; T < 2e-4; T *= 1.5) {
        const double y = EPSCAN_ELECTRON_MASS_GeV / T;
        double sum = 0.0;
        for (int n = 1; n <= 60; n++) {
            const double z = n * y, K1 = gsl_sf_bessel_K1_scaled(z), K2 = gsl_sf_bessel_Kn_scaled(2, z);
            sum += (n % 2 ? 1.0 : -1.0) * exp(-z) * (3.0 * K2 / (z * z) + K1 / z);
        }
        const double electrons = 30.0 / (M_PI * M_PI) * 4.0 / (2.0 * M_PI * M_PI) * pow(y, 4.0) * sum;
        const struct thermal_bath_state here = thermal_bath_at(&bath, T);
        assert_close(here.energy - 5.25 * pow(here.neutrino_to_photon, 4.0) - 2.0, electrons, 1e-8, 1e-10); /* quadrature */
    }
}

/* Brodsky & de Rafael's kernel of the muon's anomaly, in x = (1 - beta)/(1 + beta) with the muon's beta at s > 4 m_mu^2. */
static double muon_kernel(double s) {
    const double beta = sqrt(1.0 - 4.0 * EPSCAN_MUON_MASS_GeV * EPSCAN_MUON_MASS_GeV / s), x = (1.0 - beta) / (1.0 + beta);
    return 0.5 * x * x * (2.0 - x * x) + (1.0 + x * x) * (1.0 + x) * (1.0 + x) / (x * x) * (log1p(x) - x + 0.5 * x * x) +
           (1.0 + x) / (1.0 - x) * x * x * log(x);
}

static double muon_anomaly_of_hadrons(double root_s, void *data) {
    (void)data;
    const double s = root_s * root_s;
    return alpha * alpha / (3.0 * M_PI * M_PI) * 2.0 / root_s * muon_kernel(s) * hadron_ratio(&electric_quarks, s);
}

static double muon_anomaly_of_pions(double root_s, void *data) {
    (void)data;
    const double s = root_s * root_s, m_pi = EPSCAN_CHARGED_PION_MASS_GeV;
    return alpha * alpha / (3.0 * M_PI * M_PI) * 2.0 / root_s * muon_kernel(s) * 0.25 * pow(1.0 - 4.0 * m_pi * m_pi / s, 1.5) *
           hadron_pion_form_factor_squared(s);
}

static double integral_over_energy(double (*integrand)(double, void *), double high_GeV) {
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(4000);
    gsl_function function = {integrand, NULL};
    double value, error, points[] = {2.000001 * EPSCAN_CHARGED_PION_MASS_GeV, 0.78, 1.02, high_GeV};
    assert_int_equal(gsl_integration_qagp(&function, points, COUNT_OF(points), 0.0, 1e-6, 4000, workspace, &value, &error), 0);
    gsl_integration_workspace_free(workspace);
    return value;
}

/*
 * The muon's anomaly is an integral of R(s) that weights the rho most: 10^10 a_mu = 507.9 (Davier et al., 2020) from two pions up
 * to 1.8 GeV, and 693.1 of all hadrons (Aoyama et al., Phys. Rep. 887, 1 (2020)). R is said to be good to 10 % below 1.1 GeV and 20
 * % above; the rho is good to the 3 % of its width to electrons.
 */
static void hadrons_give_the_anomaly_of_the_muon(void **state) {
    (void)state;
    const double pions = 1e10 * integral_over_energy(muon_anomaly_of_pions, 1.8);
    const double all = 1e10 * integral_over_energy(muon_anomaly_of_hadrons, 100.0);
    print_message("10^10 a_mu: two pions %.1f, all %.1f\n", pions, all);
    assert_close(pions, 507.9, 0.03, 0.0);
    assert_close(all, 693.1, 0.05, 0.0);
}

/* F(4 m_pi^2) = 1 + <r^2> 4 m_pi^2/6 + ... = 1.14 and a little more for <r^2> = 0.43 fm^2. */
static void pions_are_slightly_larger_than_points(void **state) {
    (void)state;
    const double m_pi = EPSCAN_CHARGED_PION_MASS_GeV;
    assert_close(sqrt(hadron_pion_form_factor_squared(4.0001 * m_pi * m_pi)), 1.17, 0.03, 0.0);
}

/* PDG's R: 12.2 from 9/alpha^2 B_ee(omega), pions on top; phi 9/alpha^2 B_ee = 50.3; 2.2 and 3.6 between thresholds. */
static void hadrons_have_the_measured_ratio(void **state) {
    (void)state;
    const double phi = EPSCAN_PHI_MASS_GeV, m_pi = EPSCAN_CHARGED_PION_MASS_GeV;
    assert_true(hadron_ratio(&electric_quarks, 3.9999 * m_pi * m_pi) == 0.0 &&
                hadron_ratio(&electric_quarks, 4.01 * m_pi * m_pi) > 0.0);
    assert_close(hadron_ratio(&electric_quarks, phi * phi), 9.0 / (alpha * alpha) * 2.979e-4, 0.02,
                 0.0);                                                       /* 1.5 % of pions and others on top */
    assert_close(hadron_ratio(&electric_quarks, 3.0 * 3.0), 2.2, 0.05, 0.0); /* BES: 2.2 +- 0.1 */
    assert_close(hadron_ratio(&electric_quarks, 9.0 * 9.0), 3.6, 0.05, 0.0);
}

/* The widths at s = m_A'^2 are Eq. 4 of the yields; rounding only. */
static void widths_are_those_of_the_dark_photon(void **state) {
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        const struct relic_model model = {kind ? EPSCAN_PSEUDO_DIRAC : EPSCAN_SCALAR, 0.04, 0.4, 0.3};
        const epscan_dark_photon photon = {kind ? EPSCAN_FERMION : EPSCAN_SCALAR, 0.1, 0.3, 0.4};
        const struct dark_cross_section at = dark_cross_section_at(&model, (struct dark_collision){2.5, 0.5, 0.0});
        assert_close(at.dark / 0.1, epscan_dark_photon_width_GeV(&photon), 1e-14, 0.0);
    }
    /* Majorana: alpha_D m/6 beta^3, half of an axial Dirac fermion's alpha_D m/3 beta^3; by hand at beta = 0.6 */
    const struct relic_model model = {EPSCAN_MAJORANA, 0.04, 0.4, 0.3};
    const struct dark_cross_section at = dark_cross_section_at(&model, (struct dark_collision){2.5, 0.5, 0.0});
    assert_close(at.dark / 0.1, 0.3 * 0.1 / 6.0 * 0.216, 1e-14, 0.0);
}

/*
 * Detailed balance with Eq. 3, e+ e- -> chi chi: w_chi k_chi^2 sigma(chi chi -> e e) = 4 k_e^2 sigma(e e -> chi chi), w the spin
 * states of a pair. At the resonance, where both have one denominator; Eq. 3 drops m_e^2/s, 3e-5 here.
 */
static void annihilation_balances_production(void **state) {
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        const struct relic_model model = {kind ? EPSCAN_PSEUDO_DIRAC : EPSCAN_SCALAR, 0.04, 0.4, 0.3};
        const epscan_dark_photon photon = {kind ? EPSCAN_FERMION : EPSCAN_SCALAR, 0.1, 0.3, 0.4};
        const struct dark_cross_section at = dark_cross_section_at(&model, (struct dark_collision){2.5, 0.5, 0.0});
        const double made = epscan_dark_photon_cross_section_at_offset_cm2(&photon, 1e-6, 0.0) / EPSCAN_HBARC2_GeV2_CM2;
        const double k_chi2 = 0.25 * 0.01 - 0.04 * 0.04, k_e2 = 0.25 * 0.01;
        assert_close(dark_cross_section_GeV_2(&at, 1e-6) * (kind ? 4.0 : 1.0) * k_chi2, 4.0 * k_e2 * made, 1e-4, 0.0);
    }
}

/*
 * Off resonance, x = m/T = 10^5: sigma v -> a of an s-wave, b v^2 of a p-wave with <v^2> = 6/x, v the relative velocity.
 * a = 16 pi alpha alpha_D eps^2 m^2 V/(4 m^2 - m_A'^2)^2 (pseudo-Dirac), b = a/6 (scalar, Majorana), V = 1 - 1.5 (m_e/m)^4 + ...
 * Corrections are of order 1/x with coefficients of some ten.
 */
static void slow_particles_annihilate_in_one_wave(void **state) {
    (void)state;
    const double m = 0.02, epsilon = 1e-5, alpha_D = 0.1, x = 1e5, me2 = EPSCAN_ELECTRON_MASS_GeV * EPSCAN_ELECTRON_MASS_GeV;
    const double V = (1.0 + 0.5 * me2 / (m * m)) * sqrt(1.0 - me2 / (m * m)), gap = 4.0 * m * m - 25.0 * m * m;
    const double a = 16.0 * M_PI * alpha * alpha_D * epsilon * epsilon * m * m * V / (gap * gap);
    const double expected[COUNT_OF(kinds)] = {a / x, a / x, a};
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
        const struct relic_model model = {kinds[kind], m, 0.2, alpha_D};
        assert_close(average_at(&model, epsilon, x), expected[kind], 3e-4, 0.0);
    }
}

/*
 * A narrow A' is pi delta(s - m_A'^2)/(m_A' Gamma): <sigma v> in closed form, with sigma's numerator at the pole. Gamma/m is 10^-12
 * to 10^-15 here. What the delta function leaves out is what annihilates off resonance, Gamma/m e^(x (m_A'/m_chi - 2)), below 1e-6.
 */
static void narrow_resonance_is_a_delta_function(void **state) {
    (void)state;
    const double m = 0.1, x = 10.0, ratios[] = {0.3, 0.45, 0.49, 0.4999};
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
        for (size_t i = 0; i < COUNT_OF(ratios); i++) {
            const struct relic_model model = {kinds[kind], m, ratios[i], 1e-11};
            const double z = 1.0 / ratios[i], above = (1.0 - 2.0 * ratios[i]) / ratios[i], epsilon = 1e-6;
            const struct dark_cross_section at = dark_cross_section_at(&model, (struct dark_collision){z, above, 0.0});
            const double s_integral = M_PI * epsilon * epsilon * at.numerator / (at.dark + epsilon * epsilon * at.visible);
            const double K2 = gsl_sf_bessel_Kn(2, x), s = z * z * m * m;
            const double expected =
                x / (8.0 * pow(m, 5.0) * K2 * K2) * s_integral * (above * (z + 2.0) * m * m) * sqrt(s) * gsl_sf_bessel_K1(x * z);
            assert_close(average_at(&model, epsilon, x), expected, 3e-6, 0.0);
        }
    }
}

/* Without equilibrium and with Lambda = c/x, 1/Y is 1/Y_0 + c/x_0 in the end: its error for steps of one length. */
static double error_after_freeze_out(int step_count, double step) {
    double length[400], log_x[1200], rate[1200], equilibrium[1200];
    for (int i = 0; i < step_count; i++) {
        length[i] = step;
        for (int j = 0; j < FREEZE_OUT_STAGES; j++) {
            log_x[3 * i + j] = log(20.0) + step * (i + freeze_out_stage[j]);
            rate[3 * i + j] = log(1e9) - log_x[3 * i + j];
            equilibrium[3 * i + j] = -1e5;
        }
    }
    const struct freeze_out_steps steps = {(size_t)step_count, length, log_x, rate, equilibrium};
    struct freeze_out result;
    assert_int_equal(freeze_out_solve(&steps, log(1e-7), &result), EPSCAN_OK);
    return exp(-result.log_abundance) / (1e7 + 1e9 / 20.0) - 1.0;
}

/* Exact but for the steps, with an error of order 5: half the step, a 32nd of it; 20 allows for the next order. */
static void annihilation_after_freeze_out_is_exact(void **state) {
    (void)state;
    const double whole = error_after_freeze_out(100, 0.1), half = error_after_freeze_out(200, 0.05);
    assert_close(whole, 0.0, 0.0, 2e-6);
    assert_true(fabs(half) < fabs(whole) / 20.0);
}

/* make_relic.py: traces, tables, averages and the equation itself calculated in other ways. The larger of the two errors is 5e-6.
 */
static void abundances_are_those_of_the_reference(void **state) {
    (void)state;
    FILE *stream = fopen(EPSCAN_SOURCE_DIR "/tests/reference/relic_density.csv", "r");
    char line[256], kind[16];
    int rows = 0;
    assert_non_null(stream);
    while (fgets(line, sizeof line, stream)) {
        struct relic_model model = {0};
        struct relic_point point;
        double epsilon, x, omega;
        if (sscanf(line, "%15[^,],%lf,%lf,%lf,%lf,%lf,%lf", kind, &model.mass_GeV, &model.mass_ratio, &model.alpha_D, &epsilon, &x,
                   &omega) != 7)
            continue;
        model.kind = strcmp(kind, "scalar") == 0  ? EPSCAN_SCALAR
                     : strcmp(kind, "dirac") == 0 ? EPSCAN_PSEUDO_DIRAC
                                                  : EPSCAN_MAJORANA;
        if (relic_abundance(&model, epsilon, NULL, &point)) fail_msg("%s", epscan_error_message());
        print_message("%.40s: Omega h^2 off by %.1e, x_f by %.1e\n", line, point.omega_h2 / omega - 1.0,
                      point.x_freeze_out / x - 1.0);
        assert_close(point.omega_h2, omega, 2e-5, 0.0);
        assert_close(point.x_freeze_out, x, 1e-3, 0.0); /* interpolated linearly within a step of 0.025 */
        rows++;
    }
    fclose(stream);
    assert_true(rows >= 12);
}

/*
 * Chi forgets where it started, and the steps are fine enough: 3e-5 over the whole range of models,
 * most of it where the neutrinos' decoupling meets freeze-out.
 */
static void abundance_depends_on_neither_start_nor_steps(void **state) {
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < 40; i++) {
        const struct relic_model model = {kinds[(size_t)i % COUNT_OF(kinds)], exp(random_between(&seed, log(5e-4), 0.0)),
                                          0.5 - 0.2 * exp(random_between(&seed, log(5e-4), 0.0)),
                                          exp(random_between(&seed, log(1e-4), 0.0))};
        const struct relic_stepping early = {0.5, 1}, late = {2.3, 1}, fine = {RELIC_START_X, 3};
        struct relic_point target, other;
        if (relic_thermal_target(&model, &target)) fail_msg("%s", epscan_error_message());
        assert_close(target.omega_h2, RELIC_OMEGA_H2, 1e-8, 0.0);
        const struct relic_stepping *steppings[] = {&early, &late, &fine};
        for (size_t j = 0; j < COUNT_OF(steppings); j++) {
            if (relic_abundance(&model, target.epsilon, steppings[j], &other)) fail_msg("%s", epscan_error_message());
            assert_close(other.omega_h2, target.omega_h2, 3e-5, 0.0);
        }
    }
}

/* Away from the resonance's width, sigma v goes as epsilon^2: twice the mixing leaves a quarter, but for ln x_f. */
static void abundance_falls_with_epsilon_squared(void **state) {
    (void)state;
    const struct relic_model model = {EPSCAN_SCALAR, 0.03, 1.0 / 3.0, 0.5};
    struct relic_point once, twice;
    assert_int_equal(relic_abundance(&model, 1e-4, NULL, &once), EPSCAN_OK);
    assert_int_equal(relic_abundance(&model, 2e-4, NULL, &twice), EPSCAN_OK);
    /* a p-wave's Y is x_f^2/sigma to leading order in 1/x_f = 0.05; x_f grows by ln 4 less 1.5/x_f of it and more */
    assert_close(once.omega_h2 / twice.omega_h2, 4.0 * pow(once.x_freeze_out / twice.x_freeze_out, 2.0), 0.06, 0.0);
    assert_close(twice.x_freeze_out - once.x_freeze_out, log(4.0), 0.15, 0.0);
}

struct reading {
    double mass_GeV, y_a, y_b;
};

/* Ours between the two, or within 20 % of the nearer. */
static void compare_with_readings(epscan_spin kind, const struct reading *readings, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct relic_model model = {kind, readings[i].mass_GeV, 1.0 / 3.0, 0.5};
        double epsilon = 0.0;
        if (relic_thermal_epsilon(&model, &epsilon)) fail_msg("%s", epscan_error_message());
        const double y = relic_y(&model, epsilon), a = readings[i].y_a, b = readings[i].y_b;
        print_message("kind %d, %g GeV: y = %.3e, y/y_a = %.3f, y/y_b = %.3f\n", kind, model.mass_GeV, y, y / a, y / b);
        assert_true(y > 0.8 * fmin(a, b) && y < 1.2 * fmax(a, b));
    }
}

/*
 * Thermal targets for m_A' = 3 m_chi read off two published figures of dark photon searches, which differ by up to 45 % among
 * themselves: drawn lines, other R(s) and g*. 20 % is what they are good to from 2 MeV on; at 1 MeV both are 0.7 of ours for
 * p-waves, since they go as m_chi^2 without the fall of g* that comes with the electrons' annihilation.
 */
static void targets_are_those_of_published_figures(void **state) {
    (void)state;
    static const struct reading scalar[] = {{0.002, 4.86e-13, 4.77e-13}, {0.01, 1.23e-11, 1.15e-11}, {0.05, 4.01e-10, 3.92e-10},
                                            {0.09, 1.39e-09, 1.16e-09},  {0.12, 1.53e-09, 1.54e-09}, {0.25, 4.67e-09, 4.36e-09}};
    static const struct reading majorana[] = {{0.002, 2.43e-13, 2.25e-13}, {0.01, 6.14e-12, 5.51e-12}, {0.05, 2.01e-10, 2.01e-10},
                                              {0.09, 6.95e-10, 5.74e-10},  {0.12, 7.65e-10, 7.34e-10}, {0.25, 2.33e-09, 2.03e-09}};
    static const struct reading dirac[] = {{0.002, 3.14e-14, 2.13e-14}, {0.01, 6.56e-13, 4.90e-13}, {0.05, 1.73e-11, 1.53e-11},
                                           {0.09, 5.84e-11, 4.12e-11},  {0.12, 6.29e-11, 5.56e-11}, {0.25, 1.89e-10, 1.51e-10}};
    compare_with_readings(EPSCAN_SCALAR, scalar, COUNT_OF(scalar));
    compare_with_readings(EPSCAN_MAJORANA, majorana, COUNT_OF(majorana));
    compare_with_readings(EPSCAN_PSEUDO_DIRAC, dirac, COUNT_OF(dirac));
}

/* m_chi of 0.5 GeV, where the continuum of R(s) begins at 2 m_chi, to a bit: nan once, for a node stood below the threshold. */
static void a_feature_at_the_threshold_does_no_harm(void **state) {
    (void)state;
    double epsilon[3];
    for (int i = 0; i < 3; i++) {
        const struct relic_model model = {EPSCAN_SCALAR, 0.5 + 1e-6 * (i - 1), 1.0 / 3.0, 0.5};
        if (relic_thermal_epsilon(&model, &epsilon[i])) fail_msg("%s", epscan_error_message());
    }
    assert_true(fabs(epsilon[1] * epsilon[1] / (epsilon[0] * epsilon[2]) - 1.0) < 1e-8); /* as smooth as the root is good */
}

/* A model without a target says so; the mass, ratio and coupling are checked. */
static void what_has_no_target_fails_with_a_reason(void **state) {
    (void)state;
    const struct relic_model heavy = {EPSCAN_SCALAR, 1.0, 0.05, 1e-4}, resonant = {EPSCAN_SCALAR, 0.1, 0.5, 0.1},
                             light = {EPSCAN_SCALAR, 1e-4, 0.3, 0.1}, strong = {EPSCAN_SCALAR, 0.1, 0.3, 100.0};
    const struct relic_model fine = {EPSCAN_SCALAR, 0.1, 0.3, 0.1};
    struct relic_point point;
    double epsilon = -1.0;
    assert_int_equal(relic_thermal_epsilon(&heavy, &epsilon), EPSCAN_FAILED);
    assert_non_null(strstr(epscan_error_message(), "too abundant for any epsilon"));
    assert_true(epsilon == -1.0);
    assert_int_equal(relic_thermal_epsilon(&resonant, &epsilon), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "r <= 0.4999"));
    assert_int_equal(relic_thermal_epsilon(&light, &epsilon), EPSCAN_BAD_INPUT);
    assert_int_equal(relic_thermal_epsilon(&strong, &epsilon), EPSCAN_BAD_INPUT);
    assert_int_equal(relic_abundance(&fine, 0.0, NULL, &point), EPSCAN_BAD_INPUT);
    assert_int_equal(relic_abundance(&fine, 1e-12, NULL, &point), EPSCAN_FAILED);
    assert_non_null(strstr(epscan_error_message(), "never comes to equilibrium"));
}

struct two_masses {
    double m1, m2, mass, alpha_D, epsilon, temperature;
};

/*
 * The integrand of <sigma v> of chi1 chi2 as it is defined, in s = (m_1 + m_2)^2 + t^2, with the cross-section of partial widths,
 * 4 pi/q^2 (3/4) (sqrt(s) Gamma_chi1chi2) (sqrt(s) Gamma_visible)/[...], and that width as the literature has it.
 */
static double of_two_masses(double t, void *data) {
    const struct two_masses *p = data;
    const double sum = p->m1 + p->m2, difference = p->m2 - p->m1, s = sum * sum + t * t, root = sqrt(s);
    const double q2 = t * t * (s - difference * difference) / (4.0 * s);
    const double bracket =
        3.0 * p->m1 * p->m2 + s - 0.5 * (p->m1 * p->m1 + p->m2 * p->m2) - sum * sum * difference * difference / (2.0 * s);
    const double dark = 2.0 * p->alpha_D * sqrt(q2) / (3.0 * root) * bracket;
    const struct mediator_widths at = mediator_widths_at(&mediators[0], p->mass, root);
    const double visible = p->epsilon * p->epsilon * (at.leptons + at.hadrons);
    const double off = s - p->mass * p->mass,
                 sigma = 3.0 * M_PI / q2 * dark * visible / (off * off + (dark + visible) * (dark + visible));
    const double shift = (root - sum) / p->temperature;
    return 2.0 * t * sigma * 4.0 * q2 * root * gsl_sf_bessel_K1_scaled(root / p->temperature) * exp(-shift);
}

/* 1e-6: the root at the threshold is integrated by the mesh to that, as for one mass above. */
static void two_masses_annihilate_as_their_widths_say(void **state) {
    (void)state;
    static const double splitting[] = {0.01, 0.1, 0.5, 0.9};
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(4000);
    for (size_t i = 0; i < 3 * COUNT_OF(splitting); i++) {
        const double x = i % 3 == 0 ? 3.0 : i % 3 == 1 ? 20.0 : 200.0, delta = splitting[i / 3];
        const struct relic_model model = {EPSCAN_PSEUDO_DIRAC, 0.01, 0.3, 0.2, delta};
        struct two_masses p = {0.01, 0.01 * (1.0 + delta), 0.01 / 0.3, 0.2, 1e-4, 0.01 / x};
        gsl_function function = {of_two_masses, &p};
        double sum = 0.0, value, error;
        const double poles[] = {0.0, p.mass * p.mass - (p.m1 + p.m2) * (p.m1 + p.m2), 4.0, 16.0};
        double from = 0.0;
        for (size_t k = 1; k < COUNT_OF(poles); k++) {
            const double to = k == 1 ? sqrt(poles[1]) : k == 2 ? 1.5 * sqrt(poles[1]) : 20.0 * (p.m1 + p.m2);
            assert_int_equal(
                gsl_integration_qag(&function, from, to, 1e-300, 1e-9, 4000, GSL_INTEG_GAUSS61, workspace, &value, &error), 0);
            sum += value;
            from = to;
        }
        const double K = gsl_sf_bessel_Kn_scaled(2, x) * gsl_sf_bessel_Kn_scaled(2, x * (1.0 + delta));
        const double expected = sum / (8.0 * p.m1 * p.m1 * p.m2 * p.m2 * p.temperature * K);
        assert_close(average_at(&model, p.epsilon, x), expected, 1e-6, 0.0);
    }
    gsl_integration_workspace_free(workspace);
}

/* n_i = 2 m_i^2 T K_2(m_i/T)/(2 pi^2): what all are together, and 2 n_1 n_2 of their square; rounding only. */
static void two_masses_are_as_abundant_as_boltzmann_says(void **state) {
    (void)state;
    for (double x = 1.0; x < 300.0; x *= 3.0)
        for (double delta = 0.001; delta < 1.0; delta *= 3.0) {
            const struct relic_model model = {EPSCAN_PSEUDO_DIRAC, 0.01, 0.3, 0.2, delta};
            const struct dark_abundance chi = dark_annihilation_abundance(&model, x);
            const double u = 1.0 + delta, n1 = gsl_sf_bessel_Kn(2, x), n2 = u * u * gsl_sf_bessel_Kn(2, u * x);
            assert_close(chi.states, 2.0 * (n1 + n2) / n1, 1e-12, 0.0);
            assert_close(exp(chi.log_share), 2.0 * n1 * n2 / ((n1 + n2) * (n1 + n2)), 1e-11, 0.0);
        }
}

/* A splitting that is nothing at freeze-out changes nothing, by its own size times x; one that is not wants more mixing. */
static void splittings_raise_the_target(void **state) {
    (void)state;
    double last = 0.0, equal, nearly;
    struct relic_model model = {EPSCAN_PSEUDO_DIRAC, 0.01, 0.3, 0.5, 0.0};
    assert_int_equal(relic_thermal_epsilon(&model, &equal), EPSCAN_OK);
    model.splitting = 1e-7;
    assert_int_equal(relic_thermal_epsilon(&model, &nearly), EPSCAN_OK);
    assert_close(nearly, equal, 1e-5, 0.0);
    for (model.splitting = 0.0; model.splitting < 0.65; model.splitting += 0.1) {
        double epsilon;
        if (relic_thermal_epsilon(&model, &epsilon)) fail_msg("%s", epscan_error_message());
        assert_true(epsilon > last);
        last = epsilon;
    }
    assert_true(last > 2.0 * equal); /* e^(-0.6 x/2) at x of some 15 would be 90, were the resonance not nearer */
    model.splitting = 1.4;
    assert_int_equal(relic_thermal_epsilon(&model, &last), EPSCAN_BAD_INPUT);
    model = (struct relic_model){EPSCAN_SCALAR, 0.01, 0.3, 0.5, 0.1};
    assert_int_equal(relic_thermal_epsilon(&model, &last), EPSCAN_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_masses_annihilate_as_their_widths_say),
        cmocka_unit_test(two_masses_are_as_abundant_as_boltzmann_says),
        cmocka_unit_test(splittings_raise_the_target),
        cmocka_unit_test(hot_bath_counts_all_states),
        cmocka_unit_test(coupled_neutrinos_are_seven_and_a_quarter_with_photons),
        cmocka_unit_test(cold_bath_has_colder_neutrinos),
        cmocka_unit_test(expansion_holds_the_derivative_of_the_entropy),
        cmocka_unit_test(electrons_have_the_energy_of_their_bessel_sum),
        cmocka_unit_test(hadrons_give_the_anomaly_of_the_muon),
        cmocka_unit_test(pions_are_slightly_larger_than_points),
        cmocka_unit_test(hadrons_have_the_measured_ratio),
        cmocka_unit_test(widths_are_those_of_the_dark_photon),
        cmocka_unit_test(annihilation_balances_production),
        cmocka_unit_test(slow_particles_annihilate_in_one_wave),
        cmocka_unit_test(narrow_resonance_is_a_delta_function),
        cmocka_unit_test(annihilation_after_freeze_out_is_exact),
        cmocka_unit_test(abundances_are_those_of_the_reference),
        cmocka_unit_test(abundance_depends_on_neither_start_nor_steps),
        cmocka_unit_test(abundance_falls_with_epsilon_squared),
        cmocka_unit_test(targets_are_those_of_published_figures),
        cmocka_unit_test(a_feature_at_the_threshold_does_no_harm),
        cmocka_unit_test(what_has_no_target_fails_with_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
