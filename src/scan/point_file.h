/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points in a CSV file, read one after the other: its header names spin, mA_GeV, alpha_D, mass_ratio and, if wanted,
 * ecal_threshold_GeV and energy_scale_shift, in any order; other columns are skipped, as lines that are empty or begin with #.
 */
#ifndef EPSCAN_SCAN_POINT_FILE_H
#define EPSCAN_SCAN_POINT_FILE_H

#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "epscan/status.h"

#include <stdbool.h>
#include <stdio.h>

enum { POINT_FILE_MAX_COLUMNS = 64 };

struct point_file {
    const char *path; /* borrowed, for messages */
    FILE *stream;
    size_t line;
    int column_count, axis_of_column[POINT_FILE_MAX_COLUMNS]; /* -1: not ours */
    epscan_selection selection;                               /* of points without one */
};

struct point {
    epscan_dark_photon model;
    epscan_selection selection;
};

/* Open a file and read its header. EPSCAN_BAD_INPUT with file and line. Close with point_file_close, failed or not. */
epscan_status point_file_open(const char *path, const epscan_selection *selection, struct point_file *file);

/* The same from a stream, which the file closes; `path` stands for its name. */
epscan_status point_file_from_stream(const char *path, FILE *stream, const epscan_selection *selection, struct point_file *file);
void point_file_close(struct point_file *file);

/* The next point; *found is false at the end. Numbers are finite, not more. EPSCAN_BAD_INPUT with file, line and column. */
epscan_status point_file_next(struct point_file *file, struct point *point, bool *found);

#endif
