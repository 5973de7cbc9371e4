/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files as outputs (output_file.h): written to a stream. */
#ifndef EPSCAN_OUTPUT_TEXT_OUTPUT_H
#define EPSCAN_OUTPUT_TEXT_OUTPUT_H

#include "output/output_file.h"

#include <stdio.h>

struct text_output {
    FILE *stream;
    struct output_file file;
};

/* Begin a file at `path`, which output_file_check has found good. End with text_output_close unless it fails. */
epscan_status text_output_open(const char *path, const struct output_kind *kind, enum existing_output existing,
                               struct text_output *output);

/* Move it into place, or, when `status` says that it was not written or it cannot be, remove it. The first failure. */
epscan_status text_output_close(struct text_output *output, epscan_status status);

/* A file of a folder that is being written (output_folder_begin), and its end: flushed, synced, closed; the first failure. */
epscan_status text_output_in_folder(const char *folder, const char *name, FILE **stream);
epscan_status text_output_finish(FILE *stream, const char *path, epscan_status status);

#endif
