/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Track length by marching down in energy.
 *
 * In a target deep enough to end the shower, as many e+- must cross an energy E as were made above it. With u = ln(E0/E)
 * and tau(u) = E T(E) that is a Volterra equation of the first kind, free of infra-red divergences,
 *
 *     M K(u, u) + int_0^u tau(u') K(u, u - u') du'  =  particles made above E,
 *
 * K(u, v) = loss_past: the rate at which particles fall past E from e^v E; M = track length of those not yet degraded.
 *   primaries:             the right side is 1 (one beam particle)
 *   photons:               gamma(u) = k G(k):  pair_rate gamma = M radiated + int (tau_p + 2 tau_+) radiated du'
 *   secondary positrons:   the right side is int gamma pairs_above du'       (electrons and positrons alike)
 *
 * K ~ -c ln v is singular, and so is tau_p ~ 1/(c u ln^2 u): the unknowns are X = u tau(u) as functions of w = ln u, smooth
 * over thirty decades of u on about twenty panels. Each panel is collocated at its Gauss nodes; entries of the matrices
 * integrate the kernel against the Lagrange polynomials, with a graded rule where the collocation point is near.
 *
 * Where u is tiny nothing but the soft limit K = -c ln v + kappa matters, and its Laplace transform gives
 *     int_0^u tau_p du' = (1/c) int_0^inf exp(-lambda x) / Gamma(1 + x) dx,   lambda = ln(1/u) + gamma_E + kappa/c:
 * the point mass M below u = 1e-30, and by its derivative X on the panels below u = 1e-11. Marching from a point mass
 * alone would not do: the equation would start with a jump, and X with a spurious boundary layer.
 */
#include "physics/cascade.h"

#include "core/error.h"
#include "epscan/constants.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_linalg.h>

enum { NEAR_NODES = 32, SOFT_NODES = 48, N = CASCADE_NODES };

static const double smallest_u = 1e-30, largest_soft_u = 1e-11;

/* int l_j(w') kernel(u - e^w') dw' for one collocation point and all unknowns of one panel. */
struct kernel_row {
    double loss[N], radiated[N], pairs[N];
};

struct march {
    const struct shower_kernels *kernels;
    struct cascade_solution *solution;
    struct gauss_rule near_rule, soft_rule;
    double photons[CASCADE_MAX_PANELS][N]; /* u gamma(u) at the nodes */
};

static double panel_centre(const struct cascade_solution *s, int panel) {
    return 0.5 * (s->edge[panel] + s->edge[panel + 1]);
}

static double panel_half(const struct cascade_solution *s, int panel) {
    return 0.5 * (s->edge[panel + 1] - s->edge[panel]);
}

static double panel_node(const struct cascade_solution *s, int panel, int i) {
    return panel_centre(s, panel) + panel_half(s, panel) * s->rule.node[i];
}

/* Panels narrow where u ~ 1, growing like |w| where X varies like 1/w^2. */
static void lay_panels(struct cascade_solution *s, double highest_w) {
    const double lowest_w = log(smallest_u);
    double edges[CASCADE_MAX_PANELS + 1];
    int count = 0;
    edges[0] = highest_w;
    while (edges[count] > lowest_w + 0.5 && count < CASCADE_MAX_PANELS - 1) {
        edges[count + 1] = fmax(lowest_w, edges[count] - fmax(0.65, 0.3 * fabs(edges[count])));
        count++;
    }
    edges[count] = lowest_w;
    s->panel_count = count;
    for (int i = 0; i <= count; i++) s->edge[i] = edges[count - i];
}

/* (1/c) int_0^inf x^power exp(-lambda x) / Gamma(1 + x) dx at w = ln u: the mass below u for power 0, X for power 1. */
static double soft_limit(const struct march *m, double w, int power) {
    const struct shower_kernels *kernels = m->kernels;
    const double beam_energy_GeV = m->solution->beam_energy_GeV;
    const double c = kernels->soft_slope(kernels->data, beam_energy_GeV);
    const double lambda = -w + EPSCAN_EULER_GAMMA + kernels->soft_constant(kernels->data, beam_energy_GeV) / c;
    const double end = 45.0; /* e^-45 is below rounding */
    const struct gauss_rule *rule = &m->soft_rule;
    double sum = 0.0;
    for (int i = 0; i < rule->count; i++) {
        const double z = 0.5 * end * (1.0 + rule->node[i]), x = z / lambda;
        sum += 0.5 * end * rule->weight[i] * exp(-z) * (power ? x : 1.0) / tgamma(1.0 + x);
    }
    return sum / (c * lambda);
}

