/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rho = regular(s) sqrt(s - s_th) / [(s - s_p)^2 + w^2] on one panel [low, high], by where its singularities are:
 *
 *   both far             Gauss: omega_j = weight_j rho(s_j), for all panels in one vector loop
 *   pole near            product integration: regular sqrt(s - s_th) g is the polynomial, 1/[..] is exact:
 *                        omega_j = regular(s_j) sqrt(s_j - s_th) int l_j(s) / [(s - s_p)^2 + w^2] ds
 *   threshold near       the same two with s = s_th + t^2, where the integrand is smooth in t and the poles are +-zeta,
 *                        zeta^2 = s_p - s_th + i w:
 *                        2 t^2/[(t^2 - Re zeta^2)^2 + w^2] = Im{ 2 + zeta [1/(t - zeta) - 1/(t + zeta)] } / w;
 *                        the t-rule is then carried to the panel's nodes by its Chebyshev moments. Two masses have a second
 *                        root, (s - split)^(3/2), whose branch points t = +-i sqrt(s_th - split) are near the panel when one
 *                        mass is small beside the other: it is then taken in pieces that grow away from them.
 *
 * This file is compiled with contraction to fused multiply-adds.
 */
#include "yield/moments.h"

#include "core/error.h"
#include "core/vector.h"
#include "epscan/constants.h"
#include "model/dark_current.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Gauss with n nodes errs like rho^-2n for a pole on the ellipse rho: of the largest value on the panel, 1.9^-48 = 4e-14 in
 * s, and 1.6^-64 = 9e-14 in t.
 */
#define FAR_RHO 1.9
static const double far_rho_of_root = 1.6;
/* sqrt(s - s_th) times a polynomial by Gauss: singularity at rho = 1.95 when s_th is 0.12 widths below the panel. */
static const double threshold_reach = 0.12;
/* The same as an interpolant, for product integration: rho = 3.9 when 0.55 widths below. */
static const double threshold_reach_near_pole = 0.55;

struct panel {
    double low, high;
    const double *below; /* [2]: how far its ends are below that of the mesh */
    double resonance_below;
    const double *weight, *numerator;
    double *moment;
};

/* By the orthogonality of T_k, k < n, on the n zeros of T_n. */
static void expand_cardinals(struct moment_rules *rules) {
    enum { N = MESH_PANEL_NODES };
    double cardinal[N];
    memset(rules->cardinal, 0, sizeof rules->cardinal);
    for (int i = 0; i < N; i++) {
        const double angle = EPSCAN_PI * (i + 0.5) / N;
        gauss_rule_cardinals(&rules->panel.gauss, cos(angle), cardinal);
        for (int k = 0; k < N; k++)
            for (int j = 0; j < N; j++) rules->cardinal[k][j] += (k ? 2.0 : 1.0) / N * cos(k * angle) * cardinal[j];
    }
}

epscan_status moment_rules_init(struct moment_rules *rules, const struct response_mesh *mesh) {
    rules->mesh = mesh;
    cauchy_rule_init(&rules->panel, MESH_PANEL_NODES);
    cauchy_rule_init(&rules->threshold, THRESHOLD_NODES);
    rules->flux = malloc((size_t)mesh->node_count * sizeof *rules->flux);
    if (!rules->flux) return error_no_memory("the moments' rules");
    expand_cardinals(rules);
    for (int j = 0; j < mesh->node_count; j++) rules->flux[j] = mesh->weight[j] / sqrt(mesh->s[j]);
    return EPSCAN_OK;
}

void moment_rules_clear(struct moment_rules *rules) {
    free(rules->flux);
    rules->flux = NULL;
}

/* The first panel of the mesh's window that reaches above the threshold. */
static int first_panel(const struct response_mesh *mesh, const struct spectral_density *r) {
    int p = mesh->window.first_cut;
    while (p < mesh->panel_count && mesh->edge[p + 1] <= r->threshold) p++;
    return p;
}

/*
 * The factor (1 - split/s)^(3/2) of two masses, whose branch point is farther below than the threshold's: where panels take that
 * root in s they take this one too.
 */
static void split_numerators(const struct response_mesh *mesh, const struct spectral_density *r, double *numerator) {
    for (int j = first_panel(mesh, r) * MESH_PANEL_NODES; j < mesh->node_count; j++)
        numerator[j] *= dark_current_split_factor(r->split, fmax(mesh->s[j], r->threshold));
}

