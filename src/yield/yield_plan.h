/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The project-once design: N[models x columns] = Omega [models x rows] . W [rows x columns].
 *
 * A column is one selection (threshold, shift); a row is an energy node whose acceptance depends on the column. All nodes
 * that every column accepts fully, and the undegraded primaries, are summed with their track lengths into one last row of
 * weight 1. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_YIELD_YIELD_PLAN_H
#define EPSCAN_YIELD_YIELD_PLAN_H

#include "yield/energy_mesh.h"
#include "yield/moments.h"

#include <stddef.h>

struct yield_plan {
    const struct search *search; /* borrowed */
    struct energy_mesh mesh;
    struct moment_rules rules;
    int row_count;        /* rows of W and columns of Omega */
    double *track_length; /* T(E_j) at the mesh's nodes [node_count], X0/GeV */
};

/* `search` is borrowed for the plan's life. Free with yield_plan_clear. */
epscan_status yield_plan_init(struct yield_plan *plan, const struct search *search, const struct selection_range *range);
void yield_plan_clear(struct yield_plan *plan);

/*
 * One row of Omega: row[row_count], so that N_ann of a column at EPSCAN_REFERENCE_EPSILON = sum_i row[i] W[i][column].
 * `scratch` holds plan->mesh.node_count doubles.
 */
void yield_plan_model_row(const struct yield_plan *plan, const epscan_dark_photon *model, double *scratch, double *row);

/* One column of W: weight[i * stride], i < row_count, luminosity included. */
void yield_plan_weight_column(const struct yield_plan *plan, double threshold_GeV, double energy_scale_shift, double *weight,
                              size_t stride);

#endif
