/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variables of a grid file: one table that drives creation, writing, reading and `epscan info`. See outputs/README.md. */
#ifndef EPSCAN_FILE_GRID_SCHEMA_H
#define EPSCAN_FILE_GRID_SCHEMA_H

#include "scan/axis.h"

enum grid_variable_id { VARIABLE_N_ANNIHILATION, VARIABLE_EPSILON_UP, VARIABLE_N_STRAHLUNG, VARIABLE_STATUS, VARIABLE_COUNT };

struct grid_variable {
    const char *name, *unit, *long_name, *comment;
    epscan_axis axes[EPSCAN_AXIS_COUNT]; /* its dimensions, slowest first */
    int rank;
};

extern const struct grid_variable grid_variables[VARIABLE_COUNT];

/*
 * The format of the files that are written. 1: up to epscan 0.1; 2: with a seal, with checksums of the statuses, and NaN where
 * nothing was computed.
 */
enum { GRID_FORMAT_VERSION = 2 };

/* Names of the objects outside the variables. */
#define GRID_COMPLETE "complete"                     /* scalar, 1 when every tile was written */
#define GRID_LEDGER "/ledger/tile_checksum"          /* per tile: 0 before it is written, then its checksum */
#define GRID_STATUS_LEDGER "/ledger/status_checksum" /* per tile: of its statuses alone; not in grids of format 1 */
#define GRID_SEAL "/ledger/seal"                     /* grid_seal.h; likewise */
#define GRID_SEAL_EXCEPT "/ledger/unsealed"
#define GRID_FORMAT "format_version"       /* root attribute; grids of format 1 have none */
#define GRID_LEDGER_SHAPE "tile_shape"     /* attribute of the ledger: the chunk of the six-dimensional variables */
#define GRID_SPINS "spins"                 /* root attribute: the labels of `spin`, with blanks between */
#define GRID_LIMIT_METHOD "limit_method"   /* root attribute: what epsilon_up is by */
#define GRID_LIMIT_CAUTION "limit_caution" /* root attribute, where there is one: what must be said of such limits */
#define GRID_SHARD_COUNT "shard_count"     /* root attribute, which no other file has */
#define GRID_JOB "/provenance/job"
#define GRID_INPUT_PATHS "/provenance/input_path"
#define GRID_INPUT_TEXTS "/provenance/input_text"
#define GRID_INPUT_HASHES "/provenance/input_sha256"

#endif
