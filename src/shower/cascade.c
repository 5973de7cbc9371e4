/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Track length by marching down in energy.
 *
 * All depths first. As many e+- must cross an energy E as were made above it. With u = ln(E0/E) and tau(u) = E T(E) that is
 * a Volterra equation, free of infra-red divergences,
 *
 *     M K(u, u) + int_0^u tau(u') K(u, u - u') du' + (beta/E) tau(u)  =  particles made above E,
 *
 * K(u, v) = loss: the rate at which particles fall past E from e^v E; beta: continuous loss; M = track length of those not
 * yet degraded. The right side is 1 for the beam particle, and for secondaries what photons and knock-on collisions make. Photons
 * balance at each energy: rate x k G(k) = what is radiated and scattered to k.
 *
 * A finite depth L is the inverse Laplace transform of the same in depth: particles that are absorbed at a rate p, which adds p
 * to K and to the photons' rate, have the track length of those that stay above a depth distributed like p e^(-p L). Complex p
 * on the right half plane (laplace_inversion.h) give T down to L. All p share the kernels and march together: their real and
 * imaginary parts are the columns below. Panels behind act on them by one matrix product (cascade_history.h), and a panel's own
 * equations are solved for all p from one reduction (cascade_system.h). One column of p = 0 is the infinite depth.
 *
 * K ~ -c ln v is singular, and so is tau ~ 1/(c u ln^2 u) of primaries: the unknowns are X = u tau(u) as functions of w = ln u,
 * smooth over thirty decades of u on some thirty panels. Each panel is collocated at its Gauss nodes; entries of the matrices
 * integrate the kernel against the Lagrange polynomials, with a graded rule where the collocation point is near.
 *
 * The start. With continuous loss nothing else matters at u far below (beta/E0)/K: X = u E0/beta, so M is the first edge's u
 * E0/beta. Without, nothing but K = -c ln v + kappa matters where u is tiny, and its Laplace transform (cascade_start.h) gives the
 * point mass M below u = 1e-30 and X below u = 1e-11. Marching from a point mass alone would not do: the equation would
 * start with a jump, and X with a spurious boundary layer.
 */
#include "shower/cascade.h"

#include "core/error.h"
#include "core/laplace_inversion.h"
#include "epscan/constants.h"
#include "shower/cascade_far.h"
#include "shower/cascade_panels.h"
#include "shower/cascade_start.h"
#include "shower/cascade_system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SOFT_NODES = 48, N = CASCADE_NODES, MOST_COLUMNS = 56 /* 2 LAPLACE_NODES, padded */ };

_Static_assert(LAPLACE_NODES % 8 == 1, "as cascade_system_solve takes them");

static const double smallest_u = 1e-30, largest_soft_u = 1e-11;

struct march {
    const struct shower_kernels *kernels;
    const struct cascade_setup *setup;
    struct cascade_solution *solution;
    int transforms;                           /* how many p */
    double complex absorption[LAPLACE_NODES]; /* p [1/X0] */
    double complex weight[LAPLACE_NODES];     /* of the transform back */
    int columns;                              /* 2 x transforms: real parts, then imaginary parts */
    struct cascade_terms terms;
    struct cascade_history history;             /* X of the panels */
    double undegraded[MOST_COLUMNS];            /* M */
    double sum[SHOWER_PARTICLES][MOST_COLUMNS]; /* int X dw over the panels before */
    double *balance;                            /* [particle][node][column]: what the panels before do to the balance */
    struct cascade_sampler sampler;
    struct gauss_rule soft_rule;
    double integral[N][N]; /* int_{-1}^{x_i} l_j */
    double slope[N][N];    /* its inverse */
    bool continuous;       /* there is continuous loss */
};

static double *X_of(const struct march *m, int panel, enum shower_particle particle, int node) {
    return cascade_history_X(&m->history, panel, particle, node);
}

static double *balance_of(const struct march *m, enum shower_particle particle, int node) {
    return m->balance + ((size_t)particle * N + (size_t)node) * (size_t)m->history.stride;
}

static bool is_symmetric(const struct march *m) {
    return m->kernels->charge_symmetric;
}

/* ---- The balance ---- */

/* to[column] += sum_j factor row[j] X[j][column]. */
static void add_product(const struct march *m, const double row[N], double factor, const double *X, double *restrict to) {
    for (int j = 0; j < N; j++) {
        const double weight = factor * row[j];
        const double *restrict from = X + (size_t)j * (size_t)m->history.stride;
        for (int c = 0; c < m->columns; c++) to[c] += weight * from[c];
    }
}

static void add_complex(const struct march *m, double *to, int transform, double complex value) {
    to[transform] += creal(value);
    to[m->transforms + transform] += cimag(value);
}

