/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marking a file as being written, and moving it into place. Locks end with the process, however it ends. */
#ifndef EPSCAN_IO_FILE_LOCK_H
#define EPSCAN_IO_FILE_LOCK_H

#include "epscan/status.h"

#include <stdbool.h>

/*
 * Open (or create) `path` and lock it exclusively; EPSCAN_BAD_INPUT when another process holds it. The lock is an open file
 * description lock: it follows the file through renames and does not meet the flock() of HDF5, so readers are not shut out.
 */
epscan_status file_lock_take(const char *path, int *lock);
void file_lock_release(int lock);

/* Rename; without `replace` the target must not exist (EPSCAN_BAD_INPUT). */
epscan_status file_move(const char *from, const char *to, bool replace);

/* Make a rename in the folder of `path` durable. */
epscan_status file_sync_folder(const char *path);

#endif
