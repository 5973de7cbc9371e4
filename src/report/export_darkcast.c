/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of limits as DarkCast (Ilten, Soreq, Williams and Xue, JHEP 06 (2018) 004) reads them: NAME.lmt and NAME.py, a Python
 * module, with spin, alpha_D and r in the name.
 *
 * DarkCast's tables of an invisible search have a mass in GeV and the least coupling excluded in each row; of a dark photon the
 * coupling is epsilon. Its Dataset interpolates linearly in both and holds the ends beyond them, so that a line with a dip needs
 * rows as dense as the dip is sharp: the grid's own masses, a thousand at most, are only where we begin, and intervals are halved
 * until linear interpolation agrees with what the grid gives at their quarters. Where nothing is excluded DarkCast's tables have
 * 1e5.
 *
 * The search is invisible, so that DarkCast's efficiency ratio is one and the width drops out. Both strahlung and annihilation are
 * as the square of the electron's coupling, which is all that its e_brem knows.
 */
#include "report/exporter.h"

#include "experiment/experiment.h"
#include "core/error.h"
#include "core/text_file.h"
#include "file/grid_read.h"
#include "report/export_source.h"
#include "output/text_output.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_WORDS_OF_TABLE "#               mass               lower\n"
#define FIRST_WORDS_OF_MODULE "# Limits by epscan export"

/* Of linear interpolation at an interval's quarters; and the part of the mass below which a step stays a step. */
static const double tolerance = 2.5e-4, least_interval = 1e-7;
static const double coupling_of_no_limit = 1e5;
enum { MOST_MASSES = 1000000, MOST_FIRST_MASSES = 1000 };

struct line {
    const struct grid_query *query;
    const char *path;
    epscan_dark_photon model; /* of any mass */
    epscan_selection selection;
    double *scratch;
    size_t count, room;
    double *mass_GeV, *epsilon;
};

static void line_clear(struct line *line) {
    free(line->scratch);
    free(line->mass_GeV);
    free(line->epsilon);
}

static epscan_status evaluate(const struct line *line, double mass_GeV, double *epsilon) {
    epscan_dark_photon model = line->model;
    model.mass_GeV = mass_GeV;
    const epscan_grid_point point = grid_query_at(line->query, &model, &line->selection, line->scratch);
    *epsilon = fmin(point.epsilon_up, coupling_of_no_limit);
    if (epscan_point_is_computed(point.status)) return EPSCAN_OK;
    return error_set(EPSCAN_POINTS_FAILED, "%s: the point at mA = %.9g GeV is %s", line->path, mass_GeV,
                     epscan_point_status_name(point.status));
}

static epscan_status append(struct line *line, double mass_GeV, double epsilon) {
    if (line->count == line->room) {
        const size_t room = line->room ? 2 * line->room : 1024;
        double *masses = realloc(line->mass_GeV, room * sizeof *masses);
        if (masses) line->mass_GeV = masses;
        double *epsilons = realloc(line->epsilon, room * sizeof *epsilons);
        if (epsilons) line->epsilon = epsilons;
        if (!masses || !epsilons) return error_no_memory("a line of limits");
        line->room = room;
    }
    if (line->count == MOST_MASSES)
        return error_set(EPSCAN_BAD_INPUT, "%s: the line needs more than %d masses; allowed: a shorter range with --mA", line->path,
                         MOST_MASSES);
    line->mass_GeV[line->count] = mass_GeV;
    line->epsilon[line->count++] = epsilon;
    return EPSCAN_OK;
}

/* The last row is (from, epsilon_from): add those after it up to `to`. */
static epscan_status refine(struct line *line, double from, double epsilon_from, double to, double epsilon_to) {
    double epsilon[3];
    bool good = true;
    for (int quarter = 1; quarter <= 3; quarter++) {
        const double share = 0.25 * quarter, linear = epsilon_from + share * (epsilon_to - epsilon_from);
        const epscan_status status = evaluate(line, from + share * (to - from), &epsilon[quarter - 1]);
        if (status) return status;
        good = good && fabs(linear - epsilon[quarter - 1]) <= tolerance * epsilon[quarter - 1];
    }
    if (good || to - from <= least_interval * to) return append(line, to, epsilon_to);
    const double middle = from + 0.5 * (to - from);
    const epscan_status status = refine(line, from, epsilon_from, middle, epsilon[1]);
    return status ? status : refine(line, middle, epsilon[1], to, epsilon_to);
}

static epscan_status extend(struct line *line, double mass_GeV) {
    double epsilon;
    const epscan_status status = evaluate(line, mass_GeV, &epsilon);
    if (status) return status;
    if (line->count == 0) return append(line, mass_GeV, epsilon);
    return refine(line, line->mass_GeV[line->count - 1], line->epsilon[line->count - 1], mass_GeV, epsilon);
}

/*
 * Rows over the slice's masses. Beam positrons that have lost nothing annihilate at one mass alone, to the width: that dip may be
 * narrower than anything beside it shows, and gets a row of its own.
 */
