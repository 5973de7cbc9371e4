/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka, tolerant comparison that shows numbers, seeded random numbers. */
#ifndef EPSCAN_TESTS_ASSERTIONS_H
#define EPSCAN_TESTS_ASSERTIONS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* |got - expected| <= relative |expected| + absolute, else the test fails showing the numbers. */
#define assert_close(got, expected, relative, absolute) assert_close_at(got, expected, relative, absolute, #got, __FILE__, __LINE__)

static inline void assert_close_at(double got, double expected, double relative, double absolute, const char *what,
                                   const char *file, int line) {
    if (fabs(got - expected) <= relative * fabs(expected) + absolute) return;
    print_error("%s = %.16g, expected %.16g: off by %.3g (allowed %.1e relative, %.1e absolute)\n", what, got, expected,
                got - expected, relative, absolute);
    _fail(file, line);
}

/* splitmix64: the same numbers on every machine. */
static inline double random_unit(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static inline double random_between(uint64_t *state, double low, double high) {
    return low + (high - low) * random_unit(state);
}

#endif
