/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers of a grid between its points. A grid file carries the experiment it was made of, so that they need no interpolation:
 * they are computed again, by the scan's own moments, in a few microseconds each. For a grid of another physics version the ratio
 * of the file's numbers to those computed is interpolated, in a tenth of a millisecond. Never outside the grid's axes.
 */
#ifndef EPSCAN_QUERY_GRID_QUERY_H
#define EPSCAN_QUERY_GRID_QUERY_H

#include "epscan/grid.h"

struct experiment;
struct grid_reader;

struct grid_query;

/*
 * Open a grid, or a shard of one, prepare its experiment, and, of the same physics version, compare some of its numbers with what
 * they are computed to be: EPSCAN_BAD_INPUT when they differ or the file is no grid. Not thread-safe (HDF5 is not). Close with
 * grid_query_close.
 */
epscan_status grid_query_open(const char *path, struct grid_query **query);
void grid_query_close(struct grid_query *query);

/* The experiment's own threshold and an unshifted scale, if the grid has them; else the first of its axes. */
epscan_selection grid_query_selection(const struct grid_query *query);

/* Doubles that grid_query_at needs as scratch. */
size_t grid_query_scratch(const struct grid_query *query);

/*
 * One point. What is outside, failed or not run at a corner that is needed is NaN with that status; corners that cannot be read
 * have failed. Thread-safe for distinct scratch.
 */
epscan_grid_point grid_query_at(const struct grid_query *query, const epscan_dark_photon *model, const epscan_selection *selection,
                                double *scratch);

/* What the file holds at index[] of its axes, errors zero; `index` within them. EPSCAN_FAILED: cannot be read. Not thread-safe. */
epscan_status grid_query_stored(const struct grid_query *query, const size_t index[EPSCAN_AXIS_COUNT], epscan_grid_point *point);

/* The answer where there is none. */
epscan_grid_point grid_query_nothing(epscan_point_status status, epscan_axis outside);

/* An axis' range, as text: "0.001 to 0.9 GeV". */
void grid_query_range(const struct grid_query *query, epscan_axis axis, char *text, size_t size);

/* Whether the grid is of another physics version. */
bool grid_query_interpolates(const struct grid_query *query);

/* The file and its experiment, with the grid's limit method; borrowed. */
const struct grid_reader *grid_query_reader(const struct grid_query *query);
const struct experiment *grid_query_experiment(const struct grid_query *query);

#endif
