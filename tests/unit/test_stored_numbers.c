/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept numbers in seven bytes, against HDF5's own reading of the type that files say they are of. */
#include "testing.h"

#include "file/grid_schema.h"
#include "file/stored_numbers.h"

#include <float.h>

/* Numbers of seven bytes as HDF5 converts them. */
static void convert_by_hdf5(size_t count, const void *stored, double *numbers) {
    const struct grid grid = {.form.is_factored = true};
    const hid_t type = grid_variable_make_type(&grid, 0);
    assert_true(type >= 0 && H5Tget_size(type) == KEPT_BYTES);
    memcpy(numbers, stored, count * KEPT_BYTES);
    assert_true(H5Tconvert(type, H5T_NATIVE_DOUBLE, count, numbers, NULL, H5P_DEFAULT) >= 0);
    H5Tclose(type);
}

static bool same(double a, double b) {
    return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

static void kept_numbers_are_the_nearest_of_seven_bytes(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    double *numbers = malloc(COUNT * sizeof *numbers), *found = malloc(COUNT * sizeof *found),
           *by_hdf5 = malloc(COUNT * sizeof *found);
    unsigned char *stored = malloc(COUNT * sizeof *found);
    uint64_t seed = 7;
    for (size_t i = 0; i < COUNT; i++) numbers[i] = pow(10.0, random_between(&seed, -37.0, 38.0)) * (i % 16 ? 1.0 : -1.0);
    kept_from_doubles(COUNT, numbers, stored);
    convert_by_hdf5(COUNT, stored, by_hdf5);
    memcpy(found, stored, COUNT * KEPT_BYTES);
    doubles_from_kept(COUNT, found, found); /* where it is */
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(same(found[i], by_hdf5[i]));
        assert_true(fabs(found[i] - numbers[i]) <= ldexp(fabs(numbers[i]), -KEPT_BITS - 1)); /* half of the last bit */
    }
    kept_from_doubles(COUNT, found, stored); /* once more: the same bytes, so that merged grids are what their shards were */
    doubles_from_kept(COUNT, stored, numbers);
    assert_memory_equal(numbers, found, COUNT * sizeof *found);
    free(numbers), free(found), free(by_hdf5), free(stored);
}

static void kept_numbers_end_where_those_of_single_precision_do(void **state) {
    (void)state;
    static const double cases[][2] = {{0.0, 0.0},
                                      {-0.0, -0.0},
                                      {1.0, 1.0},
                                      {NAN, NAN},
                                      {INFINITY, INFINITY},
                                      {-INFINITY, -INFINITY},
                                      {FLT_MIN, FLT_MIN},
                                      {FLT_MIN / 2.0, 0.0},
                                      {-1e-300, -0.0},
                                      {5e-324, 0.0},
                                      {0x1p127, 0x1p127},
                                      {0x1p128, INFINITY},
                                      {0x1.fffffffffffffp127, INFINITY}, /* rounded up */
                                      {DBL_MAX, INFINITY}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char stored[sizeof(double)];
        double found, by_hdf5;
        kept_from_doubles(1, &cases[i][0], stored);
        doubles_from_kept(1, stored, &found);
        convert_by_hdf5(1, stored, &by_hdf5);
        assert_true(same(found, cases[i][1]) && same(by_hdf5, cases[i][1]));
    }
}

/* Whatever bytes a file has, they are the number that HDF5 reads. */
static void any_bytes_are_read_as_hdf5_does(void **state) {
    (void)state;
    unsigned char bytes[sizeof(double)];
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        double found, by_hdf5;
        for (int b = 0; b < KEPT_BYTES; b++) bytes[b] = (unsigned char)(256.0 * random_unit(&seed));
        if (i % 2) bytes[KEPT_BYTES - 1] = (unsigned char)(i % 4 == 1 ? 0x00 : 0x7f); /* next to the ends of the exponent */
        if (i % 8 == 1) bytes[KEPT_BYTES - 2] &= 0x7f;
        doubles_from_kept(1, bytes, &found);
        convert_by_hdf5(1, bytes, &by_hdf5);
        assert_true(same(found, by_hdf5));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_numbers_are_the_nearest_of_seven_bytes),
        cmocka_unit_test(kept_numbers_end_where_those_of_single_precision_do),
        cmocka_unit_test(any_bytes_are_read_as_hdf5_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