/* to += p from, with complex p of each transform. */
static void add_absorption(const struct march *m, const double *from, double *restrict to) {
    const double *im = from + m->transforms;
    for (int t = 0; t < m->transforms; t++) {
        const double p_re = creal(m->absorption[t]), p_im = cimag(m->absorption[t]);
        to[t] += p_re * from[t] - p_im * im[t];
        to[m->transforms + t] += p_re * im[t] + p_im * from[t];
    }
}

/* The beam particle's source and its point mass. */
static void add_source(struct march *m, int node, const double value[KERNEL_COUNT]) {
    double *primary = balance_of(m, SHOWER_PRIMARY, node);
    add_absorption(m, m->undegraded, primary);
    for (int t = 0; t < m->transforms; t++) primary[t] -= 1.0;
    for (int i = 0; i < m->terms.count; i++) {
        const struct cascade_term *term = &m->terms.term[i];
        double *to = balance_of(m, term->of, node);
        if (term->from == SHOWER_PRIMARY)
            for (int c = 0; c < m->columns; c++) to[c] += term->factor * value[term->kernel] * m->undegraded[c];
    }
}

/* p times the track length above: absorption of e+- in the panels before. */
static void add_absorbed(struct march *m, int node) {
    for (enum shower_particle particle = 0; particle < SHOWER_PHOTON; particle++)
        add_absorption(m, m->sum[particle], balance_of(m, particle, node));
}

/* ---- Panels ---- */
/* What stands on the diagonal, by particle: continuous loss of e+-, interaction of photons; over u, since X = u tau. */
static double diagonal_of(const struct march *m, enum shower_particle particle, double u) {
    const double energy_GeV = m->setup->beam_energy_GeV * exp(-u);
    enum em_lepton lepton = particle == SHOWER_POSITRON ? EM_POSITRON : EM_ELECTRON;
    if (particle == SHOWER_PRIMARY) lepton = m->setup->beam;
    if (particle == SHOWER_PHOTON) return m->kernels->photon_rate(m->kernels->data, energy_GeV) / u;
    return m->continuous ? m->kernels->continuous_loss(m->kernels->data, lepton, energy_GeV) / (energy_GeV * u) : 0.0;
}

/* Whose equations are solved together: block b of the system is rows and columns b N .. b N + N - 1. */
struct group {
    int count;
    enum shower_particle particles[SHOWER_PHOTON + 1];
};

static int block_of(const struct group *group, enum shower_particle particle) {
    for (int b = 0; b < group->count; b++)
        if (group->particles[b] == particle) return b;
    return -1;
}

/* The panel's equations: what p multiplies is absorption. */
static void assemble(const struct march *m, int panel, const struct cascade_row diagonal[N], const struct group *group,
                     struct cascade_system *system) {
    const double half = cascade_panel_half(m->solution, panel), *u = m->sampler.u[panel];
    for (int i = 0; i < m->terms.count; i++) {
        const struct cascade_term *term = &m->terms.term[i];
        const int of = block_of(group, term->of), from = block_of(group, term->from);
        if (of < 0 || from < 0) continue;
        for (int row = 0; row < N; row++)
            for (int j = 0; j < N; j++) system->A[of * N + row][from * N + j] += term->factor * diagonal[row].of[term->kernel][j];
    }
    for (int row = 0; row < system->size; row++) {
        const int i = row % N;
        const enum shower_particle particle = group->particles[row / N];
        system->A[row][row] += diagonal_of(m, particle, u[i]);
        for (int j = 0; j < N; j++) {
            const bool is_photon = particle == SHOWER_PHOTON, own = i == j;
            system->B[row][j] = is_photon ? (own ? 1.0 / u[i] : 0.0) : half * m->integral[i][j];
            system->B_inverse[row][j] = is_photon ? (own ? u[i] : 0.0) : m->slope[i][j] / half;
        }
    }
}

static bool is_all_zero(const double *values, int count) {
    for (int i = 0; i < count; i++)
        if (values[i] != 0.0) return false;
    return true;
}

/* Solve a group's equations for all p. */
static epscan_status solve(struct march *m, int panel, const struct cascade_row diagonal[N], const struct group *group) {
    struct cascade_system system = {.size = group->count * N};
    double right[CASCADE_SYSTEM_MAX * MOST_COLUMNS];
    const int stride = m->history.stride;
    for (int row = 0; row < system.size; row++) {
        const double *balance = balance_of(m, group->particles[row / N], row % N);
        for (int c = 0; c < stride; c++) right[row * stride + c] = -balance[c];
    }
    if (is_all_zero(right, system.size * stride)) return EPSCAN_OK;
    assemble(m, panel, diagonal, group, &system);
    if (!cascade_system_solve(&system, m->transforms, m->absorption, right, stride))
        return error_set(EPSCAN_FAILED, "shower cascade: singular or not finite; the cross-sections are not usable");
    for (int row = 0; row < system.size; row++)
        memcpy(X_of(m, panel, group->particles[row / N], row % N), right + row * stride, (size_t)m->columns * sizeof *right);
    return EPSCAN_OK;
}

