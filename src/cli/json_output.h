/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON objects that commands print on stdout. */
#ifndef EPSCAN_CLI_JSON_OUTPUT_H
#define EPSCAN_CLI_JSON_OUTPUT_H

#include "epscan/status.h"

#include <jansson.h>

/* JSON has no NaN or infinity: null stands for both. */
void json_put_number(json_t *object, const char *key, double value);

/* Print an object, its keys in the order they were set, and free it. */
epscan_status json_print(json_t *object);

#endif
