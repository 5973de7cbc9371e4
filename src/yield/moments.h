/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of the cross-section on an energy mesh: omega_j with
 *     int sigma(E) g(E) dE = sum_j omega_j g(E_j)        for every g smooth on the mesh's panels.
 * They know the model and nothing of thresholds, shifts or the shower; yields are dot products with the weights.
 * All functions are pure and thread-safe for distinct outputs.
 */
#ifndef EPSCAN_YIELD_MOMENTS_H
#define EPSCAN_YIELD_MOMENTS_H

#include "epscan/dark_photon.h"
#include "yield/cauchy.h"
#include "yield/energy_mesh.h"

enum { THRESHOLD_NODES = 40 };

/* The rules that moments need on one mesh, made once and shared by all threads. */
struct moment_rules {
    const struct energy_mesh *mesh; /* borrowed */
    struct cauchy_rule panel;       /* MESH_PANEL_NODES, in E */
    struct cauchy_rule threshold;   /* THRESHOLD_NODES, in sqrt(E - threshold) */
    double *flux;                   /* quadrature weight / sqrt(E_j + m_e) [node_count] */
};

/* `mesh` is borrowed for the rules' life. Free with moment_rules_clear. */
epscan_status moment_rules_init(struct moment_rules *rules, const struct energy_mesh *mesh);
void moment_rules_clear(struct moment_rules *rules);

/*
 * numerator[j], j < mesh->node_count: the integrand's numerator times the quadrature weight, without the strength. It is
 * the same for every alpha_D of one spin, mass and mass ratio. Zero below the threshold; not set before the mesh's window.
 */
void resonance_numerators(const struct moment_rules *rules, const epscan_resonance *resonance, double *numerator);

/*
 * moment[j] [cm^2 GeV], j < mesh->node_count, from the numerators of the same resonance; zero below the chi-chi threshold
 * and on panels before the mesh's window.
 */
void cross_section_moments(const struct moment_rules *rules, const epscan_resonance *resonance, const double *numerator,
                           double *moment);

#endif
