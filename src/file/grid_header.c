/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A header is read attribute by attribute and input by input, each with its own word for what is damaged; inputs and job must have
 * the hashes that stand beside them. The same from a job before a scan, and back into a new file.
 */
#include "file/grid_header.h"

#include "core/build_info.h"
#include "core/error.h"
#include "core/text_line.h"
#include "file/grid_schema.h"
#include "file/hdf5_helpers.h"
#include "file/hdf5_read.h"
#include "file/provenance.h"
#include "file/stored_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char models_meaning[] = "epsilon: kinetic mixing, A' couples to charges by epsilon e (of other mediators: see the "
                                     "attribute mediator); alpha_D = g_D^2 / "
                                     "(4 pi) of its coupling to chi; mass_ratio = m_chi / m_A'; y = epsilon^2 alpha_D "
                                     "mass_ratio^4; exposure = sum over data sets of "
                                     "particles on target times efficiency";

void shard_tiles(const struct shard *shard, uint64_t tile_count, uint64_t *first, uint64_t *end) {
    __extension__ typedef unsigned __int128 wide;
    *first = (uint64_t)((wide)tile_count * shard->index / shard->count);
    *end = (uint64_t)((wide)tile_count * (shard->index + 1) / shard->count);
}

static epscan_status allocate_inputs(struct grid_header *header, size_t count) {
    header->inputs = calloc(count ? count : 1, sizeof *header->inputs);
    header->input_count = header->inputs ? count : 0;
    return header->inputs ? EPSCAN_OK : error_no_memory("the grid's header");
}

/* Append a text to those before, cut to what fits. */
static void join_text(char *texts, size_t size, const char *between, const char *text) {
    const size_t used = strlen(texts);
    snprintf(texts + used, size - used, "%s%s", used ? between : "", text);
}

/* What the experiments are called, cite and collected. */
static void describe_experiments(const struct experiment *e, struct grid_header *header) {
    for (; e; e = e->next) {
        join_text(header->experiment, sizeof header->experiment, " + ", e->name);
        if (e->source[0]) join_text(header->source, sizeof header->source, "; ", e->source);
        for (int i = 0; i < e->data_set_count; i++) header->particles_on_target += e->data_sets[i].particles_on_target;
        header->exposure += experiment_exposure(e);
    }
}

/* The inputs of an experiment and its next ones, then the tables. */
static epscan_status keep_inputs(const struct experiment *first, const struct axis *tables, struct grid_header *header) {
    const size_t table_count = tables->table ? tables->count : 0;
    size_t count = table_count;
    for (const struct experiment *e = first; e; e = e->next) count += (size_t)e->input_count;
    epscan_status status = allocate_inputs(header, count);
    struct text_file *input = header->inputs;
    for (const struct experiment *e = first; e && !status; e = e->next)
        for (int i = 0; i < e->input_count && !status; i++)
            status = text_file_from_memory(e->inputs[i].path, e->inputs[i].text, e->inputs[i].size, input++);
    for (size_t i = 0; i < table_count && !status; i++) {
        const struct text_file *file = &tables->table[i].file;
        status = text_file_from_memory(file->path, file->text, file->size, input++);
    }
    return status;
}

epscan_status grid_header_of_job(const struct job *job, const struct shard *shard, struct grid_header *header) {
    const struct experiment *e = job->experiment;
    *header = (struct grid_header){.grid = &job->grid,
                                   .physics_version = physics_version,
                                   .format = grid_format(&job->grid),
                                   .shard = *shard,
                                   .limit_method = e->statistics.method,
                                   .confidence_level = e->statistics.confidence_level,
                                   .mediation = e->mediation};
    statistics_caution(e, e->statistics.method, header->limit_caution);
    describe_experiments(e, header);
    snprintf(header->title, sizeof header->title, "%s", job->title[0] ? job->title : header->experiment);
    memcpy(header->job_sha256, job->source.sha256, sizeof header->job_sha256);
    header->job_text = strdup(job->source.text);
    epscan_status status =
        header->job_text ? keep_inputs(e, &job->grid.axes[EPSCAN_AXIS_TABLE], header) : error_no_memory("the grid's header");
    if (status) grid_header_clear(header);
    return status;
}

