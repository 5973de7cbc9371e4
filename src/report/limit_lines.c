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
#include "report/line_source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MASSES = 61, MOST_ROUNDS = 10, MOST_POINTS = 20000 };

static const double default_mass_GeV[2] = {1e-3, 1.0};
static const double bend = 0.02;      /* of ln epsilon: not seen in a figure */
static const double narrowest = 1e-9; /* interval in ln mass */

/* epsilon_UP of a line's model at a mass; NaN where it cannot be found. Thread-safe for distinct scratch. */
static double epsilon_at(const struct line_source *source, const struct limit_line *line, double mass_GeV, double *scratch) {
    epscan_dark_photon model = line->model;
    model.mass_GeV = mass_GeV;
    if (source->query) return grid_query_at(source->query, &model, &line->selection, scratch).epsilon_up;
    struct limit_options options = limit_options_of(source->experiment);
    struct model_limit limit;
    options.selection = line->selection;
    return model_limit_find(source->prepared, &model, &options, &limit) ? NAN : limit.epsilon_up;
}

/* epsilon[count] at masses, on all threads. */
static epscan_status find_points(const struct line_source *source, const struct limit_line *line, size_t count,
                                 const double *mass_GeV, double *epsilon) {
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
static size_t peak_masses(const struct line_source *source, const struct limit_line *line, double low, double high,
                          double masses[128]) {
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
static epscan_status halve(const struct line_source *source, const struct limit_line *line, struct node *nodes, size_t *count,
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
static epscan_status refine(const struct line_source *source, struct limit_line *line) {
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
static epscan_status first_masses(const struct line_source *source, const struct plot_request *request, struct limit_line *line) {
    const struct axis *axis = line_source_axis(source, EPSCAN_AXIS_MASS);
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

static epscan_status read_points(const struct line_source *source, const struct plot_request *request, struct limit_line *line) {
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
static epscan_status find_expected(const struct line_source *source, struct limit_line *line) {
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
    struct line_source source = {.input = input};
    const size_t before = lines->count;
    epscan_status status = line_source_open(choice, &source);
    if (!status) status = line_source_choose(&source, choice, lines);
    for (size_t i = before; i < lines->count && !status; i++) {
        status = read_points(&source, choice->request, &lines->line[i]);
        if (!status && (source.query || !source.reader)) status = refine(&source, &lines->line[i]);
        if (!status && choice->request->expected) status = find_expected(&source, &lines->line[i]);
    }
    line_source_close(&source);
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
