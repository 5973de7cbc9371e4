/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a job that are allowed and yet strange (experiment/strange_values.h). */
#ifndef EPSCAN_SCAN_STRANGE_JOB_H
#define EPSCAN_SCAN_STRANGE_JOB_H

#include "experiment/strange_values.h"
#include "scan/job.h"

/* Of the job and all its experiments, added to what is there. */
epscan_status job_strange_values(const struct job *job, struct strange_values *strange);

#endif
