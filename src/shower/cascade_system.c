/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gaussian elimination with partial pivoting, then back substitution. Complex numbers are in two arrays, real and imaginary parts,
 * so that the inner loops run over contiguous doubles and a real system does half of the work; hence not a library's.
 */
#include "shower/cascade_system.h"

#include <complex.h>
#include <math.h>

static double complex element(const struct cascade_system *s, int i, int j) {
    return s->is_real ? s->re[i][j] : s->re[i][j] + I * s->im[i][j];
}

static void swap(double *a, double *b) {
    const double keep = *a;
    *a = *b;
    *b = keep;
}

static void swap_rows(struct cascade_system *s, int a, int b) {
    for (int j = 0; j < s->size; j++) {
        swap(&s->re[a][j], &s->re[b][j]);
        if (!s->is_real) swap(&s->im[a][j], &s->im[b][j]);
    }
    swap(&s->right_re[a], &s->right_re[b]);
    swap(&s->right_im[a], &s->right_im[b]);
}

/* Row i less (re + i im) x row k, from column k on. */
static void subtract_row(struct cascade_system *s, int i, int k, double re, double im) {
    double *restrict row_re = s->re[i], *restrict row_im = s->im[i];
    const double *restrict from_re = s->re[k], *restrict from_im = s->im[k];
    if (s->is_real) {
        for (int j = k; j < s->size; j++) row_re[j] -= re * from_re[j];
    } else {
        for (int j = k; j < s->size; j++) {
            row_re[j] -= re * from_re[j] - im * from_im[j];
            row_im[j] -= re * from_im[j] + im * from_re[j];
        }
    }
    s->right_re[i] -= re * s->right_re[k] - im * s->right_im[k];
    s->right_im[i] -= re * s->right_im[k] + im * s->right_re[k];
}

static bool eliminate(struct cascade_system *s, int k) {
    int pivot = k;
    for (int i = k + 1; i < s->size; i++)
        if (cabs(element(s, i, k)) > cabs(element(s, pivot, k))) pivot = i;
    if (pivot != k) swap_rows(s, pivot, k);
    const double complex diagonal = element(s, k, k);
    if (!(cabs(diagonal) > 0.0)) return false;
    for (int i = k + 1; i < s->size; i++) {
        const double complex factor = element(s, i, k) / diagonal;
        if (factor != 0.0) subtract_row(s, i, k, creal(factor), cimag(factor));
    }
    return true;
}

bool cascade_system_solve(struct cascade_system *s) {
    for (int k = 0; k < s->size; k++)
        if (!eliminate(s, k)) return false;
    for (int i = s->size - 1; i >= 0; i--) {
        double complex sum = s->right_re[i] + I * s->right_im[i];
        for (int j = i + 1; j < s->size; j++) sum -= element(s, i, j) * (s->right_re[j] + I * s->right_im[j]);
        sum /= element(s, i, i);
        if (!isfinite(creal(sum)) || !isfinite(cimag(sum))) return false;
        s->right_re[i] = creal(sum);
        s->right_im[i] = cimag(sum);
    }
    return true;
}
