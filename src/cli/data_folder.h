/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where this program's inputs and jobs are. */
#ifndef EPSCAN_CLI_DATA_FOLDER_H
#define EPSCAN_CLI_DATA_FOLDER_H

#include <stddef.h>

/*
 * The path of `name`, as "inputs/limits": beside the installed program, ../share/epscan/NAME, or else in the source that it was
 * built from. Returns `path`, cut at size - 1 bytes.
 */
const char *data_folder(const char *name, char *path, size_t size);

#endif
