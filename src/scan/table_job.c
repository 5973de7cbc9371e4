/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job of tables is read key by key as other jobs are (job.c). Its run has one response for all selections, and for thresholds
 * that the method moves; each table is projected on it once, and each selection then has its events by a dot product and its limit
 * by the method itself (analysis/model_limit.c), without a table of limits.
 */
#include "scan/table_job.h"

#include "analysis/model_limit.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "experiment/named_experiment.h"
#include "scan/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLES_KEY "model_table"

static struct yaml_value tables_of(const struct yaml_file *file) {
    const struct yaml_value root = yaml_root(file), axes = yaml_find(&root, "axes");
    return axes.node && yaml_is_mapping(&axes) ? yaml_find(&axes, TABLES_KEY) : (struct yaml_value){0};
}

bool table_job_is(const char *path) {
    struct yaml_file file;
    if (yaml_file_read(path, FILE_KIND_JOB, &file)) return false;
    const bool is = tables_of(&file).node != NULL;
    yaml_file_clear(&file);
    return is;
}

/* The path of the file that a key names, as seen from the job. */
static epscan_status named_path(const struct table_job *job, const struct yaml_value *value, char name[1024], char **path) {
    const epscan_status status = yaml_text(value, name, 1024);
    if (status) return status;
    *path = path_beside(job->source.path, name);
    return *path ? EPSCAN_OK : error_no_memory("the job");
}

static epscan_status read_experiment(struct table_job *job, const struct yaml_value *root) {
    char name[1024], *path = NULL;
    struct yaml_value value;
    epscan_status status = yaml_require(root, "experiment", &value);
    if (!status) status = yaml_text(&value, name, sizeof name);
    if (status) return status;
    status = yaml_status_of_file(&value, name, experiment_path(job->source.path, name, &path));
    if (!status) status = yaml_status_of_file(&value, path, experiment_read(path, &job->experiment));
    free(path);
    return status;
}

static epscan_status read_table(const struct table_job *job, const struct yaml_value *value, struct density_table *table) {
    char name[1024], *path = NULL;
    epscan_status status = named_path(job, value, name, &path);
    if (!status) status = yaml_status_of_file(value, path, density_table_read(path, table));
    free(path);
    if (status) return status;
    free(table->file.path);
    table->file.path = strdup(name); /* by which it is known */
    return table->file.path ? EPSCAN_OK : error_no_memory("the job");
}

static epscan_status read_tables(struct table_job *job, const struct yaml_value *list) {
    if (!yaml_is_list(list) || yaml_list_length(list) < 1 || yaml_list_length(list) > TABLE_JOB_MAX_TABLES)
        return yaml_fail(list, "must be a list of 1 to %d files sqrt_s_GeV,rho_per_GeV2", TABLE_JOB_MAX_TABLES);
    epscan_status status = yaml_check_unique(list, NULL);
    if (status) return status;
    job->tables = calloc((size_t)yaml_list_length(list), sizeof *job->tables);
    if (!job->tables) return error_no_memory("the job");
    job->table_count = (size_t)yaml_list_length(list);
    for (size_t i = 0; i < job->table_count && !status; i++) {
        const struct yaml_value item = yaml_list_item(list, (int)i);
        status = read_table(job, &item, &job->tables[i]);
    }
    return status;
}

static epscan_status read_axis(const struct yaml_value *axes, epscan_axis id, double beam_energy_GeV, double own,
                               struct axis *axis) {
    const struct yaml_value value = yaml_find(axes, axis_descriptions[id].key);
    return value.node ? axis_from_yaml(id, &value, beam_energy_GeV, axis) : axis_of_value(own, axis);
}

static epscan_status read_axes(struct table_job *job, const struct yaml_value *root) {
    const char *const keys[] = {TABLES_KEY, axis_descriptions[EPSCAN_AXIS_THRESHOLD].key, axis_descriptions[EPSCAN_AXIS_SHIFT].key,
                                NULL};
    const struct experiment *e = job->experiment;
    const struct yaml_value axes = yaml_find(root, "axes"), tables = yaml_find(&axes, TABLES_KEY);
    epscan_status status = yaml_check_keys(&axes, keys);
    if (!status) status = read_tables(job, &tables);
    if (!status) status = read_axis(&axes, EPSCAN_AXIS_THRESHOLD, e->beam_energy_GeV, e->ecal_threshold_GeV, &job->thresholds);
    if (!status) status = read_axis(&axes, EPSCAN_AXIS_SHIFT, e->beam_energy_GeV, 0.0, &job->shifts);
    if (status) return status;
    const double selections = (double)job->thresholds.count * (double)job->shifts.count;
    if (selections <= RESPONSE_TABLE_MAX_COLUMNS / 3 && selections * (double)job->table_count <= TABLE_JOB_MAX_POINTS)
        return EPSCAN_OK;
    return yaml_fail(&axes, "%.0f thresholds and shifts of %zu tables are not allowed; allowed: %d selections, %d points",
                     selections, job->table_count, RESPONSE_TABLE_MAX_COLUMNS / 3, TABLE_JOB_MAX_POINTS);
}

