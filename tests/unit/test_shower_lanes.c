/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Showers run side by side in lanes: their random numbers are those of the library one by one, what a shower does depends on
 * nothing but its number, and the elementary functions of the vector code are as precise as they say.
 */
#include "test_targets.h"

#include "core/float_functions.h"
#include "shower/montecarlo/shower_transport.h"

static const double edges_GeV[2] = {1.0, 98.0};

/* Positrons of 100 GeV in the layers, one bin from 1 GeV, with all that there is. */
static struct shower_simulation *create(void) {
    struct simulation_setup setup = {.target = sandwich(),
                                     .effects = shower_effects_all(),
                                     .beam = EM_POSITRON,
                                     .beam_energy_GeV = 100.0,
                                     .cut_GeV = 1.0,
                                     .soft_share = SIMULATION_SOFT_SHARE,
                                     .preshower_cells = 4,
                                     .energy_bin_count = 1,
                                     .edges_GeV = edges_GeV};
    struct shower_simulation *simulation = NULL;
    setup.effects.direct_pairs = true;
    if (shower_simulation_create(&setup, &simulation)) fail_msg("%s", epscan_error_message());
    return simulation;
}

/* The vector code of Philox is the library's. */
static void lanes_draw_the_numbers_of_their_showers(void **state) {
    (void)state;
    struct shower_simulation *simulation = create();
    struct shower_run run;
    struct lane_steps steps;
    assert_int_equal(shower_run_init(&run, simulation), EPSCAN_OK);
    run.seed = 0x123456789abcdef0;
    for (int lane = 0; lane < SHOWER_LANES; lane++) {
        run.lanes.energy_GeV[lane] = 50.0;
        run.lanes.item[lane] = 0xfedcba9876543210 * (uint64_t)(lane + 1);
        run.lanes.drawn[lane] = 1000000007U * (uint32_t)lane;
    }
    lane_steps_plan(&run, &steps);
    for (int lane = 0; lane < SHOWER_LANES; lane++) {
        const philox4x32_ctr_t words = random_words(run.seed, run.lanes.item[lane], RANDOM_TRANSPORT, 1000000007U * (uint32_t)lane);
        for (int i = 0; i < 4; i++) assert_int_equal(steps.word[i][lane], words.v[i]);
    }
    shower_run_clear(&run);
    shower_simulation_free(simulation);
}

/* Nor does what a shower does depend on the lane or on those beside it: the same bits alone. */
static void a_shower_does_not_depend_on_its_neighbours(void **state) {
    (void)state;
    enum { SHOWERS = 100 };
    struct shower_simulation *simulation = create();
    struct shower_run run;
    struct shower_outcome together[SHOWERS], alone;
    uint64_t number[SHOWERS];
    assert_int_equal(shower_run_init(&run, simulation), EPSCAN_OK);
    run.is_event = true;
    for (int i = 0; i < SHOWERS; i++) number[i] = (uint64_t)(7 * i);
    shower_run_showers(&run, 3, SHOWERS, number, together);
    for (int i = SHOWERS - 1; i >= 0; i--) {
        shower_run_showers(&run, 3, 1, &number[i], &alone);
        assert_true(alone.deposit_GeV == together[i].deposit_GeV && alone.leakage_GeV == together[i].leakage_GeV);
        assert_true(alone.preshower_GeV == together[i].preshower_GeV && alone.preshower_GeV > 0.0);
        assert_true(shower_is_balanced(simulation, &alone));
    }
    shower_run_clear(&run);
    shower_simulation_free(simulation);
}

/* Against the C library's: steps of 1e-3 in ln x from the least normal numbers to the largest, and of e^-x over all that it is for.
 */
static void functions_of_floats_are_precise(void **state) {
    (void)state;
    for (double log_x = -87.0; log_x < 88.0; log_x += 1e-3) {
        const float x = (float)exp(log_x);
        assert_close((double)float_log(x), log((double)x), 2e-7, 2e-7);
    }
    for (double log_x = -30.0; log_x < log(80.0); log_x += 1e-3) {
        const float x = (float)exp(log_x);
        float lost;
        const float left = float_decay(x, &lost);
        assert_close((double)lost, -expm1(-(double)x), 2e-7, 0.0);
        assert_close((double)left, exp(-(double)x), 4e-7, 0.0); /* ln 2 in two parts of k = 115 */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_draw_the_numbers_of_their_showers),
        cmocka_unit_test(a_shower_does_not_depend_on_its_neighbours),
        cmocka_unit_test(functions_of_floats_are_precise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