static double complex soft_limit(const struct march *m, int transform, double w, int power) {
    const struct shower_kernels *k = m->kernels;
    const double energy_GeV = m->setup->beam_energy_GeV;
    return cascade_soft_limit(&m->soft_rule, k->soft_slope(k->data, m->setup->beam, energy_GeV),
                              k->soft_constant(k->data, m->setup->beam, energy_GeV), m->absorption[transform], w, power);
}

static epscan_status solve_primaries(struct march *m, int panel, const struct cascade_row diagonal[N]) {
    static const struct group primary = {1, {SHOWER_PRIMARY}};
    if (m->continuous || m->solution->edge[panel + 1] >= log(largest_soft_u)) return solve(m, panel, diagonal, &primary);
    for (int i = 0; i < N; i++) {
        double *x = X_of(m, panel, SHOWER_PRIMARY, i);
        memset(x, 0, (size_t)m->columns * sizeof *x);
        for (int t = 0; t < m->transforms; t++)
            add_complex(m, x, t, soft_limit(m, t, cascade_panel_node(m->solution, panel, i), 1));
    }
    return EPSCAN_OK;
}

static epscan_status solve_secondaries(struct march *m, int panel, const struct cascade_row diagonal[N]) {
    const struct group secondaries = {is_symmetric(m) ? 2 : 3, {SHOWER_PHOTON, SHOWER_POSITRON, SHOWER_ELECTRON}};
    for (int node = 0; node < N; node++)
        for (int i = 0; i < m->terms.count; i++) {
            const struct cascade_term *term = &m->terms.term[i];
            if (term->from == SHOWER_PRIMARY && term->of != SHOWER_PRIMARY)
                add_product(m, diagonal[node].of[term->kernel], term->factor, X_of(m, panel, SHOWER_PRIMARY, 0),
                            balance_of(m, term->of, node));
        }
    const epscan_status status = solve(m, panel, diagonal, &secondaries);
    if (is_symmetric(m))
        memcpy(X_of(m, panel, SHOWER_ELECTRON, 0), X_of(m, panel, SHOWER_POSITRON, 0),
               (size_t)(N * m->history.stride) * sizeof(double));
    return status;
}

/* From the columns to the spectra: Re sum of weight/p x X, or the one column of the infinite depth. */
static void collect(const struct march *m, int panel) {
    for (enum shower_particle particle = 0; particle < SHOWER_PARTICLES; particle++)
        for (int i = 0; i < N; i++) {
            const double *re = X_of(m, panel, particle, i), *im = re + m->transforms;
            double sum = 0.0;
            for (int t = 0; t < m->transforms; t++) sum += creal(m->weight[t]) * re[t] - cimag(m->weight[t]) * im[t];
            m->solution->spectrum[particle].panel[panel][i] = sum;
        }
}

static epscan_status march_panel(struct march *m, int panel) {
    const struct cascade_solution *s = m->solution;
    struct cascade_row diagonal[N], row;
    const double *u = m->sampler.u[panel];
    double source[N][KERNEL_COUNT];
    cascade_history_open(&m->history, panel, cascade_last_far(&m->sampler, panel));
    cascade_sampler_prepare(&m->sampler, N, u, u[N - 1]);
    for (int i = 0; i < N; i++) {
        cascade_sampler_kernels(&m->sampler, i, u[i], source[i]);
        for (int before = 0; before < m->history.slots; before++) {
            cascade_row_fill(&m->sampler, m->history.slot[before], panel, i, &row);
            cascade_history_add_row(&m->history, i, before, &row);
        }
        cascade_row_fill(&m->sampler, panel, panel, i, &diagonal[i]);
    }
    cascade_history_balance(&m->history, m->balance);
    for (int i = 0; i < N; i++) {
        add_source(m, i, source[i]);
        add_absorbed(m, i);
    }
    epscan_status status = solve_primaries(m, panel, diagonal);
    if (!status) status = solve_secondaries(m, panel, diagonal);
    for (enum shower_particle particle = 0; particle < SHOWER_PARTICLES; particle++)
        add_product(m, s->rule.weight, cascade_panel_half(s, panel), X_of(m, panel, particle, 0), m->sum[particle]);
    cascade_history_close(&m->history, panel);
    cascade_gather(&m->sampler, &m->history, panel);
    collect(m, panel);
    return status;
}