static void add_sample(const struct march *m, int panel, double u, double distance, double weight, struct kernel_row *row) {
    const struct cascade_solution *s = m->solution;
    const double to = s->beam_energy_GeV * exp(-u), drop = -u * expm1(-distance);
    const double x = (log(u) - distance - panel_centre(s, panel)) / panel_half(s, panel);
    const double loss = weight * m->kernels->loss_past(m->kernels->data, to, drop);
    const double radiated = weight * m->kernels->radiated(m->kernels->data, to, drop);
    const double pairs = weight * m->kernels->pairs_above(m->kernels->data, to, drop);
    double cardinal[N];
    gauss_rule_cardinals(&s->rule, x, cardinal);
    for (int j = 0; j < N; j++) {
        row->loss[j] += cardinal[j] * loss;
        row->radiated[j] += cardinal[j] * radiated;
        row->pairs[j] += cardinal[j] * pairs;
    }
}

/* The collocation point is inside the panel (nearest = 0) or just above it: grade the samples towards it. */
static void near_row(const struct march *m, int panel, double w, struct kernel_row *row) {
    const struct cascade_solution *s = m->solution;
    const double nearest = fmax(0.0, w - s->edge[panel + 1]), farthest = w - s->edge[panel];
    const double u = exp(w);
    for (int q = 0; q < NEAR_NODES; q++) {
        const double z = 0.5 * (1.0 + m->near_rule.node[q]), dz = 0.5 * m->near_rule.weight[q];
        if (nearest > 0.0) {
            const double ratio = log(farthest / nearest), distance = nearest * exp(ratio * z);
            add_sample(m, panel, u, distance, dz * ratio * distance, row);
        } else {
            const double z2 = z * z, z5 = z2 * z2 * z;
            add_sample(m, panel, u, farthest * z5 * z, 6.0 * dz * farthest * z5, row);
        }
    }
}

static void far_row(const struct march *m, int panel, double w, struct kernel_row *row) {
    const struct cascade_solution *s = m->solution;
    const double u = exp(w), to = s->beam_energy_GeV * exp(-u), half = panel_half(s, panel);
    for (int j = 0; j < N; j++) {
        const double drop = -u * expm1(panel_node(s, panel, j) - w), weight = half * s->rule.weight[j];
        row->loss[j] = weight * m->kernels->loss_past(m->kernels->data, to, drop);
        row->radiated[j] = weight * m->kernels->radiated(m->kernels->data, to, drop);
        row->pairs[j] = weight * m->kernels->pairs_above(m->kernels->data, to, drop);
    }
}

static void fill_row(const struct march *m, int panel, double w, struct kernel_row *row) {
    memset(row, 0, sizeof *row);
    /* beyond one half-width the panel's own rule integrates log-singular kernels to rounding */
    if (w - m->solution->edge[panel + 1] > panel_half(m->solution, panel))
        far_row(m, panel, w, row);
    else
        near_row(m, panel, w, row);
}

static double dot(const double *a, const double *b) {
    double sum = 0.0;
    for (int j = 0; j < N; j++) sum += a[j] * b[j];
    return sum;
}

/* Solve matrix x = right in place of `right`; the matrix is overwritten. */
static epscan_status solve_panel(double matrix[N][N], double right[N]) {
    gsl_matrix_view A = gsl_matrix_view_array(&matrix[0][0], N, N);
    gsl_vector_view b = gsl_vector_view_array(right, N);
    size_t order[N];
    gsl_permutation permutation = {.size = N, .data = order};
    int sign;
    if (gsl_linalg_LU_decomp(&A.matrix, &permutation, &sign) || gsl_linalg_LU_svx(&A.matrix, &permutation, &b.vector))
        return error_set(EPSCAN_FAILED, "shower cascade: singular system; the cross-sections are not usable");
    for (int j = 0; j < N; j++)
        if (!isfinite(right[j])) return error_set(EPSCAN_FAILED, "shower cascade: not finite; the cross-sections are not usable");
    return EPSCAN_OK;
}

static epscan_status solve_primaries(const struct march *m, int panel, const struct kernel_row diagonal[N],
                                     const double loss_before[N]) {
    double matrix[N][N];
    for (int i = 0; i < N; i++) {
        memcpy(matrix[i], diagonal[i].loss, sizeof matrix[i]);
        m->solution->primary.panel[panel][i] = 1.0 - loss_before[i];
    }
    return solve_panel(matrix, m->solution->primary.panel[panel]);
}

