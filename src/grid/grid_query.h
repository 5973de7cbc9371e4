/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers of a grid between its points. A grid file carries the experiment it was made of, so that they need no interpolation:
 * they are computed again, by the scan's own moments, in a few microseconds each. Never outside the grid's axes.
 */
#ifndef EPSCAN_GRID_GRID_QUERY_H
#define EPSCAN_GRID_GRID_QUERY_H

#include "epscan/dark_photon.h"
#include "epscan/status.h"
#include "yield/selection_weights.h"

struct grid_query;

/*
 * Open a grid, or a shard of one, prepare its experiment, and compare some of its numbers with what they are computed to be:
 * EPSCAN_BAD_INPUT when they differ, when another physics version made them, or when the file is no grid. Not thread-safe (HDF5
 * is not). Close with grid_query_close.
 */
epscan_status grid_query_open(const char *path, struct grid_query **query);
void grid_query_close(struct grid_query *query);

/* The experiment's own threshold and an unshifted scale, if the grid has them; else the first of its axes. */
epscan_selection grid_query_selection(const struct grid_query *query);

struct grid_answer {
    double n_annihilation, n_strahlung; /* at EPSCAN_REFERENCE_EPSILON */
    double n_annihilation_error;        /* absolute, numerical: 1e-9 of it and 1e-13 */
    double epsilon_up, epsilon_error;   /* by the grid's limit method; absolute, numerical */
    double y_up;
    const char *outside; /* EPSCAN_POINT_OUTSIDE: the axis' dimension */
    epscan_point_status status;
};

/* Doubles that grid_query_at needs as scratch. */
size_t grid_query_scratch(const struct grid_query *query);

/* One point; what is outside or failed is NaN. Thread-safe for distinct scratch. */
struct grid_answer grid_query_at(const struct grid_query *query, const epscan_dark_photon *model, const epscan_selection *selection,
                                 double *scratch);

/* An axis' range, as text: "0.001 to 0.9 GeV". */
void grid_query_range(const struct grid_query *query, const char *dimension, char *text, size_t size);

#endif
