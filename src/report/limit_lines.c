/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of epsilon_UP against m_A' [GeV] of one input. A grid's own points are read where the line is on its axes; what lies
 * between, or on no axis, is computed as the scan would have (query/grid_query.h); an experiment's points are computed by
 * quadrature (analysis/model_limit.h). A line is refined where it bends: an interval whose middle is more than `bend` in ln epsilon
 * off the straight line in the logarithms is halved, and so are its halves. A beam of positrons annihilates at one energy: masses
 * about that resonance are tried from the start, however narrow it is and whatever masses the grid has.
 */
#include "report/limit_lines.h"

#include "analysis/model_limit.h"
#include "core/error.h"
#include "model/coupling.h"
#include "model/dark_current.h"
#include "experiment/named_experiment.h"
#include "query/grid_line.h"
#include "query/grid_query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MASSES = 61, MOST_ROUNDS = 10, MOST_POINTS = 20000 };

static const double default_mass_GeV[2] = {1e-3, 1.0};
static const double bend = 0.02;      /* of ln epsilon: not seen in a figure */
static const double narrowest = 1e-9; /* interval in ln mass */

/* What an input is read from. */
struct source {
    const struct plot_input *input;
    struct grid_query *query;             /* owned; NULL: nothing is computed, or of an experiment */
    struct grid_reader *own_reader;       /* owned; NULL with a query, or of an experiment */
    struct experiment *own_experiment;    /* owned; of what has no query */
    struct prepared_experiment *prepared; /* owned; NULL unless it is needed */
    const struct grid_reader *reader;
    const struct experiment *experiment;
};

static void source_close(struct source *source) {
    prepared_experiment_free(source->prepared);
    grid_query_close(source->query);
    if (source->own_reader) grid_reader_close(source->own_reader);
    experiment_free(source->own_experiment);
}

static epscan_status open_grid(const struct line_choice *choice, struct source *source) {
    const char *path = source->input->path;
    epscan_status status = choice->compute ? grid_query_open(path, &source->query) : grid_reader_open(path, &source->own_reader);
    if (status) return status;
    source->reader = source->query ? grid_query_reader(source->query) : source->own_reader;
    status = grid_reader_require_complete(source->reader);
    if (!status) status = grid_require_masses(grid_reader_grid(source->reader), path, "this figure");
    if (!status && !source->query) status = grid_header_experiment(grid_reader_header(source->reader), &source->own_experiment);
    source->experiment = source->query ? grid_query_experiment(source->query) : source->own_experiment;
    return status;
}

static epscan_status source_open(const struct line_choice *choice, struct source *source) {
    const bool expected = choice->request->expected;
    epscan_status status;
    if (choice->takes_experiments && experiment_is_meant(source->input->path)) {
        status = experiment_read(source->input->path, &source->own_experiment);
        source->experiment = source->own_experiment;
    } else {
        status = open_grid(choice, source);
    }
    if (!status && (!source->reader || expected)) status = prepared_experiment_create(source->experiment, &source->prepared);
    return status;
}

static const struct axis *axis_of(const struct source *source, epscan_axis id) {
    return source->reader ? &grid_reader_grid(source->reader)->axes[id] : NULL;
}

/* ---- which lines */

static bool covers(const struct source *source, epscan_axis id, double value) {
    const struct axis *axis = axis_of(source, id);
    uint64_t index;
    if (!axis) return true;
    if (id == EPSCAN_AXIS_SPIN || !source->query) return axis_find(axis, value, &index);
    return value >= axis->value[0] * (1.0 - 1e-12) && value <= axis->value[axis->count - 1] * (1.0 + 1e-12);
}

