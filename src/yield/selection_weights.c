/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How exact a factored group must be: with B F for W, the events of a column change by less than
 *     1e-10 of them  +  2 negligible_events * int rho ds,
 * because every element of W is within 1e-10 of itself plus that of a narrow resonance at its node: 2e-14 events for NA64. A group
 * that does not reach this is used as it is. A channel that is known less well may be factored so.
 */
#include "yield/selection_weights.h"

#include "core/aligned_room.h"
#include "core/error.h"
#include "core/interpolative.h"
#include "core/matrix_product.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What may be missing of an element of W, which a narrow resonance at its node has as events. */
static double allowed_absolute(const struct response *response) {
    return 2.0 * response->negligible_events;
}

/* Nodes whose largest weight is below this need not be resolved relative to themselves: it loses its tolerance to what is allowed.
 */
static double unresolved_weight(const struct response *response) {
    return allowed_absolute(response) / (3.0 * response->tolerance);
}

/* Residual columns against the longest where Gram-Schmidt ends: at rounding. */
static const double decomposition_tolerance = 3e-15;

/* Thresholds of a group lie within this many widths of the resolution: fewer would repeat nodes, more would add rank. */
static const double group_widths = 6.0;

static size_t window_nodes(const struct weight_group *group) {
    return (size_t)(group->window.first_open - group->window.first_cut) * MESH_PANEL_NODES;
}

static void weight_group_clear(struct weight_group *group) {
    free(group->basis);
    free(group->weights);
    group->basis = group->weights = NULL;
}

struct selection_range selection_range_of(const epscan_selection *columns, size_t count) {
    struct selection_range range = {columns->threshold_GeV, columns->threshold_GeV, columns->energy_scale_shift,
                                    columns->energy_scale_shift};
    for (size_t j = 1; j < count; j++) {
        range.lowest_threshold_GeV = fmin(range.lowest_threshold_GeV, columns[j].threshold_GeV);
        range.highest_threshold_GeV = fmax(range.highest_threshold_GeV, columns[j].threshold_GeV);
        range.lowest_shift = fmin(range.lowest_shift, columns[j].energy_scale_shift);
        range.highest_shift = fmax(range.highest_shift, columns[j].energy_scale_shift);
    }
    return range;
}

size_t selection_group_length(const struct search *search, double widths, const epscan_selection *columns, size_t count) {
    const double first = columns->threshold_GeV, span = widths * resolution_sigma_GeV(&search->resolution, first);
    size_t length = 1;
    while (length < count && fabs(columns[length].threshold_GeV - first) <= span) length++;
    return length;
}

static struct mesh_window window_of(const struct channel_plan *part, const epscan_selection *columns, size_t count) {
    const struct selection_range range = selection_range_of(columns, count);
    return response_mesh_window(&part->mesh, part->response, &range);
}

static void lay_group(struct weight_group *group, const struct channel_plan *part, const epscan_selection *columns, size_t first,
                      size_t count) {
    *group = (struct weight_group){.first_column = first,
                                   .column_count = count,
                                   .column_stride = matrix_padded_columns(count),
                                   .window = window_of(part, columns + first, count)};
}

static size_t usual_length(const struct channel_plan *part, const epscan_selection *columns, size_t count) {
    return selection_group_length(part->response->search, group_widths, columns, count);
}

/* All columns, where the first needs the nodes that all need: products go through these but once then. */
static size_t longest_length(const struct channel_plan *part, const epscan_selection *columns, size_t count) {
    const struct mesh_window one = window_of(part, columns, 1), all = window_of(part, columns, count);
    const bool same = one.first_cut == all.first_cut && one.first_open == all.first_open;
    return same ? count : usual_length(part, columns, count);
}

/* W itself, columns beyond the last zero. Whether all weights are finite. */
static int fill_weights(const struct weight_group *group, const struct channel_plan *part, const epscan_selection *columns) {
    const size_t first = (size_t)group->window.first_cut * MESH_PANEL_NODES, nodes = window_nodes(group);
    double sum = 0.0; /* of what cannot be negative */
    memset(group->weights, 0, nodes * group->column_stride * sizeof *group->weights);
    for (size_t j = 0; j < group->column_count; j++) {
        struct selection_fold fold;
        selection_fold_init(&fold, part->response, &columns[group->first_column + j]);
        for (size_t i = 0; i < nodes; i++)
            sum += group->weights[i * group->column_stride + j] = yield_plan_weight(part, first + i, &fold);
    }
    return isfinite(sum);
}

/* Rows of W scaled to what may be allowed of them. */
static void scale_rows(const struct weight_group *group, double unresolved, double *scaled) {
    const size_t stride = group->column_stride;
    memcpy(scaled, group->weights, window_nodes(group) * stride * sizeof *scaled);
    for (size_t i = 0; i < window_nodes(group); i++) {
        double largest = 0.0, *row = scaled + i * stride;
        for (size_t j = 0; j < group->column_count; j++) largest = fmax(largest, row[j]);
        for (size_t j = 0; j < group->column_count; j++) row[j] /= largest + unresolved;
    }
}

