/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testing.h"

#include "core/interpolative.h"
#include "core/matrix_product.h"
#include "core/vector.h"

static double *random_matrix(size_t rows, size_t columns, size_t stride, uint64_t *seed) {
    double *matrix = calloc(rows * stride, sizeof *matrix);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) matrix[i * stride + j] = random_between(seed, -1.0, 1.0);
    return matrix;
}

/* Sizes around every block and vector boundary, with and without a start; 1e-15 a term is rounding. */
static void products_equal_the_plain_sums(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 40, 41};
    uint64_t seed = 1;
    for (size_t s = 0; s < 4000; s++) {
        const size_t rows = sizes[s % COUNT_OF(sizes)], columns = sizes[s / COUNT_OF(sizes) % COUNT_OF(sizes)];
        const size_t inner = (size_t)random_between(&seed, 0.0, 50.0), b_stride = matrix_padded_columns(columns) + (s % 3) * 8;
        double *a = random_matrix(rows, inner, inner + 3, &seed), *b = random_matrix(inner + 1, columns, b_stride, &seed);
        double *start = random_matrix(rows, 1, 2, &seed), *c = malloc(rows * (columns + 1) * sizeof *c);
        const struct matrix_product product = {.rows = rows,
                                               .inner = inner,
                                               .columns = columns,
                                               .a = a,
                                               .a_stride = inner + 3,
                                               .b = b,
                                               .b_stride = b_stride,
                                               .start = s % 2 ? start : NULL,
                                               .start_stride = 2,
                                               .c = c,
                                               .c_stride = columns + 1};
        for (size_t i = 0; i < rows * (columns + 1); i++) c[i] = 1e300; /* what must not be touched stays */
        matrix_product(&product);
        for (size_t i = 0; i < rows; i++) {
            for (size_t j = 0; j < columns; j++) {
                double sum = s % 2 ? start[2 * i] : 0.0;
                for (size_t k = 0; k < inner; k++) sum += a[i * (inner + 3) + k] * b[k * b_stride + j];
                assert_close(c[i * (columns + 1) + j], sum, 0.0, 1e-15 * (double)(inner + 1));
            }
            assert_true(c[i * (columns + 1) + columns] == 1e300);
        }
        free(a), free(b), free(start), free(c);
    }
}

/* The scan's promise of equal bits for any cut into slabs rests on this. */
static void bits_do_not_depend_on_the_cut(void **state) {
    (void)state;
    enum { ROWS = 37, INNER = 130, COLUMNS = 75, STRIDE = 80 };
    uint64_t seed = 2;
    double *a = random_matrix(ROWS, INNER, INNER, &seed), *b = random_matrix(INNER, COLUMNS, STRIDE, &seed);
    static double whole[ROWS][COLUMNS], parts[ROWS][COLUMNS];
    struct matrix_product product = {.rows = ROWS,
                                     .inner = INNER,
                                     .columns = COLUMNS,
                                     .a = a,
                                     .a_stride = INNER,
                                     .b = b,
                                     .b_stride = STRIDE,
                                     .c = whole[0],
                                     .c_stride = COLUMNS};
    matrix_product(&product);
    for (size_t cut = 1; cut < ROWS; cut++) {
        for (size_t first = 0; first < ROWS; first += cut) {
            product.rows = first + cut < ROWS ? cut : ROWS - first;
            product.a = a + first * INNER;
            product.c = parts[first];
            matrix_product(&product);
        }
        assert_memory_equal(whole, parts, sizeof whole);
    }
    free(a), free(b);
}