/* Where nothing is asked for: the usual value, or the first that there is. */
static double usual(const struct source *source, epscan_axis id, double value) {
    return covers(source, id, value) ? value : axis_of(source, id)->value[0];
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

static epscan_status add_choice(const struct source *source, const struct scan_point *point, struct limit_lines *lines) {
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
    for (int i = 0; i < e->data_set_count; i++) line->particles += e->data_sets[i].particles_on_target;
    figure_plain(e->name, line->experiment);
    return EPSCAN_OK;
}

static epscan_status lacks(const struct source *source, epscan_axis id, double value) {
    char range[160];
    axis_range_text(id, axis_of(source, id), range, sizeof range);
    if (id == EPSCAN_AXIS_SPIN)
        return error_set(EPSCAN_BAD_INPUT, "%s: --spin: \"%s\" is not allowed; allowed: what the grid has, %s", source->input->path,
                         epscan_spin_name((epscan_spin)value), range);
    return error_set(EPSCAN_BAD_INPUT, "%s: %s: \"%.12g\" is not allowed; allowed: what the grid has, %s", source->input->path,
                     axis_descriptions[id].dimension, value, range);
}

/* All combinations of what is asked for, other axes at their usual values. */
static epscan_status choose_asked(const struct source *source, const struct plot_request *request, const struct scan_point *like,
                                  struct limit_lines *lines) {
    char why[COUPLING_WHY_SIZE];
    uint64_t count[EPSCAN_AXIS_COUNT], product = 1, rest;
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        const struct plot_numbers *numbers = asked(request, id);
        count[id] = numbers ? numbers->count : 1;
        product = product > LINES_MOST_PER_INPUT ? product : product * count[id];
    }
    if (product > LINES_MOST_PER_INPUT)
        return error_set(EPSCAN_BAD_INPUT, "plot: more than %d lines of %s are not allowed", LINES_MOST_PER_INPUT,
                         source->input->path);
    epscan_status status = EPSCAN_OK;
    for (uint64_t i = 0; i < product && !status; i++) {
        struct scan_point point = *like;
        rest = i;
        for (epscan_axis id = EPSCAN_AXIS_COUNT; id-- > 0 && !status; rest /= count[id]) {
            const struct plot_numbers *numbers = asked(request, id);
            if (!numbers) continue;
            const double value = numbers->value[rest % count[id]];
            if (!covers(source, id, value)) status = lacks(source, id, value);
            axis_set(id, value, &point);
        }
        if (!status && !dark_photon_exists(&point.model, why)) status = error_set(EPSCAN_BAD_INPUT, "--splitting: %s", why);
        if (!status && !source->reader &&
            !coupling_takes(source->experiment->mediation.mediator->coupling, &point.model, why))
            status = error_set(EPSCAN_BAD_INPUT, "--spin: %s", why);
        if (!status) status = add_choice(source, &point, lines);
    }
    return status;
}

static const epscan_dark_photon of_fig_3[] = {
    {EPSCAN_FERMION, 0.0, 0.1, 1.0 / 3.0}, {EPSCAN_FERMION, 0.0, 0.5, 1.0 / 3.0}, {EPSCAN_SCALAR, 0.0, 0.1, 1.0 / 3.0}};

static bool has_model(const struct source *source, const epscan_dark_photon *model, const epscan_selection *selection) {
    return !source->reader || grid_has_line(source->reader, model, selection);
}