static epscan_status read_keys(struct table_job *job, const struct yaml_value *root) {
    static const char *const keys[] = {"title", "experiment", "output", "axes", "limit_method", NULL};
    const struct yaml_value title = yaml_find(root, "title");
    struct yaml_value output;
    char name[1024];
    epscan_status status = yaml_check_keys(root, keys);
    if (!status && title.node) status = yaml_text(&title, job->title, sizeof job->title);
    if (!status) status = yaml_require(root, "output", &output);
    if (!status) status = named_path(job, &output, name, &job->output_path);
    if (!status) status = read_experiment(job, root);
    if (!status) status = read_axes(job, root);
    return status ? status : job_limit_method(root, job->experiment);
}

epscan_status table_job_read(const char *path, struct table_job **job) {
    struct yaml_file file;
    epscan_status status = yaml_file_read(path, FILE_KIND_JOB, &file);
    if (status) return status;
    struct table_job *made = calloc(1, sizeof *made);
    const struct yaml_value root = yaml_root(&file);
    if (made) status = text_file_from_memory(file.source.path, file.source.text, file.source.size, &made->source);
    if (!made) status = error_no_memory("the job");
    if (!status) status = read_keys(made, &root);
    yaml_file_clear(&file);
    if (status)
        table_job_free(made);
    else
        *job = made;
    return status;
}

void table_job_free(struct table_job *job) {
    if (!job) return;
    for (size_t i = 0; i < job->table_count; i++) density_table_clear(&job->tables[i]);
    free(job->tables);
    free(job->thresholds.value);
    free(job->shifts.value);
    free(job->output_path);
    text_file_clear(&job->source);
    experiment_free(job->experiment);
    free(job);
}

size_t table_job_points(const struct table_job *job) {
    return job->table_count * job->thresholds.count * job->shifts.count;
}

static epscan_status results_init(const struct table_job *job, struct table_results *results) {
    const size_t points = table_job_points(job);
    bool has_room = true;
    *results = (struct table_results){.epsilon_up = malloc(points * sizeof(double)), .status = malloc(points)};
    for (size_t c = 0; c < channel_count(); c++) {
        if (!experiment_has_channel(job->experiment, c)) continue;
        results->events[c] = malloc(points * sizeof(double));
        has_room = has_room && results->events[c];
    }
    return has_room && results->epsilon_up && results->status ? EPSCAN_OK : error_no_memory("the results");
}

void table_results_clear(struct table_results *results) {
    for (size_t c = 0; c < CHANNELS_MAX; c++) free(results->events[c]);
    free(results->epsilon_up);
    free(results->status);
    *results = (struct table_results){0};
}

static epscan_status run_point(const struct table_job *job, const struct prepared_experiment *prepared,
                               const struct projected_density *density, size_t column, size_t point,
                               struct table_results *results) {
    struct limit_options options = limit_options_of(job->experiment);
    struct model_limit limit;
    options.selection =
        (epscan_selection){job->thresholds.value[column / job->shifts.count], job->shifts.value[column % job->shifts.count]};
    options.density = density;
    epscan_status status = stop_status();
    if (!status) status = model_limit_find(prepared, NULL, &options, &limit);
    if (status) return status;
    for (size_t c = 0; c < channel_count(); c++)
        if (results->events[c]) results->events[c][point] = limit.channel_events[c];
    results->epsilon_up[point] = limit.epsilon_up;
    results->status[point] = (unsigned char)limit.status;
    return EPSCAN_OK;
}

/* All selections of one table. Messages belong to threads: the first failure's is handed on. */
static epscan_status run_table(const struct table_job *job, const struct prepared_experiment *prepared,
                               const struct projected_density *density, size_t table, struct table_results *results) {
    const size_t columns = job->thresholds.count * job->shifts.count;
    epscan_status status = EPSCAN_OK;
    char reason[512] = "";
#pragma omp parallel for schedule(dynamic)
    for (size_t column = 0; column < columns; column++) {
        const epscan_status now = status ? EPSCAN_OK : run_point(job, prepared, density, column, table * columns + column, results);
        if (!now) continue;
#pragma omp critical(table_job)
        {
            status = now;
            snprintf(reason, sizeof reason, "%s", epscan_error_message());
        }
    }
    return status ? error_set(status, "%s", reason) : EPSCAN_OK;
}

epscan_status table_job_run(const struct table_job *job, const struct prepared_experiment *prepared,
                            struct table_results *results) {
    struct response_table response = {0};
    epscan_status status = results_init(job, results);
    if (!status)
        status = limit_response_of(prepared, job->experiment->statistics.method, job->thresholds.value, job->thresholds.count,
                                   job->shifts.value, job->shifts.count, &response);
    double *moment = status ? NULL : malloc(response_projection_size(&response) * sizeof *moment);
    if (!status && !moment) status = error_no_memory("a spectral density");
    struct projected_density density = {&response, {.moment = moment}};
    for (size_t i = 0; i < job->table_count && !status; i++) {
        status = response_project_table(&response, &job->tables[i], &density.projection);
        if (!status) status = run_table(job, prepared, &density, i, results);
    }
    free(moment);
    response_table_clear(&response);
    return status;
}
