/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON objects that commands print on stdout. */
#ifndef EPSCAN_CLI_JSON_OUTPUT_H
#define EPSCAN_CLI_JSON_OUTPUT_H

#include "epscan/status.h"
#include "scan/axis.h"

#include <jansson.h>

/* JSON has no NaN or infinity: null stands for both. */
void json_put_number(json_t *object, const char *key, double value);

/*
 * A model and a selection under the keys that axes have in jobs; what jobs need not give, only where it is not 0. `tables`: the
 * axis of grids of tables, whose points have a table in the place of a model.
 */
void json_put_point(json_t *object, const struct scan_point *point, const struct axis *tables);

/* Print an object, its keys in the order they were set, and free it. */
epscan_status json_print(json_t *object);

#endif
