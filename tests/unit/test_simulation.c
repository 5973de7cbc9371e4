/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shower Monte Carlo against the cascade solver, which shares the cross-sections but neither tables nor method. Seeds are
 * fixed: what passes once passes always. Under sanitizers half of the showers is run.
 */
#include "test_targets.h"

#include "shower/cascade.h"
#include "shower/montecarlo/shower_simulation.h"
#include "shower/tabulated_kernels.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
enum { SCALE = 2 };
#else
enum { SCALE = 1 };
#endif

static struct target deep_lead(void) {
    return (struct target){.layer_count = 1, .repeat = 60, .layers = {{lead, 6.37 / 11.35}}};
}

enum { BINS = 16 };

/* Bins of equal ratio from the cut to 0.98 of the beam: above, the mean loss to soft photons blurs the edge. */
static void set_edges(double cut, double beam, double edges[BINS + 1]) {
    for (int i = 0; i <= BINS; i++) edges[i] = cut * pow(0.98 * beam / cut, (double)i / BINS);
}

static struct simulation_setup setup_of(struct target target, struct shower_effects effects, enum em_lepton beam, double energy_GeV,
                                        double cut_GeV, const double *edges) {
    return (struct simulation_setup){.target = target,
                                     .effects = effects,
                                     .beam = beam,
                                     .beam_energy_GeV = energy_GeV,
                                     .cut_GeV = cut_GeV,
                                     .soft_share = SIMULATION_SOFT_SHARE,
                                     .energy_bin_count = BINS,
                                     .edges_GeV = edges};
}

static struct shower_simulation *create(const struct simulation_setup *setup) {
    struct shower_simulation *simulation = NULL;
    if (shower_simulation_create(setup, &simulation)) fail_msg("%s", epscan_error_message());
    return simulation;
}

static struct shower_tally run(const struct shower_simulation *simulation, uint64_t seed, int showers) {
    struct shower_tally tally;
    assert_int_equal(shower_tally_init(simulation, &tally), EPSCAN_OK);
    for (int first = 0; first < showers; first += SIMULATION_BATCH)
        assert_int_equal(
            shower_simulation_batch(simulation, (struct shower_batch){seed, (uint64_t)first, SIMULATION_BATCH}, &tally), EPSCAN_OK);
    assert_int_equal(shower_tally_unbalanced(&tally), 0);
    return tally;
}

static struct cascade_solution *solve(const struct simulation_setup *setup, double depth_X0) {
    struct cascade_solution *solution = malloc(sizeof *solution);
    struct tabulated_kernels *tables = NULL;
    const struct cascade_setup cascade = {setup->beam, setup->beam_energy_GeV, 0.98 * setup->cut_GeV, depth_X0};
    assert_int_equal(
        tabulated_kernels_create(&setup->target, setup->effects, setup->beam_energy_GeV, cascade.lowest_energy_GeV, &tables),
        EPSCAN_OK);
    const struct shower_kernels kernels = tabulated_kernels_view(tables);
    assert_int_equal(cascade_solve(&kernels, &cascade, solution), EPSCAN_OK);
    tabulated_kernels_free(tables);
    return solution;
}

/* Mean of T over a bin [X0/GeV]. */
static double bin_mean(const struct cascade_solution *s, enum shower_particle particle, double low, double high) {
    struct gauss_rule rule;
    double sum = 0.0;
    gauss_rule_init(&rule, 16);
    for (int i = 0; i < rule.count; i++) {
        const double e = 0.5 * (low + high + (high - low) * rule.node[i]), u = log(s->beam_energy_GeV / e);
        sum += 0.5 * rule.weight[i] * cascade_spectrum_at(s, &s->spectrum[particle], log(u)) / (u * e);
    }
    return sum;
}

/*
 * All particles, all bins within 3 sigma of the cascade. Of 64 normal deviations one beyond 3 is found in one run of six, two in
 * one of eighty, three in one of 1300, one beyond 4.5 in one of two thousand; which it is on another machine is a matter of last
 * bits. One may be; with half of the showers, under sanitizers, two.
 */
