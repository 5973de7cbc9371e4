/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan holds what all models share: for each folded channel its mesh, the rules of moments on it, and the missing energies at its
 * nodes, from which R follows for any selection. A model's row is one block of moments for each of these channels.
 */
#include "yield/yield_plan.h"

#include "core/aligned_room.h"
#include "core/error.h"
#include "core/vector.h"
#include "model/dark_current.h"
#include "yield/density_fold.h"
#include "yield/table_events.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double reference_epsilon2 = EPSCAN_REFERENCE_EPSILON * EPSCAN_REFERENCE_EPSILON;

/* An odd number of cache lines, so that neighbouring rows do not compete for the same sets. */
static size_t odd_lines(size_t count) {
    return whole_cache_lines(count) + (whole_cache_lines(count) / CACHE_LINE_DOUBLES % 2 ? 0 : CACHE_LINE_DOUBLES);
}

/* The missing energies at all nodes. */
static epscan_status sample_response(struct channel_plan *part) {
    const struct response *response = part->response;
    const size_t nodes = (size_t)part->mesh.node_count, points = response->spectrum_points;
    part->missing = malloc(nodes * sizeof *part->missing);
    part->room = malloc(2 * nodes * points * sizeof *part->room);
    part->open = malloc(nodes * sizeof *part->open);
    if (!part->missing || !part->room || !part->open) return error_no_memory("the response");
    for (size_t j = 0; j < nodes; j++) {
        double *own = part->room + 2 * j * points;
        part->missing[j] = (struct missing_energy){0, own, own + points};
        response->channel->spectrum(response, (struct invariant){part->mesh.s[j], part->mesh.below[j]}, &part->missing[j]);
        part->open[j] = missing_energy_events(&part->missing[j]);
    }
    return EPSCAN_OK;
}

static epscan_status channel_plan_init(struct channel_plan *part, const struct response *response,
                                       const struct selection_range *range) {
    part->response = response;
    epscan_status status = response_mesh_init(&part->mesh, response, range);
    if (!status) status = moment_rules_init(&part->rules, &part->mesh);
    return status ? status : sample_response(part);
}

static void channel_plan_clear(struct channel_plan *part) {
    if (!part->response) return;
    response_mesh_clear(&part->mesh);
    moment_rules_clear(&part->rules);
    free(part->missing);
    free(part->room);
    free(part->open);
    *part = (struct channel_plan){0};
}

static size_t part_size(const struct channel_plan *part) {
    return (size_t)(part->mesh.node_count + part->mesh.panel_count + 1);
}

static epscan_status lay_parts(struct yield_plan *plan, const struct selection_range *range) {
    const epscan_selection lowest = {range->lowest_threshold_GeV, range->lowest_shift},
                           highest = {range->highest_threshold_GeV, range->highest_shift};
    epscan_status status = responses_check(plan->responses, &lowest, &highest);
    for (size_t c = 0; c < channel_count() && !status; c++) {
        const struct response *response = &plan->responses->of[c];
        struct channel_plan *part = &plan->part[c];
        if (!response_is_folded(response)) continue;
        status = channel_plan_init(part, response, range);
        part->first = plan->row_size;
        plan->row_size = part->first + whole_cache_lines(part_size(part));
        if ((size_t)part->mesh.node_count > plan->scratch_size) plan->scratch_size = (size_t)part->mesh.node_count;
    }
    plan->row_length = odd_lines(plan->row_size);
    return status;
}

epscan_status yield_plan_init_lent(struct yield_plan *plan, const struct search *search, const struct responses *responses,
                                   const struct selection_range *range) {
    memset(plan, 0, sizeof *plan);
    plan->search = search;
    plan->responses = responses;
    const epscan_status status = lay_parts(plan, range);
    if (status) yield_plan_clear(plan);
    return status;
}

epscan_status yield_plan_init(struct yield_plan *plan, const struct search *search, const struct selection_range *range) {
    memset(plan, 0, sizeof *plan);
    plan->search = search;
    plan->responses = &plan->own;
    epscan_status status = responses_init(search, &plan->own);
    if (!status) status = lay_parts(plan, range);
    if (status) yield_plan_clear(plan);
    return status;
}

