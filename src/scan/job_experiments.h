/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The experiments of a job file: `experiment: NAME`, or several, `experiments: [NAME, NAME, ...]`, of which limits are together. */
#ifndef EPSCAN_SCAN_JOB_EXPERIMENTS_H
#define EPSCAN_SCAN_JOB_EXPERIMENTS_H

#include "experiment/experiment.h"

#define JOB_EXPERIMENTS "experiments"

/*
 * Read from files, relative to the job's, or from an archive that holds the inputs of one experiment after the other. The next ones
 * hang on the first, and have its confidence level. Free with experiment_free, on errors too.
 */
epscan_status job_experiments_read(const char *job_path, const struct yaml_value *root, const struct input_archive *archive,
                                   struct experiment **experiment);

#endif
