/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The balance of a panel's nodes is linear in the X [X0] of all panels before. Rows of kernels integrated against the polynomials
 * of these (cascade_row.h) are put side by side to one matrix, and its product with the X of all Laplace transforms is the balance:
 * primaries act on all, secondaries on one another, from the first panel on which there are any.
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
    h->primary = calloc(panels * N * stride, sizeof *h->primary);
    h->secondary = calloc(panels * SECONDARIES * N * stride, sizeof *h->secondary);
    h->by_primary = calloc(SHOWER_PARTICLES * N * primary_stride(CASCADE_MAX_PANELS), sizeof *h->by_primary);
    h->by_secondary = calloc(SECONDARIES * N * secondary_stride(h, CASCADE_MAX_PANELS), sizeof *h->by_secondary);
    h->product = calloc(SECONDARIES * N * stride, sizeof *h->product);
    return h->primary && h->secondary && h->by_primary && h->by_secondary && h->product;
}

void cascade_history_clear(struct cascade_history *h) {
    free(h->primary);
    free(h->secondary);
    free(h->by_primary);
    free(h->by_secondary);
    free(h->product);
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

void cascade_history_balance(const struct cascade_history *h, int panel, double *balance) {
    const size_t columns = (size_t)h->columns, stride = (size_t)h->stride;
    const struct matrix_product by_primary = {.rows = SHOWER_PARTICLES * N,
                                              .inner = (size_t)panel * N,
                                              .columns = columns,
                                              .a = h->by_primary,
                                              .a_stride = primary_stride(panel),
                                              .b = h->primary,
                                              .b_stride = stride,
                                              .c = balance,
                                              .c_stride = stride};
    const struct matrix_product by_secondary = {.rows = SECONDARIES * N,
                                                .inner = (size_t)panels_with_secondaries(h, panel) * SECONDARIES * N,
                                                .columns = columns,
                                                .a = h->by_secondary,
                                                .a_stride = secondary_stride(h, panel),
                                                .b = cascade_history_X(h, h->first_secondary, SHOWER_POSITRON, 0),
                                                .b_stride = stride,
                                                .c = h->product,
                                                .c_stride = stride};
    matrix_product(&by_primary);
    if (by_secondary.inner == 0) return;
    matrix_product(&by_secondary);
    double *of_secondaries = balance + N * stride;
    for (size_t i = 0; i < SECONDARIES * N * stride; i++) of_secondaries[i] += h->product[i];
}

void cascade_history_close(struct cascade_history *h, int panel) {
    const double *X = cascade_history_X(h, panel, SHOWER_POSITRON, 0);
    if (h->first_secondary < panel) return;
    for (size_t i = 0; i < (size_t)(SECONDARIES * N * h->stride); i++)
        if (fabs(X[i]) > least_secondaries_X0) return;
    h->first_secondary = panel + 1;
}
