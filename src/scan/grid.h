/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shape of a scan: axes, points, channels, and the tiles that cut it up. Points and tiles are numbered in 64 bits.
 *
 * Dimensions are (spin, mA, alpha_D, mass_ratio, mass_splitting, model_table | ecal_threshold, energy_scale_shift): model axes,
 * then columns. Grids of tables have that of all model axes, grids of models the others. A tile is a box of the grid of shape
 * `tile_shape` (cut at the far edges): one chunk of the file. Tile t counts boxes with the columns' blocks slowest, so that a rank
 * keeps the selection weights of one block of columns, then C order of the models'.
 */
#ifndef EPSCAN_SCAN_GRID_H
#define EPSCAN_SCAN_GRID_H

#include "epscan/dark_photon.h"
#include "epscan/limit.h"
#include "response/channel.h"
#include "scan/axis.h"

#include <stdint.h>

/*
 * How the numbers of a grid are stored: all zero, as doubles. Factors, single precision and variables left out are a job's choice,
 * rounding is a merge's.
 */
struct grid_form {
    bool is_factored;   /* events by their factors (scan/grid_factors.h) */
    bool keeps_doubles; /* factored as up to format 7: kept numbers are doubles; else shorter (file/stored_numbers.h) */
    bool is_single;
    int significant_bits;              /* of the mantissa, that numbers are rounded to; 0: not rounded */
    bool without_events[CHANNELS_MAX]; /* of these channels nothing is stored: they read as NaN */
    bool without_limits;               /* epsilon_up is not stored: it follows from the events by Eq. 7 */
};

/* Whether both store the same numbers; factored ones may be doubles in one and shorter in the other. Pure. */
bool grid_forms_agree(const struct grid_form *a, const struct grid_form *b);

/* By how much stored numbers may differ from those computed, relative. Pure. */
double grid_form_error(const struct grid_form *form);

/* Bits of the mantissa that keep so many decimal digits: an error of half a unit of the last. Pure. */
int grid_form_bits(int digits);

struct grid {
    struct axis axes[EPSCAN_AXIS_COUNT];
    bool has_channel[CHANNELS_MAX]; /* whose events it holds */
    struct grid_form form;
    uint64_t tile_shape[EPSCAN_AXIS_COUNT];
    uint64_t model_count, column_count, point_count, tile_count;
};

/* Whether its models are tables, EPSCAN_AXIS_TABLE in the place of all other model axes. */
bool grid_is_of_tables(const struct grid *grid);

/* EPSCAN_BAD_INPUT of a grid of tables, for `what` is over masses; `path` is the grid's. */
epscan_status grid_require_masses(const struct grid *grid, const char *path, const char *what);

/* What its lines are over: the mass, or where there is none the tables. */
epscan_axis grid_line_axis(const struct grid *grid);

/* Stored numbers of a point: the events of its channels, and epsilon_up. */
size_t grid_numbers_per_point(const struct grid *grid);

/*
 * Points of a tile: 1 MiB per variable, and up to eight times that for grids of more than 2^33 points, whose many ranks
 * would otherwise ask for tiles faster than one master can answer. Fewer with limits that may have to be found one by one, which
 * takes four milliseconds by CLs and a tenth of a second by Bayes: some fifteen seconds of one core at most, so that little is lost
 * when a scan stops. Columns at most: selection weights per energy node.
 *
 * A model has one status for all its columns. By Eq. 7 any tile finds the same; a limit that is found by itself may fail in one
 * column alone, so that tiles of these methods have all columns of their models, however few points they are to hold.
 */
enum { TILE_POINTS = 131072, TILE_MAX_POINTS = 1048576, TILE_MAX_COLUMNS = 2048 };
enum { TILE_POINTS_CLS = 4096, TILE_POINTS_BAYES = 128, TILE_MAX_LIMIT_COLUMNS = 8192 };

/* How tiles are cut: points that they hold at most in grids of up to 2^33, and columns. */
struct tile_layout {
    uint64_t points, columns;
};

/* All that files may have: those of the methods, and those of programs before physics version 6. */
enum { TILE_LAYOUTS = 5 };
extern const struct tile_layout tile_layouts[TILE_LAYOUTS];

const struct tile_layout *grid_tile_layout(epscan_limit_method method);

/* Choose the tiles from the axes; EPSCAN_BAD_INPUT when the number of points does not fit in 63 bits. */
epscan_status grid_lay_tiles(struct grid *grid, const struct tile_layout *layout);
void grid_clear(struct grid *grid);

/* The box of a tile: start and extent along each axis. */
struct tile_box {
    uint64_t start[EPSCAN_AXIS_COUNT], extent[EPSCAN_AXIS_COUNT];
    uint64_t model_count, column_count;
};

struct tile_box grid_tile_box(const struct grid *grid, uint64_t tile);

/* The tile with number block[axis] along each axis. */
uint64_t grid_tile_at(const struct grid *grid, const uint64_t block[EPSCAN_AXIS_COUNT]);

/* Number of the block of columns that a tile belongs to; tiles of one block are consecutive. */
uint64_t grid_tile_column_block(const struct grid *grid, uint64_t tile);

/* Model `index` (C order) of a box. */
epscan_dark_photon grid_box_model(const struct grid *grid, const struct tile_box *box, uint64_t index);

/* Selection `index` (C order) of a box. */
void grid_box_column(const struct grid *grid, const struct tile_box *box, uint64_t index, double *threshold_GeV, double *shift);

#endif
