/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles into a file that all ranks have open, by independent writes, and the end of a scan, on which all ranks agree. */
#include "output/grid_write.h"

#include "core/error.h"
#include "file/hdf5_helpers.h"
#include "file/tile_io.h"
#include "parallel/ranks_share.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Data are sent to the disk after this many bytes, while the next tiles are computed: left to itself the system begins
 * later, and the flush at the end waits for what could have been written by then.
 */
enum { WRITE_BACK_BYTES = 16 << 20 };

/*
 * ROMIO takes what stands before the first colon of a name for a file system's, and knows no /data/10:30/grid.h5: such a name is
 * told to be on a plain one, "ufs:".
 */
struct grid_writer {
    char *path, *told; /* the latter is for ROMIO */
    int descriptor;    /* of the file, for write-back only; -1: none */
    size_t unwritten_bytes;
    MPI_Comm communicator;
    const struct grid *grid;
    hid_t file;
    struct tile_datasets sets;
};

static void writer_free(struct grid_writer *writer) {
    if (!writer) return;
    if (writer->descriptor >= 0) close(writer->descriptor);
    free(writer->path);
    free(writer->told);
    free(writer);
}

/* All that a rank can fail to have before the file is opened, which is collective; NULL without. */
static struct grid_writer *writer_create(MPI_Comm communicator, const char *path, const struct grid *grid, bool read_only) {
    struct grid_writer *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->grid = grid;
    made->communicator = communicator;
    made->file = -1;
    made->descriptor = read_only ? -1 : open(path, O_WRONLY | O_CLOEXEC);
    if (asprintf(&made->told, "%s%s", strchr(path, ':') ? "ufs:" : "", path) < 0) made->told = NULL;
    made->path = strdup(path);
    if (made->path && made->told) return made;
    writer_free(made);
    return NULL;
}

/* Collective: whether every rank has managed to. */
static bool on_all(MPI_Comm communicator, epscan_status own) {
    int whose;
    return !ranks_worst(communicator, own, &whose);
}

/* Collective: open the file and its datasets, when every rank is ready to. A rank's own reason, EPSCAN_OK where another failed. */
static epscan_status open_file(struct grid_writer *writer, MPI_Comm communicator, const char *path, bool read_only, bool *opened) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    /* which duplicates the communicator, collectively: with or without a writer */
    const bool is_set = H5Pset_fapl_mpio(access, communicator, MPI_INFO_NULL) >= 0;
    epscan_status status = writer && is_set ? EPSCAN_OK : error_no_memory("the grid writer");
    if (on_all(communicator, status)) {
        writer->file = H5Fopen(writer->told, read_only ? H5F_ACC_RDONLY : H5F_ACC_RDWR, access);
        if (writer->file < 0 || tile_datasets_open(writer->file, writer->grid, &writer->sets) < 0)
            status = hdf5_fail(path, read_only ? "cannot be opened" : "cannot be opened for writing");
    }
    if (access >= 0) H5Pclose(access);
    *opened = on_all(communicator, status);
    return status;
}

epscan_status grid_writer_open(MPI_Comm communicator, const char *path, const struct grid *grid, bool read_only,
                               struct grid_writer **writer) {
    struct grid_writer *made = writer_create(communicator, path, grid, read_only);
    bool opened;
    const epscan_status status = open_file(made, communicator, path, read_only, &opened);
    *writer = opened ? made : NULL;
    if (opened) return EPSCAN_OK;
    /* closing is collective too: by all that have it, or it stays open */
    const bool has_file = made && made->file >= 0;
    int all_have_file = has_file;
    MPI_Allreduce(MPI_IN_PLACE, &all_have_file, 1, MPI_INT, MPI_LAND, communicator);
    if (all_have_file) {
        tile_datasets_close(&made->sets);
        H5Fclose(made->file);
    } else if (has_file) {
        *writer = made;
        return status;
    }
    writer_free(made);
    return status;
}

const struct grid_factors *grid_writer_factors(const struct grid_writer *writer) {
    return &writer->sets.factors;
}

enum tile_state grid_writer_check_tile(const struct grid_writer *writer, uint64_t id, struct tile *tile) {
    return tile_look(&writer->sets, id, tile);
}

/* A hint: what it cannot do, the flush at the end does. */
static void begin_write_back(struct grid_writer *writer, size_t bytes) {
    writer->unwritten_bytes += bytes;
    if (writer->unwritten_bytes < WRITE_BACK_BYTES) return;
    writer->unwritten_bytes = 0;
    if (writer->descriptor >= 0) sync_file_range(writer->descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}

epscan_status grid_writer_put_tile(struct grid_writer *writer, const struct tile *tile) {
    if (tile_put(&writer->sets, tile) < 0) return hdf5_fail(writer->path, "a tile cannot be written");
    begin_write_back(writer, tile_stored_bytes(&writer->sets, tile));
    return EPSCAN_OK;
}

/* Tiles of the share without a checksum in the ledger. */
static herr_t count_missing(const struct grid_writer *writer, const struct shard *shard, uint64_t *missing) {
    enum { PIECE = 4096 };
    uint64_t sums[PIECE], first, end;
    shard_tiles(shard, writer->grid->tile_count, &first, &end);
    *missing = 0;
    for (uint64_t at = first; at < end; at += PIECE) {
        const uint64_t count = end - at < PIECE ? end - at : PIECE;
        if (ledger_get(&writer->sets, at, count, sums) < 0) return -1;
        for (uint64_t i = 0; i < count; i++) *missing += sums[i] == 0;
    }
    return 0;
}

epscan_status grid_writer_finish(struct grid_writer *writer, const struct shard *shard, uint64_t *missing) {
    int rank;
    herr_t counted = 0;
    MPI_Comm_rank(writer->communicator, &rank);
    const herr_t flushed = H5Fflush(writer->file, H5F_SCOPE_GLOBAL);
    *missing = 0;
    MPI_Barrier(writer->communicator);
    if (rank == 0 && flushed >= 0) counted = count_missing(writer, shard, missing);
    MPI_Bcast(missing, sizeof *missing, MPI_BYTE, 0, writer->communicator);
    if (flushed < 0) return hdf5_fail(writer->path, "cannot be flushed");
    return counted < 0 ? hdf5_fail(writer->path, "the ledger cannot be read") : EPSCAN_OK;
}

epscan_status grid_writer_complete(struct grid_writer *writer, bool complete) {
    return completion_put(&writer->sets, complete) < 0 ? hdf5_fail(writer->path, "cannot be marked") : EPSCAN_OK;
}

epscan_status grid_writer_close(struct grid_writer *writer) {
    const herr_t sets = tile_datasets_close(&writer->sets), file = H5Fclose(writer->file);
    const epscan_status status = sets < 0 || file < 0 ? hdf5_fail(writer->path, "cannot be closed") : EPSCAN_OK;
    writer_free(writer);
    return status;
}