static epscan_status damaged(const char *path, const char *what) {
    return error_set(EPSCAN_BAD_INPUT, "%s: damaged: no usable %s", path, what);
}

static epscan_status read_inputs(const char *path, hid_t file, struct grid_header *header) {
    const size_t most = EXPERIMENTS_MAX_JOINT * EXPERIMENT_MAX_INPUTS + AXIS_MAX_TABLES;
    return provenance_get_inputs(path, file, most, &header->inputs, &header->input_count);
}

static epscan_status read_job(const char *path, hid_t file, struct grid_header *header) {
    size_t count = 0;
    char **text = hdf5_get_strings(file, GRID_JOB, &count);
    struct text_file job = {0};
    epscan_status status =
        text && count == 1 && text[0] ? text_file_from_memory(GRID_JOB, text[0], strlen(text[0]), &job) : damaged(path, "job");
    if (!status && hdf5_get_text(file, "job_sha256", header->job_sha256, sizeof header->job_sha256) < 0)
        status = damaged(path, "job_sha256");
    if (!status && strcmp(job.sha256, header->job_sha256) != 0) status = damaged(path, "job: its text does not have its hash");
    header->job_text = job.text;
    job.text = NULL;
    text_file_clear(&job);
    hdf5_free_strings(text, count);
    return status;
}

static epscan_status read_limit_method(const char *path, hid_t file, struct grid_header *header) {
    char name[32] = "";
    if (H5Aexists(file, GRID_LIMIT_METHOD) == 0) /* grids from before the attribute */
        snprintf(name, sizeof name, "%s", epscan_limit_method_name(EPSCAN_LIMIT_COUNTING));
    else if (hdf5_get_text(file, GRID_LIMIT_METHOD, name, sizeof name) < 0)
        return damaged(path, GRID_LIMIT_METHOD);
    for (epscan_limit_method method = 0; method < EPSCAN_LIMIT_METHODS; method++)
        if (strcmp(name, epscan_limit_method_name(method)) == 0) {
            header->limit_method = method;
            return EPSCAN_OK;
        }
    return damaged(path, GRID_LIMIT_METHOD);
}

static epscan_status read_identity(const char *path, hid_t file, struct grid_header *header) {
    int index = 0, count = 0;
    epscan_status status = EPSCAN_OK;
    if (grid_format_of(file, &header->format) < 0 || hdf5_get_text(file, "title", header->title, sizeof header->title) < 0 ||
        hdf5_get_text(file, "experiment", header->experiment, sizeof header->experiment) < 0)
        status = damaged(path, "title, experiment or " GRID_FORMAT);
    else if (hdf5_get_integer(file, "physics_version", &header->physics_version) < 0 ||
             hdf5_get_integer(file, "shard_index", &index) < 0 || hdf5_get_integer(file, GRID_SHARD_COUNT, &count) < 0 ||
             count < 1 || index < 0 || index >= count)
        status = damaged(path, "physics_version, shard_index or shard_count");
    header->shard = (struct shard){(uint64_t)index, (uint64_t)count};
    return status;
}

/* How limits were found; grids from before an attribute have what was usual then. */
static epscan_status read_limits(const char *path, hid_t file, struct grid_header *header) {
    const epscan_status status = read_limit_method(path, file, header);
    if (status) return status;
    if (H5Aexists(file, "confidence_level") != 0 && hdf5_get_double(file, "confidence_level", &header->confidence_level) < 0)
        return damaged(path, "confidence_level");
    if (H5Aexists(file, GRID_LIMIT_CAUTION) != 0 &&
        hdf5_get_text(file, GRID_LIMIT_CAUTION, header->limit_caution, sizeof header->limit_caution) < 0)
        return damaged(path, GRID_LIMIT_CAUTION);
    return EPSCAN_OK;
}

