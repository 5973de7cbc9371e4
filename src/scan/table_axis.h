/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The axis of jobs whose models are tables of spectral densities: `axes: {model_table: [rho.csv, ...]}`. */
#ifndef EPSCAN_SCAN_TABLE_AXIS_H
#define EPSCAN_SCAN_TABLE_AXIS_H

#include "scan/axis.h"

/*
 * Read the files of a list, by paths relative to `job_path`, or `recorded` files, [recorded_count], which must be of the same names
 * in the same order; NULL: from the file system. Tables are known by the names that the list has. Clear with axis_clear, whatever
 * the status.
 */
epscan_status table_axis_read(const struct yaml_value *list, const char *job_path, const struct text_file *recorded,
                              size_t recorded_count, struct axis *axis);

#endif
