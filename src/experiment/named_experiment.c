/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name is looked for only where no file goes by it, so that what a user has in the folder comes first; it has neither "/" nor
 * ".", so that a mistyped path is never taken for one.
 */
#include "experiment/named_experiment.h"

#include "core/data_folder.h"
#include "core/error.h"
#include "core/file_kind.h"
#include "core/text_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dirent.h>

static const char folder_name[] = "inputs/experiments";
static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
enum { NAME_MAX_LENGTH = 63 };

bool experiment_is_name(const char *text) {
    const size_t length = strlen(text);
    return length > 0 && length <= NAME_MAX_LENGTH && strspn(text, name_letters) == length;
}

/* The file of an experiment that comes with epscan. */
static epscan_status path_of_name(const char *name, char **path) {
    char file[sizeof folder_name + NAME_MAX_LENGTH + sizeof ".yaml"], found[PATH_MAX];
    snprintf(file, sizeof file, "%s/%.63s.yaml", folder_name, name);
    if (access(data_folder(file, found, sizeof found), R_OK))
        return error_set(EPSCAN_BAD_INPUT,
                         "%.63s: neither a file nor an experiment that comes with epscan; allowed: a path, or one "
                         "of those that `epscan experiments` lists",
                         name);
    *path = strdup(found);
    return *path ? EPSCAN_OK : error_no_memory("a path");
}

epscan_status experiment_path(const char *from, const char *text, char **path) {
    *path = from ? path_beside(from, text) : strdup(text);
    if (!*path) return error_no_memory("a path");
    if (!experiment_is_name(text) || access(*path, F_OK) == 0) return EPSCAN_OK;
    free(*path);
    *path = NULL;
    return path_of_name(text, path);
}

bool experiment_is_meant(const char *text) {
    char *path = NULL;
    const bool is_meant = experiment_path(NULL, text, &path) == EPSCAN_OK && file_kind_of_file(path) == FILE_KIND_EXPERIMENT;
    free(path);
    return is_meant;
}

static int is_experiment(const struct dirent *entry) {
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot && strcmp(dot, ".yaml") == 0;
}

epscan_status experiment_names(size_t *count, char ***names) {
    char folder[PATH_MAX];
    struct dirent **entries = NULL;
    const int found = scandir(data_folder(folder_name, folder, sizeof folder), &entries, is_experiment, alphasort);
    if (found < 0) return error_set(EPSCAN_FAILED, "%s: cannot be read", folder);
    *count = (size_t)found;
    *names = calloc(*count + 1, sizeof **names);
    for (size_t i = 0; i < *count; i++) {
        if (*names) (*names)[i] = strndup(entries[i]->d_name, strlen(entries[i]->d_name) - strlen(".yaml"));
        free(entries[i]);
    }
    free(entries);
    return *names ? EPSCAN_OK : error_no_memory("a list of experiments");
}
