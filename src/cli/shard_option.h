/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --shard: which share of a grid's tiles a scan computes. */
#ifndef EPSCAN_CLI_SHARD_OPTION_H
#define EPSCAN_CLI_SHARD_OPTION_H

#include "epscan/status.h"
#include "file/grid_header.h"

#include <stdbool.h>

/*
 * "I/N"; "slurm/N", where I is this array task's number; "slurm", where N is the number of the array's tasks too, which must be
 * 0 to N - 1: with `warns`, a line on stderr says what that leaves open. NULL is the whole grid. EPSCAN_BAD_INPUT says what is
 * allowed.
 */
epscan_status option_shard(const char *text, bool warns, struct shard *shard);

#endif
