/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The balance of a panel's nodes is linear in the X [X0] of all panels before. Rows of kernels integrated against the polynomials
 * of these (cascade_row.h) are put side by side to one matrix, and its product with the X of all Laplace transforms is the balance:
 * primaries act on all, secondaries on one another, from the first panel on which there are any.
 *
 * Rounding. The balance of primaries nearly cancels, a panel's equations differentiate it from node to node, and the transform back
 * multiplies what is left by 1e4: summed in one go, its rounding was 1e-9 of X. So a node's sum is that of the panel's first node
 * and the sum of the differences to it, which are small, since kernels differ little between the nodes; and panels' shares of
 * primaries are added with what rounding loses. That leaves 1e-10 of X, and 1e-11 of yields.
 */
#include "shower/cascade_history.h"

#include "core/matrix_product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = CASCADE_NODES, SECONDARIES = SHOWER_PARTICLES - 1, PADDING = 8 /* keeps rows off each other's cache lines */ };

static const double least_secondaries_X0 = 1e-25; /* X that is rounding beside any that yields are made of */

/* From one node's factors to the next's. */
static size_t primary_stride(int panel) {
    return (size_t)panel * N + PADDING;
}

static int panels_with_secondaries(const struct cascade_history *h, int panel) {
    return panel > h->first_secondary ? panel - h->first_secondary : 0;
}

static size_t secondary_stride(const struct cascade_history *h, int panel) {
    return (size_t)panels_with_secondaries(h, panel) * SECONDARIES * N + PADDING;
}

bool cascade_history_init(struct cascade_history *h, const struct cascade_terms *terms, int columns) {
    const size_t stride = matrix_padded_columns((size_t)columns), panels = CASCADE_MAX_PANELS;
    *h = (struct cascade_history){.terms = terms, .columns = columns, .stride = (int)stride};
    for (int i = 0; i < terms->count; i++)
        if (terms->term[i].from == SHOWER_PRIMARY && terms->term[i].of == SHOWER_POSITRON) h->makes_positrons = true;
    h->primary = calloc(panels * N * stride, sizeof *h->primary);
    h->secondary = calloc(panels * SECONDARIES * N * stride, sizeof *h->secondary);
    h->by_primary = calloc(SHOWER_PARTICLES * N * primary_stride(CASCADE_MAX_PANELS), sizeof *h->by_primary);
    h->by_secondary = calloc(SECONDARIES * N * secondary_stride(h, CASCADE_MAX_PANELS), sizeof *h->by_secondary);
    h->product = calloc(SECONDARIES * N * stride, sizeof *h->product);
    h->lost = calloc(N * stride, sizeof *h->lost);
    return h->primary && h->secondary && h->by_primary && h->by_secondary && h->product && h->lost;
}

void cascade_history_clear(struct cascade_history *h) {
    free(h->primary);
    free(h->secondary);
    free(h->by_primary);
    free(h->by_secondary);
    free(h->product);
    free(h->lost);
}

double *cascade_history_X(const struct cascade_history *h, int panel, enum shower_particle particle, int node) {
    const size_t stride = (size_t)h->stride;
    if (particle == SHOWER_PRIMARY) return h->primary + ((size_t)panel * N + (size_t)node) * stride;
    return h->secondary + (((size_t)panel * SECONDARIES + particle - 1) * N + (size_t)node) * stride;
}

void cascade_history_open(struct cascade_history *h, int panel) {
    memset(h->by_primary, 0, SHOWER_PARTICLES * N * primary_stride(panel) * sizeof *h->by_primary);
    memset(h->by_secondary, 0, SECONDARIES * N * secondary_stride(h, panel) * sizeof *h->by_secondary);
}

static double *factors_of(const struct cascade_history *h, const struct cascade_term *term, int panel, int node, int before) {
    if (term->from == SHOWER_PRIMARY)
        return h->by_primary + ((size_t)term->of * N + (size_t)node) * primary_stride(panel) + (size_t)before * N;
    return h->by_secondary + ((size_t)(term->of - 1) * N + (size_t)node) * secondary_stride(h, panel) +
           ((size_t)(before - h->first_secondary) * SECONDARIES + term->from - 1) * N;
}

void cascade_history_add_row(struct cascade_history *h, int panel, int node, int before, const struct cascade_row *row) {
    for (int i = 0; i < h->terms->count; i++) {
        const struct cascade_term *term = &h->terms->term[i];
        if (term->from != SHOWER_PRIMARY && before < h->first_secondary) continue;
        double *restrict factors = factors_of(h, term, panel, node, before);
        for (int j = 0; j < N; j++) factors[j] += term->factor * row->of[term->kernel][j];
    }
}

