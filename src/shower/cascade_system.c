/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * (A + p B) x = b for one real and two dozen complex p and one pair of real matrices. The real one is eliminated as it is. What the
 * others share is done once, in real numbers: B^-1 A is brought to Hessenberg form H = Q^T (B^-1 A) Q by Householder reflections
 * (Golub & Van Loan, Matrix Computations, 7.4.3), which p on the diagonal does not disturb. Then each p takes an elimination of one
 * subdiagonal, with row exchanges, on n^2 instead of n^3 numbers, between products with Q^T B^-1 and Q; eight p go side by side,
 * each in its lane of the vectors.
 *
 * The inverse of B differentiates, which costs two or three digits; one step of iterative refinement with A and B themselves gives
 * them back (Skeel, Math. Comp. 35, 817 (1980)).
 */
#include "shower/cascade_system.h"

#include "core/matrix_product.h"
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
    _Alignas(vector8) double H[MOST][MOST]; /* rows are whole vectors */
    double reflection[MOST][MOST];          /* [k]: v of I - 2 v v^T, zero up to k */
    double into[MOST][MOST];                /* Q^T B^-1 */
    double back[MOST][MOST];                /* Q */
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

static double sum_of_sizes(const double v[MOST]) {
    vector8 sum = {0};
    for (int i = 0; i < MOST; i += VECTOR_LANES) {
        const vector8 some = vector8_load(v + i);
        sum += vector8_chosen(some < 0.0, -some, some);
    }
    return vector8_sum(sum);
}

static double dot(const double a[MOST], const double b[MOST]) {
    vector8 sum = {0};
    for (int i = 0; i < MOST; i += VECTOR_LANES) sum += vector8_load(a + i) * vector8_load(b + i);
    return vector8_sum(sum);
}

/* v such that I - 2 v v^T takes column k below the subdiagonal away; zero if nothing is there. */
static void find_reflection(const struct hessenberg *h, int k, double v[MOST]) {
    const double first = h->H[k + 1][k];
    memset(v, 0, MOST * sizeof *v);
    for (int i = k + 2; i < h->size; i++) v[i] = h->H[i][k];
    const double below = sum_of_sizes(v), size = below + fabs(first);
    v[k + 1] = first;
    const double scale = below > 0.0 && isnormal(size) ? 1.0 / size : 0.0;
    for (int i = 0; i < MOST; i++) v[i] *= scale;
    if (scale == 0.0) return;
    const double length2 = dot(v, v), length = sqrt(length2), norm = 1.0 / sqrt(2.0 * (length2 + length * fabs(v[k + 1])));
    v[k + 1] += copysign(length, v[k + 1]);
    for (int i = 0; i < MOST; i++) v[i] *= norm;
}

/* The first lane of the vector that has column k. */
static int vector_of(int k) {
    return k / VECTOR_LANES * VECTOR_LANES;
}

/* M - 2 v v^T M on the rows in which v is and the columns from `first` on. */
static void reflect_rows(int size, int k, int first, const double v[MOST], double M[MOST][MOST]) {
    enum { CHAINS = 4 };
    for (int j = first; j < size; j += VECTOR_LANES) {
        vector8 sum[CHAINS] = {{0}};
        for (int row = vector_of(k + 1); row < size; row += CHAINS)
            for (int i = 0; i < CHAINS; i++) sum[i] += v[row + i] * vector8_load(&M[row + i][j]);
        const vector8 twice = 2.0 * ((sum[0] + sum[1]) + (sum[2] + sum[3]));
        for (int i = k + 1; i < size; i++) vector8_store(&M[i][j], vector8_load(&M[i][j]) - v[i] * twice);
    }
}

/* vH += v^T H and Hv = H v, from eight rows. */
static void multiply_rows(const struct hessenberg *h, int row, int first, const double v[MOST], double vH[MOST], double Hv[MOST]) {
    vector8 sum[VECTOR_LANES] = {{0}};
    for (int j = first; j < h->size; j += VECTOR_LANES) {
        vector8 of_column = vector8_load(vH + j);
        for (int i = 0; i < VECTOR_LANES; i++) {
            const vector8 some = vector8_load(&h->H[row + i][j]);
            of_column += v[row + i] * some;
            sum[i] += some * vector8_load(v + j);
        }
        vector8_store(vH + j, of_column);
    }
    vector8_store(Hv + row, vector8_sums(sum));
}