static epscan_status trace(struct line *line, const struct grid_slice *slice) {
    const struct axis *axis = &grid_reader_grid(grid_query_reader(line->query))->axes[EPSCAN_AXIS_MASS];
    const double dip = epscan_dark_photon_resonance_mass_GeV(grid_query_experiment(line->query)->beam_energy_GeV);
    const uint64_t last = slice->count[EPSCAN_AXIS_MASS] - 1, parts = last < MOST_FIRST_MASSES ? last : MOST_FIRST_MASSES;
    epscan_status status = EPSCAN_OK;
    for (uint64_t i = 0; i <= parts && !status; i++) {
        const double mass = axis->value[slice->index[EPSCAN_AXIS_MASS][last * i / parts]];
        if (line->count && line->mass_GeV[line->count - 1] < dip && dip < mass) status = extend(line, dip);
        if (!status) status = extend(line, mass);
    }
    return status;
}

static epscan_status make_line(const struct grid_query *query, const char *path, const struct grid_slice *slice,
                               struct line *line) {
    const struct grid *grid = grid_reader_grid(grid_query_reader(query));
    struct scan_point first = {0};
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) axis_set(id, grid->axes[id].value[slice->index[id][0]], &first);
    *line = (struct line){.query = query,
                          .path = path,
                          .model = first.model,
                          .selection = first.selection,
                          .scratch = malloc(grid_query_scratch(query) * sizeof(double))};
    if (slice->count[EPSCAN_AXIS_MASS] < 2)
        return error_set(EPSCAN_BAD_INPUT, "%s: one mass makes no line; allowed: two of the grid's or more", path);
    return line->scratch ? trace(line, slice) : error_no_memory("a line of limits");
}

/* `output` with the model behind it, in characters that Python takes: OUTPUT_fermion_alphaD0p1_r0p333333. */
static epscan_status name_files(const char *output, const epscan_dark_photon *model, char *base, size_t size) {
    char suffix[160], splitting[EXPORT_SPLITTING_SIZE];
    const char *name = path_name(output);
    bool plain = name[0] && !isdigit((unsigned char)name[0]);
    for (const char *c = name; *c; c++) plain = plain && (isalnum((unsigned char)*c) || *c == '_');
    if (!plain)
        return error_set(EPSCAN_BAD_INPUT, "output \"%.60s\": allowed: letters, digits and _, as in NA64_Andreev2021", output);
    snprintf(suffix, sizeof suffix, "_%s_alphaD%.6g_r%.6g%s", epscan_spin_name(model->spin), model->alpha_D, model->mass_ratio,
             export_source_splitting(model, "_splitting", splitting));
    char *hyphen = strchr(suffix, '-'); /* of pseudo-dirac; others are of exponents */
    if (hyphen && strchr(epscan_spin_name(model->spin), '-')) *hyphen = '_';
    for (char *c = suffix; *c; c++)
        if (*c == '.' || *c == '-' || *c == '+') *c = *c == '.' ? 'p' : 'm';
    if (snprintf(base, size, "%s%s", output, suffix) < (int)size - 8) return EPSCAN_OK;
    return error_set(EPSCAN_BAD_INPUT, "output \"%.60s\": allowed: a shorter name", output);
}

/* What both files say of the line. */
static void put_notes(FILE *stream, const char *prefix, const struct line *line) {
    const epscan_dark_photon *model = &line->model;
    char splitting[EXPORT_SPLITTING_SIZE];
    fprintf(stream, "%sUpper limits on epsilon for one model: spin of chi %s, alpha_D = %.9g, r = m_chi/m_A' = %.9g%s.\n", prefix,
            epscan_spin_name(model->spin), model->alpha_D, model->mass_ratio,
            export_source_splitting(model, ", (m_2 - m_1)/m_1 = ", splitting));
    fprintf(stream, "%sThey hold for no other: resonant annihilation depends on all of them.\n", prefix);
    fprintf(stream, "%sECAL threshold %.9g GeV, energy scale shifted by %.9g.\n", prefix, line->selection.threshold_GeV,
            line->selection.energy_scale_shift);
    fprintf(stream, "%sBetween the masses linear interpolation is good to 1e-3; 1e5 stands where nothing is excluded.\n", prefix);
    export_source_put(stream, prefix, grid_query_reader(line->query), line->path);
}

static void put_table(FILE *stream, const struct line *line) {
    fputs(FIRST_WORDS_OF_TABLE, stream);
    put_notes(stream, "# ", line);
    for (size_t i = 0; i < line->count; i++) fprintf(stream, " %.12e  %.12e\n", line->mass_GeV[i], line->epsilon[i]);
}

/* Inside a Python string. */
static void put_escaped(FILE *stream, const char *text) {
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') fputc('\\', stream);
        fputc(*text, stream);
    }
}