/* A matrix of rank 7 is found to be one, and given back to rounding by seven of its columns. */
static void a_matrix_of_rank_seven_is_seven_columns(void **state) {
    (void)state;
    enum { ROWS = 60, COLUMNS = 90, STRIDE = 96, RANK = 7, LARGEST = 20 };
    uint64_t seed = 3;
    double *left = random_matrix(ROWS, RANK, RANK, &seed), *right = random_matrix(RANK, COLUMNS, STRIDE, &seed);
    static double matrix[ROWS * STRIDE], scratch[ROWS * STRIDE], coefficient[LARGEST * STRIDE];
    size_t rank, pivot[LARGEST];
    const struct matrix_product product = {.rows = ROWS,
                                           .inner = RANK,
                                           .columns = COLUMNS,
                                           .a = left,
                                           .a_stride = RANK,
                                           .b = right,
                                           .b_stride = STRIDE,
                                           .c = matrix,
                                           .c_stride = STRIDE};
    matrix_product(&product);
    memcpy(scratch, matrix, sizeof matrix);
    assert_int_equal(interpolative_decomposition(&(struct strided_matrix){ROWS, COLUMNS, STRIDE, scratch}, 1e-13, LARGEST, &rank,
                                                 pivot, coefficient),
                     EPSCAN_OK);
    assert_int_equal(rank, RANK);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < rank; k++) sum += matrix[i * STRIDE + pivot[k]] * coefficient[k * STRIDE + j];
            assert_close(sum, matrix[i * STRIDE + j], 0.0, 1e-12); /* pivoted coefficients stay near 1 */
        }
    free(left), free(right);
}

/*
 * Far below rounding no column comes twice: one that did would be lost where each is kept once. Gaussians on a line, of which some
 * twenty are enough.
 */
static void pivots_below_rounding_are_different(void **state) {
    (void)state;
    enum { ROWS = 200, COLUMNS = 96, MOST = 60 };
    static double matrix[ROWS * COLUMNS], triangle[MOST * COLUMNS];
    for (int wide = 1; wide <= 20; wide++) {
        size_t rank, pivot[MOST];
        for (int i = 0; i < ROWS; i++)
            for (int j = 0; j < COLUMNS; j++) {
                const double x = (i / (double)ROWS - j / (double)COLUMNS) / (0.05 * wide);
                matrix[i * COLUMNS + j] = exp(-0.5 * x * x);
            }
        assert_int_equal(
            interpolative_pivots(&(struct strided_matrix){ROWS, COLUMNS, COLUMNS, matrix}, 1e-30, MOST, &rank, pivot, triangle),
            EPSCAN_OK);
        for (size_t k = 0; k < rank; k++)
            for (size_t l = 0; l < k; l++) assert_true(pivot[k] != pivot[l]);
    }
}

/* Columns that are all zero need no direction. */
static void a_zero_matrix_has_rank_zero(void **state) {
    (void)state;
    double matrix[4 * 8] = {0.0}, coefficient[4 * 8];
    size_t rank = 99, pivot[4];
    assert_int_equal(interpolative_decomposition(&(struct strided_matrix){4, 5, 8, matrix}, 1e-14, 4, &rank, pivot, coefficient),
                     EPSCAN_OK);
    assert_int_equal(rank, 0);
}

/* Against the C library, over all normal numbers and next to 1, where the result is small. */
static void logarithms_of_vectors_are_those_of_the_library(void **state) {
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        vector8 x;
        for (int lane = 0; lane < VECTOR_LANES; lane++)
            x[lane] = i % 2 ? exp(random_between(&seed, -708.0, 709.0)) : 1.0 + random_between(&seed, -0.4, 0.6) * exp(-i / 700.0);
        const vector8 logarithm = vector8_log(x);
        for (int lane = 0; lane < VECTOR_LANES; lane++) assert_close(logarithm[lane], log(x[lane]), 4e-16, 1e-300);
    }
    assert_true(vector8_log((vector8){0} + 1.0)[0] == 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_equal_the_plain_sums),
        cmocka_unit_test(bits_do_not_depend_on_the_cut),
        cmocka_unit_test(logarithms_of_vectors_are_those_of_the_library),
        cmocka_unit_test(a_matrix_of_rank_seven_is_seven_columns),
        cmocka_unit_test(pivots_below_rounding_are_different),
        cmocka_unit_test(a_zero_matrix_has_rank_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
