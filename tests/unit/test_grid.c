/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "scan/job.h"
#include "scan/tile.h"

static const size_t shapes[][EPSCAN_AXIS_COUNT] = {
    {1, 1, 1, 1, 1, 1, 1, 1},     {2, 7, 3, 5, 1, 1, 11, 2},   {1, 4000, 1, 1, 1, 1, 1, 1},  {2, 1, 1, 1, 1, 1, 9000, 3},
    {1, 3, 700, 700, 1, 1, 1, 1}, {2, 5, 5, 5, 1, 1, 300, 41}, {1, 1, 1, 1, 1, 90, 300, 41}, {1, 7, 3, 5, 9, 1, 11, 2},
};

static struct grid grid_of(const size_t shape[EPSCAN_AXIS_COUNT], const struct tile_layout *layout) {
    struct grid grid = {0};
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        grid.axes[axis].count = shape[axis];
        grid.axes[axis].value = malloc(shape[axis] * sizeof(double));
        for (size_t i = 0; i < shape[axis]; i++) grid.axes[axis].value[i] = (double)i;
    }
    assert_int_equal(grid_lay_tiles(&grid, layout), EPSCAN_OK);
    return grid;
}

/* Every point lies in exactly one tile. */
static void tiles_cover_the_grid_once(void **state) {
    (void)state;
    for (size_t s = 0; s < COUNT_OF(shapes) * TILE_LAYOUTS; s++) {
        const struct tile_layout *layout = &tile_layouts[s % TILE_LAYOUTS];
        struct grid grid = grid_of(shapes[s / TILE_LAYOUTS], layout);
        unsigned char *seen = calloc(grid.point_count, 1);
        uint64_t total = 0, block = 0;
        for (uint64_t tile = 0; tile < grid.tile_count; tile++) {
            const struct tile_box box = grid_tile_box(&grid, tile);
            assert_true(box.model_count == 1 || box.model_count * box.column_count <= layout->points);
            assert_true(box.column_count <= layout->columns);
            assert_true(grid_tile_column_block(&grid, tile) >= block); /* a rank never comes back to an earlier block */
            block = grid_tile_column_block(&grid, tile);
            total += box.model_count * box.column_count;
            for (uint64_t point = 0; point < box.model_count * box.column_count; point++) {
                uint64_t rest = point, at = 0, stride = 1;
                for (int axis = EPSCAN_AXIS_COUNT - 1; axis >= 0; axis--) {
                    at += (box.start[axis] + rest % box.extent[axis]) * stride;
                    rest /= box.extent[axis];
                    stride *= grid.axes[axis].count;
                }
                assert_true(seen[at]++ == 0);
            }
        }
        assert_true(total == grid.point_count);
        free(seen);
        grid_clear(&grid);
    }
}

/* The values of a box's models and columns are the axes' values at its indices (axes hold 0, 1, 2 ... here). */
static void box_points_have_the_axes_values(void **state) {
    (void)state;
    struct grid grid = grid_of(shapes[COUNT_OF(shapes) - 1], grid_tile_layout(EPSCAN_LIMIT_COUNTING));
    for (uint64_t tile = 0; tile < grid.tile_count; tile++) {
        const struct tile_box box = grid_tile_box(&grid, tile);
        for (uint64_t i = 0; i < box.model_count * box.column_count; i++) {
            struct scan_point point = {.model = grid_box_model(&grid, &box, i / box.column_count)};
            grid_box_column(&grid, &box, i % box.column_count, &point.selection.threshold_GeV, &point.selection.energy_scale_shift);
            uint64_t rest = i;
            for (int axis = EPSCAN_AXIS_COUNT - 1; axis >= 0; axis--) {
                assert_true(axis_get((epscan_axis)axis, &point) == (double)(box.start[axis] + rest % box.extent[axis]));
                rest /= box.extent[axis];
            }
        }
    }
    grid_clear(&grid);
}

/* A limit that is found by itself may fail in any column: its tile has them all, for the model's one status to tell of it. */
static void tiles_of_limits_found_one_by_one_have_all_columns(void **state) {
    (void)state;
    const size_t shape[EPSCAN_AXIS_COUNT] = {2, 7, 3, 5, 1, 1, 410, 11};
    for (epscan_limit_method method = 0; method < EPSCAN_LIMIT_METHODS; method++) {
        struct grid grid = grid_of(shape, grid_tile_layout(method));
        assert_int_equal(grid_tile_box(&grid, 0).column_count == grid.column_count, method != EPSCAN_LIMIT_COUNTING);
        grid_clear(&grid);
    }
}

/* Axes of ten million points each are 1e49 points: refused, not wrapped around. */
static void too_many_points_are_refused(void **state) {
    (void)state;
    struct grid grid = {0};
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) grid.axes[axis].count = AXIS_MAX_POINTS;
    assert_int_equal(grid_lay_tiles(&grid, grid_tile_layout(EPSCAN_LIMIT_COUNTING)), EPSCAN_BAD_INPUT);
}

/* 1e12 points are at most 2^20 of the largest tiles: what a master can hand out to 10^4 ranks (tests/bench). */
static void huge_grids_have_larger_tiles(void **state) {
    (void)state;
    const size_t shape[EPSCAN_AXIS_COUNT] = {2, 10000, 100, 500, 1, 1, 200, 5};
    struct grid grid = grid_of(shape, grid_tile_layout(EPSCAN_LIMIT_COUNTING));
    const struct tile_box box = grid_tile_box(&grid, 0);
    assert_true(box.model_count * box.column_count <= TILE_MAX_POINTS);
    assert_true(box.model_count * box.column_count > TILE_MAX_POINTS / 2);
    grid_clear(&grid);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_cover_the_grid_once),
        cmocka_unit_test(box_points_have_the_axes_values),
        cmocka_unit_test(tiles_of_limits_found_one_by_one_have_all_columns),
        cmocka_unit_test(too_many_points_are_refused),
        cmocka_unit_test(huge_grids_have_larger_tiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