/* The module that DarkCast imports: an invisible search, as the file's head explains. */
static epscan_status put_module(FILE *stream, const char *name, const struct line *line) {
    const struct experiment *experiment = grid_query_experiment(line->query);
    char *notes = NULL;
    size_t size;
    FILE *memory = open_memstream(&notes, &size);
    if (memory) put_notes(memory, "", line);
    if (!memory || fclose(memory)) {
        free(notes);
        return error_no_memory("the notes of the limits");
    }
    fprintf(
        stream,
        "%s: goes into DarkCast's folder limits or one of DARKCAST_LIMIT_PATH, with %s.lmt beside it.\n# -*- coding: utf-8 -*-\n"
        "import os, darkcast\nnotes = \"\"\"\n",
        FIRST_WORDS_OF_MODULE, name);
    put_escaped(stream, notes);
    fputs("\nThis is an invisible search: the efficiency ratio is unity, and the invisible width drops out as\n"
          "long as it is proportional to the visible one. Strahlung and annihilation are both as the square\n"
          "of the electron's coupling.\n\"\"\"\nbibtex = \"\"\"\n@misc{",
          stream);
    fprintf(stream, "%s,\n title = \"{", name);
    put_escaped(stream, grid_reader_header(grid_query_reader(line->query))->title);
    fputs(": limits by epscan}\",\n note  = \"{", stream);
    put_escaped(stream, experiment->source);
    fputs("}\"\n}\n\"\"\"\n"
          "model = darkcast.Model(\"dark_photon\", iwidth = lambda m, model: 99.0*model.width(\"visible\", m))\n"
          "production = darkcast.Production(\"e_brem\")\n"
          "decay = \"invisible\"\n",
          stream);
    fprintf(stream,
            "beside = os.path.dirname(globals().get(\"__file__\", \"limits/\")) # run without a file: where DarkCast looks\n"
            "bounds = darkcast.Dataset(os.path.join(beside, \"%s.lmt\"))\n",
            name);
    fputs("efficiency = darkcast.Efficiency(t0 = 0, t1 = float(\"inf\"))\n", stream);
    free(notes);
    return EPSCAN_OK;
}

static const struct output_kind table_output = {
    .noun = "DarkCast table", .when_existing = "another output, or --force to replace it", .start = FIRST_WORDS_OF_TABLE};
static const struct output_kind module_output = {
    .noun = "DarkCast module", .when_existing = "another output, or --force to replace it", .start = FIRST_WORDS_OF_MODULE};

/* Both are whole before either gets its name: the table first, as the module is nothing without. */
static epscan_status write_files(const struct line *line, const char *table_path, const char *module_path, const char *name,
                                 enum existing_output existing) {
    struct text_output table, module;
    epscan_status status = text_output_open(table_path, &table_output, existing, &table);
    if (status) return status;
    status = text_output_open(module_path, &module_output, existing, &module);
    if (!status) put_table(table.stream, line);
    const bool module_is_open = !status;
    if (!status) status = put_module(module.stream, name, line);
    status = text_output_finish(table.stream, table_path, status);
    if (module_is_open) status = text_output_finish(module.stream, module_path, status);
    status = output_file_end(&table.file, status);
    return module_is_open ? output_file_end(&module.file, status) : status;
}

/* Check both outputs, and write them. */
static epscan_status write_line(const struct line *line, const char *base, enum existing_output existing) {
    char table_path[4104], module_path[4104];
    snprintf(table_path, sizeof table_path, "%s.lmt", base);
    snprintf(module_path, sizeof module_path, "%s.py", base);
    epscan_status status = output_file_check(table_path, &table_output, existing, 64 * line->count);
    if (!status) status = output_file_check(module_path, &module_output, existing, 1 << 14);
    return status ? status : write_files(line, table_path, module_path, path_name(base), existing);
}

static epscan_status write_darkcast(const struct export_task *task, char summary[EXPORT_SUMMARY_SIZE]) {
    char base[4096]; /* what stands before .lmt and .py */
    struct line line = {0};
    epscan_status status = grid_reader_require_complete(task->reader);
    if (!status && grid_reader_header(task->reader)->mediation.visible_widths)
        status = error_set(EPSCAN_BAD_INPUT,
                           "%s: its limits are with widths to leptons and hadrons, which DarkCast adds itself; allowed: without",
                           task->path);
    if (!status && grid_reader_header(task->reader)->mediation.mediator->coupling != COUPLING_VECTOR)
        status =
            error_set(EPSCAN_BAD_INPUT, "%s: of the mediator %s, which DarkCast has no model of; allowed: one that is a vector",
                      task->path, grid_reader_header(task->reader)->mediation.mediator->name);
    if (!status) status = make_line(task->query, task->path, task->slice, &line);
    if (!status) status = name_files(task->output, &line.model, base, sizeof base);
    if (!status) status = write_line(&line, base, task->replace ? EXISTING_REPLACED : EXISTING_REFUSED);
    if (!status) snprintf(summary, EXPORT_SUMMARY_SIZE, "%s.lmt, .py: %zu masses", base, line.count);
    line_clear(&line);
    return status;
}

const struct exporter darkcast_exporter = {
    .name = "darkcast", .computes = true, .one_line = true, .replaces = true, .write = write_darkcast};
