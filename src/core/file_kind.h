/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is by the look of its first bytes or keys, so that a file given for another is named as what it is. */
#ifndef EPSCAN_CORE_FILE_KIND_H
#define EPSCAN_CORE_FILE_KIND_H

#include "epscan/status.h"

#include <stddef.h>

enum file_kind { FILE_KIND_UNKNOWN, FILE_KIND_JOB, FILE_KIND_EXPERIMENT, FILE_KIND_MATERIAL, FILE_KIND_TABLE, FILE_KIND_HDF5 };

/* Pure. */
enum file_kind file_kind_of(const char *text, size_t size);

/* The same of a file; FILE_KIND_UNKNOWN when it cannot be read. */
enum file_kind file_kind_of_file(const char *path);

/* EPSCAN_BAD_INPUT "PATH: is a job; allowed: ..." of a text, ending in NUL, that has the look of another kind than the one wanted.
 */
epscan_status file_kind_check(const char *path, const char *text, size_t size, enum file_kind wanted);

#endif
