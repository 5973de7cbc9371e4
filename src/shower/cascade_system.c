/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * (A + p B) x = b for some twenty complex p and one pair of real matrices. What they share is done once, in real numbers: B^-1 A is
 * brought to Hessenberg form H = Q^T (B^-1 A) Q by Householder reflections (Golub & Van Loan, Matrix Computations, 7.4.3), which p
 * on the diagonal does not disturb. Then each p takes an elimination of one subdiagonal, with row exchanges, on n^2 instead of n^3
 * numbers; eight p go side by side, each in its lane of the vectors.
 *
 * The inverse of B differentiates, which costs two or three digits; one step of iterative refinement with A and B themselves gives
 * them back (Skeel, Math. Comp. 35, 817 (1980)).
 */
#include "shower/cascade_system.h"

#include "core/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = CASCADE_SYSTEM_MAX, BLOCK = CASCADE_SYSTEM_BLOCK, REFINEMENTS = 1 };

/* Complex numbers of eight p. */
struct lanes {
    vector8 re, im;
};

/* What the p of a panel share. */
struct hessenberg {
    int size;
    double H[MOST][MOST];
    double reflection[MOST][MOST]; /* [k]: v of I - 2 v v^T, zero up to k */
};

/* Of eight p: the upper triangle, and the eliminations that led to it. */
struct elimination {
    struct lanes upper[MOST][MOST];
    struct lanes factor[MOST], over_diagonal[MOST];
    mask8 exchanged[MOST];
};

