/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A response is int dv q k(q) W(v) with ln q = v + a shift for each s, W a polynomial on each of some thirty pieces: the moments of
 * q k in Legendre polynomials on the pieces hold all that the electrons contribute. In y = ln q both the cells of k and the pieces
 * of W keep their widths, so that Gauss points of whole cells are found once and moved; a cell that an edge of a piece cuts is
 * integrated by its own Legendre expansion. Eight points side by side; cells narrow against all pieces need no more than eight.
 *
 * Cells end where the tables of profiles have knots (electron_kernel_edges), and are not wider than 0.4.
 */
#include "matter/electron_cells.h"

#include "core/error.h"
#include "core/gauss_legendre.h"
#include "core/vector.h"
#include "epscan/constants.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MOMENTS = ELECTRON_MOMENTS, MOST_NODES = 2 * VECTOR_LANES };
static const double widest = 0.4, narrow = 0.02, narrowest = 1e-10;

struct cell {
    double low, high;
    int nodes;                                /* VECTOR_LANES or MOST_NODES */
    double y[MOST_NODES], weight[MOST_NODES]; /* of the whole cell: int dy q k f = sum weight f(y) */
    double coefficient[MOST_NODES];           /* q k = sum coefficient_n P_n */
};

struct electron_cells {
    struct gauss_rule rule[2]; /* of VECTOR_LANES and MOST_NODES */
    size_t count;
    struct cell *cell; /* ascending, adjacent */
};

/* a_n and b_n of P_n = a_n x P_(n-1) - b_n P_(n-2). */
#define RATIO(n) ((2.0 * (n)-1.0) / (n))
#define BEFORE(n) (((n)-1.0) / (n))
static const double ratio[MOMENTS] = {0.0,      1.0,      RATIO(2),  RATIO(3),  RATIO(4),  RATIO(5),  RATIO(6),  RATIO(7),
                                      RATIO(8), RATIO(9), RATIO(10), RATIO(11), RATIO(12), RATIO(13), RATIO(14), RATIO(15)};
static const double before_ratio[MOMENTS] = {0.0,        0.0,        BEFORE(2),  BEFORE(3), BEFORE(4),  BEFORE(5),
                                             BEFORE(6),  BEFORE(7),  BEFORE(8),  BEFORE(9), BEFORE(10), BEFORE(11),
                                             BEFORE(12), BEFORE(13), BEFORE(14), BEFORE(15)};

void electron_cells_free(struct electron_cells *cells) {
    if (!cells) return;
    free(cells->cell);
    free(cells);
}

static const struct gauss_rule *rule_of(const struct electron_cells *cells, int nodes) {
    return &cells->rule[nodes == VECTOR_LANES ? 0 : 1];
}