/*
 * Photons of the panel are F (known) + R X_+ with R = 2 u radiated / pair_rate; positrons then obey
 * [loss - pairs R] X_+ = pairs (known photons) + what came before.
 */
static epscan_status solve_secondaries(struct march *m, int panel, const struct kernel_row diagonal[N],
                                       const double radiated_before[N], const double made_before[N]) {
    struct cascade_solution *s = m->solution;
    double response[N][N], known[N], matrix[N][N];
    for (int i = 0; i < N; i++) {
        const double u = exp(panel_node(s, panel, i));
        const double scale = u / m->kernels->pair_rate(m->kernels->data, s->beam_energy_GeV * exp(-u));
        known[i] = scale * (radiated_before[i] + dot(diagonal[i].radiated, s->primary.panel[panel]));
        for (int j = 0; j < N; j++) response[i][j] = 2.0 * scale * diagonal[i].radiated[j];
    }
    for (int i = 0; i < N; i++) {
        s->secondary.panel[panel][i] = made_before[i] + dot(diagonal[i].pairs, known);
        for (int j = 0; j < N; j++) {
            matrix[i][j] = diagonal[i].loss[j];
            for (int k = 0; k < N; k++) matrix[i][j] -= diagonal[i].pairs[k] * response[k][j];
        }
    }
    const epscan_status status = solve_panel(matrix, s->secondary.panel[panel]);
    for (int i = 0; i < N; i++) m->photons[panel][i] = known[i] + dot(response[i], s->secondary.panel[panel]);
    return status;
}

static epscan_status march_panel(struct march *m, int panel) {
    struct cascade_solution *s = m->solution;
    struct kernel_row diagonal[N];
    double loss_before[N], radiated_before[N], made_before[N];
    for (int i = 0; i < N; i++) {
        const double w = panel_node(s, panel, i), u = exp(w), to = s->beam_energy_GeV * exp(-u);
        loss_before[i] = s->undegraded_X0 * m->kernels->loss_past(m->kernels->data, to, u);
        radiated_before[i] = s->undegraded_X0 * m->kernels->radiated(m->kernels->data, to, u);
        made_before[i] = 0.0;
        for (int before = 0; before < panel; before++) {
            struct kernel_row row;
            fill_row(m, before, w, &row);
            loss_before[i] += dot(row.loss, s->primary.panel[before]);
            radiated_before[i] += dot(row.radiated, s->primary.panel[before]) + 2.0 * dot(row.radiated, s->secondary.panel[before]);
            made_before[i] += dot(row.pairs, m->photons[before]) - dot(row.loss, s->secondary.panel[before]);
        }
        fill_row(m, panel, w, &diagonal[i]);
    }
    epscan_status status = EPSCAN_OK;
    if (s->edge[panel + 1] < log(largest_soft_u)) {
        for (int i = 0; i < N; i++) s->primary.panel[panel][i] = soft_limit(m, panel_node(s, panel, i), 1);
    } else {
        status = solve_primaries(m, panel, diagonal, loss_before);
    }
    return status ? status : solve_secondaries(m, panel, diagonal, radiated_before, made_before);
}

epscan_status cascade_solve(const struct shower_kernels *kernels, double beam_energy_GeV, double lowest_energy_GeV,
                            struct cascade_solution *solution) {
    struct march m = {.kernels = kernels, .solution = solution};
    memset(solution, 0, sizeof *solution);
    solution->beam_energy_GeV = beam_energy_GeV;
    gauss_rule_init(&solution->rule, N);
    gauss_rule_init(&m.near_rule, NEAR_NODES);
    gauss_rule_init(&m.soft_rule, SOFT_NODES);
    lay_panels(solution, log(log(beam_energy_GeV / lowest_energy_GeV)));
    solution->undegraded_X0 = soft_limit(&m, solution->edge[0], 0);
    epscan_status status = EPSCAN_OK;
    for (int panel = 0; panel < solution->panel_count && !status; panel++) status = march_panel(&m, panel);
    return status;
}

double cascade_spectrum_at(const struct cascade_solution *s, const struct cascade_spectrum *spectrum, double w) {
    if (w < s->edge[0]) return 0.0;
    int panel = s->panel_count - 1;
    while (panel > 0 && w < s->edge[panel]) panel--;
    return gauss_rule_interpolate(&s->rule, spectrum->panel[panel], (w - panel_centre(s, panel)) / panel_half(s, panel));
}
