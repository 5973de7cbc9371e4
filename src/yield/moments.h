/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of the cross-section on an energy mesh: omega_j with
 *     int sigma(E) g(E) dE = sum_j omega_j g(E_j)        for every g smooth on the mesh's panels.
 * They know the model and nothing of thresholds, shifts or the shower; yields are dot products with the weights.
 */
#ifndef EPSCAN_YIELD_MOMENTS_H
#define EPSCAN_YIELD_MOMENTS_H

#include "epscan/dark_photon.h"
#include "yield/cauchy.h"
#include "yield/energy_mesh.h"

enum { THRESHOLD_NODES = 40 };

/* The rules that moments need, made once and shared by all threads. */
struct moment_rules {
    struct cauchy_rule panel;     /* MESH_PANEL_NODES, in E */
    struct cauchy_rule threshold; /* THRESHOLD_NODES, in sqrt(E - threshold) */
};

void moment_rules_init(struct moment_rules *rules);

/*
 * moment[j] [cm^2 GeV], j < mesh->node_count, at mixing `epsilon`; zero below the chi-chi threshold and on panels before
 * mesh->first_cut. Thread-safe for distinct outputs; depends on nothing but its arguments.
 */
void cross_section_moments(const struct moment_rules *rules, const struct energy_mesh *mesh, const epscan_dark_photon *model,
                           double epsilon, double *moment);

#endif
