/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The energy spectrum of the dark photons (Fig. 1 of the paper). */
#include "test_yields.h"

#include "yield/energy_spectrum.h"

#include <gsl/gsl_errno.h>

static struct energy_spectrum spectrum_of(const struct search *search, const epscan_dark_photon *model,
                                          const epscan_selection *selection, long points) {
    struct energy_spectrum spectrum;
    if (energy_spectrum_init(&spectrum, search, model, selection, points)) fail_msg("%s", epscan_error_message());
    return spectrum;
}

/* What the file promises, 1e-4, of the selected and of all that is produced; adaptive quadrature shares nothing with the table. */
static void compare_integrals(const struct search *experiment_search, const epscan_dark_photon *model, double threshold,
                              long points) {
    struct search search = *experiment_search;
    const epscan_selection selection = {threshold, 0.0};
    search.production_cut_GeV = search.minimum_energy_GeV; /* so that the efficiency's denominator is all that is produced */
    const struct signal_yield yield = adaptive_yield(&search, model, threshold, 0.0);
    struct energy_spectrum selected = spectrum_of(&search, model, &selection, points);
    struct energy_spectrum produced = spectrum_of(&search, model, NULL, points);
    assert_close(energy_spectrum_events(&selected) + selected.undegraded_events, yield.events, 1e-4, 0.0);
    if (yield.efficiency > 1e-6)
        assert_close(energy_spectrum_events(&produced) + produced.undegraded_events, yield.events / yield.efficiency, 1e-4, 0.0);
    energy_spectrum_clear(&selected);
    energy_spectrum_clear(&produced);
}

/* Widths from 1e-6 GeV to tens, resonances from 2 GeV (below the lowest energy) to 140 (beyond the beam). */
static void trapezoids_give_the_yield_at_any_width(void **state) {
    (void)state;
    static const char *const names[] = {"na64-2021", "na64-2021-textbook", "na64-2021-positron-beam"};
    uint64_t seed = 20210913;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct prepared_experiment *e = load_experiment(names[i]);
        for (int n = 0; n < 60; n++) {
            const epscan_dark_photon model = {n % 2 ? EPSCAN_SCALAR : EPSCAN_FERMION,
                                              epscan_dark_photon_resonance_mass_GeV(2.0 * pow(70.0, random_unit(&seed))),
                                              pow(10.0, random_between(&seed, -5.0, 0.5)), random_between(&seed, 0.05, 0.4)};
            compare_integrals(&e->search, &model, random_between(&seed, 20.0, 90.0), n % 3 ? 200 : 2);
        }
        unload_experiment(e);
    }
}

/* Where the cross-section is smeared instead, the weight at the true energy is what counts. */
static void trapezoids_give_the_yield_of_the_literal_equation_5(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct search search = e->search;
    search.convolution = CONVOLUTION_CROSS_SECTION;
    for (double mass = 0.20; mass < 0.33; mass += 0.04) {
        const epscan_dark_photon model = {EPSCAN_FERMION, mass, 0.02, 1.0 / 3.0};
        const epscan_selection selection = {50.0, 0.0};
        struct energy_spectrum spectrum = spectrum_of(&search, &model, &selection, 100);
        assert_close(energy_spectrum_events(&spectrum), adaptive(&search, &model, 50.0, 0.0), 1e-4, 0.0);
        energy_spectrum_clear(&spectrum);
    }
    unload_experiment(e);
}

/* The table at an energy, by straight lines. */
static double at_energy(const struct energy_spectrum *spectrum, double energy) {
    size_t i = 1;
    while (i + 1 < spectrum->count && spectrum->energy_GeV[i] < energy) i++;
    const double low = spectrum->energy_GeV[i - 1], share = (energy - low) / (spectrum->energy_GeV[i] - low);
    return (1.0 - share) * spectrum->events_per_GeV[i - 1] + share * spectrum->events_per_GeV[i];
}

/*
 * At the resonance Eq. 6 times track length, electrons and exposure; half of it m Gamma / (2 m_e) away, and E_A' = E + m_e.
 * Straight lines between the energies miss 1e-3; track length changes by less over the width, 2e-4 of E.
 */
