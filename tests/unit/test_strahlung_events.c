/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of A'-strahlung, and of annihilation on electrons in motion, against the responses, with which they share cross-sections
 * and the electrons' kernel, but neither shower nor tables nor sampling. Seeds are fixed.
 */
#include "test_events.h"

#include "epscan/constants.h"
#include "matter/dark_strahlung.h"
#include "matter/electron_kernel.h"
#include "shower/montecarlo/strahlung_sampler.h"
#include "yield/folded_spectrum.h"
#include "yield/model_events.h"

#include <gsl/gsl_errno.h>

static epscan_dark_photon fermion(double mass_GeV, double alpha_D) {
    return (epscan_dark_photon){EPSCAN_FERMION, mass_GeV, alpha_D, 1.0 / 3.0};
}

static struct strahlung_sampler *sampler_of(const struct experiment *e, const epscan_dark_photon *model, double least_GeV) {
    const struct strahlung_sampler_setup setup = {.target = &e->target,
                                                  .nuclei = &e->nuclei,
                                                  .of_layers = e->electrons_of_all_layers,
                                                  .form_factor = e->form_factor,
                                                  .model = *model,
                                                  .coupling = e->mediation.mediator->coupling,
                                                  .beam_energy_GeV = e->beam_energy_GeV,
                                                  .least_vector_GeV = least_GeV};
    struct strahlung_sampler *sampler = NULL;
    if (strahlung_sampler_create(&setup, &sampler)) fail_msg("%s", epscan_error_message());
    return sampler;
}

static int radiated(const struct signal_event *event, double unused) {
    (void)unused;
    return event->channel == SIGNAL_STRAHLUNG;
}

static int radiated_in_bin(const struct signal_event *event, double low_GeV) {
    return event->channel == SIGNAL_STRAHLUNG && event->dark_photon_energy_GeV >= low_GeV &&
           event->dark_photon_energy_GeV < low_GeV + 20.0;
}

static int radiated_and_read_below(const struct signal_event *event, double threshold_GeV) {
    return event->channel == SIGNAL_STRAHLUNG && event->ecal_GeV < threshold_GeV;
}

/* Showers of an experiment with strahlung, down to its minimum energy. */
static struct sample strahlung_sample(struct prepared_experiment *prepared, const epscan_dark_photon *model, uint64_t seed,
                                      int showers) {
    const double least = prepared->experiment->minimum_energy_GeV;
    struct strahlung_sampler *sampler = sampler_of(prepared->experiment, model, least);
    struct signal_setup signal = weighted(model, least);
    signal.strahlung = sampler;
    signal.mediator = prepared->experiment->mediation.mediator;
    signal.moving_electrons = prepared->moving_electrons;
    struct sample s = sample_of(prepared, &signal, least, seed, showers);
    strahlung_sampler_free(sampler);
    return s;
}

static double events_by_response(const struct prepared_experiment *prepared, const char *channel, const epscan_dark_photon *model,
                                 double threshold_GeV) {
    const epscan_selection selection = {threshold_GeV, 0.0};
    double events[CHANNELS_MAX];
    if (model_events(&prepared->responses, model, &selection, events)) fail_msg("%s", epscan_error_message());
    return events[channel_of_name(channel)];
}

/* The spectrum of A' in bins of 20 GeV: what is folded above the one edge less that above the other. */
static void check_spectrum(const struct sample *s, const epscan_dark_photon *model) {
    struct folded_spectrum spectrum;
    folded_spectrum_init(&spectrum, &s->experiment->responses.of[channel_of_name("strahlung")], model);
    for (double low = 20.0; low < 90.0; low += 20.0) {
        const double above = low < 80.0 ? folded_spectrum_events(&spectrum, NULL, low + 20.0) : 0.0;
        assert_within(events_of(s, radiated_in_bin, low), folded_spectrum_events(&spectrum, NULL, low) - above, 3.5);
    }
}

