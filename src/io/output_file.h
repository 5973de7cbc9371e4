/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is checked of an output before anything is computed. */
#ifndef EPSCAN_IO_OUTPUT_FILE_H
#define EPSCAN_IO_OUTPUT_FILE_H

#include "epscan/status.h"

#include <stdint.h>

/* What may be done about an output that exists. */
enum existing_output { EXISTING_REFUSED, EXISTING_REPLACED, EXISTING_RESUMED };

/* Words for messages. */
struct output_kind {
    const char *noun;           /* "grid" */
    const char *when_existing;  /* what is allowed instead of an output that exists */
    const char *start;          /* what such files begin with: others are never replaced */
    const char *hdf5_attribute; /* of HDF5: what the root of such files has, unless they are damaged; else NULL */
};
#define OUTPUT_START_HDF5 "\211HDF"

/*
 * Refuse (EPSCAN_BAD_INPUT) an output that exists unless it is to be replaced or resumed, a folder that is missing or not
 * writable, and a file of so many bytes when they do not fit the disk. Changes nothing.
 */
epscan_status output_file_check(const char *path, const struct output_kind *kind, enum existing_output existing, uint64_t bytes);

#endif
