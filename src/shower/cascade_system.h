/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One panel's linear system for all absorption rates p at once. Only cascade.c includes this. */
#ifndef EPSCAN_SHOWER_CASCADE_SYSTEM_H
#define EPSCAN_SHOWER_CASCADE_SYSTEM_H

#include <complex.h>
#include <stdbool.h>

enum { CASCADE_SYSTEM_BLOCK = 16, CASCADE_SYSTEM_MAX = 3 * CASCADE_SYSTEM_BLOCK };

/* (A + p B) x = right with real A and B; B couples only what is in one block: B[row][j] belongs to unknown j of the row's block. */
struct cascade_system {
    int size; /* a multiple of CASCADE_SYSTEM_BLOCK */
    double A[CASCADE_SYSTEM_MAX][CASCADE_SYSTEM_MAX];
    double B[CASCADE_SYSTEM_MAX][CASCADE_SYSTEM_BLOCK];
    double B_inverse[CASCADE_SYSTEM_MAX][CASCADE_SYSTEM_BLOCK]; /* the same of its inverse */
};

/*
 * Solve for p[t], 0 <= t < transforms, of which p[0] and what stands right of it are real, and the others whole eights.
 * right[row * stride + t] holds the real and right[row * stride + transforms + t] the imaginary parts; the solutions replace them.
 * False if singular or not finite. Thread-safe.
 */
bool cascade_system_solve(const struct cascade_system *system, int transforms, const double complex *p, double *right, int stride);

#endif
