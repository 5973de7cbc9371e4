/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The project-once design: N[models x columns] = rows [models x nodes] . W [nodes x columns].
 *
 * A model's row knows nothing of thresholds, shifts or the detector; a column, one selection, knows nothing of models
 * (selection_weights.h). What every column of a group accepts fully is summed with its track length into the row's tail.
 * Immutable once made; readers are thread-safe.
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
    size_t row_size, row_length; /* numbers in a row, and from one row to the next */
    double *track_length;        /* T(E_j) at the mesh's nodes [node_count], X0/GeV */
};

/* `search` is borrowed for the plan's life. Free with yield_plan_clear. A plan stays where it was made. */
epscan_status yield_plan_init(struct yield_plan *plan, const struct search *search, const struct selection_range *range);
void yield_plan_clear(struct yield_plan *plan);

/*
 * rows[m * plan->row_length + j]: the moments of model m at node j < node_count, zero before the mesh's window; then
 * yield_plan_events_above. Models of one spin, mass and mass ratio share work. `scratch` holds mesh.node_count doubles.
 */
void yield_plan_model_rows(const struct yield_plan *plan, const epscan_dark_photon *models, size_t count, double *scratch,
                           double *rows);

/* In the first of `rows`: N_ann of all positrons from mesh panel `panel` on (0 <= panel <= panel_count), undegraded ones included.
 */
const double *yield_plan_events_above(const struct yield_plan *plan, const double *rows, int panel);

/* W at node j: N_ann for each unit of the moment [1/(cm^2 GeV)], luminosity included. */
double yield_plan_weight(const struct yield_plan *plan, size_t node, double threshold_GeV, double energy_scale_shift);

/*
 * N_ann at EPSCAN_REFERENCE_EPSILON of one model and one selection of the plan's range, 5 microseconds: what a grid's column
 * would hold, but for the rounding of its factors. `scratch` holds mesh.node_count + row_length doubles.
 */
double yield_plan_events(const struct yield_plan *plan, const epscan_dark_photon *model, double threshold_GeV,
                         double energy_scale_shift, double *scratch);

#endif
