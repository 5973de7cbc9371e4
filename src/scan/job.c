/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job file read key by key, its experiment with it, and then what only both together can say: whether any point can be excluded
 * at all, whether the method suits what was observed, whether limits move thresholds out of range.
 */
#include "scan/job.h"

#include "analysis/limit_table.h"
#include "core/error.h"
#include "model/coupling.h"
#include "model/dark_current.h"
#include "scan/job_experiments.h"
#include "scan/job_form.h"
#include "scan/table_axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLES_KEY axis_descriptions[EPSCAN_AXIS_TABLE].key

static epscan_status read_output(struct job *job, const struct yaml_value *root) {
    char name[1024];
    struct yaml_value value;
    epscan_status status = yaml_require(root, "output", &value);
    if (!status) status = yaml_text(&value, name, sizeof name);
    if (status) return status;
    job->output_line = value.line;
    job->output_path = path_beside(job->source.path, name);
    return job->output_path ? EPSCAN_OK : error_no_memory("the output path");
}

/* An axis that the job does not give has one value: the experiment's own threshold, an unshifted scale, no splitting, no table. */
static epscan_status default_axis(const struct job *job, epscan_axis id, struct axis *axis) {
    const struct scan_point own = {.selection = {job->experiment->ecal_threshold_GeV, 0.0}};
    return axis_of_value(axis_get(id, &own), axis);
}

/* Splittings are of some currents alone, and the largest must leave the decay open at the largest r. */
static epscan_status check_models(const struct job *job, const struct yaml_value *axes) {
    const struct grid *grid = &job->grid;
    char why[COUPLING_WHY_SIZE];
    struct scan_point last = {0};
    for (epscan_axis id = 0; id < MODEL_AXIS_COUNT; id++) axis_set(id, grid->axes[id].value[grid->axes[id].count - 1], &last);
    for (size_t i = 0; i < grid->axes[EPSCAN_AXIS_SPIN].count; i++) {
        axis_set(EPSCAN_AXIS_SPIN, grid->axes[EPSCAN_AXIS_SPIN].value[i], &last);
        if (!coupling_takes(job->experiment->mediation.mediator->coupling, &last.model, why)) {
            const struct yaml_value spins = yaml_find(axes, axis_descriptions[EPSCAN_AXIS_SPIN].key);
            return yaml_fail(&spins, "%s", why);
        }
        if (dark_photon_exists(&last.model, why)) continue;
        const struct yaml_value splitting = yaml_find(axes, axis_descriptions[EPSCAN_AXIS_SPLITTING].key);
        return yaml_fail(&splitting, "%s", why);
    }
    return EPSCAN_OK;
}

/* An axis' values from its key, or without one. */
static epscan_status read_axis(struct job *job, epscan_axis id, const struct yaml_value *axes, bool of_tables,
                               const struct input_archive *archive) {
    struct yaml_value value = yaml_find(axes, axis_descriptions[id].key);
    const size_t own = (size_t)job->experiment->input_count; /* before the tables */
    struct axis *axis = &job->grid.axes[id];
    axis->is_dimension = value.node || axis_descriptions[id].need == AXIS_POINT;
    if (value.node && id == EPSCAN_AXIS_TABLE)
        return table_axis_read(&value, job->source.path, archive ? archive->files + own : NULL,
                               archive && archive->count > own ? archive->count - own : 0, axis);
    if (value.node) return axis_from_yaml(id, &value, job->experiment->beam_energy_GeV, axis);
    return axis_descriptions[id].need == AXIS_REQUIRED && !of_tables ? yaml_require(axes, axis_descriptions[id].key, &value)
                                                                     : default_axis(job, id, axis);
}

static epscan_status read_axes(struct job *job, const struct yaml_value *root, const struct input_archive *archive) {
    const char *keys[EPSCAN_AXIS_COUNT + 1] = {NULL};
    struct yaml_value axes;
    size_t count = 0;
    epscan_status status = yaml_require(root, "axes", &axes);
    if (status) return status;
    const bool of_tables = yaml_is_mapping(&axes) && yaml_find(&axes, TABLES_KEY).node;
    for (int id = 0; id < EPSCAN_AXIS_COUNT; id++)
        if (!of_tables || axis_descriptions[id].need == AXIS_POINT || axis_descriptions[id].need == AXIS_TABLE)
            keys[count++] = axis_descriptions[id].key;
    status = yaml_check_keys(&axes, keys);
    for (epscan_axis id = 0; id < EPSCAN_AXIS_COUNT && !status; id++) status = read_axis(job, id, &axes, of_tables, archive);
    return status || of_tables ? status : check_models(job, &axes);
}