void density_numerators(const struct moment_rules *rules, const struct spectral_density *r, double *numerator) {
    const struct response_mesh *mesh = rules->mesh;
    const double threshold = r->threshold, root = r->root_distance;
    for (int j = first_panel(mesh, r) * MESH_PANEL_NODES; j < mesh->node_count; j++) {
        const double above = mesh->s[j] - threshold, open = above > 0.0 ? above : 0.0;
        numerator[j] = rules->flux[j] * (above + root) * sqrt(open);
    }
    if (r->split > 0.0) split_numerators(mesh, r, numerator);
}

enum { PANEL_VECTORS = MESH_PANEL_NODES / VECTOR_LANES };
_Static_assert(PANEL_VECTORS == 3, "three denominators share a division");

/* Divisions are most of it: a panel's three vectors share one. */
static void gauss_moments(const struct moment_rules *rules, int first, const struct spectral_density *r,
                          const double *restrict numerator, double *restrict moment) {
    const double *s = rules->mesh->s;
    const double w2 = r->half_width * r->half_width, pole = r->pole, strength = r->strength;
    for (int j = first; j < rules->mesh->node_count; j += MESH_PANEL_NODES) {
        vector8 below[PANEL_VECTORS], above[PANEL_VECTORS];
        for (int v = 0; v < PANEL_VECTORS; v++) {
            const vector8 distance = vector8_load(s + j + v * VECTOR_LANES) - pole;
            below[v] = distance * distance + w2;
            above[v] = vector8_load(numerator + j + v * VECTOR_LANES);
        }
        const vector8 pair = below[0] * below[1], share = strength / (pair * below[2]);
        vector8_store(moment + j, above[0] * (share * (below[1] * below[2])));
        vector8_store(moment + j + VECTOR_LANES, above[1] * (share * (below[0] * below[2])));
        vector8_store(moment + j + 2 * VECTOR_LANES, above[2] * (share * pair));
    }
}

/* s_p less an end of a panel, exact when the two are close: by what has more digits. */
static double pole_above(const struct spectral_density *r, const struct panel *panel, int end) {
    const double s = end ? panel->high : panel->low, below = panel->below[end];
    return (s < below ? r->resonance - s : below - panel->resonance_below) + r->pole_offset;
}

static double half_of(const struct panel *panel) {
    return 0.5 * (panel->low < panel->below[0] ? panel->high - panel->low : panel->below[0] - panel->below[1]);
}

static void pole_moments(const struct moment_rules *rules, const struct panel *panel, const struct spectral_density *r) {
    const double half = half_of(panel);
    const struct pole_position pole = {pole_above(r, panel, 0) / half, pole_above(r, panel, 1) / half, r->half_width / half};
    double imaginary[MESH_PANEL_NODES];
    cauchy_moments(&rules->panel, pole, NULL, imaginary);
    /* 1/[(s-s_p)^2 + w^2] = Im[1/(s - z)]/w, ds = half dx, and imaginary is per (w/half) */
    const double scale = r->strength / half;
    for (int j = 0; j < MESH_PANEL_NODES; j++) panel->moment[j] = scale * panel->numerator[j] / panel->weight[j] * imaginary[j];
}

/* An end of a piece in t = sqrt(s - s_th), and s_p - s there. */
struct root_end {
    double t, pole_above;
};

/* A piece in t, and where zeta lies: zeta - t = (s_p - s + i w)/(zeta + t), exact when the two are close. */
struct root_piece {
    double t0, t1, re, im; /* zeta = re + i im */
    struct pole_position pole, mirror;
};

/* Re (a + i w)/(re + t + i im) */
static double distance_from(double a, double w, double re_plus_t, double im) {
    return (a * re_plus_t + w * im) / (re_plus_t * re_plus_t + im * im);
}

static struct root_end root_end_at(const struct spectral_density *r, const struct panel *panel, int end) {
    const double pole_above_s = pole_above(r, panel, end);
    return (struct root_end){sqrt(fmax(0.0, r->pole_above_threshold - pole_above_s)), pole_above_s};
}

static struct root_piece root_piece(const struct spectral_density *r, struct root_end low, struct root_end high) {
    const double A = r->pole_above_threshold, w = r->half_width;
    const double re = sqrt(0.5 * (sqrt(A * A + w * w) + A)), im = 0.5 * w / re;
    struct root_piece piece = {.t0 = low.t, .t1 = high.t, .re = re, .im = im};
    const double half = 0.5 * (high.t - low.t), from_low = low.t > 0.0 ? distance_from(low.pole_above, w, re + low.t, im) : re;
    piece.pole = (struct pole_position){from_low / half, distance_from(high.pole_above, w, re + high.t, im) / half, im / half};
    piece.mirror = (struct pole_position){(-re - low.t) / half, (-re - high.t) / half, -im / half};
    return piece;
}

