/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many shards there are is settled when an array is made, not by the tasks that happen to be in the queue: one task that is
 * submitted again is an array of one, of which Slurm's variables do not tell that it was one of eight. So N is written out, and
 * "slurm" alone is taken for arrays 0 to N - 1 only.
 */
#include "cli/shard_option.h"

#include "core/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS_MAX = 1000000 };

/* The digits that `text` begins with as a number up to SHARDS_MAX, and what follows them; false when there are none. */
static bool leading_number(const char *text, uint64_t *number, const char **rest) {
    const size_t digits = strspn(text, "0123456789");
    *rest = text + digits;
    *number = digits && digits < 19 ? strtoull(text, NULL, 10) : SHARDS_MAX + 1;
    return *number <= SHARDS_MAX;
}

/* A variable of the Slurm array. */
static bool slurm_number(const char *name, uint64_t *number) {
    const char *text = getenv(name), *rest;
    return text && leading_number(text, number, &rest) && !*rest;
}

static epscan_status whole_array(uint64_t task, bool warns, struct shard *shard) {
    uint64_t count, lowest, highest;
    if (!slurm_number("SLURM_ARRAY_TASK_COUNT", &count) || !slurm_number("SLURM_ARRAY_TASK_MIN", &lowest) ||
        !slurm_number("SLURM_ARRAY_TASK_MAX", &highest) || count < 2 || lowest != 0 || highest != count - 1 || task > highest)
        return error_set(EPSCAN_BAD_INPUT, "--shard slurm: this array is not 0 to N - 1, as when some of its tasks are submitted "
                                           "again; allowed: slurm/N with the number N of all shards, as slurm/8");
    if (warns)
        fprintf(
            stderr,
            "epscan: warning: --shard slurm takes the array's %llu tasks for all there are; slurm/%llu stays right for a part of "
            "them submitted again\n",
            (unsigned long long)count, (unsigned long long)count);
    *shard = (struct shard){task, count};
    return EPSCAN_OK;
}

static epscan_status slurm_shard(const char *text, bool warns, struct shard *shard) {
    uint64_t task, count;
    const char *rest;
    if (!slurm_number("SLURM_ARRAY_TASK_ID", &task))
        return error_set(EPSCAN_BAD_INPUT, "--shard %.60s: not a task of a Slurm array; allowed: --shard I/N", text);
    if (strcmp(text, "slurm") == 0) return whole_array(task, warns, shard);
    if (!leading_number(text + strlen("slurm/"), &count, &rest) || *rest || count < 1)
        return error_set(EPSCAN_BAD_INPUT, "--shard: \"%.60s\" is not allowed; allowed: slurm/N with 1 <= N <= %d", text,
                         SHARDS_MAX);
    if (task >= count)
        return error_set(EPSCAN_BAD_INPUT, "--shard %.60s: array task %llu is none of 0 to %llu; allowed: sbatch --array=0-%llu",
                         text, (unsigned long long)task, (unsigned long long)(count - 1), (unsigned long long)(count - 1));
    *shard = (struct shard){task, count};
    return EPSCAN_OK;
}

epscan_status option_shard(const char *text, bool warns, struct shard *shard) {
    uint64_t index, count;
    const char *rest;
    *shard = (struct shard){0, 1};
    if (!text) return EPSCAN_OK;
    if (strcmp(text, "slurm") == 0 || strncmp(text, "slurm/", strlen("slurm/")) == 0) return slurm_shard(text, warns, shard);
    if (!leading_number(text, &index, &rest) || *rest != '/' || !leading_number(rest + 1, &count, &rest) || *rest || index >= count)
        return error_set(EPSCAN_BAD_INPUT,
                         "--shard: \"%.60s\" is not allowed; allowed: I/N with 0 <= I < N <= %d, or slurm/N in a Slurm array", text,
                         SHARDS_MAX);
    *shard = (struct shard){index, count};
    return EPSCAN_OK;
}