/* Eight rows less 2 v vH + Hv v^T. */
static void subtract_from_rows(struct hessenberg *h, int row, int first, const double v[MOST], const double vH[MOST],
                               const double Hv[MOST]) {
    for (int j = first; j < h->size; j += VECTOR_LANES) {
        const vector8 twice = 2.0 * vector8_load(vH + j), of_columns = vector8_load(v + j);
        for (int i = 0; i < VECTOR_LANES; i++) {
            double *to = &h->H[row + i][j];
            vector8_store(to, vector8_load(to) - v[row + i] * twice - Hv[row + i] * of_columns);
        }
    }
}

/* H - 2 v v^T H - 2 (H - 2 v v^T H) v v^T, in two passes. */
static void reflect(struct hessenberg *h, int k) {
    const int first = vector_of(k);
    double *v = h->reflection[k], vH[MOST] = {0.0}, Hv[MOST] = {0.0};
    find_reflection(h, k, v);
    for (int row = 0; row < h->size; row += VECTOR_LANES) multiply_rows(h, row, first, v, vH, Hv);
    const double twice_vHv = 2.0 * dot(vH, v);
    for (int i = 0; i < MOST; i++) Hv[i] = 2.0 * (Hv[i] - twice_vHv * v[i]);
    for (int row = 0; row < h->size; row += VECTOR_LANES) subtract_from_rows(h, row, first, v, vH, Hv);
}

/* Q, the product of all reflections. */
static void set_back(struct hessenberg *h) {
    for (int i = 0; i < h->size; i++) {
        memset(h->back[i], 0, sizeof h->back[i]);
        h->back[i][i] = 1.0;
    }
    for (int k = h->size - 3; k >= 0; k--) reflect_rows(h->size, k, vector_of(k + 1), h->reflection[k], h->back);
}

/* Q^T B^-1. */
static void set_into(const struct cascade_system *s, struct hessenberg *h) {
    for (int block = 0; block < s->size; block += BLOCK)
        for (int row = 0; row < s->size; row++) {
            vector8 sum[BLOCK / VECTOR_LANES] = {{0}};
            for (int j = block; j < block + BLOCK; j++)
                for (int v = 0; v < BLOCK / VECTOR_LANES; v++)
                    sum[v] += h->back[j][row] * vector8_load(&s->B_inverse[j][v * VECTOR_LANES]);
            memcpy(&h->into[row][block], sum, sizeof sum);
        }
}

