/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress of long work on stderr: a bar with rate and time left on a terminal, plain lines otherwise, or nothing. */
#ifndef EPSCAN_PARALLEL_PROGRESS_H
#define EPSCAN_PARALLEL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *unit; /* what is counted, as "points" */
    bool quiet, terminal;
    uint64_t total, done;
    double start_s, last_shown_s, next_share;
};

/* `total` of `unit` (borrowed); nothing is ever shown when `quiet`. Reads the clock. */
void progress_start(struct progress *progress, uint64_t total, const char *unit, bool quiet);

/* Count `points` as done and show what is due; points may be 0. At most a few lines a minute, or five redraws a second. */
void progress_add(struct progress *progress, uint64_t points);

/* Leave the last state on the screen. */
void progress_finish(struct progress *progress);

/* Seconds since progress_start. */
double progress_elapsed_s(const struct progress *progress);

#endif