/* ---- All of it ---- */

/*
 * Where continuous loss rules: a millionth of the loss at which the first radiation or absorption is expected. With absorption, the
 * layer ends where nothing of the undegraded is left.
 */
static double continuous_start(struct march *m, double loss_share, struct cascade_layer *layer) {
    const double first = 1e-6 * loss_share;
    double value[KERNEL_COUNT], fastest = 0.0;
    for (int t = 0; t < m->transforms; t++) fastest = fmax(fastest, cabs(m->absorption[t]));
    cascade_sampler_prepare(&m->sampler, 1, &(double){0.0}, first);
    cascade_sampler_kernels(&m->sampler, 0, first, value);
    const double radiation = 1.0 + value[cascade_primary_loss(m->kernels, m->setup->beam)],
                 slowest = creal(m->absorption[0]) + 0.5 * radiation;
    *layer = (struct cascade_layer){0.0, 0.0};
    if (m->transforms > 1)
        *layer = (struct cascade_layer){log(loss_share / (radiation + fastest)), log(40.0 * loss_share / slowest)};
    return first / (radiation + fastest);
}

static void start(struct march *m) {
    const struct cascade_setup *setup = m->setup;
    const double highest_w = log(log(setup->beam_energy_GeV / setup->lowest_energy_GeV));
    const double loss_share =
        m->kernels->continuous_loss(m->kernels->data, setup->beam, setup->beam_energy_GeV) / setup->beam_energy_GeV;
    struct cascade_layer layer = {0.0, 0.0};
    m->continuous = loss_share > 0.0;
    const double first_u = m->continuous ? continuous_start(m, loss_share, &layer) : smallest_u;
    cascade_panels_lay(m->solution, log(first_u), highest_w, m->continuous, &layer);
    cascade_sampler_lay(&m->sampler);
    for (int t = 0; t < m->transforms; t++) {
        const double complex mass = m->continuous ? first_u / loss_share : soft_limit(m, t, m->solution->edge[0], 0);
        add_complex(m, m->undegraded, t, mass);
        m->solution->undegraded_X0 += creal(m->weight[t] * mass);
    }
}

static void choose_transforms(struct march *m) {
    struct laplace_rule rule = {.weight = {1.0}};
    m->transforms = 1;
    if (isfinite(m->setup->depth_X0)) {
        m->transforms = LAPLACE_NODES;
        laplace_rule_init(&rule, m->setup->depth_X0);
        /* down to a depth is the integral over it: 1/p */
        for (int t = 0; t < LAPLACE_NODES; t++) rule.weight[t] /= rule.node[t];
    }
    memcpy(m->absorption, rule.node, sizeof m->absorption);
    memcpy(m->weight, rule.weight, sizeof m->weight);
    m->columns = 2 * m->transforms;
}

epscan_status cascade_solve(const struct shower_kernels *kernels, const struct cascade_setup *setup,
                            struct cascade_solution *solution) {
    struct march m = {.kernels = kernels, .setup = setup, .solution = solution};
    epscan_status status = EPSCAN_OK;
    memset(solution, 0, sizeof *solution);
    solution->beam_energy_GeV = setup->beam_energy_GeV;
    gauss_rule_init(&solution->rule, N);
    gauss_rule_init(&m.soft_rule, SOFT_NODES);
    choose_transforms(&m);
    cascade_terms_init(&m.terms, kernels, setup->beam);
    gauss_rule_integrals(&solution->rule, &m.integral[0][0]);
    gauss_rule_slopes(&solution->rule, &m.slope[0][0]);
    cascade_sampler_init(&m.sampler, kernels, solution);
    if (m.sampler.scratch) start(&m);
    const bool has_history = cascade_history_init(&m.history, &m.terms, solution->panel_count, m.columns);
    m.balance = calloc((size_t)(SHOWER_PARTICLES * N * m.history.stride), sizeof *m.balance);
    if (!m.sampler.scratch || !has_history || !m.balance) status = error_no_memory("the shower cascade");
    for (int panel = 0; panel < solution->panel_count && !status; panel++) status = march_panel(&m, panel);
    cascade_sampler_clear(&m.sampler);
    cascade_history_clear(&m.history);
    free(m.balance);
    return status;
}

double cascade_spectrum_at(const struct cascade_solution *s, const struct cascade_spectrum *spectrum, double w) {
    if (w < s->edge[0]) return 0.0;
    int panel = s->panel_count - 1;
    while (panel > 0 && w < s->edge[panel]) panel--;
    return gauss_rule_interpolate(&s->rule, spectrum->panel[panel],
                                  (w - cascade_panel_centre(s, panel)) / cascade_panel_half(s, panel));
}