/* The recoil is followed: the ECAL has what the A' does not, but for what leaks, and electrons and nuclei are as they should. */
static void check_events(const struct sample *s) {
    size_t others = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct signal_event *e = &s->events[i];
        if (e->channel != SIGNAL_STRAHLUNG) continue;
        const double missing = e->ecal_deposit_GeV + e->dark_photon_energy_GeV;
        assert_close(missing, 100.0, 0.0, 0.02 * e->ecal_deposit_GeV + 0.01);
        assert_close(e->dark_photon_energy_GeV + e->recoil_energy_GeV, e->positron_energy_GeV, 1e-12, 0.0);
        assert_true(e->dark_photon_energy_GeV >= 5.0 && e->recoil_energy_GeV > EPSCAN_ELECTRON_MASS_GeV && e->weight > 0.0);
        assert_true(e->dark_photon_angle_rad >= 0.0 && e->dark_photon_mass_GeV < e->dark_photon_energy_GeV);
        assert_true(e->nucleus_Z == 82 || e->nucleus_Z == 6 || e->nucleus_Z == 1);
        others += e->nucleus_Z != 82;
    }
    assert_true(others > 0 && others < s->count / 10); /* of lead's X0, 1/85 is polystyrene */
}

/*
 * What is radiated, what of it reads below thresholds (the efficiency), and its spectrum: 3.5 sigma of one per cent, numbers of one
 * mass correlated (as many showers under sanitizers: bins with few events are not normal). alpha_D = 0.5 is so broad that N is 15 %
 * from that of a narrow A'.
 */
static void yields_efficiencies_and_spectra_are_the_responses(void **state) {
    (void)state;
    static const struct {
        double mass_GeV, alpha_D;
    } models[] = {{0.001, 0.1}, {0.01, 0.1}, {0.05, 0.1}, {0.1, 0.5}, {0.225, 0.1}, {0.5, 0.1}, {1.0, 0.5}};
    struct prepared_experiment *prepared = load_experiment("na64-2021-first-principles");
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const epscan_dark_photon model = fermion(models[i].mass_GeV, models[i].alpha_D);
        struct sample s = strahlung_sample(prepared, &model, 20 + i, 2560 * SCALE);
        assert_within(events_of(&s, radiated, 0.0), events_by_response(prepared, "strahlung", &model, 1e6), 3.5);
        for (double threshold = 30.0; threshold <= 70.0; threshold += 20.0)
            assert_within(events_of(&s, radiated_and_read_below, threshold),
                          events_by_response(prepared, "strahlung", &model, threshold), 3.5);
        check_spectrum(&s, &model);
        check_events(&s);
        clear_sample(&s);
    }
    unload_experiment(prepared);
}

/* int dx of dsigma/dx below an angle over all of it, of beam electrons on lead: midpoints in ln(E - omega), Gauss by angle. 1e-4.
 */
static double share_below(const struct dark_strahlung *lead, double energy_GeV, double mass_GeV, double least_GeV, double angle) {
    enum { POINTS = 100 };
    const struct dark_strahlung_range range = dark_strahlung_range(lead, energy_GeV, mass_GeV);
    const double step = log((energy_GeV - least_GeV) / range.lowest_rest_GeV) / POINTS;
    struct gauss_rule rule;
    double below = 0.0, all = 0.0;
    gauss_rule_init(&rule, 40);
    for (int i = 0; i < POINTS; i++) {
        const double rest = range.lowest_rest_GeV * exp(step * (i + 0.5)), omega = energy_GeV - rest;
        all += rest * dark_strahlung_spectrum_cm2(lead, omega, rest, mass_GeV);
        for (int j = 0; j < rule.count; j++) {
            const double share = 0.5 * (1.0 + rule.node[j]), theta = angle * share * share;
            below += rest * 0.5 * rule.weight[j] * 2.0 * share * angle * sin(theta) *
                     dark_strahlung_angular_cm2(lead, omega, rest, mass_GeV, 1.0 - cos(theta));
        }
    }
    return below / all;
}

/* Shares of the weights below angles against the integral of dsigma/dx dcos(theta): binomial errors of 1e4 weights about as large.
 */