static void fill_cell(const struct electron_cells *cells, const struct electron_kernel *kernel, struct cell *cell) {
    const double half = 0.5 * (cell->high - cell->low), middle = 0.5 * (cell->high + cell->low);
    cell->nodes = cell->high - cell->low < narrow ? VECTOR_LANES : MOST_NODES;
    const struct gauss_rule *rule = rule_of(cells, cell->nodes);
    for (int j = 0; j < cell->nodes; j++) {
        cell->y[j] = middle + half * rule->node[j];
        const double q = EPSCAN_ELECTRON_MASS_GeV * exp(cell->y[j]), density = q * electron_kernel_per_GeV2(kernel, q);
        cell->weight[j] = half * rule->weight[j] * density;
        double before = 0.0, current = 1.0;
        for (int n = 0; n < cell->nodes; n++) {
            cell->coefficient[n] += (n + 0.5) * rule->weight[j] * density * current;
            const double next = ((2 * n + 1) * rule->node[j] * current - n * before) / (n + 1);
            before = current;
            current = next;
        }
    }
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Cells between two neighbouring knots. */
static void add_cells(struct electron_cells *cells, double low, double high) {
    const int count = (int)ceil((high - low) / widest * (1.0 - 1e-9));
    for (int i = 0; i < count; i++)
        cells->cell[cells->count++] = (struct cell){.low = low + (high - low) * i / count,
                                                    .high = i + 1 < count ? low + (high - low) * (i + 1) / count : high};
}

/* knot[count] in q, which become logarithms: those above least_q_GeV, and it itself. */
static epscan_status lay_cells(struct electron_cells *cells, double *knot, size_t count, double least_q_GeV) {
    double most = log(least_q_GeV / EPSCAN_ELECTRON_MASS_GeV), last = most;
    for (size_t i = 0; i < count; i++) {
        knot[i] = log(fmax(knot[i], least_q_GeV) / EPSCAN_ELECTRON_MASS_GeV);
        most = fmax(most, knot[i]);
    }
    qsort(knot, count, sizeof *knot, ascending);
    cells->cell = malloc((count + (size_t)((most - last) / widest) + 2) * sizeof *cells->cell);
    if (!cells->cell) return error_no_memory("the electrons' motion");
    for (size_t i = 0; i < count; i++) {
        if (knot[i] - last < narrowest) continue;
        add_cells(cells, last, knot[i]);
        last = knot[i];
    }
    return EPSCAN_OK;
}

epscan_status electron_cells_create(const struct electron_kernel *kernel, double least_q_GeV, struct electron_cells **cells) {
    struct electron_cells *made = calloc(1, sizeof *made);
    double *knot = malloc(electron_kernel_most_edges(kernel) * sizeof *knot);
    epscan_status status = EPSCAN_OK;
    if (made && knot) {
        gauss_rule_init(&made->rule[0], VECTOR_LANES);
        gauss_rule_init(&made->rule[1], MOST_NODES);
        status = lay_cells(made, knot, electron_kernel_edges(kernel, knot), least_q_GeV);
        for (size_t i = 0; i < made->count && !status; i++) fill_cell(made, kernel, &made->cell[i]);
    } else {
        status = error_no_memory("the electrons' motion");
    }
    free(knot);
    if (status)
        electron_cells_free(made);
    else
        *cells = made;
    return status;
}

/* The first cell that ends above y; `count` where none does. */
static size_t cell_at(const struct electron_cells *cells, double y) {
    size_t low = 0, high = cells->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (cells->cell[middle].high <= y)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double electron_cells_end(const struct electron_cells *cells, double y) {
    const size_t i = cell_at(cells, y);
    return i < cells->count ? cells->cell[i].high : INFINITY;
}

/* The cell's expansion at x from -1 to 1, eight at once (Clenshaw). */
static vector8 expansion(const struct cell *cell, vector8 x) {
    vector8 after = {0}, current = {0};
    for (int n = cell->nodes - 1; n > 0; n--) {
        const vector8 next = cell->coefficient[n] + ((2.0 * n + 1.0) / (n + 1.0)) * x * current - ((n + 1.0) / (n + 2.0)) * after;
        after = current;
        current = next;
    }
    return cell->coefficient[0] + x * current - 0.5 * after;
}

double electron_cells_density_per_GeV(const struct electron_cells *cells, double y) {
    const size_t i = cell_at(cells, y);
    if (i == cells->count || y < cells->cell[0].low) return 0.0;
    const struct cell *cell = &cells->cell[i];
    const vector8 x = {(2.0 * y - cell->low - cell->high) / (cell->high - cell->low)};
    return expansion(cell, x)[0];
}

/* Add points x with weights to all moments. */
static inline void add_points(vector8 x, vector8 weight, vector8 *moment) {
    vector8 before = weight, current = weight * x;
    moment[0] += before;
    moment[1] += current;
    for (int n = 2; n < MOMENTS; n++) {
        const vector8 next = ratio[n] * x * current - before_ratio[n] * before;
        before = current;
        current = next;
        moment[n] += next;
    }
}

struct piece {
    double low, high; /* in y */
};

static void add_whole_cell(const struct cell *cell, const struct piece *piece, vector8 *moment) {
    const double scale = 2.0 / (piece->high - piece->low), middle = 0.5 * (piece->low + piece->high);
    for (int j = 0; j < cell->nodes; j += VECTOR_LANES)
        add_points((vector8_load(cell->y + j) - middle) * scale, vector8_load(cell->weight + j), moment);
}

/* Of the cell what lies between `from` and `to`. */
static void add_part_of_cell(const struct electron_cells *cells, const struct cell *cell, const struct piece *piece, double from,
                             double to, vector8 *moment) {
    const double scale = 2.0 / (piece->high - piece->low), middle = 0.5 * (piece->low + piece->high);
    const double cell_scale = 2.0 / (cell->high - cell->low), cell_middle = 0.5 * (cell->low + cell->high);
    const bool is_short = to - from < 0.25 * fmin(piece->high - piece->low, cell->high - cell->low);
    const struct gauss_rule *rule = rule_of(cells, is_short ? VECTOR_LANES : cell->nodes);
    const double half = 0.5 * (to - from), centre = 0.5 * (from + to);
    for (int j = 0; j < rule->count; j += VECTOR_LANES) {
        const vector8 y = centre + half * vector8_load(rule->node + j);
        const vector8 density = expansion(cell, (y - cell_middle) * cell_scale);
        add_points((y - middle) * scale, half * vector8_load(rule->weight + j) * density, moment);
    }
}

static void moments_of_piece(const struct electron_cells *cells, size_t first, const struct piece *piece, double *moment) {
    vector8 sum[MOMENTS] = {{0}};
    for (size_t i = first; i < cells->count && cells->cell[i].low < piece->high; i++) {
        const struct cell *cell = &cells->cell[i];
        const double from = fmax(cell->low, piece->low), to = fmin(cell->high, piece->high);
        if (!(from < to)) continue;
        if (from == cell->low && to == cell->high) /* NOLINT: copies of them */
            add_whole_cell(cell, piece, sum);
        else
            add_part_of_cell(cells, cell, piece, from, to, sum);
    }
    for (int n = 0; n < MOMENTS; n++) moment[n] = vector8_sum(sum[n]);
}

void electron_cells_moments(const struct electron_cells *cells, double shift, size_t pieces, const double *edge, double *moment) {
    size_t first = cell_at(cells, edge[0] + shift);
    for (size_t f = 0; f < pieces; f++) {
        const struct piece piece = {edge[f] + shift, edge[f + 1] + shift};
        while (first < cells->count && cells->cell[first].high <= piece.low) first++;
        moments_of_piece(cells, first, &piece, moment + f * MOMENTS);
    }
}