static const double fewest_sigmas = 6.0; /* of a bin's mean: of fewer than some forty showers deviations are not normal */
static void compare(const struct simulation_setup *setup, double depth_X0, uint64_t seed, int showers) {
    static const enum shower_particle simulated[] = {SHOWER_PRIMARY, SHOWER_POSITRON, SHOWER_ELECTRON, SHOWER_PHOTON};
    static const enum shower_particle solved[] = {SHOWER_PRIMARY, SHOWER_POSITRON, SHOWER_ELECTRON, SHOWER_PHOTON};
    struct shower_simulation *simulation = create(setup);
    struct shower_tally tally = run(simulation, seed, showers / SCALE);
    struct cascade_solution *cascade = solve(setup, depth_X0);
    double chi2 = 0.0;
    int beyond = 0, bins = 0;
    for (int particle = 0; particle < 4; particle++)
        for (int bin = 0; bin < BINS; bin++) {
            const struct estimate t = shower_tally_track_length(simulation, &tally, simulated[particle], -1, bin);
            const double expected = bin_mean(cascade, solved[particle], setup->edges_GeV[bin], setup->edges_GeV[bin + 1]);
            const double deviation = (t.mean - expected) / t.error;
            if (t.mean < fewest_sigmas * t.error) continue;
            beyond += !(fabs(deviation) < 3.0);
            if (beyond > SCALE || !(fabs(deviation) < 4.5))
                fail_msg("particle %d, %g GeV: %g +- %g, expected %g", particle, setup->edges_GeV[bin], t.mean, t.error, expected);
            chi2 += deviation * deviation;
            bins++;
        }
    assert_true(bins >= 2 * BINS);
    assert_true(chi2 > 0.5 * bins && chi2 < 1.6 * bins); /* spread 0.18 for 64 bins, 0.25 for 32 */
    free(cascade);
    shower_tally_clear(&tally);
    shower_simulation_free(simulation);
}

static void approximation_a_agrees_with_the_cascade(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    const struct simulation_setup setup = setup_of(deep_lead(), (struct shower_effects){0}, EM_ELECTRON, 100.0, 5.0, edges);
    compare(&setup, INFINITY, 1, 200000);
}

static void the_calorimeter_agrees_with_the_cascade(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    const struct simulation_setup setup = setup_of(sandwich(), shower_effects_all(), EM_ELECTRON, 100.0, 5.0, edges);
    compare(&setup, INFINITY, 1, 200000);
}

static void positrons_in_lead_agree_with_the_cascade(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    const struct simulation_setup setup = setup_of(deep_lead(), shower_effects_all(), EM_POSITRON, 100.0, 5.0, edges);
    compare(&setup, INFINITY, 2, 200000);
}

/* 8 GeV on 1 X0 of lead, down to 100 MeV. */
static void a_thin_target_agrees_with_the_cascade(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(0.1, 8.0, edges);
    struct target target = deep_lead();
    target.repeat = 1;
    const struct simulation_setup setup = setup_of(target, shower_effects_all(), EM_ELECTRON, 8.0, 0.1, edges);
    compare(&setup, 1.0, 3, 200000);
}

/* 4 GeV on 0.1 X0 of lead, where losses are a few narrow lines of energy for the cascade and mean losses here. */
static void a_tenth_of_a_radiation_length_agrees_with_the_cascade(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(0.4, 4.0, edges);
    const struct target target = {.layer_count = 1, .repeat = 1, .layers = {{lead, 0.1 * 6.37 / 11.35}}};
    const struct simulation_setup setup = setup_of(target, shower_effects_all(), EM_POSITRON, 4.0, 0.4, edges);
    compare(&setup, 0.1, 4, 2000000);
}

