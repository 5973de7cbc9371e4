/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Elementary functions in single precision, without branches and calls, so that loops of them vectorise: to 2e-7 of the value, or
 * of 1 where a logarithm is near 0. Test: unit_shower_lanes.
 */
#ifndef EPSCAN_CORE_FLOAT_FUNCTIONS_H
#define EPSCAN_CORE_FLOAT_FUNCTIONS_H

#include <stdint.h>
#include <string.h>

/* One of two by a mask, all bits or none: what a condition would make a branch of. */
static inline int32_t int_select(int32_t mask, int32_t yes, int32_t no) {
    return (yes & mask) | (no & ~mask);
}

static inline float float_select(int32_t mask, float yes, float no) {
    int32_t a, b;
    memcpy(&a, &yes, sizeof a);
    memcpy(&b, &no, sizeof b);
    const int32_t bits = int_select(mask, a, b);
    float selected;
    memcpy(&selected, &bits, sizeof selected);
    return selected;
}

static inline double double_select(int64_t mask, double yes, double no) {
    int64_t a, b;
    memcpy(&a, &yes, sizeof a);
    memcpy(&b, &no, sizeof b);
    const int64_t bits = (a & mask) | (b & ~mask);
    double selected;
    memcpy(&selected, &bits, sizeof selected);
    return selected;
}

/* ln x of a normal x > 0; of 0, that of 2^-127. ln(2^k m) = k ln 2 + 2 artanh z, z = (m-1)/(m+1), 1/sqrt 2 < m < sqrt 2, by its
 * series: z^10/11 < 2e-9.
 */
static inline float float_log(float x) {
    uint32_t bits;
    float m;
    memcpy(&bits, &x, sizeof bits);
    const uint32_t root_half = 0x3f3504f3; /* bits of 1/sqrt 2 */
    const int32_t k = (int32_t)(bits - root_half) >> 23;
    const uint32_t mantissa = bits - ((uint32_t)k << 23);
    memcpy(&m, &mantissa, sizeof m);
    const float z = (m - 1.0F) / (m + 1.0F), z2 = z * z;
    const float series = 1.0F + z2 * (1.0F / 3 + z2 * (1.0F / 5 + z2 * (1.0F / 7 + z2 / 9)));
    return (float)k * 0.693147181F + 2.0F * z * series;
}

/*
 * e^-x, 0 <= x <= 80, and the rest to 1 as precisely: x = k ln 2 + f, |f| <= ln 2/2, ln 2 in two parts; 1 - e^-f by its series,
 * whose next term is f^8/40320 < 6e-9.
 */
static inline float float_decay(float x, float *lost) {
    const int32_t k = (int32_t)(x * 1.44269504F + 0.5F);
    const float f = (x - (float)k * 0.693359375F) + (float)k * 2.12194440e-4F;
    const float seventh = 1.0F - f * (1.0F / 7), fifth = 1.0F - f * (1.0F / 5) * (1.0F - f * (1.0F / 6) * seventh);
    const float fallen = f * (1.0F - f * 0.5F * (1.0F - f * (1.0F / 3) * (1.0F - f * 0.25F * fifth)));
    const uint32_t bits = (uint32_t)(127 - k) << 23;
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    *lost = (1.0F - scale) + scale * fallen;
    return scale - scale * fallen;
}

#endif
