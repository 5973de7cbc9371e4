/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A'-strahlung as somebody else found it: events against mass, threshold and energy-scale shift. Immutable once made. */
#ifndef EPSCAN_RESPONSE_YIELD_TABLE_H
#define EPSCAN_RESPONSE_YIELD_TABLE_H

#include "epscan/point.h"
#include "epscan/status.h"
#include "text/csv_table.h"

#include <stddef.h>

/* A full grid, the shift fastest: log_mass[masses], threshold_GeV[thresholds], shift[shifts], events at epsilon = 1. */
struct yield_table {
    size_t masses, thresholds, shifts; /* masses 0: empty */
    double *log_mass, *threshold_GeV, *shift, *events;
};

/* Of the file: mA_GeV, ecal_threshold_GeV, energy_scale_shift, events_at_epsilon_1e-4. */
enum { YIELD_TABLE_COLUMNS = 4 };
extern const struct csv_column yield_table_columns[YIELD_TABLE_COLUMNS];

/*
 * Of the rows, which together must be a full grid of two masses or more. EPSCAN_BAD_INPUT says what is missing. Free with
 * yield_table_clear.
 */
epscan_status yield_table_init(struct yield_table *table, const struct csv_table *rows);
void yield_table_clear(struct yield_table *table);

/* EPSCAN_BAD_INPUT: thresholds or shifts that the table does not reach to; the message names those that it does. */
epscan_status yield_table_check(const struct yield_table *table, const epscan_selection *lowest, const epscan_selection *highest);

#endif
