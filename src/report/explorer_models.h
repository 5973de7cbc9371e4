/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page says of the models of an experiment: its mediator, the currents that go with it, thermal targets, tables. */
#ifndef EPSCAN_REPORT_EXPLORER_MODELS_H
#define EPSCAN_REPORT_EXPLORER_MODELS_H

#include "experiment/experiment.h"
#include "scan/axis.h"

#include <jansson.h>

/* A list of numbers. */
json_t *explorer_numbers(size_t count, const double *value);

/*
 * Sets in `json`, which has mass_low and mass_high: mediator, is_usual, spins, and targets, for each of these y = alpha_D epsilon^2
 * r^4 at masses of chi, at r = 1/3 and alpha_D = 0.5, on which y hardly depends there: {spin: [[mchi, y], ...]}. Of `tables`, not
 * NULL, their names and numbers too, as sectors.
 */
void explorer_put_models(const struct experiment *e, const struct axis *tables, json_t *json);

#endif