/* Blocks of N rows, of which all but the first become differences to it (sign -1), or sums with it again. */
static void add_first_rows(double *matrix, int blocks, size_t stride, double sign) {
    for (int b = 0; b < blocks; b++) {
        const double *restrict first = matrix + (size_t)b * N * stride;
        for (size_t i = 1; i < N; i++)
            for (size_t j = 0; j < stride; j++) matrix[((size_t)b * N + i) * stride + j] += sign * first[j];
    }
}

/* What panels `first` .. `last` - 1 do to the balances from `of` on. */
static void multiply_primaries(const struct cascade_history *h, int panel, int first, int last, enum shower_particle of, int rows,
                               double *to) {
    const struct matrix_product product = {.rows = (size_t)rows,
                                           .inner = (size_t)(last - first) * N,
                                           .columns = (size_t)h->columns,
                                           .a = h->by_primary + (size_t)of * N * primary_stride(panel) + (size_t)first * N,
                                           .a_stride = primary_stride(panel),
                                           .b = cascade_history_X(h, first, SHOWER_PRIMARY, 0),
                                           .b_stride = (size_t)h->stride,
                                           .c = to,
                                           .c_stride = (size_t)h->stride};
    matrix_product(&product);
}

/* sum += more, and what rounding takes from it to `lost` (Knuth). */
static void add_exactly(size_t count, const double *restrict more, double *restrict sum, double *restrict lost) {
    for (size_t i = 0; i < count; i++) {
        const double total = sum[i] + more[i], added = total - sum[i];
        lost[i] += (sum[i] - (total - added)) + (more[i] - added);
        sum[i] = total;
    }
}

/* Primaries on themselves: panel by panel, with what rounding loses. */
static void balance_primaries(const struct cascade_history *h, int panel, double *balance) {
    const size_t count = (size_t)(N * h->stride);
    memset(balance, 0, count * sizeof *balance);
    memset(h->lost, 0, count * sizeof *h->lost);
    for (int before = 0; before < panel; before++) {
        multiply_primaries(h, panel, before, before + 1, SHOWER_PRIMARY, N, h->product);
        add_exactly(count, h->product, balance, h->lost);
    }
    for (size_t i = 0; i < count; i++) balance[i] += h->lost[i];
}

void cascade_history_balance(struct cascade_history *h, int panel, double *balance) {
    const size_t stride = (size_t)h->stride;
    const struct matrix_product by_secondary = {.rows = SECONDARIES * N,
                                                .inner = (size_t)panels_with_secondaries(h, panel) * SECONDARIES * N,
                                                .columns = (size_t)h->columns,
                                                .a = h->by_secondary,
                                                .a_stride = secondary_stride(h, panel),
                                                .b = cascade_history_X(h, h->first_secondary, SHOWER_POSITRON, 0),
                                                .b_stride = stride,
                                                .c = h->product,
                                                .c_stride = stride};
    double *of_secondaries = balance + N * stride;
    add_first_rows(h->by_primary, SHOWER_PARTICLES, primary_stride(panel), -1.0);
    balance_primaries(h, panel, balance);
    memset(of_secondaries, 0, N * stride * sizeof *of_secondaries); /* primaries make positrons by direct pairs alone */
    const enum shower_particle of = h->makes_positrons ? SHOWER_POSITRON : SHOWER_ELECTRON;
    multiply_primaries(h, panel, 0, panel, of, (SHOWER_PARTICLES - (int)of) * N, balance + (size_t)of * N * stride);
    if (by_secondary.inner > 0) {
        add_first_rows(h->by_secondary, SECONDARIES, secondary_stride(h, panel), -1.0);
        matrix_product(&by_secondary);
        for (size_t i = 0; i < SECONDARIES * N * stride; i++) of_secondaries[i] += h->product[i];
    }
    add_first_rows(balance, SHOWER_PARTICLES, stride, 1.0);
}

void cascade_history_close(struct cascade_history *h, int panel) {
    const double *X = cascade_history_X(h, panel, SHOWER_POSITRON, 0);
    if (h->first_secondary < panel) return;
    for (size_t i = 0; i < (size_t)(SECONDARIES * N * h->stride); i++)
        if (fabs(X[i]) > least_secondaries_X0) return;
    h->first_secondary = panel + 1;
}
