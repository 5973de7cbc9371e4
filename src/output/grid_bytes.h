/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a grid takes in a file that is not made yet. Pure. */
#ifndef EPSCAN_OUTPUT_GRID_BYTES_H
#define EPSCAN_OUTPUT_GRID_BYTES_H

#include "file/grid_header.h"
#include "file/grid_schema.h"

/* Numbers of a model of a variable that is factored; 0: it is not. `factors`: as below. */
size_t grid_kept_of(const struct grid *grid, const struct grid_factors *factors, enum grid_variable_id id);

/* Bytes of a chunk of a variable. */
uint64_t grid_chunk_bytes(const struct grid *grid, const struct grid_factors *factors, enum grid_variable_id id);

/* Bytes that the indices of chunks take, at most, with what else describes the variables. */
uint64_t grid_file_index_bytes(const struct grid *grid);

/* Bytes that a share of a grid takes on disk, metadata estimated; of a factored grid with its factors, or NULL: about. */
uint64_t grid_file_bytes(const struct grid *grid, const struct grid_factors *factors, const struct shard *shard);

#endif
