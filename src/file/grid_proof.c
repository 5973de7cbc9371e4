/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The job that a grid carries is read again, with the experiment from the grid's own archive, and what it makes of axes, method,
 * level and title is compared with what the file says.
 */
#include "file/grid_proof.h"

#include "text/number_text.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/text_line.h"
#include "file/grid_schema.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Rounding of other versions and other mathematical libraries, of the value and of the axis' ends. */
static const double same_within = 1e-12, end_rounding = 2.0 * DBL_EPSILON;

static epscan_status damaged(const char *path, const char *what) {
    return error_set(EPSCAN_BAD_INPUT, "%s: damaged: %s", path, what);
}

static epscan_status axis_damaged(const char *path, epscan_axis id, const char *what) {
    return error_set(EPSCAN_BAD_INPUT, "%s: damaged: axis %s: %s", path, axis_descriptions[id].dimension, what);
}

static epscan_status check_numbers(const char *path, epscan_axis id, const struct axis *axis, const struct axis *expected,
                                   double beam_energy_GeV) {
    const struct interval allowed = axis_interval(id, beam_energy_GeV);
    const double *v = axis->value, *e = expected->value;
    const double slack = end_rounding * fmax(fabs(e[0]), fabs(e[expected->count - 1]));
    for (size_t i = 0; i < axis->count; i++) {
        if (!isfinite(v[i]) || !interval_holds(&allowed, v[i])) return axis_damaged(path, id, "a value is out of its range");
        if (i && !(v[i] > v[i - 1])) return axis_damaged(path, id, "its values do not increase");
        if (!(fabs(v[i] - e[i]) <= same_within * fabs(e[i]) + slack)) return axis_damaged(path, id, "not that of its job");
    }
    return EPSCAN_OK;
}

static epscan_status check_axes(const char *path, const struct grid *grid, const struct job *job) {
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT; id++) {
        const struct axis *axis = &grid->axes[id], *expected = &job->grid.axes[id];
        if (axis->is_dimension != expected->is_dimension) return axis_damaged(path, id, "not there as its job has it");
        if (axis->count != expected->count) return axis_damaged(path, id, "not as long as its job makes it");
        if (axis_is_of_names(id) || !axis->is_dimension) {
            if (memcmp(axis->value, expected->value, axis->count * sizeof(double)) != 0)
                return axis_damaged(path, id, "not that of its job");
            continue;
        }
        const epscan_status status = check_numbers(path, id, axis, expected, job->experiment->beam_energy_GeV);
        if (status) return status;
    }
    return EPSCAN_OK;
}

/*
 * A grid has the channels that its experiment has; up to format 2 n_strahlung, too, where it is 0. Other physics versions may have
 * known others.
 */
static epscan_status check_channels(const char *path, const struct grid_header *header, const struct job *job) {
    const bool *found = header->grid->has_channel, *right = job->grid.has_channel;
    for (size_t c = 0; c < channel_count(); c++)
        if (header->physics_version == physics_version && header->format >= GRID_FORMAT_OF_ALL_CHANNELS && found[c] != right[c])
            return damaged(path, "its channels are not those of its experiment");
    return EPSCAN_OK;
}

/* What a job has stored is there, in its precision; a merge may have rounded it, or expanded factors. */
static epscan_status check_form(const char *path, const struct grid *grid, const struct grid *expected) {
    struct grid_form form = grid->form, right = expected->form;
    form.significant_bits = 0;
    if (right.is_factored && !form.is_factored) right = (struct grid_form){0};
    return grid_forms_agree(&form, &right) ? EPSCAN_OK : damaged(path, "its numbers are not stored as its job says");
}

/* What a reader is told of a grid beside its numbers. */
static epscan_status check_texts(const char *path, const struct grid_header *header, const struct grid_header *expected) {
    if (!mediation_equals(&header->mediation, &expected->mediation))
        return damaged(path, "mediator or visible_widths is not that of its job");
    if (header->physics_version == physics_version && header->limit_caution[0] &&
        strcmp(header->limit_caution, expected->limit_caution) != 0)
        return damaged(path, "limit_caution is not that of its experiment");
    if (strcmp(header->title, expected->title) != 0 || strcmp(header->experiment, expected->experiment) != 0)
        return damaged(path, "title or experiment is not that of its job");
    return EPSCAN_OK;
}

static epscan_status compare(const char *path, const struct grid_header *header, const struct job *job) {
    struct grid_header expected = {0};
    epscan_status status = check_axes(path, header->grid, job);
    if (!status) status = check_channels(path, header, job);
    if (!status) status = check_form(path, header->grid, &job->grid);
    if (!status) status = grid_header_of_job(job, &header->shard, &expected);
    text_in_one_line(expected.title);
    text_in_one_line(expected.limit_caution);
    text_in_one_line(expected.experiment);
    if (!status && header->input_count != expected.input_count) status = damaged(path, "an input is none of its experiment's");
    if (!status && header->limit_method != expected.limit_method) status = damaged(path, "limit_method is not that of its job");
    if (!status && header->confidence_level != expected.confidence_level)
        status = damaged(path, "confidence_level is not that of its experiment");
    if (!status && header->exposure > 0.0 && !(fabs(header->exposure / expected.exposure - 1.0) < same_within))
        status = damaged(path, GRID_EXPOSURE " is not that of its experiment");
    if (!status) status = check_texts(path, header, &expected);
    grid_header_clear(&expected);
    return status;
}

/* The grid's axis takes over the tables of its job. */
static void take_tables(struct axis *of_job, struct axis *tables) {
    tables->table = of_job->table;
    of_job->table = NULL;
}

epscan_status grid_proof_check(const char *path, const struct grid_header *header, struct axis *tables) {
    struct job *job = NULL;
    char reason[800];
    const struct input_archive archive = grid_header_archive(header);
    epscan_status status = job_from_archive("job", header->job_text, strlen(header->job_text), &archive, &job);
    if (status == EPSCAN_BAD_INPUT) {
        snprintf(reason, sizeof reason, "%.790s", epscan_error_message());
        return error_set(EPSCAN_BAD_INPUT, "%s: the job that it carries cannot be read: %s", path, reason);
    }
    if (!status) status = compare(path, header, job);
    if (!status) take_tables(&job->grid.axes[EPSCAN_AXIS_TABLE], tables);
    job_free(job);
    return status;
}