/* Grids from before there were others are of the first mediator, its widths neglected. */
static epscan_status read_mediation(const char *path, hid_t file, struct grid_header *header) {
    char name[32] = "";
    int widths = 0;
    header->mediation = (struct mediation){&mediators[0], false};
    if (H5Aexists(file, GRID_MEDIATOR) != 0) {
        if (hdf5_get_text(file, GRID_MEDIATOR, name, sizeof name) < 0) return damaged(path, GRID_MEDIATOR);
        header->mediation.mediator = mediator_of_name(name);
    }
    if (!header->mediation.mediator) return damaged(path, GRID_MEDIATOR);
    if (H5Aexists(file, GRID_VISIBLE_WIDTHS) != 0 &&
        (hdf5_get_integer(file, GRID_VISIBLE_WIDTHS, &widths) < 0 || widths != (widths != 0)))
        return damaged(path, GRID_VISIBLE_WIDTHS);
    header->mediation.visible_widths = widths;
    return EPSCAN_OK;
}

/* What grids from before the attributes do not have. */
static epscan_status read_exposure(const char *path, hid_t file, struct grid_header *header) {
    if (H5Aexists(file, GRID_SOURCE) > 0 && hdf5_get_text(file, GRID_SOURCE, header->source, sizeof header->source) < 0)
        return damaged(path, GRID_SOURCE);
    if (H5Aexists(file, GRID_EXPOSURE) <= 0) return EPSCAN_OK;
    if (hdf5_get_double(file, GRID_EXPOSURE, &header->exposure) < 0 ||
        hdf5_get_double(file, GRID_PARTICLES, &header->particles_on_target) < 0)
        return damaged(path, GRID_EXPOSURE " and " GRID_PARTICLES);
    return EPSCAN_OK;
}

epscan_status grid_header_of_file(const char *path, hid_t file, const struct grid *grid, struct grid_header *header) {
    *header = (struct grid_header){.grid = grid, .confidence_level = 0.9};
    epscan_status status = read_identity(path, file, header);
    if (!status) status = read_limits(path, file, header);
    if (!status) status = read_exposure(path, file, header);
    if (!status) status = read_mediation(path, file, header);
    if (!status) status = read_job(path, file, header);
    if (!status) status = read_inputs(path, file, header);
    if (status) grid_header_clear(header);
    return status;
}

void grid_header_clear(struct grid_header *header) {
    for (size_t i = 0; i < header->input_count; i++) text_file_clear(&header->inputs[i]);
    free(header->inputs);
    free(header->job_text);
    *header = (struct grid_header){0};
}

static epscan_status differs(const char *path, const char *what) {
    return error_set(EPSCAN_BAD_INPUT, "%s: made from another %s; allowed: one of the same inputs", path, what);
}

epscan_status grid_header_check(const char *path, const struct grid_header *file, const struct grid_header *expected) {
    char name[160];
    if (file->physics_version != expected->physics_version) return differs(path, "physics version of epscan");
    if (strcmp(file->job_sha256, expected->job_sha256) != 0) return differs(path, "job");
    if (file->input_count != expected->input_count) return differs(path, "set of input files");
    for (size_t i = 0; i < file->input_count; i++)
        if (strcmp(file->inputs[i].sha256, expected->inputs[i].sha256) != 0 ||
            strcmp(file->inputs[i].path, expected->inputs[i].path) != 0) {
            snprintf(name, sizeof name, "input %.120s", expected->inputs[i].path);
            return differs(path, name);
        }
    if (file->limit_method != expected->limit_method || file->confidence_level != expected->confidence_level)
        return differs(path, "limit method or confidence level, or damaged there");
    if (!mediation_equals(&file->mediation, &expected->mediation)) return differs(path, "mediator, or damaged there");
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) {
        const struct axis *a = &file->grid->axes[axis], *b = &expected->grid->axes[axis];
        snprintf(name, sizeof name, "axis %s, or damaged there", axis_descriptions[axis].dimension);
        if (a->is_dimension != b->is_dimension || !axis_equals(a, b)) return differs(path, name);
    }
    if (memcmp(file->grid->has_channel, expected->grid->has_channel, sizeof file->grid->has_channel) != 0)
        return differs(path, "set of channels");
    return EPSCAN_OK;
}

