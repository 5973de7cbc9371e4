/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The YAML documents of a HEPData submission, as its schemas have them: independent variables, dependent variables with qualifiers,
 * and submission.yaml that names them.
 */
#include "report/hepdata_documents.h"

#include "core/error.h"
#include "core/text_file.h"
#include "report/export_source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void hepdata_table_file(const struct hepdata_table *table, char name[HEPDATA_NAME_SIZE]) {
    snprintf(name, HEPDATA_NAME_SIZE, "table%llu.yaml", (unsigned long long)table->number);
}

static void put_pair(struct yaml_writer *w, const char *key, const char *text) {
    yaml_writer_key(w, key);
    yaml_writer_text(w, text);
}

static void put_header(struct yaml_writer *w, const char *name, const char *units) {
    yaml_writer_key(w, "header");
    yaml_writer_begin_mapping(w, true);
    put_pair(w, "name", name);
    if (units) put_pair(w, "units", units);
    yaml_writer_end_mapping(w);
}

static void begin_qualifier(struct yaml_writer *w, const char *name) {
    yaml_writer_begin_mapping(w, true);
    put_pair(w, "name", name);
    yaml_writer_key(w, "value");
}

static void put_qualifier(struct yaml_writer *w, const char *name, double value, const char *units) {
    begin_qualifier(w, name);
    yaml_writer_number(w, value);
    if (units) put_pair(w, "units", units);
    yaml_writer_end_mapping(w);
}

static void put_text_qualifier(struct yaml_writer *w, const char *name, const char *value) {
    begin_qualifier(w, name);
    yaml_writer_text(w, value);
    yaml_writer_end_mapping(w);
}

static epscan_axis rows_of(const struct hepdata_source *s) {
    return grid_line_axis(grid_reader_grid(s->reader));
}

static void put_model_qualifiers(struct yaml_writer *w, const epscan_dark_photon *model) {
    put_text_qualifier(w, "SPIN", epscan_spin_name(model->spin));
    put_qualifier(w, "ALPHA_D", model->alpha_D, NULL);
    put_qualifier(w, "R = m_chi/m_A'", model->mass_ratio, NULL);
    if (model->splitting > 0.0) put_qualifier(w, "SPLITTING = (m_2 - m_1)/m_1, R = m_1/m_A'", model->splitting, NULL);
}

/* Of every variable the model and the selection; of limits also what they are by. */
static void put_qualifiers(struct yaml_writer *w, const struct hepdata_source *s, const struct hepdata_table *t, bool of_limit) {
    const struct grid_header *header = grid_reader_header(s->reader);
    char mediation[MEDIATION_TEXT_SIZE];
    yaml_writer_key(w, "qualifiers");
    yaml_writer_begin_list(w, false);
    if (rows_of(s) == EPSCAN_AXIS_MASS) put_model_qualifiers(w, &t->model);
    if (!mediation_is_usual(&header->mediation)) put_text_qualifier(w, "MEDIATOR", mediation_text(&header->mediation, mediation));
    put_qualifier(w, "ECAL threshold", t->selection.threshold_GeV, "GeV");
    put_qualifier(w, "ECAL energy scale shift", t->selection.energy_scale_shift, NULL);
    if (of_limit) put_qualifier(w, "CL", 100.0 * header->confidence_level, "%");
    if (of_limit) put_text_qualifier(w, "Limit method", epscan_limit_method_name(header->limit_method));
    yaml_writer_end_list(w);
}

static void put_value(struct yaml_writer *w, double value) {
    yaml_writer_begin_mapping(w, true);
    yaml_writer_key(w, "value");
    yaml_writer_number(w, value);
    yaml_writer_end_mapping(w);
}

/* A column over the rows; those of limits have more qualifiers. */
static void put_column(struct yaml_writer *w, const struct hepdata_source *s, const struct hepdata_table *t, const char *name,
                       bool of_limit, const double *values) {
    yaml_writer_begin_mapping(w, false);
    put_header(w, name, NULL);
    put_qualifiers(w, s, t, of_limit);
    yaml_writer_key(w, "values");
    yaml_writer_begin_list(w, false);
    for (uint64_t i = 0; i < s->slice->count[rows_of(s)]; i++) put_value(w, values[s->slice->index[rows_of(s)][i]]);
    yaml_writer_end_list(w);
    yaml_writer_end_mapping(w);
}

static void put_columns(struct yaml_writer *w, const struct hepdata_source *s, const struct hepdata_table *t) {
    char name[160];
    put_column(w, s, t, "Upper limit on $\\epsilon$", true, s->epsilon);
    if (rows_of(s) == EPSCAN_AXIS_MASS) put_column(w, s, t, "Upper limit on $y = \\alpha_D \\epsilon^2 r^4$", true, s->y);
    for (size_t c = 0; c < channel_count(); c++) {
        if (!s->events[c]) continue;
        snprintf(name, sizeof name, "$N$ from %s at $\\epsilon$ = %g", channel_at(c)->long_name, EPSCAN_REFERENCE_EPSILON);
        put_column(w, s, t, name, false, s->events[c]);
    }
}

