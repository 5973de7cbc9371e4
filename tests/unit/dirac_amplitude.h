/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The squared amplitude of e(p) N(P) -> e(p') N(P') X(k) from explicit Dirac matrices (Dirac's representation), in 113 bits, X of
 * any coupling, and the same as a polynomial, worked out by traces. Neither shares anything with src.
 */
#ifndef EPSCAN_TESTS_DIRAC_AMPLITUDE_H
#define EPSCAN_TESTS_DIRAC_AMPLITUDE_H

#include "model/coupling.h"

#include <math.h>

/* Or in what the includer says. */
#ifdef DIRAC_AMPLITUDE_REAL
typedef DIRAC_AMPLITUDE_REAL quad;
#elif defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 quad;
#else
typedef long double quad; /* 113 bits where the compiler has no other */
#endif

static inline quad quad_sqrt(quad x) {
    if (!(x > 0)) return 0;
    quad root = (quad)sqrt((double)x);
    for (int i = 0; i < 3; i++) root = (root + x / root) / 2; /* Newton doubles the digits */
    return root;
}

/* Contravariant components: energy, x, y, z. */
struct four_vector {
    quad component[4];
};

static inline quad four_product(struct four_vector a, struct four_vector b) {
    return a.component[0] * b.component[0] - a.component[1] * b.component[1] - a.component[2] * b.component[2] -
           a.component[3] * b.component[3];
}

static inline struct four_vector four_sum(struct four_vector a, quad factor, struct four_vector b) {
    for (int i = 0; i < 4; i++) a.component[i] += factor * b.component[i];
    return a;
}

struct spin_matrix {
    quad re[4][4], im[4][4];
};

/* gamma^index: diag(1, 1, -1, -1); sigma_i above, -sigma_i below the diagonal. */
static inline struct spin_matrix gamma_matrix(int index) {
    struct spin_matrix g = {0};
    for (int i = 0; i < 4 && index == 0; i++) g.re[i][i] = i < 2 ? 1 : -1;
    for (int block = 0; block < 2 && index > 0; block++) {
        const int row = 2 * block, column = 2 - row;
        const quad sign = block ? -1 : 1;
        if (index == 1) g.re[row][column + 1] = g.re[row + 1][column] = sign;
        if (index == 2) g.im[row][column + 1] = -sign, g.im[row + 1][column] = sign;
        if (index == 3) g.re[row][column] = sign, g.re[row + 1][column + 1] = -sign;
    }
    return g;
}

static inline struct spin_matrix spin_product(const struct spin_matrix *a, const struct spin_matrix *b) {
    struct spin_matrix c = {0};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++) {
            if (a->re[i][k] == 0 && a->im[i][k] == 0) continue;
            for (int j = 0; j < 4; j++) {
                c.re[i][j] += a->re[i][k] * b->re[k][j] - a->im[i][k] * b->im[k][j];
                c.im[i][j] += a->re[i][k] * b->im[k][j] + a->im[i][k] * b->re[k][j];
            }
        }
    return c;
}

static inline struct spin_matrix spin_sum(struct spin_matrix a, quad factor, const struct spin_matrix *b) {
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) a.re[i][j] += factor * b->re[i][j], a.im[i][j] += factor * b->im[i][j];
    return a;
}

static inline quad metric(int index) {
    return index ? -1 : 1;
}

/* a-slash + mass. */
static inline struct spin_matrix slash(struct four_vector a, quad mass) {
    struct spin_matrix sum = {0};
    for (int i = 0; i < 4; i++) {
        const struct spin_matrix g = gamma_matrix(i);
        sum = spin_sum(sum, metric(i) * a.component[i], &g);
        sum.re[i][i] += mass;
    }
    return sum;
}

struct emission_vectors {
    struct four_vector p, k, p_out, P; /* P may be any vector: what the nucleus couples to */
    quad mass;                         /* of the lepton */
};

/* vertex[0]: g (p'/ + k/ + m) P//s + P/ (p/ - k/ + m) g/u~; vertex[1] is gamma^0 (its adjoint) gamma^0. s, u~ as in DESIGN: u~ < 0.
 */
