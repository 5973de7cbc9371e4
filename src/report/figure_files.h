/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of a figure, as outputs: made in a folder of their own beside their names, and moved there when all are whole. A
 * figure is drawn again without a word, so that what is replaced must be as epscan left it: the script's last lines have the
 * hashes of all files, its own included. What is not so, a user's file or one that a user has changed, needs --force.
 */
#ifndef EPSCAN_REPORT_FIGURE_FILES_H
#define EPSCAN_REPORT_FIGURE_FILES_H

#include "experiment/experiment.h"
#include "output/output_file.h"

enum { FIGURE_SUFFIXES = 5, FIGURE_DATA_SUFFIXES = 2, FIGURE_MAX_INPUTS = 32 };

/* The script and its data first, then what gnuplot draws. */
extern const char *const figure_suffixes[FIGURE_SUFFIXES];

/* What is written, and what it must not overwrite; all borrowed. */
struct figure_output {
    const char *base; /* of BASE.gp and the other files */
    bool data_only;   /* no gnuplot run */
    bool force;       /* replace files that are not epscan's, or were changed */
    const char *inputs[FIGURE_MAX_INPUTS];
    const struct experiment *experiments[FIGURE_MAX_INPUTS]; /* of which inputs[i] is the file; NULL: none */
};

struct figure_files {
    const struct figure_output *output;
    struct output_file folder;
};

/* Refuse (EPSCAN_BAD_INPUT) files that cannot be written, are inputs, or are not epscan's unless forced. Changes nothing. */
epscan_status figure_files_check(const struct figure_output *output);

/* Make the folder: `files->folder.temporary`. End with figure_files_end unless it fails. */
epscan_status figure_files_begin(const struct figure_output *output, struct figure_files *files);

/* Record the hashes and move the files to their names, unless `status` says that they are not good. The first failure. */
epscan_status figure_files_end(struct figure_files *files, epscan_status status);

#endif