struct input_archive grid_header_archive(const struct grid_header *header) {
    return (struct input_archive){header->inputs, header->input_count, header->physics_version};
}

epscan_status grid_header_experiment(const struct grid_header *header, struct experiment **experiment) {
    const struct input_archive archive = grid_header_archive(header);
    struct job *job = NULL;
    const epscan_status status = job_from_archive("job", header->job_text, strlen(header->job_text), &archive, &job);
    if (status) return status;
    *experiment = job->experiment;
    job->experiment = NULL;
    job_free(job);
    (*experiment)->statistics.method = header->limit_method;
    return EPSCAN_OK;
}

/* What a reader must know to use the numbers; whoever made the grid. */
static herr_t put_meaning(hid_t file, const struct grid_header *header) {
    herr_t status = header->source[0] ? hdf5_put_text(file, GRID_SOURCE, header->source) : 0;
    if (status >= 0 && header->exposure > 0.0) status = hdf5_put_double(file, GRID_PARTICLES, header->particles_on_target);
    if (status >= 0 && header->exposure > 0.0) status = hdf5_put_double(file, GRID_EXPOSURE, header->exposure);
    return status < 0 ? status : hdf5_put_text(file, "conventions_of_models", models_meaning);
}

/* The labels of the axis of spins, in the order of its numbers. */
static herr_t put_spins(hid_t file, const struct axis *spin) {
    char spins[32 * EPSCAN_SPIN_COUNT] = "";
    if (!spin->is_dimension) return 0;
    for (size_t i = 0; i < spin->count; i++)
        snprintf(spins + strlen(spins), sizeof spins - strlen(spins), "%s%s", i ? " " : "",
                 epscan_spin_name((epscan_spin)spin->value[i]));
    return hdf5_put_text(file, GRID_SPINS, spins);
}

/* How its limits were found, of which mediator. */
static herr_t put_limits(hid_t file, const struct grid_header *header) {
    herr_t status = hdf5_put_text(file, GRID_LIMIT_METHOD, epscan_limit_method_name(header->limit_method));
    if (status >= 0 && header->limit_caution[0]) status = hdf5_put_text(file, GRID_LIMIT_CAUTION, header->limit_caution);
    if (status >= 0) status = hdf5_put_double(file, "confidence_level", header->confidence_level);
    if (status >= 0) status = hdf5_put_text(file, GRID_MEDIATOR, header->mediation.mediator->name);
    return status < 0 ? status : hdf5_put_integer(file, GRID_VISIBLE_WIDTHS, header->mediation.visible_widths);
}

herr_t grid_header_put(hid_t file, const struct grid_header *header) {
    herr_t status = hdf5_put_text(file, "title", header->title);
    if (status >= 0) status = hdf5_put_text(file, "experiment", header->experiment);
    if (status >= 0) status = put_meaning(file, header);
    if (status >= 0) status = hdf5_put_text(file, "job_sha256", header->job_sha256);
    if (status >= 0) status = put_limits(file, header);
    if (status >= 0) status = hdf5_put_integer(file, GRID_FORMAT, grid_format(header->grid));
    if (status >= 0) status = hdf5_put_integer(file, "physics_version", header->physics_version);
    if (status >= 0) status = hdf5_put_integer(file, "shard_index", (int)header->shard.index);
    if (status >= 0) status = hdf5_put_integer(file, GRID_SHARD_COUNT, (int)header->shard.count);
    if (status >= 0) status = stored_form_put(file, header->grid);
    if (status >= 0) status = put_spins(file, &header->grid->axes[EPSCAN_AXIS_SPIN]);
    return status < 0 ? status : provenance_put_inputs(file, header->job_text, header->inputs, header->input_count);
}