static void peak_is_equation_6_and_half_of_it_a_half_width_away(void **state) {
    (void)state;
    const double me = 0.51099895e-3;
    struct prepared_experiment *e = load_experiment("na64-2021");
    for (int spin = 0; spin < EPSCAN_SPIN_COUNT; spin++) {
        const epscan_dark_photon model = {(epscan_spin)spin, 0.24, 1e-4, 0.3};
        struct energy_spectrum spectrum = spectrum_of(&e->search, &model, NULL, 200);
        const double resonance = (0.24 * 0.24 - 2.0 * me * me) / (2.0 * me), width = epscan_dark_photon_width_GeV(&model);
        const double peak = search_luminosity_per_cm2_X0(&e->search) * epscan_dark_photon_peak_cross_section_cm2(&model, 1e-4) *
                            track_length_secondary_X0_per_GeV(e->track_length, resonance);
        assert_close(at_energy(&spectrum, resonance + me), peak, 1e-6, 0.0);
        assert_close(at_energy(&spectrum, resonance + me - 0.24 * width / (2.0 * me)), 0.5 * peak, 1e-3, 0.0);
        assert_close(at_energy(&spectrum, resonance + me + 0.24 * width / (2.0 * me)), 0.5 * peak, 1e-3, 0.0);
        energy_spectrum_clear(&spectrum);
    }
    unload_experiment(e);
}

/* From 5 GeV to the beam energy, both plus m_e, no two energies the same in print. */
static void energies_increase_in_print(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    const epscan_dark_photon model = {EPSCAN_FERMION, 0.25, 1e-7, 1.0 / 3.0};
    struct energy_spectrum spectrum = spectrum_of(&e->search, &model, NULL, 500);
    double before = 0.0;
    assert_true(spectrum.count >= 500);
    for (size_t i = 0; i < spectrum.count; i++) {
        char text[40];
        snprintf(text, sizeof text, "%.15g", spectrum.energy_GeV[i]);
        assert_true(strtod(text, NULL) > before);
        before = strtod(text, NULL);
    }
    assert_close(spectrum.energy_GeV[0], 5.00051099895, 1e-12, 0.0);
    assert_close(before, 100.00051099895, 1.1e-8, 0.0); /* the continuous spectra end 1e-8 below E0 */
    energy_spectrum_clear(&spectrum);
    unload_experiment(e);
}

/* alpha_D 1e-9 is 1e-8 GeV at 50; the same width beyond the beam energy is no line, only a tail. */
static void resonances_below_the_resolution_of_decimals_are_refused(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    struct energy_spectrum spectrum;
    const epscan_dark_photon inside = {EPSCAN_FERMION, 0.225, 1e-9, 1.0 / 3.0}, beyond = {EPSCAN_FERMION, 0.33, 1e-9, 1.0 / 3.0};
    assert_int_equal(energy_spectrum_check(&e->search, &inside), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "alpha_D"));
    assert_int_equal(energy_spectrum_init(&spectrum, &e->search, &inside, NULL, 100), EPSCAN_BAD_INPUT);
    assert_int_equal(energy_spectrum_check(&e->search, &beyond), EPSCAN_OK);
    compare_integrals(&e->search, &beyond, 50.0, 200);
    unload_experiment(e);
}

static void nothing_is_produced_below_the_threshold_of_chi(void **state) {
    (void)state;
    struct prepared_experiment *e = load_experiment("na64-2021");
    const epscan_dark_photon model = {EPSCAN_SCALAR, 0.6, 0.1, 1.0 / 3.0};
    struct energy_spectrum spectrum = spectrum_of(&e->search, &model, NULL, 50);
    assert_true(spectrum.count >= 50);
    for (size_t i = 0; i < spectrum.count; i++) assert_true(spectrum.events_per_GeV[i] == 0.0);
    energy_spectrum_clear(&spectrum);
    unload_experiment(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trapezoids_give_the_yield_at_any_width),
        cmocka_unit_test(trapezoids_give_the_yield_of_the_literal_equation_5),
        cmocka_unit_test(peak_is_equation_6_and_half_of_it_a_half_width_away),
        cmocka_unit_test(energies_increase_in_print),
        cmocka_unit_test(resonances_below_the_resolution_of_decimals_are_refused),
        cmocka_unit_test(nothing_is_produced_below_the_threshold_of_chi),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
