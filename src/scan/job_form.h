/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a job that say how its grid's numbers are stored: `storage`, `precision`, `variables`. */
#ifndef EPSCAN_SCAN_JOB_FORM_H
#define EPSCAN_SCAN_JOB_FORM_H

#include "experiment/experiment.h"
#include "scan/grid.h"
#include "text/yaml_reader.h"

/* Of a job's root, for a grid that knows its channels; doubles of all variables without the keys. */
epscan_status job_form_read(const struct yaml_value *root, const struct experiment *experiment, struct grid *grid);

#endif
