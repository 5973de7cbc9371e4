/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/launched_rank.h"

#include "config/number_text.h"

#include <limits.h>
#include <stdlib.h>

static long number_of(const char *variable) {
    const char *text = getenv(variable);
    long number = 0;
    return text && integer_from_text(text, 0, INT_MAX, &number) ? number : 0;
}

int launched_rank(void) {
    /* Open MPI; PMIx, of srun --mpi=pmix; Hydra of MPICH and Intel MPI, and srun --mpi=pmi2 */
    static const char *const variables[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        if (number_of(variables[i]) > 0) return (int)number_of(variables[i]);
    /* srun without any; a batch script's own step has one task */
    return number_of("SLURM_STEP_NUM_TASKS") > 1 ? (int)number_of("SLURM_PROCID") : 0;
}