epscan_status job_limit_method(const struct yaml_value *root, struct experiment *e) {
    static const char *const methods[] = {"counting", "cls", "cls-asymptotic", "bayes", NULL};
    static const epscan_limit_method meaning[] = {EPSCAN_LIMIT_COUNTING, EPSCAN_LIMIT_CLS, EPSCAN_LIMIT_CLS_ASYMPTOTIC,
                                                  EPSCAN_LIMIT_BAYES};
    struct statistics *s = &e->statistics;
    struct yaml_value key = yaml_find(root, "limit_method");
    int method = 0;
    if (!key.node && !limit_table_takes(s->method)) return yaml_require(root, "limit_method", &key);
    const epscan_status status = key.node ? yaml_choice(&key, methods, &method) : EPSCAN_OK;
    if (status) return status;
    if (key.node) s->method = meaning[method];
    if (statistics_may_count(e)) return EPSCAN_OK;
    if (!key.node) return yaml_require(root, "limit_method", &key);
    return yaml_fail(&key, "counting is for no event observed and confidence_level 0.9; allowed: cls, cls-asymptotic, bayes");
}

/* Thresholds need room for the energy scale's uncertainty; those of next experiments have it by their own files. */
static epscan_status read_limit_method(struct job *job, const struct yaml_value *root) {
    struct experiment *e = job->experiment;
    const struct statistics *s = &e->statistics;
    const epscan_status status = job_limit_method(root, e);
    if (status) return status;
    const double moved_GeV = statistics_moved_GeV(s, s->method);
    const struct axis *threshold = &job->grid.axes[EPSCAN_AXIS_THRESHOLD];
    const double low = threshold->value[0], high = threshold->value[threshold->count - 1];
    if (moved_GeV == 0.0 || (low - moved_GeV > 0.0 && high + moved_GeV <= e->beam_energy_GeV)) return EPSCAN_OK;
    const struct yaml_value axes = yaml_find(root, "axes");
    return yaml_fail(&axes, "ecal_threshold_GeV: limits by %s move thresholds by %g GeV; allowed: from above %g to %g GeV",
                     epscan_limit_method_name(s->method), moved_GeV, moved_GeV, e->beam_energy_GeV - moved_GeV);
}

/* A table has all that a mediator would say. */
static epscan_status refuse_mediation_of_tables(const struct yaml_value *root, const struct yaml_value *given) {
    const struct yaml_value axes = yaml_find(root, "axes");
    if (given->node && axes.node && yaml_is_mapping(&axes) && yaml_find(&axes, TABLES_KEY).node)
        return yaml_fail(given, "is not allowed beside axes.model_table, whose tables have all of rho(s)");
    return EPSCAN_OK;
}

/* Which mediator A' is, and whether what it decays to beside chi is part of its width. */
static epscan_status read_mediation(const struct yaml_value *root, struct experiment *experiment) {
    static const char *const states[] = {"false", "true", NULL};
    const struct yaml_value key = yaml_find(root, "mediator"), widths = yaml_find(root, "visible_widths");
    const char *names[MEDIATOR_COUNT + 1] = {NULL};
    int row = 0, added = 0;
    for (int i = 0; i < MEDIATOR_COUNT; i++) names[i] = mediators[i].name;
    epscan_status status = key.node ? yaml_choice(&key, names, &row) : EPSCAN_OK;
    if (!status && widths.node) status = yaml_choice(&widths, states, &added);
    for (struct experiment *e = experiment; e && !status; e = e->next) e->mediation = (struct mediation){&mediators[row], added};
    return status ? status : refuse_mediation_of_tables(root, key.node ? &key : &widths);
}