/* 100 GeV electrons on so much lead, positrons above 5 GeV. */
static struct simulation_setup thin_lead(double depth_X0, bool direct_pairs, const double *edges) {
    const struct target target = {.layer_count = 1, .repeat = 1, .layers = {{lead, depth_X0 * 6.37 / 11.35}}};
    struct shower_effects effects = shower_effects_all();
    effects.direct_pairs = direct_pairs;
    return setup_of(target, effects, EM_ELECTRON, 100.0, 5.0, edges);
}

/* Track of positrons of all energies, by the cascade with direct pairs or without, and here with them. */
static void check_direct_pairs(double depth_X0, uint64_t seed, int showers, double without_sigmas) {
    const double edges[2] = {5.0, 98.0};
    struct simulation_setup setup = thin_lead(depth_X0, true, edges);
    setup.energy_bin_count = 1;
    struct shower_simulation *simulation = create(&setup);
    struct shower_tally tally = run(simulation, seed, showers / SCALE);
    const struct estimate found = shower_tally_track_length(simulation, &tally, SHOWER_POSITRON, -1, 0);
    for (int with = 0; with < 2; with++) {
        const struct simulation_setup solved = thin_lead(depth_X0, with, edges);
        struct cascade_solution *solution = solve(&solved, depth_X0);
        const double pull = (found.mean - bin_mean(solution, SHOWER_POSITRON, edges[0], edges[1])) / found.error;
        if (with ? !(fabs(pull) < 3.5) : !(pull > without_sigmas)) fail_msg("%g X0: %g sigma", depth_X0, pull);
        free(solution);
    }
    shower_tally_clear(&tally);
    shower_simulation_free(simulation);
}

/*
 * Direct pairs go with the second power of the depth, pairs of photons with the third: of 0.006 X0 they make four of five
 * positrons, of 0.048 X0 a third. All energies of all particles there, too.
 */
static void direct_pairs_agree_with_the_cascade(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    const struct simulation_setup setup = thin_lead(0.048, true, edges);
    compare(&setup, 0.048, 11, 1024000);
    check_direct_pairs(0.006, 12, 2048000, 5.0);
    check_direct_pairs(0.048, 13, 1024000, 5.0);
}

/* Photons that are drawn or continuous loss: the same track lengths, by the combined errors. */
static void the_soft_share_does_not_matter(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    struct simulation_setup setup = setup_of(deep_lead(), shower_effects_all(), EM_ELECTRON, 100.0, 5.0, edges);
    struct shower_simulation *simulation[2];
    struct shower_tally tally[2];
    for (int i = 0; i < 2; i++) {
        setup.soft_share = i ? 0.0005 : 0.02;
        simulation[i] = create(&setup);
        tally[i] = run(simulation[i], (uint64_t)i, 150000 / SCALE);
    }
    for (enum shower_particle particle = 0; particle < SHOWER_PARTICLES; particle++)
        for (int bin = 0; bin < BINS - 1; bin++) {
            const struct estimate coarse = shower_tally_track_length(simulation[0], &tally[0], particle, -1, bin);
            const struct estimate fine = shower_tally_track_length(simulation[1], &tally[1], particle, -1, bin);
            assert_true(fabs(coarse.mean - fine.mean) < 3.5 * hypot(coarse.error, fine.error));
        }
    for (int i = 0; i < 2; i++) {
        shower_tally_clear(&tally[i]);
        shower_simulation_free(simulation[i]);
    }
}

