/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marking a file as being written, and moving it into place. Locks end with the process, however it ends. */
#ifndef EPSCAN_IO_FILE_LOCK_H
#define EPSCAN_IO_FILE_LOCK_H

#include "epscan/status.h"

#include <stdbool.h>

/*
 * Lock `path` for writing by creating and locking `path`.lock; EPSCAN_BAD_INPUT when another process holds it. The file
 * itself is never locked: MPI-IO takes locks of its own on it on some file systems, and would wait for ours for ever.
 */
struct file_lock {
    int descriptor; /* -1: not held */
    char path[4096];
};
epscan_status file_lock_take(const char *path, struct file_lock *lock);

/* Remove the lock file and let go; nothing happens when it is not held. */
void file_lock_release(struct file_lock *lock);

/* Rename; without `replace` the target must not exist (EPSCAN_BAD_INPUT). */
epscan_status file_move(const char *from, const char *to, bool replace);

/* fsync a file by name. */
epscan_status file_sync(const char *path);

/* Make a rename in the folder of `path` durable. */
epscan_status file_sync_folder(const char *path);

#endif
