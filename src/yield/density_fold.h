/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Folds of a spectral density that has no pole that is known: int rho f_i ds of functions f_i that are smooth between the points
 * where the caller cuts s, by Gauss panels that are halved until they agree. A fold is one thread's.
 */
#ifndef EPSCAN_YIELD_DENSITY_FOLD_H
#define EPSCAN_YIELD_DENSITY_FOLD_H

#include "core/gauss_legendre.h"
#include "epscan/status.h"
#include "model/density_table.h"
#include "yield/moments.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * rho(s) of any density >= 0 [1/GeV^2], s in GeV^2. What is narrower than what lies between two breaks by more than a hundred must
 * be among them.
 */
struct any_density {
    double (*at)(double s_GeV2, void *data);
    void *data;
    size_t break_count;
    const double *breaks_GeV2; /* [break_count], in any order */
};

/* f[count], count <= MESH_PANEL_NODES, at s. */
struct folded_functions {
    int count;
    void (*at)(double s_GeV2, double *f, void *data);
    void *data;
};

struct density_fold {
    const struct any_density *rho; /* borrowed; NULL: */
    const struct density_table *table;
    struct gauss_rule rule;
    size_t break_count;
    double *breaks;     /* [break_count], ascending, owned */
    double scale;       /* of what was found so far, below which nothing counts */
    size_t panels_left; /* before it is given up */
    bool failed;        /* rho is no number >= 0, or took too many panels */
};

/*
 * Of any density, or of a table, linear in s between its rows; both are borrowed. `nodes` of a panel: where rho is linear,
 * polynomials up to degree 2 nodes - 2 are exact. Free with density_fold_clear, whatever the status.
 */
epscan_status density_fold_init(struct density_fold *fold, const struct any_density *rho, int nodes);
epscan_status density_fold_init_table(struct density_fold *fold, const struct density_table *table, int nodes);
void density_fold_clear(struct density_fold *fold);

double density_fold_at(const struct density_fold *fold, double s_GeV2);

/* Add int rho f_i ds from `low` to `high`, where the f_i are smooth, to sum[count]. */
void density_fold_add(struct density_fold *fold, const struct folded_functions *functions, double low_GeV2, double high_GeV2,
                      double *sum);

/* moment[node_count] on all panels of the rules' mesh, as moments.h has them; nodes: DENSITY_PANEL_NODES. */
enum { DENSITY_PANEL_NODES = 16 };
void density_fold_moments(struct density_fold *fold, const struct moment_rules *rules, double *moment);

/* EPSCAN_FAILED with the reason when something could not be folded. */
epscan_status density_fold_status(const struct density_fold *fold);

#endif
