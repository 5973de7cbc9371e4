/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "yield/yield_plan.h"

#include "core/error.h"
#include "core/vector.h"

#include <stdlib.h>
#include <string.h>

/* Room for `count` doubles in an odd number of cache lines, so that neighbouring rows do not compete for the same sets. */
static size_t odd_lines(size_t count) {
    return ((count + VECTOR_LANES - 1) / VECTOR_LANES | 1) * VECTOR_LANES;
}

epscan_status yield_plan_init(struct yield_plan *plan, const struct search *search, const struct selection_range *range) {
    memset(plan, 0, sizeof *plan);
    plan->search = search;
    epscan_status status = energy_mesh_init(&plan->mesh, search, range);
    if (status) return status;
    status = moment_rules_init(&plan->rules, &plan->mesh);
    plan->row_size = (size_t)(plan->mesh.node_count + plan->mesh.panel_count + 1);
    plan->row_length = odd_lines(plan->row_size);
    plan->track_length = malloc((size_t)plan->mesh.node_count * sizeof *plan->track_length);
    if (!status && !plan->track_length) status = error_no_memory("the selection weights");
    if (status) {
        yield_plan_clear(plan);
        return status;
    }
    for (int j = 0; j < plan->mesh.node_count; j++)
        plan->track_length[j] = search_positrons_after_loss_X0_per_GeV(search, plan->mesh.loss_GeV[j]);
    return EPSCAN_OK;
}

void yield_plan_clear(struct yield_plan *plan) {
    energy_mesh_clear(&plan->mesh);
    moment_rules_clear(&plan->rules);
    free(plan->track_length);
    plan->track_length = NULL;
}

_Static_assert(MESH_PANEL_NODES % VECTOR_LANES == 0, "a panel is a whole number of vectors");

static int same_family(const epscan_dark_photon *a, const epscan_dark_photon *b) {
    return a->spin == b->spin && a->mass_GeV == b->mass_GeV && a->mass_ratio == b->mass_ratio;
}

/* above[p], p <= panel_count: from the top down. */
static void sum_from_above(const struct yield_plan *plan, const epscan_dark_photon *model, const double *moment, double *above) {
    const struct search *search = plan->search;
    const double luminosity = search_luminosity_per_cm2_X0(search), undegraded = search_undegraded_positrons_X0(search);
    double point_mass = 0.0;
    vector8 sum = {0};
    if (undegraded > 0.0) {
        const double offset = search->beam_energy_GeV - epscan_dark_photon_resonance_energy_GeV(model);
        point_mass = undegraded * epscan_dark_photon_cross_section_at_offset_cm2(model, EPSCAN_REFERENCE_EPSILON, offset);
    }
    above[plan->mesh.panel_count] = luminosity * point_mass;
    for (int p = plan->mesh.panel_count - 1; p >= plan->mesh.window.first_cut; p--) {
        for (int j = p * MESH_PANEL_NODES; j < (p + 1) * MESH_PANEL_NODES; j += VECTOR_LANES)
            sum += vector8_load(moment + j) * vector8_load(plan->track_length + j);
        above[p] = luminosity * (point_mass + vector8_sum(sum));
    }
    for (int p = plan->mesh.window.first_cut - 1; p >= 0; p--) above[p] = above[p + 1];
}

void yield_plan_model_rows(const struct yield_plan *plan, const epscan_dark_photon *models, size_t count, double *scratch,
                           double *rows) {
    for (size_t first = 0; first < count; first++) {
        size_t before = 0;
        while (!same_family(&models[before], &models[first])) before++;
        if (before < first) continue; /* done with its family */
        for (size_t m = first; m < count; m++) {
            if (!same_family(&models[m], &models[first])) continue;
            double *row = rows + m * plan->row_length;
            const epscan_resonance resonance = epscan_dark_photon_resonance(&models[m], EPSCAN_REFERENCE_EPSILON);
            if (m == first) resonance_numerators(&plan->rules, &resonance, scratch);
            cross_section_moments(&plan->rules, &resonance, scratch, row);
            sum_from_above(plan, &models[m], row, row + plan->mesh.node_count);
        }
    }
}

const double *yield_plan_events_above(const struct yield_plan *plan, const double *rows, int panel) {
    return rows + plan->mesh.node_count + panel;
}

double yield_plan_weight(const struct yield_plan *plan, size_t node, double threshold_GeV, double energy_scale_shift) {
    const struct search *search = plan->search;
    return search_luminosity_per_cm2_X0(search) * search_accepted_X0_per_GeV(search, plan->mesh.loss_GeV[node],
                                                                             plan->track_length[node], threshold_GeV,
                                                                             energy_scale_shift);
}

double yield_plan_events(const struct yield_plan *plan, const epscan_dark_photon *model, double threshold_GeV,
                         double energy_scale_shift, double *scratch) {
    const struct selection_range range = {threshold_GeV, threshold_GeV, energy_scale_shift, energy_scale_shift};
    const struct mesh_window window = energy_mesh_window(&plan->mesh, plan->search, &range);
    double *row = scratch + plan->mesh.node_count;
    yield_plan_model_rows(plan, model, 1, scratch, row);
    double events = *yield_plan_events_above(plan, row, window.first_open);
    for (size_t j = (size_t)window.first_cut * MESH_PANEL_NODES; j < (size_t)window.first_open * MESH_PANEL_NODES; j++)
        events += row[j] * yield_plan_weight(plan, j, threshold_GeV, energy_scale_shift);
    return events > 0.0 ? events : 0.0;
}