static struct matrix_product factors(size_t rows, const struct weight_group *group, const double *basis, size_t rank,
                                     const double *coefficient, double *product) {
    return (struct matrix_product){.rows = rows,
                                   .inner = rank,
                                   .columns = group->column_count,
                                   .a = basis,
                                   .a_stride = matrix_padded_columns(rank),
                                   .b = coefficient,
                                   .b_stride = group->column_stride,
                                   .c = product,
                                   .c_stride = group->column_stride};
}

/* Whether every element of B F is within what is allowed of W; `product` is scratch. */
static int factors_agree(const struct weight_group *group, const double *basis, size_t rank, const double *coefficient,
                         const struct response *response, double *product) {
    const double relative = response->tolerance, absolute = allowed_absolute(response);
    const struct matrix_product multiply = factors(window_nodes(group), group, basis, rank, coefficient, product);
    int wrong = 0;
    matrix_product(&multiply);
    for (size_t i = 0; i < window_nodes(group); i++)
        for (size_t j = 0; j < group->column_count; j++) {
            const size_t at = i * group->column_stride + j;
            wrong |= !(fabs(product[at] - group->weights[at]) <= relative * group->weights[at] + absolute);
        }
    return !wrong;
}

/* B: the columns of W at the pivots. */
static void take_columns(const struct weight_group *group, size_t rank, const size_t *pivot, double *basis) {
    const size_t stride = matrix_padded_columns(rank);
    memset(basis, 0, window_nodes(group) * stride * sizeof *basis);
    for (size_t i = 0; i < window_nodes(group); i++)
        for (size_t k = 0; k < rank; k++) basis[i * stride + k] = group->weights[i * group->column_stride + pivot[k]];
}

/* Replace W by its factors if they are exact enough and cheaper to multiply with. */
static epscan_status factor(struct weight_group *group, const struct response *response) {
    const size_t nodes = window_nodes(group), stride = group->column_stride;
    if (nodes <= MATRIX_COLUMN_UNIT || group->column_count <= MATRIX_COLUMN_UNIT) return EPSCAN_OK;
    const size_t largest = matrix_padded_columns(nodes * stride / (nodes + stride)); /* rank (nodes + stride) < nodes stride */
    size_t rank = 0, *pivot = malloc(largest * sizeof *pivot);
    double *scaled = malloc(nodes * stride * sizeof *scaled), *coefficient = aligned_room(largest * stride);
    double *basis = aligned_room(nodes * largest);
    epscan_status status = EPSCAN_OK;
    if (!scaled || !coefficient || !basis || !pivot)
        status = error_no_memory("the selection weights");
    else {
        scale_rows(group, unresolved_weight(response), scaled);
        status = interpolative_decomposition(&(struct strided_matrix){nodes, group->column_count, stride, scaled},
                                             decomposition_tolerance, largest, &rank, pivot, coefficient);
    }
    if (!status) take_columns(group, rank, pivot, basis);
    const int pays = rank > 0 && rank * stride + nodes * matrix_padded_columns(rank) < nodes * stride;
    if (!status && pays && factors_agree(group, basis, rank, coefficient, response, scaled)) {
        free(group->weights);
        group->rank = rank;
        group->rank_stride = matrix_padded_columns(rank);
        group->weights = coefficient;
        group->basis = basis;
        coefficient = basis = NULL;
    }
    free(scaled);
    free(coefficient);
    free(basis);
    free(pivot);
    return status;
}

static epscan_status make_room(struct weight_group *group) {
    group->weights = aligned_room((window_nodes(group) + 1) * group->column_stride);
    return group->weights ? EPSCAN_OK : error_no_memory("the selection weights");
}

static epscan_status fill_group(struct weight_group *group, const struct channel_plan *part, const epscan_selection *columns) {
    const epscan_status status = make_room(group);
    if (status) return status;
    if (!fill_weights(group, part, columns))
        return error_set(EPSCAN_FAILED, "a selection weight is not finite: the response of the experiment is not usable");
    return factor(group, part->response);
}

/* Multiply-adds of a model. */
static size_t group_cost(const struct weight_group *group) {
    const size_t nodes = window_nodes(group);
    return group->rank ? group->rank * group->column_stride + nodes * group->rank_stride : nodes * group->column_stride;
}

