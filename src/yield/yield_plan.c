/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "yield/yield_plan.h"

#include "core/error.h"

#include <stdlib.h>
#include <string.h>

static int first_row_node(const struct yield_plan *plan) {
    return plan->mesh.first_cut * MESH_PANEL_NODES;
}

static int first_open_node(const struct yield_plan *plan) {
    return plan->mesh.first_open * MESH_PANEL_NODES;
}

epscan_status yield_plan_init(struct yield_plan *plan, const struct search *search, const struct selection_range *range) {
    memset(plan, 0, sizeof *plan);
    plan->search = search;
    const epscan_status status = energy_mesh_init(&plan->mesh, search, range);
    if (status) return status;
    moment_rules_init(&plan->rules);
    plan->row_count = first_open_node(plan) - first_row_node(plan) + 1;
    plan->track_length = malloc((size_t)plan->mesh.node_count * sizeof *plan->track_length);
    if (!plan->track_length) {
        yield_plan_clear(plan);
        return error_no_memory("the selection weights");
    }
    for (int j = 0; j < plan->mesh.node_count; j++)
        plan->track_length[j] = search_positrons_X0_per_GeV(search, plan->mesh.energy_GeV[j]);
    return EPSCAN_OK;
}

void yield_plan_clear(struct yield_plan *plan) {
    energy_mesh_clear(&plan->mesh);
    free(plan->track_length);
    plan->track_length = NULL;
}

void yield_plan_model_row(const struct yield_plan *plan, const epscan_dark_photon *model, double *scratch, double *row) {
    const struct search *search = plan->search;
    const int first = first_row_node(plan), open = first_open_node(plan);
    cross_section_moments(&plan->rules, &plan->mesh, model, EPSCAN_REFERENCE_EPSILON, scratch);
    memcpy(row, scratch + first, (size_t)(open - first) * sizeof *row);
    double always = 0.0;
    for (int j = open; j < plan->mesh.node_count; j++) always += scratch[j] * plan->track_length[j];
    const double undegraded = search_undegraded_positrons_X0(search);
    if (undegraded > 0.0) {
        const double offset = search->beam_energy_GeV - epscan_dark_photon_resonance_energy_GeV(model);
        always += undegraded * epscan_dark_photon_cross_section_at_offset_cm2(model, EPSCAN_REFERENCE_EPSILON, offset);
    }
    row[open - first] = always;
}

void yield_plan_weight_column(const struct yield_plan *plan, double threshold_GeV, double energy_scale_shift, double *weight,
                              size_t stride) {
    const struct search *search = plan->search;
    const double luminosity = search_luminosity_per_cm2_X0(search);
    const int first = first_row_node(plan), open = first_open_node(plan);
    for (int j = first; j < open; j++) {
        const double energy = plan->mesh.energy_GeV[j];
        weight[(size_t)(j - first) * stride] =
            luminosity * search_accepted_X0_per_GeV(search, energy, plan->track_length[j], threshold_GeV, energy_scale_shift);
    }
    weight[(size_t)(open - first) * stride] = luminosity;
}
