/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a scan writes. A grid that is being written has its own name, so that it can be looked at and resumed; it is GRID.h5.new
 * until it is complete, and only then becomes GRID.h5, with --force and an output that exists, and where what is not written is a
 * hole (grid_file_has_holes), so that nobody takes the zeros of GRID.h5 for limits.
 */
#ifndef EPSCAN_CLI_SCAN_OUTPUT_H
#define EPSCAN_CLI_SCAN_OUTPUT_H

#include "cli/scan_run.h"
#include "output/file_lock.h"
#include "scan/job.h"

/* How the output was found. */
enum output_state { OUTPUT_NEW, OUTPUT_PARTIAL, OUTPUT_COMPLETE };

struct scan_output {
    struct file_lock lock;
    enum output_state state;
    char file[4104];               /* the file that is written */
    enum existing_output replaced; /* what may be done about what has the output's name when it is complete */
};

/* Name the job's output: the request's, or the job's own, and a shard's with its share: x.shard-0002-of-0008.h5. */
epscan_status scan_output_name(const struct scan_request *request, struct job *job);

/* Whether it can be written; changes nothing. On one rank. */
epscan_status scan_output_check(const struct scan_request *request, const struct job *job);

/* Lock it, and check what is continued, or create it. On one rank; the caller releases the lock. */
epscan_status scan_output_open(const struct scan_request *request, const struct job *job, const struct grid_header *header,
                               struct scan_output *output);

/* The file is complete: give it the output's name. On one rank. */
epscan_status scan_output_complete(const struct scan_output *output, const struct job *job);

/* The command that continues this scan, on one line, as a shell takes it. */
void scan_output_print_resume(const struct scan_request *request, FILE *stream);

#endif