void yield_plan_clear(struct yield_plan *plan) {
    for (size_t c = 0; c < CHANNELS_MAX; c++) channel_plan_clear(&plan->part[c]);
    free(plan->tables.row);
    free(plan->tables.at_resonance);
    plan->tables = (struct table_rows){0};
    responses_clear(&plan->own);
}

_Static_assert(MESH_PANEL_NODES % VECTOR_LANES == 0, "a panel is a whole number of vectors");

static int same_family(const epscan_dark_photon *a, const epscan_dark_photon *b) {
    return a->table == b->table && a->spin == b->spin && a->mass_GeV == b->mass_GeV && a->mass_ratio == b->mass_ratio &&
           a->splitting == b->splitting;
}

/* The end of a response less m_A'^2: what a positron of E0 makes of an electron at rest, where a deposit belongs to one s. */
static double resonance_below_GeV2(const struct response *response, const epscan_dark_photon *model) {
    if (response->s_per_deposit_GeV > 0.0) return dark_photon_resonance_below_GeV2(model, response->search->beam_energy_GeV);
    return response->end_GeV2 - model->mass_GeV * model->mass_GeV;
}

/* Events of the point mass at the end. */
static double events_at_end(const struct response *response, const epscan_dark_photon *model, double resonance_below) {
    if (!(response->point_mass_GeV2 > 0.0)) return 0.0;
    return reference_epsilon2 * response->point_mass_GeV2 * spectral_density_at_offset(model, resonance_below);
}

/* above[p], p <= panel_count: from the top down, from `at_end` on, of moments that are zero below the panel `first`. */
static void sum_from_above(const struct channel_plan *part, double at_end, const double *moment, int first, double *above) {
    above[part->mesh.panel_count] = at_end;
    for (int p = part->mesh.panel_count - 1; p >= first; p--) {
        vector8 sum = {0};
        for (int j = p * MESH_PANEL_NODES; j < (p + 1) * MESH_PANEL_NODES; j += VECTOR_LANES)
            sum += vector8_load(moment + j) * vector8_load(part->open + j);
        above[p] = above[p + 1] + reference_epsilon2 * vector8_sum(sum);
    }
    for (int p = first - 1; p >= 0; p--) above[p] = above[p + 1];
}

/* What stands in a row behind the moments of one channel, which are zero below the panel `first`. */
static void finish_part(const struct channel_plan *part, double at_end, int first, double *row) {
    sum_from_above(part, at_end, row, first, row + part->mesh.node_count);
    for (size_t j = part_size(part); j < whole_cache_lines(part_size(part)); j++) row[j] = 0.0;
}

/* The rows of the family of models[first], which is the first of it: what does not depend on alpha_D is found once. */
static void family_rows(const struct yield_plan *plan, const epscan_dark_photon *models, size_t first, size_t count,
                        double *scratch, double *rows) {
    for (const struct channel_plan *part = plan->part; part < plan->part + CHANNELS_MAX; part++) {
        if (!part->response) continue;
        for (size_t m = first; m < count; m++) {
            if (!same_family(&models[m], &models[first])) continue;
            double *row = rows + m * plan->row_length + part->first;
            const struct spectral_density rho = spectral_density_of(&models[m]);
            if (m == first) density_numerators(&part->rules, &rho, scratch);
            const double below = resonance_below_GeV2(part->response, &models[m]);
            const int filled = density_moments(&part->rules, &rho, below, scratch, row);
            finish_part(part, events_at_end(part->response, &models[m], below), filled, row);
        }
    }
}

static epscan_status fold_table(const struct yield_plan *plan, const struct density_table *table, double *row,
                                double *at_resonance) {
    struct density_fold fold;
    epscan_status status = density_fold_init_table(&fold, table, DENSITY_PANEL_NODES);
    for (size_t c = 0; c < CHANNELS_MAX && !status; c++) {
        const struct channel_plan *part = &plan->part[c];
        const struct response *response = &plan->responses->of[c];
        at_resonance[c] = 0.0;
        if (response->exists && !part->response) status = table_events_at_resonance(response, table, &at_resonance[c]);
        if (!part->response) continue;
        density_fold_moments(&fold, &part->rules, row + part->first);
        const double at_end = reference_epsilon2 * response->point_mass_GeV2 * density_table_at(table, response->end_GeV2);
        finish_part(part, at_end, part->mesh.window.first_cut, row + part->first);
    }
    if (!status) status = density_fold_status(&fold);
    density_fold_clear(&fold);
    return status;
}

