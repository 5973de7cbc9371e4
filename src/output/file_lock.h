/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marking an output as being written. A lock ends with the process, however it ends; what the process has left behind is known by
 * the lock file, which names its temporaries, and is removed by the next one that takes the lock: theirs, and nothing else.
 *
 * Where the file system has no locks, the lock file's existence is the lock, with a warning: a process that was killed leaves it,
 * and the user must remove it.
 */
#ifndef EPSCAN_OUTPUT_FILE_LOCK_H
#define EPSCAN_OUTPUT_FILE_LOCK_H

#include "epscan/status.h"

#include <stddef.h>

/*
 * Lock `path` for writing by creating and locking `path`.lock; EPSCAN_BAD_INPUT when another process holds it, or when a file of
 * that name is not a lock. The file itself is never locked: MPI-IO takes locks of its own on it on some file systems, and would
 * wait for ours for ever.
 */
struct file_lock {
    int descriptor; /* -1: not held */
    char path[4096];
};
epscan_status file_lock_take(const char *path, struct file_lock *lock);

/* Remove the lock file and let go; nothing happens when it is not held. */
void file_lock_release(struct file_lock *lock);

/*
 * A name for a temporary beside `path`, that no one can have thought of, noted in the lock before anything of that name exists.
 * `path` must be in the folder for which the lock was taken.
 */
epscan_status file_lock_name_temporary(struct file_lock *lock, const char *path, char *temporary, size_t size);

/* Remove a temporary: a file, or a folder of files alone. */
void temporary_remove(const char *path);

#endif