static inline void emission_vertex(const struct emission_vectors *v, const struct spin_matrix *g, struct spin_matrix vertex[2]) {
    const struct four_vector after = four_sum(v->p_out, 1, v->k), before = four_sum(v->p, -1, v->k);
    const quad s = four_product(after, after) - v->mass * v->mass, u = four_product(before, before) - v->mass * v->mass;
    const struct spin_matrix S = slash(after, v->mass), U = slash(before, v->mass), P = slash(v->P, 0);
    const struct spin_matrix SP = spin_product(&S, &P), PU = spin_product(&P, &U), PS = spin_product(&P, &S),
                             UP = spin_product(&U, &P);
    const struct spin_matrix none = {0}, gSP = spin_product(g, &SP), PUg = spin_product(&PU, g);
    const struct spin_matrix PSg = spin_product(&PS, g), gUP = spin_product(g, &UP);
    vertex[0] = spin_sum(none, 1 / s, &gSP), vertex[0] = spin_sum(vertex[0], 1 / u, &PUg);
    vertex[1] = spin_sum(none, 1 / s, &PSg), vertex[1] = spin_sum(vertex[1], 1 / u, &gUP);
}

/* sum over spins of |ubar(p') vertex u(p)|^2 for one polarisation. */
static inline quad squared_vertex(const struct emission_vectors *v, const struct spin_matrix *polarisation) {
    struct spin_matrix vertex[2];
    emission_vertex(v, polarisation, vertex);
    const struct spin_matrix in = slash(v->p, v->mass), out = slash(v->p_out, v->mass);
    const struct spin_matrix left = spin_product(&out, &vertex[0]), right = spin_product(&in, &vertex[1]);
    const struct spin_matrix both = spin_product(&left, &right);
    return both.re[0][0] + both.re[1][1] + both.re[2][2] + both.re[3][3];
}

/* gamma5, and i gamma5, which like 1, gamma^a and gamma^a gamma5 is gamma^0 (its adjoint) gamma^0. */
static inline struct spin_matrix gamma5_matrix(void) {
    struct spin_matrix g = {0};
    for (int i = 0; i < 4; i++) g.re[i][(i + 2) % 4] = 1;
    return g;
}

static inline struct spin_matrix i_gamma5_matrix(void) {
    struct spin_matrix g = {0};
    for (int i = 0; i < 4; i++) g.im[i][(i + 2) % 4] = 1;
    return g;
}

static inline struct spin_matrix axial_matrix(const struct spin_matrix *a) {
    const struct spin_matrix g5 = gamma5_matrix();
    return spin_product(a, &g5);
}

/* T of a vector or axial vector polarised along its momentum, times mA^2. */
static inline quad dirac_amplitude_along_k(enum coupling coupling, const struct emission_vectors *v) {
    const struct spin_matrix k = slash(v->k, 0), axial = axial_matrix(&k);
    return squared_vertex(v, coupling == COUPLING_AXIAL ? &axial : &k);
}

/* With the polarisation sum -g^ab, to which k^a k^b/mA^2 adds nothing where the current is conserved. */
static inline quad dirac_amplitude_of_metric(enum coupling coupling, const struct emission_vectors *v) {
    quad sum = 0;
    for (int a = 0; a < 4; a++) {
        const struct spin_matrix g = gamma_matrix(a), axial = axial_matrix(&g);
        sum -= metric(a) * squared_vertex(v, coupling == COUPLING_AXIAL ? &axial : &g);
    }
    return sum;
}

/* T. */
static inline quad dirac_amplitude(enum coupling coupling, const struct emission_vectors *v) {
    struct spin_matrix one = {0};
    const struct spin_matrix i_gamma5 = i_gamma5_matrix();
    for (int i = 0; i < 4; i++) one.re[i][i] = 1;
    switch (coupling) {
    case COUPLING_AXIAL:
        return dirac_amplitude_of_metric(coupling, v) + dirac_amplitude_along_k(coupling, v) / four_product(v->k, v->k);
    case COUPLING_SCALAR: return squared_vertex(v, &one);
    case COUPLING_PSEUDOSCALAR: return squared_vertex(v, &i_gamma5);
    default: return dirac_amplitude_of_metric(coupling, v);
    }
}

