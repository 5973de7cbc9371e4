/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of a grid of tables, which has no masses: epsilon_UP against the ECAL threshold, a line for each table. */
#ifndef EPSCAN_REPORT_TABLE_FIGURE_H
#define EPSCAN_REPORT_TABLE_FIGURE_H

#include "report/plot.h"

#include <stdbool.h>

/* Whether a request is for such a figure: its only input is a grid of tables. What cannot be read is told. */
epscan_status table_figure_is_meant(const struct plot_request *request, bool *is_meant);

/* The figure and its table, at each of the shifts asked for, or the grid's usual one. EPSCAN_BAD_INPUT: a request for models. */
epscan_status table_figure_compute(const struct plot_request *request, struct figure *figure);

#endif
