/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels times a panel's cardinal polynomials, integrated over w = ln u, where u = ln(E0/E). Far from the collocation point the
 * panel's own Gauss rule does. Near it kernels are singular: samples are graded towards the point, by distance = z^6 inside the
 * panel and by equal ratios just above it, and the polynomials are evaluated there in barycentric form.
 */
#include "shower/cascade_row.h"

#include "core/matrix_product.h"
#include "core/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_NODES = CASCADE_NEAR_NODES, N = CASCADE_NODES };

static const double same_u = 1e-10; /* energies that agree to this are one */

/* Samples inside a panel are at distance z^6 of its lower end. */
static double sixth_power(double z) {
    const double z2 = z * z;
    return z2 * z2 * z2;
}

static double near_place(const struct cascade_sampler *sampler, int sample) {
    return 0.5 * (1.0 + sampler->near_rule.node[sample]);
}

/* The same for all panels. */
static void set_own_cardinals(struct cascade_sampler *sampler) {
    const struct gauss_rule *rule = &sampler->solution->rule;
    for (int i = 0; i < N; i++)
        for (int q = 0; q < NEAR_NODES; q++) {
            const double x = rule->node[i] - sixth_power(near_place(sampler, q)) * (1.0 + rule->node[i]);
            gauss_rule_cardinals(rule, x, sampler->own_cardinal[i][q]);
        }
}

void cascade_sampler_init(struct cascade_sampler *sampler, const struct shower_kernels *kernels,
                          const struct cascade_solution *solution) {
    *sampler = (struct cascade_sampler){.kernels = kernels, .solution = solution};
    gauss_rule_init(&sampler->near_rule, NEAR_NODES);
    set_own_cardinals(sampler);
    sampler->scratch = calloc(N * kernels->scratch_count + 1, sizeof *sampler->scratch);
}

void cascade_sampler_clear(struct cascade_sampler *sampler) {
    free(sampler->scratch);
    sampler->scratch = NULL;
}

void cascade_sampler_lay(struct cascade_sampler *sampler) {
    const struct cascade_solution *s = sampler->solution;
    for (int panel = 0; panel < s->panel_count; panel++)
        for (int i = 0; i < N; i++) {
            sampler->u[panel][i] = exp(cascade_panel_node(s, panel, i));
            sampler->weight[panel][i] = cascade_panel_half(s, panel) * s->rule.weight[i];
        }
}

void cascade_sampler_prepare(const struct cascade_sampler *sampler, int count, const double *u, double largest_drop) {
    double to_GeV[N];
    for (int i = 0; i < count; i++) to_GeV[i] = sampler->solution->beam_energy_GeV * exp(-u[i]);
    sampler->kernels->prepare(sampler->kernels->data, count, to_GeV, largest_drop + same_u, sampler->scratch);
}

static const double *scratch_of(const struct cascade_sampler *sampler, int i) {
    return sampler->scratch + (size_t)i * sampler->kernels->scratch_count;
}

void cascade_sampler_kernels(const struct cascade_sampler *sampler, int i, double drop, double value[KERNEL_COUNT]) {
    double at[KERNEL_COUNT][KERNEL_MAX_DROPS];
    sampler->kernels->at(sampler->kernels->data, scratch_of(sampler, i), 1, &drop, at);
    for (int k = 0; k < KERNEL_COUNT; k++) value[k] = at[k][0];
}

/* Where a panel is sampled for one collocation point: by which distance below it, and with which weight. */
struct samples {
    double distance[NEAR_NODES], weight[NEAR_NODES];
};

/* The collocation point is inside the panel (nearest = 0) or just above it: grade the samples towards it. */
static void grade(const struct cascade_sampler *sampler, double nearest, double farthest, struct samples *samples) {
    const double ratio = nearest > 0.0 ? log(farthest / nearest) : 0.0;
    for (int q = 0; q < NEAR_NODES; q++) {
        const double z = near_place(sampler, q), dz = 0.5 * sampler->near_rule.weight[q], z6 = sixth_power(z);
        samples->distance[q] = nearest > 0.0 ? nearest * exp(ratio * z) : farthest * z6;
        samples->weight[q] = nearest > 0.0 ? dz * ratio * samples->distance[q] : 6.0 * dz * farthest * z6 / z;
    }
}

