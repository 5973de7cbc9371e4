/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sigma = regular(E) sqrt(E - E_th) / [(E - E_p)^2 + w^2] on one panel [low, high], by where its singularities are:
 *
 *   both far             Gauss: omega_j = weight_j sigma(E_j)
 *   pole near            product integration: regular sqrt(E - E_th) g is the polynomial, 1/[..] is exact:
 *                        omega_j = regular(E_j) sqrt(E_j - E_th) int l_j(E) / [(E - E_p)^2 + w^2] dE
 *   threshold near       the same two with E = E_th + t^2, where the integrand is smooth in t and the poles are +-zeta,
 *                        zeta^2 = E_p - E_th + i w:
 *                        2 t^2/[(t^2 - Re zeta^2)^2 + w^2] = Im{ 2 + zeta [1/(t - zeta) - 1/(t + zeta)] } / w;
 *                        the t-rule is then carried to the panel's nodes by its Lagrange polynomials.
 */
#include "yield/moments.h"

#include "epscan/constants.h"

#include <complex.h>
#include <math.h>

/* Gauss with n nodes errs like rho^-2n for a pole on the ellipse rho: 2.2^-40 = 2e-14 of the largest value on the panel. */
static const double far_rho = 2.2;
/* sqrt(E - E_th) times a polynomial by Gauss: singularity at rho = 2.3 when E_th is 0.19 widths below the panel. */
static const double threshold_reach = 0.19;
/* The same as an interpolant, for product integration: rho = 4.6 when 0.7 widths below. */
static const double threshold_reach_near_pole = 0.7;

struct panel {
    double low, high;
    const double *energy;
    double *moment;
};

void moment_rules_init(struct moment_rules *rules) {
    cauchy_rule_init(&rules->panel, MESH_PANEL_NODES);
    cauchy_rule_init(&rules->threshold, THRESHOLD_NODES);
}

static void gauss_moments(const struct moment_rules *rules, const struct panel *panel, const epscan_resonance *r) {
    const double half = 0.5 * (panel->high - panel->low), w2 = r->half_width_GeV * r->half_width_GeV;
    const double threshold = r->threshold_GeV, pole = r->pole_GeV;
    const double strength = half * r->strength, root = r->root_distance_GeV;
    for (int j = 0; j < MESH_PANEL_NODES; j++) {
        const double E = panel->energy[j], distance = E - pole;
        /* epscan_resonance_regular, written out so that it vectorises with one square root */
        panel->moment[j] = rules->panel.gauss.weight[j] * strength * (E - threshold + root) *
                           sqrt((E - threshold) / (E + EPSCAN_ELECTRON_MASS_GeV)) / (distance * distance + w2);
    }
}

/* E_p - E, exact when the two are close. */
static double pole_above(const epscan_resonance *r, double energy) {
    return (r->resonance_GeV - energy) + r->pole_offset_GeV;
}

static struct pole_position pole_in_energy(const epscan_resonance *r, double low, double high) {
    const double half = 0.5 * (high - low);
    return (struct pole_position){pole_above(r, low) / half, pole_above(r, high) / half, r->half_width_GeV / half};
}

static void pole_moments(const struct moment_rules *rules, const struct panel *panel, const epscan_resonance *r) {
    const double half = 0.5 * (panel->high - panel->low);
    double real[MESH_PANEL_NODES], imaginary[MESH_PANEL_NODES];
    cauchy_moments(&rules->panel, pole_in_energy(r, panel->low, panel->high), real, imaginary);
    for (int j = 0; j < MESH_PANEL_NODES; j++) {
        const double E = panel->energy[j];
        /* 1/[(E-E_p)^2 + w^2] = Im[1/(E - z)]/w, dE = half dx, and imaginary is per (w/half) */
        panel->moment[j] = epscan_resonance_regular(r, E - r->threshold_GeV) * sqrt(E - r->threshold_GeV) * imaginary[j] / half;
    }
}

/* A panel in t = sqrt(E - E_th), and where zeta lies: zeta - t = (E_p - E + i w)/(zeta + t), exact when the two are close. */
struct threshold_panel {
    double t0, t1;
    double complex zeta;
    struct pole_position pole, mirror;
};

static struct threshold_panel threshold_panel(const epscan_resonance *r, const struct panel *panel) {
    const double A = r->pole_above_threshold_GeV, w = r->half_width_GeV;
    const double below = pole_above(r, panel->low), above = pole_above(r, panel->high);
    struct threshold_panel tp = {.t0 = sqrt(fmax(0.0, A - below)), .t1 = sqrt(A - above), .zeta = csqrt(A + w * I)};
    const double half = 0.5 * (tp.t1 - tp.t0), re = creal(tp.zeta), im = cimag(tp.zeta);
    const double from_low = tp.t0 > 0.0 ? creal((below + w * I) / (tp.zeta + tp.t0)) : re;
    tp.pole = (struct pole_position){from_low / half, creal((above + w * I) / (tp.zeta + tp.t1)) / half, im / half};
    tp.mirror = (struct pole_position){(-re - tp.t0) / half, (-re - tp.t1) / half, -im / half};
    return tp;
}