/* Those of Fig. 3 that there are; else spins and couplings of the grid, at its first r. */
static epscan_status choose_unasked(const struct source *source, size_t most, const struct scan_point *like,
                                    struct limit_lines *lines) {
    const size_t before = lines->count;
    epscan_status status = EPSCAN_OK;
    struct scan_point point = *like;
    for (size_t i = 0; i < sizeof of_fig_3 / sizeof of_fig_3[0] && lines->count - before < most && !status; i++) {
        point.model = of_fig_3[i];
        if (has_model(source, &point.model, &like->selection)) status = add_choice(source, &point, lines);
    }
    if (status || lines->count > before) return status;
    const struct axis *spin = axis_of(source, EPSCAN_AXIS_SPIN), *alpha = axis_of(source, EPSCAN_AXIS_ALPHA_D);
    for (size_t i = 0; i < spin->count * alpha->count && lines->count - before < most && !status; i++) {
        point.model = (epscan_dark_photon){(epscan_spin)spin->value[i / alpha->count], 0.0, alpha->value[i % alpha->count],
                                           axis_of(source, EPSCAN_AXIS_MASS_RATIO)->value[0],
                                           axis_of(source, EPSCAN_AXIS_SPLITTING)->value[0]};
        if (has_model(source, &point.model, &like->selection)) status = add_choice(source, &point, lines);
    }
    if (!status && lines->count == before)
        status = error_set(EPSCAN_BAD_INPUT, "%s: has no line at the experiment's threshold, %g GeV, and shift 0",
                           source->input->path, like->selection.threshold_GeV);
    return status;
}

static epscan_status choose_lines(const struct source *source, const struct line_choice *choice, struct limit_lines *lines) {
    struct scan_point like = {.selection = {source->experiment->ecal_threshold_GeV, 0.0}};
    if (!is_any_asked(choice->request)) return choose_unasked(source, choice->most, &like, lines);
    like.model = (epscan_dark_photon){(epscan_spin)usual(source, EPSCAN_AXIS_SPIN, EPSCAN_FERMION), 0.0,
                                      usual(source, EPSCAN_AXIS_ALPHA_D, 0.1), usual(source, EPSCAN_AXIS_MASS_RATIO, 1.0 / 3.0),
                                      usual(source, EPSCAN_AXIS_SPLITTING, 0.0)};
    like.selection.threshold_GeV = usual(source, EPSCAN_AXIS_THRESHOLD, like.selection.threshold_GeV);
    like.selection.energy_scale_shift = usual(source, EPSCAN_AXIS_SHIFT, 0.0);
    return choose_asked(source, choice->request, &like, lines);
}

/* ---- their points */

/* epsilon_UP of a line's model at a mass; NaN where it cannot be found. Thread-safe for distinct scratch. */
static double epsilon_at(const struct source *source, const struct limit_line *line, double mass_GeV, double *scratch) {
    epscan_dark_photon model = line->model;
    model.mass_GeV = mass_GeV;
    if (source->query) return grid_query_at(source->query, &model, &line->selection, scratch).epsilon_up;
    struct limit_options options = limit_options_of(source->experiment);
    struct model_limit limit;
    options.selection = line->selection;
    return model_limit_find(source->prepared, &model, &options, &limit) ? NAN : limit.epsilon_up;
}

/* epsilon[count] at masses, on all threads. */
static epscan_status find_points(const struct source *source, const struct limit_line *line, size_t count, const double *mass_GeV,
                                 double *epsilon) {
    bool no_memory = false;
#pragma omp parallel
    {
        double *scratch = malloc((source->query ? grid_query_scratch(source->query) : 1) * sizeof *scratch);
#pragma omp for schedule(dynamic, 4)
        for (size_t i = 0; i < count; i++) epsilon[i] = scratch ? epsilon_at(source, line, mass_GeV[i], scratch) : NAN;
#pragma omp critical(limit_line_memory)
        no_memory |= !scratch;
        free(scratch);
    }
    return no_memory ? error_no_memory("a line") : EPSCAN_OK;
}

/* A point of a line that is refined: whether the interval behind it is to be halved. */
struct node {
    double mass_GeV, epsilon;
    bool is_open;
};

static int by_mass(const void *a, const void *b) {
    const double x = ((const struct node *)a)->mass_GeV, y = ((const struct node *)b)->mass_GeV;
    return (x > y) - (x < y);
}

