/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which lines a figure has of an input: every combination of the values that are asked for, other axes at their usual values (the
 * experiment's threshold, no shift, alpha_D = 0.1, r = 1/3) or the first that a grid has; where nothing is asked for, the models of
 * Fig. 3 of Phys. Rev. D 104, L091701, and where the input has none of them, what it has.
 */
#include "report/line_source.h"

#include "core/error.h"
#include "model/coupling.h"
#include "model/dark_current.h"

#include <stdlib.h>

static bool covers(const struct line_source *source, epscan_axis id, double value) {
    const struct axis *axis = line_source_axis(source, id);
    uint64_t index;
    if (!axis) return true;
    if (id == EPSCAN_AXIS_SPIN || !source->query) return axis_find(axis, value, &index);
    return value >= axis->value[0] * (1.0 - 1e-12) && value <= axis->value[axis->count - 1] * (1.0 + 1e-12);
}

/* Where nothing is asked for: the usual value, or the first that there is. */
static double usual(const struct line_source *source, epscan_axis id, double value) {
    return covers(source, id, value) ? value : line_source_axis(source, id)->value[0];
}

/* What a request gives for an axis; NULL: nothing. */
static const struct plot_numbers *asked(const struct plot_request *request, epscan_axis id) {
    const struct plot_numbers *const of[EPSCAN_AXIS_COUNT] = {[EPSCAN_AXIS_SPIN] = &request->spins,
                                                              [EPSCAN_AXIS_ALPHA_D] = &request->alpha_D,
                                                              [EPSCAN_AXIS_MASS_RATIO] = &request->mass_ratios,
                                                              [EPSCAN_AXIS_SPLITTING] = &request->splittings,
                                                              [EPSCAN_AXIS_THRESHOLD] = &request->thresholds_GeV,
                                                              [EPSCAN_AXIS_SHIFT] = &request->shifts};
    return of[id] && of[id]->count ? of[id] : NULL;
}

static bool is_any_asked(const struct plot_request *request) {
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++)
        if (asked(request, id)) return true;
    return false;
}

static epscan_status add_choice(const struct line_source *source, const struct scan_point *point, struct limit_lines *lines) {
    struct limit_line *more = realloc(lines->line, (lines->count + 1) * sizeof *more);
    if (!more) return error_no_memory("the lines");
    const struct experiment *e = source->experiment;
    lines->line = more;
    struct limit_line *line = &more[lines->count++];
    *line = (struct limit_line){.model = point->model,
                                .selection = point->selection,
                                .mediation = e->mediation,
                                .is_projection = source->input->is_projection || e->is_projection,
                                .positrons = e->beam == EM_POSITRON,
                                .own_threshold_GeV = e->ecal_threshold_GeV,
                                .confidence_level = e->statistics.confidence_level};
    if (source->reader) line->confidence_level = grid_reader_header(source->reader)->confidence_level;
    for (int i = 0; i < e->data_set_count && !e->next; i++) line->particles += e->data_sets[i].particles_on_target;
    figure_plain(source->reader ? grid_reader_header(source->reader)->experiment : e->name, line->experiment);
    return EPSCAN_OK;
}

static epscan_status lacks(const struct line_source *source, epscan_axis id, double value) {
    char range[160];
    axis_range_text(id, line_source_axis(source, id), range, sizeof range);
    if (id == EPSCAN_AXIS_SPIN)
        return error_set(EPSCAN_BAD_INPUT, "%s: --spin: \"%s\" is not allowed; allowed: what the grid has, %s", source->input->path,
                         epscan_spin_name((epscan_spin)value), range);
    return error_set(EPSCAN_BAD_INPUT, "%s: %s: \"%.12g\" is not allowed; allowed: what the grid has, %s", source->input->path,
                     axis_descriptions[id].dimension, value, range);
}

/* The combination of number i of what is asked for. */
static epscan_status asked_point(const struct line_source *source, const struct plot_request *request, uint64_t i,
                                 struct scan_point *point) {
    for (epscan_axis id = EPSCAN_AXIS_COUNT; id-- > 0;) {
        const struct plot_numbers *numbers = asked(request, id);
        if (!numbers) continue;
        const double value = numbers->value[i % numbers->count];
        if (!covers(source, id, value)) return lacks(source, id, value);
        axis_set(id, value, point);
        i /= numbers->count;
    }
    return EPSCAN_OK;
}

