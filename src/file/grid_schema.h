/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The variables of a grid file: the events of each of its channels and epsilon_up, over all axes; status, over those of the models.
 * They drive creation, writing, reading and checksums. See outputs/README.md.
 */
#ifndef EPSCAN_FILE_GRID_SCHEMA_H
#define EPSCAN_FILE_GRID_SCHEMA_H

#include "scan/grid.h"

#include <hdf5.h>

/* Numbers below CHANNELS_MAX are the events of the channel of that number. */
enum grid_variable_id { VARIABLE_EPSILON_UP = CHANNELS_MAX, VARIABLE_STATUS, VARIABLE_COUNT };

struct grid_variable {
    char name[48], long_name[128];
    const char *comment, *formula;
    int axes; /* it is over the first so many axes, those that are dimensions of the file */
};

/* What there is to say of a variable, and whether a grid has it. Of channels that are in the list. Pure. */
struct grid_variable grid_variable(enum grid_variable_id id);
bool grid_has_variable(const struct grid *grid, enum grid_variable_id id);

/*
 * The box of a tile in a variable of the file: like grid_variable_box; of factored events [block of columns][models][kept], `kept`
 * numbers of a model, 0 where they are not factored. Returns how many dimensions it has. Pure.
 */
int grid_tile_place(const struct grid *grid, enum grid_variable_id id, size_t kept, const struct tile_box *box,
                    hsize_t start[EPSCAN_AXIS_COUNT], hsize_t extent[EPSCAN_AXIS_COUNT]);

/* Where it is in the file: its name, or that of factored events in their group. */
void grid_variable_path(const struct grid *grid, enum grid_variable_id id, char path[64]);

/* The type of its numbers in the file, for the caller to close. Negative on failure. */
hid_t grid_variable_make_type(const struct grid *grid, enum grid_variable_id id);

/* Bytes of one of its numbers; not of the status. */
size_t grid_number_bytes(const struct grid *grid, enum grid_variable_id id);

/*
 * Of numbers over all axes those over a variable's dimensions: positions, extents or chunks of its box in the file. Returns how
 * many dimensions it has. Pure.
 */
int grid_variable_box(const struct grid *grid, enum grid_variable_id id, const uint64_t over_axes[EPSCAN_AXIS_COUNT],
                      hsize_t over_dimensions[EPSCAN_AXIS_COUNT]);

/* The extents of a variable. Likewise. */
int grid_variable_extent(const struct grid *grid, enum grid_variable_id id, hsize_t extent[EPSCAN_AXIS_COUNT]);

/*
 * The formats of the files that are written. 1: up to epscan 0.1; 2: with a seal, with checksums of the statuses, and NaN where
 * nothing was computed; 3: events of every channel over all axes; 4: with dimensions beyond spin, mA, alpha_D, mass_ratio,
 * ecal_threshold and energy_scale_shift, which older versions of epscan do not know; 5: in single precision or with variables left
 * out; 6: with model_table in the place of all dimensions that are of models; 7: factored, 8: in numbers of seven bytes. Up to 2
 * n_strahlung is over the masses alone, beside the tiles.
 */
enum {
    GRID_FORMAT_OF_ALL_CHANNELS = 3,
    GRID_FORMAT_OF_OPTIONAL_AXES = 4,
    GRID_FORMAT_OF_FORMS = 5,
    GRID_FORMAT_OF_TABLES = 6,
    GRID_FORMAT_OF_FACTORS = 7,
    GRID_FORMAT_OF_SHORT_FACTORS = 8,
    GRID_FORMAT_NEWEST = 8
};

/* The format of the files of a grid: the oldest that can hold it. */
int grid_format(const struct grid *grid);

/* The format that a file says it has. Negative when it cannot be read. */
herr_t grid_format_of(hid_t file, int *format);

/* Names of the objects outside the variables. */
#define GRID_COMPLETE "complete"                     /* scalar, 1 when every tile was written */
#define GRID_LEDGER "/ledger/tile_checksum"          /* per tile: 0 before it is written, then its checksum */
#define GRID_STATUS_LEDGER "/ledger/status_checksum" /* per tile: of its statuses alone; not in grids of format 1 */
#define GRID_SEAL "/ledger/seal"                     /* grid_seal.h; likewise */
#define GRID_SEAL_EXCEPT "/ledger/unsealed"
#define GRID_FORMAT "format_version"         /* root attribute; grids of format 1 have none */
#define GRID_LEDGER_SHAPE "tile_shape"       /* attribute of the ledger: the chunk of the variables over all axes */
#define GRID_SPINS "spins"                   /* root attribute: the labels of `spin`, with blanks between */
#define GRID_SOURCE "experiment_source"      /* root attributes: what the experiments cite; their particles, and */
#define GRID_PARTICLES "particles_on_target" /* particles times efficiency, of all data sets */
#define GRID_EXPOSURE "exposure"
#define GRID_LIMIT_METHOD "limit_method"         /* root attribute: what epsilon_up is by */
#define GRID_LIMIT_CAUTION "limit_caution"       /* root attribute, where there is one: what must be said of such limits */
#define GRID_PRECISION "precision"               /* root attribute, "single" where it is */
#define GRID_SIGNIFICANT_BITS "significant_bits" /* root attribute, where numbers are rounded */
#define GRID_LEFT_OUT "variables_left_out"       /* root attribute, where some are: their names, with blanks between */
#define GRID_ROUNDING "_QuantizeBitRoundNumberOfSignificantBits" /* netCDF's own attribute of a rounded variable */
#define GRID_STORAGE "storage"                                   /* root attribute, "factored" where it is */
#define GRID_FACTORS "factored"                                  /* group of factored events */
#define GRID_SHARD_COUNT "shard_count"                           /* root attribute, which no other file has */
#define GRID_NORMS "rho_norm"                /* of grids of tables: the norms of their densities, over model_table */
#define GRID_MEDIATOR "mediator"             /* root attribute: a row of model/mediator.h */
#define GRID_VISIBLE_WIDTHS "visible_widths" /* root attribute, 0 or 1: whether its widths to all but chi are part of Gamma */
#define GRID_JOB "/provenance/job"
#define GRID_INPUT_PATHS "/provenance/input_path"
#define GRID_INPUT_TEXTS "/provenance/input_text"
#define GRID_INPUT_HASHES "/provenance/input_sha256"

#endif