/*
 * Where a piece from `low` on ends, at `high` at the latest: with d = sqrt(s_th - split) the branch points +-i d are outside the
 * ellipse 2.3 about [t, 4 t + 3 d] for every t >= 0, where THRESHOLD_NODES interpolate to 2.3^-32 = 3e-12.
 */
static struct root_end piece_end(const struct spectral_density *r, struct root_end low, struct root_end high) {
    if (!(r->split > 0.0)) return high;
    const double t = 4.0 * low.t + 3.0 * sqrt(r->threshold - r->split);
    return t < high.t ? (struct root_end){t, r->pole_above_threshold - t * t} : high;
}

enum { ROOT_VECTORS = THRESHOLD_NODES / VECTOR_LANES };
_Static_assert(THRESHOLD_NODES % VECTOR_LANES == 0, "the rule is a whole number of vectors");

/* h(t) by the rule's weights, t2: t^2. */
static void root_weights_by_rule(const struct moment_rules *rules, const struct spectral_density *r, const struct root_piece *piece,
                                 const vector8 *t2, vector8 *weight) {
    const double A = r->pole_above_threshold, w2 = r->half_width * r->half_width, width = piece->t1 - piece->t0;
    for (int v = 0; v < ROOT_VECTORS; v++) {
        const vector8 above = width * t2[v] * (t2[v] + r->root_distance), distance = t2[v] - A;
        weight[v] = vector8_load(rules->threshold.gauss.weight + v * VECTOR_LANES) * above / (distance * distance + w2);
    }
}

/* Integrals with both poles: with D = zeta int h [1/(t - zeta) - 1/(t + zeta)] dt, (root + A) Im D/w + Re D + 2 int h dt. */
static void root_weights_at_pole(const struct moment_rules *rules, const struct spectral_density *r, const struct root_piece *piece,
                                 vector8 *weight) {
    const struct cauchy_rule *rule = &rules->threshold;
    double real[THRESHOLD_NODES], imaginary[THRESHOLD_NODES], mirror_real[THRESHOLD_NODES], mirror_imaginary[THRESHOLD_NODES];
    const double half = 0.5 * (piece->t1 - piece->t0), slope = r->root_distance + r->pole_above_threshold;
    const double of_sum = 0.5 * slope / half - piece->im * piece->pole.b, of_difference = 0.5 * slope / piece->re + piece->re;
    cauchy_moments(rule, piece->pole, real, imaginary);
    if (bernstein_size(piece->mirror) > far_rho_of_root)
        cauchy_moments_by_rule(rule, piece->mirror, mirror_real, mirror_imaginary);
    else
        cauchy_moments(rule, piece->mirror, mirror_real, mirror_imaginary);
    for (int v = 0; v < ROOT_VECTORS; v++) {
        const int q = v * VECTOR_LANES;
        const vector8 difference = vector8_load(real + q) - vector8_load(mirror_real + q);
        const vector8 sum = vector8_load(imaginary + q) + vector8_load(mirror_imaginary + q);
        weight[v] = of_sum * sum + of_difference * difference + 2.0 * half * vector8_load(rule->gauss.weight + q);
    }
}

/* Add sum_q share[q] T_k(x[q]) to chebyshev[k], k < MESH_PANEL_NODES. */
static void add_chebyshev_sums(const vector8 x[ROOT_VECTORS], const vector8 share[ROOT_VECTORS], double *chebyshev) {
    vector8 twice_x[ROOT_VECTORS], previous[ROOT_VECTORS], current[ROOT_VECTORS], sum[MESH_PANEL_NODES];
    for (int v = 0; v < ROOT_VECTORS; v++) {
        twice_x[v] = 2.0 * x[v];
        previous[v] = x[v] * share[v];
        current[v] = share[v];
    }
    for (int k = 0; k < MESH_PANEL_NODES; k++) {
        sum[k] = (vector8){0};
#pragma GCC unroll 4
        for (int v = 0; v < ROOT_VECTORS; v++) {
            const vector8 next = twice_x[v] * current[v] - previous[v];
            sum[k] += current[v];
            previous[v] = current[v];
            current[v] = next;
        }
    }
    for (int k = 0; k < MESH_PANEL_NODES; k += VECTOR_LANES)
        vector8_store(chebyshev + k, vector8_load(chebyshev + k) + vector8_sums(sum + k));
}

/*
 * Add the piece's integrals of h(t) 2 t^2 (t^2 + root) / [(t^2 - A)^2 + w^2] against T_k(x), x from -1 to 1 over the panel, to
 * chebyshev[k]. The factor t^2 + root vanishes next to the pole for scalars near r = 1/2: it is integrated, not interpolated.
 */
