/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Upper limits for many models at once. At given data and uncertainties, the limit on signal events depends on a model only by the
 * annihilation's part of its signal and the energy-scale change of each channel; all smoothly, so that polynomials through some
 * hundred limits stand for all. Immutable once made; readers are thread-safe.
 */
#ifndef EPSCAN_ANALYSIS_LIMIT_TABLE_H
#define EPSCAN_ANALYSIS_LIMIT_TABLE_H

#include "experiment/experiment.h"

#include <stdbool.h>
#include <stdint.h>

struct limit_table;

/* Relative, >= 0: by how much each channel's events change when the threshold moves by the energy scale's uncertainty. */
struct energy_scale_change {
    double annihilation, strahlung;
};

/* Methods that tables can be made of: toys have statistical errors, and take their time. */
bool limit_table_takes(epscan_limit_method method);

/* Is told now and then, by the calling thread, how many limits have been found. */
struct limit_table_watch {
    void (*found)(void *data, uint64_t limits);
    void *data;
};

/*
 * Borrows the experiment. By its method and confidence level, on all OpenMP threads; NULL for counting, whose limits are Eq. 7, and
 * for several experiments, whose are found one by one (joint_limit.h). `watch` may be NULL. EPSCAN_BAD_INPUT when the method cannot
 * be used; EPSCAN_FAILED when a limit is not found; EPSCAN_STOPPED when the process is to stop. Takes a second by CLs and 20 s by
 * Bayes, of one core, where annihilation's energy scale is uncertain, five and 35 s where that of both channels is, and a tenth of
 * a second and 2 s where none is. Free with limit_table_free.
 */
epscan_status limit_table_create(const struct experiment *experiment, const struct limit_table_watch *watch,
                                 struct limit_table **table);

/*
 * The same made of a sixth of the limits, or of two thirds of the few where the energy scale does not matter, for estimates of
 * time: as fast to read and as far reaching as the table, but its limits are those of one energy-scale change.
 */
epscan_status limit_table_sketch(const struct experiment *experiment, struct limit_table **table);

void limit_table_free(struct limit_table *table);

/* How many limits a table is made of, at most; 0 where there is none. */
uint64_t limit_table_most_limits(const struct experiment *experiment);

/* The share of the whole table's limits that this one is made of: 1, or a sketch's. */
double limit_table_share(const struct limit_table *table);

/* Whether limit_table_events looks at the energy-scale change. */
bool limit_table_needs_energy_scale(const struct limit_table *table);

/* Whether limit_table_events has it from the table; else it is found by itself, which takes four milliseconds or a hundred. */
bool limit_table_holds(const struct limit_table *table, struct energy_scale_change change);

/*
 * Signal events at the limit; NaN for arguments that are not numbers, where none is found, or when the process is to stop
 * (core/stop_signal.h). annihilation_part: 0..1; energy_scale_change >= 0. Relative error of the interpolation: 1e-4 for CLs, 5e-3
 * for Bayes, as found at 42 places, or 126, when the table is made. It ends below the first change of annihilation where the error
 * is more, as with huge uncertainties, and at changes of 2 of annihilation and 0.5 of strahlung.
 */
double limit_table_events(const struct limit_table *table, double annihilation_part, struct energy_scale_change change);

/* The relative error of limit_table_events, as found at those places, with that of the limits that the table is made of. */
double limit_table_error(const struct limit_table *table);

#endif
