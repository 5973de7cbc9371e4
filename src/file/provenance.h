/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a file comes from: the program, its libraries, the command line, and the text of every file it was made from. */
#ifndef EPSCAN_FILE_PROVENANCE_H
#define EPSCAN_FILE_PROVENANCE_H

#include "core/text_file.h"

#include <stddef.h>

#include <hdf5.h>

struct provenance {
    const char *command_line;
    const char *mpi_library;
};

/* Root attributes of a new file; negative on failure. */
herr_t provenance_put(hid_t file, const struct provenance *provenance);

/* The group of inputs with their hashes, and of the job's text unless it is NULL; negative on failure. */
herr_t provenance_put_inputs(hid_t file, const char *job_text, const struct text_file *inputs, size_t count);

/*
 * These inputs again, at most `most`: EPSCAN_BAD_INPUT "path: damaged: ..." unless each has the hash that stands beside it. The
 * caller clears and frees them, on errors too.
 */
epscan_status provenance_get_inputs(const char *path, hid_t file, size_t most, struct text_file **inputs, size_t *count);

#endif
