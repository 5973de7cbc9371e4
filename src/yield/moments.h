/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of a spectral density on a mesh over s: omega_j with
 *     int rho(s) g(s) ds = sum_j omega_j g(s_j)        for every g smooth on the mesh's panels.
 * They know the model and nothing of the experiment; yields are dot products with its response.
 * All functions are pure and thread-safe for distinct outputs.
 */
#ifndef EPSCAN_YIELD_MOMENTS_H
#define EPSCAN_YIELD_MOMENTS_H

#include "model/spectral_density.h"
#include "yield/cauchy.h"
#include "yield/response_mesh.h"

enum { THRESHOLD_NODES = 32 };

/* The rules that moments need on one mesh, made once and shared by all threads. */
struct moment_rules {
    const struct response_mesh *mesh;                    /* borrowed */
    struct cauchy_rule panel;                            /* MESH_PANEL_NODES, in s */
    struct cauchy_rule threshold;                        /* THRESHOLD_NODES, in sqrt(s - threshold) */
    double cardinal[MESH_PANEL_NODES][MESH_PANEL_NODES]; /* l_j of a panel's nodes = sum_k cardinal[k][j] T_k */
    double *flux;                                        /* quadrature weight / sqrt(s_j) [node_count] */
};

/* `mesh` is borrowed for the rules' life. Free with moment_rules_clear. */
epscan_status moment_rules_init(struct moment_rules *rules, const struct response_mesh *mesh);
void moment_rules_clear(struct moment_rules *rules);

/*
 * numerator[j], j < mesh->node_count: the integrand's numerator times the quadrature weight, without the strength. It is
 * the same for models that differ in alpha_D alone. Zero below the threshold; not set before the mesh's window.
 */
void density_numerators(const struct moment_rules *rules, const struct spectral_density *rho, double *numerator);

/*
 * moment[j], j < mesh->node_count, from the numerators of the same density; zero on panels before the mesh's window and on those
 * that end below the chi-chi threshold. The first panel where they are not. `resonance_below_GeV2`: the end of the mesh less m_A'^2,
 * which may have digits that m_A'^2 lacks next to it.
 */
int density_moments(const struct moment_rules *rules, const struct spectral_density *rho, double resonance_below_GeV2,
                    const double *numerator, double *moment);

#endif
