/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eight doubles side by side, for the few loops that compilers do not vectorise well by themselves (GCC and Clang vector
 * extension; on machines without 512-bit registers they take two or four).
 */
#ifndef EPSCAN_CORE_VECTOR_H
#define EPSCAN_CORE_VECTOR_H

enum { VECTOR_LANES = 8 };

typedef double vector8 __attribute__((vector_size(VECTOR_LANES * sizeof(double))));

/* The same, at any address of doubles. */
typedef double vector8_unaligned __attribute__((vector_size(VECTOR_LANES * sizeof(double)), aligned(8), may_alias));

static inline vector8 vector8_load(const double *from) {
    return *(const vector8_unaligned *)from;
}

static inline double vector8_sum(vector8 v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

#endif
