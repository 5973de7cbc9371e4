/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels times a panel's cardinal polynomials, integrated over w = ln u, where u = ln(E0/E). Far from the collocation point the
 * panel's own Gauss rule does. Near it kernels are singular: samples are graded towards the point, by distance = z^6 inside the
 * panel and by equal ratios just above it, and the polynomials are evaluated there in barycentric form.
 */
#include "shower/cascade_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_NODES = 32, N = CASCADE_NODES };

void cascade_sampler_init(struct cascade_sampler *sampler, const struct shower_kernels *kernels,
                          const struct cascade_solution *solution) {
    *sampler = (struct cascade_sampler){.kernels = kernels, .solution = solution, .prepared_u = -1.0};
    gauss_rule_init(&sampler->near_rule, NEAR_NODES);
    sampler->scratch = calloc(kernels->scratch_count + 1, sizeof *sampler->scratch);
}

void cascade_sampler_clear(struct cascade_sampler *sampler) {
    free(sampler->scratch);
    sampler->scratch = NULL;
}

void cascade_sampler_lay(struct cascade_sampler *sampler) {
    for (int panel = 0; panel < sampler->solution->panel_count; panel++)
        for (int i = 0; i < N; i++) sampler->u[panel][i] = exp(cascade_panel_node(sampler->solution, panel, i));
}

void cascade_sampler_prepare(struct cascade_sampler *sampler, double u) {
    if (sampler->prepared_u >= 0.0 && fabs(u - sampler->prepared_u) < 1e-10) return;
    sampler->kernels->prepare(sampler->kernels->data, sampler->solution->beam_energy_GeV * exp(-u), sampler->scratch);
    sampler->prepared_u = u;
}

/* All kernels at one distance below the collocation point. */
static void add_sample(const struct cascade_sampler *sampler, int panel, double u, double distance, double weight,
                       struct cascade_row *row) {
    const struct cascade_solution *s = sampler->solution;
    const double x = (log(u) - distance - cascade_panel_centre(s, panel)) / cascade_panel_half(s, panel);
    double cardinal[N], value[KERNEL_PADDED];
    sampler->kernels->at(sampler->kernels->data, sampler->scratch, -u * expm1(-distance), value);
    gauss_rule_cardinals(&s->rule, x, cardinal);
    for (int k = 0; k < KERNEL_COUNT; k++) {
        const double scaled = weight * value[k];
        if (scaled != 0.0)
            for (int j = 0; j < N; j++) row->of[k][j] += cardinal[j] * scaled;
    }
}

/* The collocation point is inside the panel (nearest = 0) or just above it: grade the samples towards it. */
static void near_row(const struct cascade_sampler *sampler, int panel, double w, struct cascade_row *row) {
    const struct cascade_solution *s = sampler->solution;
    const double nearest = fmax(0.0, w - s->edge[panel + 1]), farthest = w - s->edge[panel];
    const double u = exp(w);
    memset(row, 0, sizeof *row);
    for (int q = 0; q < NEAR_NODES; q++) {
        const double z = 0.5 * (1.0 + sampler->near_rule.node[q]), dz = 0.5 * sampler->near_rule.weight[q];
        if (nearest > 0.0) {
            const double ratio = log(farthest / nearest), distance = nearest * exp(ratio * z);
            add_sample(sampler, panel, u, distance, dz * ratio * distance, row);
        } else {
            const double z2 = z * z, z5 = z2 * z2 * z;
            add_sample(sampler, panel, u, farthest * z5 * z, 6.0 * dz * farthest * z5, row);
        }
    }
}

static void far_row(const struct cascade_sampler *sampler, int panel, double w, struct cascade_row *row) {
    const struct cascade_solution *s = sampler->solution;
    const double u = exp(w), half = cascade_panel_half(s, panel);
    for (int j = 0; j < N; j++) {
        double value[KERNEL_PADDED];
        sampler->kernels->at(sampler->kernels->data, sampler->scratch, u - sampler->u[panel][j], value);
        for (int k = 0; k < KERNEL_COUNT; k++) row->of[k][j] = half * s->rule.weight[j] * value[k];
    }
}

void cascade_row_fill(const struct cascade_sampler *sampler, int panel, double w, struct cascade_row *row) {
    /* beyond one half-width the panel's own rule integrates log-singular kernels to rounding */
    if (w - sampler->solution->edge[panel + 1] > cascade_panel_half(sampler->solution, panel))
        far_row(sampler, panel, w, row);
    else
        near_row(sampler, panel, w, row);
}