/*
 * weight[q] of int h(t) 2 t^2 (t^2 + root) / [(t^2 - A)^2 + w^2] dt over the panel, on the nodes of the threshold rule. The
 * factor t^2 + root vanishes next to the pole for scalars near r = 1/2: it is integrated, not interpolated. With
 * D = zeta int h [1/(t - zeta) - 1/(t + zeta)] dt it gives (root + A) Im D/w + Re D + 2 int h dt.
 */
static void threshold_weights(const struct moment_rules *rules, const epscan_resonance *r, const struct threshold_panel *tp,
                              double weight[THRESHOLD_NODES]) {
    const struct cauchy_rule *rule = &rules->threshold;
    const double A = r->pole_above_threshold_GeV, w = r->half_width_GeV, root = r->root_distance_GeV;
    const double centre = 0.5 * (tp->t0 + tp->t1), half = 0.5 * (tp->t1 - tp->t0);
    if (bernstein_size(tp->pole) > far_rho) {
        for (int q = 0; q < THRESHOLD_NODES; q++) {
            const double t2 = (centre + half * rule->gauss.node[q]) * (centre + half * rule->gauss.node[q]);
            weight[q] = half * rule->gauss.weight[q] * 2.0 * t2 * (t2 + root) / ((t2 - A) * (t2 - A) + w * w);
        }
        return;
    }
    double real[THRESHOLD_NODES], imaginary[THRESHOLD_NODES], mirror_real[THRESHOLD_NODES], mirror_imaginary[THRESHOLD_NODES];
    const double re = creal(tp->zeta), im = cimag(tp->zeta);
    cauchy_moments(rule, tp->pole, real, imaginary);
    cauchy_moments(rule, tp->mirror, mirror_real, mirror_imaginary);
    for (int q = 0; q < THRESHOLD_NODES; q++) {
        const double difference = real[q] - mirror_real[q], sum = imaginary[q] + mirror_imaginary[q];
        const double imaginary_D_over_w = 0.5 * sum / half + 0.5 * difference / re;
        const double real_D = re * difference - im * tp->pole.b * sum;
        weight[q] = (root + A) * imaginary_D_over_w + real_D + 2.0 * half * rule->gauss.weight[q];
    }
}

static void threshold_moments(const struct moment_rules *rules, const struct panel *panel, const epscan_resonance *r) {
    const struct threshold_panel tp = threshold_panel(r, panel);
    const double centre = 0.5 * (panel->low + panel->high), half = 0.5 * (panel->high - panel->low);
    double weight[THRESHOLD_NODES], cardinal[MESH_PANEL_NODES];
    threshold_weights(rules, r, &tp, weight);
    for (int j = 0; j < MESH_PANEL_NODES; j++) panel->moment[j] = 0.0;
    for (int q = 0; q < THRESHOLD_NODES; q++) {
        const double t = 0.5 * (tp.t0 + tp.t1) + 0.5 * (tp.t1 - tp.t0) * rules->threshold.gauss.node[q];
        const double E = r->threshold_GeV + t * t, share = weight[q] * r->strength / sqrt(E + EPSCAN_ELECTRON_MASS_GeV);
        gauss_rule_cardinals(&rules->panel.gauss, (E - centre) / half, cardinal);
        for (int j = 0; j < MESH_PANEL_NODES; j++) panel->moment[j] += share * cardinal[j];
    }
}

static void panel_moments(const struct moment_rules *rules, const struct panel *panel, const epscan_resonance *r) {
    const double width = panel->high - panel->low;
    if (panel->high <= r->threshold_GeV) {
        for (int j = 0; j < MESH_PANEL_NODES; j++) panel->moment[j] = 0.0;
        return;
    }
    const struct pole_position pole = pole_in_energy(r, panel->low, panel->high);
    const int pole_is_near = bernstein_size(pole) < far_rho;
    const double reach = pole_is_near ? threshold_reach_near_pole : threshold_reach;
    if (panel->low - r->threshold_GeV < reach * width)
        threshold_moments(rules, panel, r);
    else if (pole_is_near)
        pole_moments(rules, panel, r);
    else
        gauss_moments(rules, panel, r);
}

void cross_section_moments(const struct moment_rules *rules, const struct energy_mesh *mesh, const epscan_dark_photon *model,
                           double epsilon, double *moment) {
    const epscan_resonance resonance = epscan_dark_photon_resonance(model, epsilon);
    for (int j = 0; j < mesh->first_cut * MESH_PANEL_NODES; j++) moment[j] = 0.0;
    for (int p = mesh->first_cut; p < mesh->panel_count; p++) {
        const struct panel panel = {mesh->edge[p], mesh->edge[p + 1], mesh->energy_GeV + p * MESH_PANEL_NODES,
                                    moment + p * MESH_PANEL_NODES};
        panel_moments(rules, &panel, &resonance);
    }
}
