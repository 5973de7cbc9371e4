/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/grid_bytes.h"

#include "file/grid_schema.h"

/* Kept columns of a channel in a grid whose factors are not made yet: about as many as a wide range of thresholds needs. */
enum { LIKELY_KEPT = 80 };

/*
 * Of a chunk in its index, a B-tree whose nodes have room for 64 of up to 80 bytes each (HDF5 File Format Specification, III.A.1)
 * and are at least half full.
 */
enum { INDEX_BYTES = 176 };

size_t grid_kept_of(const struct grid *grid, const struct grid_factors *factors, enum grid_variable_id id) {
    if (!grid->form.is_factored || id >= CHANNELS_MAX) return 0;
    return factors ? factors->kept[id] : LIKELY_KEPT;
}

uint64_t grid_chunk_bytes(const struct grid *grid, const struct grid_factors *factors, enum grid_variable_id id) {
    const size_t kept = grid_kept_of(grid, factors, id);
    uint64_t numbers = kept ? kept : 1;
    for (int axis = 0; axis < (kept ? MODEL_AXIS_COUNT : EPSCAN_AXIS_COUNT); axis++) numbers *= grid->tile_shape[axis];
    return numbers * grid_number_bytes(grid, id);
}

uint64_t grid_file_index_bytes(const struct grid *grid) {
    uint64_t variables = 0;
    for (enum grid_variable_id id = 0; id < VARIABLE_STATUS; id++) variables += grid_has_variable(grid, id);
    return (1 << 14) + variables * grid->tile_count * INDEX_BYTES;
}

uint64_t grid_file_bytes(const struct grid *grid, const struct grid_factors *factors, const struct shard *shard) {
    uint64_t first, end;
    shard_tiles(shard, grid->tile_count, &first, &end);
    /* ledgers; status; texts; then coordinates, numbers in whole chunks and chunk indices */
    uint64_t bytes = grid->tile_count * 16 + grid->model_count + (1 << 18);
    for (int axis = 0; axis < EPSCAN_AXIS_COUNT; axis++) bytes += grid->axes[axis].count * 8;
    const struct axis *tables = &grid->axes[EPSCAN_AXIS_TABLE];
    for (size_t i = 0; tables->table && i < tables->count; i++) bytes += tables->table[i].file.size;
    for (enum grid_variable_id id = 0; id < VARIABLE_STATUS; id++)
        if (grid_has_variable(grid, id)) bytes += (end - first) * grid_chunk_bytes(grid, factors, id);
    return bytes + grid_file_index_bytes(grid);
}
