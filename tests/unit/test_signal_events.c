/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signal events of the shower Monte Carlo against the deterministic yields, which share the cross-section of Eq. 3 and nothing
 * else. Seeds are fixed. Under sanitizers half of the showers is run.
 */
#include "test_events.h"
#include "test_yields.h"

#include "epscan/constants.h"

#include <gsl/gsl_errno.h>

static const epscan_dark_photon fermion = {EPSCAN_FERMION, 0.25, 0.1, 1.0 / 3.0}, scalar = {EPSCAN_SCALAR, 0.24, 0.1, 1.0 / 3.0};

static int in_bin(const struct signal_event *event, double low_GeV) {
    return event->dark_photon_energy_GeV >= low_GeV && event->dark_photon_energy_GeV < low_GeV + 10.0;
}

/*
 * All events, and those that read below 20 to 80 GeV (3.5 sigma: eight correlated numbers): the efficiency against the threshold of
 * the paper's Fig. 2. The deterministic deposit is E0 - E, of the events what is left in 40 X0: they agree to some MeV.
 */
static void check_yields(const char *experiment, const epscan_dark_photon *model, uint64_t seed, int showers) {
    const struct signal_setup signal = weighted(model, 20.0);
    struct sample s = sample_of(load_experiment(experiment), &signal, 20.0, seed, showers);
    struct search search = s.experiment->search;
    search.minimum_energy_GeV = 20.0;
    assert_within(events_of(&s, all, 0.0), adaptive(&search, model, 1e6, 0.0), 3.5);
    for (double threshold = 20.0; threshold <= 80.0; threshold += 10.0)
        assert_within(events_of(&s, read_below, threshold), adaptive(&search, model, threshold, 0.0), 3.5);
    free_sample(&s);
}

static void yields_and_efficiencies_of_fermions(void **state) {
    (void)state;
    check_yields("na64-2021", &fermion, 1, 400000);
}

static void yields_and_efficiencies_of_scalars(void **state) {
    (void)state;
    check_yields("na64-2021", &scalar, 2, 400000);
}

static void yields_and_efficiencies_of_a_positron_beam(void **state) {
    (void)state;
    check_yields("na64-2021-positron-beam", &fermion, 3, 200000);
}

/* The spectrum of dark photons (the paper's Fig. 1) in bins of 10 GeV: the integrand of Eq. 5, T sigma, by Gauss panels of 0.1 GeV.
 */
static void spectra_are_track_length_times_cross_section(void **state) {
    (void)state;
    const struct signal_setup signal = weighted(&fermion, 20.0);
    struct sample s = sample_of(load_experiment("na64-2021"), &signal, 20.0, 4, 400000);
    const struct search *search = &s.experiment->search;
    struct gauss_rule rule;
    gauss_rule_init(&rule, 4);
    for (double low = 30.0; low < 90.0; low += 10.0) {
        double sum = 0.0;
        for (int panel = 0; panel < 100; panel++)
            for (int i = 0; i < rule.count; i++) {
                const double E = low - EPSCAN_ELECTRON_MASS_GeV + 0.1 * (panel + 0.5 + 0.5 * rule.node[i]);
                sum += 0.05 * rule.weight[i] * search_positrons_X0_per_GeV(search, E) *
                       epscan_dark_photon_cross_section_cm2(&fermion, EPSCAN_REFERENCE_EPSILON, E);
            }
        assert_within(events_of(&s, in_bin, low), sum * search_luminosity_per_cm2_X0(search), 3.5);
    }
    free_sample(&s);
}

