/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "parallel/tile_queue.h"

/* Before a tile was timed, batches are one tile: nobody knows how long two would take. */
static void the_first_batches_are_one_tile(void **state) {
    (void)state;
    assert_true(tile_batch_size(1000000, 2, 1, 0.0) == 1);
}

/* Slow tiles are handed out one by one, so that a stop and the time limit are met soon. */
static void slow_tiles_are_handed_out_one_by_one(void **state) {
    (void)state;
    assert_true(tile_batch_size(1000000, 2, 1, 1.0) == 1);
}

/* Quick tiles: however batches go to however many ranks, all are handed out, the last ones singly. */
static void batches_shrink_to_one_at_the_end(void **state) {
    (void)state;
    for (int ranks = 1; ranks <= 10000; ranks *= 10) {
        uint64_t left = 1000000, before = UINT64_MAX;
        while (left) {
            const uint64_t size = tile_batch_size(left, ranks, 1, 1e-6);
            assert_true(size >= 1 && size <= left && size <= before);
            assert_true(size == 1 || size <= left / (uint64_t)ranks);
            before = size;
            left -= size;
        }
        assert_true(before == 1);
    }
}

/*
 * A node of 32 of 256 ranks is first given a twentieth of the 40 tiles of each; when they are slow, an eighth of a quarter of what
 * is left, one tile last.
 */
static void batches_of_nodes_shrink_too(void **state) {
    (void)state;
    assert_true(tile_batch_size(10240, 256, 32, 0.0) == 32 * 2);
    assert_true(tile_batch_size(2560, 256, 32, 0.0) == 32);
    assert_true(tile_batch_size(10240, 256, 32, 0.2) == 32 * 5 / 4);
    assert_true(tile_batch_size(256, 256, 32, 0.2) == 8);
    assert_true(tile_batch_size(31, 256, 32, 0.2) == 1);
}

/* But of 782 nodes with tiles of 0.7 ms each gets all of a tile for each of its ranks: the master could not answer more often. */
static void quick_tiles_go_to_nodes_one_a_rank_at_least(void **state) {
    (void)state;
    assert_true(tile_batch_size(1000, 100000, 128, 0.7e-3) == 128);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_batches_are_one_tile),
        cmocka_unit_test(slow_tiles_are_handed_out_one_by_one),
        cmocka_unit_test(batches_shrink_to_one_at_the_end),
        cmocka_unit_test(batches_of_nodes_shrink_too),
        cmocka_unit_test(quick_tiles_go_to_nodes_one_a_rank_at_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
