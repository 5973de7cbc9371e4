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

#include "core/aligned_room.h"
#include "core/matrix_product.h"
#include "core/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = CASCADE_NODES, SECONDARIES = SHOWER_PARTICLES - 1, PADDING = 8 /* keeps rows off each other's cache lines */ };

static const double least_secondaries_X0 = 1e-25; /* X that is rounding beside any that yields are made of */

/* From one node's factors to the next's. */
static size_t primary_stride(const struct cascade_history *h) {
    return (size_t)h->slots * N + PADDING;
}

static int slots_with_secondaries(const struct cascade_history *h) {
    return h->slots - h->first_with_secondaries;
}

static size_t secondary_stride(const struct cascade_history *h) {
    return (size_t)slots_with_secondaries(h) * SECONDARIES * N + PADDING;
}

bool cascade_history_init(struct cascade_history *h, const struct cascade_terms *terms, int panels, int columns) {
    *h = (struct cascade_history){.terms = terms, .panels = panels, .columns = columns, .slots = panels};
    h->stride = (int)matrix_padded_columns((size_t)columns);
    const size_t block = N * (size_t)h->stride, slots = 2 * (size_t)panels;
    const struct {
        double **array;
        size_t count;
    } parts[] = {{&h->product, SHOWER_PARTICLES * block},
                 {&h->lost, block},
                 {&h->moments, SHOWER_PARTICLES * block},
                 {&h->primary, slots * block},
                 {&h->secondary, slots * SECONDARIES * block},
                 {&h->by_primary, SHOWER_PARTICLES * N * primary_stride(h)},
                 {&h->by_secondary, SECONDARIES * N * secondary_stride(h)}};
    enum { PARTS = sizeof parts / sizeof *parts };
    size_t count = 0;
    for (int i = 0; i < PARTS; i++) count += whole_cache_lines(parts[i].count);
    double *room = h->room = aligned_room(count);
    for (int i = 0; i < PARTS && h->room; i++) {
        *parts[i].array = room;
        room += whole_cache_lines(parts[i].count);
    }
    if (h->room) memset(h->product, 0, SHOWER_PARTICLES * block * sizeof *h->product); /* whose last columns nothing writes */
    return h->room;
}

void cascade_history_clear(struct cascade_history *h) {
    free(h->room);
}

double *cascade_history_X(const struct cascade_history *h, int slot, enum shower_particle particle, int node) {
    const size_t stride = (size_t)h->stride,
                 place = (size_t)(slot < CASCADE_MAX_PANELS ? slot : slot - CASCADE_MAX_PANELS + h->panels);
    if (particle == SHOWER_PRIMARY) return h->primary + (place * N + (size_t)node) * stride;
    return h->secondary + ((place * SECONDARIES + particle - 1) * N + (size_t)node) * stride;
}

void cascade_history_open(struct cascade_history *h, int panel, int far) {
    const size_t block = N * (size_t)h->stride;
    memset(cascade_history_X(h, panel, SHOWER_PRIMARY, 0), 0, block * sizeof(double));
    memset(cascade_history_X(h, panel, SHOWER_POSITRON, 0), 0, SECONDARIES * block * sizeof(double));
    h->slots = h->first_with_secondaries = 0;
    for (int before = far < 0 ? 0 : far; before < panel; before++) {
        if (before < h->first_secondary) h->first_with_secondaries++;
        h->slot[h->slots++] = before == far ? cascade_gathered_slot(far) : before;
    }
    memset(h->by_primary, 0, SHOWER_PARTICLES * N * primary_stride(h) * sizeof *h->by_primary);
    memset(h->by_secondary, 0, SECONDARIES * N * secondary_stride(h) * sizeof *h->by_secondary);
}

static double *factors_of(const struct cascade_history *h, const struct cascade_term *term, int node, int before) {
    if (term->from == SHOWER_PRIMARY)
        return h->by_primary + ((size_t)term->of * N + (size_t)node) * primary_stride(h) + (size_t)before * N;
    return h->by_secondary + ((size_t)(term->of - 1) * N + (size_t)node) * secondary_stride(h) +
           ((size_t)(before - h->first_with_secondaries) * SECONDARIES + term->from - 1) * N;
}

void cascade_history_add_row(struct cascade_history *h, int node, int before, const struct cascade_row *row) {
    for (int i = 0; i < h->terms->count; i++) {
        const struct cascade_term *term = &h->terms->term[i];
        if (term->from != SHOWER_PRIMARY && before < h->first_with_secondaries) continue;
        double *factors = factors_of(h, term, node, before);
        for (int j = 0; j < N; j += VECTOR_LANES)
            vector8_store(factors + j, vector8_load(factors + j) + term->factor * vector8_load(row->of[term->kernel] + j));
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

static void add(size_t count, const double *restrict more, double *restrict sum) {
    for (size_t i = 0; i < count; i++) sum[i] += more[i];
}

/* product[row] = what one slot's X, `inner` from `from` on, do to the rows. */
static void multiply(const struct cascade_history *h, int before, enum shower_particle from, size_t rows, size_t inner,
                     const double *a, size_t a_stride) {
    const struct matrix_product product = {.rows = rows,
                                           .inner = inner,
                                           .columns = (size_t)h->columns,
                                           .a = a,
                                           .a_stride = a_stride,
                                           .b = cascade_history_X(h, h->slot[before], from, 0),
                                           .b_stride = (size_t)h->stride,
                                           .c = h->product,
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

void cascade_history_balance(struct cascade_history *h, double *balance) {
    const size_t count = N * (size_t)h->stride;
    double *of_secondaries = balance + count;
    memset(balance, 0, SHOWER_PARTICLES * count * sizeof *balance);
    memset(h->lost, 0, count * sizeof *h->lost);
    add_first_rows(h->by_primary, SHOWER_PARTICLES, primary_stride(h), -1.0);
    add_first_rows(h->by_secondary, SECONDARIES, secondary_stride(h), -1.0);
    for (int before = 0; before < h->slots; before++) {
        multiply(h, before, SHOWER_PRIMARY, SHOWER_PARTICLES * N, N, h->by_primary + (size_t)before * N, primary_stride(h));
        add_exactly(count, h->product, balance, h->lost);
        add(SECONDARIES * count, h->product + count, of_secondaries);
        const int secondaries = before - h->first_with_secondaries;
        if (secondaries < 0) continue;
        multiply(h, before, SHOWER_POSITRON, SECONDARIES * N, SECONDARIES * N,
                 h->by_secondary + (size_t)secondaries * SECONDARIES * N, secondary_stride(h));
        add(SECONDARIES * count, h->product, of_secondaries);
    }
    add(count, h->lost, balance);
    add_first_rows(balance, SHOWER_PARTICLES, (size_t)h->stride, 1.0);
}

void cascade_history_close(struct cascade_history *h, int panel) {
    const double *X = cascade_history_X(h, panel, SHOWER_POSITRON, 0);
    if (h->first_secondary < panel) return;
    for (size_t i = 0; i < (size_t)(SECONDARIES * N * h->stride); i++)
        if (fabs(X[i]) > least_secondaries_X0) return;
    h->first_secondary = panel + 1;
}