/* Invariants of T: u < 0 here. */
struct emission_invariants {
    quad m2, mA2, M2, s, u, pp, pP, kP, qP; /* p.p', p.P, k.P, p'.P */
};

/* T of a vector as the traces give it. */
static inline quad vector_traces(const struct emission_invariants *i) {
    const quad m2 = i->m2, mA2 = i->mA2, M2 = i->M2, s = i->s, u = i->u, pp = i->pp, pP = i->pP, kP = i->kP, qP = i->qP;
    const quad common = 4 * mA2 * mA2 * M2 - 16 * m2 * m2 * M2 + 8 * pp * mA2 * M2 + 16 * pp * m2 * M2;
    const quad ss = common - (16 * mA2 + 32 * m2) * (pP * qP + pP * kP) - u * (4 * mA2 + 8 * m2) * M2;
    const quad uu = common - (16 * mA2 + 32 * m2) * (pP * qP - qP * kP) - s * (4 * mA2 + 8 * m2) * M2;
    const quad su = -64 * pp * pP * qP - 32 * pp * pP * kP + 32 * pp * qP * kP + 16 * pp * mA2 * M2 - 32 * pp * m2 * M2 +
                    32 * pp * pp * M2 - 32 * pP * qP * mA2 - 16 * (pP * pP + qP * qP) * mA2 + 32 * kP * kP * m2;
    const quad one = -(4 * mA2 + 8 * m2) * M2 - 16 * pp * M2 + 16 * pP * qP;
    return ss / (s * s) + uu / (u * u) + su / (s * u) + (one + 16 * pP * kP + 16 * qP * qP + 4 * u * M2) / s +
           (one + 16 * pP * pP - 16 * qP * kP + 4 * s * M2) / u;
}

/* Of a scalar or a pseudoscalar. */
static inline quad spinless_traces(const struct emission_invariants *i, bool pseudo) {
    const quad m2 = i->m2, M2 = i->M2, s = i->s, u = i->u, pP = i->pP, kP = i->kP, qP = i->qP,
               kappa = (pseudo ? 0 : 4 * m2) - i->mA2;
    const quad common = 2 * M2 * m2 - M2 * i->mA2 - 2 * M2 * i->pp + 4 * pP * qP, lepton = pseudo ? m2 - i->pp : -m2 - i->pp;
    return 2 * M2 * (s / u + u / s + 2) +
           2 * kappa * ((M2 * s + common - 4 * kP * qP) / (u * u) + (M2 * u + common + 4 * kP * pP) / (s * s)) +
           (6 * kappa * M2 + 8 * kP * (pP - qP)) * (1 / s + 1 / u) +
           (4 * kappa * (common + 2 * kP * (pP - qP)) + 16 * kP * kP * lepton) / (s * u);
}

/* Of an axial vector with the polarisation sum -g^ab, less that of a vector. */
static inline quad axial_less_vector_traces(const struct emission_invariants *i) {
    const quad m2 = i->m2, M2 = i->M2, s = i->s, u = i->u, pP = i->pP, kP = i->kP, qP = i->qP;
    const quad common = 2 * M2 * m2 - M2 * i->mA2 - 2 * M2 * i->pp + 4 * pP * qP;
    return 32 * m2 *
           ((M2 * s + common - 4 * kP * qP) / (u * u) + (M2 * u + common + 4 * kP * pP) / (s * s) + M2 * (1 / s + 1 / u) -
            2 * (kP - pP - qP) * (kP + pP + qP) / (s * u));
}

/* T as the traces give it: along k an axial vector is a pseudoscalar with 2 m/mA its coupling. */
static inline quad trace_amplitude(enum coupling coupling, const struct emission_invariants *i) {
    switch (coupling) {
    case COUPLING_AXIAL: return vector_traces(i) + axial_less_vector_traces(i) + 4 * i->m2 / i->mA2 * spinless_traces(i, true);
    case COUPLING_SCALAR: return spinless_traces(i, false);
    case COUPLING_PSEUDOSCALAR: return spinless_traces(i, true);
    default: return vector_traces(i);
    }
}

#endif
