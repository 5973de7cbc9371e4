/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "parallel/tile_queue.h"

/* Before a tile was timed, batches are one tile: nobody knows how long two would take. */
static void the_first_batches_are_one_tile(void **state) {
    (void)state;
    assert_true(tile_batch_size(1000000, 2, 0.0) == 1);
}

/* Slow tiles are handed out one by one, so that a stop and the time limit are met soon. */
static void slow_tiles_are_handed_out_one_by_one(void **state) {
    (void)state;
    assert_true(tile_batch_size(1000000, 2, 1.0) == 1);
}

/* Quick tiles: however batches go to however many ranks, all are handed out, the last ones singly. */
static void batches_shrink_to_one_at_the_end(void **state) {
    (void)state;
    for (int ranks = 1; ranks <= 10000; ranks *= 10) {
        uint64_t left = 1000000, before = UINT64_MAX;
        while (left) {
            const uint64_t size = tile_batch_size(left, ranks, 1e-6);
            assert_true(size >= 1 && size <= left && size <= before);
            assert_true(size == 1 || size <= left / (uint64_t)ranks);
            before = size;
            left -= size;
        }
        assert_true(before == 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_batches_are_one_tile),
        cmocka_unit_test(slow_tiles_are_handed_out_one_by_one),
        cmocka_unit_test(batches_shrink_to_one_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