static void reduce(const struct cascade_system *s, struct hessenberg *h) {
    h->size = s->size;
    scale_rows(s, h->H);
    for (int k = 0; k < s->size - 2; k++) reflect(h, k);
    set_back(h);
    set_into(s, h);
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

/* y = M x for real M, of `rows` rows and as many columns. */
static void multiply(int rows, const double *M, size_t stride, const struct lanes *x, struct lanes *y) {
    enum { COLUMNS = sizeof *x / sizeof(double) };
    const struct matrix_product product = {.rows = (size_t)rows,
                                           .inner = (size_t)rows,
                                           .columns = COLUMNS,
                                           .a = M,
                                           .a_stride = stride,
                                           .b = (const double *)x,
                                           .b_stride = COLUMNS,
                                           .c = (double *)y,
                                           .c_stride = COLUMNS};
    matrix_product(&product);
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
static void apply_inverse(const struct hessenberg *h, const struct elimination *e, const struct lanes right[MOST],
                          struct lanes x[MOST]) {
    struct lanes y[MOST];
    multiply(h->size, &h->into[0][0], MOST, right, y);
    substitute(h, e, y);
    multiply(h->size, &h->back[0][0], MOST, y, x);
}

/* right - (A + p B) x. */
static void residual(const struct cascade_system *s, struct lanes p, const struct lanes right[MOST], const struct lanes x[MOST],
                     struct lanes left[MOST]) {
    struct lanes moved[MOST], absorbed[MOST];
    multiply(s->size, &s->A[0][0], MOST, x, moved);
    for (int row = 0; row < s->size; row += BLOCK) multiply(BLOCK, s->B[row], BLOCK, x + row, absorbed + row);
    for (int row = 0; row < s->size; row++) {
        const struct lanes kept = {right[row].re - moved[row].re, right[row].im - moved[row].im};
        left[row] = less(kept, p, absorbed[row]);
    }
}

static bool solve_lanes(const struct cascade_system *s, const struct hessenberg *h, struct lanes p, struct elimination *e,
                        const struct lanes right[MOST], struct lanes x[MOST]) {
    struct lanes left[MOST], correction[MOST];
    vector8 size = {0};
    eliminate(h, p, e);
    apply_inverse(h, e, right, x);
    for (int step = 0; step < REFINEMENTS; step++) {
        residual(s, p, right, x, left);
        apply_inverse(h, e, left, correction);
        for (int i = 0; i < s->size; i++) x[i] = (struct lanes){x[i].re + correction[i].re, x[i].im + correction[i].im};
    }
    for (int i = 0; i < s->size; i++) size += x[i].re * x[i].re + x[i].im * x[i].im;
    for (int lane = 0; lane < VECTOR_LANES; lane++)
        if (!isfinite(size[lane])) return false;
    return true;
}

static bool solve_eight(const struct cascade_system *s, const struct hessenberg *h, struct elimination *e, const double complex *p,
                        double *re, double *im, int stride) {
    struct lanes rate, b[MOST], x[MOST];
    for (int lane = 0; lane < VECTOR_LANES; lane++) {
        rate.re[lane] = creal(p[lane]);
        rate.im[lane] = cimag(p[lane]);
    }
    for (int i = 0; i < s->size; i++) b[i] = (struct lanes){vector8_load(re + i * stride), vector8_load(im + i * stride)};
    if (!solve_lanes(s, h, rate, e, b, x)) return false;
    for (int i = 0; i < s->size; i++) {
        vector8_store(re + i * stride, x[i].re);
        vector8_store(im + i * stride, x[i].im);
    }
    return true;
}

/* ---- The real p ---- */

/* [A + p B, b], rows of whole vectors. */
struct real_rows {
    int size;
    _Alignas(vector8) double room[MOST][MOST + VECTOR_LANES];
    double *row[MOST]; /* in the order of pivots */
};

static void set_real_rows(const struct cascade_system *s, double p, const double *right, int stride, struct real_rows *r) {
    r->size = s->size;
    for (int i = 0; i < s->size; i++) {
        double *row = r->row[i] = r->room[i];
        memcpy(row, s->A[i], (size_t)s->size * sizeof *row);
        memset(row + s->size, 0, VECTOR_LANES * sizeof *row);
        for (int j = 0; j < BLOCK; j++) row[i / BLOCK * BLOCK + j] += p * s->B[i][j];
        row[s->size] = right[i * stride];
    }
}

/* Clear column k beneath the largest of its elements, which comes to row k. */
static void eliminate_column(struct real_rows *r, int k) {
    int largest = k;
    for (int i = k + 1; i < r->size; i++)
        if (fabs(r->row[i][k]) > fabs(r->row[largest][k])) largest = i;
    double *pivot = r->row[largest];
    r->row[largest] = r->row[k];
    r->row[k] = pivot;
    for (int i = k + 1; i < r->size; i++) {
        double *row = r->row[i];
        const double factor = row[k] / pivot[k];
        for (int j = vector_of(k); j <= r->size; j += VECTOR_LANES)
            vector8_store(row + j, vector8_load(row + j) - factor * vector8_load(pivot + j));
    }
}

static bool solve_real(const struct cascade_system *s, double p, double *right, int stride) {
    struct real_rows r;
    bool is_finite = true;
    set_real_rows(s, p, right, stride, &r);
    for (int k = 0; k < s->size; k++) eliminate_column(&r, k);
    for (int k = s->size - 1; k >= 0; k--) {
        const double x = right[k * stride] = r.row[k][s->size] / r.row[k][k];
        for (int i = 0; i < k; i++) r.row[i][s->size] -= r.row[i][k] * x;
        is_finite = is_finite && isfinite(x);
    }
    return is_finite;
}

bool cascade_system_solve(const struct cascade_system *system, int transforms, const double complex *p, double *right, int stride) {
    struct hessenberg h;
    struct elimination e;
    if (!solve_real(system, creal(p[0]), right, stride)) return false;
    if (transforms > 1) reduce(system, &h);
    for (int first = 1; first < transforms; first += VECTOR_LANES)
        if (!solve_eight(system, &h, &e, p + first, right + first, right + transforms + first, stride)) return false;
    return true;
}