/* A table of strahlung must reach to all thresholds, those that limits move them to, and shifts. */
static epscan_status check_yields(const struct job *job, const struct yaml_value *root) {
    const struct axis *threshold = &job->grid.axes[EPSCAN_AXIS_THRESHOLD], *shift = &job->grid.axes[EPSCAN_AXIS_SHIFT];
    const struct statistics *s = &job->experiment->statistics;
    const double moved_GeV = statistics_moved_GeV(s, s->method);
    const epscan_selection lowest = {threshold->value[0] - moved_GeV, shift->value[0]};
    const epscan_selection highest = {threshold->value[threshold->count - 1] + moved_GeV, shift->value[shift->count - 1]};
    const struct yaml_value axes = yaml_find(root, "axes");
    char reason[400];
    const epscan_status status = yield_table_check(&job->experiment->yields, &lowest, &highest);
    snprintf(reason, sizeof reason, "%.390s", epscan_error_message());
    return status ? yaml_fail(&axes, "%s", reason) : EPSCAN_OK;
}

/* Whether an experiment expects events of any of the grid's models; annihilation ends at reach_GeV. */
static bool expects_signal(const struct experiment *e, const struct axis *mass, double reach_GeV) {
    if (mass->value[0] < reach_GeV || ((e->computes_strahlung || e->electrons_move) && mass->value[0] < e->beam_energy_GeV))
        return true;
    if (e->yields.masses && log(mass->value[0]) <= e->yields.log_mass[e->yields.masses - 1]) return true;
    for (size_t i = 0; i < mass->count; i++)
        if (experiment_strahlung_events(e, mass->value[i]) > 0.0) return true;
    return false;
}

/* A job of which no point can be excluded has its masses in another unit, most likely. */
static epscan_status check_signal(const struct job *job, const struct yaml_value *root) {
    const struct axis *mass = &job->grid.axes[EPSCAN_AXIS_MASS];
    const epscan_dark_photon lightest = {.mass_ratio = job->grid.axes[EPSCAN_AXIS_MASS_RATIO].value[0],
                                         .splitting = job->grid.axes[EPSCAN_AXIS_SPLITTING].value[0]};
    const double ratio = dark_photon_mean_ratio(&lightest);
    char strahlung[64] = "there is no strahlung limit";
    for (const struct experiment *e = job->experiment; e; e = e->next)
        if (expects_signal(e, mass, experiment_annihilation_reach_GeV(e, ratio))) return EPSCAN_OK;
    const struct experiment *e = job->experiment;
    if (e->strahlung.count)
        snprintf(strahlung, sizeof strahlung, "the strahlung limit at %.3g GeV",
                 exp(e->strahlung.log_mass[e->strahlung.count - 1]));
    const struct yaml_value axes = yaml_find(root, "axes"), masses = yaml_find(&axes, axis_descriptions[EPSCAN_AXIS_MASS].key);
    return yaml_fail(
        &masses,
        "no point can be excluded from %.6g GeV on: annihilation is resonant up to %.3g GeV and ends at %.3g GeV, %s; are "
        "the masses in GeV?",
        mass->value[0], epscan_dark_photon_resonance_mass_GeV(e->beam_energy_GeV), experiment_annihilation_reach_GeV(e, ratio),
        strahlung);
}

/* Grids of programs before this have tiles of some columns of their models by any method. */
enum { PHYSICS_VERSION_WHOLE_COLUMNS = 6 };

/* Tiles are the smaller, the longer limits may take. */
static epscan_status lay_tiles(struct job *job, const struct yaml_value *root, const struct input_archive *archive) {
    const struct yaml_value axes = yaml_find(root, "axes");
    const epscan_limit_method method = job->experiment->statistics.method;
    const struct tile_layout *layout = grid_tile_layout(method);
    const bool may_be_split = archive && archive->physics_version < PHYSICS_VERSION_WHOLE_COLUMNS;
    char reason[512];
    const epscan_status status = grid_lay_tiles(&job->grid, layout);
    snprintf(reason, sizeof reason, "%.500s", epscan_error_message());
    if (status) return status == EPSCAN_BAD_INPUT ? yaml_fail(&axes, "%s", reason) : status;
    if (method == EPSCAN_LIMIT_COUNTING || job->grid.column_count <= layout->columns || may_be_split) return EPSCAN_OK;
    return yaml_fail(&axes, "%llu thresholds and shifts by %s; allowed: %llu together, or counting",
                     (unsigned long long)job->grid.column_count, epscan_limit_method_name(method),
                     (unsigned long long)layout->columns);
}

