/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rounds of showers on one rank: few of them, so that ranks seldom wait for one another; what they sum and hand over is what the
 * batches by themselves give, also where numbers of showers no longer fit 32 bits.
 */
#include "test_targets.h"

#include "parallel/shower_rounds.h"
#include "shower/montecarlo/shower_signal.h"
#include "shower/montecarlo/shower_simulation.h"

#include <string.h>

#include <mpi.h>
#include <omp.h>

/* A single energy of 10 GeV down to 5 GeV, which is quick. */
static const double edges_GeV[] = {5.0, 7.0, 10.0};

static struct shower_simulation *create(void) {
    const struct simulation_setup setup = {
        .target = {.layer_count = 1, .repeat = 60, .layers = {{lead, 6.37 / 11.35}}},
        .effects = shower_effects_all(),
        .beam = EM_ELECTRON,
        .beam_energy_GeV = 10.0,
        .cut_GeV = 5.0,
        .soft_share = SIMULATION_SOFT_SHARE,
        .energy_bin_count = 2,
        .edges_GeV = edges_GeV,
    };
    struct shower_simulation *simulation = NULL;
    if (shower_simulation_create(&setup, &simulation)) fail_msg("%s", epscan_error_message());
    return simulation;
}

struct kept {
    int rounds;
    uint64_t done;
};

static epscan_status count_round(void *data, uint64_t done, const struct shower_tally *tally) {
    struct kept *kept = data;
    (void)tally;
    kept->rounds++;
    kept->done = done;
    return EPSCAN_OK;
}

/* Showers first .. end - 1 in rounds. */
static struct shower_tally in_rounds(const struct shower_simulation *simulation, uint64_t first, uint64_t end, struct kept *kept) {
    const struct shower_work work = {.simulation = simulation,
                                     .seed = 3,
                                     .first = first,
                                     .showers = end,
                                     .deadline_s = INFINITY,
                                     .round_s = 1e6,
                                     .round_done = count_round,
                                     .data = kept};
    struct progress progress;
    struct shower_tally tally;
    bool stopped = true;
    *kept = (struct kept){0};
    progress_start(&progress, end - first, "showers", true);
    assert_int_equal(shower_tally_init(simulation, &tally), EPSCAN_OK);
    assert_int_equal(shower_rounds_run(MPI_COMM_WORLD, &work, &progress, &tally, &stopped), EPSCAN_OK);
    assert_false(stopped);
    assert_true(kept->done == end && progress.done == end - first);
    return tally;
}

/*
 * 8 batches, 64 times as many, and all the rest: of 1000 batches three rounds, of 2000 too. Rounds
 * of 512 batches, as they once were, left each rank waiting for a tile or two four times a second.
 */
static void there_are_few_rounds(void **state) {
    (void)state;
    struct shower_simulation *simulation = create();
    for (uint64_t batches = 1000; batches <= 2000; batches += 1000) {
        struct kept kept;
        struct shower_tally tally = in_rounds(simulation, 0, batches * SIMULATION_BATCH, &kept);
        assert_int_equal(kept.rounds, 3);
        assert_true(shower_tally_showers(&tally) == batches * SIMULATION_BATCH);
        shower_tally_clear(&tally);
    }
    shower_simulation_free(simulation);
}

static struct shower_tally of_batches(const struct shower_simulation *simulation, uint64_t first, uint64_t end) {
    struct shower_tally tally;
    assert_int_equal(shower_tally_init(simulation, &tally), EPSCAN_OK);
    for (uint64_t batch = first; batch < end; batch += SIMULATION_BATCH)
        assert_int_equal(shower_simulation_batch(simulation, (struct shower_batch){3, batch, SIMULATION_BATCH}, &tally), EPSCAN_OK);
    return tally;
}

/* Around 2^31, 2^32 and the last shower that may be asked for: the batches of these numbers; they are not those modulo 2^32. */
static void numbers_of_showers_have_64_bits(void **state) {
    (void)state;
    const uint64_t around[] = {(uint64_t)1 << 31, (uint64_t)1 << 32, (uint64_t)SIMULATION_MOST_SHOWERS - 512};
    struct shower_simulation *simulation = create();
    for (size_t i = 0; i < COUNT_OF(around); i++) {
        struct kept kept;
        struct shower_tally tally = in_rounds(simulation, around[i] - 512, around[i] + 512, &kept);
        struct shower_tally expected = of_batches(simulation, around[i] - 512, around[i] + 512);
        assert_memory_equal(tally.value, expected.value, tally.count * sizeof *tally.value);
        shower_tally_clear(&expected);
        shower_tally_clear(&tally);
    }
    struct shower_tally low = of_batches(simulation, 0, 512), high = of_batches(simulation, around[1], around[1] + 512);
    assert_memory_not_equal(low.value, high.value, low.count * sizeof *low.value);
    shower_tally_clear(&low);
    shower_tally_clear(&high);
    shower_simulation_free(simulation);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_few_rounds),
        cmocka_unit_test(numbers_of_showers_have_64_bits),
    };
    MPI_Init(NULL, NULL);
    omp_set_num_threads(1);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    MPI_Finalize();
    return failed;
}