static void add_root_piece(const struct moment_rules *rules, const struct panel *panel, const struct spectral_density *r,
                           const struct root_piece *piece, double *chebyshev) {
    const double centre = 0.5 * (panel->low + panel->high), half = 0.5 * (panel->high - panel->low);
    vector8 t2[ROOT_VECTORS], x[ROOT_VECTORS], share[ROOT_VECTORS];
    for (int v = 0; v < ROOT_VECTORS; v++) {
        const vector8 node = vector8_load(rules->threshold.gauss.node + v * VECTOR_LANES);
        const vector8 t = 0.5 * (piece->t0 + piece->t1) + 0.5 * (piece->t1 - piece->t0) * node;
        t2[v] = t * t;
        x[v] = (t2[v] + (r->threshold - centre)) * (1.0 / half);
    }
    if (bernstein_size(piece->pole) > far_rho_of_root)
        root_weights_by_rule(rules, r, piece, t2, share);
    else
        root_weights_at_pole(rules, r, piece, share);
    for (int v = 0; v < ROOT_VECTORS; v++) {
        const vector8 s = t2[v] + r->threshold;
        share[v] *= r->strength / vector8_sqrt(s);
        for (int i = 0; r->split > 0.0 && i < VECTOR_LANES; i++) share[v][i] *= dark_current_split_factor(r->split, s[i]);
    }
    add_chebyshev_sums(x, share, chebyshev);
}

/* moment[j] = sum_k chebyshev[k] cardinal[k][j], even and odd k apart: the sums wait for themselves. */
static void moments_of_chebyshev(const struct moment_rules *rules, const double *chebyshev, double *moment) {
    vector8 even[PANEL_VECTORS] = {0}, odd[PANEL_VECTORS] = {0};
    for (int k = 0; k < MESH_PANEL_NODES; k += 2)
#pragma GCC unroll 3
        for (int v = 0; v < PANEL_VECTORS; v++) {
            even[v] += chebyshev[k] * vector8_load(rules->cardinal[k] + v * VECTOR_LANES);
            odd[v] += chebyshev[k + 1] * vector8_load(rules->cardinal[k + 1] + v * VECTOR_LANES);
        }
    for (int v = 0; v < PANEL_VECTORS; v++) vector8_store(moment + v * VECTOR_LANES, even[v] + odd[v]);
}

static void threshold_moments(const struct moment_rules *rules, const struct panel *panel, const struct spectral_density *r) {
    const struct root_end end = root_end_at(r, panel, 1);
    double chebyshev[MESH_PANEL_NODES] = {0};
    for (struct root_end low = root_end_at(r, panel, 0), high; low.t < end.t; low = high) {
        high = piece_end(r, low, end);
        const struct root_piece piece = root_piece(r, low, high);
        add_root_piece(rules, panel, r, &piece, chebyshev);
    }
    moments_of_chebyshev(rules, chebyshev, panel->moment);
}

/* Whether the pole is inside the ellipse FAR_RHO about a panel; its semi-axes are (rho +- 1/rho)/2 half-widths. */
static int pole_is_near(const struct spectral_density *r, const struct panel *panel) {
    const double longer = 0.5 * (FAR_RHO + 1 / FAR_RHO), shorter = 0.5 * (FAR_RHO - 1 / FAR_RHO);
    const double half = 0.5 * (panel->high - panel->low), distance = r->pole - (panel->low + half), w = r->half_width;
    return distance * distance / (longer * longer) + w * w / (shorter * shorter) < half * half;
}

int density_moments(const struct moment_rules *rules, const struct spectral_density *r, double resonance_below_GeV2,
                    const double *numerator, double *moment) {
    const struct response_mesh *mesh = rules->mesh;
    const int first = first_panel(mesh, r);
    for (int j = 0; j < first * MESH_PANEL_NODES; j++) moment[j] = 0.0;
    gauss_moments(rules, first * MESH_PANEL_NODES, r, numerator, moment);
    for (int p = first; p < mesh->panel_count; p++) {
        const int node = p * MESH_PANEL_NODES;
        const struct panel panel = {mesh->edge[p],       mesh->edge[p + 1], mesh->edge_below + p, resonance_below_GeV2,
                                    mesh->weight + node, numerator + node,  moment + node};
        const int near = pole_is_near(r, &panel);
        const double reach = near ? threshold_reach_near_pole : threshold_reach;
        if (panel.low - r->threshold < reach * (panel.high - panel.low))
            threshold_moments(rules, &panel, r);
        else if (near)
            pole_moments(rules, &panel, r);
    }
    return first;
}
