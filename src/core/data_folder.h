/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the files that come with epscan are: inputs, jobs. */
#ifndef EPSCAN_CORE_DATA_FOLDER_H
#define EPSCAN_CORE_DATA_FOLDER_H

#include <stddef.h>

/*
 * Write the path of `name`, "inputs/limits", to `path`: in the folder that the environment variable EPSCAN_DATA names; else where it
 * was installed, looked for from where this program or library is, so that an installation may be moved; else in the sources.
 * Returns `path`; a name too long for it gives a path that does not exist. Thread-safe.
 */
const char *data_folder(const char *name, char *path, size_t size);

#endif
