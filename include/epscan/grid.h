/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a grid file, and its numbers between its points.
 *
 * A grid carries the experiment that it was made of, so that nothing needs to be interpolated: a point inside the axes is computed
 * again by the scan's own moments in 4 us, and the error stated is that of the computation. Of a grid that another physics version
 * of epscan made, the ratio of its numbers to what they would be today is interpolated between the neighbouring points; the error
 * stated is then twice the spread of that ratio over them plus 1e-6 events, an estimate. Nothing is ever extrapolated.
 *
 * Grids with limits by CLs or Bayes need a table of limits first: opening them takes a second or two, by Bayes half a minute; and
 * where that table is not good enough, each limit its own time, up to 0.2 s.
 *
 * An open grid is immutable, and all readers are thread-safe. HDF5 is not, unless it was built so: a program that uses it itself
 * must not do so while another of its threads is in a function of this header.
 */
#ifndef EPSCAN_GRID_H
#define EPSCAN_GRID_H

#include "epscan/channel.h"
#include "epscan/dark_photon.h"
#include "epscan/limit.h"
#include "epscan/point.h"
#include "epscan/status.h"

#include <stdbool.h>
#include <stddef.h>

EPSCAN_BEGIN

typedef struct epscan_grid epscan_grid;

/* In the order of the file's dimensions, slowest first. */
typedef enum {
    EPSCAN_AXIS_SPIN,
    EPSCAN_AXIS_MASS,
    EPSCAN_AXIS_ALPHA_D,
    EPSCAN_AXIS_MASS_RATIO,
    EPSCAN_AXIS_SPLITTING, /* one value, 0, in grids whose file has no such dimension */
    EPSCAN_AXIS_TABLE,     /* likewise; in grids of tables 1, 2, ..., and the axes above have one value, 0 */
    EPSCAN_AXIS_THRESHOLD,
    EPSCAN_AXIS_SHIFT,
} epscan_axis;
#define EPSCAN_AXIS_COUNT 8

/* "spin", "mA", "alpha_D", ...: as in the file. And the unit: "GeV" or "1". Thread-safe. */
const char *epscan_axis_name(epscan_axis axis);
const char *epscan_axis_unit(epscan_axis axis);

/*
 * Open a grid, prepare its experiment, and compare some of its numbers with what they are computed to be: EPSCAN_BAD_INPUT when
 * they differ or the file is no grid. 0.2 s. The caller closes *grid.
 */
epscan_status epscan_grid_open(const char *path, epscan_grid **grid);
void epscan_grid_close(epscan_grid *grid); /* NULL is fine */

/* Borrowed. */
const char *epscan_grid_title(const epscan_grid *grid);
const char *epscan_grid_experiment(const epscan_grid *grid);

/* Whether every point was computed. */
bool epscan_grid_is_complete(const epscan_grid *grid);

/* What epsilon_up is by, and at which confidence level. */
epscan_limit_method epscan_grid_limit_method(const epscan_grid *grid);
double epscan_grid_confidence_level(const epscan_grid *grid);

/* Of which mediator it is, and whether its widths are part of Gamma (experiment.h). */
const char *epscan_grid_mediator(const epscan_grid *grid);
bool epscan_grid_has_visible_widths(const epscan_grid *grid);

/* *values, borrowed: the axis' values, increasing; of EPSCAN_AXIS_SPIN epscan_spin, in the file's order. Returns how many; 0 of no
 * axis. */
size_t epscan_grid_axis(const epscan_grid *grid, epscan_axis axis, const double **values);

/*
 * Whether the file has the axis as a dimension. Grids of models: all but EPSCAN_AXIS_TABLE, and EPSCAN_AXIS_SPLITTING where the job
 * gave it. Grids of tables: EPSCAN_AXIS_TABLE, EPSCAN_AXIS_THRESHOLD and EPSCAN_AXIS_SHIFT.
 */
bool epscan_grid_has_dimension(const epscan_grid *grid, epscan_axis axis);

/* Borrowed: the file of a table as the job names it, of epscan_dark_photon's `table`; NULL: the grid has none of that number. */
const char *epscan_grid_table_name(const epscan_grid *grid, int table);

/* The experiment's own threshold and an unshifted scale, if the grid has them; else the first of its axes. */
epscan_selection epscan_grid_default_selection(const epscan_grid *grid);

/* Errors are absolute and numerical. */
typedef struct {
    double events[EPSCAN_CHANNELS_MAX];       /* by each channel (channel.h) at EPSCAN_REFERENCE_EPSILON; 0 by those that the */
    double events_error[EPSCAN_CHANNELS_MAX]; /* experiment has not, NaN by strahlung where its published limit ends */
    double epsilon_up, epsilon_error;         /* by the grid's method; +infinity where nothing is expected at all */
    double y_up, y_error;                     /* alpha_D epsilon_up^2 r^4, Eq. 2 */
    epscan_point_status status;
    epscan_axis outside; /* with EPSCAN_POINT_OUTSIDE: of which axis */
} epscan_grid_point;

/* At any point, in 5 us of Eq. 7; numbers that do not exist are NaN, and why is point->status. EPSCAN_FAILED: no memory. */
epscan_status epscan_grid_at(const epscan_grid *grid, const epscan_dark_photon *model, const epscan_selection *selection,
                             epscan_grid_point *point);

/* What the file holds at index[] of its axes, errors zero. EPSCAN_BAD_INPUT: beyond an axis; EPSCAN_FAILED: cannot be read. */
epscan_status epscan_grid_stored(const epscan_grid *grid, const size_t index[EPSCAN_AXIS_COUNT], epscan_grid_point *point);

/*
 * What the file holds in a box of its axes, in C order: values[] of extent[0] x extent[1] x ... numbers. `variable`: "epsilon_up",
 * "n_annihilation" and the like of channels, or "status", which has the axes of models alone, all but the last two, and the numbers
 * of epscan_point_status. What was not run is NaN. EPSCAN_BAD_INPUT: no such variable, beyond an axis, or a tile that is damaged.
 */
epscan_status epscan_grid_read(const epscan_grid *grid, const char *variable, const size_t start[EPSCAN_AXIS_COUNT],
                               const size_t extent[EPSCAN_AXIS_COUNT], double *values);

EPSCAN_END

#endif
