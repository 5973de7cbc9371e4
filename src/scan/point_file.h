/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points in a CSV file, read one after the other: its header names spin, mA_GeV, alpha_D, mass_ratio and, if wanted,
 * mass_splitting, ecal_threshold_GeV and energy_scale_shift, in any order, or for a grid of tables model_table in the place of what
 * is of models; other columns are the user's own, to be handed through.
 */
#ifndef EPSCAN_SCAN_POINT_FILE_H
#define EPSCAN_SCAN_POINT_FILE_H

#include "text/csv_reader.h"
#include "scan/axis.h"
#include "epscan/dark_photon.h"
#include "epscan/point.h"
#include "epscan/status.h"

#include <stdbool.h>
#include <stdio.h>

struct point_file {
    FILE *stream;
    struct csv_reader reader;
    int axis_of_column[CSV_MAX_FIELDS]; /* -1: the user's own */
    int own_columns;
    epscan_selection selection; /* of points without one */
    const struct axis *tables;  /* borrowed, the grid's axis; NULL: points are models */
};

/*
 * Open a file and read its header. "-" is standard input; that and other pipes are kept in a temporary file, so that they can be
 * read again. `path` and `tables` are borrowed; tables NULL or no dimension: points are models. EPSCAN_BAD_INPUT with file and
 * line. Close with point_file_close, failed or not.
 */
epscan_status point_file_open(const char *path, const epscan_selection *selection, const struct axis *tables,
                              struct point_file *file);

/* The same from a stream that can be rewound, which the file closes; `path` stands for its name. */
epscan_status point_file_from_stream(const char *path, FILE *stream, const epscan_selection *selection, const struct axis *tables,
                                     struct point_file *file);
void point_file_close(struct point_file *file);

/* Back to the header. */
epscan_status point_file_rewind(struct point_file *file);

/* The next point; *found is false at the end. Numbers are finite, not more. EPSCAN_BAD_INPUT with file, line and column. */
epscan_status point_file_next(struct point_file *file, struct scan_point *point, bool *found);

/*
 * The user's own columns of the current line, header or point, as they stand there, each behind a comma; "" without any. Fits in
 * CSV_LINE_SIZE.
 */
void point_file_own_text(const struct point_file *file, char text[CSV_LINE_SIZE]);

#endif