/* Masses about the resonance of a positron beam, from a quarter of its half width outwards, within the line's. */
static size_t peak_masses(const struct source *source, const struct limit_line *line, double low, double high, double masses[128]) {
    epscan_dark_photon model = line->model;
    size_t count = 0;
    model.mass_GeV = epscan_dark_photon_resonance_mass_GeV(source->experiment->beam_energy_GeV);
    if (source->experiment->beam != EM_POSITRON || model.mass_GeV <= low || model.mass_GeV >= high) return 0;
    masses[count++] = model.mass_GeV;
    for (double off = 0.125 * epscan_dark_photon_width_GeV(&model); off < 0.02 * model.mass_GeV && count < 126; off *= 2.0)
        for (int sign = -1; sign <= 1; sign += 2) {
            const double mass = model.mass_GeV + sign * off;
            if (mass > low && mass < high) masses[count++] = mass;
        }
    return count;
}

/* Whether the middle of an interval is off the straight line, or of another kind than an end. */
static bool bends(double first, double middle, double last) {
    if (isfinite(first) != isfinite(middle) || isfinite(last) != isfinite(middle)) return true;
    return isfinite(middle) && fabs(log(middle) - 0.5 * (log(first) + log(last))) > bend;
}

/* One round: nodes[*count] with the middles of open intervals, where the line bends there. False: nothing is open any more. */
static epscan_status halve(const struct source *source, const struct limit_line *line, struct node *nodes, size_t *count,
                           bool *again) {
    size_t open = 0, made = *count;
    size_t *place = malloc(*count * sizeof *place);
    double *mass = malloc(*count * sizeof *mass), *epsilon = malloc(*count * sizeof *epsilon);
    epscan_status status = place && mass && epsilon ? EPSCAN_OK : error_no_memory("a line");
    for (size_t i = 0; i + 1 < *count && !status; i++) {
        if (!nodes[i].is_open || log(nodes[i + 1].mass_GeV / nodes[i].mass_GeV) < narrowest) continue;
        place[open] = i;
        mass[open++] = sqrt(nodes[i].mass_GeV * nodes[i + 1].mass_GeV);
    }
    if (!status) status = find_points(source, line, open, mass, epsilon);
    *again = false;
    for (size_t i = 0; i < open && !status && made < MOST_POINTS; i++) {
        struct node *before = &nodes[place[i]];
        before->is_open = bends(before->epsilon, epsilon[i], before[1].epsilon);
        if (!before->is_open) continue;
        nodes[made++] = (struct node){mass[i], epsilon[i], true};
        *again = true;
    }
    *count = made;
    qsort(nodes, made, sizeof *nodes, by_mass);
    free(place);
    free(mass);
    free(epsilon);
    return status;
}

/* The line's points become nodes, with the peak's, are refined, and become the line's. */
static epscan_status refine(const struct source *source, struct limit_line *line) {
    double peak[128], at_peak[128];
    struct node *nodes = malloc(MOST_POINTS * sizeof *nodes);
    if (!nodes) return error_no_memory("a line");
    size_t count = 0, more = peak_masses(source, line, line->mass_GeV[0], line->mass_GeV[line->count - 1], peak);
    for (size_t i = 0; i < line->count && count + 128 < MOST_POINTS; i++)
        nodes[count++] = (struct node){line->mass_GeV[i], line->epsilon_up[i], true};
    epscan_status status = find_points(source, line, more, peak, at_peak);
    for (size_t i = 0; i < more; i++) nodes[count++] = (struct node){peak[i], at_peak[i], true};
    qsort(nodes, count, sizeof *nodes, by_mass);
    bool again = true;
    for (int round = 0; round < MOST_ROUNDS && again && !status; round++) status = halve(source, line, nodes, &count, &again);
    double *mass = malloc(count * sizeof *mass), *epsilon = malloc(count * sizeof *epsilon);
    if (!status && !(mass && epsilon)) status = error_no_memory("a line");
    for (size_t i = 0; i < count && !status; i++) {
        mass[i] = nodes[i].mass_GeV;
        epsilon[i] = nodes[i].epsilon;
    }
    free(nodes);
    free(line->mass_GeV);
    free(line->epsilon_up);
    line->mass_GeV = mass;
    line->epsilon_up = epsilon;
    line->count = status ? 0 : count;
    return status;
}

