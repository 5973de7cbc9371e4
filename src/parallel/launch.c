/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a job was started, against what MPI says: tasks of a launcher that are each alone, more threads than cores that a rank is
 * bound to, and output on file systems that are not safe for writers on many nodes are told. Known by the launchers' environment
 * variables, the affinity mask of sched_getaffinity(2) and the magic numbers of statfs(2).
 */
#include "parallel/launch.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Magic numbers of statfs(2) for file systems whose caches do not agree between nodes, or not at once. */
static const struct {
    long magic;
    const char *name;
} unsafe_file_systems[] = {{0x6969, "NFS"}, {0xff534d42, "CIFS"}, {0xfe534d42, "SMB"}, {0x65735546, "FUSE"}, {0x01021997, "9p"}};

/*
 * How many tasks a launcher says it started, and which this one is: mpirun of Open MPI, of MPICH and its relatives (PMI), srun. In
 * this order, since the first may have been started by the last, once a node.
 */
static const struct {
    const char *tasks, *task, *advice;
} launchers[] = {
    {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "the mpirun of the MPI that epscan is built with"},
    {"PMI_SIZE", "PMI_RANK", "the mpirun of the MPI that epscan is built with"},
    {"SLURM_STEP_NUM_TASKS", "SLURM_PROCID", "srun --mpi=pmix, or mpirun"},
};

int launch_task(void) {
    for (size_t i = 0; i < sizeof launchers / sizeof launchers[0]; i++) {
        const char *tasks = getenv(launchers[i].tasks), *task = getenv(launchers[i].task);
        if (tasks) return task && atol(tasks) > 1 ? atoi(task) : 0;
    }
    return 0;
}

epscan_status launch_check(MPI_Comm communicator) {
    int size;
    MPI_Comm_size(communicator, &size);
    for (size_t i = 0; i < sizeof launchers / sizeof launchers[0]; i++) {
        const char *tasks = getenv(launchers[i].tasks), *task = getenv(launchers[i].task);
        if (!tasks) continue;
        if (size > 1 || atol(tasks) <= 1) break;
        if (!task || atol(task) == 0)
            fprintf(stderr,
                    "epscan: %s is %.20s, but each of these tasks is alone (MPI size 1); start them with %s, or a single one\n",
                    launchers[i].tasks, tasks, launchers[i].advice);
        return EPSCAN_BAD_INPUT;
    }
    return EPSCAN_OK;
}

static int bound_cores(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) ? (int)sysconf(_SC_NPROCESSORS_ONLN) : CPU_COUNT(&set);
}

static void warn_of_threads(MPI_Comm communicator, int threads, int rank) {
    int excess = threads - bound_cores(), worst, total;
    MPI_Comm node;
    MPI_Reduce(&excess, &worst, 1, MPI_INT, MPI_MAX, 0, communicator);
    MPI_Comm_split_type(communicator, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &node);
    MPI_Reduce(&threads, &total, 1, MPI_INT, MPI_SUM, 0, node);
    MPI_Comm_free(&node);
    if (rank) return;
    if (worst > 0)
        fprintf(stderr,
                "epscan: warning: a rank has %d threads more than the cores it is bound to; "
                "give mpirun --map-by slot:PE=%d or --bind-to none, or fewer --threads\n",
                worst, threads);
    if (total > sysconf(_SC_NPROCESSORS_ONLN))
        fprintf(stderr, "epscan: warning: %d threads on a node of %ld cores\n", total, sysconf(_SC_NPROCESSORS_ONLN));
}

void launch_warn(MPI_Comm communicator, int threads, const char *output_folder) {
    int rank, size;
    struct statfs info;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &size);
    warn_of_threads(communicator, threads, rank);
    if (rank || size == 1 || statfs(output_folder, &info)) return;
    for (size_t i = 0; i < sizeof unsafe_file_systems / sizeof unsafe_file_systems[0]; i++)
        if ((long)info.f_type == unsafe_file_systems[i].magic)
            fprintf(stderr,
                    "epscan: warning: %s is on %s, which is not safe for writing from many nodes; use one node, or --shard\n",
                    output_folder, unsafe_file_systems[i].name);
}

void launch_warn_of_idle_ranks(MPI_Comm communicator, uint64_t tiles) {
    int rank, size;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &size);
    if (rank == 0 && tiles < (uint64_t)size)
        fprintf(stderr, "epscan: warning: %d ranks for %" PRIu64 " tile%s: %d have no work; start fewer, with more --threads\n",
                size, tiles, tiles == 1 ? "" : "s", size - (int)tiles);
}