/* Whether there is such a model, with the experiment's mediator. */
static epscan_status check_model(const struct line_source *source, const epscan_dark_photon *model) {
    char why[COUPLING_WHY_SIZE];
    if (!dark_photon_exists(model, why)) return error_set(EPSCAN_BAD_INPUT, "--splitting: %s", why);
    if (!source->reader && !coupling_takes(source->experiment->mediation.mediator->coupling, model, why))
        return error_set(EPSCAN_BAD_INPUT, "--spin: %s", why);
    return EPSCAN_OK;
}

/* All combinations of what is asked for, other axes at their usual values. */
static epscan_status choose_asked(const struct line_source *source, const struct plot_request *request,
                                  const struct scan_point *like, struct limit_lines *lines) {
    uint64_t product = 1;
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        const struct plot_numbers *numbers = asked(request, id);
        product = product > LINES_MOST_PER_INPUT ? product : product * (numbers ? numbers->count : 1);
    }
    if (product > LINES_MOST_PER_INPUT)
        return error_set(EPSCAN_BAD_INPUT, "plot: more than %d lines of %s are not allowed", LINES_MOST_PER_INPUT,
                         source->input->path);
    epscan_status status = EPSCAN_OK;
    for (uint64_t i = 0; i < product && !status; i++) {
        struct scan_point point = *like;
        status = asked_point(source, request, i, &point);
        if (!status) status = check_model(source, &point.model);
        if (!status) status = add_choice(source, &point, lines);
    }
    return status;
}

static const epscan_dark_photon of_fig_3[] = {
    {EPSCAN_FERMION, 0.0, 0.1, 1.0 / 3.0}, {EPSCAN_FERMION, 0.0, 0.5, 1.0 / 3.0}, {EPSCAN_SCALAR, 0.0, 0.1, 1.0 / 3.0}};

static bool has_model(const struct line_source *source, const epscan_dark_photon *model, const epscan_selection *selection) {
    return !source->reader || grid_has_line(source->reader, model, selection);
}

/* Those of Fig. 3 that there are; else spins and couplings of the grid, at its first r. */
static epscan_status choose_unasked(const struct line_source *source, size_t most, const struct scan_point *like,
                                    struct limit_lines *lines) {
    const size_t before = lines->count;
    epscan_status status = EPSCAN_OK;
    struct scan_point point = *like;
    for (size_t i = 0; i < sizeof of_fig_3 / sizeof of_fig_3[0] && lines->count - before < most && !status; i++) {
        point.model = of_fig_3[i];
        if (has_model(source, &point.model, &like->selection)) status = add_choice(source, &point, lines);
    }
    if (status || lines->count > before) return status;
    const struct axis *spin = line_source_axis(source, EPSCAN_AXIS_SPIN), *alpha = line_source_axis(source, EPSCAN_AXIS_ALPHA_D);
    for (size_t i = 0; i < spin->count * alpha->count && lines->count - before < most && !status; i++) {
        point.model = (epscan_dark_photon){(epscan_spin)spin->value[i / alpha->count], 0.0, alpha->value[i % alpha->count],
                                           line_source_axis(source, EPSCAN_AXIS_MASS_RATIO)->value[0],
                                           line_source_axis(source, EPSCAN_AXIS_SPLITTING)->value[0]};
        if (has_model(source, &point.model, &like->selection)) status = add_choice(source, &point, lines);
    }
    if (!status && lines->count == before)
        status = error_set(EPSCAN_BAD_INPUT, "%s: has no line at the experiment's threshold, %g GeV, and shift 0",
                           source->input->path, like->selection.threshold_GeV);
    return status;
}

epscan_status line_source_choose(const struct line_source *source, const struct line_choice *choice, struct limit_lines *lines) {
    struct scan_point like = {.selection = {source->experiment->ecal_threshold_GeV, 0.0}};
    if (!is_any_asked(choice->request)) return choose_unasked(source, choice->most, &like, lines);
    like.model = (epscan_dark_photon){(epscan_spin)usual(source, EPSCAN_AXIS_SPIN, EPSCAN_FERMION), 0.0,
                                      usual(source, EPSCAN_AXIS_ALPHA_D, 0.1), usual(source, EPSCAN_AXIS_MASS_RATIO, 1.0 / 3.0),
                                      usual(source, EPSCAN_AXIS_SPLITTING, 0.0)};
    like.selection.threshold_GeV = usual(source, EPSCAN_AXIS_THRESHOLD, like.selection.threshold_GeV);
    like.selection.energy_scale_shift = usual(source, EPSCAN_AXIS_SHIFT, 0.0);
    return choose_asked(source, choice->request, &like, lines);
}