/* Several experiments are taken each at its own threshold. */
static epscan_status check_joint_axes(const struct yaml_value *root) {
    const struct yaml_value axes = yaml_find(root, "axes"), tables = yaml_find(&axes, TABLES_KEY);
    if (tables.node) return yaml_fail(&tables, "is not allowed with several experiments");
    for (epscan_axis id = MODEL_AXIS_COUNT; id < EPSCAN_AXIS_COUNT; id++) {
        const struct yaml_value axis = yaml_find(&axes, axis_descriptions[id].key);
        if (axis.node) return yaml_fail(&axis, "is not allowed with several experiments, each of which has its own threshold");
    }
    return EPSCAN_OK;
}

static bool any_has_channel(const struct experiment *e, size_t channel) {
    for (; e; e = e->next)
        if (experiment_has_channel(e, channel)) return true;
    return false;
}

/* What it is of: experiments, their mediator, and the axes. */
static epscan_status read_subject(struct job *made, const struct yaml_value *root, const struct input_archive *archive) {
    epscan_status status = job_experiments_read(made->source.path, root, archive, &made->experiment);
    if (!status) status = read_mediation(root, made->experiment);
    if (!status) status = read_axes(made, root, archive);
    if (!status && made->experiment->next) status = check_joint_axes(root);
    return status;
}

/* All keys, in the order in which they need each other. */
static epscan_status read_keys(struct job *made, const struct yaml_value *root, const struct input_archive *archive) {
    static const char *const keys[] = {"title",   "experiment", JOB_EXPERIMENTS, "output",   "axes",           "limit_method",
                                       "storage", "precision",  "variables",     "mediator", "visible_widths", NULL};
    const struct yaml_value title = yaml_find(root, "title");
    epscan_status status = yaml_check_keys(root, keys);
    if (!status && title.node) status = yaml_text(&title, made->title, sizeof made->title);
    if (!status) status = read_output(made, root);
    if (!status) status = read_subject(made, root, archive);
    for (size_t c = 0; c < channel_count() && !status; c++) made->grid.has_channel[c] = any_has_channel(made->experiment, c);
    if (!status && !grid_is_of_tables(&made->grid)) status = check_signal(made, root);
    if (!status) status = read_limit_method(made, root);
    if (!status) status = job_form_read(root, made->experiment, &made->grid);
    if (!status) status = check_yields(made, root);
    return status ? status : lay_tiles(made, root, archive);
}

static epscan_status read_file(struct yaml_file *file, const struct input_archive *archive, struct job **job) {
    struct job *made = calloc(1, sizeof *made);
    if (!made) {
        yaml_file_clear(file);
        return error_no_memory("the job");
    }
    const struct yaml_value root = yaml_root(file);
    made->source.path = strdup(file->source.path);
    epscan_status status = made->source.path ? read_keys(made, &root, archive) : error_no_memory("the job");
    if (!status) {
        text_file_clear(&made->source);
        made->source = file->source;
        file->source = (struct text_file){0};
    }
    yaml_file_clear(file);
    if (status)
        job_free(made);
    else
        *job = made;
    return status;
}

epscan_status job_read(const char *path, struct job **job) {
    struct yaml_file file;
    const epscan_status status = yaml_file_read(path, FILE_KIND_JOB, &file);
    return status ? status : read_file(&file, NULL, job);
}

epscan_status job_parse(const char *name, const char *text, size_t size, struct job **job) {
    return job_from_archive(name, text, size, NULL, job);
}

epscan_status job_from_archive(const char *name, const char *text, size_t size, const struct input_archive *archive,
                               struct job **job) {
    struct yaml_file file;
    const epscan_status status = yaml_file_parse(name, text, size, FILE_KIND_JOB, &file);
    return status ? status : read_file(&file, archive, job);
}

epscan_status job_output_status(const struct job *job, epscan_status status) {
    char reason[900];
    if (status != EPSCAN_BAD_INPUT || !job->output_line) return status;
    snprintf(reason, sizeof reason, "%.890s", epscan_error_message());
    return error_set(status, "%s:%lu: output: %s", job->source.path, job->output_line, reason);
}

epscan_status job_set_output(struct job *job, const char *path, bool from_job) {
    if (!from_job) job->output_line = 0;
    free(job->output_path);
    job->output_path = strdup(path);
    return job->output_path ? EPSCAN_OK : error_no_memory("the output path");
}

void job_free(struct job *job) {
    if (!job) return;
    text_file_clear(&job->source);
    free(job->output_path);
    experiment_free(job->experiment);
    grid_clear(&job->grid);
    free(job);
}