epscan_status yield_plan_add_tables(struct yield_plan *plan, const struct density_table *tables, size_t count) {
    double low, high;
    epscan_status status = EPSCAN_OK;
    if (!tables) return status;
    responses_range(plan->responses, &low, &high);
    plan->tables.row = malloc(count * plan->row_length * sizeof(double));
    plan->tables.at_resonance = malloc(count * CHANNELS_MAX * sizeof(double));
    if (!plan->tables.row || !plan->tables.at_resonance) return error_no_memory("the tables");
    plan->tables.count = count;
    for (size_t i = 0; i < count && !status; i++) {
        status = density_table_check_range(&tables[i], low, high);
        if (!status)
            status =
                fold_table(plan, &tables[i], plan->tables.row + i * plan->row_length, plan->tables.at_resonance + i * CHANNELS_MAX);
    }
    return status;
}

bool yield_plan_knows(const struct yield_plan *plan, size_t channel, const epscan_dark_photon *model) {
    return model->table || response_knows_mass(&plan->responses->of[channel], model->mass_GeV);
}

double yield_plan_events_at_resonance(const struct yield_plan *plan, size_t channel, const epscan_dark_photon *model) {
    if (model->table) return plan->tables.at_resonance[((size_t)model->table - 1) * CHANNELS_MAX + channel];
    return response_events_at_resonance(&plan->responses->of[channel], model->mass_GeV);
}

void yield_plan_model_rows(const struct yield_plan *plan, const epscan_dark_photon *models, size_t count, double *scratch,
                           double *rows) {
    for (size_t first = 0; first < count; first++) {
        size_t before = 0;
        if (models[first].table) {
            const double *row = plan->tables.row + ((size_t)models[first].table - 1) * plan->row_length;
            memcpy(rows + first * plan->row_length, row, plan->row_size * sizeof *row);
            continue;
        }
        while (!same_family(&models[before], &models[first])) before++;
        if (before == first) family_rows(plan, models, first, count, scratch, rows);
    }
}

const double *yield_plan_events_above(const struct channel_plan *part, const double *rows, int panel) {
    return rows + part->first + part->mesh.node_count + panel;
}

double yield_plan_weight(const struct channel_plan *part, size_t node, const struct selection_fold *fold) {
    return reference_epsilon2 * selection_fold_events(fold, &part->missing[node]);
}

static double folded_events(const struct channel_plan *part, const epscan_selection *selection, const double *row) {
    const struct selection_range range = {selection->threshold_GeV, selection->threshold_GeV, selection->energy_scale_shift,
                                          selection->energy_scale_shift};
    const struct mesh_window window = response_mesh_window(&part->mesh, part->response, &range);
    double events = *yield_plan_events_above(part, row, window.first_open);
    struct selection_fold fold;
    selection_fold_init(&fold, part->response, selection);
    for (size_t j = (size_t)window.first_cut * MESH_PANEL_NODES; j < (size_t)window.first_open * MESH_PANEL_NODES; j++)
        events += row[part->first + j] * yield_plan_weight(part, j, &fold);
    return events > 0.0 ? events : 0.0;
}

void yield_plan_events(const struct yield_plan *plan, const epscan_dark_photon *model, const epscan_selection *selection,
                       double *scratch, double *events) {
    double *row = scratch + plan->scratch_size;
    yield_plan_model_rows(plan, model, 1, scratch, row);
    for (size_t c = 0; c < channel_count(); c++) {
        if (!yield_plan_knows(plan, c, model))
            events[c] = NAN;
        else
            events[c] = plan->part[c].response ? folded_events(&plan->part[c], selection, row)
                                               : yield_plan_events_at_resonance(plan, c, model) * dark_photon_signal_share(model);
    }
}