static void angles_are_those_of_the_cross_section(void **state) {
    (void)state;
    enum { DRAWS = 10000 };
    struct experiment *e = NULL;
    struct dark_strahlung lead;
    if (experiment_read(EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021-textbook.yaml", &e))
        fail_msg("%s", epscan_error_message());
    dark_strahlung_init(&lead, 82, 207.2, e->form_factor);
    for (double mass = 0.01; mass < 1.0; mass *= 10.0) {
        const epscan_dark_photon model = fermion(mass, 1e-6);
        struct strahlung_sampler *sampler = sampler_of(e, &model, 20.0);
        struct random_stream random;
        double sum = 0.0, squares = 0.0, below[3] = {0.0};
        random_stream_start(&random, 1, 0, RANDOM_STRAHLUNG);
        for (int i = 0; i < DRAWS; i++) {
            struct strahlung_draw draw;
            struct strahlung_emission emission = {.angle_rad = 0.0};
            double weight = strahlung_sampler_draw(sampler, 0, 100.0, &random, &draw);
            if (weight > 0.0) emission = strahlung_sampler_finish(sampler, &draw, &random);
            weight *= emission.weight_factor;
            sum += weight;
            squares += weight * weight;
            for (int k = 0; k < 3 && weight > 0.0; k++)
                if (emission.angle_rad < mass / 100.0 * (k + 1)) below[k] += weight;
        }
        for (int k = 0; k < 3; k++) {
            const double expected = share_below(&lead, 100.0, mass, 20.0, mass / 100.0 * (k + 1));
            assert_within((struct estimate){below[k] / sum, sqrt(expected * (1.0 - expected) * squares) / sum}, expected, 3.5);
        }
        strahlung_sampler_free(sampler);
    }
    experiment_free(e);
}

/* ---- Electrons in motion ---- */

static int annihilated_and_read_below(const struct signal_event *event, double threshold_GeV) {
    return event->channel == SIGNAL_ANNIHILATION && event->ecal_GeV < threshold_GeV;
}

static struct prepared_experiment *with_moving_electrons(const char *path) {
    struct experiment *e = NULL;
    struct prepared_experiment *prepared = NULL;
    if (experiment_read(path, &e)) fail_msg("%s", epscan_error_message());
    e->electrons_move = true;
    e->binding = ELECTRON_BINDING_KINETIC;
    if (prepared_experiment_create(e, &prepared)) fail_msg("%s", epscan_error_message());
    return prepared;
}

/* s = (p + p_e)^2, of what an event says of its electron: on its mass shell, E >> m_e. */
static void check_electron(const struct signal_event *event) {
    const double energy = event->dark_photon_energy_GeV - event->positron_energy_GeV, along = energy - event->electron_q_GeV;
    const double m = EPSCAN_ELECTRON_MASS_GeV, across2 = energy * energy - m * m - along * along;
    const double momentum = event->positron_energy_GeV + along;
    assert_true(energy >= m * (1.0 - 1e-12) && across2 >= -1e-12 * m * m);
    assert_close(event->dark_photon_mass_GeV * event->dark_photon_mass_GeV,
                 2.0 * m * m + 2.0 * event->positron_energy_GeV * event->electron_q_GeV, 1e-12, 0.0);
    assert_close(event->dark_photon_angle_rad, atan(sqrt(fmax(0.0, across2)) / momentum), 1e-6, 1e-9);
}

/*
 * In the dip, and above the kinematic end sqrt(2 m_e E0) = 0.32 GeV, where electrons at rest give nothing: 3.5 sigma.
 */
static void annihilation_on_moving_electrons_is_the_response(void **state) {
    (void)state;
    static const double masses_GeV[] = {0.225, 0.34};
    struct prepared_experiment *prepared = with_moving_electrons(EPSCAN_SOURCE_DIR "/inputs/experiments/na64-2021.yaml");
    for (size_t i = 0; i < COUNT_OF(masses_GeV); i++) {
        const epscan_dark_photon model = fermion(masses_GeV[i], i ? 0.01 : 0.1);
        struct signal_setup signal = weighted(&model, prepared->experiment->minimum_energy_GeV);
        signal.moving_electrons = prepared->moving_electrons;
        struct sample s = sample_of(prepared, &signal, prepared->experiment->minimum_energy_GeV, 40 + i, 25600);
        for (double threshold = 30.0; threshold <= 90.0; threshold += 20.0)
            assert_within(events_of(&s, annihilated_and_read_below, threshold),
                          events_by_response(prepared, "annihilation", &model, threshold), 3.5);
        for (size_t j = 0; j < s.count; j++) check_electron(&s.events[j]);
        clear_sample(&s);
    }
    unload_experiment(prepared);
}

/* ---- Other mediators ---- */

/* Of an experiment's file with the published limit, which is of vectors, left out. */
static struct prepared_experiment *with_mediator(const char *name, const char *mediator) {
    char path[1024];
    struct experiment *e = NULL;
    struct prepared_experiment *prepared = NULL;
    snprintf(path, sizeof path, EPSCAN_SOURCE_DIR "/inputs/experiments/%s.yaml", name);
    if (experiment_read(path, &e)) fail_msg("%s", epscan_error_message());
    e->mediation.mediator = mediator_of_name(mediator);
    e->strahlung.count = 0;
    if (prepared_experiment_create(e, &prepared)) fail_msg("%s", epscan_error_message());
    return prepared;
}

static void check_other(struct prepared_experiment *prepared, const epscan_dark_photon *model, uint64_t seed) {
    struct sample s = strahlung_sample(prepared, model, seed, 2560 * SCALE);
    const double thresholds_GeV[] = {50.0, 1e6};
    for (int i = 0; i < 2; i++) {
        assert_within(events_of(&s, radiated_and_read_below, thresholds_GeV[i]),
                      events_by_response(prepared, "strahlung", model, thresholds_GeV[i]), 3.5);
        assert_within(events_of(&s, annihilated_and_read_below, thresholds_GeV[i]),
                      events_by_response(prepared, "annihilation", model, thresholds_GeV[i]), 3.5);
    }
    clear_sample(&s);
}

/* An axial vector, a scalar and a pseudoscalar by both channels, on electrons in motion: 3.5 sigma, as above. */
static void other_mediators_events_are_the_responses(void **state) {
    (void)state;
    static const struct {
        const char *mediator;
        epscan_spin spin;
    } cases[] = {{"axial", EPSCAN_MAJORANA}, {"scalar", EPSCAN_YUKAWA_SCALAR}, {"pseudoscalar", EPSCAN_YUKAWA_PSEUDOSCALAR}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct prepared_experiment *prepared = with_mediator("na64-2021-first-principles", cases[i].mediator);
        check_other(prepared, &(epscan_dark_photon){cases[i].spin, 0.01, 0.1, 1.0 / 3.0}, 60 + i);
        check_other(prepared, &(epscan_dark_photon){cases[i].spin, 0.22, 0.5, 1.0 / 3.0}, 70 + i);
        unload_experiment(prepared);
    }
}

/* On electrons at rest, by weights and by the cross-section times beta: half of a vector's annihilation, and a positron's beta. */
static void a_scalars_annihilation_on_electrons_at_rest_is_the_response(void **state) {
    (void)state;
    struct prepared_experiment *prepared = with_mediator("na64-2021", "scalar");
    const epscan_dark_photon model = {EPSCAN_YUKAWA_SCALAR, 0.25, 0.1, 1.0 / 3.0};
    const double least = prepared->experiment->minimum_energy_GeV;
    for (int i = 0; i < 2; i++) {
        struct signal_setup signal = weighted(&model, least);
        signal.mediator = prepared->experiment->mediation.mediator;
        signal.biasing = i ? SIGNAL_MULTIPLIED : SIGNAL_WEIGHTED;
        signal.beta = 1e10; /* some hundredth of the showers have an event: no saturation */
        struct sample s = sample_of(prepared, &signal, least, 80, 12800);
        assert_true(s.count > 50);
        assert_within(events_of(&s, annihilated_and_read_below, 50.0), events_by_response(prepared, "annihilation", &model, 50.0),
                      3.5);
        clear_sample(&s);
    }
    unload_experiment(prepared);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yields_efficiencies_and_spectra_are_the_responses),
        cmocka_unit_test(angles_are_those_of_the_cross_section),
        cmocka_unit_test(annihilation_on_moving_electrons_is_the_response),
        cmocka_unit_test(other_mediators_events_are_the_responses),
        cmocka_unit_test(a_scalars_annihilation_on_electrons_at_rest_is_the_response),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