static void put_name(struct yaml_writer *w, const char *name) {
    yaml_writer_begin_mapping(w, true);
    put_pair(w, "value", name);
    yaml_writer_end_mapping(w);
}

/* The masses, or the tables' names. */
static void put_rows(struct yaml_writer *w, const struct hepdata_source *s) {
    const epscan_axis id = rows_of(s);
    const bool named = axis_is_of_names(id);
    const struct axis *axis = &grid_reader_grid(s->reader)->axes[id];
    char text[NUMBER_TEXT_SIZE];
    yaml_writer_begin_mapping(w, false);
    put_header(w, named ? "Spectral density" : "$m_{A'}$", named ? NULL : "GeV");
    yaml_writer_key(w, "values");
    yaml_writer_begin_list(w, false);
    for (uint64_t i = 0; i < s->slice->count[id]; i++) {
        const double value = axis->value[s->slice->index[id][i]];
        if (named)
            put_name(w, axis_value_text(id, axis, value, text));
        else
            put_value(w, value);
    }
    yaml_writer_end_list(w);
    yaml_writer_end_mapping(w);
}

static epscan_status failed_at(const struct hepdata_source *s, uint64_t row) {
    const epscan_axis id = rows_of(s);
    const struct axis *axis = &grid_reader_grid(s->reader)->axes[id];
    char text[NUMBER_TEXT_SIZE];
    return error_set(EPSCAN_POINTS_FAILED, "%s: the point at %s %s has failed", s->path, axis_descriptions[id].key,
                     axis_value_text(id, axis, axis->value[row], text));
}

epscan_status hepdata_put_table(struct yaml_writer *w, const struct hepdata_source *s, const struct hepdata_table *t) {
    epscan_status status = grid_reader_line(s->reader, VARIABLE_EPSILON_UP, t->index, s->epsilon);
    for (enum grid_variable_id c = 0; c < channel_count() && !status; c++)
        if (s->events[c]) status = grid_reader_line(s->reader, c, t->index, s->events[c]);
    for (uint64_t i = 0; i < s->slice->count[rows_of(s)] && !status; i++) {
        const uint64_t row = s->slice->index[rows_of(s)][i];
        s->y[row] = epscan_dark_photon_y(&t->model, s->epsilon[row]);
        if (isnan(s->epsilon[row])) status = failed_at(s, row);
    }
    if (status) return status;
    yaml_writer_document(w);
    yaml_writer_begin_mapping(w, false);
    yaml_writer_key(w, "independent_variables");
    yaml_writer_begin_list(w, false);
    put_rows(w, s);
    yaml_writer_end_list(w);
    yaml_writer_key(w, "dependent_variables");
    yaml_writer_begin_list(w, false);
    put_columns(w, s, t);
    yaml_writer_end_list(w);
    yaml_writer_end_mapping(w);
    return EPSCAN_OK;
}

/* "resonant annihilation and A'-strahlung": those that the grid has. */
static void put_channels(FILE *stream, const struct hepdata_source *s) {
    const char *separator = "";
    for (size_t c = 0; c < channel_count(); c++) {
        if (!s->events[c]) continue;
        fprintf(stream, "%s%s", separator, channel_at(c)->long_name);
        separator = " and ";
    }
}

static char *general_comment(const struct hepdata_source *s, const char *grid_sha256, bool with_grid) {
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) return NULL;
    fputs("Upper limits on the kinetic mixing of invisibly decaying dark photons A' -> chi chi from a missing-energy search, with "
          "production by ",
          memory);
    put_channels(memory, s);
    fputs("; what else there may be, which comes on top, is not counted. A - stands where nothing is excluded, and for events that "
          "are not known.\n",
          memory);
    for (size_t c = 0; c < channel_count(); c++)
        if (s->events[c]) fprintf(memory, "Events from %s: %s.\n", channel_at(c)->long_name, channel_at(c)->comment);
    export_source_put(memory, "", s->reader, s->path);
    fprintf(memory, "sha256 of %s: %s%s\n", path_name(s->path), grid_sha256,
            with_grid || s->grid_url ? "" : "; it is larger than a submission may be");
    if (fclose(memory) == 0) return text;
    free(text);
    return NULL;
}

epscan_status hepdata_put_general(struct yaml_writer *w, const struct hepdata_source *s, const char *grid_sha256, bool with_grid) {
    char description[512], grid[EXPORT_SHORT_NAME], *comment = general_comment(s, grid_sha256, with_grid);
    if (!comment) return error_no_memory("the submission's comment");
    yaml_writer_document(w);
    yaml_writer_begin_mapping(w, false);
    put_pair(w, "comment", comment);
    if (with_grid || s->grid_url) {
        snprintf(description, sizeof description,
                 "The whole grid (%s), with the text of its job and of its experiment: HDF5 that opens as netCDF-4",
                 export_source_short_name(s->path, grid));
        yaml_writer_key(w, "additional_resources");
        yaml_writer_begin_list(w, false);
        yaml_writer_begin_mapping(w, false);
        put_pair(w, "location", with_grid ? HEPDATA_GRID_NAME : s->grid_url);
        put_pair(w, "description", description);
        yaml_writer_end_mapping(w);
        yaml_writer_end_list(w);
    }
    yaml_writer_end_mapping(w);
    free(comment);
    return EPSCAN_OK;
}

