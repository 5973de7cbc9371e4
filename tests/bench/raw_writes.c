/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the disk can do: the bytes of a grid, written by the same ranks in the same pieces with pwrite and nothing else.
 *     raw_writes FILE TILES TILE_BYTES VARIABLES WRITE_BACK_TILES
 * Ranks take tiles in turn; a tile is one piece of TILE_BYTES in each of VARIABLES regions of the file. Ends with fsync, as
 * a scan does; asks for write-back after every WRITE_BACK_TILES tiles of a rank, 0: never. Prints the seconds from open to close.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mpi.h>

int main(int argc, char **argv) {
    int rank, size;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (argc != 6) MPI_Abort(MPI_COMM_WORLD, 2);
    const long tiles = atol(argv[2]), bytes = atol(argv[3]), variables = atol(argv[4]), write_back = atol(argv[5]);
    char *piece = malloc((size_t)bytes);
    if (!piece) MPI_Abort(MPI_COMM_WORLD, 1);
    memset(piece, rank + 1, (size_t)bytes);
    if (rank == 0) unlink(argv[1]);
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = MPI_Wtime();
    const int file = open(argv[1], O_WRONLY | O_CREAT, 0644);
    if (file < 0) MPI_Abort(MPI_COMM_WORLD, 1);
    for (long tile = rank; tile < tiles; tile += size) {
        for (long v = 0; v < variables; v++) {
            const off_t at = (v * tiles + tile) * bytes;
            if (pwrite(file, piece, (size_t)bytes, at) != bytes) MPI_Abort(MPI_COMM_WORLD, 1);
        }
        if (write_back && tile / size % write_back == 0) sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    fsync(file);
    close(file);
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0) {
        printf("%.6f\n", MPI_Wtime() - start);
        unlink(argv[1]);
    }
    free(piece);
    MPI_Finalize();
    return 0;
}