/* What an event is: energies add up, the preshower is part of the ECAL, readings scatter by the resolution. */
static void events_are_consistent(void **state) {
    (void)state;
    const struct signal_setup signal = weighted(&fermion, 20.0);
    struct sample s = sample_of(load_experiment("na64-2021"), &signal, 20.0, 5, 60000);
    const double depth = shower_simulation_depth_X0(s.simulation);
    double pulls = 0.0, preshower = 0.0;
    assert_true(s.count > 100);
    for (size_t i = 0; i < s.count; i++) {
        const struct signal_event *e = &s.events[i];
        assert_true(i == 0 || e->shower > s.events[i - 1].shower);
        assert_true(e->weight > 0.0 && e->depth_X0 > 0.0 && e->depth_X0 < depth && e->positron_energy_GeV >= 20.0);
        assert_close(e->dark_photon_energy_GeV - e->positron_energy_GeV, EPSCAN_ELECTRON_MASS_GeV, 1e-9, 0.0);
        /* 40 X0 leak 0.1 GeV at most where showers start late */
        assert_close(e->ecal_deposit_GeV, 100.0 - e->positron_energy_GeV, 0.0, 0.02 * e->ecal_deposit_GeV + 0.01);
        assert_true(e->preshower_deposit_GeV >= 0.0 && e->preshower_deposit_GeV <= e->ecal_deposit_GeV);
        const double pull = (e->ecal_GeV - e->ecal_deposit_GeV) / resolution_sigma_GeV(&signal.resolution, e->ecal_deposit_GeV);
        pulls += pull * pull;
        preshower += e->preshower_deposit_GeV;
    }
    assert_close(pulls / (double)s.count, 1.0, 0.0, 5.0 * sqrt(2.0 / (double)s.count));
    assert_true(preshower > 0.0);
    free_sample(&s);
}

/* The multiplied scheme: right where beta n_e sigma is small, too little where it is not; its events weigh 1/beta. */
static void multiplied_cross_sections_saturate(void **state) {
    (void)state;
    struct signal_setup signal = weighted(&fermion, 42.5);
    signal.biasing = SIGNAL_MULTIPLIED;
    struct search search;
    static const double betas[] = {1e9, 3e12};
    for (int i = 0; i < 2; i++) {
        signal.beta = betas[i];
        struct sample s = sample_of(load_experiment("na64-2021"), &signal, 42.5, 6, i ? 40000 : 400000);
        search = s.experiment->search;
        search.minimum_energy_GeV = 42.5;
        const double expected = adaptive(&search, &fermion, 1e6, 0.0);
        assert_true(s.count > 50 && s.events[0].weight == 1.0 / betas[i]);
        const struct estimate found = events_of(&s, all, 0.0);
        if (i == 0)
            assert_within(found, expected, 3.5);
        else
            assert_true(found.mean + 5.0 * found.error < 0.5 * expected);
        free_sample(&s);
    }
}

/* The same events whatever batches they come in. */
static void events_do_not_depend_on_batches(void **state) {
    (void)state;
    const struct signal_setup signal = weighted(&scalar, 20.0);
    struct sample s = sample_of(load_experiment("na64-2021"), &signal, 20.0, 9, 20 * SIMULATION_BATCH * SCALE);
    struct signal_event again[SIGNAL_MAX_EVENTS_PER_SHOWER];
    assert_true(s.count > 10);
    for (size_t i = 0; i < s.count; i += 5) {
        size_t made = 0;
        assert_int_equal(shower_simulation_signal_batch(s.simulation, &signal, (struct shower_batch){9, s.events[i].shower, 1},
                                                        NULL, again, &made),
                         EPSCAN_OK);
        assert_int_equal(made, 1);
        assert_memory_equal(again, &s.events[i], sizeof again[0]);
    }
    free_sample(&s);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yields_and_efficiencies_of_fermions),
        cmocka_unit_test(yields_and_efficiencies_of_scalars),
        cmocka_unit_test(yields_and_efficiencies_of_a_positron_beam),
        cmocka_unit_test(spectra_are_track_length_times_cross_section),
        cmocka_unit_test(events_are_consistent),
        cmocka_unit_test(multiplied_cross_sections_saturate),
        cmocka_unit_test(events_do_not_depend_on_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