/* A grid's masses, or those of the figure, or the usual ones. */
static epscan_status first_masses(const struct source *source, const struct plot_request *request, struct limit_line *line) {
    const struct axis *axis = axis_of(source, EPSCAN_AXIS_MASS);
    const double per_mass = request->ordinate_is_y ? line->model.mass_ratio : 1.0;
    const double low = request->x.given ? request->x.low / per_mass : default_mass_GeV[0];
    const double high = request->x.given ? request->x.high / per_mass : default_mass_GeV[1];
    line->count = axis ? axis->count : DEFAULT_MASSES;
    line->mass_GeV = malloc(line->count * sizeof(double));
    line->epsilon_up = malloc(line->count * sizeof(double));
    if (!line->mass_GeV || !line->epsilon_up) return error_no_memory("a line");
    for (size_t i = 0; i < line->count; i++)
        line->mass_GeV[i] = axis ? axis->value[i] : low * pow(high / low, (double)i / (DEFAULT_MASSES - 1));
    return EPSCAN_OK;
}

static epscan_status read_points(const struct source *source, const struct plot_request *request, struct limit_line *line) {
    if (source->reader && grid_has_line(source->reader, &line->model, &line->selection)) {
        struct grid_line stored;
        const epscan_status status = grid_line_read(source->reader, &line->model, &line->selection, &stored);
        line->count = stored.count; /* what it holds is the line's now */
        line->mass_GeV = stored.mass_GeV;
        line->epsilon_up = stored.epsilon_up;
        return status;
    }
    const epscan_status status = first_masses(source, request, line);
    return status ? status : find_points(source, line, line->count, line->mass_GeV, line->epsilon_up);
}

/* Limits that would be expected at the line's masses, by CLs of the profile likelihood. */
static epscan_status find_expected(const struct source *source, struct limit_line *line) {
    struct limit_options options = limit_options_of(source->experiment);
    options.method = EPSCAN_LIMIT_CLS_ASYMPTOTIC;
    options.selection = line->selection;
    for (int band = 0; band < EXPECTED_BANDS; band++) {
        line->expected[band] = malloc(line->count * sizeof(double));
        if (!line->expected[band]) return error_no_memory("a line");
    }
#pragma omp parallel for schedule(dynamic, 4)
    for (size_t i = 0; i < line->count; i++) {
        epscan_dark_photon model = line->model;
        struct model_limit limit;
        model.mass_GeV = line->mass_GeV[i];
        const bool found = model_limit_find(source->prepared, &model, &options, &limit) == EPSCAN_OK;
        for (int band = 0; band < EXPECTED_BANDS; band++) line->expected[band][i] = found ? limit.epsilon_expected[band] : NAN;
    }
    return EPSCAN_OK;
}

epscan_status limit_lines_read(const struct plot_input *input, const struct line_choice *choice, struct limit_lines *lines) {
    struct source source = {.input = input};
    const size_t before = lines->count;
    epscan_status status = source_open(choice, &source);
    if (!status) status = choose_lines(&source, choice, lines);
    for (size_t i = before; i < lines->count && !status; i++) {
        status = read_points(&source, choice->request, &lines->line[i]);
        if (!status && (source.query || !source.reader)) status = refine(&source, &lines->line[i]);
        if (!status && choice->request->expected) status = find_expected(&source, &lines->line[i]);
    }
    source_close(&source);
    return status;
}

void limit_lines_clear(struct limit_lines *lines) {
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->line[i].mass_GeV);
        free(lines->line[i].epsilon_up);
        for (int band = 0; band < EXPECTED_BANDS; band++) free(lines->line[i].expected[band]);
    }
    free(lines->line);
    *lines = (struct limit_lines){0};
}