/* Columns of a whole that has the same window. */
static epscan_status take_part(struct weight_group *group, const struct weight_group *whole, const struct response *response) {
    const size_t skipped = group->first_column - whole->first_column, stride = group->column_stride;
    const epscan_status status = make_room(group);
    if (status) return status;
    memset(group->weights, 0, window_nodes(group) * stride * sizeof *group->weights);
    for (size_t i = 0; i < window_nodes(group); i++)
        memcpy(group->weights + i * stride, whole->weights + i * whole->column_stride + skipped,
               group->column_count * sizeof *group->weights);
    return factor(group, response);
}

/* A long group that has no factors, in groups of the usual length instead, if these cost less. */
static epscan_status split_last(struct selection_weights *weights, const struct channel_plan *part,
                                const epscan_selection *columns) {
    struct weight_group *first = &weights->groups[--weights->group_count], whole = *first, *group = first;
    epscan_status status = EPSCAN_OK;
    size_t cost = 0;
    *first = (struct weight_group){0};
    for (size_t at = 0; at < whole.column_count && !status; at += group++->column_count) {
        const size_t from = whole.first_column + at;
        lay_group(group, part, columns, from, usual_length(part, columns + from, whole.column_count - at));
        weights->group_count++;
        status = take_part(group, &whole, part->response);
        cost += group_cost(group);
    }
    if (!status && cost >= group_cost(&whole)) {
        while (group > first) weight_group_clear(--group), weights->group_count--;
        *first = whole;
        weights->group_count++;
    } else
        weight_group_clear(&whole);
    return status;
}

epscan_status selection_weights_init(struct selection_weights *weights, const struct channel_plan *part,
                                     const epscan_selection *columns, size_t column_count) {
    *weights = (struct selection_weights){.column_count = column_count, .groups = calloc(column_count, sizeof *weights->groups)};
    epscan_status status = weights->groups ? EPSCAN_OK : error_no_memory("the selection weights");
    for (size_t at = 0; at < column_count && !status;) {
        struct weight_group *group = &weights->groups[weights->group_count++];
        const size_t left = column_count - at, length = longest_length(part, columns + at, left);
        lay_group(group, part, columns, at, length);
        status = fill_group(group, part, columns);
        if (!status && !group->rank && length > usual_length(part, columns + at, left)) status = split_last(weights, part, columns);
        at += length;
    }
    for (size_t g = 0; g < weights->group_count; g++)
        if (weights->groups[g].rank_stride > weights->largest_rank_stride)
            weights->largest_rank_stride = weights->groups[g].rank_stride;
    if (status) selection_weights_clear(weights);
    return status;
}

void selection_weights_clear(struct selection_weights *weights) {
    for (size_t g = 0; g < weights->group_count; g++) weight_group_clear(&weights->groups[g]);
    free(weights->groups);
    *weights = (struct selection_weights){0};
}

static bool is_empty(const double *panel) {
    int filled = 0;
    for (int i = 0; i < MESH_PANEL_NODES; i++) filled |= panel[i] != 0.0;
    return !filled;
}

/* The first panel that is not zero in all rows: that of the lowest threshold. Products begin there. */
static int first_filled(const struct channel_plan *part, size_t models, const double *rows, size_t row_stride) {
    int first = part->mesh.panel_count;
    for (size_t m = 0; m < models; m++) {
        int panel = 0;
        while (panel < first && is_empty(rows + m * row_stride + (size_t)panel * MESH_PANEL_NODES)) panel++;
        first = panel;
    }
    return first;
}

void selection_weights_events(const struct selection_weights *weights, const struct channel_plan *part, size_t models,
                              const double *rows, size_t row_stride, double *scratch, double *events, size_t events_stride) {
    const int filled = first_filled(part, models, rows + part->first, row_stride);
    for (const struct weight_group *group = weights->groups; group < weights->groups + weights->group_count; group++) {
        const struct mesh_window window = group->window;
        const int first = filled < window.first_cut ? window.first_cut : filled < window.first_open ? filled : window.first_open;
        const size_t empty = (size_t)(first - window.first_cut) * MESH_PANEL_NODES;
        struct matrix_product product = {.rows = models,
                                         .inner = window_nodes(group) - empty,
                                         .columns = group->rank,
                                         .a = rows + part->first + (size_t)first * MESH_PANEL_NODES,
                                         .a_stride = row_stride,
                                         .b = group->rank ? group->basis + empty * group->rank_stride : NULL,
                                         .b_stride = group->rank_stride,
                                         .c = scratch,
                                         .c_stride = group->rank_stride};
        if (group->rank) {
            matrix_product(&product);
            product.inner = group->rank;
            product.a = scratch;
            product.a_stride = group->rank_stride;
        }
        product.columns = group->column_count;
        product.b = group->rank ? group->weights : group->weights + empty * group->column_stride;
        product.b_stride = group->column_stride;
        product.start = yield_plan_events_above(part, rows, group->window.first_open);
        product.start_stride = row_stride;
        product.c = events + group->first_column;
        product.c_stride = events_stride;
        product.not_negative = true;
        matrix_product(&product);
    }
}
