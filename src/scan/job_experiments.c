/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid carries the inputs of all its experiments, one experiment after the other. Where the next one's begin is known by its name
 * in the job: no other input may have it, which is checked before there is a grid.
 */
#include "scan/job_experiments.h"

#include "core/error.h"
#include "experiment/named_experiment.h"

#include <stdlib.h>
#include <string.h>

/* Whether a recorded file is the one that a job names by `text`. */
static bool is_recorded_as(const char *text, const char *file) {
    const size_t length = strlen(text);
    return strcmp(path_name(text), file) == 0 ||
           (experiment_is_name(text) && strncmp(text, file, length) == 0 && strcmp(file + length, ".yaml") == 0);
}

/* From the file that the job names. */
static epscan_status read_named(const char *job_path, const struct yaml_value *value, const char *text,
                                struct experiment **experiment) {
    char *path = NULL;
    epscan_status status = yaml_status_of_file(value, text, experiment_path(job_path, text, &path));
    if (!status) status = yaml_status_of_file(value, path, experiment_read(path, experiment));
    free(path);
    return status;
}

/* From the archive, whose first file must go by the name. */
static epscan_status read_recorded(const struct yaml_value *value, const char *text, const struct input_archive *archive,
                                   struct experiment **experiment) {
    if (archive->count && is_recorded_as(text, archive->files[0].path))
        return yaml_status_of_file(value, archive->files[0].path, experiment_from_archive(archive, experiment));
    return yaml_fail(value, "%s: not the recorded experiment", path_name(text));
}

/* What is left of the archive from the experiment's inputs on. */
static struct input_archive archive_from(const struct input_archive *archive, const char *text) {
    struct input_archive rest = *archive;
    while (rest.count && !is_recorded_as(text, rest.files[0].path)) {
        rest.files++;
        rest.count--;
    }
    return rest;
}

static epscan_status item_text(const struct yaml_value *list, int i, struct yaml_value *value, char text[1024]) {
    *value = yaml_list_item(list, i);
    return yaml_text(value, text, 1024);
}

/* Experiment i of a list; of an archive, what comes before the next one's file. */
static epscan_status read_item(const char *job_path, const struct yaml_value *list, int i, const struct input_archive *archive,
                               struct experiment **experiment) {
    struct yaml_value value, next;
    char text[1024], next_text[1024];
    epscan_status status = item_text(list, i, &value, text);
    if (status || !archive) return status ? status : read_named(job_path, &value, text, experiment);
    struct input_archive own = archive_from(archive, text);
    if (i + 1 < yaml_list_length(list)) {
        status = item_text(list, i + 1, &next, next_text);
        if (!status) own.count -= archive_from(&own, next_text).count;
    }
    return status ? status : read_recorded(&value, text, &own, experiment);
}

static int inputs_of_name(const struct experiment *e, const char *name) {
    int found = 0;
    for (; e; e = e->next)
        for (int i = 0; i < e->input_count; i++) found += strcmp(e->inputs[i].path, name) == 0;
    return found;
}

/* The names by which a grid will find the experiments' inputs. */
static epscan_status check_names(const struct yaml_value *list, const struct experiment *first) {
    for (const struct experiment *e = first; e; e = e->next)
        if (inputs_of_name(first, e->inputs[0].path) > 1)
            return yaml_fail(list, "%s: is the name of two files; allowed: each experiment once, under a name of its own",
                             e->inputs[0].path);
    return EPSCAN_OK;
}

static epscan_status read_list(const char *job_path, const struct yaml_value *list, const struct input_archive *archive,
                               struct experiment **experiment) {
    const int count = yaml_is_list(list) ? yaml_list_length(list) : 0;
    struct experiment **last = experiment;
    epscan_status status = EPSCAN_OK;
    if (count < 2 || count > EXPERIMENTS_MAX_JOINT)
        return yaml_fail(list, "must be a list of 2 to %d experiments", EXPERIMENTS_MAX_JOINT);
    for (int i = 0; i < count && !status; i++) {
        status = read_item(job_path, list, i, archive, last);
        if (status) break;
        (*last)->statistics.confidence_level = (*experiment)->statistics.confidence_level;
        last = &(*last)->next;
    }
    return status ? status : check_names(list, *experiment);
}

epscan_status job_experiments_read(const char *job_path, const struct yaml_value *root, const struct input_archive *archive,
                                   struct experiment **experiment) {
    const struct yaml_value list = yaml_find(root, JOB_EXPERIMENTS), one = yaml_find(root, "experiment");
    struct yaml_value value;
    char text[1024];
    if (list.node && one.node) return yaml_fail(&list, "is not allowed beside experiment; allowed: one of the two");
    if (list.node) return read_list(job_path, &list, archive, experiment);
    epscan_status status = yaml_require(root, "experiment", &value);
    if (!status) status = yaml_text(&value, text, sizeof text);
    if (status) return status;
    return archive ? read_recorded(&value, text, archive, experiment) : read_named(job_path, &value, text, experiment);
}
