/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eight doubles side by side, for the few loops that compilers do not vectorise well by themselves (GCC and Clang vector
 * extension; on machines without 512-bit registers they take two or four).
 */
#ifndef EPSCAN_CORE_VECTOR_H
#define EPSCAN_CORE_VECTOR_H

#include <stdint.h>

enum { VECTOR_LANES = 8 };

typedef double vector8 __attribute__((vector_size(VECTOR_LANES * sizeof(double))));

typedef int64_t mask8 __attribute__((vector_size(VECTOR_LANES * sizeof(int64_t))));

/* The same, at any address of doubles. */
typedef double vector8_unaligned __attribute__((vector_size(VECTOR_LANES * sizeof(double)), aligned(8), may_alias));

static inline vector8 vector8_load(const double *from) {
    return *(const vector8_unaligned *)from;
}

static inline void vector8_store(double *to, vector8 v) {
    *(vector8_unaligned *)to = v;
}

/* Lane by lane: `yes` where the mask is set. */
static inline vector8 vector8_chosen(mask8 mask, vector8 yes, vector8 no) {
    return (vector8)(((mask8)yes & mask) | ((mask8)no & ~mask));
}

/*
 * Natural logarithms of positive normal numbers, to 2e-16 of the result or of 1: x = 2^e m with m from sqrt(1/2) to sqrt(2), and
 * ln m = 2 artanh[(m - 1)/(m + 1)] as a power series.
 */
static inline vector8 vector8_log(vector8 x) {
    const mask8 root_half = (mask8)((vector8){0} + 0x1.6a09e667f3bcdp-1);
    const mask8 exponent_bits = ((mask8)x - root_half) & -(INT64_C(1) << 52);
    const vector8 m = (vector8)((mask8)x - exponent_bits), s = (m - 1.0) / (m + 1.0), s2 = s * s;
    vector8 sum = s2 * (2.0 / 23.0) + 2.0 / 21.0;
    for (int k = 19; k >= 3; k -= 2) sum = sum * s2 + 2.0 / k;
    const vector8 e = __builtin_convertvector(exponent_bits >> 52, vector8);
    return e * 0x1.62e42fefa39efp-1 + (s * 2.0 + (s * s2 * sum + e * 0x1.abc9e3b39803fp-56));
}

static inline double vector8_sum(vector8 v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

static inline vector8 vector8_sqrt(vector8 v) {
    for (int i = 0; i < VECTOR_LANES; i++) v[i] = __builtin_sqrt(v[i]);
    return v;
}

static inline double vector8_largest(vector8 v) {
    double largest = v[0];
    for (int i = 1; i < VECTOR_LANES; i++) largest = v[i] > largest ? v[i] : largest;
    return largest;
}

/* All of v[VECTOR_LANES] summed, the i-th in lane i: pairs of lanes, then of pairs, then of halves. */
static inline vector8 vector8_sums(const vector8 *v) {
    vector8 pair[4], four[2];
    for (int i = 0; i < 4; i++)
        pair[i] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14) +
                  __builtin_shufflevector(v[2 * i], v[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
    for (int i = 0; i < 2; i++)
        four[i] = __builtin_shufflevector(pair[2 * i], pair[2 * i + 1], 0, 1, 8, 9, 4, 5, 12, 13) +
                  __builtin_shufflevector(pair[2 * i], pair[2 * i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
    return __builtin_shufflevector(four[0], four[1], 0, 1, 2, 3, 8, 9, 10, 11) +
           __builtin_shufflevector(four[0], four[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

#endif
