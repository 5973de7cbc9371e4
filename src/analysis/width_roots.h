/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits of many selections of one model whose Gamma has its mediator's widths, each the root of epsilon_root.h. Pure but for what
 * `limits_at` does.
 */
#ifndef EPSCAN_ANALYSIS_WIDTH_ROOTS_H
#define EPSCAN_ANALYSIS_WIDTH_ROOTS_H

#include "core/gauss_legendre.h"
#include "epscan/dark_photon.h"
#include "epscan/status.h"
#include "limit/epsilon_root.h"
#include "model/mediator.h"

enum { ROOT_NODES_MOST = 15 };

/* limits[i * columns + j]: of column j with Gamma as it is at epsilon[i], i < count <= ROOT_NODES_MOST. */
struct width_limits {
    size_t columns;
    void (*limits_at)(void *data, size_t count, const double *epsilon, double *limits);
    void *data;
};

/* Rules of 1 to ROOT_NODES_MOST nodes, made once. */
struct root_rules {
    struct gauss_rule of[ROOT_NODES_MOST + 1];
};
void root_rules_init(struct root_rules *rules);

/* epsilon_up[columns], root[columns]. EPSCAN_FAILED: no memory. */
epscan_status width_roots_find(const struct root_rules *rules, const struct width_limits *limits, const struct mediation *mediation,
                               const epscan_dark_photon *model, double *epsilon_up, enum epsilon_root *root);

#endif