static void begin_keyword(struct yaml_writer *w, const char *name) {
    yaml_writer_begin_mapping(w, true);
    put_pair(w, "name", name);
    yaml_writer_key(w, "values");
    yaml_writer_begin_list(w, true);
}

static void end_keyword(struct yaml_writer *w) {
    yaml_writer_end_list(w);
    yaml_writer_end_mapping(w);
}

static void put_keywords(struct yaml_writer *w, const struct experiment *experiment) {
    static const char *const phrases[] = {"Dark Photon", "Dark Matter",    "Kinetic Mixing", "Exclusion",
                                          "Upper Limit", "Missing Energy", "Beam Dump"};
    const bool electrons = experiment->beam == EM_ELECTRON;
    yaml_writer_key(w, "keywords");
    yaml_writer_begin_list(w, false);
    begin_keyword(w, "reactions");
    yaml_writer_text(w, "E+ E- --> CHI CHI");
    if (experiment_has_channel(experiment, channel_of_name("strahlung")))
        yaml_writer_text(w, electrons ? "E- NUCLEUS --> E- NUCLEUS CHI CHI" : "E+ NUCLEUS --> E+ NUCLEUS CHI CHI");
    end_keyword(w);
    begin_keyword(w, "observables");
    yaml_writer_text(w, "EPSILON");
    yaml_writer_text(w, "Y");
    yaml_writer_text(w, "N");
    end_keyword(w);
    begin_keyword(w, "cmenergies"); /* of e+ e-, at most */
    yaml_writer_number(w, epscan_dark_photon_resonance_mass_GeV(experiment->beam_energy_GeV));
    end_keyword(w);
    begin_keyword(w, "phrases");
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) yaml_writer_text(w, phrases[i]);
    end_keyword(w);
    yaml_writer_end_list(w);
}

/* What a table is of, in few words and in many. */
enum { NAME_SIZE = 65, DESCRIPTION_SIZE = 512 };

static void describe_model(const struct hepdata_source *s, const struct hepdata_table *t, char name[NAME_SIZE],
                           char description[DESCRIPTION_SIZE]) {
    char splitting[EXPORT_SPLITTING_SIZE], limit[64];
    const epscan_dark_photon *model = &t->model;
    export_source_limit(s->reader, limit, sizeof limit);
    snprintf(name, NAME_SIZE, "Table %llu: %s, alpha_D %.4g, r %.4g%s", (unsigned long long)t->number,
             epscan_spin_name(model->spin), model->alpha_D, model->mass_ratio,
             export_source_splitting(model, ", splitting ", splitting));
    snprintf(description, DESCRIPTION_SIZE,
             "Upper limits (%s) on epsilon and on y = alpha_D epsilon^2 r^4 against the dark photon mass, and the events expected "
             "from each production channel: %s chi, alpha_D = %.9g, r = m_chi/m_A' = %.9g%s, ECAL threshold %.9g GeV, energy scale "
             "shifted by %.9g",
             limit, epscan_spin_name(model->spin), model->alpha_D, model->mass_ratio,
             export_source_splitting(model, ", (m_2 - m_1)/m_1 = ", splitting), t->selection.threshold_GeV,
             t->selection.energy_scale_shift);
}

static void describe_tables(const struct hepdata_source *s, const struct hepdata_table *t, char name[NAME_SIZE],
                            char description[DESCRIPTION_SIZE]) {
    char limit[64];
    export_source_limit(s->reader, limit, sizeof limit);
    snprintf(name, NAME_SIZE, "Table %llu: spectral densities, threshold %.4g GeV", (unsigned long long)t->number,
             t->selection.threshold_GeV);
    snprintf(description, DESCRIPTION_SIZE,
             "Upper limits (%s) on the coupling epsilon that each spectral density is made with, and the events expected from each "
             "production channel: ECAL threshold %.9g GeV, energy scale shifted by %.9g",
             limit, t->selection.threshold_GeV, t->selection.energy_scale_shift);
}

void hepdata_put_entry(struct yaml_writer *w, const struct hepdata_source *s, const struct hepdata_table *t) {
    char name[NAME_SIZE], location[256], grid[EXPORT_SHORT_NAME], description[DESCRIPTION_SIZE], file[HEPDATA_NAME_SIZE];
    hepdata_table_file(t, file);
    (rows_of(s) == EPSCAN_AXIS_MASS ? describe_model : describe_tables)(s, t, name, description);
    snprintf(location, sizeof location, "Grid %s", export_source_short_name(s->path, grid));
    yaml_writer_document(w);
    yaml_writer_begin_mapping(w, false);
    put_pair(w, "name", name);
    put_pair(w, "location", location);
    put_pair(w, "description", description);
    put_keywords(w, s->experiment);
    put_pair(w, "data_file", file);
    yaml_writer_end_mapping(w);
}
