/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values that are allowed and yet strange, as they are when units slip: MeV for GeV, mm for cm, percent for fractions. Each is one
 * line that names file, line, key and value, and what may be meant.
 */
#ifndef EPSCAN_EXPERIMENT_STRANGE_VALUES_H
#define EPSCAN_EXPERIMENT_STRANGE_VALUES_H

#include "experiment/experiment.h"

enum { STRANGE_MAX_VALUES = 16, STRANGE_TEXT_SIZE = 400 };

struct strange_values {
    int count;
    char text[STRANGE_MAX_VALUES][STRANGE_TEXT_SIZE];
};

/* Add the line of a value, after "file:line: key: "; what no longer fits is left out. */
void strange_values_add(struct strange_values *strange, const struct yaml_value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Of an experiment file and the materials and tables that it names, added to what is there. */
epscan_status experiment_strange_values(const struct experiment *experiment, struct strange_values *strange);

#endif
