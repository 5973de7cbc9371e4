/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The experiments that come with epscan, inputs/experiments/NAME.yaml, go by their names wherever a file may be named. */
#ifndef EPSCAN_EXPERIMENT_NAMED_EXPERIMENT_H
#define EPSCAN_EXPERIMENT_NAMED_EXPERIMENT_H

#include "epscan/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether `text` may be a name: letters, digits, "-", "_" and nothing that a path has, neither "/" nor ".". Pure. */
bool experiment_is_name(const char *text);

/*
 * Write to *path, to be freed, the file that `text` stands for: a path, relative to the folder of the file `from` unless that is
 * NULL, or where there is none and `text` may be a name, the experiment that comes with epscan. EPSCAN_BAD_INPUT where there is no
 * experiment of that name.
 */
epscan_status experiment_path(const char *from, const char *text, char **path);

/* Whether `text` is such a name, or the path of a file that looks like an experiment. */
bool experiment_is_meant(const char *text);

/* Their names in alphabetical order; free each, and the list. EPSCAN_FAILED where the folder cannot be read. */
epscan_status experiment_names(size_t *count, char ***names);

#endif