/* Sums of batches are integers: any order, any split over tallies, the same bits. */
static void tallies_do_not_depend_on_the_order(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    struct simulation_setup setup = setup_of(sandwich(), shower_effects_all(), EM_ELECTRON, 100.0, 5.0, edges);
    setup.depth_bin_count = 40;
    struct shower_simulation *simulation = create(&setup);
    struct shower_tally forward = run(simulation, 7, 8 * SIMULATION_BATCH), parts[2];
    for (int i = 0; i < 2; i++) assert_int_equal(shower_tally_init(simulation, &parts[i]), EPSCAN_OK);
    for (int batch = 7; batch >= 0; batch--)
        assert_int_equal(shower_simulation_batch(simulation,
                                                 (struct shower_batch){7, (uint64_t)batch * SIMULATION_BATCH, SIMULATION_BATCH},
                                                 &parts[batch % 3 == 0]),
                         EPSCAN_OK);
    shower_tally_add(&parts[1], &parts[0]);
    assert_memory_equal(parts[0].value, forward.value, forward.count * sizeof *forward.value);
    struct shower_tally other = run(simulation, 8, 8 * SIMULATION_BATCH);
    assert_memory_not_equal(other.value, forward.value, forward.count * sizeof *forward.value);
    shower_tally_clear(&other);
    shower_tally_clear(&forward);
    for (int i = 0; i < 2; i++) shower_tally_clear(&parts[i]);
    shower_simulation_free(simulation);
}

/*
 * Errors come from full batches, means from all: a last shower more changes the mean by that shower alone, and the error by what
 * sqrt(n) does. Without two full batches there is no error.
 */
static void a_last_batch_may_be_small(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    const struct simulation_setup setup = setup_of(sandwich(), shower_effects_all(), EM_ELECTRON, 100.0, 5.0, edges);
    struct shower_simulation *simulation = create(&setup);
    struct shower_tally full = run(simulation, 9, 20 * SIMULATION_BATCH), more = run(simulation, 9, 20 * SIMULATION_BATCH), one,
                        few;
    assert_int_equal(shower_tally_init(simulation, &one), EPSCAN_OK);
    assert_int_equal(shower_tally_init(simulation, &few), EPSCAN_OK);
    const double n = 20.0 * SIMULATION_BATCH;
    assert_int_equal(shower_simulation_batch(simulation, (struct shower_batch){9, (uint64_t)n, 1}, &more), EPSCAN_OK);
    assert_int_equal(shower_simulation_batch(simulation, (struct shower_batch){9, (uint64_t)n, 1}, &one), EPSCAN_OK);
    assert_int_equal(shower_simulation_batch(simulation, (struct shower_batch){9, 0, SIMULATION_BATCH}, &few), EPSCAN_OK);
    assert_int_equal(shower_simulation_batch(simulation, (struct shower_batch){9, SIMULATION_BATCH, SIMULATION_BATCH - 1}, &few),
                     EPSCAN_OK);
    for (enum shower_particle particle = 0; particle < SHOWER_PARTICLES; particle++)
        for (int bin = 0; bin < BINS; bin++) {
            const struct estimate before = shower_tally_track_length(simulation, &full, particle, -1, bin);
            const struct estimate after = shower_tally_track_length(simulation, &more, particle, -1, bin);
            const double last = shower_tally_track_length(simulation, &one, particle, -1, bin).mean;
            assert_close(after.mean * (n + 1.0), before.mean * n + last, 1e-12, 0.0);
            assert_close(after.error, before.error * sqrt(n / (n + 1.0)), 1e-9, 0.0);
            assert_true(isnan(shower_tally_track_length(simulation, &few, particle, -1, bin).error));
        }
    assert_int_equal(shower_tally_showers(&more), 20 * SIMULATION_BATCH + 1);
    shower_tally_clear(&full);
    shower_tally_clear(&more);
    shower_tally_clear(&one);
    shower_tally_clear(&few);
    shower_simulation_free(simulation);
}

/* Tallies by material go by its name, so one name is one material. */
static void materials_of_one_name_must_be_the_same(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(5.0, 100.0, edges);
    struct target target = sandwich();
    struct shower_simulation *simulation = NULL;
    strcpy(target.layers[1].material.name, "lead");
    const struct simulation_setup clash = setup_of(target, shower_effects_all(), EM_ELECTRON, 100.0, 5.0, edges);
    assert_int_equal(shower_simulation_create(&clash, &simulation), EPSCAN_BAD_INPUT);
    assert_non_null(strstr(epscan_error_message(), "lead"));
    assert_null(simulation);
    target.layers[1].material = lead;
    const struct simulation_setup same = setup_of(target, shower_effects_all(), EM_ELECTRON, 100.0, 5.0, edges);
    shower_simulation_free(create(&same));
}

