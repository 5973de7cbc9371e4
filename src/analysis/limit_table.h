/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Upper limits for many models at once. At given data and uncertainties, the limit on signal events depends on a model only by the
 * annihilation's part of its signal and its energy-scale change; both smoothly, so that polynomials through a few hundred limits
 * stand for all. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_ANALYSIS_LIMIT_TABLE_H
#define EPSCAN_ANALYSIS_LIMIT_TABLE_H

#include "experiment/experiment.h"

struct limit_table;

/* Methods that tables can be made of: toys have statistical errors, and take their time. */
bool limit_table_takes(epscan_limit_method method);

/*
 * Borrows the experiment. By its method and confidence level, on all OpenMP threads. EPSCAN_BAD_INPUT when the method cannot be
 * used; EPSCAN_FAILED when a limit is not found; EPSCAN_STOPPED when the process is to stop. Free with limit_table_free.
 */
epscan_status limit_table_create(const struct experiment *experiment, struct limit_table **table);
void limit_table_free(struct limit_table *table);

/* Whether limit_table_events looks at the energy-scale change. */
bool limit_table_needs_energy_scale(const struct limit_table *table);

/* Whether limit_table_events has it from the table; else it is found by itself, which takes four milliseconds or a hundred. */
bool limit_table_holds(const struct limit_table *table, double energy_scale_change);

/*
 * Signal events at the limit; NaN for arguments that are not numbers, where none is found, or when the process is to stop
 * (core/stop_signal.h). annihilation_part: 0..1; energy_scale_change >= 0. Relative error of the interpolation: 1e-4 for CLs, 5e-3
 * for Bayes, as found at 42 places when the table is made. It ends below the first change where the error is more, as with huge
 * uncertainties, and at 2.
 */
double limit_table_events(const struct limit_table *table, double annihilation_part, double energy_scale_change);

/* The relative error of limit_table_events, as found at those places, with that of the limits that the table is made of. */
double limit_table_error(const struct limit_table *table);

#endif
