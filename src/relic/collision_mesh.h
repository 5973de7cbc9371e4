/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss nodes over the collision energies of chi pairs: see collision_mesh.c. */
#ifndef EPSCAN_RELIC_COLLISION_MESH_H
#define EPSCAN_RELIC_COLLISION_MESH_H

#include "epscan/status.h"
#include "relic/dark_annihilation.h"

#include <stddef.h>

enum { COLLISION_PANEL_NODES = 10, COLLISION_MAX_PANELS = 1024 };

/* Nodes in no order; sum of weight x f(z) is the integral of f dz from `lowest_z` on. */
struct collision_mesh {
    double threshold; /* 2 for one mass of chi */
    double lowest_z;  /* where annihilation becomes possible: there, or 2 m_e/m_chi if that is more */
    size_t count;
    struct dark_collision *node; /* [count], owned */
    double *weight;              /* [count], owned */
};

/*
 * A mesh for averages with weights e^(-x z) of every x in [first_x, last_x]. Fails with EPSCAN_FAILED. Free with
 * collision_mesh_clear, also after a failure.
 */
epscan_status collision_mesh_init(const struct relic_model *model, double first_x, double last_x, struct collision_mesh *mesh);
void collision_mesh_clear(struct collision_mesh *mesh);

#endif