/* What is deposited over all depths and leaks is the beam energy, shower by shower (run) and in the profile. */
static void the_profile_holds_the_beam_energy(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(1.0, 100.0, edges);
    struct simulation_setup setup = setup_of(deep_lead(), shower_effects_all(), EM_POSITRON, 100.0, 1.0, edges);
    setup.depth_bin_count = 240;
    struct shower_simulation *simulation = create(&setup);
    struct shower_tally tally = run(simulation, 5, 5120);
    const double bin_X0 = shower_simulation_depth_X0(simulation) / setup.depth_bin_count;
    double deposit = 0.0, first_moment = 0.0;
    for (int bin = 0; bin < setup.depth_bin_count; bin++) {
        const struct estimate d = shower_tally_deposit(simulation, &tally, bin);
        deposit += d.mean * bin_X0;
        first_moment += d.mean * bin_X0 * (bin + 0.5) * bin_X0;
    }
    /* 60 X0 hold all; electrons of the target bring some MeV along */
    assert_close(deposit, 100.0, 2e-4, 0.0);
    /* the centre of gravity of 100 GeV showers in lead is at t_max + a/b - (a-1)/b = ln(E/Ec) - 0.5 + 2 = 11.0 X0 within one */
    assert_close(first_moment / deposit, 11.0, 0.0, 1.0);
    shower_tally_clear(&tally);
    shower_simulation_free(simulation);
}

/* E0/E = 100 in Approximation A: E^2 T/E0 of e+- and photons against the cascade's there; Rossi's 0.437 and 0.572 are reached
 * within what is left of the beam's own spectrum, 3 %. */
static void far_below_the_beam_is_rossis_equilibrium(void **state) {
    (void)state;
    double edges[BINS + 1];
    set_edges(0.5, 100.0, edges);
    const struct simulation_setup setup = setup_of(deep_lead(), (struct shower_effects){0}, EM_ELECTRON, 100.0, 0.5, edges);
    struct shower_simulation *simulation = create(&setup);
    struct shower_tally tally = run(simulation, 4, 5120);
    double charged = 0.0;
    for (enum shower_particle particle = SHOWER_PRIMARY; particle <= SHOWER_ELECTRON; particle++)
        charged += shower_tally_track_length(simulation, &tally, particle, -1, 0).mean;
    const double photons = shower_tally_track_length(simulation, &tally, SHOWER_PHOTON, -1, 0).mean;
    const double scale = edges[0] * edges[1] / 100.0; /* the mean of 1/E^2 over the bin */
    assert_close(scale * charged, 0.437, 3e-2, 0.0);
    assert_close(scale * photons, 0.572, 3e-2, 0.0);
    shower_tally_clear(&tally);
    shower_simulation_free(simulation);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(approximation_a_agrees_with_the_cascade),
        cmocka_unit_test(the_calorimeter_agrees_with_the_cascade),
        cmocka_unit_test(positrons_in_lead_agree_with_the_cascade),
        cmocka_unit_test(a_thin_target_agrees_with_the_cascade),
        cmocka_unit_test(a_tenth_of_a_radiation_length_agrees_with_the_cascade),
        cmocka_unit_test(direct_pairs_agree_with_the_cascade),
        cmocka_unit_test(the_soft_share_does_not_matter),
        cmocka_unit_test(tallies_do_not_depend_on_the_order),
        cmocka_unit_test(a_last_batch_may_be_small),
        cmocka_unit_test(materials_of_one_name_must_be_the_same),
        cmocka_unit_test(the_profile_holds_the_beam_energy),
        cmocka_unit_test(far_below_the_beam_is_rossis_equilibrium),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