/* row[kernel][j] = sum_q weight[q] value[kernel][q] cardinal[q][j]. */
static void sum_samples(const double *cardinal, const double weight[NEAR_NODES], double value[KERNEL_COUNT][KERNEL_MAX_DROPS],
                        struct cascade_row *row) {
    for (int k = 0; k < KERNEL_COUNT; k++)
        for (int q = 0; q < NEAR_NODES; q += VECTOR_LANES)
            vector8_store(value[k] + q, vector8_load(weight + q) * vector8_load(value[k] + q));
    const struct matrix_product product = {.rows = KERNEL_COUNT,
                                           .inner = NEAR_NODES,
                                           .columns = N,
                                           .a = value[0],
                                           .a_stride = KERNEL_MAX_DROPS,
                                           .b = cardinal,
                                           .b_stride = N,
                                           .c = row->of[0],
                                           .c_stride = N};
    matrix_product(&product);
}

static void near_row(const struct cascade_sampler *sampler, int slot, int panel, int node, struct cascade_row *row) {
    const struct cascade_solution *s = sampler->solution;
    const double w = cascade_panel_node(s, panel, node), u = sampler->u[panel][node], log_u = log(u);
    const double centre = cascade_panel_centre(s, slot), half = cascade_panel_half(s, slot);
    const bool is_own = slot == panel;
    struct samples samples;
    double drop[NEAR_NODES], value[KERNEL_COUNT][KERNEL_MAX_DROPS], cardinal[NEAR_NODES][N];
    grade(sampler, is_own ? 0.0 : w - s->edge[slot + 1], w - s->edge[slot], &samples);
    for (int q = 0; q < NEAR_NODES; q++) drop[q] = -u * expm1(-samples.distance[q]);
    sampler->kernels->at(sampler->kernels->data, scratch_of(sampler, node), NEAR_NODES, drop, value);
    for (int q = 0; q < NEAR_NODES && !is_own; q++)
        gauss_rule_cardinals(&s->rule, (log_u - samples.distance[q] - centre) / half, cardinal[q]);
    const double *of_samples = is_own ? &sampler->own_cardinal[node][0][0] : &cardinal[0][0];
    sum_samples(of_samples, samples.weight, value, row);
}

static void far_row(const struct cascade_sampler *sampler, int slot, int panel, int node, struct cascade_row *row) {
    const double *weight = sampler->weight[slot];
    double drop[N], value[KERNEL_COUNT][KERNEL_MAX_DROPS];
    for (int j = 0; j < N; j += VECTOR_LANES) vector8_store(drop + j, sampler->u[panel][node] - vector8_load(sampler->u[slot] + j));
    sampler->kernels->at(sampler->kernels->data, scratch_of(sampler, node), N, drop, value);
    for (int k = 0; k < KERNEL_COUNT; k++)
        for (int j = 0; j < N; j += VECTOR_LANES)
            vector8_store(row->of[k] + j, vector8_load(weight + j) * vector8_load(value[k] + j));
}

/* Beyond one half-width the panel's own rule integrates log-singular kernels to rounding. */
static bool is_near(const struct cascade_solution *s, int slot, double w) {
    return slot < CASCADE_MAX_PANELS && w - s->edge[slot + 1] <= cascade_panel_half(s, slot);
}

void cascade_row_fill(const struct cascade_sampler *sampler, int slot, int panel, int node, struct cascade_row *row) {
    if (is_near(sampler->solution, slot, cascade_panel_node(sampler->solution, panel, node)))
        near_row(sampler, slot, panel, node, row);
    else
        far_row(sampler, slot, panel, node, row);
}