static struct lanes product(struct lanes a, struct lanes b) {
    return (struct lanes){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

static struct lanes less(struct lanes from, struct lanes a, struct lanes b) {
    return (struct lanes){from.re - (a.re * b.re - a.im * b.im), from.im - (a.re * b.im + a.im * b.re)};
}

static struct lanes reciprocal(struct lanes a) {
    const vector8 scale = 1.0 / (a.re * a.re + a.im * a.im);
    return (struct lanes){a.re * scale, -a.im * scale};
}

/* Lane by lane: `yes` where the mask is set. */
static struct lanes chosen(mask8 mask, struct lanes yes, struct lanes no) {
    return (struct lanes){vector8_chosen(mask, yes.re, no.re), vector8_chosen(mask, yes.im, no.im)};
}

static vector8 all_lanes(double x) {
    return x - (vector8){0};
}

/* ---- What all p share ---- */

/* H = B^-1 A. */
static void scale_rows(const struct cascade_system *s, double H[MOST][MOST]) {
    for (int row = 0; row < s->size; row++) {
        memset(H[row], 0, sizeof H[row]);
        for (int j = 0; j < BLOCK; j++) {
            const double weight = s->B_inverse[row][j], *restrict from = s->A[row / BLOCK * BLOCK + j];
            if (weight != 0.0)
                for (int c = 0; c < s->size; c++) H[row][c] += weight * from[c];
        }
    }
}

/* v such that I - 2 v v^T takes column k below the subdiagonal away; zero if nothing is there. */
static void find_reflection(const struct hessenberg *h, int k, double v[MOST]) {
    double below = 0.0, largest = 0.0, length2 = 0.0;
    memset(v, 0, MOST * sizeof *v);
    for (int i = k + 1; i < h->size; i++) largest = fmax(largest, fabs(h->H[i][k]));
    for (int i = k + 2; i < h->size; i++) below += fabs(h->H[i][k]);
    if (!(below > 0.0) || !isfinite(largest)) return;
    for (int i = k + 1; i < h->size; i++) {
        v[i] = h->H[i][k] / largest;
        length2 += v[i] * v[i];
    }
    const double length = sqrt(length2);
    const double norm = 1.0 / sqrt(2.0 * (length2 + length * fabs(v[k + 1])));
    v[k + 1] += copysign(length, v[k + 1]);
    for (int i = k + 1; i < h->size; i++) v[i] *= norm;
}

/* H - 2 v v^T H - 2 (H - 2 v v^T H) v v^T. */
static void reflect(struct hessenberg *h, int k) {
    double *v = h->reflection[k], sum[MOST] = {0.0};
    find_reflection(h, k, v);
    for (int i = k + 1; i < h->size; i++)
        for (int j = 0; j < MOST; j++) sum[j] += v[i] * h->H[i][j];
    for (int i = k + 1; i < h->size; i++)
        for (int j = 0; j < MOST; j++) h->H[i][j] -= 2.0 * v[i] * sum[j];
    for (int i = 0; i < h->size; i++) {
        double dot = 0.0;
#pragma omp simd reduction(+ : dot)
        for (int j = 0; j < MOST; j++) dot += h->H[i][j] * v[j];
        for (int j = 0; j < MOST; j++) h->H[i][j] -= 2.0 * dot * v[j];
    }
}

static void reduce(const struct cascade_system *s, struct hessenberg *h) {
    h->size = s->size;
    scale_rows(s, h->H);
    for (int k = 0; k < s->size - 2; k++) reflect(h, k);
}

/* ---- Eight p ---- */

/* Row k + 1 of H + p, and the row that eliminations have made of row k: the larger of the two is the pivot's. */
static void eliminate_row(const struct hessenberg *h, int k, struct lanes p, struct lanes row[MOST], struct elimination *e) {
    const struct lanes below = {all_lanes(h->H[k + 1][k]), all_lanes(0.0)}, diagonal = row[k];
    const mask8 exchanged = (mask8)(diagonal.re * diagonal.re + diagonal.im * diagonal.im < below.re * below.re);
    const struct lanes pivot = chosen(exchanged, below, diagonal);
    e->exchanged[k] = exchanged;
    e->over_diagonal[k] = reciprocal(pivot);
    e->factor[k] = product(chosen(exchanged, diagonal, below), e->over_diagonal[k]);
    for (int j = k + 1; j < h->size; j++) {
        struct lanes next = {all_lanes(h->H[k + 1][j]), all_lanes(0.0)};
        if (j == k + 1) next = (struct lanes){next.re + p.re, p.im};
        e->upper[k][j] = chosen(exchanged, next, row[j]);
        row[j] = less(chosen(exchanged, row[j], next), e->factor[k], e->upper[k][j]);
    }
}

static void eliminate(const struct hessenberg *h, struct lanes p, struct elimination *e) {
    struct lanes row[MOST];
    for (int j = 0; j < h->size; j++) row[j] = (struct lanes){all_lanes(h->H[0][j]), all_lanes(0.0)};
    row[0] = (struct lanes){row[0].re + p.re, p.im};
    for (int k = 0; k < h->size - 1; k++) eliminate_row(h, k, p, row, e);
    e->over_diagonal[h->size - 1] = reciprocal(row[h->size - 1]);
}

/* x - 2 v (v . x), the reflection of column k. */
static void reflect_lanes(const struct hessenberg *h, int k, struct lanes x[MOST]) {
    const double *v = h->reflection[k];
    struct lanes sum = {{0}, {0}};
    for (int i = k + 1; i < h->size; i++) {
        sum.re += v[i] * x[i].re;
        sum.im += v[i] * x[i].im;
    }
    for (int i = k + 1; i < h->size; i++) {
        x[i].re -= 2.0 * v[i] * sum.re;
        x[i].im -= 2.0 * v[i] * sum.im;
    }
}

/* x = (H + p)^-1 x by the rows eliminated. */
static void substitute(const struct hessenberg *h, const struct elimination *e, struct lanes x[MOST]) {
    for (int k = 0; k < h->size - 1; k++) {
        const struct lanes upper = chosen(e->exchanged[k], x[k + 1], x[k]);
        x[k + 1] = less(chosen(e->exchanged[k], x[k], x[k + 1]), e->factor[k], upper);
        x[k] = upper;
    }
    for (int i = h->size - 1; i >= 0; i--) {
        struct lanes sum = x[i];
        for (int j = i + 1; j < h->size; j++) sum = less(sum, e->upper[i][j], x[j]);
        x[i] = product(sum, e->over_diagonal[i]);
    }
}

/* x = (A + p B)^-1 right. */
static void apply_inverse(const struct cascade_system *s, const struct hessenberg *h, const struct elimination *e,
                          const struct lanes right[MOST], struct lanes x[MOST]) {
    for (int row = 0; row < s->size; row++) {
        x[row] = (struct lanes){{0}, {0}};
        for (int j = 0; j < BLOCK; j++) {
            x[row].re += s->B_inverse[row][j] * right[row / BLOCK * BLOCK + j].re;
            x[row].im += s->B_inverse[row][j] * right[row / BLOCK * BLOCK + j].im;
        }
    }
    for (int k = 0; k < s->size - 2; k++) reflect_lanes(h, k, x);
    substitute(h, e, x);
    for (int k = s->size - 3; k >= 0; k--) reflect_lanes(h, k, x);
}

/* right - (A + p B) x. */
static void residual(const struct cascade_system *s, struct lanes p, const struct lanes right[MOST], const struct lanes x[MOST],
                     struct lanes left[MOST]) {
    for (int row = 0; row < s->size; row++) {
        struct lanes sum = right[row], absorbed = {{0}, {0}};
        for (int j = 0; j < s->size; j++) {
            sum.re -= s->A[row][j] * x[j].re;
            sum.im -= s->A[row][j] * x[j].im;
        }
        for (int j = 0; j < BLOCK; j++) {
            absorbed.re += s->B[row][j] * x[row / BLOCK * BLOCK + j].re;
            absorbed.im += s->B[row][j] * x[row / BLOCK * BLOCK + j].im;
        }
        left[row] = less(sum, p, absorbed);
    }
}

static bool solve_lanes(const struct cascade_system *s, const struct hessenberg *h, struct lanes p, struct elimination *e,
                        const struct lanes right[MOST], struct lanes x[MOST]) {
    struct lanes left[MOST], correction[MOST];
    vector8 size = {0};
    eliminate(h, p, e);
    apply_inverse(s, h, e, right, x);
    for (int step = 0; step < REFINEMENTS; step++) {
        residual(s, p, right, x, left);
        apply_inverse(s, h, e, left, correction);
        for (int i = 0; i < s->size; i++) x[i] = (struct lanes){x[i].re + correction[i].re, x[i].im + correction[i].im};
    }
    for (int i = 0; i < s->size; i++) size += x[i].re * x[i].re + x[i].im * x[i].im;
    for (int lane = 0; lane < VECTOR_LANES; lane++)
        if (!isfinite(size[lane])) return false;
    return true;
}

/* Lanes beyond the last p repeat it. */
static int transform_of(int first, int lane, int transforms) {
    return first + lane < transforms ? first + lane : transforms - 1;
}

static bool solve_eight(const struct cascade_system *s, const struct hessenberg *h, struct elimination *e, int first,
                        int transforms, const double complex *p, double *right, int stride) {
    struct lanes rate, b[MOST], x[MOST];
    for (int lane = 0; lane < VECTOR_LANES; lane++) {
        const int t = transform_of(first, lane, transforms);
        rate.re[lane] = creal(p[t]);
        rate.im[lane] = cimag(p[t]);
        for (int i = 0; i < s->size; i++) {
            b[i].re[lane] = right[i * stride + t];
            b[i].im[lane] = right[i * stride + transforms + t];
        }
    }
    if (!solve_lanes(s, h, rate, e, b, x)) return false;
    for (int lane = 0; lane < VECTOR_LANES && first + lane < transforms; lane++)
        for (int i = 0; i < s->size; i++) {
            right[i * stride + first + lane] = x[i].re[lane];
            right[i * stride + transforms + first + lane] = x[i].im[lane];
        }
    return true;
}

bool cascade_system_solve(const struct cascade_system *system, int transforms, const double complex *p, double *right, int stride) {
    struct hessenberg h;
    struct elimination e;
    reduce(system, &h);
    for (int first = 0; first < transforms; first += VECTOR_LANES)
        if (!solve_eight(system, &h, &e, first, transforms, p, right, stride)) return false;
    return true;
}
